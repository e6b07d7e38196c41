"""Wrong answers, with words of the hint that each should meet: Lookback."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc
from tests.checks.answers import C4, always

JIG = ssc.Melody(np.tile([60, -2, 62, -2, 64, -2, 65, -2, 67, -2, 69, -2], 8), steps_per_bar=12)


def labels(events, d1, d2, V, *, nearer=False, odd=False):
    written = []
    for t, e in enumerate(events):
        far, near = (t >= d and events[t - d] == e for d in (d2, d1))
        label = V + 1 if far else V if near else e
        if nearer and near:
            label = V
        written.append(V + 1 if odd and t < d2 and e == 0 else label)
    return written


def from_labels(labels, d1, d2, V):
    distance = {V: d1, V + 1: d2}
    return [
        x if x < V else labels[t - distance[x]] if t >= distance[x] else 0
        for t, x in enumerate(labels)
    ]


def swapped(labels, d1, d2, V):
    events = []
    for x in labels:
        d = {V: d2, V + 1: d1}.get(x, 0)
        events.append(x if not d else events[-d] if d <= len(events) else 0)
    return events


def overwritten(q, means, V):
    p = np.zeros(V)
    p[means] = q
    return p


def sums_only(x):
    return len(x) == 121 and bool((np.asarray(x)[:114].reshape(3, 38).sum(axis=1) == 1).all())


WRONG = [
    ("lookback-1", lambda e, d: (e[d:] == e[:-d]).sum() / len(e), "have a partner"),
    ("lookback-1", lambda e, d: (np.roll(e, d) == e).mean(), "met the end"),
    ("lookback-2", lambda *a: labels(*a, nearer=True), "more distant repeat comes first"),
    ("lookback-2", lambda *a: labels(*a, odd=True), "leave the odd rule out"),
    ("lookback-3", swapped, "they are swapped"),
    ("lookback-3", from_labels, "not at the labels"),
    ("lookback-4", overwritten, "add them"),
    ("lookback-4", lambda q, means, V: q[:V], "repeat labels are missing"),
    ("lookback-5", lambda t: [1 if t >> k & 1 else -1 for k in range(5)], "the coming step"),
    ("lookback-5", lambda t: [(t + 1) >> k & 1 for k in range(5)], "-1 here"),
    ("lookback-6", lambda w, o: np.log((w + o) / w), "base 2"),
    ("lookback-6", lambda w, o: np.log2(w / (w + o)), "which is positive"),
    ("lookback-7", always(True), "the original's slip"),
    ("lookback-7", sums_only, "a 2 and a -1"),
    ("lookback-8", always(C4), "12 steps to a bar"),
    ("lookback-8", always(JIG), "100% of the events"),
]

"""Wrong answers, with words of the hint that each should meet: dice, tables and memory."""

from __future__ import annotations

from collections import Counter

import numpy as np

import ssc_lib as ssc
from ssc_lib import corpus

TUNE = corpus.load(split="train")[0].melody


def entropy(p):
    p = np.array(p)
    return -(p[p > 0] * np.log2(p[p > 0])).sum()


def same(p):
    return np.sum(np.square(p))


def counted(table):
    return np.bincount(np.ravel(table), minlength=np.size(table) + 1)


def blocks(text, k):
    total = len(text) - k
    longer = Counter(text[i : i + k + 1] for i in range(total))
    return -sum(n / total * np.log2(n / total) for n in longer.values())


def by_visits(text, k):
    total = len(text) - k
    longer = Counter(text[i : i + k + 1] for i in range(total))
    visits = Counter(text[i : i + k] for i in range(total + 1))
    return -sum(n / total * np.log2(n / visits[s[:-1]]) for s, n in longer.items())


def allowed(heard, tunes, longest, vocabulary, *, short=0, joined=False):
    longest -= short
    forbidden = set()
    if joined:
        tunes = [[event for tune in tunes for event in tune]]
    if len(heard) >= longest:
        last = heard[len(heard) - longest :]
        for tune in tunes:
            for i in range(len(tune) - longest):
                if tune[i : i + longest] == last:
                    forbidden.add(tune[i + longest])
    return [v not in forbidden for v in range(vocabulary)]


def noise(rng, notes=40, steps=96):
    events = np.full(steps, -2)
    events[rng.permutation(steps)[:notes]] = rng.integers(60, 73, notes)
    return ssc.Melody(events)


WRONG = [
    ("dice-1", lambda p: entropy(p) * np.log(2), "in nats"),
    ("dice-1", lambda p: -entropy(p), "sign is turned"),
    ("dice-1", lambda p: -np.mean(np.log2(p)), "weigh each"),
    ("dice-1", lambda p: np.log2(len(p)), "fair die"),
    (
        "dice-1",
        lambda p: -sum(x * np.log2(x) for x in p) if all(p) else np.nan,
        "0 log 0 counts as 0",
    ),
    ("dice-2", lambda p, bars: 1 - (1 - same(p)) ** bars, "at least one shared"),
    ("dice-2", lambda p, bars: bars * same(p), "on average"),
    ("dice-2", lambda p, bars: same(p) ** bars, "all bars are shared"),
    ("dice-2", lambda p, bars: (1 - 1 / len(p)) ** bars, "equally likely"),
    ("dice-3", lambda t: len(t) ** t.shape[1], "count the different ones"),
    ("dice-3", lambda t: sum(len(set(c)) for c in t.T), "multiply"),
    ("dice-3", lambda t: float(np.prod([float(len(set(c))) for c in t.T])), "53 bits"),
    ("dice-3", lambda t: "many", "should be numbers"),
    (
        "dice-4",
        lambda t: (counted(t).argmax(), counted(t)[1:].argmin() + 1),
        "missing number comes",
    ),
    ("dice-4", lambda t: (counted(t).argmin(), counted(t).argmax()), "0 is in no table"),
    ("dice-4", lambda t: (counted(t)[1:].argmin(), counted(t)[1:].argmax()), "counted from 0"),
    ("dice-5", blocks, "entropy of whole stretches"),
    ("dice-5", by_visits, "departures"),
    ("dice-6", lambda p, q: -np.sum(np.array(q) * np.log2(p)), "turned round"),
    ("dice-6", lambda p, q: entropy(p), "entropy of p"),
    (
        "dice-6",
        lambda p, q: -sum(a * np.log2(b) for a, b in zip(p, q, strict=True) if b),
        "infinite",
    ),
    ("dice-7", lambda *a: np.logical_not(allowed(*a)), "turned round"),
    ("dice-7", lambda *a: allowed(*a, short=1), "one more event"),
    ("dice-7", lambda *a: allowed(*a, joined=True), "into the next"),
    ("dice-8", lambda rng: noise(rng, notes=10), "24"),
    ("dice-8", lambda rng: noise(rng, steps=64), "at least 96"),
    ("dice-8", lambda rng: noise(np.random.default_rng(0)), "another rng"),
    ("dice-8", lambda rng: TUNE.transposed(int(rng.integers(2))), "lower"),
]

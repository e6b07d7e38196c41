"""Answers to the exercises of *Hierarchy* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc

RHYTHMS = {"a": "x.x.x.x.", "b": "x...x.x.", "c": "xx..x.x."}


def bars(form, *, seed=0):
    """Bars of 16 steps: a letter is a rhythm, a capital the same notes each time."""

    def made(rng):
        events, heard = [], {}
        for name in form:
            rhythm = 2 * RHYTHMS[name.lower()]
            bar = [int(rng.integers(60, 80)) if sign == "x" else -2 for sign in rhythm]
            if name.isupper():
                bar = heard.setdefault(name, bar)
            events += bar
        return ssc.Melody(events)

    return made


def along(p, bar):
    said, left = [], dict(p)
    for t, sign in enumerate(bar):
        on = {k: w for k, w in left.items() if k[t] == sign}
        said.append(sum(on.values()) / sum(left.values()))
        left = on
    return said


WRONG = [
    ("hierarchy-1", lambda counts, steps: 0, "bits a step"),
    ("hierarchy-2", lambda counts, share: 0, "cover"),
    ("hierarchy-3", lambda p, bar: [1] * len(bar), "along the bar"),
    ("hierarchy-4", lambda p, fit, chosen: None, "None"),
    ("hierarchy-7", lambda chances, notes: 0, "copied notes"),
    ("hierarchy-9", lambda events, bar: [], "profiles"),
    ("hierarchy-10", lambda rng: ssc.Melody([60, -2] * 16), "write at least 96"),
    ("hierarchy-10", bars("abcabc"), "at least eight"),
    ("hierarchy-10", bars("abacbaab"), "have the rhythm of four bars before"),
    ("hierarchy-10", bars("abacabac"), "0% of the bars are those of four before"),
    ("hierarchy-10", bars("ABACABAC"), "100% of the bars are those"),
    ("hierarchy-10", bars("AaaaAAaa"), "one rhythm"),
]
RIGHT = [
    (
        "hierarchy-2",
        lambda counts, share: (
            1
            + int(np.searchsorted(np.cumsum(np.sort(counts)[::-1]) / np.sum(counts), share - 1e-9))
        ),
    ),
    ("hierarchy-3", along),
    (
        "hierarchy-8",
        lambda bars, lag: np.mean([bars[n] == bars[n + lag] for n in range(len(bars) - lag)]),
    ),
    ("hierarchy-10", bars("ABacABac")),
]

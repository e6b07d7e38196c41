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


def settled(profiles, bar):
    left, steps = list(profiles), 0
    while len(left) > 1:
        left = [p for p in left if p[steps] == bar[steps]]
        steps += 1
    return steps


WRONG = [
    ("hierarchy-1", lambda counts, steps: 0, "bits a step"),
    ("hierarchy-2", lambda counts, share: 0, "cover"),
    ("hierarchy-3", lambda profiles, bar: -1, "after how many steps"),
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
    ("hierarchy-3", settled),
    (
        "hierarchy-8",
        lambda bars, lag: np.mean([bars[n] == bars[n + lag] for n in range(len(bars) - lag)]),
    ),
    ("hierarchy-10", bars("ABacABac")),
]

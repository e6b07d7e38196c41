"""Answers to the exercises of *Lookback* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def jig(*starts):
    """A bar on each of some pitches."""
    return lambda rng: ssc.Melody([n for p in starts for n in range(p, p + 12)], steps_per_bar=12)


def sums_to_1(x):
    return x.shape == (121,) and (x[:114].reshape(3, 38).sum(axis=1) == 1).all()


WRONG = [
    ("lookback-1", lambda e, d: np.nan, "you gave nan"),
    ("lookback-2", lambda e, *_: e.fill(0), "changed what it was given"),
    ("lookback-3", lambda labels, *_: (x for x in labels), "put list(...) around it"),
    ("lookback-5", lambda t: f"{t + 1:05b}"[::-1], "give a row of 5 numbers"),
    ("lookback-7", lambda x: True, "as in the original's slip"),
    ("lookback-7", lambda x: False, "False for the right vector after step 0"),
    ("lookback-7", lambda x: x.sum(), "give True or False"),
    ("lookback-7", sums_to_1, "a 2 and a -1"),
    ("lookback-8", lambda rng: ssc.Melody([60, -2] * 48), "12 steps to a bar"),
    ("lookback-8", jig(48, 48, 50, 50), "48 steps; write at least 96"),
    ("lookback-8", jig(*[48] * 8), "100% of the events"),
    ("lookback-8", jig(*[48, 48, 48, 50] * 2, 50), "of the bars equal"),
]
RIGHT = [
    ("lookback-4", lambda q, means, V: np.bincount(means, q)),
    ("lookback-6", lambda w, o: -np.log2(w) + np.log2(w + o)),
]

"""Answers to the exercises of *When the tune votes* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def scale(*bars):
    """Bars of 16 steps, each a scale from one of some pitches."""
    return lambda rng: ssc.Melody(
        [p + n // 2 if n % 2 == 0 else -2 for p in bars for n in range(16)]
    )


def drawn(rng):
    return scale(
        *np.tile(rng.integers(60, 66) + np.array([0, 2, 4, 5]), 2)[:7], rng.integers(72, 74)
    )(0)


WRONG = [
    ("votes-1", lambda e, d: None, "None"),
    ("votes-3", lambda p, e, w: p, "you gave 0.2"),
    ("votes-5", lambda p, s: np.nan, "nan"),
    ("votes-7", lambda q, means, V, e: q[e], "copied"),
    ("votes-8", lambda predict, events, cut: predict(events), "give True or False"),
    ("votes-9", lambda rng: ssc.Melody([60, -2] * 16), "write at least 128"),
    ("votes-9", lambda rng: ssc.Melody([60, -2] * 70, metre=(12, 8)), "at least eight bars"),
    ("votes-9", scale(60, 62, 64, 65, 67, 69, 71, 72), "70 to 95 %"),
    ("votes-9", scale(60, 60, 62, 60, 60, 60, 62, 61), "first four bars 2 are different"),
]
RIGHT = [
    (
        "votes-3",
        lambda p, e, w: p * np.exp(w * (np.arange(len(p)) == e)) / (1 - p[e] + p[e] * np.exp(w)),
    ),
    ("votes-5", lambda p, s: np.log(s) - np.log1p(-s) - np.log(p) + np.log1p(-p)),
    ("votes-9", drawn),
]

"""Answers to the exercises of *A small transformer* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc
from ssc_lib.networks.cells import softmax


def bars(*roots):
    """Bars of 16 steps, each a scale from a pitch."""
    return lambda rng: ssc.Melody(
        [p + n // 2 if n % 2 == 0 else -2 for p in roots for n in range(16)]
    )


def drawn(rng):
    one, other = rng.integers(60, 66, 2)
    return bars(one, one + 2, one + 4, one + 5, one, one + 2, other + 7, other + 9)(rng)


WRONG = [
    ("transformer-1", lambda q, K: 0, "a row of 4 numbers"),
    ("transformer-2", lambda S: S, "you gave 9"),
    ("transformer-5", lambda w, h: -1, "-1"),
    ("transformer-7", lambda e, K: None, "None"),
    ("transformer-8", lambda melody: [], "has 17 parts"),
    ("transformer-10", lambda rng: ssc.Melody([60, -2] * 16), "write at least 96"),
    ("transformer-10", lambda rng: ssc.Melody([60, -2] * 50, metre=(12, 8)), "at least eight"),
    ("transformer-10", bars(60, 60, 62, 60, 60, 61, 62, 63), "three of the first four"),
    ("transformer-10", bars(60, 62, 64, 65, 66, 67, 68, 69), "0% of the bars"),
    ("transformer-10", bars(60, 62, 64, 65, 60, 62, 64, 65), "100% of the bars"),
]
RIGHT = [
    ("transformer-1", lambda q, K: (K * q).sum(axis=1) * len(q) ** -0.5),
    (
        "transformer-2",
        lambda S: np.array(
            [[*softmax(s[: n + 1]), *[0] * (len(s) - n - 1)] for n, s in enumerate(S)]
        ),
    ),
    ("transformer-6", lambda n: (sum(range(1, n + 1)), n)),
    ("transformer-10", drawn),
]

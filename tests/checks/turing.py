"""Answers to the exercises of *The Music Turing Test* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc
from ssc_lib.checks.turing import OPENING


def bars(*rows):
    """The opening, and bars of which each is a list of pitches in eighths, or of sixteen events."""
    spelled = [r if len(r) == 16 else [e for p in r for e in (p, -2)] for r in rows]
    return lambda rng: ssc.Melody([*OPENING, *(e for row in spelled for e in row)])


A, B, C = [60, 62, 64, 65] * 2, [64, 65, 67, 69] * 2, [67, 65, 64, 62, 64, 62, 62, 60]
SLOW = [[60] + [-2] * 15, [62, -2, -2, -2] * 4, [64] + [-2] * 7 + [62] + [-2] * 7]


def drawn(rng):
    rows = [list(rng.choice([60, 62, 64, 65, 67], 8)) for _ in range(3)]
    return bars(*rows, C)(rng)


WRONG = [
    ("turing-1", lambda machine, said: (1, 0), "you gave"),
    ("turing-5", lambda p, listeners: p, "you gave 0.0207"),
    ("turing-7", lambda listeners, each, rho: listeners * each, "480"),
    ("turing-9", lambda rng: ssc.Melody([60, -2] * 40), "sixteen steps of the opening"),
    ("turing-9", bars(A, B, C), "you wrote 64"),
    ("turing-9", bars(A, B, [61] * 8, C), "61 is not in it"),
    ("turing-9", bars(A, [60, 72] * 4, [60, 72] * 4, C), "are leaps"),
    ("turing-9", bars(*SLOW, [64] + [-2] * 11 + [60] + [-2] * 3), "same rhythm"),
    ("turing-9", bars(A, B, C, [67, 65, 64, 62, 64, 62, 60, 62]), "not on 62"),
    ("turing-9", bars(*[[67, 64, 67, 72, 71, 69, 67, 65]] * 3, C), "three different bars"),
]
RIGHT = [
    ("turing-1", lambda machine, said: [np.mean(said[machine]), np.mean(said[~machine])]),
    ("turing-8", lambda r, n, m: max(ssc_chances(r, n, m))),
    ("turing-9", drawn),
]


def ssc_chances(right, n, margin):
    from scipy.stats import binom

    return binom.sf(right - 1, n, 0.5 - margin), binom.cdf(right, n, 0.5 + margin)

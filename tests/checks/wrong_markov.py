"""Wrong answers, with words of the hint that each should meet: Markov chains."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

import ssc_lib as ssc
from tests.checks.answers import C4, always


def counts(protocol: str) -> np.ndarray:
    table = np.zeros((2, 2))
    for now, after in pairwise(protocol):
        table["AB".index(now), "AB".index(after)] += 1
    return table


def total_variation_steps(P, start, tolerance, share, first):
    """Steps until close, with the two mistakes as settings."""
    pi, n = ssc.MarkovChain(P).stationary(), first
    while share * abs(np.linalg.matrix_power(P, n - first)[start] - pi).sum() >= tolerance:
        n += 1
    return n


WRONG = [
    ("markov-1", lambda: (0.4, 0.15), "divide by the sum"),
    ("markov-1", lambda: (3 / 11, 8 / 11), "swapped"),
    ("markov-2", lambda P, s, t: total_variation_steps(P, s, t, 1, 0), "half the sum"),
    ("markov-2", lambda P, s, t: total_variation_steps(P, s, t, 0.5, 1), "one too many"),
    ("markov-3", lambda p: counts(p) / [[p.count("A")], [p.count("B")]], "departures"),
    ("markov-3", lambda p: counts(p) / counts(p).sum(axis=0), "columns sum to 1"),
    ("markov-4", lambda P, i: ssc.MarkovChain(P).stationary()[i], "its inverse"),
    ("markov-4", lambda P, i: 1 / P[i, i], "one step only"),
    ("markov-5", lambda P: 0.8454, "work one small case"),
    ("markov-5", lambda P: -(8 / 11 * np.log2(8 / 11) + 3 / 11 * np.log2(3 / 11)), "forgot"),
    ("markov-6", lambda P: P > 0, "one step only"),
    ("markov-6", lambda P: np.linalg.matrix_power(P, 4) > 0, "zero steps"),
    ("markov-7", always(C4), "another rng gave the same"),
    ("markov-7", lambda rng: ssc.Melody(rng.integers(60, 72, 8)), "at least 64"),
]

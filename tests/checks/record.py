"""Answers to the exercises of *The New Mozart Mixtape* beyond the mistakes of its table."""

import numpy as np
from scipy.stats import norm

import ssc_lib as ssc


def stolen(rng):
    tunes = [t for t in ssc.corpus.load(split="train") if len(t.melody) >= 16 * 16]
    return tunes[int(rng.integers(20))].melody


WRONG = [
    ("record-1", lambda *given: 1.0, "1"),
    ("record-5", lambda n: 0.5, "0.5"),
    ("record-7", lambda passes, belief: 7, "7"),
    ("record-8", lambda rng: ssc.Melody([60, -2] * 16), "write at least 256"),
    ("record-8", lambda rng: ssc.Melody([60] + [-2] * 300), "1 notes; write at least 32"),
    ("record-8", stolen, "stand in one printed tune"),
    ("record-8", lambda rng: ssc.Melody([60, 63, 66, 61, 68, 62, 70, 64] * 32), "last note"),
]
RIGHT = [
    ("record-5", lambda n: np.mean(norm.ppf((np.arange(200000) + 0.5) / 200000) * n *
                                   ((np.arange(200000) + 0.5) / 200000) ** (n - 1))),
]  # fmt: skip

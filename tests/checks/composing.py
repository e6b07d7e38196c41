"""Answers to the exercises of *From probabilities to notes* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def top(p, k):
    kept = np.zeros(len(p))
    kept[np.argsort(p)[-k:]] = np.sort(p)[-k:]
    return kept / kept.sum()


def quoted(rng):
    return ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(96)


WRONG = [
    ("composing-1", lambda p, k: p, "with k = 2; keep k events"),
    ("composing-1", lambda p, k: np.where(p > 0.15, 1, 0) / 2, "its share of what is kept"),
    ("composing-1", lambda p, k: {1: 0.5, 3: 0.3}, "which is not top-k of"),
    ("composing-4", lambda p, t: [1.2], "give one number"),
    ("composing-5", lambda f, s: [*range(s, 5)], "give a row of 2 numbers"),
    ("composing-7", lambda *chain: 100, "too large"),
    ("composing-8", lambda rng: ssc.Melody([60] + [-2] * 95), "too likely"),
    ("composing-8", lambda rng: ssc.Melody(rng.integers(48, 84, 96)), "too surprising"),
    ("composing-8", quoted, "one printed tune"),
]
RIGHT = [("composing-1", top), ("composing-6", lambda p: [(-np.log2(p)).min(), -p @ np.log2(p)])]

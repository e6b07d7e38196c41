"""Answers to the exercises of *One-hot melodies* beyond the mistakes that its table declares."""

from math import log2, log10

import numpy as np

import ssc_lib as ssc

PHRASE = np.array([60, 62, 64, 65, 67, 69, -1, *[-2] * 25])


def answered(by=5, phrase=PHRASE):
    return ssc.Melody([*phrase, *np.where(phrase >= 0, phrase + by, phrase)])


WRONG = [
    ("onehot-4", lambda m, n: m[:n], "has 2 parts; you gave 4"),
    ("onehot-4", lambda m, n: (m, m[n:]), "give an array of 6 x 4 x 38 numbers for part 0"),
    ("onehot-5", lambda: (128 * log2(38), 128 * log10(38)), "order is not, for the pair (power"),
    ("onehot-7", lambda: PHRASE, "return a Melody"),
    ("onehot-7", lambda: ssc.Melody(PHRASE), "32 steps"),
    ("onehot-7", lambda: answered(phrase=np.full(32, -2)), "at least six notes"),
    ("onehot-7", lambda: ssc.Melody([*PHRASE, *PHRASE[::-1]]), "rhythm of the first"),
    ("onehot-7", lambda: answered(np.arange(32)), "shift every note alike"),
    ("onehot-7", lambda: answered(0), "at least a semitone"),
    ("onehot-7", lambda: answered(15), "pitch 84 is none of the 38 events"),
]
RIGHT = [
    ("onehot-4", lambda m, n: [[m[i : i + n] for i in range(len(m) - n)], m[n:].tolist()]),
    ("onehot-5", lambda: (202.2, 671.7)),
    ("onehot-7", answered),
]

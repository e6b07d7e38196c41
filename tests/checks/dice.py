"""Answers to the exercises of *Dice, tables and memory* beyond its table's mistakes."""

from math import log2

import numpy as np

import ssc_lib as ssc
from ssc_lib.chance.dice import misprints

TUNE = ssc.corpus.load(split="train")[0].melody


def minuet(rng, notes=4):
    """Twelve throws of three short bars."""
    bars = 60 + np.array([[0, 4, 7, 12], [2, 5, 7, 11], [0, 12, 4, 7]]).repeat(2, axis=1)
    bars[:, 1::2] = bars[:, 2 * notes :] = -2
    return ssc.Melody(bars[rng.integers(3, size=12)].ravel())


def noise(rng):
    return ssc.compose(ssc.Uniform(38), primer=[67], steps=96, rng=rng)[0]


WRONG = [
    ("dice-1", lambda p: -sum(x * log2(x) for x in p), "raised ValueError in line"),
    ("dice-3", lambda table: str(np.prod(table)), "give a whole number of Python, not '"),
    ("dice-3", lambda table: 7, "you gave 7 for the table [[1, 1, 5], [2, 1, 6], [1, 1, 7]]"),
    ("dice-3", lambda t: np.prod([float(len({*c})) for c in t.T]), "floats have 53 bits"),
    ("dice-4", lambda table: 1, "give a row of 2 numbers for the pair"),
    ("dice-7", lambda *_: [2, 3], "a row of 4 truth values (True or False)"),
    ("dice-7", lambda *_: [True, False, True, True], "you gave False; work"),
    ("dice-8", lambda rng: TUNE.events, "return a Melody of at least 96 steps"),
    ("dice-8", lambda rng: minuet(rng).resized(64), "write at least 96"),
    ("dice-8", lambda rng: minuet(rng, notes=1), "12 notes; write at least 24"),
    ("dice-8", lambda rng: TUNE.transposed(int(rng.integers(9))), "the limit of CopyLimit lower"),
    ("dice-8", noise, "there is no memory to hold in check"),
    ("dice-8", lambda rng: minuet(np.random.default_rng(0)), "another rng gave the same"),
]
RIGHT = [
    ("dice-3", lambda table: np.prod([len({*c}) for c in table.T.tolist()], dtype=object)),
    ("dice-4", lambda table: np.ravel(misprints(table))),
    ("dice-8", minuet),
]

"""Answers to the exercises of *Whose tune is it?* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def printed(rng):
    """Eight bars out of a printed tune, moved up."""
    tune = ssc.corpus.load(split="train")[7].melody
    return tune.resized(128).transposed(int(rng.integers(2)))


def noise(rng):
    return ssc.Melody(np.column_stack([rng.integers(50, 80, 64), np.full(64, -2)]).ravel())


def by_table(rng):
    """By a table of order 8 that is held back."""
    train = ssc.corpus.load(split="train", collection="airds")
    table = ssc.CopyLimit(ssc.NGram.fit(train, order=8), ssc.corpus.sequences(split="train"), 20)
    return ssc.compose(table, primer=[67], steps=128, rng=rng)[0]


WRONG = [
    ("whose-1", lambda piece, tune: 4, "you gave 4"),
    ("whose-2", lambda piece, tunes, n: 0.25, "0.25"),
    ("whose-3", lambda piece, tune: [0] * len(piece), "you gave"),
    ("whose-5", lambda piece, tune: len(piece), "you gave 4"),
    ("whose-7", lambda p, n, m: 5.0, "you gave 5"),
    ("whose-8", lambda deaths: 2000, "you gave 2000"),
    ("whose-9", lambda rng: ssc.Melody([60, -2] * 16), "write at least 128"),
    ("whose-9", lambda rng: ssc.Melody([60] + [-2] * 200), "write at least 32"),
    ("whose-9", printed, "stand in one printed tune"),
    ("whose-9", noise, "let it be 60%"),
]
RIGHT = [
    ("whose-6", lambda people, copied: sum(p >= copied for p in people) / len(people)),
    ("whose-7", lambda p, n, m: -np.log(n * m) / np.log(np.dot(p, p))),
    ("whose-9", by_table),
]

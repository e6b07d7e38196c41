"""Answers to the exercises of *A network that composes* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def cell(x, h, c, W, U, b):
    i, f, g, o = (x @ W + h @ U + b).reshape(4, -1)
    c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
    return [np.tanh(c) / (1 + np.exp(-o)), c]


def quoted(rng):
    return ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(96)


WRONG = [
    ("network-2", lambda z, t: z / t, "work that entry by hand"),
    ("network-3", lambda *layer: cell(*layer)[0], "give a table of 2 rows"),
    ("network-3", lambda *layer: ssc.networks.cells.lstm_cell(*layer), "write the step yourself"),
    ("network-4", lambda f, s: 0.99 / (1 - f), "too small"),
    ("network-5", lambda p, t: p * (p >= 0.3), "not normalised"),
    ("network-5", lambda p, t: p.sort(), "changed what it was given"),
    ("network-6", lambda p: 2.83, "neither rounded nor simulated"),
    ("network-7", lambda rng: "a melody", "return a Melody, got 'a melody'"),
    ("network-7", lambda rng: ssc.Melody([60, -2] * 40), "80 steps; write at least 96"),
    ("network-7", lambda rng: ssc.Melody([60, -2] * 48), "more than half of the bars"),
    ("network-7", quoted, "one printed tune"),
]
RIGHT = [("network-3", cell), ("network-4", lambda f, s: sum(f**n >= s for n in range(999)))]

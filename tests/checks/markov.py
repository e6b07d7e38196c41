"""Answers to the exercises of *Markov chains* beyond the mistakes that its table declares."""

import numpy as np

import ssc_lib as ssc

TUNE = ssc.corpus.load(split="train")[0].melody

WRONG = [
    ("markov-1", lambda: (0.727, 0.273, 0), "give a row of 2 numbers"),
    ("markov-1", lambda: (72.7, 27.3), "work that entry"),
    ("markov-3", lambda protocol: {"A": 6 / 23}, "give a table of 2 rows and 2 columns"),
    ("markov-5", lambda P: 0.7 if P[0, 0] else 0, "neither rounded nor simulated"),
    ("markov-6", lambda P: np.linalg.matrix_power(np.eye(len(P)) + P, 9), "(True or False)"),
    ("markov-6", lambda P: P[0] > 0, "a table of 4 rows and 4 columns (True or False)"),
    ("markov-6", lambda P: P >= 0, "you gave True; work that entry"),
    ("markov-7", lambda rng: [60, 62], "return a Melody of at least 64 steps, got [60, 62]"),
    ("markov-7", lambda rng: ssc.Melody(rng.integers(60, 72, 8)), "at least 64 steps with"),
    ("markov-7", lambda rng: TUNE.transposed(int(rng.integers(9))), "try a lower order"),
    ("markov-7", lambda rng: ssc.Melody(np.arange(60, 80).repeat(4)), "another rng gave the same"),
]
RIGHT = [
    ("markov-1", lambda: [0.7273, 0.2727]),
    ("markov-6", lambda P: (np.linalg.matrix_power(np.eye(len(P)) + P, 9) > 0).tolist()),
]

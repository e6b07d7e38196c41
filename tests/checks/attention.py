"""Answers to the exercises of *Attention* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def quoted(rng):
    bars = ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(96).events
    return ssc.Melody([*bars, *bars[:16]])


WRONG = [
    ("attention-1", lambda s: s.tolist(), "work that entry by hand"),
    ("attention-2", lambda a, M: np.outer(a, M), "give a row of 2 numbers"),
    ("attention-3", lambda q, M, K, v: M.sum(), "give a row of 3 numbers"),
    ("attention-5", lambda rows: rows.argmax(), "give a row of 3 numbers"),
    ("attention-6", lambda p: 3.36, "neither rounded nor simulated"),
    ("attention-8", lambda rng: ssc.Melody([60, -2] * 48), "more than half of the bars"),
    ("attention-8", lambda rng: ssc.Melody(range(20, 116)), "notes returns"),
    ("attention-8", quoted, "one printed tune"),
]
RIGHT = [
    ("attention-2", lambda a, M: [*(a[:, None] * M).sum(axis=0)]),
    ("attention-4", lambda p, beta: np.exp(beta * np.log(p)) / (p**beta).sum()),
    (
        "attention-7",
        lambda s, n: np.r_[[0] * (5 - n), np.exp(s[-n:]) / np.exp(s[-n:]).sum()],
    ),
]

"""Answers to the exercises of *Attention* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def quoted(rng):
    bars = ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(112).events
    return ssc.Melody([*bars, *bars[16:32]])


def near(rng):
    """A bar that returns after two bars, which is 32 steps."""
    bars = [[pitch] * 16 for pitch in range(60, 67)]
    return ssc.Melody([n for bar in (*bars, bars[5]) for n in bar])


def _by_slices(events, back, most):
    runs = range(min(most, len(events) - back) + 1)
    end = len(events) - back
    return max(n for n in runs if events[len(events) - n :] == events[end - n : end])


WRONG = [
    ("attention-1", lambda s: s.tolist(), "work that entry by hand"),
    ("attention-2", lambda a, M: np.outer(a, M), "give a row of 2 numbers"),
    ("attention-3", lambda events, back, most: events, "give one number"),
    ("attention-5", lambda weights, values, V: weights.sum(), "give a row of 6 numbers"),
    ("attention-6", lambda p: 3.36, "neither rounded nor simulated"),
    ("attention-8", lambda p, s, values, doubt: p[:2], "give a row of 3 numbers"),
    ("attention-9", lambda rng: ssc.Melody([60, -2] * 64), "more than half of the bars"),
    ("attention-9", lambda rng: ssc.Melody(range(128)), "40 steps"),
    ("attention-9", near, "40 steps"),
    ("attention-9", quoted, "one printed tune"),
]
RIGHT = [
    ("attention-2", lambda a, M: [*(a[:, None] * M).sum(axis=0)]),
    ("attention-4", lambda p, beta: np.exp(beta * np.log(p)) / (p**beta).sum()),
    ("attention-3", lambda e, back, most: _by_slices(e, back, most)),
    ("attention-5", lambda weights, values, V: weights @ np.eye(V)[values]),
    (
        "attention-7",
        lambda s, n: np.r_[[0] * (5 - n), np.exp(s[-n:]) / np.exp(s[-n:]).sum()],
    ),
]

"""Answers to the exercises of *Coin flips* beyond the mistakes that its table declares."""

from fractions import Fraction

import numpy as np


def drums(rng, **rows):
    kick, snare, hat = ((rng.random(64) < p) * 1 for p in (0.2, 0.2, 0.55))
    kick[::16] = 1
    return {"kick": kick, "snare": snare * (1 - kick), "hat": hat} | rows


WRONG = [
    ("coins-2", lambda: [27 / 64], "give one number for the probability"),
    ("coins-2", lambda: 0.42, "neither rounded nor simulated"),
    ("coins-2", lambda: 42.1875, "in percent"),
    ("coins-2", lambda: "27/64", "give one number"),
    ("coins-3", lambda n, k: 0.75 if n == 3 else 0.957, "neither rounded nor simulated"),
    ("coins-6", lambda a, b: [1.0], "give one number for the score of two rows"),
    ("coins-8", lambda rng: [1, 0, 1], "return a dictionary"),
    ("coins-8", lambda rng: drums(rng, cowbell=np.ones(64)), "leave out 'cowbell'"),
    ("coins-8", lambda rng: drums(rng, hat=np.ones((4, 16))), "one row of 64 steps"),
    ("coins-8", lambda rng: drums(rng, hat=rng.random(64)), "of 0 and 1"),
    ("coins-8", lambda rng: drums(rng, kick=np.zeros(64, int)), "begins without a kick"),
    ("coins-8", lambda rng: drums(rng, snare=np.ones(64, int)), "strike together"),
    ("coins-8", lambda rng: {d: np.tile(r[:16], 4) for d, r in drums(rng).items()}, "are alike"),
    ("coins-8", lambda rng: drums(rng, hat=(rng.random(64) < 0.05) * 1), "of 64 hats sound"),
    ("coins-8", lambda rng: drums(np.random.default_rng()), "the same rng gave two"),
    ("coins-8", lambda rng: drums(np.random.default_rng(1)), "another rng gave the same"),
]
RIGHT = [("coins-2", lambda: Fraction(27, 64)), ("coins-2", lambda: np.array(0.4219))]

"""Answers to the exercises of *Walks* beyond the mistakes that its table declares."""

from fractions import Fraction
from math import comb

import numpy as np

import ssc_lib as ssc


def line(rng, fold=lambda x: ssc.reflect(x, 55, 100), grid=0.5, gap=0.0, jump=0, voice="string"):
    time = np.arange(41) * 0.2
    pitch = np.round(fold(72 + np.cumsum(rng.normal(0, 8, 41))) / grid) * grid
    rows = zip(time, time[1:] - gap, pitch + jump, pitch[1:], strict=False)
    return [ssc.Tone(a, b, p, 80, voice, q) for a, b, p, q in rows]


WRONG = [
    ("walks-3", lambda n: None if n % 2 else comb(n, n // 2) / 2**n, "did you forget `return`"),
    ("walks-4", lambda n, level: 0.33, "neither rounded nor simulated"),
    ("walks-5", lambda x, low, high: ssc.reflect(x, low, high), "write it without `reflect`"),
    ("walks-6", lambda dice, n: (sum(dice)[t] for t in range(n)), "put list(...) around it"),
    ("walks-8", lambda rng: None, "your function gave None, which is not a list of Tones"),
    ("walks-8", lambda rng: ssc.Melody([60, 62]), "which is not a list of Tones"),
    ("walks-8", lambda rng: 0.3, "your function gave 0.3, which is not"),
    ("walks-8", lambda rng: line(rng, voice="piano"), "it does not glide"),
    ("walks-8", lambda rng: line(rng, gap=0.1), "no gaps"),
    ("walks-8", lambda rng: line(rng, jump=1), "no jumps"),
    ("walks-8", lambda rng: line(rng)[:20], "write at least 24"),
    ("walks-8", lambda rng: line(rng, lambda x: x - 30), "so reflect"),
    ("walks-8", lambda rng: line(rng, grid=0.3), "quarter tones"),
    ("walks-8", lambda rng: line(rng, lambda x: np.clip(x, 64, 76)), "did you clip"),
    ("walks-8", lambda rng: line(np.random.default_rng()), "the same rng gave two"),
    ("walks-8", lambda rng: line(np.random.default_rng(1)), "another rng gave the same"),
]
RIGHT = [
    ("walks-2", lambda mean: [1.2533 * mean, 1.7724 * mean]),
    ("walks-3", lambda n: Fraction(0 if n % 2 else comb(n, n // 2), 2**n)),
    ("walks-8", lambda rng: (tone for tone in line(rng))),
]

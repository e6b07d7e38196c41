"""Wrong answers, with words of the hint that each should meet: Coin flips."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from ssc_lib.checks.coins import without_run


def shares(n: int, empty: list[float]) -> list[float]:
    """Shares of heads after a head; ``empty`` is what a sequence without one gives."""
    found = []
    for number in range(2**n):
        flips = [number >> i & 1 for i in range(n)]
        follow = [b for a, b in pairwise(flips) if a]
        found += [sum(follow) / len(follow)] if follow else empty
    return found


def drums(rng, first=1, apart=True, alike=False, hats=0.55):
    kick = rng.random(64) < 0.2
    kick[::16] = first
    snare, hat = rng.random(64) < 0.3, rng.random(64) < hats
    rows = {"kick": kick, "snare": snare & ~kick if apart else snare, "hat": hat}
    return {drum: np.tile(row[:16], 4) if alike else row for drum, row in rows.items()}


WRONG = [
    ("coins-1", lambda x, p: x, "1 is the value of heads"),
    ("coins-1", lambda x, p: p if x else 0, "0 is the value of tails"),
    ("coins-1", lambda x, p: p if x else 1 - p, "the value 2"),
    ("coins-2", lambda: 27 / 256, "one path of the tree"),
    ("coins-2", lambda: 0.25, "fair coin"),
    ("coins-2", lambda: 1 - 67 / 256, "four strokes too"),
    ("coins-3", lambda n, k: 1 - without_run(n, k) / 2**n, "heads alone"),
    ("coins-3", lambda n, k: 2 - 2 * without_run(n, k) / 2**n, "counts the sequences with both"),
    ("coins-3", lambda n, k: 1 - without_run(n, k - 1) / 2**n, "two neighbours only"),
    ("coins-4", lambda n: 0, "absolute value"),
    ("coins-4", lambda n: math.sqrt(n), "standard deviation"),
    ("coins-5", lambda m: int((0.98 / m) ** 2), "round up"),
    ("coins-5", lambda m: math.ceil((1.96 / m) ** 2), "to each side"),
    ("coins-5", lambda m: math.ceil(0.98 / m), "squaring"),
    ("coins-6", lambda a, b: np.corrcoef(a, b)[0, 1], "square root of the number"),
    ("coins-6", lambda a, b: np.mean(a * b) * np.sqrt(len(a)), "means taken off"),
    ("coins-7", lambda n: 0.5, "pooling"),
    ("coins-7", lambda n: float(np.mean(shares(n, [0.0]))), "leave them out"),
    ("coins-8", lambda rng: drums(np.random.default_rng(1)), "another rng gave the same"),
    ("coins-8", lambda rng: drums(rng, first=0), "without a kick"),
    ("coins-8", lambda rng: drums(rng, apart=False), "strike together"),
    ("coins-8", lambda rng: drums(rng, alike=True), "alike"),
    ("coins-8", lambda rng: drums(rng, hats=0.9), "of 64 hats"),
    ("coins-8", lambda rng: [1, 0], "dictionary"),
]

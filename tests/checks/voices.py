"""Answers to the exercises of *Coins, thresholds and voices* beyond the mistakes of its table."""

from itertools import product
from math import log2, prod

import numpy as np


def chords(rng, rows=16, **changes):
    """C major and A minor in turns, each in one of two positions."""
    frames = np.zeros((rows, 88), dtype=int)
    for n, frame in enumerate(frames):
        low, *rest = ([45, 60, 64, 69], [48, 60, 64, 67])[n % 2]
        frame[np.array([low - 12 * (rng.random() < 0.4 and low > 47), *rest]) - 21] = 1
    for place, pitches in changes.items():
        frames[int(place[1:])] = 0
        frames[int(place[1:]), np.array(pitches) - 21] = 1
    return frames


def exactly(p, k):
    sets = (s for s in product((0, 1), repeat=len(p)) if sum(s) == k)
    return sum(prod(c if on else 1 - c for c, on in zip(p, s, strict=True)) for s in sets)


def prices(chords):
    p = np.mean(chords, axis=0)
    entropy = -sum(q * log2(q) for c in p for q in (c, 1 - c) if q > 0)
    return log2(len(chords)), entropy


WRONG = [
    ("voices-1", lambda p, x: [0.25], "give one number"),
    ("voices-2", lambda chords: 1.0, "a row of 2 numbers"),
    ("voices-8", lambda row, u: u, "you gave"),
    ("voices-9", lambda rng: chords(rng, rows=8), "return an array of shape (16, 88)"),
    ("voices-9", lambda rng: 2 * chords(rng), "0 and 1 only"),
    ("voices-9", lambda rng: chords(rng, n3=[48, 60, 64]), "frame 3 has 3 keys"),
    ("voices-9", lambda rng: chords(rng, n3=[30, 60, 64, 67]), "outside of 36 to 81"),
    ("voices-9", lambda rng: chords(rng, n2=[48, 60, 64, 67], n3=[48, 60, 64, 67]), "equals"),
    ("voices-9", lambda rng: chords(rng, n3=[48, 60, 64, 81]), "leaps by 12 semitones"),
    (
        "voices-9",
        lambda rng: chords(rng, **{f"n{n}": [47 + n % 2, 60, 61, 67] for n in range(4, 16)}),
        "4 of 16 frames are",
    ),
    ("voices-9", lambda rng: chords(np.random.default_rng(1)), "another rng gave the same"),
]
RIGHT = [
    ("voices-2", prices),
    ("voices-4", exactly),
    (
        "voices-6",
        lambda x: [1 - sum(b[..., m].any() for b in x) / len(x) for m in range(x.shape[3])],
    ),
    ("voices-7", lambda x, a: (x > 0, a * np.exp(-a * x) / (1 + np.exp(-a * x)) ** 2)),
    ("voices-9", chords),
]

"""Answers to the exercises of *Chords and melodies* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc

ROOTS = (60, 67, 69, 65, 60, 67, 65, 60)


def over(*roots, length=2):
    return lambda rng: ssc.Melody(
        [r + (n // 4) % 2 * 12 if n % length == 0 else -2 for r in roots for n in range(16)]
    )


def drawn(rng):
    steps = rng.integers(0, 2, (8, 4)) * 12
    return ssc.Melody(
        [
            r - 12 + s if n == 0 else -2
            for r, row in zip(ROOTS, steps, strict=True)
            for s in row
            for n in range(4)
        ]
    )


WRONG = [
    ("chords-1", lambda root, quality: [root], "3 numbers"),
    ("chords-2", lambda pc: 0, "0"),
    ("chords-4", lambda c, q: q, "you gave"),
    ("chords-5", lambda T, n: 0, "0"),
    ("chords-7", lambda i, P, E, s: [0] * len(s), "you gave 0"),
    ("chords-8", lambda M, low, threshold: [], "a row of 4 numbers"),
    ("chords-9", lambda rng: ssc.Melody([60, -2] * 16), "write at least 128"),
    ("chords-9", over(*(r + 1 for r in ROOTS)), "notes of their chord"),
    ("chords-9", over(*ROOTS, length=16), "8 notes in eight bars"),
    ("chords-9", over(*[60] * 8, length=4), "five of the eight bars"),
]
RIGHT = [
    ("chords-2", lambda pc: 6),
    ("chords-6", lambda p, q: np.log2(2 * max(p, q) / (p + q))),
    ("chords-9", drawn),
]

"""Answers to the exercises of *Scales and keys* beyond the mistakes that its table declares."""

from fractions import Fraction
from itertools import cycle

import numpy as np

import ssc_lib as ssc


def piece(rng, homes=(60, 69), steps=128, **changes):
    """Three steps of a home, one of a note that suits it, and so on."""
    rows = []
    for home, other in zip(homes, ([64, 67, 67, 64, 65], [72, 76, 76, 72, 71]), strict=True):
        for note in rng.choice(other, 15):
            rows += [home, -2, -2, int(note)]
        rows += [home, -2, -2, -2]
    events = np.array(rows)[:steps]
    for place, event in changes.items():
        events[int(place[1:])] = event
    return ssc.Melody(events)


TURNS = cycle((0, 1))  # seeds of pieces that keep all rules, as one draw in 24 does not
WRONG = [
    ("keys-1", lambda p: "440 Hz", "give one number"),
    ("keys-4", lambda r: [1.0], "give one number"),
    ("keys-5", lambda d, t: {7}, "a row of 7 numbers"),
    ("keys-9", lambda rng: [60, 62], "return a melody"),
    ("keys-9", lambda rng: piece(rng, steps=96), "make it 128"),
    ("keys-9", lambda rng: ssc.Melody([60] + [-2] * 127), "the first half has 1 notes"),
    ("keys-9", lambda rng: piece(rng, s3=61), "pitch 61 is a black key"),
    ("keys-9", lambda rng: piece(rng, homes=(69, 69)), "let long notes tell it C first"),
    ("keys-9", lambda rng: piece(rng, s124=64), "the last note of a tune in A minor is an A"),
    ("keys-9", lambda rng: piece(np.random.default_rng(next(TURNS))), "the same rng gave two"),
    ("keys-9", lambda rng: piece(np.random.default_rng(1)), "another rng gave the same"),
]
RIGHT = [
    ("keys-3", lambda k: [7, 6, 5, 4, 3, 2, 2, 2, 3, 4, 5, 6][k % 12]),
    ("keys-4", lambda r: Fraction(_miss(r))),
    ("keys-6", lambda ps: np.array(_keys(ps))),
    ("keys-9", piece),
]


def _miss(ratio):
    cents = 1200 * np.log2(ratio)
    return 100 * np.round(cents / 100) - cents


def _keys(pitches):
    held = [
        sum((pitch - key) % 12 in (0, 2, 4, 5, 7, 9, 11) for pitch in pitches) for key in range(12)
    ]
    return [key for key in range(12) if held[key] == max(held)]

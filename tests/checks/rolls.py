"""Answers to the exercises of *Piano rolls and tensors* beyond the declared mistakes."""

import numpy as np

import ssc_lib as ssc


def quartet(rng, *, steps=64, every=4, shift=0, held=False, least=0):
    """Four voices that move by chance in bands of their own, and repeat no pitch."""
    voices = []
    for low in (72, 62, 52, 42):
        pitches = low + np.cumsum(rng.integers(1, 7, steps // every)) % 8
        if held:
            pitches[1] = pitches[0]
        events = np.full(steps, -2)
        events[::every] = pitches
        voices.append(ssc.Melody(events))
    voices[1] = voices[1].transposed(shift)
    return voices


WRONG = [
    ("rolls-1", lambda *sizes: 161_280, "give a row of 2 numbers for the pair (cells, bytes"),
    ("rolls-4", lambda notes: None, "did you forget `return`"),
    ("rolls-6", lambda parts: 12.5, "you gave 12.5"),
    ("rolls-9", lambda sounds, onsets: [], "give a table of 6 rows and 3 columns"),
    ("rolls-10", lambda rng: [1, 2, 3, 4], "four Melodies"),
    ("rolls-10", lambda rng: quartet(rng)[:3], "four Melodies"),
    ("rolls-10", lambda rng: [*quartet(rng)[:3], ssc.Melody([60])], "give all as many"),
    ("rolls-10", lambda rng: quartet(rng, steps=32), "write at least 64"),
    ("rolls-10", lambda rng: quartet(rng, every=16), "a voice has 4 notes"),
    ("rolls-10", lambda rng: quartet(rng, shift=12), "voices 1 and 2 meet or cross"),
    ("rolls-10", lambda rng: quartet(rng, held=True), "let no voice repeat a pitch"),
    ("rolls-10", lambda rng: quartet(np.random.default_rng(1)), "another rng gave the same"),
]
RIGHT = [
    ("rolls-6", lambda parts: int(np.lcm.reduce(parts))),
    ("rolls-10", quartet),
    ("rolls-10", lambda rng: tuple(quartet(rng))),
]

"""Answers to the exercises of *Measuring melodies* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc

OPEN, CLOSED = "C5 - E5 - D5 - B4 -", "D5 - B4 - C5 - - -"
TURNS = ("E5 - G5 - E5 - C5 -", "F5 - A5 - F5 - D5 -")


def period(*bars):
    """Bars of 2/4, over and over up to eight."""
    words = " ".join((bars * 8)[:8])
    tune = ssc.Melody.of(words, metre=(2, 4))
    return lambda rng: tune.transposed(int(rng.integers(-5, 6)))


A, B = TURNS
WRONG = [
    ("measuring-1", lambda bars: 0.3, "0.3"),
    ("measuring-3", lambda bars: np.eye(len(bars)), "you gave 0"),
    ("measuring-4", lambda apart, spread: 0.5, "0.5"),
    ("measuring-8", lambda rng: ssc.Melody([60, -2] * 16), "write at least"),
    ("measuring-8", lambda rng: ssc.Melody([60] + [-2] * 200), "at least two notes"),
    ("measuring-8", period(A), "88% of the first eight bars"),
    ("measuring-8", period(A, B, A, CLOSED, A, B, OPEN, CLOSED), "bar 4 ends on the tonic"),
    ("measuring-8", period(A, B, "G4 - A4 - B4 - D5 -", OPEN, A, B, OPEN, OPEN), "bar 8 does not"),
]
RIGHT = [
    ("measuring-1", lambda bars: sum(bar in bars[:n] for n, bar in enumerate(bars)) / len(bars)),
    ("measuring-8", period(A, B, "G4 - A4 - B4 - D5 -", OPEN, A, B, "G5 - F5 - D5 - B4 -", CLOSED)),
]

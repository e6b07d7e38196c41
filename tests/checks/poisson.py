"""Answers to the exercises of *Poisson's law* beyond the mistakes that its table declares."""

import numpy as np

import ssc_lib as ssc
from ssc_lib.chance.poisson import thin


def climbing(start, end, duration_s, rng):
    times = ssc.poisson_times(end, duration_s, rng=rng)
    return thin(times, (start + (end - start) * times / duration_s) / end, rng=rng)


def drawn_at_the_beginning(start, end, duration_s, rng):
    times, t = [], 0.0
    while (t := t + rng.exponential(1 / (start + (end - start) * t / duration_s))) < duration_s:
        times.append(t)
    return times


def cloud(rng, times=None, low=40, high=80):
    times = ssc.poisson_times(15, 10, rng=rng) if times is None else times
    return [ssc.Tone(t, t + 0.2, int(rng.integers(low, high))) for t in times]


def changed(change):
    """A climbing cloud that something is done to."""
    return lambda *args: change(climbing(*args), args[-1])


WRONG = [
    ("poisson-1", lambda: 0.015, "give a row of 3 numbers for the triple"),
    ("poisson-4", lambda expected, total: [64, 108, 19, 4, 1], "their order is not"),
    ("poisson-5", lambda share, rate: None, "did you forget `return`"),
    ("poisson-7", lambda *_: None, "one row of onset times in seconds, not None"),
    ("poisson-7", lambda *_: "a string", "one row of onset times in seconds, not 'a string'"),
    ("poisson-7", changed(lambda times, rng: times[::-1]), "the onsets must rise"),
    ("poisson-7", changed(lambda times, rng: np.sort(5 - times)), "does not climb"),
    ("poisson-7", changed(lambda times, rng: times.repeat(2)), "thin them"),
    ("poisson-7", drawn_at_the_beginning, "by the rate at their start"),
    ("poisson-7", changed(lambda _, rng: np.sort(5 * rng.random(51) ** 0.5)), "a variance of 0"),
    ("poisson-7", changed(lambda times, rng: 5 * (times / 5) ** 0.8), "climb in a straight line"),
    ("poisson-7", lambda *args: climbing(*args[:3], np.random.default_rng()), "the same rng gave"),
    ("poisson-8", lambda rng: None, "music must be a Melody or a list of Tone"),
    ("poisson-8", lambda rng: [0.3], "music must be a Melody or a list of Tone"),
    ("poisson-8", lambda rng: cloud(rng)[:50], "50 tones"),
    ("poisson-8", lambda rng: cloud(rng, ssc.poisson_times(30, 5, rng=rng)), "between 6 and 60"),
    ("poisson-8", lambda rng: cloud(rng, low=60, high=64), "two octaves"),
    ("poisson-8", lambda rng: cloud(rng, np.arange(120) / 8), "like a clock's"),
    ("poisson-8", lambda rng: cloud(rng, 10 * np.sort(rng.random(150)) ** 6), "is there a silence"),
]
RIGHT = [
    ("poisson-2", lambda table: sum(k * n for k, n in enumerate(table)) / np.sum(table)),
    ("poisson-7", lambda *args: (float(time) for time in climbing(*args))),
    ("poisson-8", lambda rng: (tone for tone in cloud(rng))),
]

"""Wrong answers, with words of the hint that each should meet: Poisson's law."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc

E = np.exp
Q = E(-4.2)


def at_the_rate_of_its_beginning(start, end, duration_s, rng):
    """Draw each gap at the rate of the moment at which it begins."""
    times, t = [], 0.0
    while (t := t + rng.exponential(1 / (start + (end - start) * t / duration_s))) < duration_s:
        times.append(t)
    return times


def steady(start, end, duration_s, rng):
    return ssc.poisson_times((start + end) / 2, duration_s, rng=rng)


def climbing(start, end, duration_s, rng):
    """Not thinned: all the notes at the highest rate, pushed to the end."""
    times = ssc.poisson_times(end, duration_s, rng=rng)
    return np.sqrt(times / duration_s) * duration_s


def by_the_clock(rng):
    return [
        ssc.Tone(t, t + 0.2, int(rng.integers(40, 80)))
        for t in np.arange(120) / 8 + 0.01 * rng.random(120)
    ]


def narrow(rng):
    times = ssc.poisson_times(15, 10, rng=rng)
    return [ssc.Tone(t, t + 0.2, int(rng.integers(60, 64))) for t in times]


WRONG = [
    ("poisson-1", lambda: (Q, 28 * Q, 28 * Q), "count twice"),
    ("poisson-1", lambda: (E(-0.6), 28 * E(-0.6), 1 - (1 - E(-0.6)) ** 28), "seven cells"),
    ("poisson-1", lambda: (Q, 28 * Q, (1 - Q) ** 28), "no column is silent"),
    ("poisson-2", lambda t: np.mean(t), "in a row of the table"),
    ("poisson-2", lambda t: np.dot(t, range(5)) / sum(t[1:]), "the empty ones count too"),
    ("poisson-2", lambda t: np.dot(t, range(5)), "number of events"),
    ("poisson-3", lambda r, k, t: (sum(r), E(-sum(r) * t)), "before thinning"),
    ("poisson-3", lambda r, k, t: (k * sum(r), 1 - E(-k * sum(r) * t)), "shorter gap"),
    ("poisson-3", lambda r, k, t: (k * sum(r), k * E(-sum(r) * t)), "thin the rate"),
    ("poisson-4", lambda e, n: np.round(e), "sum to 197"),
    ("poisson-4", lambda e, n: np.floor(e), "largest remainders"),
    ("poisson-4", lambda e, n: [107, 65, 19, 4, 1], "Xenakis's row"),
    ("poisson-5", lambda u, rate: -np.log(u) / rate, "does exceed"),
    ("poisson-5", lambda u, rate: -np.log(1 - u) * rate, "divide by the rate"),
    ("poisson-6", lambda g: np.mean(g), "three times as often"),
    ("poisson-6", lambda g: np.sum(g**2) / np.sum(g) / 2, "the whole gap"),
    ("poisson-7", at_the_rate_of_its_beginning, "rate of its beginning"),
    ("poisson-7", steady, "does not climb"),
    ("poisson-7", climbing, "thin them"),
    ("poisson-8", by_the_clock, "a clock's work"),
    ("poisson-8", narrow, "two octaves"),
]

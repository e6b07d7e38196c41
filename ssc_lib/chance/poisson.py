"""Poisson's law: how many, and how long until the next, when no moment is better than another.

A **Poisson process** of rate ``rate`` scatters events over time so that what happens in one
stretch says nothing about any other. Three things follow, and each defines the process.

counts
    In a time ``t`` there are ``k`` events with probability ``e^-m m^k / k!``, where the mean is
    ``m = rate * t``.
gaps
    From one event to the next passes a time longer than ``t`` with probability ``e^(-rate * t)``,
    whatever happened before. The mean gap is ``1 / rate``.
merging and thinning
    Two independent processes laid over each other are a Poisson process whose rate is the sum.
    Keeping each event with probability ``q`` leaves a Poisson process of rate ``q * rate``.

Xenakis planned *Achorripsis* (1956-57) by the law of the counts: 7 timbres by 28 columns of 15 s
make 196 cells, with 0.6 events to a cell on average. ``PRINTED_CELLS`` is his own table, and
`event_matrix` draws another.

Chapter: Poisson's law. Sources: J. F. C. Kingman, *Poisson Processes*, 1993, for the process;
I. Xenakis, *Formalized Music*, 1992, p. 29, for the table; P. A. W. Lewis and G. S. Shedler, *Naval
Research Logistics Quarterly* 26, 1979, for thinning to a rate that changes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ssc_lib.generator import Rng

TIMBRES = (
    "flute",
    "oboe",
    "string glissando",
    "percussion",
    "pizzicato",
    "brass",
    "strings arco",
)
COLUMNS = 28
COLUMN_S = 15.0
MEAN_EVENTS = 0.6
PRINTED_CELLS = (107, 65, 19, 4, 1)
MOST_EVENTS = 10**8  # to draw at once; the times alone take 800 MB
MOST_MEAN = 700.0  # e to the power of -745 is no number above zero any more


def poisson_probabilities(mean: float, most: int) -> np.ndarray:
    """Probabilities of 0, 1, ..., ``most`` events where ``mean`` are expected.

    Parameters
    ----------
    mean : float, not negative
        Expected number of events.
    most : int, not negative
        Largest number of events to list. What is missing from 1 belongs to larger numbers.

    Returns
    -------
    ndarray, shape (most + 1,)

    Raises
    ------
    ValueError
        If ``mean`` or ``most`` is negative, or ``mean`` is above 700.

    Notes
    -----
    Each is the one before times ``mean / k``, so no factorial grows too large.

    Examples
    --------
    Of the 196 cells of *Achorripsis*:

    >>> (196 * poisson_probabilities(0.6, 4)).round(2).tolist()
    [107.57, 64.54, 19.36, 3.87, 0.58]
    """
    _not_negative(mean, "mean")
    if mean > MOST_MEAN:
        raise ValueError(
            f"mean must be at most {MOST_MEAN:g}, got {mean:g}: beyond that, no events at all are "
            "too unlikely for a number"
        )
    if most < 0:
        raise ValueError(f"most must be 0 or more, got {most}: it is a number of events")
    steps = np.divide(float(mean), np.arange(1, most + 1))
    return math.exp(-mean) * np.cumprod(np.concatenate([[1.0], steps]))


def poisson_times(rate: float, duration_s: float, *, rng: Rng) -> np.ndarray:
    """Times of the events of a Poisson process, from exponential gaps.

    Parameters
    ----------
    rate : float, not negative, events per second
    duration_s : float, not negative, seconds
    rng : numpy.random.Generator or seed

    Returns
    -------
    ndarray, shape (events,), rising, all in [0, duration_s)
        How many there are is random, with mean ``rate * duration_s``.

    Raises
    ------
    ValueError
        If the rate or the duration is negative or not finite, or more than 100,000,000 events are
        to be expected.

    Notes
    -----
    The gaps are drawn in blocks, so the generator may be left further on than the last event. The
    times are those that the same generator gives when it draws one gap after the other.

    Examples
    --------
    >>> times = poisson_times(4.0, 10.0, rng=np.random.default_rng(0))
    >>> len(times), times[:3].round(2).tolist()
    (35, [0.17, 0.42, 0.43])
    """
    rng = np.random.default_rng(rng)
    _not_negative(rate, "rate")
    _not_negative(duration_s, "duration_s")
    rate, duration_s = float(rate), float(duration_s)  # which go to infinity without a warning
    if rate * duration_s > MOST_EVENTS:
        raise ValueError(
            f"a rate of {rate:g} events per second gives more than {MOST_EVENTS:,} events in "
            f"{duration_s:g} s; give a lower rate or less time"
        )
    if rate == 0:
        return np.zeros(0)
    times = np.zeros(0)
    gaps = np.zeros(0)
    while not len(times) or times[-1] < duration_s:
        block = 16 + math.ceil(rate * duration_s / 4)
        gaps = np.concatenate([gaps, rng.exponential(1 / rate, block)])
        times = np.cumsum(gaps)
    return times[times < duration_s]


def superpose(*streams: ArrayLike) -> np.ndarray:
    """All events of several streams in order of time: independent Poisson rates add up.

    Examples
    --------
    >>> superpose([1.0, 3.0], [2.0], []).tolist()
    [1.0, 2.0, 3.0]
    """
    return np.sort(np.concatenate([np.zeros(0), *(_times(stream) for stream in streams)]))


def thin(times: ArrayLike, keep: ArrayLike, *, rng: Rng) -> np.ndarray:
    """Keep each event with probability ``keep``, independently of the others.

    Parameters
    ----------
    times : array-like, shape (events,)
    keep : float in [0, 1], or array-like of them, shape (events,)
        One probability for all, or one for each event. To follow a rate that changes, draw at the
        highest rate and keep the event at ``t`` with probability ``rate(t) / highest``.
    rng : numpy.random.Generator or seed

    Returns
    -------
    ndarray, shape (kept events,)

    Raises
    ------
    ValueError
        If a probability lies outside [0, 1], or their number is not that of the events.

    Examples
    --------
    >>> thin([0.5, 1.0, 1.5], [1, 0, 1], rng=np.random.default_rng(0)).tolist()
    [0.5, 1.5]
    """
    rng = np.random.default_rng(rng)
    events = _times(times)
    chances = np.asarray(keep, dtype=float)
    if chances.shape not in ((), events.shape):
        raise ValueError(
            f"{chances.size} probabilities for {len(events)} events; give one for all or one each"
        )
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError(f"keep must be probabilities from 0 to 1, got {keep!r}")
    return events[rng.random(len(events)) < chances]


def event_matrix(
    mean: float = MEAN_EVENTS,
    *,
    rng: Rng,
    rows: int = len(TIMBRES),
    columns: int = COLUMNS,
) -> np.ndarray:
    """A table of independent Poisson counts, by default of the shape and mean of *Achorripsis*.

    Parameters
    ----------
    mean : float, not negative
        Expected events in a cell.
    rng : numpy.random.Generator or seed
    rows, columns : int, not negative
        Timbres and stretches of time.

    Returns
    -------
    ndarray of int, shape (rows, columns)

    Raises
    ------
    ValueError
        If ``mean``, ``rows`` or ``columns`` is negative, or ``mean`` is above 100,000,000.

    Examples
    --------
    >>> matrix = event_matrix(rng=np.random.default_rng(1957))
    >>> matrix.shape, matrix[0, :8].tolist()
    ((7, 28), [2, 0, 1, 0, 0, 0, 0, 0])
    """
    rng = np.random.default_rng(rng)
    _not_negative(mean, "mean")
    if mean > MOST_EVENTS:
        raise ValueError(f"mean must be at most {MOST_EVENTS:,} events in a cell, got {mean:g}")
    if rows < 0 or columns < 0:
        raise ValueError(f"a table cannot have {rows} rows and {columns} columns")
    return rng.poisson(mean, (rows, columns))


def _not_negative(value: float, name: str) -> None:
    if not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be a finite number, 0 or more, got {value}")


def _times(stream: ArrayLike) -> np.ndarray:
    times = np.asarray(stream, dtype=float)
    if times.ndim != 1:
        raise ValueError(f"a stream is one row of times in seconds, got shape {times.shape}")
    return times

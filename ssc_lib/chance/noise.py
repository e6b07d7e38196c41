"""White, pink and brown noise from dice, and the spectrum that tells them apart.

Throw dice to choose each next note, and there are three ways to do it.

- **White**: throw one die anew for every note. Nothing is remembered.
- **Brown**: move from the last note by a throw, up or down. Everything is remembered: it is a
  random walk, named after Brownian motion.
- **Pink**, or :math:`1/f`: throw several dice and add them up, but throw die :math:`k` anew only at
  every :math:`2^k`-th note. The first die changes at each note, the last may lie for the whole
  piece, so the past is remembered at all lengths at once. This is R. F. Voss's algorithm, told by
  M. Gardner in *Fractal Music, Hypercards and More* (1992), chapter 1.

The **periodogram** says how much of a series of numbers goes up and down slowly, and how much
quickly: :math:`I(f) = \\frac1n \\left| \\sum_t x_t e^{-2\\pi i f t} \\right|^2`, where :math:`f`
counts the turns per step. Noise has a straight line in it on logarithmic scales, :math:`I \\propto
f^{\\text{slope}}`, with slope 0 for white, about -1 for pink and -2 for brown.

Chapter: Walks.
"""

from __future__ import annotations

import math

import numpy as np

from ssc_lib.generator import Rng

FACES = 6
_MEAN = (1 + FACES) / 2


def white(n: int, *, rng: Rng, rows: int = 1) -> np.ndarray:
    """One die thrown anew at each of ``n`` steps, less its mean 3.5: shape (rows, n)."""
    rng = np.random.default_rng(rng)
    return rng.integers(1, FACES + 1, (rows, n)) - _MEAN


def brown(n: int, *, rng: Rng, rows: int = 1) -> np.ndarray:
    """A walk whose steps are throws less 3.5, the first of them the first value: (rows, n)."""
    rng = np.random.default_rng(rng)
    return white(n, rng=rng, rows=rows).cumsum(axis=1)


def pink(n: int, *, rng: Rng, rows: int = 1, dice: int | None = None) -> np.ndarray:
    """The sum of several dice, of which die k is thrown anew at every 2^k-th step.

    Parameters
    ----------
    n : int, at least 1
    rng : numpy.random.Generator or seed
    rows : int
        How many series, independent of each other.
    dice : int, at least 1, optional
        By default so many that the last is thrown twice: log2(n), rounded up.

    Returns
    -------
    ndarray, shape (rows, n)
        The sums, less their mean of 3.5 a die.

    Examples
    --------
    >>> series = pink(8, dice=3, rng=np.random.default_rng(0))[0]
    >>> series.shape, bool(abs(series).max() <= 3 * 2.5)
    ((8,), True)
    """
    rng = np.random.default_rng(rng)
    if n < 1 or (dice is not None and dice < 1):
        raise ValueError(f"expected n and dice of at least 1, got {n} and {dice}")
    total = np.zeros((rows, n))
    for k in range(math.ceil(math.log2(max(n, 2))) if dice is None else dice):
        throws = white(-(-n // 2**k), rng=rng, rows=rows)
        total += np.repeat(throws, 2**k, axis=1)[:, :n]
    return total


def periodogram(series: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much of a series turns how fast, averaged over its rows.

    Parameters
    ----------
    series : array-like, shape (n,) or (rows, n), n at least 4

    Returns
    -------
    frequencies : ndarray
        1/n, 2/n, ... turns per step, up to but without one half.
    power : ndarray, of the same length
        The mean of the rows' periodograms. Of white noise it is the variance, at every frequency.
    """
    series = np.atleast_2d(np.asarray(series, dtype=float))
    n = series.shape[1]
    if n < 4:
        raise ValueError(f"a periodogram needs at least 4 values in a row, got {n}")
    turns = np.arange(1, (n + 1) // 2)
    power = (np.abs(np.fft.rfft(series, axis=1)[:, turns]) ** 2).mean(axis=0) / n
    return turns / n, power


def spectral_slope(series: np.ndarray, highest: float = 0.1) -> float:
    """Slope of the periodogram on logarithmic scales, up to the frequency ``highest``.

    Near one half turn per step no series of whole steps has a straight spectrum: a walk's is
    proportional to :math:`1 / \\sin^2 \\pi f`, which is :math:`1 / (\\pi f)^2` only where f is
    small.
    """
    frequencies, power = periodogram(series)
    low = frequencies <= highest
    if low.sum() < 2:
        raise ValueError(f"fewer than two frequencies are below {highest}; give a longer series")
    return float(np.polyfit(np.log(frequencies[low]), np.log(power[low]), 1)[0])

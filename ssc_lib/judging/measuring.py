r"""How alike two collections are, measure by measure: distances, overlaps, and the form of a piece.

Two collections may have the same mean and nothing else in common, so **distributions** are
compared. Yang and Lerch compare *distances*: all those within one collection (intra-set), and all
between it and another (inter-set). Where both collections are alike the two distributions of
distances lie on each other. Their **overlap** is the area below both,

.. math:: \int \min(p(x), q(x)) \, dx ,

1 if they are the same and 0 if they do not touch. Both densities must be asked at the same places:
a published program asks each at places of its own, and finds no difference between a collection and
the same one moved.

Chapter: Measuring melodies. Source: L.-C. Yang and A. Lerch, *Neural Computing and Applications*
32, 2020.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ssc_lib.music.melody import Melody

GRID = 500  # places at which densities are asked


def density(sample: ArrayLike, grid: np.ndarray) -> np.ndarray:
    """A kernel density estimate: each value becomes a small normal distribution.

    Parameters
    ----------
    sample : array, shape (n,), at least two values
    grid : ndarray, shape (m,)
        Where the density is asked.

    Returns
    -------
    ndarray, shape (m,)
        The kernel has Scott's width, the spread times n to the power of -1/5. A sample without
        spread gets one of a thousandth of the grid's range.
    """
    values = np.asarray(sample, dtype=float).ravel()
    if len(values) < 2:
        raise ValueError(f"a density needs at least two values, got {len(values)}")
    width = values.std(ddof=1) * len(values) ** -0.2
    width = max(width, 1e-3 * max(np.ptp(grid), 1e-9))
    z = (grid[:, None] - values) / width
    found: np.ndarray = np.exp(-(z**2) / 2).mean(axis=1) / (width * np.sqrt(2 * np.pi))
    return found


def overlap(a: ArrayLike, b: ArrayLike) -> float:
    """The area below the densities of both samples: 1 where they are alike, 0 where they are apart.

    Parameters
    ----------
    a, b : arrays, of at least two values each

    Examples
    --------
    >>> values = np.random.default_rng(0).normal(size=1000)
    >>> overlap(values, values), round(overlap(values, values + 100), 3)
    (1.0, 0.0)
    """
    x, y = (np.asarray(sample, dtype=float).ravel() for sample in (a, b))
    both = np.concatenate([x, y])
    reach = 3 * max(float(x.std()), float(y.std()), 1e-9) if len(both) else 1.0
    grid = np.linspace(both.min(initial=0) - reach, both.max(initial=0) + reach, GRID)
    p, q = density(x, grid), density(y, grid)
    return float(round(np.minimum(p / p.sum(), q / q.sum()).sum(), 12))  # steps are equal


def distances(x: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
    """Distances of each measure: within a collection, or between two.

    Parameters
    ----------
    x, y : ndarray, shape (melodies, measures)

    Returns
    -------
    ndarray, shape (pairs, measures)
        Absolute differences: of every pair within ``x``, once, or of each of ``x`` with each of
        ``y``.

    Examples
    --------
    >>> distances(np.array([[0.0], [1.0], [3.0]])).ravel().tolist()
    [1.0, 3.0, 2.0]
    """
    if y is not None:
        apart: np.ndarray = np.abs(x[:, None] - y[None]).reshape(-1, x.shape[1])
        return apart
    first, second = np.triu_indices(len(x), 1)
    within: np.ndarray = np.abs(x[first] - x[second])
    return within


def self_similarity(melody: Melody) -> np.ndarray:
    """How far each bar of a melody is as each other one.

    Returns
    -------
    ndarray, shape (bars, bars)
        The share of steps at which both bars have the same event; the last bar counts as far as it
        goes.

    Examples
    --------
    >>> self_similarity(Melody.of("C4 D4 C4 E4", steps_per_bar=2))
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    bars = melody.bars()
    return np.array(
        [
            [
                float((a.events[: len(b)] == b.events[: len(a)]).mean()) if len(a) and len(b) else 0
                for b in bars
            ]
            for a in bars
        ]
    )

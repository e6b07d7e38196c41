"""Random walks: where you are is where you were, and a step.

Take independent steps of mean 0 and variance :math:`\\sigma^2` from 0. After n of them you are at
:math:`S_n`, whose mean is 0 and whose mean square is :math:`n \\sigma^2`: distance grows with the
square root of time. A keyboard has two ends, so a walk that makes a melody needs borders.
**Reflection** folds the line of numbers at two mirrors, low and high, as one folds a strip of
paper: what went over the edge comes back from it. Where the mirrors stand matters. For a walk on
the keys a, a + 1, ..., b with steps that go up as readily as down,

- mirrors half a key outside, at a - 1/2 and b + 1/2, make all keys equally likely in the long run:
  the chance of going from i to j equals that from j to i;
- mirrors on the outermost keys themselves make those two half as likely as the others, since each
  is its own mirror image.

`Walk` is a generator whose melodies walk: it holds and rests as often as the tunes do, whatever it
played, and otherwise takes a step from the last pitch, between mirrors of the first kind.

Chapter: Walks. Source: W. Feller, *An Introduction to Probability Theory*, vol. 1, chapter III.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from ssc_lib.chance.coins import Unigram, as_distribution
from ssc_lib.generator import Generator, Rng
from ssc_lib.music.onehot import event_rows

Step = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


def coin_step(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Steps of +1 or -1 by a fair coin."""
    return 2 * rng.integers(0, 2, shape) - 1


def random_walk(n: int, *, rng: Rng, walks: int = 1, step: Step = coin_step) -> np.ndarray:
    """Positions of random walks that begin at 0.

    Parameters
    ----------
    n : int, at least 0
        Number of steps.
    rng : numpy.random.Generator or seed
    walks : int, at least 1
        How many walks, independent of each other.
    step : function of (rng, shape), optional
        Draws the steps; by default +1 or -1 by a fair coin.

    Returns
    -------
    ndarray, shape (walks, n + 1)
        Column t holds where each walk is after t steps.

    Examples
    --------
    >>> four_walks = random_walk(16, walks=4, rng=np.random.default_rng(0))
    >>> four_walks[:, 0].tolist()
    [0, 0, 0, 0]
    >>> sorted({abs(int(s)) for s in np.diff(four_walks).ravel()})
    [1]
    """
    rng = np.random.default_rng(rng)
    if n < 0 or walks < 1:
        raise ValueError(f"expected n of at least 0 and walks of at least 1, got {n} and {walks}")
    steps = step(rng, (walks, n))
    return np.concatenate([np.zeros_like(steps, shape=(walks, 1)), steps.cumsum(axis=1)], axis=1)


def reflect(positions: Iterable[float] | np.ndarray, low: float, high: float) -> np.ndarray:
    """Fold positions between two mirrors, as often as it takes.

    Parameters
    ----------
    positions : array-like
    low, high : float, low < high

    Returns
    -------
    ndarray, the shape of ``positions``, each between ``low`` and ``high``

    Examples
    --------
    >>> reflect([0, 4, 5, 6, 11, -1], 0, 5).tolist()
    [0, 4, 5, 4, 1, 1]
    >>> reflect([0, 5, 6], -0.5, 5.5).tolist()  # mirrors half a key outside: the border repeats
    [0.0, 5.0, 5.0]
    """
    if not low < high:
        raise ValueError(f"the low mirror must be below the high one, got {low} and {high}")
    turn = 2 * (high - low)
    folded = np.mod(np.asarray(positions) - low, turn)
    return low + np.minimum(folded, turn - folded)


class Walk(Generator):
    """A generator whose next pitch is a step away from the last one, inside the range.

    Its events are those of `ssc_lib.OneHot`: 0 no event, 1 note off, 2 and more the pitches. No
    event and note off have the same probability always. Where a note comes, its pitch is the last
    one plus a step, reflected at mirrors half a key outside the range; the first note has nothing
    to step from, and has a distribution of its own.

    Parameters
    ----------
    steps : mapping of int -> float, not negative, summing to 1
        Probability of each step in semitones.
    pitches : int, at least 1
        How many pitches there are.
    hold, off : float, not negative, together at most 1
        Probability of no event, and of note off.
    first : array-like, shape (pitches,), optional
        Distribution of the first pitch; by default all are equally likely.

    Attributes
    ----------
    T : ndarray, shape (pitches, pitches), rows summing to 1
        Probability of the next pitch (column), given the last (row) and that a note comes.

    Examples
    --------
    >>> walk = Walk({-1: 0.5, 1: 0.5}, pitches=3, hold=0.5)
    >>> walk.T.tolist()
    [[0.5, 0.5, 0.0], [0.5, 0.0, 0.5], [0.0, 0.5, 0.5]]
    >>> walk.distribution(walk.step(walk.start(1), np.array([2 + 1]))).tolist()
    [[0.5, 0.0, 0.25, 0.0, 0.25]]
    """

    def __init__(
        self,
        steps: Mapping[int, float],
        *,
        pitches: int = 36,
        hold: float = 0.0,
        off: float = 0.0,
        first: Iterable[float] | None = None,
    ) -> None:
        if pitches < 1:
            raise ValueError(f"pitches must be at least 1, got {pitches}")
        chances = as_distribution(steps.values(), "the distribution of the steps")
        if not (hold >= 0 and off >= 0 and hold + off <= 1):
            raise ValueError(f"hold {hold} and off {off} must be at least 0, together at most 1")
        even = np.full(pitches, 1 / pitches)
        opening = as_distribution(even if first is None else first, "first", pitches)
        here = np.arange(pitches)
        self.T = np.zeros((pitches, pitches))
        for interval, chance in zip(steps, chances, strict=True):
            there = reflect(here + int(interval), -0.5, pitches - 0.5).round().astype(int)
            self.T[here, there] += chance  # one landing place for each row
        self.vocabulary = pitches + 2
        self._rows = np.zeros((pitches + 1, self.vocabulary))  # row 0: before the first note
        self._rows[:, :2] = hold, off
        self.size = 1
        self._rows[:, 2:] = (1 - hold - off) * np.vstack([opening, self.T])

    @classmethod
    def fit(cls, sequences: Iterable[Any], vocabulary: int = 38, *, smoothing: float = 1.0) -> Walk:
        """Count how often each event comes and how far each note is from the one before.

        ``sequences`` are melodies, tunes or rows of event indices. ``smoothing`` is added to the
        count of each event and of each interval in the range.
        """
        if vocabulary < 3:
            raise ValueError(
                f"a walk needs no event, note off and a pitch, got {vocabulary} events"
            )
        rows = event_rows(sequences, vocabulary)
        p = Unigram.fit(rows, vocabulary, smoothing=smoothing).p
        widest = vocabulary - 3
        counts = np.full(2 * widest + 1, float(smoothing))
        for row in rows:
            intervals = np.diff(row[row > 1])
            counts += np.bincount(intervals + widest, minlength=2 * widest + 1)
        if not (counts.sum() > 0 and p[2:].sum() > 0):
            raise ValueError("no steps to fit to: expected tunes of at least two notes")
        steps = dict(zip(range(-widest, widest + 1), counts / counts.sum(), strict=True))
        first = p[2:] / p[2:].sum()
        return cls(steps, pitches=vocabulary - 2, hold=p[0], off=p[1], first=first)

    def start(self, batch: int) -> np.ndarray:
        """The last pitch of each output, counted from 1: 0 before the first note."""
        return np.zeros(batch, dtype=np.int64)

    def step(self, state: np.ndarray, events: np.ndarray) -> np.ndarray:
        """The last pitch of each output after one more event."""
        return np.where(np.asarray(events) > 1, np.asarray(events) - 1, state)

    def distribution(self, state: np.ndarray) -> np.ndarray:
        """The row of each output's last pitch: shape (batch, vocabulary)."""
        return self._rows[state]

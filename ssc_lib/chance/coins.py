"""Generators without memory: every event is drawn from the same distribution.

`Uniform` throws a fair die with as many faces as there are events, and knows nothing. `Unigram`
throws a loaded one: it knows how common each event is, and forgets at once what it played.
They are the two lowest rungs of the ladder. With two events, tails 0 and heads 1, a `Unigram` is a
`Coin`.

Chapter: Coin flips.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ssc_lib.generator import Generator
from ssc_lib.music.onehot import event_rows


class Unigram(Generator):
    """Independent draws from one distribution.

    Parameters
    ----------
    p : array-like, shape (vocabulary,), not negative, summing to 1
        Probability of each event.

    Examples
    --------
    >>> coin = Unigram([0.5, 0.5])
    >>> coin.distribution(coin.start(2)).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """

    def __init__(self, p: Iterable[float]) -> None:
        self.p = as_distribution(p, "the distribution")
        self.vocabulary = len(self.p)
        self.size = 1

    @classmethod
    def fit(
        cls, sequences: Iterable[Any], vocabulary: int = 38, *, smoothing: float = 1.0
    ) -> Unigram:
        """Relative frequencies in ``sequences``, ``smoothing`` added to each count.

        Parameters
        ----------
        sequences : melodies, tunes or rows of event indices
        vocabulary : int
            How many events there are.
        smoothing : float, not negative
        """
        counts = np.full(vocabulary, float(smoothing))
        for row in event_rows(sequences, vocabulary):
            counts += np.bincount(row, minlength=vocabulary)
        if not counts.sum() > 0:
            raise ValueError("no events to fit to")
        return cls(counts / counts.sum())

    def start(self, batch: int) -> int:
        """The number of outputs: there is nothing else to remember."""
        return batch

    def step(self, state: int, events: np.ndarray) -> int:
        """The same: what was heard is forgotten at once."""
        return state

    def distribution(self, state: int) -> np.ndarray:
        """The one distribution, for each output: shape (batch, vocabulary)."""
        return np.tile(self.p, (state, 1))


class Uniform(Unigram):
    """Independent draws in which all ``vocabulary`` events are equally likely."""

    def __init__(self, vocabulary: int) -> None:
        if vocabulary < 1:
            raise ValueError(f"vocabulary must be at least 1, got {vocabulary}")
        super().__init__(np.full(vocabulary, 1 / vocabulary))
        self.size = 0


class Coin(Unigram):
    """A coin: heads (1) with probability ``p``, tails (0) otherwise.

    Examples
    --------
    >>> Coin(0.75).p.tolist()
    [0.25, 0.75]
    """

    def __init__(self, p: float = 0.5) -> None:
        if not 0 <= p <= 1:
            raise ValueError(f"a coin's p is its probability of heads, from 0 to 1; got {p}")
        super().__init__([1 - p, p])


def as_distribution(p: Iterable[float], what: str, size: int | None = None) -> np.ndarray:
    """A row of probabilities, checked: none negative, summing to 1 to within 1e-9.

    Parameters
    ----------
    p : array-like, shape (size,)
    what : str
        Names it in the error, as in "the distribution".
    size : int, optional
        How many there must be; by default at least one.

    Raises
    ------
    ValueError
        If it is no such row.
    """
    try:
        row = np.array(p if isinstance(p, np.ndarray) else list(p), dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{what} must be one row of probabilities, got {p!r}") from error
    if row.ndim != 1 or len(row) == 0 or not (row >= 0).all():
        raise ValueError(f"{what} must be one row of probabilities, none negative, got {row}")
    if size is not None and len(row) != size:
        raise ValueError(f"{what} has {len(row)} probabilities, expected {size}")
    if abs(row.sum() - 1) > 1e-9:
        raise ValueError(f"{what} sums to {row.sum():.9g}; it must sum to 1: divide by the sum")
    return row


def longest_run(events: Iterable[object], of: object = None) -> int:
    """Length of the longest stretch of equal events, or of the longest stretch of event ``of``.

    Examples
    --------
    >>> longest_run([1, 1, 0, 0, 0, 1]), longest_run([1, 1, 0, 0, 0, 1], of=1)
    (3, 2)
    """
    longest = length = 0
    before: object = None
    for event in events:
        length = length + 1 if event == before else 1
        if of is None or event == of:
            longest = max(longest, length)
        before = event
    return longest

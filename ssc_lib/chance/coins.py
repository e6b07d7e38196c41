"""Generators without memory: every event is drawn from the same distribution.

`Uniform` throws a fair die with as many faces as there are events, and knows nothing. `Unigram`
throws a loaded one: it knows how common each event is, and forgets at once what it played.
They are the two lowest rungs of the ladder. With two events, tails 0 and heads 1, they are coins.

Chapter: Coin flips.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ssc_lib.generator import as_indices


class Unigram:
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
        self.p = np.asarray(list(p), dtype=float)
        if self.p.ndim != 1 or len(self.p) == 0 or not (self.p >= 0).all():
            raise ValueError(f"expected one row of probabilities, none negative, got {self.p}")
        if abs(self.p.sum() - 1) > 1e-9:
            raise ValueError(f"the probabilities sum to {self.p.sum():.9g}; they must sum to 1")
        self.vocabulary = len(self.p)

    @classmethod
    def fit(
        cls, sequences: Iterable[Iterable[int]], vocabulary: int, *, smoothing: float = 1.0
    ) -> Unigram:
        """Relative frequencies in ``sequences``, ``smoothing`` added to each count."""
        counts = np.full(vocabulary, float(smoothing))
        for i, sequence in enumerate(sequences):
            row = as_indices(sequence, vocabulary, f"sequence {i}")
            counts += np.bincount(row, minlength=vocabulary)
        if not counts.sum() > 0:
            raise ValueError("no events to fit to")
        return cls(counts / counts.sum())

    def start(self, batch: int) -> int:
        return batch

    def step(self, state: int, events: np.ndarray) -> int:
        return state

    def distribution(self, state: int) -> np.ndarray:
        return np.tile(self.p, (state, 1))


class Uniform(Unigram):
    """Independent draws in which all ``vocabulary`` events are equally likely."""

    def __init__(self, vocabulary: int) -> None:
        if vocabulary < 1:
            raise ValueError(f"vocabulary must be at least 1, got {vocabulary}")
        super().__init__(np.full(vocabulary, 1 / vocabulary))


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

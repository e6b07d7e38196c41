"""Markov chains of higher order: what comes next depends on the last ``order`` events.

A chain of order ``k`` is a table with a row for each context of ``k`` events, also called an
n-gram model with ``n = k + 1``. The longer the context, the fewer times it was seen, so the counts
need **smoothing**, a rule that leaves probability for what was not seen:

additive
    add ``smoothing`` to every count of the row. A context that was never seen is uniform.
Kneser-Ney
    take a little off every count and hand it to the row of the next shorter context, down to the
    uniform distribution. In a shorter row an event is counted not by how often it occurred but by
    after how many different contexts: events that follow anything are better guesses than events
    that are frequent after one thing.

Contexts are kept as a tree that is read backwards in time, so that looking up all contexts of one
moment is one walk from the root.

Chapter: Markov chains. Sources: R. Kneser and H. Ney, ICASSP 1995; the variant with three
discounts a level is that of S. F. Chen and J. Goodman, TR-10-98, Harvard, 1998, section 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ssc_lib.generator import Generator
from ssc_lib.music.onehot import event_rows

Method = Literal["kneser-ney", "additive"]


@dataclass(frozen=True)
class _Level:
    """All contexts of one length, and what followed them.

    ``keys[i]`` is ``parent * (vocabulary + 1) + older event`` of context ``i``, sorted. What
    followed it stands in ``following[first[i]:first[i + 1]]`` with weights ``weight`` there, and
    ``backoff[i]`` is what is left for the next shorter context.
    """

    keys: np.ndarray
    first: np.ndarray
    following: np.ndarray
    weight: np.ndarray
    backoff: np.ndarray


class NGram(Generator):
    """A Markov chain of any order, fitted from sequences; make one with `NGram.fit`.

    Examples
    --------
    >>> model = NGram.fit([[0, 1, 0, 1, 0, 1]], vocabulary=2, order=2)
    >>> p = model.distribution(model.step(model.step(model.start(1), [0]), [1]))
    >>> bool(p[0, 0] > 0.9)
    True
    """

    def __init__(self, levels: list[_Level], vocabulary: int, method: Method, smoothing: float):
        self._levels = levels
        self.vocabulary = vocabulary
        self.order = len(levels) - 1
        self.method = method
        self.smoothing = smoothing
        self.size = self.contexts

    @classmethod
    def fit(
        cls,
        sequences: Iterable[Any],
        vocabulary: int = 38,
        *,
        order: int,
        method: Method = "kneser-ney",
        smoothing: float = 1.0,
    ) -> NGram:
        """Count contexts of up to ``order`` events.

        Parameters
        ----------
        sequences : melodies, tunes or rows of event indices
        vocabulary : int
            How many events there are.
        order : int, at least 0
            Events of context; 0 is a unigram.
        method : {"kneser-ney", "additive"}
        smoothing : float, not negative
            What additive smoothing adds to each count. With 0, contexts never seen are uniform
            and everything else is the maximum-likelihood estimate.

        Raises
        ------
        ValueError
            If a setting or an event is out of range, or there are no events.
        """
        if order < 0:
            raise ValueError(f"order must be 0 or more, got {order}")
        if method not in ("kneser-ney", "additive"):
            raise ValueError(f"method={method!r}; choose 'kneser-ney' or 'additive'")
        if isinstance(smoothing, str) or not smoothing >= 0:
            raise ValueError(
                f"smoothing={smoothing!r} is no number of at least 0; the way of smoothing is "
                "method='additive' or 'kneser-ney'"
            )
        rows = [r for r in event_rows(sequences, vocabulary) if len(r)]
        if not rows:
            raise ValueError("no events to fit to")
        events = np.concatenate(rows)
        position = np.concatenate([np.arange(len(r)) for r in rows])
        levels = _levels(events, position, vocabulary, order, method)
        return cls(levels, vocabulary, method, smoothing)

    @property
    def contexts(self) -> int:
        """How many different contexts of full length were seen."""
        return len(self._levels[-1].keys)

    # -- what comes next -------------------------------------------------------------------------

    def start(self, batch: int) -> np.ndarray:
        """The last ``order`` events, latest first: the mark of a tune's beginning, then nothing."""
        state = np.full((batch, max(self.order, 1)), -1, dtype=np.int64)
        state[:, 0] = self.vocabulary
        return state

    def step(self, state: np.ndarray, events: np.ndarray) -> np.ndarray:
        """The last ``order`` events after one more for each output."""
        return np.column_stack([np.asarray(events, dtype=np.int64), state[:, :-1]])

    def distribution(self, state: np.ndarray) -> np.ndarray:
        """From the shortest context to the longest that was seen: shape (batch, vocabulary)."""
        p = np.full((len(state), self.vocabulary), 1 / self.vocabulary)
        rows, node = np.arange(len(state)), np.zeros(len(state), dtype=np.int64)
        for depth, level in enumerate(self._levels):
            if depth:
                older = state[rows, depth - 1]
                key = node * (self.vocabulary + 1) + older
                node = np.searchsorted(level.keys, key)
                found = (older >= 0) & (node < len(level.keys))
                found[found] = level.keys[node[found]] == key[found]
                if self.method == "additive":
                    p[rows[(older >= 0) & ~found]] = 1 / self.vocabulary
                rows, node = rows[found], node[found]
                if not len(rows):
                    break
            if self.method == "additive":
                p[rows] = self._additive(level, node)
            else:
                p[rows] *= level.backoff[node, None]
                _add_following(p, rows, level, node)
        return p

    def _additive(self, level: _Level, node: np.ndarray) -> np.ndarray:
        p = np.full((len(node), self.vocabulary), float(self.smoothing))
        _add_following(p, np.arange(len(node)), level, node)
        return p / p.sum(axis=1, keepdims=True)

    def __repr__(self) -> str:
        return (
            f"<NGram: order {self.order}, {self.vocabulary} events, {self.contexts} contexts, "
            f"{self.method}>"
        )


def _add_following(p: np.ndarray, rows: np.ndarray, level: _Level, node: np.ndarray) -> None:
    """Add to ``p[rows]`` the weights of what followed the contexts ``node``."""
    first, length = level.first[node], level.first[node + 1] - level.first[node]
    offsets = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    place = np.repeat(first, length) + offsets
    p[np.repeat(rows, length), level.following[place]] += level.weight[place]


def _levels(
    events: np.ndarray, position: np.ndarray, vocabulary: int, order: int, method: Method
) -> list[_Level]:
    """Count every context length from 0 to ``order``.

    A context may reach back to the mark of the beginning (written ``vocabulary``) and no further.
    """
    node = np.zeros(len(events), dtype=np.int64)
    alive = np.arange(len(events))
    keys = [np.zeros(1, dtype=np.int64)]
    pairs, counts = [], []
    for depth in range(order + 1):
        if depth:
            alive, node = alive[position[alive] >= depth - 1], node[position[alive] >= depth - 1]
            older = np.where(
                position[alive] >= depth, events[np.maximum(alive - depth, 0)], vocabulary
            )
            level_keys, node = np.unique(node * (vocabulary + 1) + older, return_inverse=True)
            keys.append(level_keys)
        pair, count = np.unique(node * vocabulary + events[alive], return_counts=True)
        pairs.append(pair)
        counts.append(count)
    if method == "kneser-ney":
        for depth in range(order):
            counts[depth] = _after_how_many(keys, pairs, counts, depth, vocabulary)
    return [_level(keys[d], pairs[d], counts[d], vocabulary, method) for d in range(order + 1)]


def _after_how_many(
    keys: list[np.ndarray],
    pairs: list[np.ndarray],
    counts: list[np.ndarray],
    depth: int,
    vocabulary: int,
) -> np.ndarray:
    """For each (context, event) of a level: in how many longer contexts the event occurred.

    A context that begins with the mark of the beginning has no longer ones and keeps its counts.
    """
    child, event = np.divmod(pairs[depth + 1], vocabulary)
    parent = keys[depth + 1][child] // (vocabulary + 1)
    extended, number = np.unique(parent * vocabulary + event, return_counts=True)
    result = counts[depth].copy()
    result[np.searchsorted(pairs[depth], extended)] = number
    return result


def _level(
    keys: np.ndarray, pairs: np.ndarray, counts: np.ndarray, vocabulary: int, method: Method
) -> _Level:
    node, following = np.divmod(pairs, vocabulary)
    first = np.searchsorted(node, np.arange(len(keys) + 1))
    weight = counts.astype(float)
    backoff = np.zeros(len(keys))
    if method == "kneser-ney":
        total = np.bincount(node, weights=weight, minlength=len(keys))
        discount = np.minimum(_discounts(counts)[np.minimum(counts, 3)], weight)
        backoff = np.bincount(node, weights=discount, minlength=len(keys)) / total
        weight = (weight - discount) / total[node]
    return _Level(keys, first, following, weight, backoff)


def _discounts(counts: np.ndarray) -> np.ndarray:
    """What to take off a count of 0, 1, 2 and 3 or more (Chen and Goodman, equation 26)."""
    n = np.bincount(np.minimum(counts, 5), minlength=6)[:5].astype(float)
    usual = np.array([0.0, 0.5, 0.75, 0.75])
    if not n[1:].all():  # too few events to estimate from
        return usual
    y = n[1] / (n[1] + 2 * n[2])
    estimates = np.array([0.0, *(c - (c + 1) * y * n[c + 1] / n[c] for c in (1, 2, 3))])
    # with nothing taken off, a context would leave nothing for what it has not seen
    return np.where(estimates > 0, estimates, usual)

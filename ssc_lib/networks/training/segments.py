"""Tunes laid end to end in lanes and cut into segments, for training with the state carried on.

Chapter: A network that composes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Segment:
    """One update's worth of training data."""

    inputs: np.ndarray  # (batch, segment) events, or (batch, segment, inputs) vectors
    targets: np.ndarray  # (batch, segment)
    weights: np.ndarray  # (batch, segment): 1 for an event to predict, 0 for padding
    keep: np.ndarray  # (batch, 1): 1 where the lane's tune goes on, 0 where a new one begins
    tunes_seen: int


def segments(
    pairs: Sequence[tuple[np.ndarray, np.ndarray]],
    batch: int,
    length: int,
    rng: np.random.Generator,
) -> Iterator[Segment]:
    """Cut shuffled tunes into segments, in lanes of nearly equal length.

    Parameters
    ----------
    pairs : sequence of (inputs, targets)
        For each tune what is read at each step, shape (n,) or (n, inputs), and what is to be
        predicted, shape (n,).
    batch, length : int
        Lanes, and steps in a segment. Each tune is padded to a whole number of segments.
    rng : numpy.random.Generator
    """
    lanes, width = _deal(pairs, batch, length, rng)
    first = pairs[0][0]
    inputs = np.zeros((batch, width * length, *first.shape[1:]), dtype=first.dtype)
    targets = np.zeros((batch, width * length), dtype=np.int32)
    weights = np.zeros(targets.shape, dtype=np.float32)
    keep = np.ones((batch, width, 1), dtype=np.float32)
    for lane, tunes in enumerate(lanes):
        at = 0
        for i in tunes:
            n = len(pairs[i][1])
            keep[lane, at // length] = 0
            inputs[lane, at : at + n], targets[lane, at : at + n] = pairs[i]
            weights[lane, at : at + n] = 1
            at += -(-n // length) * length
    seen = 0
    for k in range(width):
        now = slice(k * length, (k + 1) * length)
        seen += int((keep[:, k] == 0).sum())
        yield Segment(inputs[:, now], targets[:, now], weights[:, now], keep[:, k], seen)


def count_segments(
    pairs: Sequence[tuple[np.ndarray, np.ndarray]],
    batch: int,
    length: int,
    rng: np.random.Generator,
) -> int:
    """How many segments `segments` would yield, without laying them out."""
    return _deal(pairs, batch, length, rng)[1]


def _deal(
    pairs: Sequence[tuple[np.ndarray, np.ndarray]],
    batch: int,
    length: int,
    rng: np.random.Generator,
) -> tuple[list[list[int]], int]:
    """The shuffled tunes of each lane, and the segments in the longest lane."""
    lanes: list[list[int]] = [[] for _ in range(batch)]
    filled = np.zeros(batch, dtype=int)
    pieces = [-(-len(targets) // length) for _, targets in pairs]
    for i in rng.permutation(len(pairs)):
        if pieces[i]:
            lane = int(np.argmin(filled))
            lanes[lane].append(int(i))
            filled[lane] += pieces[i]
    return lanes, int(filled.max())

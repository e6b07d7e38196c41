"""Tunes laid end to end in lanes and cut into segments, for training with the state carried on.

Chapter: A network that composes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Segment:
    """One update's worth of training data, each array of shape (batch, segment) but ``keep``."""

    inputs: np.ndarray
    targets: np.ndarray
    weights: np.ndarray  # 1 for an event to predict, 0 for padding
    keep: np.ndarray  # (batch, 1): 1 where the lane's tune goes on, 0 where a new one begins
    tunes_seen: int


def segments(
    sequences: Sequence[np.ndarray], batch: int, length: int, rng: np.random.Generator
) -> Iterator[Segment]:
    """Cut shuffled tunes into segments, in lanes of nearly equal length.

    Parameters
    ----------
    sequences : sequence of rows of event indices
    batch, length : int
        Lanes, and steps in a segment. Each tune is padded to a whole number of segments.
    rng : numpy.random.Generator
    """
    lanes: list[list[np.ndarray]] = [[] for _ in range(batch)]
    filled = np.zeros(batch, dtype=int)
    for i in rng.permutation(len(sequences)):
        pieces = -(-(len(sequences[i]) - 1) // length)
        if pieces > 0:
            lane = int(np.argmin(filled))
            lanes[lane].append(sequences[i])
            filled[lane] += pieces
    width = int(filled.max())
    inputs = np.zeros((batch, width * length), dtype=np.int32)
    targets, weights = np.zeros_like(inputs), np.zeros(inputs.shape, dtype=np.float32)
    keep = np.ones((batch, width, 1), dtype=np.float32)
    for lane, tunes in enumerate(lanes):
        at = 0
        for tune in tunes:
            n = len(tune) - 1
            keep[lane, at // length] = 0
            inputs[lane, at : at + n] = tune[:-1]
            targets[lane, at : at + n] = tune[1:]
            weights[lane, at : at + n] = 1
            at += -(-n // length) * length
    seen = 0
    for k in range(width):
        now = slice(k * length, (k + 1) * length)
        seen += int((keep[:, k] == 0).sum())
        yield Segment(inputs[:, now], targets[:, now], weights[:, now], keep[:, k], seen)

"""Tunes laid end to end in lanes and cut into segments, for training with the state carried on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ssc_lib.music.copies import Copies
from ssc_lib.music.encoding import as_indices
from ssc_lib.music.melody import Melody
from ssc_lib.networks.training.settings import Settings

Pair = tuple[np.ndarray, np.ndarray]


def as_heard(music: Iterable[Any], settings: Settings) -> tuple[list[np.ndarray], list[int]]:
    """Turn music into what a network of these settings hears, and the bar of each piece.

    Parameters
    ----------
    music : iterable of Melody, of Tune, or of rows of event indices
        Melodies are moved to the key and the range of the settings; rows are taken as they are.
    settings : Settings

    Returns
    -------
    rows : list of ndarray, event indices
    bars : list of int
        Steps in a bar of each piece; 0 for a row, which knows of none.

    Raises
    ------
    ValueError
        If look-backs are to follow the bar, and a piece knows of none.
    """
    encoding, rows, bars = settings.reader, [], []
    for i, piece in enumerate(music):
        melody = getattr(piece, "melody", piece)
        if isinstance(melody, Melody):
            rows.append(encoding.squash(melody, settings.key)[0])
            bars.append(melody.steps_per_bar)
        elif settings.follow_bar:
            raise ValueError(
                "follow_bar needs the length of each tune's bar, which a row of indices does not "
                "have; give melodies or tunes"
            )
        else:
            rows.append(as_indices(melody, encoding.size, f"sequence {i}"))
            bars.append(0)
    return rows, bars


def as_pairs(
    rows: Sequence[np.ndarray], settings: Settings, bars: Sequence[int] | None = None
) -> list[Pair]:
    """Say what the network reads at each step of each tune, and what it should answer.

    Parameters
    ----------
    rows, bars : as from `as_heard`; the bars are needed with ``follow_bar``
    settings : Settings
        Its encoding, and whether look-backs follow the bar.

    Returns
    -------
    list of (inputs, targets)
        Inputs are events, shape (n - 1,), or vectors, shape (n - 1, inputs); targets are the
        events or labels that follow, shape (n - 1,), or in the copy encoding whether each label
        spells the event that follows, shape (n - 1, labels).
    """
    if settings.encoding == "one-hot":
        return [(row[:-1].astype(np.int32), row[1:]) for row in rows]
    reader = settings.reader
    readers = [
        reader.in_bars_of(bar) if settings.follow_bar else reader for bar in bars or [0] * len(rows)
    ]
    return [
        (
            reader.inputs(row[:-1]).astype(np.int8),
            reader.spellings(row) if isinstance(reader, Copies) else reader.labels(row)[1:],
        )
        for reader, row in zip(readers, rows, strict=True)
    ]


@dataclass(frozen=True)
class Segment:
    """One update's worth of training data."""

    inputs: np.ndarray  # (batch, segment) events, or (batch, segment, inputs) vectors
    targets: np.ndarray  # (batch, segment), or (batch, segment, labels)
    weights: np.ndarray  # (batch, segment): 1 for an event to predict, 0 for padding
    keep: np.ndarray  # (batch, 1): 1 where the lane's tune goes on, 0 where a new one begins
    tunes_seen: int


def segments(
    pairs: Sequence[Pair],
    batch: int,
    length: int,
    rng: np.random.Generator,
) -> Iterator[Segment]:
    """Cut shuffled tunes into segments, in lanes of nearly equal length.

    Parameters
    ----------
    pairs : sequence of (inputs, targets)
        From `as_pairs`: for each tune what is read at each step, shape (n,) or (n, inputs), and
        what is to be predicted, shape (n,).
    batch, length : int
        Lanes, and steps in a segment. Each tune is padded to a whole number of segments.
    rng : numpy.random.Generator

    Yields
    ------
    Segment
    """
    lanes, width = _deal(pairs, batch, length, rng)
    (first, answer), lane_shape = pairs[0], (batch, width * length)
    inputs = np.zeros((*lane_shape, *first.shape[1:]), dtype=first.dtype)
    kind = np.int32 if answer.ndim == 1 else np.int8
    targets = np.zeros((*lane_shape, *answer.shape[1:]), dtype=kind)
    weights = np.zeros(lane_shape, dtype=np.float32)
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
    pairs: Sequence[Pair],
    batch: int,
    length: int,
    rng: np.random.Generator,
) -> int:
    """Count the segments that `segments` would yield, without laying them out."""
    return _deal(pairs, batch, length, rng)[1]


def _deal(
    pairs: Sequence[Pair],
    batch: int,
    length: int,
    rng: np.random.Generator,
) -> tuple[list[list[int]], int]:
    """Deal the shuffled tunes out to the lanes; also count the segments of the longest lane."""
    lanes: list[list[int]] = [[] for _ in range(batch)]
    filled = np.zeros(batch, dtype=int)
    pieces = [-(-len(targets) // length) for _, targets in pairs]
    for i in rng.permutation(len(pairs)):
        if pieces[i]:
            lane = int(np.argmin(filled))
            lanes[lane].append(int(i))
            filled[lane] += pieces[i]
    return lanes, int(filled.max())


class Course:
    """All epochs of a run: the same tunes as segments, shuffled anew each time, from the seed.

    Parameters
    ----------
    pairs : sequence of (inputs, targets)
        From `as_pairs`.
    settings : Settings

    Attributes
    ----------
    updates : list of int
        How many segments each epoch has, and so how many updates of the weights.
    """

    def __init__(self, pairs: Sequence[Pair], settings: Settings) -> None:
        self._pairs, self._settings = pairs, settings
        self._shape = settings.batch, settings.segment
        epochs = range(settings.epochs)
        self.updates = [count_segments(pairs, *self._shape, self._rng(n)) for n in epochs]

    def segments(self, epoch: int) -> Iterator[Segment]:
        """Cut the segments of an epoch, counted from 0."""
        return segments(self._pairs, *self._shape, self._rng(epoch))

    def _rng(self, epoch: int) -> np.random.Generator:
        return np.random.default_rng([self._settings.seed, epoch])

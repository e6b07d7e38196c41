"""One-hot encoding: a melody as a row of class indices, and as a matrix of zeros and ones.

The vocabulary of Melody RNN's basic configuration has 38 **events**: index 0 is *no event*,
index 1 is *note off*, and index ``2 + pitch - 48`` is the note-on of a pitch from 48 (C3) to 83
(B5). The one-hot vector of an event has a single 1, at its index. Any other range of pitches
works the same way; 0 to 127 gives the 130 events of the mono configuration.

Chapter: One-hot melodies. Source: E. Waite, Magenta, 2016 (the Melody RNN models).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ssc_lib.music.melody import MAX_PITCH, Melody, pitch_name


@dataclass(frozen=True)
class OneHot:
    """The one-hot vocabulary of the pitches ``low <= pitch < high``.

    Parameters
    ----------
    low, high : int, 0 <= low < high <= 128
        ``high`` is exclusive: the default 48, 84 holds the 36 pitches 48..83.

    Examples
    --------
    >>> encoding = OneHot()
    >>> encoding.size
    38
    >>> encoding.encode(Melody([60, -2, 62, -1])).tolist()
    [14, 0, 16, 1]
    >>> encoding.decode([14, 0, 16, 1]).events.tolist()
    [60, -2, 62, -1]
    """

    low: int = 48
    high: int = 84

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high <= MAX_PITCH + 1:
            raise ValueError(
                f"the range {self.low} <= pitch < {self.high} does not fit MIDI: "
                f"expected 0 <= low < high <= {MAX_PITCH + 1}"
            )

    @property
    def size(self) -> int:
        """Number of events in the vocabulary."""
        return self.high - self.low + 2

    @property
    def input_size(self) -> int:
        """Length of the vector that a network reads at each step: the one-hot vector."""
        return self.size

    @property
    def label_count(self) -> int:
        """Number of answers a network chooses from: the events themselves."""
        return self.size

    def labels(self, indices: Iterable[int]) -> np.ndarray:
        """What a network should answer at each step: the events themselves."""
        return np.asarray(indices, dtype=np.int64)

    @property
    def names(self) -> list[str]:
        """What each index means: 'no event', 'note off', then pitch names."""
        return ["no event", "note off", *(pitch_name(p) for p in range(self.low, self.high))]

    def encode(self, melody: Melody | Iterable[int]) -> np.ndarray:
        """Index of each event, shape (n_steps,).

        Raises
        ------
        ValueError
            If a pitch lies outside the range; the message names the step.
        """
        events = (melody if isinstance(melody, Melody) else Melody(melody)).events
        bad = (events >= 0) & ((events < self.low) | (events >= self.high))
        if bad.any():
            step = int(np.argmax(bad))
            raise ValueError(
                f"pitch {events[step]} at step {step} is outside the range {self.low} to "
                f"{self.high - 1}; try melody.squashed({self.low}, {self.high})"
            )
        return np.where(events < 0, events + 2, events - self.low + 2).astype(np.int64)

    def decode(self, indices: Iterable[int], **grid: Any) -> Melody:
        """The melody of a row of indices; ``grid`` as for `Melody`.

        Raises
        ------
        ValueError
            If an index lies outside ``0 <= index < size``.
        """
        row = as_row(indices, self.size, "indices")
        return Melody(np.where(row < 2, row - 2, row - 2 + self.low), **grid)

    def matrix(self, indices: Iterable[int]) -> np.ndarray:
        """One-hot rows, shape (n_steps, size): row t has its single 1 in column ``indices[t]``."""
        return np.eye(self.size, dtype=np.float32)[as_row(indices, self.size, "indices")]


def as_row(values: Iterable[Any], below: int, what: str) -> np.ndarray:
    """One row of integers from 0 up to ``below`` as int64; ``what`` names it in the error."""
    row = np.asarray(values if isinstance(values, np.ndarray) else list(values))
    if row.ndim != 1:
        raise ValueError(f"{what} must be one row, got an array of shape {row.shape}")
    if row.size == 0:
        return np.empty(0, dtype=np.int64)
    if not np.issubdtype(row.dtype, np.integer):
        raise TypeError(f"{what} must be integers, got {row.dtype}")
    if row.min() < 0 or row.max() >= below:
        raise ValueError(
            f"{what} run from {row.min()} to {row.max()}; this vocabulary has 0 to {below - 1}"
        )
    return row.astype(np.int64)

"""An encoding is what a generator's events mean, and what a network reads and answers.

Every encoding has one vocabulary of **events**: index 0 is *no event*, 1 is *note off*, and
``2 + pitch - low`` is the note-on of a pitch. Between a melody and its events go

``encode(melody)``, ``decode(events)``
    which are each other's inverse.

Between events and a network go

``inputs(events)``, ``labels(events)``, ``events_of(labels)``
    what a network reads at each step, what it should answer, and the events that answers spell.

The one-hot encoding reads and answers the events themselves. The look-back and key encodings read
more, and answer in **labels**, of which up to three may spell one event. A `History` is the memory
that an encoding needs while melodies grow side by side, one event at a time.

Encodings: `ssc_lib.OneHot`, `ssc_lib.Lookback`, `ssc_lib.KeyMelody`, `ssc_lib.Copies`,
`ssc_lib.music.places.Places`.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from ssc_lib.music.melody import Melody
from ssc_lib.music.pitches import MAX_PITCH, pitch_name

NO_EVENT_INDEX, NOTE_OFF_INDEX, FIRST_NOTE_INDEX = range(3)


@dataclass(frozen=True)
class Encoding(ABC):
    """What all encodings share: a range of pitches, and one event for each.

    Parameters
    ----------
    low, high : int, 0 <= low < high <= 128
        ``high`` is exclusive: the default 48, 84 holds the 36 pitches 48..83.
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
    def names(self) -> list[str]:
        """What each event means: 'no event', 'note off', then pitch names."""
        return ["no event", "note off", *(pitch_name(p) for p in range(self.low, self.high))]

    # -- between melodies and events -------------------------------------------------------------

    def encode(self, melody: Melody | Iterable[int]) -> np.ndarray:
        """Index of each event, int64 of shape (n_steps,).

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

    def decode(self, events: Iterable[int], **grid: Any) -> Melody:
        """The melody of a row of events; ``grid`` as for `ssc_lib.Melody`.

        Raises
        ------
        ValueError
            If an event lies outside ``0 <= event < size``.
        """
        row = as_indices(events, self.size, "events")
        return Melody(np.where(row < 2, row - 2, row - 2 + self.low), **grid)

    def squash(self, melody: Melody, key: int | None = 0) -> tuple[np.ndarray, int]:
        """The events of a melody moved to a key and the middle of the range, and how far it moved.

        As `Melody.squashed` moves it, in semitones; None leaves the key alone.
        """
        amount = melody.squash_amount(self.low, self.high, key)
        return self.encode(melody.transposed(amount, self.low, self.high)), amount

    # -- between events and a network ------------------------------------------------------------

    @property
    @abstractmethod
    def input_size(self) -> int:
        """Length of the vector that a network reads at each step."""

    @property
    @abstractmethod
    def label_count(self) -> int:
        """Number of answers that a network chooses from."""

    @abstractmethod
    def inputs(self, events: Iterable[int]) -> np.ndarray:
        """What a network reads at every step, float32 of shape (n, input_size)."""

    @abstractmethod
    def labels(self, events: Iterable[int]) -> np.ndarray:
        """What a network should answer at every step, int64 of shape (n,)."""

    @abstractmethod
    def events_of(self, labels: Iterable[int]) -> np.ndarray:
        """Events that a row of labels spells, int64 of shape (n,), read from left to right."""

    @abstractmethod
    def track(self, batch: int) -> History:
        """The memory of ``batch`` melodies in which nothing was heard yet."""

    def in_bars_of(self, steps: int) -> Self:
        """This encoding for tunes whose bars have so many steps."""
        return self


class History(ABC):
    """What an encoding remembers of the melodies of a batch; a value, never changed in place."""

    encoding: Encoding

    @abstractmethod
    def step(self, events: np.ndarray) -> Self:
        """The memory after one more event for each melody, ``events`` of shape (batch,)."""

    @abstractmethod
    def input(self) -> np.ndarray:
        """Input vectors at the latest event, float32 of shape (batch, input_size).

        Raises
        ------
        ValueError
            Before the first step: an input describes an event that was heard.
        """

    def times(self, W: np.ndarray) -> np.ndarray:
        """The input vectors times a matrix, shape (batch, columns of W)."""
        product: np.ndarray = self.input().astype(W.dtype) @ W
        return product

    @abstractmethod
    def meanings(self) -> np.ndarray:
        """Event that each label would spell next, int of shape (batch, label_count)."""

    @abstractmethod
    def chosen(self) -> np.ndarray:
        """Label that the encoding would choose for each event next, int of shape (batch, size)."""

    def over_events(self, p: np.ndarray) -> np.ndarray:
        """Probabilities of the next event, (batch, size): sums over the labels that spell it."""
        size = self.encoding.size
        places = np.arange(len(p))[:, None] * size + self.meanings()
        return np.bincount(places.ravel(), p.ravel(), len(p) * size).reshape(len(p), size)


def as_indices(values: Iterable[Any], below: int, what: str) -> np.ndarray:
    """One row of integers from 0 up to ``below`` as int64; ``what`` names it in the error.

    Raises
    ------
    TypeError
        If it is not one row, or not of integers.
    ValueError
        If an integer is out of range.
    """
    row = np.asarray(values if isinstance(values, np.ndarray) else list(values))
    if row.size == 0 and row.ndim == 1:
        return np.empty(0, dtype=np.int64)
    if row.ndim != 1 or not np.issubdtype(row.dtype, np.integer):
        raise TypeError(f"{what} must be one row of integers, got {row.dtype} of shape {row.shape}")
    if row.min() < 0 or row.max() >= below:
        raise ValueError(
            f"the values of {what} run from {row.min()} to {row.max()}; "
            f"this vocabulary has 0 to {below - 1}"
        )
    return row.astype(np.int64)


def check_batch(batch: int) -> int:
    """``batch`` as an int; raises ValueError unless it is at least 1."""
    if operator.index(batch) < 1:
        raise ValueError(f"a batch needs at least 1 melody, got {batch}")
    return operator.index(batch)

"""Place encoding: an event, and where in the tune the next one stands.

It tells a network what a fiddler's foot knows, and nothing of what the tune has said before. With
``K`` one-hot events (38) the **input** holds

=======  ========  =============================================================================
columns  default   content
=======  ========  =============================================================================
K        0..37     one-hot of the event at ``p``
24       38..61    place of the next event in its bar, in steps
24       62..85    length of the bar, in steps
8        86..93    number of its bar, modulo 8
=======  ========  =============================================================================

The **labels** are the events themselves.

Chapter: A small transformer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from ssc_lib.music.encoding import Encoding, History, as_indices, check_batch

PLACES = 24  # steps of the longest bar that is told from others
CYCLE = 8  # bars
COLUMNS = 2 * PLACES + CYCLE


@dataclass(frozen=True)
class InBars(Encoding):
    """What encodings share that know the bar of a tune, in steps."""

    bar: int = 16

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.bar < 1:
            raise ValueError(f"a bar needs at least 1 step, got {self.bar}; 16 are a bar of 4/4")

    def in_bars_of(self, steps: int) -> Self:
        """This encoding for tunes whose bars have so many steps."""
        return replace(self, bar=steps)

    def places(self, heard: np.ndarray) -> np.ndarray:
        """Place of the next event, length of its bar and its number: (batch, `COLUMNS`).

        Parameters
        ----------
        heard : ndarray of int, shape (batch,)
            How many events each melody has.
        """
        x, rows = np.zeros((len(heard), COLUMNS), dtype=np.float32), np.arange(len(heard))
        x[rows, np.minimum(heard % self.bar, PLACES - 1)] = 1
        x[rows, PLACES + min(self.bar, PLACES) - 1] = 1
        x[rows, 2 * PLACES + heard // self.bar % CYCLE] = 1
        return x


@dataclass(frozen=True)
class Places(InBars):
    """The place encoding: 94 inputs and 38 labels by default.

    Parameters
    ----------
    low, high : int, 0 <= low < high <= 128
        The pitches ``low <= pitch < high``, as in `ssc_lib.OneHot`.
    bar : int, at least 1
        Steps in a bar of the tune.

    Examples
    --------
    After C E G in bars of four steps, the next event stands on the last of them, in bar 0:

    >>> encoding = Places(bar=4)
    >>> x = encoding.inputs(encoding.encode([60, 64, 67]))[-1]
    >>> np.flatnonzero(x).tolist()  # the event, then 38 + 3, 62 + 4 - 1 and 86 + 0
    [21, 41, 65, 86]
    """

    @property
    def input_size(self) -> int:
        """Number of columns of `inputs`."""
        return self.size + COLUMNS

    @property
    def label_count(self) -> int:
        """Number of labels: one for each event."""
        return self.size

    def track(self, batch: int) -> PlaceHistory:
        """The memory of ``batch`` melodies in which nothing was heard yet."""
        size = check_batch(batch)
        return PlaceHistory(self, np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))

    def inputs(self, events: Iterable[int]) -> np.ndarray:
        """Input vector at every position, float32 of shape (n, input_size)."""
        row = as_indices(events, self.size, "events")
        return PlaceHistory(self, np.arange(1, len(row) + 1), row).input()

    def labels(self, events: Iterable[int]) -> np.ndarray:
        """The events themselves, shape (n,)."""
        return as_indices(events, self.size, "events")

    def events_of(self, labels: Iterable[int]) -> np.ndarray:
        """The labels themselves, shape (n,)."""
        return as_indices(labels, self.size, "labels")


@dataclass(frozen=True, eq=False)
class PlaceHistory(History):
    """What `Places` remembers of the melodies of a batch: how much was heard, and what last.

    Parameters
    ----------
    encoding : Places
    heard : ndarray of int, shape (batch,)
        How many events each melody has.
    last : ndarray of int, shape (batch,)
        The latest of them.
    """

    encoding: Places
    heard: np.ndarray
    last: np.ndarray

    def step(self, events: np.ndarray) -> Self:
        """The memory after one more event for each melody, ``events`` of shape (batch,)."""
        row = as_indices(events, self.encoding.size, "events")
        if len(row) != len(self.heard):
            raise ValueError(
                f"step takes one event for each of the {len(self.heard)} melodies, got {len(row)}"
            )
        return replace(self, heard=self.heard + 1, last=row)

    def input(self) -> np.ndarray:
        """Input vectors at the latest event, (batch, input_size); ValueError before the first."""
        if (self.heard == 0).any():
            raise ValueError("nothing was heard yet, so there is no input; step with an event")
        events = np.eye(self.encoding.size, dtype=np.float32)[self.last]
        return np.concatenate([events, self.encoding.places(self.heard)], axis=1)

    def meanings(self) -> np.ndarray:
        """The event that each label spells: itself, int of shape (batch, size)."""
        size = self.encoding.size
        return np.broadcast_to(np.arange(size), (len(self.heard), size))

    def chosen(self) -> np.ndarray:
        """The label of each event: itself, int of shape (batch, size)."""
        return self.meanings()

"""Copy encoding: labels that say "as so many bars ago" and "as after the longest repeat".

Tunes say things twice, a bar later or four or eight bars later. With look-backs of `BARS` and one
more for the **longest repeat** there are five **sources**, and each proposes what comes next:

- one, two, four or eight bars ago: the event that stood so many bars before the next one;
- the longest repeat: of the last `REACH` bars the one that the tune has followed for the most
  steps, and of several the nearest. It proposes the event that came next there.

How long a source has been right without a break is its **run**, in steps. It says how far the
source can be trusted, so it is an input too. A source is silent where nothing stands so far back,
and the longest repeat where no run is left. With ``K`` one-hot events (38) the **input** holds

=======  ========  =============================================================================
columns  default   content
=======  ========  =============================================================================
K        0..37     one-hot of the event at ``p``
5 K      38..227   one-hot of what each source proposes; zeros where it is silent
5 x 7    228..262  the run of each: 0, 1, 2-3, 4-7, 8-15, 16-31, 32 steps and more
24       263..286  place of the next event in its bar, in steps
24       287..310  length of the bar, in steps
8        311..318  number of its bar, modulo 8
=======  ========  =============================================================================

The **labels** are the ``K`` events and one for each source; a silent one stands for no event. As
with look-backs, several labels may spell one event, and its probability is their sum. Such a
network chooses at each step between writing and copying, and is trained on the sum itself.

Chapter: Lookback and votes. Source of the idea: J. Gu and others, *Incorporating Copying Mechanism
in Sequence-to-Sequence Learning*, ACL 2016.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from ssc_lib.music.encoding import NO_EVENT_INDEX, History, as_indices, check_batch
from ssc_lib.music.places import COLUMNS, InBars

BARS = (1, 2, 4, 8)
REACH = 32  # bars
SOURCES = ("1 bar ago", "2 bars ago", "4 bars ago", "8 bars ago", "longest repeat")
RUNS = (1, 2, 4, 8, 16, 32)  # steps: the least of each class of runs but the first
SILENT = -1


@dataclass(frozen=True)
class Copies(InBars):
    """The copy encoding: 319 inputs and 43 labels by default.

    Parameters
    ----------
    low, high : int, 0 <= low < high <= 128
        The pitches ``low <= pitch < high``, as in `ssc_lib.OneHot`.
    bar : int, at least 1
        Steps in a bar of the tune.

    Examples
    --------
    After C E G C and C in bars of four steps, the label of one bar ago spells E, and so does the
    longest repeat, which has been right for one step:

    >>> encoding = Copies(bar=4)
    >>> heard = encoding.prefixes(encoding.encode([60, 64, 67, 72, 60]))
    >>> [encoding.names[event] for event in heard.proposals()[-1, [0, 4]]]
    ['E4', 'E4']
    >>> heard.lengths()[-1].tolist()
    [1, 0, 0, 0, 1]
    """

    @property
    def input_size(self) -> int:
        """Number of columns of `inputs`."""
        sources = len(SOURCES)
        return (1 + sources) * self.size + sources * (len(RUNS) + 1) + COLUMNS

    @property
    def label_count(self) -> int:
        """Number of labels, one for each event and one for each source."""
        return self.size + len(SOURCES)

    def track(self, batch: int) -> CopyHistory:
        """The memory of ``batch`` melodies in which nothing was heard yet."""
        check_batch(batch)
        heard = np.zeros(batch, dtype=np.int64)
        recent = np.full((batch, self.bar * REACH + 1), SILENT, dtype=np.int16)
        return CopyHistory(self, heard, recent, np.zeros((batch, REACH), dtype=np.int64))

    def prefixes(self, events: Iterable[int]) -> CopyHistory:
        """The memory after each event of one melody: row p has heard the events 0 to p."""
        row = as_indices(events, self.size, "events")
        width = self.bar * REACH + 1
        padded = np.concatenate((np.full(width, SILENT), row)).astype(np.int16)
        recent = np.lib.stride_tricks.sliding_window_view(padded, width)[1:]
        runs = np.zeros((len(row), REACH), dtype=np.int64)
        for n, distance in enumerate(range(self.bar, min(len(row), width), self.bar)):
            runs[distance:, n] = _runs(row[distance:] == row[:-distance])
        return CopyHistory(self, np.arange(1, len(row) + 1), recent, runs)

    def inputs(self, events: Iterable[int]) -> np.ndarray:
        """Input vector at every position, float32 of shape (n, input_size)."""
        return self.prefixes(events).input()

    def spellings(self, events: Iterable[int]) -> np.ndarray:
        """Whether each label spells each event but the first, bool of shape (n - 1, label_count).

        A network is trained on the sum of the probabilities of these labels.
        """
        row = as_indices(events, self.size, "events")
        return self.prefixes(row[:-1]).meanings() == row[1:, None]

    def labels(self, events: Iterable[int]) -> np.ndarray:
        """Label of every event, shape (n,): of the last source that proposes it, or its own."""
        row = as_indices(events, self.size, "events")
        chosen = self.prefixes(row[:-1]).chosen()
        return np.concatenate((row[:1], chosen[np.arange(len(chosen)), row[1:]]))

    def events_of(self, labels: Iterable[int]) -> np.ndarray:
        """Events that a row of labels spells, shape (n,), read from left to right."""
        events: list[int] = []
        history = self.track(1)
        for label in as_indices(labels, self.label_count, "labels"):
            events.append(int(history.meanings()[0, label]))
            history = history.step(np.array(events[-1:]))
        return np.array(events, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class CopyHistory(History):
    """What `Copies` remembers of the melodies of a batch; each array has one row a melody.

    Made by `Copies.track` or `Copies.prefixes`.

    Parameters
    ----------
    encoding : Copies
    heard : ndarray of int, shape (batch,)
        How many events each melody has.
    recent : ndarray of int, shape (batch, bar * REACH + 1)
        The latest events, newest last; `SILENT` before the beginning.
    runs : ndarray of int, shape (batch, REACH)
        For how many steps each melody has been as it was 1, 2, ... bars before.
    """

    encoding: Copies
    heard: np.ndarray
    recent: np.ndarray
    runs: np.ndarray

    def step(self, events: np.ndarray) -> Self:
        """The memory after one more event for each melody, ``events`` of shape (batch,)."""
        row = as_indices(events, self.encoding.size, "events").astype(np.int16)
        if len(row) != len(self.heard):
            raise ValueError(
                f"step takes one event for each of the {len(self.heard)} melodies, got {len(row)}"
            )
        same = self.ahead() == row[:, None]
        recent = np.concatenate((self.recent[:, 1:], row[:, None]), axis=1)
        runs = np.where(same, self.runs + 1, 0)
        return replace(self, heard=self.heard + 1, recent=recent, runs=runs)

    def proposals(self) -> np.ndarray:
        """The event that each source proposes next, int of shape (batch, 5), or `SILENT`."""
        ahead, best = self.ahead(), self.runs.argmax(axis=1)
        rows = np.arange(len(ahead))
        longest = np.where(self.runs[rows, best] > 0, ahead[rows, best], SILENT)
        return np.column_stack([ahead[:, [bars - 1 for bars in BARS]], longest]).astype(np.int64)

    def lengths(self) -> np.ndarray:
        """The run of each source, in steps, int of shape (batch, 5)."""
        return np.column_stack([self.runs[:, [b - 1 for b in BARS]], self.runs.max(axis=1)])

    def meanings(self) -> np.ndarray:
        """Event that each label would spell next, int of shape (batch, label_count)."""
        plain = np.broadcast_to(
            np.arange(self.encoding.size), (len(self.heard), self.encoding.size)
        )
        copied = self.proposals()
        return np.concatenate((plain, np.where(copied < 0, NO_EVENT_INDEX, copied)), axis=1)

    def chosen(self) -> np.ndarray:
        """Label that the encoding would choose for each event next, int of shape (batch, size)."""
        size = self.encoding.size
        labels = np.tile(np.arange(size), (len(self.heard), 1))
        for source, proposed in enumerate(self.proposals().T):
            speaks = np.flatnonzero(proposed >= 0)
            labels[speaks, proposed[speaks]] = size + source
        return labels

    def input(self) -> np.ndarray:
        """Input vectors at the latest event, (batch, input_size); ValueError before the first."""
        if (self.heard == 0).any():
            raise ValueError("nothing was heard yet, so there is no input; step with an event")
        size, kinds = self.encoding.size, len(RUNS) + 1
        x = np.zeros((len(self.heard), self.encoding.input_size), dtype=np.float32)
        rows = np.arange(len(x))
        x[rows, self.recent[:, -1]] = 1
        runs = np.searchsorted(RUNS, self.lengths(), side="right")
        for source, proposed in enumerate(self.proposals().T):
            speaks = np.flatnonzero(proposed >= 0)
            x[speaks, (1 + source) * size + proposed[speaks]] = 1
            x[speaks, (1 + len(SOURCES)) * size + source * kinds + runs[speaks, source]] = 1
        column = (1 + len(SOURCES)) * size + len(SOURCES) * kinds
        x[:, column:] = self.encoding.places(self.heard)
        return x

    def ahead(self) -> np.ndarray:
        """What stood 1, 2, ... bars before the next event, shape (batch, REACH)."""
        return self.recent[:, -self.encoding.bar :: -self.encoding.bar][:, :REACH]


def _runs(same: np.ndarray) -> np.ndarray:
    """At each place, how many places up to it are true without a break."""
    places = np.arange(len(same))
    return places - np.maximum.accumulate(np.where(same, -1, places))

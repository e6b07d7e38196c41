"""Lookback encoding: labels that say "as one bar ago", inputs that remember two bars.

A one-hot network has to carry a whole bar in its state before it can repeat it. Lookback makes
repeating easy. With look-back distances ``d1 < d2``, normally 16 and 32 steps (one and two bars of
4/4), and ``K`` one-hot events (38), the **input** at position ``p`` holds

====================  ========  ===========================================================
columns               default   content
====================  ========  ===========================================================
``K``                 0..37     one-hot of the event at ``p``
``K``                 38..75    one-hot of what comes next if the melody repeats itself
                                after ``d1`` steps: the event at ``p + 1 - d1``, or no event
``K``                 76..113   the same for ``d2``
``counter_bits`` (5)  114..118  the number ``p + 1`` in binary, lowest bit first, 1 and -1
2                     119..120  1 if the event at ``p`` is that of ``d1``, ``d2`` steps ago
====================  ========  ===========================================================

The **label** of an event is the first that fits: ``K + 1`` ("as ``d2`` ago"), ``K`` ("as ``d1``
ago"), its own index. As in the original, a no-event before step ``d2`` always has the label
``K + 1``, though nothing is there to repeat. One event may thus be spelt in up to three ways;
`RepeatHistory.meanings` says what each label stands for, so that their probabilities can be summed.
The key encoding (`ssc_lib.music.keymelody`) shares the labels and the memory of this one.

Chapter: Lookback. Source: E. Waite, *Generating Long-Term Structure in Songs and Stories*,
Magenta, 2016.
"""

from __future__ import annotations

import operator
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from ssc_lib.music.encoding import NO_EVENT_INDEX, Encoding, History, as_indices, check_batch


@dataclass(frozen=True)
class RepeatEncoding(Encoding):
    """What `Lookback` and `ssc_lib.KeyMelody` share: one label an event, and two for repeats."""

    distances: tuple[int, int] = (16, 32)
    counter_bits: int = 5
    counter_period: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        distances = tuple(operator.index(d) for d in self.distances)
        if len(distances) != 2 or not 0 < distances[0] < distances[1]:
            raise ValueError(
                f"distances must be two numbers of steps, the shorter first, got {distances}; "
                "try (16, 32) in 4/4 or (12, 24) in 6/8"
            )
        object.__setattr__(self, "distances", distances)
        if not 1 <= self.counter_bits <= 62:
            raise ValueError(
                f"counter_bits must lie between 1 and 62, got {self.counter_bits}; "
                "5 bits count 32 steps"
            )
        if self.counter_period < 0:
            raise ValueError(
                f"counter_period must be 0 or more, got {self.counter_period}; 0 never starts anew"
            )

    @property
    def label_count(self) -> int:
        """Number of labels, one for each event and one for each distance."""
        return self.size + 2

    @property
    def default_label(self) -> int:
        """The label of a plain no-event."""
        return int(self._plain_label[NO_EVENT_INDEX])

    @abstractmethod
    def prefixes(self, events: Iterable[int]) -> RepeatHistory:
        """The memory after each event of one melody: row p has heard the events 0 to p."""

    def in_bars_of(self, steps: int) -> Self:
        """This encoding with look-backs of one and two bars of so many steps, and their count."""
        return replace(self, distances=(steps, 2 * steps), counter_period=steps)

    def inputs(self, events: Iterable[int]) -> np.ndarray:
        """Input vector at every position, float32 of shape (n, input_size)."""
        return self.prefixes(events).input()

    def labels(self, events: Iterable[int]) -> np.ndarray:
        """Label of every event, shape (n,); of those that spell it, the first by the rules."""
        row = as_indices(events, self.size, "events")
        labels = self._plain_label[row]
        for label, distance in enumerate(self.distances, start=self.size):
            labels[distance:][row[distance:] == row[:-distance]] = label
        early = slice(self.distances[-1])
        labels[early][row[early] == NO_EVENT_INDEX] = self.label_count - 1
        return labels

    def events_of(self, labels: Iterable[int]) -> np.ndarray:
        """Events that a row of labels spells, shape (n,), read from left to right.

        A repeat of what lies before the beginning is a no-event.
        """
        events: list[int] = []
        plain = self._plain_event.tolist()
        for label in as_indices(labels, self.label_count, "labels").tolist():
            if label < self.size:
                events.append(plain[label])
            else:
                distance = self.distances[label - self.size]
                events.append(events[-distance] if distance <= len(events) else NO_EVENT_INDEX)
        return np.array(events, dtype=np.int64)

    @cached_property
    def _plain_event(self) -> np.ndarray:
        """The event of every label below `size`."""
        return np.arange(self.size)

    @cached_property
    def _plain_label(self) -> np.ndarray:
        """The label of every event when it repeats nothing."""
        return np.argsort(self._plain_event)

    def _silence(self, batch: int) -> dict[str, np.ndarray]:
        """The fields of a `RepeatHistory` that has heard nothing."""
        check_batch(batch)
        return {
            "heard": np.zeros(batch, dtype=np.int64),
            "recent": np.zeros((batch, self.distances[-1] + 1), dtype=np.int64),
        }

    def _windows(self, row: np.ndarray) -> dict[str, np.ndarray]:
        """The fields of a `RepeatHistory` of every prefix."""
        width = self.distances[-1] + 1
        padded = np.concatenate((np.full(width, NO_EVENT_INDEX), row))
        return {
            "heard": np.arange(1, len(row) + 1),
            "recent": np.lib.stride_tricks.sliding_window_view(padded, width)[1:],
        }


@dataclass(frozen=True, eq=False)
class RepeatHistory(History):
    """What a `RepeatEncoding` remembers of the melodies of a batch.

    Made by `RepeatEncoding.track` or `RepeatEncoding.prefixes`; each array has one row a melody.

    Parameters
    ----------
    encoding : RepeatEncoding
    heard : ndarray of int, shape (batch,)
        How many events each melody has.
    recent : ndarray of int, shape (batch, d2 + 1)
        The latest events, newest last; no-events where nothing was heard yet.
    """

    encoding: RepeatEncoding
    heard: np.ndarray
    recent: np.ndarray

    def step(self, events: np.ndarray) -> Self:
        """The memory after one more event for each melody, ``events`` of shape (batch,)."""
        row = as_indices(events, self.encoding.size, "events")
        if len(row) != len(self.heard):
            raise ValueError(
                f"step takes one event for each of the {len(self.heard)} melodies, got {len(row)}"
            )
        return replace(self, **self._after(row))

    def meanings(self) -> np.ndarray:
        """Event that each label would spell next, int of shape (batch, label_count).

        A network's probability of an event is the sum over the labels that mean it.
        """
        plain = np.broadcast_to(self.encoding._plain_event, (len(self.heard), self.encoding.size))
        return np.concatenate((plain, self._ago(0)), axis=1)

    def chosen(self) -> np.ndarray:
        """Label that the encoding would choose for each event next, int of shape (batch, size).

        Of the labels that mean the event, the first by the rules of `RepeatEncoding.labels`.
        """
        code = self.encoding
        labels = np.tile(code._plain_label, (len(self.heard), 1))
        for label, distance in enumerate(code.distances, start=code.size):
            reached = np.flatnonzero(self.heard >= distance)
            labels[reached, self.recent[reached, -distance]] = label
        labels[self.heard < code.distances[-1], NO_EVENT_INDEX] = code.label_count - 1
        return labels

    def _after(self, events: np.ndarray) -> dict[str, Any]:
        """The fields after one more event for each melody."""
        recent = np.concatenate((self.recent[:, 1:], events[:, None]), axis=1)
        return {"heard": self.heard + 1, "recent": recent}

    def _ago(self, since: int) -> np.ndarray:
        """Events each distance before the next one (0) or the latest (1), shape (batch, 2)."""
        return self.recent[:, [-distance - since for distance in self.encoding.distances]]

    def _repeats(self) -> np.ndarray:
        """Whether the latest event is the one each distance ago, shape (batch, 2)."""
        reached = self.heard[:, None] > np.array(self.encoding.distances)
        return reached & (self.recent[:, -1:] == self._ago(1))

    def _counter(self) -> np.ndarray:
        """The number of events in binary, lowest bit first, as 1 and -1: (batch, counter_bits)."""
        period = self.encoding.counter_period
        count = self.heard % period if period else self.heard
        return 2 * (count[:, None] >> np.arange(self.encoding.counter_bits) & 1) - 1

    def _blank(self) -> np.ndarray:
        """The input vectors to fill in."""
        if (self.heard == 0).any():
            raise ValueError("nothing was heard yet, so there is no input; step with an event")
        return np.zeros((len(self.heard), self.encoding.input_size), dtype=np.float32)


@dataclass(frozen=True)
class Lookback(RepeatEncoding):
    """The lookback encoding of Melody RNN: 121 inputs and 40 labels by default.

    Parameters
    ----------
    low, high : int, 0 <= low < high <= 128
        The pitches ``low <= pitch < high``, as in `ssc_lib.OneHot`.
    distances : tuple of two int, 0 < d1 < d2, in steps
        How far the look-backs reach: the original's are (16, 32), a jig's own bars (12, 24).
    counter_bits : int, at least 1
    counter_period : int
        Number of events after which the counter starts anew, such as a bar; 0, as in the original,
        counts on, and 5 bits then show the count modulo 32.

    Examples
    --------
    Two bars of C E G C, of four steps each: the second is all "as one bar ago" (38).

    >>> encoding = Lookback(distances=(4, 8))
    >>> encoding.labels(encoding.encode(2 * [60, 64, 67, 72])).tolist()
    [14, 18, 21, 26, 38, 38, 38, 38]
    >>> encoding.events_of([14, 18, 21, 26, 38, 38, 38, 38]).tolist()
    [14, 18, 21, 26, 14, 18, 21, 26]
    """

    @property
    def input_size(self) -> int:
        """Number of columns of `inputs`."""
        return 3 * self.size + self.counter_bits + 2

    def track(self, batch: int) -> LookbackHistory:
        """The memory of ``batch`` melodies in which nothing was heard yet."""
        return LookbackHistory(self, **self._silence(batch))

    def prefixes(self, events: Iterable[int]) -> LookbackHistory:
        """The memory after each event of one melody."""
        row = as_indices(events, self.size, "events")
        return LookbackHistory(self, **self._windows(row))


@dataclass(frozen=True, eq=False)
class LookbackHistory(RepeatHistory):
    """The memory of `Lookback`: how many events there were, and the latest of them."""

    def input(self) -> np.ndarray:
        """Input vectors at the latest event, (batch, input_size); ValueError before the first."""
        x = self._blank()
        rows, size = np.arange(len(x)), self.encoding.size
        after_d1, after_d2 = self._ago(0).T
        x[rows, self.recent[:, -1]] = 1
        x[rows, size + after_d1] = 1
        x[rows, 2 * size + after_d2] = 1
        x[:, 3 * size : -2] = self._counter()
        x[:, -2:] = self._repeats()
        return x

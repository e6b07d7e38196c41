"""Key encoding: inputs that name the sounding note, the direction, the beat and the key.

Melody RNN's attention configuration leaves remembering to the network's attention. Its input says
instead what a listener would know. With ``R`` pitches (36) and look-back distances ``d1 < d2``,
the **input** at position ``p`` holds

====================  =======  ============================================================
columns               default  content
====================  =======  ============================================================
``R``                 0..35    one-hot of the sounding pitch; all 0 in silence
2                     36..37   1 if a note sounds; 1 if none does
1                     38       attack: 1 if the latest note-on is later than the latest
                               no-event
1                     39       direction between the last two different notes: 1 up, -1 down
2                     40..41   1 if the event at ``p`` is that of ``d1``, of ``d2`` steps ago
``counter_bits`` (7)  42..48   the number ``p + 1`` in binary, lowest bit first, 1 and -1
1                     49       1 at the end of every ``bar`` steps
12                    50..61   1 for each major key whose scale holds the most notes so far
12                    62..73   the same for the last three different pitches
====================  =======  ============================================================

As in the original, a note-off does not end the attack: straight after a note-on, column 38 stays
1. All twelve keys are 1 until a note was heard.

The **label** follows the rules of `ssc_lib.music.lookback`, but plain labels begin with the
notes: 0..35 are pitches, 36 is no event, 37 note off, 38 and 39 the repeats after ``d1`` and
``d2``. A whole tune costs time in proportion to its length: every column is a running sum or the
latest of something.

Chapter: Lookback. Source: E. Waite, *Generating Long-Term Structure in Songs and Stories*,
Magenta, 2016; the layout is that of Melody RNN's ``attention_rnn``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from ssc_lib.music.encoding import (
    FIRST_NOTE_INDEX,
    NO_EVENT_INDEX,
    NOTE_OFF_INDEX,
    as_indices,
)
from ssc_lib.music.lookback import RepeatEncoding, RepeatHistory
from ssc_lib.music.pitches import MAJOR_SCALE

SILENCE = 0  # where a note's index is expected: no note


@dataclass(frozen=True)
class KeyMelody(RepeatEncoding):
    """The key encoding of Melody RNN: 74 inputs and 40 labels by default.

    Parameters
    ----------
    low, high : int, 0 <= low < high <= 128
        The pitches ``low <= pitch < high``, as in `ssc_lib.OneHot`.
    distances : tuple of two int, 0 < d1 < d2, in steps
        How far the look-backs reach.
    counter_bits, counter_period : int
        As for `ssc_lib.Lookback`.
    bar : int, at least 1
        Steps in a bar, at the end of which column 49 is 1.

    Examples
    --------
    After C, D and a held D, the note is 62, it is no longer new, and the melody has risen.

    >>> encoding = KeyMelody()
    >>> x = encoding.inputs([14, 16, 0])[-1]
    >>> 48 + int(x[:36].argmax()), x[38:40].tolist()
    (62, [0.0, 1.0])
    >>> np.flatnonzero(x[50:62]).tolist()  # the keys that have both C and D
    [0, 3, 5, 7, 10]
    >>> encoding.labels([14, 16, 0]).tolist()
    [12, 14, 39]
    """

    counter_bits: int = 7
    bar: int = 16

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.bar < 1:
            raise ValueError(f"a bar has at least 1 step, got {self.bar}; try 16, or 12 in 6/8")

    @property
    def input_size(self) -> int:
        """Number of columns of `inputs`."""
        return (self.high - self.low) + 2 + 1 + 1 + 2 + self.counter_bits + 1 + 12 + 12

    def in_bars_of(self, steps: int) -> Self:
        """This encoding with look-backs, count and ends of bars for bars of so many steps."""
        return replace(super().in_bars_of(steps), bar=steps)

    def track(self, batch: int) -> KeyHistory:
        """The memory of ``batch`` melodies in which nothing was heard yet."""
        return KeyHistory(
            self,
            **self._silence(batch),
            sounding=np.full(batch, SILENCE),
            attack=np.zeros(batch, dtype=bool),
            keys=np.zeros((batch, 12), dtype=np.int64),
            latest=np.full((batch, 3), SILENCE),
        )

    def prefixes(self, events: Iterable[int]) -> KeyHistory:
        """The memory after each event of one melody."""
        row = as_indices(events, self.size, "events")
        begun_or_ended = _latest(row, row != NO_EVENT_INDEX)
        return KeyHistory(
            self,
            **self._windows(row),
            sounding=_note(begun_or_ended),
            attack=_latest(row, row != NOTE_OFF_INDEX) >= FIRST_NOTE_INDEX,
            keys=np.cumsum(self._keys_of[row], axis=0),
            latest=_latest_different(row),
        )

    @cached_property
    def _plain_event(self) -> np.ndarray:
        """Notes first, then no event and note off."""
        return np.roll(np.arange(self.size), -FIRST_NOTE_INDEX)

    @cached_property
    def _keys_of(self) -> np.ndarray:
        """1 where the scale of a major key holds the pitch of an event, shape (size, 12)."""
        pitch = np.arange(self.size) - FIRST_NOTE_INDEX + self.low
        degree = (pitch[:, None] - np.arange(12)) % 12
        table = np.isin(degree, MAJOR_SCALE).astype(np.int64)
        table[:FIRST_NOTE_INDEX] = 0
        return table


@dataclass(frozen=True, eq=False)
class KeyHistory(RepeatHistory):
    """The memory of `KeyMelody`; to that of `RepeatHistory` it adds what a listener knows.

    Parameters
    ----------
    encoding : KeyMelody
    heard, recent : ndarray
        As in `ssc_lib.music.lookback.RepeatHistory`.
    sounding : ndarray of int, shape (batch,)
        Index of the note that sounds, 0 in silence.
    attack : ndarray of bool, shape (batch,)
        Whether the latest note-on is later than the latest no-event.
    keys : ndarray of int, shape (batch, 12)
        How many notes so far lie in the scale of each major key.
    latest : ndarray of int, shape (batch, 3)
        The latest different notes, newest first, 0 where there are fewer.
    """

    encoding: KeyMelody
    sounding: np.ndarray
    attack: np.ndarray
    keys: np.ndarray
    latest: np.ndarray

    def input(self) -> np.ndarray:
        """Input vectors at the latest event, (batch, input_size); ValueError before the first."""
        x = self._blank()
        code = self.encoding
        rest = code.high - code.low
        audible = np.flatnonzero(self.sounding)
        x[audible, self.sounding[audible] - FIRST_NOTE_INDEX] = 1
        x[:, rest] = self.sounding != SILENCE
        x[:, rest + 1] = self.sounding == SILENCE
        x[:, rest + 2] = self.attack
        newest, before = self.latest[:, 0], self.latest[:, 1]
        x[:, rest + 3] = np.where(before == SILENCE, 0, np.sign(newest - before))
        x[:, rest + 4 : rest + 6] = self._repeats()
        x[:, rest + 6 : -25] = self._counter()
        x[:, -25] = self.heard % code.bar == 0
        x[:, -24:-12] = _largest(self.keys)
        x[:, -12:] = _largest(code._keys_of[self.latest].sum(axis=1))
        return x

    def _after(self, events: np.ndarray) -> dict[str, Any]:
        is_note = events >= FIRST_NOTE_INDEX
        first, second, third = self.latest.T
        moves = is_note & (events != first)  # a note that was first stays first
        pushes = moves & (events != second)  # a note that was second leaves the third in place
        latest = (
            np.where(is_note, events, first),
            np.where(moves, first, second),
            np.where(pushes, second, third),
        )
        return {
            **super()._after(events),
            "sounding": np.where(events == NO_EVENT_INDEX, self.sounding, _note(events)),
            "attack": np.where(events == NOTE_OFF_INDEX, self.attack, is_note),
            "keys": self.keys + self.encoding._keys_of[events],
            "latest": np.stack(latest, axis=1),
        }


def _note(events: np.ndarray) -> np.ndarray:
    """The events that are notes; `SILENCE` for the others."""
    return np.where(events >= FIRST_NOTE_INDEX, events, SILENCE)


def _largest(counts: np.ndarray) -> np.ndarray:
    """Whether each entry is the largest of its row."""
    return counts == counts.max(axis=1, keepdims=True)


def _latest(row: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """At every position, the latest wanted entry of ``row``; 0 before the first."""
    where = np.maximum.accumulate(np.where(wanted, np.arange(1, len(row) + 1), 0))
    return np.concatenate(([0], row))[where]


def _latest_different(row: np.ndarray) -> np.ndarray:
    """At every position, the three latest different notes, newest first: shape (n, 3).

    A melody whose repeated notes are left out, ``r``, changes at each of its notes. The newest at
    its note k is ``r[k]`` and the second ``r[k - 1]``. The third is ``r[k - 2]``, unless that is
    ``r[k]`` again: then no other note has come in, and the third is what it was.
    """
    notes = np.flatnonzero(row >= FIRST_NOTE_INDEX)
    changes = notes[np.diff(row[notes], prepend=SILENCE) != 0]
    r = np.concatenate(([SILENCE, SILENCE], row[changes]))
    third = _latest(r[:-2], r[:-2] != r[2:])
    table = np.stack((r[2:], r[1:-1], third), axis=1)
    counts = np.zeros(len(row), dtype=np.int64)
    counts[changes] = 1
    return np.concatenate((np.full((1, 3), SILENCE), table))[np.cumsum(counts)]

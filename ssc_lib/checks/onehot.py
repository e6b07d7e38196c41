"""Exercises of the chapter *One-hot melodies*."""

from collections.abc import Iterator
from math import ceil, floor, log, log2, log10
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot

_BAR = [30, 0, 26, 0, 28, 0, 25, 0, 1, 0, 0, 0, 25, 0, 0, 0]
_ROWS = OneHot().matrix(OneHot().encode([60, 62, 64, 64, 65, 62, 67, 64, 62, 60]))
_TICKS = [(tick, 220, 4) for tick in (0, 27, 28, 55, 82, 83, 165)]


def _moved(by: int, none: int = 0) -> list[int]:
    return [i + by if i > 1 else i + none for i in _BAR]


def _cut(rows: Any, n: int, *, more: int = 0, hop: int = 1) -> np.ndarray:
    return np.stack([rows[i : i + n] for i in range(0, len(rows) - n + more, hop)])


def _size(events: int, steps: int) -> tuple[float, float]:
    return steps * log10(events), steps * log2(events)


def _spelled(notes: Any, steps: int, *, off: int = -1, rest: int = -2, early: int = 0) -> Any:
    events = np.full(steps + 1, rest)
    for pitch, start, end in notes:
        events[start:end] = -2
        events[start] = pitch
        events[max(end - early, start + 1)] = off
    return events[:steps]


Exercise(
    name="onehot-1",
    right=lambda event: event + 2 if event < 0 else event - 46,
    cases=[(-2,), (-1,), (48,), (60,), (83,)],
    asks="the index of event {0}",
    mistakes={
        "two too low: 0 and 1 are the events without a pitch": lambda e: e + 2 if e < 0 else e - 48,
        "one too low: two events stand before the pitches": lambda e: e + 2 if e < 0 else e - 47,
        "no event is index 0, note off 1: add 2 to each": lambda e: e if e < 0 else e - 46,
        "no event and note off are exchanged": lambda e: -1 - e if e < 0 else e - 46,
        "the lowest pitch is 48; subtract it from each pitch": lambda e: e + 2,
        "-2 and -1 are no pitches; do not subtract 48": lambda e: e - 46,
    },
    praise="C4 is 14, and the highest of the 38 indices is B5's 37",
)
Exercise(
    name="onehot-2",
    right=lambda: _BAR,
    asks="the bar of 16 indices",
    mistakes={
        "all notes are an octave too low: here C4 is 60, so E5 is 76": lambda: _moved(-12),
        "all notes are an octave too high: here C4 is 60, so E5 is 76": lambda: _moved(12),
        "the ninth event is O, note off: its index is 1": lambda: [i * (i > 1) for i in _BAR],
        "the pitches are two too low: indices 0 and 1 are taken": lambda: _moved(-2),
        "those are the events themselves; give their indices": lambda: _moved(46, -2),
    },
    praise="sixteen indices, and the silence on the third beat is one note-off",
)
Exercise(
    name="onehot-3",
    right=lambda tick, quarter, steps: floor(tick * steps / quarter + 0.5),
    cases=[*_TICKS, (12, 96, 4), (36, 96, 4), (60, 96, 4), (84, 96, 4)],
    asks="the step of tick {0} at {1} ticks and {2} steps to a quarter",
    mistakes={
        "you round down; a note a little early lands a step early": lambda t, q, s: t * s // q,
        "you round up; a note a little late lands a step late": lambda t, q, s: ceil(t * s / q),
        "that is in quarters; there are {2} steps to each": lambda t, q, s: floor(t / q + 0.5),
        "round takes halves to even numbers; use floor(x + 0.5)": lambda t, q, s: round(t * s / q),
        "halves go up, not down": lambda t, q, s: ceil(t * s / q - 0.5),
        "steps come whole; take the nearest": lambda t, q, s: t * s / q,
    },
    praise="nearest step, halves upwards",
)
Exercise(
    name="onehot-4",
    right=lambda rows, n: (_cut(rows, n), rows[n:]),
    cases={"ten rows in windows of four": (_ROWS, 4)},
    asks="the pair (X, Y) of {case}",
    mistakes={
        "7 samples: no row follows the last window": lambda m, n: (_cut(m, n, more=1), m[n:]),
        "2 samples: each window begins a step later": lambda m, n: (_cut(m, n, hop=n), m[n::n]),
        "X ends in dimensions, not in timesteps": lambda m, n: (_cut(m, n).swapaxes(1, 2), m[n:]),
        "Y[i] is the row after the window, not its last": lambda m, n: (_cut(m, n), m[n - 1 : -1]),
        "Y has one row for each window": lambda m, n: (_cut(m, n), _cut(m[1:], n, more=1)),
    },
    praise="6 samples of 4 timesteps of 38 dimensions",
)
Exercise(
    name="onehot-5",
    right=lambda: _size(38, 128),
    asks="the pair (power of ten, bits)",
    tolerance=0.05,
    mistakes={
        "38 * 128 are the cells; each step multiplies by 38": lambda: _size(38 * 128, 1),
        "that is 128 choices made 38 times; turn it round": lambda: _size(128, 38),
        "no event and note off count, too: 38 events, not 36": lambda: _size(36, 128),
        "the second is in nats; use base 2 for bits": lambda: (128 * log10(38), 128 * log(38)),
        "that is for one step; there are 128": lambda: _size(38, 1),
        "whole numbers are too rough; give a decimal": lambda: (202, 672),
    },
    praise="10 to the 202.2 melodies, 671.7 bits to name one",
)
Exercise(
    name="onehot-6",
    right=_spelled,
    cases={
        "two notes that touch": ([(60, 0, 2), (64, 2, 4)], 4),
        "the same note twice": ([(60, 0, 1), (60, 1, 2)], 2),
        "notes with rests before, between and after": ([(60, 1, 2), (62, 3, 5)], 7),
        "one note to the very end": ([(67, 0, 4)], 4),
    },
    asks="the events of {case}",
    mistakes={
        "one event too many: a note-off after the end is lost": lambda x, n: _spelled(x, n + 1),
        "mark the silence: -1 where a note ends and none begins": lambda *x: _spelled(*x, off=-2),
        "you repeat the pitch on every step; that strikes it anew": lambda notes, steps: _spelled(
            [(k, t, t + 1) for k, *ends in notes for t in range(*ends)], steps
        ),
        "the note-off is a step early; a note sounds to its end": lambda *x: _spelled(*x, early=1),
        "your note-off wipes out the note that begins there": lambda x, n: _spelled(x[::-1], n),
        "-1 stands once, where a silence begins": lambda *x: _spelled(*x, rest=-1),
    },
    praise="onsets, ends and rests all in their places",
)


def _sequence(melody: Melody) -> Iterator[str]:
    if len(melody) != 64:
        yield f"{len(melody)} steps; four bars of 16 steps are 64"
    first, second = np.split(melody.events, 2)
    struck = first >= 0
    if sum(struck) < 6 or -1 not in first:
        yield "the first two bars need at least six notes and at least one note-off"
    if any((second >= 0) != struck) or any((first != second)[~struck]):
        yield "the second half must have the rhythm of the first, event for event"
    shifts = {*(second - first)[struck].tolist()}
    if len(shifts) > 1:
        yield f"the second half is shifted by {sorted(shifts)}; shift every note alike"
    if shifts == {0}:
        yield "the second half repeats the first; transpose it by at least a semitone"
    for pitch in {*melody.pitches} - {*range(48, 84)}:
        yield f"pitch {pitch} is none of the 38 events; they hold 48 to 83"


Piece(
    name="onehot-7",
    asks="a Melody of four bars",
    kind=Melody,
    draws=0,
    rules=_sequence,
    praise=lambda melody: (
        "a sequence at the interval of "
        f"{melody.pitches[-1] - melody.pitches[len(melody.pitches) // 2 - 1]} semitones"
    ),
)

"""Checkers of the exercises in the chapter on one-hot melodies."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ssc_lib.checks import Hint, compare, exercise
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot


@exercise("onehot-1")
def index_of(answer: Callable[[int], Any]) -> str:
    events = [-2, -1, 48, 60, 83]
    pitches = np.array(events[2:])
    compare(
        [answer(e) for e in events],
        [0, 1, 2, 14, 37],
        what="the indices of no event, note off, C3, C4 and B5",
        wrong={
            "the pitches are two too low: indices 0 and 1 are taken by the two events that are not "
            "pitches": [0, 1, *(pitches - 48)],
            "the pitches are one too low: there are two events before them, not one": [
                0,
                1,
                *(pitches - 47),
            ],
            "no event is index 0 and note off is index 1: add 2 to each": [-2, -1, 2, 14, 37],
            "no event and note off are exchanged": [1, 0, 2, 14, 37],
        },
    )
    return "C4 is 14, and the highest of the 38 indices is B5's 37"


@exercise("onehot-2")
def a_printed_bar(answer: Callable[[], Any]) -> str:
    right = [30, 0, 26, 0, 28, 0, 25, 0, 1, 0, 0, 0, 25, 0, 0, 0]
    low = [i - 12 if i > 1 else i for i in right]
    high = [i + 12 if i > 1 else i for i in right]
    compare(
        answer(),
        right,
        what="the bar of 16 indices",
        wrong={
            "all notes are an octave too low: here C4 is 60, so E5 is 76": low,
            "all notes are an octave too high: here C4 is 60, so E5 is 76": high,
            "the ninth event is O, note off: its index is 1": [0 if i == 1 else i for i in right],
            "the pitches are two too low: indices 0 and 1 are taken": [
                i - 2 if i > 1 else i for i in right
            ],
        },
    )
    return "sixteen indices, and the silence on the third beat is one note-off"


@exercise("onehot-3")
def tick_to_step(answer: Callable[..., Any]) -> str:
    ticks = np.array([0, 27, 28, 55, 82, 83, 165])
    exact = ticks * 4 / 220
    compare(
        [answer(int(t), 220, 4) for t in ticks],
        np.floor(exact + 0.5),
        what=f"the steps of ticks {ticks.tolist()} at 220 ticks and 4 steps to a quarter",
        wrong={
            "you round down; a note played a little early then lands a whole step early": (
                np.floor(exact)
            ),
            "these are quarter notes, not steps; there are four steps to a quarter": (
                np.floor(ticks / 220 + 0.5)
            ),
            "you round up; a note played a little late then lands a whole step late": (
                np.ceil(exact)
            ),
        },
    )
    halves = [12, 36, 60, 84]
    compare(
        [answer(t, 96, 4) for t in halves],
        [1, 2, 3, 4],
        what="ticks exactly half-way between two steps",
        wrong={
            "Python's round takes halves to the even neighbour, so that half-way is sometimes down "
            "and sometimes up; use floor(x + 0.5)": [0, 2, 2, 4],
        },
    )
    return "nearest step, halves upwards"


@exercise("onehot-4")
def windows(answer: Callable[..., Any]) -> str:
    encoding = OneHot()
    rows = encoding.matrix(encoding.encode(Melody([60, 62, 64, 64, 65, 62, 67, 64, 62, 60])))
    result = answer(rows, 4)
    if not isinstance(result, tuple) or len(result) != 2:
        raise Hint("return the pair (X, Y)")
    X, Y = (np.asarray(a) for a in result)
    if X.shape == (7, 4, 38):
        raise Hint("7 samples: the last window has no row after it to predict, so leave it out")
    if X.shape == (2, 4, 38):
        raise Hint("2 samples: the windows should overlap, each beginning one step later")
    if X.shape == (6, 38, 4):
        raise Hint("the axes are (samples, timesteps, dimensions); yours end in timesteps")
    if X.shape != (6, 4, 38):
        raise Hint(f"X has shape {X.shape}; ten rows in windows of four give (6, 4, 38)")
    if Y.shape != (6, 38):
        raise Hint(f"Y has shape {Y.shape}; one row to predict for each window gives (6, 38)")
    compare(X, np.stack([rows[i : i + 4] for i in range(6)]), what="X")
    compare(
        Y,
        rows[4:],
        what="Y",
        wrong={"Y[i] is the last row of the window itself; predict the row after it": rows[3:9]},
    )
    return "6 samples of 4 timesteps of 38 dimensions"


@exercise("onehot-5")
def how_many(answer: Callable[[], Any]) -> str:
    bits = 128 * math.log2(38)
    compare(
        answer(),
        (128 * math.log10(38), bits),
        what="the pair (power of ten, bits)",
        tolerance=0.05,
        wrong={
            "that counts 128 choices made 38 times; it is the other way round": (
                38 * math.log10(128),
                38 * math.log2(128),
            ),
            "that leaves out no event and note off: there are 38 events, not 36": (
                128 * math.log10(36),
                128 * math.log2(36),
            ),
            "the second is in nats; use base 2 for bits": (
                128 * math.log10(38),
                128 * math.log(38),
            ),
        },
    )
    return f"10 to the {128 * math.log10(38):.1f} melodies, {bits:.1f} bits to name one"


@exercise("onehot-6")
def events_of(answer: Callable[..., Any]) -> str:
    cases = [
        ([(60, 0, 2), (64, 2, 4)], 4, "two notes that touch"),
        ([(60, 0, 1), (60, 1, 2)], 2, "the same note twice"),
        ([(60, 1, 2), (62, 3, 4)], 6, "notes with rests before, between and after"),
        ([(67, 0, 4)], 4, "one note to the very end"),
    ]
    for notes, steps, what in cases:
        got = answer(notes, steps)
        right = Melody.from_notes(notes, steps).events
        if got is not None and np.shape(got) == (steps + 1,):
            raise Hint(
                f"for {what} you return {steps + 1} events; a note-off after the end is lost"
            )
        no_offs = np.where(right == -1, -2, right)
        held = right.copy()
        for _, start, end in notes:
            held[start + 1 : end] = right[start]
        early = right.copy()
        for _, start, end in notes:
            if end - 1 > start:
                early[end - 1] = -1
        compare(
            got,
            right,
            what=f"the events of {what}",
            wrong={
                f"{what}: the silence is not marked; put -1 where a note ends and none begins": (
                    no_offs
                ),
                f"{what}: you repeat the pitch on every step; that strikes it anew each time": held,
                f"{what}: the note-off comes a step early; a note sounds up to its end": early,
            },
        )
    return "onsets, ends and rests all in their places"


@exercise("onehot-7")
def canon(answer: Callable[[], Any]) -> str:
    melody = answer()
    if not isinstance(melody, Melody):
        raise Hint(f"return a Melody, got {type(melody).__name__}")
    if len(melody) != 64:
        raise Hint(f"{len(melody)} steps; four bars of 16 steps are 64")
    first, second = melody.events[:32], melody.events[32:]
    if (first >= 0).sum() < 6 or (first == -1).sum() < 1:
        raise Hint("the first two bars need at least six notes and at least one note-off")
    if ((first >= 0) != (second >= 0)).any() or (first[first < 0] != second[first < 0]).any():
        raise Hint("the second half must have the rhythm of the first, event for event")
    shift = set((second[first >= 0] - first[first >= 0]).tolist())
    if len(shift) > 1:
        raise Hint(f"the second half is shifted by {sorted(shift)}; shift every note alike")
    if shift == {0}:
        raise Hint("the second half repeats the first; transpose it by at least a semitone")
    OneHot().encode(melody)
    return f"a sequence at the interval of {shift.pop()} semitones"

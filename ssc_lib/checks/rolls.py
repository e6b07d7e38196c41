"""Exercises of the chapter *Piano rolls and tensors*."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import lcm, prod
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough
from ssc_lib.music.melody import Melody
from ssc_lib.music.rolls import PianoRoll

_NOTES = [(64, 0, 1), (64, 1, 2), (65, 2, 4), (65, 5, 6), (60, 6, 8), (60, 8, 9), (60, 9, 12)]
_CHORDS = [(60, 0, 4), (64, 0, 2), (64, 2, 4), (67, 4, 6), (60, 4, 8), (67, 6, 8)]
_PLAYED = np.random.default_rng(4).random((3, 5, 16)) < 0.3  # track, pitch, step
_BARS = np.random.default_rng(5).random((2, 16, 46, 4)) < 0.02
_TWICE = (np.array([[1, 1, 1, 1, 1, 0, 1, 0]] * 2).T, np.array([[1, 0, 1, 0, 0, 0, 1, 0]] * 2).T)


def _index(place: Sequence[int], shape: Sequence[int]) -> int:
    return int(np.ravel_multi_index(tuple(place), tuple(shape)))


def _swallowed(notes: Sequence[tuple[int, int, int]]) -> int:
    ends = {(pitch, end) for pitch, _, end in notes}
    return sum((pitch, start) in ends for pitch, start, _ in notes)


def _neighbours(notes: Sequence[tuple[int, int, int]]) -> int:
    """The same, of notes that follow each other in the list."""
    return sum(a[0] == b[0] and a[2] == b[1] for a, b in pairwise(notes))


def _axes(x: Any, steps: int) -> np.ndarray:
    return x.transpose(2, 1, 0).reshape(-1, steps, *x.shape[1::-1])


def _half(notes: Sequence[tuple[int, int]], steps: int, *, short: int = 0) -> list[int]:
    column = [0] * (2 * steps)
    for start, end in notes:
        for half in range(2 * start, start + end - short):
            column[half] = 1
    return column


def _windows(lengths: Sequence[int], n: int, *, more: int = 0, least: int = 0) -> tuple[int, float]:
    samples = sum(max(length - n + more, least) for length in lengths)
    return samples, samples * n / sum(lengths)


def _read(
    sounds: Any, onsets: Any, *, cut: bool = True, begin: bool = True
) -> list[tuple[int, ...]]:
    """Notes; without ``cut`` an onset does not end one, without ``begin`` silence begins none."""
    notes: list[tuple[int, ...]] = []
    for step, pitch in np.argwhere(sounds):
        fresh = not step or not sounds[step - 1, pitch]
        if not (onsets[step, pitch] or (fresh and begin)):
            continue
        end = step + 1
        while end < len(sounds) and sounds[end, pitch] and not (cut and onsets[end, pitch]):
            end += 1
        notes.append((int(pitch), int(step), int(end)))
    return notes


Exercise(
    name="rolls-1",
    right=lambda *sizes: (prod(sizes), prod(sizes) / 8),
    cases=[(4, 96, 84, 5), (1, 16, 46, 4)],
    asks="the pair (cells, bytes as bits) of {0} bars, {1} steps, {2} pitches, {3} tracks",
    mistakes={
        "a byte holds eight bits; divide by 8": lambda *s: (prod(s), prod(s)),
        "a bit is an eighth of a byte; divide, do not multiply": lambda *s: (prod(s), prod(s) * 8),
        "each track has a plane of its own; multiply by the tracks": lambda b, r, s, m: (
            b * r * s,
            b * r * s / 8,
        ),
        "every pitch of every step is a cell; multiply, do not add": lambda *s: (
            sum(s),
            sum(s) / 8,
        ),
        "four bytes a cell are those of float32; a bit is an eighth of a byte": lambda *s: (
            prod(s),
            prod(s) * 4,
        ),
    },
    praise="161,280 cells in a phrase of MuseGAN, 20 kB as bits",
)
Exercise(
    name="rolls-2",
    right=_index,
    cases=[((2, 10, 39, 1), (4, 96, 84, 5)), ((0, 0, 1, 0), (4, 96, 84, 5)), ((1, 2), (3, 4))],
    asks="the place in a row of the cell {0} of a tensor of shape {1}",
    mistakes={
        "the last axis moves fastest: a step to the next track is a step of one": lambda p, s: (
            _index(p[::-1], s[::-1])
        ),
        "a place is no sum; a step along an axis passes all cells of those after it": lambda p, s: (
            sum(p)
        ),
        "multiply by the size of each axis before you add its place": lambda p, s: sum(
            a * b for a, b in zip(p, s, strict=True)
        ),
        "one too many: places count from 0": lambda p, s: _index(p, s) + 1,
    },
    praise="((2 · 96 + 10) · 84 + 39) · 5 + 1 = 85,036",
)
Exercise(
    name="rolls-3",
    right=_axes,
    cases={
        "three tracks, five pitches, sixteen steps in bars of four": (_PLAYED, 4),
        "the same in bars of eight": (_PLAYED, 8),
    },
    asks="the tensor of {case}",
    mistakes={
        "reshape alone keeps the order in which the cells lie; transpose first": lambda x, r: (
            x.reshape(x.shape[2] // r, r, x.shape[1], x.shape[0])
        ),
        "the bars come first, and no axis is bars yet; cut the steps into bars": lambda x, r: (
            x.transpose(2, 1, 0)
        ),
        "the last two axes are exchanged: pitch, then track": lambda x, r: _axes(x, r).swapaxes(
            2, 3
        ),
        "bars and steps are exchanged: a bar holds its steps": lambda x, r: _axes(x, r).swapaxes(
            0, 1
        ),
    },
    praise="bar, step, pitch, track: transpose, then cut",
)
Exercise(
    name="rolls-4",
    right=_swallowed,
    cases={
        "one voice": (_NOTES,),
        "chords, in no order": (_CHORDS[::-1],),
        "two notes with a rest between": ([(60, 0, 2), (60, 4, 6)],),
        "no notes": ([],),
    },
    asks="the number of notes that are lost of {case}",
    mistakes={
        "in a chord the note before need not stand before in the list": _neighbours,
        "a rest between two notes keeps them apart; they must touch": lambda n: max(
            0, len(n) - len({p for p, *_ in n})
        ),
        "those are the notes that are left; count the lost ones": lambda n: len(n) - _swallowed(n),
        "of two notes that touch one is lost, not both": lambda n: 2 * _swallowed(n),
    },
    praise="a note is lost where its own pitch ends at that very step",
)
Exercise(
    name="rolls-5",
    right=_half,
    cases={
        "one note of two steps": ([(0, 2)], 2),
        "a note of one step, then the same for three": ([(0, 1), (1, 4)], 4),
        "a rest, then a note": ([(2, 4)], 4),
    },
    asks="the column of {case}",
    mistakes={
        "the grid is twice as fine: there are 2 × steps cells": lambda n, s: _half(n, s)[:s],
        "the second half of each note is 0; that lets the next one begin": lambda n, s: (
            np.isin(np.arange(2 * s) // 2, [t for a, b in n for t in range(a, b)]) * 1
        ),
        "one cell short: of a note of n steps n cells are on": lambda n, s: _half(n, s, short=1),
        "on first, then off": lambda n, s: [
            int(on and not half)
            for on, half in zip(
                np.isin(np.arange(2 * s) // 2, [t for a, b in n for t in range(a, b)]),
                _half(n, s),
                strict=True,
            )
        ],
    },
    praise="n cells on, n cells off: every onset is seen",
)
Exercise(
    name="rolls-6",
    right=lambda parts: lcm(*parts),
    cases=[([4, 3],), ([4, 3, 8],), ([2, 6],), ([4, 3, 5],)],
    asks="the steps to a quarter note for parts of {0}",
    mistakes={
        "that works, and a smaller number does: parts may share factors": prod,
        "the finest alone does not do: its steps miss the others": max,
        "steps are not added; each part must fall on a step": sum,
        "that is a bar of 4/4; a quarter note is asked for": lambda parts: 4 * lcm(*parts),
        "that is the number of parts": len,
    },
    praise="12 for sixteenths and triplets, 24 with thirty-seconds: 96 a bar",
)
Exercise(
    name="rolls-7",
    right=_windows,
    cases=[([100, 64, 20, 300], 64), ([17], 16), ([40, 50], 16)],
    asks="the pair (samples, times that an event is stored) of tunes of {0} steps, windows of {1}",
    mistakes={
        "no row follows the last window of a tune: T - n, not T - n + 1": lambda x, n: _windows(
            x, n, more=1
        ),
        "a tune that is too short gives 0 samples, not fewer": lambda x, n: _windows(
            x, n, least=-(10**6)
        ),
        "a window does not run from one tune into the next": lambda x, n: _windows([sum(x)], n),
        "each sample stores its {1} events; divide samples × {1} by all events": lambda x, n: (
            _windows(x, n)[0],
            _windows(x, n)[0] / sum(x),
        ),
    },
    praise="372,907 samples of the training tunes: 45 copies of each event",
)
Exercise(
    name="rolls-8",
    right=lambda x: (1 - np.mean(x), 0.0),
    cases={"two sparse bars": (_BARS,), "one cell of four": (np.eye(2)[:1, :, None, None],)},
    asks="the pair (accuracy, recall) of silence for {case}",
    mistakes={
        "that is the share of cells that are on; silence is right about the others": lambda x: (
            np.mean(x),
            0,
        ),
        "silence finds no note: of the cells that are on it gets none": lambda x: (
            1 - np.mean(x),
            1 - np.mean(x),
        ),
        "in percent; give shares between 0 and 1": lambda x: (100 - 100 * np.mean(x), 0),
        "silence is right wherever nothing sounds; that is no small share": lambda x: (0, 0),
    },
    praise="silence is right in 98 cells of 100, and there is no music in it",
)
Exercise(
    name="rolls-9",
    right=_read,
    cases={
        "a long and a repeated note": tuple(np.pad(a, ((0, 0), (60, 0))) for a in _TWICE),
        "the same without any onset": (_TWICE[0], np.zeros_like(_TWICE[0])),
        "an empty roll": (np.zeros((4, 3)), np.zeros((4, 3))),
    },
    asks="the notes of {case}",
    mistakes={
        "a note ends where its pitch begins anew, too": lambda s, o: _read(s, o, cut=False),
        "where silence ends a note begins, with an onset or without": lambda s, o: _read(
            s, o, begin=False
        ),
        "an end is the step after the last one that sounds": lambda s, o: [
            (p, a, b - 1) for p, a, b in _read(s, o)
        ],
        "a note is (pitch, start, end), in this order": lambda s, o: [
            (a, p, b) for p, a, b in _read(s, o)
        ],
        "by their starts, then from low to high": lambda s, o: sorted(_read(s, o)),
    },
    praise="every note back, with its onset",
)


def _quartet(parts: Any) -> Iterator[str]:
    if len(parts) != 4 or not all(isinstance(part, Melody) for part in parts):
        yield "return a list of four Melodies, the highest voice first"
    if len({len(part) for part in parts}) > 1:
        yield f"the voices have {[len(part) for part in parts]} steps; give all as many"
    yield from long_enough(parts[0], 64)
    few = min(len(part.pitches) for part in parts)
    if few < 8:
        yield f"a voice has {few} notes; write at least 8 in each"
    roll = PianoRoll.of(parts)
    sounding = np.asarray(roll.sounds.any(axis=1))
    pitch = roll.sounds.argmax(axis=1)
    for upper in range(3):
        both = sounding[:, upper] & sounding[:, upper + 1]
        crossed = np.asarray(both & (pitch[:, upper] <= pitch[:, upper + 1]))
        if crossed.any():
            yield (
                f"voices {upper + 1} and {upper + 2} meet or cross at step {crossed.argmax()}; "
                "keep each above the next"
            )
    if lost := sum(map(len, roll.notes())) - sum(map(len, roll.without_onsets().notes())):
        yield f"a roll without onsets swallows {lost} of your notes; let no voice repeat a pitch"


Piece(
    name="rolls-10",
    asks="a list of four Melodies, the highest voice first",
    rules=_quartet,
    draws=2,
    praise=lambda parts: (
        f"four voices, {sum(len(part.pitches) for part in parts)} notes, and a roll loses none"
    ),
)

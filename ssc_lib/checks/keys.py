"""Exercises of the chapter *Scales and keys*."""

from collections.abc import Iterator
from itertools import combinations
from math import log, log2
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.music.keys import durations, key
from ssc_lib.music.melody import Melody
from ssc_lib.music.pitches import MAJOR_SCALE, best_major_key

_STEPS = np.diff([*MAJOR_SCALE, 12]).tolist()


def _miss(ratio: float) -> float:
    """Cents by which the nearest key lies above a pure interval."""
    cents = 1200 * log2(ratio)
    return 100 * round(cents / 100) - cents


def _circle(fifths: int) -> int:
    return min(fifths % 12, -fifths % 12)


def _mode(degree: int, tonic: int = 0) -> list[int]:
    steps = _STEPS[degree:] + _STEPS[:degree]
    return [(tonic + sum(steps[:n])) % 12 for n in range(7)]


def _held(pitches: list[int], key: int) -> int:
    scale = {(key + step) % 12 for step in MAJOR_SCALE}
    return sum(pitch % 12 in scale for pitch in pitches)


def _holders(pitches: list[int]) -> list[int]:
    most = max(_held(pitches, key) for key in range(12))
    return [key for key in range(12) if _held(pitches, key) == most]


def _major(pitches: list[int], last: int | None) -> int:
    return best_major_key(np.bincount([p % 12 for p in pitches], minlength=12), last)


def _scales(notes: int, largest: int, shift: bool = True) -> int:
    """Sets of pitch classes with steps of at most so many semitones, up to transposition."""
    found = set()
    for rest in combinations(range(1, 12), notes - 1):
        steps = np.diff([0, *rest, 12]).tolist()
        if max(steps) <= largest:
            turns = (steps[n:] + steps[:n] for n in range(notes))
            found.add(min(map(tuple, turns)) if shift else tuple(steps))
    return len(found)


Exercise(
    name="keys-1",
    right=lambda pitch: 440 * 2 ** ((pitch - 69) / 12),
    cases=[(69,), (60,), (81,), (21,), (69.5,)],
    asks="the frequency of pitch {0} in Hz",
    tolerance=1e-2,
    mistakes={
        "A4, at 440 Hz, is pitch 69; 60 is C4": lambda p: 440 * 2 ** ((p - 60) / 12),
        "write (p - 69) / 12; without the brackets 69 alone is divided": lambda p: (
            440 * 2 ** (p - 69 / 12)
        ),
        "an octave doubles the frequency, so it is 2 to a power": lambda p: (
            440 * (1 + (p - 69) / 12)
        ),
        "an octave has twelve semitones: divide by 12": lambda p: 440 * 2 ** ((p - 69) / 7),
        "higher pitches have higher frequencies; mind the sign": lambda p: (
            440 * 2 ** ((69 - p) / 12)
        ),
        "a power of 2 for each twelve semitones, not for each": lambda p: 440 * 2.0 ** (p - 69),
    },
    praise="27.5 Hz for the lowest key of the piano, four octaves below A4",
)
Exercise(
    name="keys-2",
    right=lambda one, other: (other - one + 6) % 12 - 6,
    cases=[(7, 0), (0, 7), (2, 0), (0, 6), (4, 4), (11, 1)],
    asks="the semitones from key {0} to key {1}",
    mistakes={
        "that is right up to an octave; take the shorter way": lambda a, b: b - a,
        "that goes up only; from 6 semitones on, down is as short": lambda a, b: (b - a) % 12,
        "that is the way back": lambda a, b: (a - b + 6) % 12 - 6,
        "half an octave goes down here, to -6": lambda a, b: 6 - (a - b + 6) % 12,
        "say in which direction: the sign is lost": lambda a, b: abs((b - a + 6) % 12 - 6),
    },
    praise="never further than half an octave",
)
Exercise(
    name="keys-3",
    right=lambda k: max(7 - _circle(k), 2),
    cases=[(0,), (1,), (-1,), (3,), (5,), (6,), (7,), (12,)],
    asks="the notes that C major shares with the key {0} fifths up",
    mistakes={
        "that holds up to five fifths; beyond, the circle comes back": lambda k: max(7 - abs(k), 2),
        "6 fifths away 2 notes are left: F and B are in F♯ major, as E♯ and B": lambda k: (
            7 - _circle(k)
        ),
        "that is how many are exchanged; count those that stay": lambda k: min(_circle(k), 5),
        "{0} is a number of fifths: the key is 7 times as many semitones up": lambda k: max(
            7 - _circle(7 * k), 2
        ),
    },
    praise="7 6 5 4 3 2 2, and back again",
)
Exercise(
    name="keys-4",
    right=_miss,
    cases=[(3 / 2,), (5 / 4,), (6 / 5,), (7 / 4,), (4 / 3,)],
    asks="the cents by which the nearest key lies above the ratio {0}",
    tolerance=1e-2,
    mistakes={
        "that is how far the pure interval lies above the key": lambda r: -_miss(r),
        "those are the cents of the pure interval; compare them with the nearest 100": lambda r: (
            1200 * log2(r)
        ),
        "that is in semitones; a semitone has 100 cents": lambda r: _miss(r) / 100,
        "take the logarithm to base 2: an octave is 1200 cents": lambda r: (
            100 * round(12 * log(r)) - 1200 * log(r)
        ),
        "the nearest key may lie above: round, do not cut off": lambda r: (
            100 * int(12 * log2(r)) - 1200 * log2(r)
        ),
    },
    praise="the fifth is 2 cents narrow, the third 14 wide, and 7/4 lies between the keys",
)
Exercise(
    name="keys-5",
    right=_mode,
    cases=[(0, 0), (1, 0), (5, 0), (3, 7), (6, 10)],
    asks="the mode on degree {0}, from the pitch class {1}",
    mistakes={
        "that is the major scale from {1}; turn its steps first": lambda d, t: _mode(0, t),
        "that begins on the degree; the mode is to begin on {1}": lambda d, t: [
            (_mode(0)[(d + n) % 7] + t) % 12 for n in range(7)
        ],
        "pitch classes go from 0 to 11; take the remainder": lambda d, t: [
            t + step for step in _mode(d)
        ],
        "keep the order, upwards from {1}": lambda d, t: sorted(_mode(d, t)),
        "seven notes: the eighth is the first again": lambda d, t: [*_mode(d, t), t],
        "degree {0} counts from 0: 0 is major, 1 is dorian": lambda d, t: _mode((d - 1) % 7, t),
    },
    praise="seven modes out of one row of steps",
)
Exercise(
    name="keys-6",
    right=_holders,
    cases=[
        ([60, 62, 64, 67, 69],),
        ([67, 69, 71, 74, 76],),
        ([60, 62, 64, 65, 67, 69, 71],),
        ([60, 60, 61, 64, 67],),
        ([62],),
    ],
    asks="the major keys that hold most notes of {0}",
    mistakes={
        "that is one of them; several keys may hold as many": lambda ps: _holders(ps)[:1],
        "no key holds all of these; count the notes that each holds": lambda ps: [
            key for key in range(12) if _held(ps, key) == len(ps)
        ],
        "count notes, not different ones: a note that comes twice counts twice": lambda ps: (
            _holders([*{p % 12 for p in ps}])
        ),
        "return the keys, not how many there are": lambda ps: len(_holders(ps)),
    },
    praise="five notes lie in three keys, so five notes do not tell the key",
)
_TUNES = [[67, 69, 71, 74, 76, 74, 67], [67, 69, 71, 74, 76, 64], [62, 64, 66, 67, 69, 71, 73, 62]]
_TUNES += [[60, 62, 64, 67, 69, 62], [60, 62, 64, 65, 67, 69, 71, 62]]
Exercise(
    name="keys-7",
    right=lambda pitches: _major(pitches, pitches[-1]),
    cases=[(tune,) for tune in _TUNES],
    asks="the major key of {0}",
    mistakes={
        "on a tie the last note decides; that is the lowest": lambda ps: _major(ps, None),
        "the last note decides on a tie only": lambda ps: ps[-1] % 12,
        "if no tied key has the last note as its first, look for its relative minor": lambda ps: (
            ps[-1] % 12 if ps[-1] % 12 in _holders(ps) else _holders(ps)[0]
        ),
        "the last note decides, not the first": lambda ps: _major(ps, ps[0]),
    },
    praise="from 86 to 91 of 100 signatures, by one note",
)
Exercise(
    name="keys-8",
    right=_scales,
    cases=[(7, 12), (7, 2), (5, 3), (6, 2), (8, 2), (2, 12)],
    asks="the number of scales of {0} notes with steps up to {1}",
    mistakes={
        "the same scale from another note is the same scale": lambda n, s: _scales(n, s, False),
        "that is every scale of {0} notes; keep those with steps up to {1}": lambda n, s: _scales(
            n, 12
        ),
        "steps up to {1}, so {1} itself is allowed": lambda n, s: _scales(n, s - 1),
        "the last step leads up to the octave; it counts as well": lambda n, s: len(
            {
                min(tuple(w[i:] + w[:i]) for i in range(n))
                for rest in combinations(range(1, 12), n - 1)
                for w in [np.diff([0, *rest, 12]).tolist()]
                if max([*w[:-1], 0]) <= s
            }
        ),
    },
    praise="66 scales of seven notes; with steps of 1 and 2, three",
)


def _two_keys(melody: Melody) -> Iterator[str]:
    if len(melody) != 128:
        yield f"{len(melody)} steps; make it 128, eight bars of 16"
    halves = melody[:64], melody[64:]
    for name, half in zip(("first", "second"), halves, strict=True):
        if len(half.pitches) < 12:
            yield f"the {name} half has {len(half.pitches)} notes; give it at least 12"
    black = sorted({int(p) for p in melody.pitches} - {p for p in range(128) if not _black(p)})
    if black:
        yield f"pitch {black[0]} is a black key; the two keys share their seven white ones"
    names = [key(half).name for half in halves]
    if names != ["C", "Am"]:
        yield (
            f"the finder hears {names[0]} and then {names[1]}; let long notes tell it C first, "
            "and Am after four bars"
        )
    if int(melody.pitches[-1]) % 12 != 9:
        yield "end at home: the last note of a tune in A minor is an A"


def _black(pitch: int) -> bool:
    return pitch % 12 not in MAJOR_SCALE


def _said(melody: Any) -> str:
    share = durations(melody[64:])[9] / 64
    return f"{len(melody.pitches)} notes, and A sounds in {share:.0%} of the second half"


Piece(
    name="keys-9",
    asks="a melody of 128 steps",
    kind=Melody,
    rules=_two_keys,
    praise=_said,
)

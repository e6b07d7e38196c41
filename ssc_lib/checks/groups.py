"""Exercises of the chapter *Groups*."""

from collections.abc import Iterator
from itertools import combinations
from math import comb, gcd, lcm, prod
from typing import Any

import numpy as np

from ssc_lib.chance.groups import CUBE, compose, cycles, fibonacci, transposition
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import lasting
from ssc_lib.sound.tone import perform

_ROTATIONS, _TURNS = [*CUBE.values()], [transposition(n) for n in range(12)]


def _about(motif: list[int], axis: Any) -> list[Any]:
    return [2 * axis - k for k in motif[::-1]]


def _loop(a: int, b: int, m: int) -> list[int]:
    return fibonacci(a, b, lambda x, y: x * y % m)


def _stay(group: Any, colours: int, longest: int = 12) -> int:
    rings = [[len(ring) for ring in cycles(p)] for p in group]
    return sum(colours ** sum(size <= longest for size in sizes) for sizes in rings)


def _classes(k: int, *signs: int) -> int:
    """Classes of chords with ``k`` notes, up to transposition and, with signs 1, -1, inversion."""
    forms = [(n, sign) for n in range(12) for sign in signs or (1,)]
    chords = combinations(range(12), k)
    return len({min(tuple(sorted((s * x + n) % 12 for x in c)) for n, s in forms) for c in chords})


Exercise(
    name="groups-1",
    right=lambda motif: _about(motif, motif[0]),
    cases=[([60, 64, 67, 65],), ([67, 60, 72, 71],)],
    asks="the answer to {0}",
    mistakes={
        "that is only upside down; play it backwards, too": lambda x: _about(x, x[0])[::-1],
        "that is only backwards; turn each step round, too": lambda x: x[::-1],
        "you turned about the last note; the axis is the first": lambda x: _about(x, x[-1]),
        "you turned about the mean; the axis is the first note": lambda x: _about(x, np.mean(x)),
        "you turned about 0; the axis is the first note": lambda x: _about(x, 0),
    },
    praise="retrograde inversion, and the last note is the motif's first",
)
Exercise(
    name="groups-2",
    right=lambda p, q: [q[i] for i in p],
    cases=[([1, 2, 0], [1, 0, 2]), ([*CUBE["D"]], [*CUBE["Q12"]])],
    asks="the product of {0} and {1}",
    mistakes={
        "that is q first and then p; what does p do to i?": lambda p, q: [p[i] for i in q],
        "that is the inverse of the product": lambda p, q: np.argsort([q[i] for i in p]),
        "p and q act one after the other; add nothing": np.add,
    },
    forbids={"groups": "write it without the library"},
    praise="D and then Q12 is Q4",
)
Exercise(
    name="groups-3",
    right=lambda lengths: lcm(*lengths),
    cases=[([4, 6],), ([3, 3, 1, 1],), ([2, 3, 4],), ([1],)],
    asks="the order for rings of {0}",
    mistakes={
        "the product is a time at which all are home, but not the first": prod,
        "that is when the longest ring is home; the others must be home as well": max,
        "the order is not the number of things; each ring has its own clock": sum,
        "the greatest common divisor is too early; take a multiple": lambda x: gcd(*x),
    },
    praise="the least common multiple of the lengths",
)
Exercise(
    name="groups-4",
    right=lambda: 14,
    asks="the number of classes",
    mistakes={
        "64/6 is as if all classes had six chords; which come back too early?": lambda: 64 / 6,
        "13 forgets the empty chord, or takes mirror images for one": lambda: 13,
        "12 forgets the empty chord and the full one": lambda: 12,
        "84 is the sum of the chords that stay; take the mean": lambda: 84,
        "64 is the number of chords, not of classes": lambda: 64,
    },
    praise="14 classes",
)
Exercise(
    name="groups-5",
    right=lambda a, b, m: len(_loop(a, b, m)),
    cases=[(11, 13, 18), (1, 1, 7), (2, 3, 5), (3, 7, 10)],
    asks="the period from ({0}, {1}) modulo {2}",
    mistakes={
        "one too many: count the terms before the pair returns": lambda *x: len(_loop(*x)) + 1,
        "one too few: the first term counts as well": lambda *x: len(_loop(*x)) - 1,
        "there {0} returns alone; wait for both": lambda a, *x: [*_loop(a, *x), a].index(a, 1),
        "that is how many terms differ; some return earlier": lambda *x: len({*_loop(*x)}),
    },
    praise="24 terms from (11, 13) modulo 18",
)
Exercise(
    name="groups-6",
    right=lambda group, colours: _stay(group, colours) // len(group),
    cases=[(_ROTATIONS, 2), (_TURNS, 2), (_ROTATIONS, 3)],
    asks="the number of colourings with {1} colours under {0}",
    mistakes={
        "that is the sum over the group; the lemma wants the mean": _stay,
        "you counted rings of 1 only; every ring is free": lambda g, k: _stay(g, k, 1) // len(g),
        "some colourings have fewer forms than the group": lambda g, k: k ** len(g[0]) / len(g),
    },
    forbids={"burnside": "use groups.cycles, and not groups.burnside"},
    praise="23 cubes with two colours, 333 with three, 352 classes of chords",
)
Exercise(
    name="groups-7",
    right=_classes,
    cases=[(3,), (4,), (6,), (0,), (12,)],
    asks="the number of classes with {0} notes",
    mistakes={
        "you took chords for one that are each other upside down": lambda k: _classes(k, 1, -1),
        "do not divide by 12: some chords have fewer than 12 forms": lambda k: comb(12, k) / 12,
        "rounded down, chords with fewer than 12 forms get lost": lambda k: comb(12, k) // 12,
        "rounding up is not enough for chords with few forms": lambda k: -(-comb(12, k) // 12),
        "that is the number of chords, not of classes": lambda k: comb(12, k),
        "a class has several chords with note 0; keep one": lambda k: comb(11, max(k - 1, 0)),
    },
    praise="19 classes of three notes, 43 of four, 80 of six",
)


def _loop_of_six(piece: Any) -> Iterator[str]:
    if not isinstance(piece, tuple | list) or len(piece) != 3:
        yield "return the triple (first name, second name, list of tones)"
    *names, tones = piece
    for name in (name for name in names if name not in CUBE):
        yield f"{name!r} is no rotation; the names are the keys of groups.CUBE"
    loop = fibonacci(CUBE[names[0]], CUBE[names[1]], compose)
    if len(loop) != 6:
        yield f"the loop from {names[0]} and {names[1]} has period {len(loop)}; find one of 6"
    yield from lasting(tones, 48, 8, 60)
    if len(tones) > 48:
        yield f"{len(tones)} tones; six orders of eight are 48"
    pitches = [tone[2] for tone in sorted(tones, key=lambda tone: tone[0])]
    gesture = dict(zip(loop[0], pitches[:8], strict=True))
    if len({*gesture.values()}) < 8:
        yield "two gestures have the same pitch; take eight different ones"
    for n, which in enumerate(which for rotation in loop for which in rotation):
        if pitches[n] != gesture[which]:
            place = f"order {n // 8}, place {n % 8} should be gesture {which}"
            yield f"{place}, by p[i] of the loop; does the first factor act first?"


Piece(
    name="groups-8",
    asks="the triple (first name, second name, list of tones)",
    draws=0,
    rules=_loop_of_six,
    praise=lambda piece: (
        f"a loop of six from {piece[0]} and {piece[1]}, 48 tones in "
        f"{perform(piece[2]).duration_s:.1f} s"
    ),
)

"""Checkers of the exercises in the chapter on groups."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from ssc_lib.chance import groups
from ssc_lib.checks import Hint, compare, exercise


@exercise("groups-1")
def upside_down_and_backwards(answer: Callable[..., Any]) -> str:
    for motif in ([60, 64, 62], [67, 60, 72, 71]):
        turned = [2 * motif[0] - k for k in motif]
        compare(
            answer(list(motif)),
            turned[::-1],
            what=f"the answer to {motif}",
            wrong={
                "that is only upside down; play it backwards, too": turned,
                "that is only backwards; turn each step round, too": motif[::-1],
                "you turned about the last note: play backwards after turning, or keep the "
                "motif's first note as the axis": [2 * motif[-1] - k for k in motif[::-1]],
            },
        )
    return "retrograde inversion, and the last note is the motif's first"


@exercise("groups-2")
def product(answer: Callable[..., Any]) -> str:
    for p, q in (((1, 2, 0), (1, 0, 2)), (groups.CUBE["D"], groups.CUBE["Q12"])):
        compare(
            answer(list(p), list(q)),
            groups.compose(p, q),
            what=f"the product of {p} and {q}",
            wrong={"that is q first and then p; what does p do to i?": groups.compose(q, p)},
        )
    return "D and then Q12 is Q4"


@exercise("groups-3")
def home_after(answer: Callable[..., Any]) -> str:
    for lengths in ([4, 6], [3, 3, 1, 1], [2, 3, 4], [1]):
        compare(
            answer(list(lengths)),
            math.lcm(*lengths),
            what=f"the order for rings of {lengths}",
            wrong={
                "the product is a time at which all are home, but not the first; rings of 4 and "
                "6 meet earlier than 24": math.prod(lengths),
                "that is when the longest ring is home; the others must be home as well": max(
                    lengths
                ),
                "the order is not the number of things; each ring has its own clock": sum(lengths),
            },
        )
    return "the least common multiple of the lengths"


@exercise("groups-4")
def six_hours(answer: Callable[..., Any]) -> str:
    turns = [groups.transposition(n, 6) for n in range(6)]
    flips = [groups.inversion(n, 6) for n in range(6)]
    right = groups.burnside(turns, 2)
    compare(
        answer(),
        right,
        what="the number of classes",
        wrong={
            "that is 64/6, as if each class had six chords; which chords come back too early?": (
                64 / 6
            ),
            "that counts chords as one that are each other upside down; only transpose": (
                groups.burnside([*turns, *flips], 2)
            ),
            "the empty chord counts as well": right - 1,
        },
    )
    return "14 classes"


@exercise("groups-5")
def period(answer: Callable[..., Any]) -> str:
    for a, b, m in ((11, 13, 18), (1, 1, 7), (2, 3, 5), (3, 7, 10)):
        loop = groups.fibonacci(a, b, partial(_modulo, m))
        again = [n for n in range(1, len(loop)) if loop[n] == a]
        wrong = {
            "one too many: count the terms before the pair comes back": len(loop) + 1,
            "one too few: the first term counts as well": len(loop) - 1,
        }
        if again:
            wrong["there the first seed comes back alone; wait for both"] = again[0]
        compare(
            answer(a, b, m),
            len(loop),
            what=f"the period from ({a}, {b}) modulo {m}",
            wrong=wrong,
        )
    return "24 terms from (11, 13) modulo 18"


def _modulo(m: int, x: int, y: int) -> int:
    return x * y % m


@exercise("groups-6")
def colourings(answer: Callable[..., Any]) -> str:
    cube = list(groups.CUBE.values())
    turns = [groups.transposition(n) for n in range(12)]
    for name, group, colours in (("the cube", cube, 2), ("T", turns, 2), ("the cube", cube, 3)):
        total = sum(colours ** len(groups.cycles(p)) for p in group)
        fixed = sum(colours ** sum(len(ring) == 1 for ring in groups.cycles(p)) for p in group)
        compare(
            answer(list(group), colours),
            total // len(group),
            what=f"the number for {name} with {colours} colours",
            wrong={
                "that is the sum over the group; the lemma wants the mean": total,
                "you counted rings of length 1 only; every ring is a free choice": fixed
                // len(group),
                "that is all colourings divided by the group; some colourings have fewer forms": (
                    colours ** len(group[0]) / len(group)
                ),
            },
        )
    return "23 cubes with two colours, 333 with three, 352 classes of chords"


@exercise("groups-7")
def classes_of(answer: Callable[..., Any]) -> str:
    for k in (3, 4, 6, 0, 12):
        turned = [groups.transposition(n) for n in range(12)]
        flipped = [*turned, *(groups.inversion(n) for n in range(12))]
        right = _classes(k, turned)
        compare(
            answer(k),
            right,
            what=f"the number of classes with {k} notes",
            wrong={
                "you also counted chords as one that are each other upside down": _classes(
                    k, flipped
                ),
                "that is the number of chords divided by 12; some chords have fewer than 12 "
                "forms": math.comb(12, k) / 12,
                "rounded down, the chords with fewer than 12 forms get lost": math.comb(12, k)
                // 12,
                "that is the number of chords, not of classes": math.comb(12, k),
            },
        )
    return "19 classes of three notes, 43 of four, 80 of six"


def _classes(k: int, group: list[groups.Permutation]) -> int:
    """Orbits of chords with ``k`` of 12 notes, by Burnside: count subsets made of whole rings."""
    stays = 0
    for p in group:
        ways = [1] + [0] * 12
        for ring in groups.cycles(p):
            size = len(ring)
            ways = [ways[n] + (ways[n - size] if n >= size else 0) for n in range(13)]
        stays += ways[k]
    return stays // len(group)


@exercise("groups-8")
def loop_of_six(answer: Callable[..., Any]) -> str:
    from ssc_lib.sound.tone import perform

    piece = answer()
    if not isinstance(piece, (tuple, list)) or len(piece) != 3:
        raise Hint("return the triple (first name, second name, list of tones)")
    first, second, tones = piece
    for name in (first, second):
        if name not in groups.CUBE:
            raise Hint(f"{name!r} is no rotation; the names are the keys of groups.CUBE")
    loop = groups.fibonacci(groups.CUBE[first], groups.CUBE[second], groups.compose)
    if len(loop) != 6:
        raise Hint(f"the loop from {first} and {second} has period {len(loop)}; find one of 6")
    played = perform(tones)
    checked, duration_s = played.tones, played.duration_s
    if len(checked) != 48 or not 8 <= duration_s <= 60:
        raise Hint(f"{len(checked)} tones in {duration_s:.1f} s; write 48 in 8 to 60 s")
    pitches = [tone.pitch for tone in sorted(tones, key=lambda tone: tone.start_s)]
    gesture = dict(zip(loop[0], pitches[:8], strict=True))
    if len(set(gesture.values())) < 8:
        raise Hint("two gestures have the same pitch; take eight different ones")
    for n, rotation in enumerate(loop):
        for place, which in enumerate(rotation):
            if pitches[8 * n + place] != gesture[which]:
                raise Hint(
                    f"order {n}, place {place} should be gesture {which}, by p[i] of the loop "
                    "with the first factor acting first; is that the order you play?"
                )
    return f"a loop of six from {first} and {second}, 48 tones in {duration_s:.1f} s"

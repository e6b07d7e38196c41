"""Checkers of the exercises in the chapter on sets and sieves."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

from ssc_lib.chance.sieves import Sieve, meet
from ssc_lib.checks import Hint, compare, exercise
from ssc_lib.sound.tone import KEYS

HARMONIC_MINOR = [0, 2, 3, 5, 7, 8, 11]


@exercise("sieves-1")
def pitch_classes(answer: Callable[..., Any]) -> str:
    for pitches in ([60, 62, 64, 65, 67, 69, 71, 72], [69, 60, 64, 57], [48]):
        compare(
            list(answer(list(pitches))),
            sorted({k % 12 for k in pitches}),
            what=f"the pitch classes of {pitches}",
            wrong={
                "these are pitches; a pitch class is the remainder after division by 12": sorted(
                    set(pitches)
                ),
                "a pitch class is there twice: the octave is the first note again": sorted(
                    k % 12 for k in pitches
                ),
                "the classes are right and the order is not; sort them": [
                    *dict.fromkeys(k % 12 for k in pitches)
                ],
            },
        )
    return "C major has seven notes, and the eighth is the first"


@exercise("sieves-2")
def by_pencil(answer: Callable[[], Any]) -> str:
    keys = range(21, 109)
    both = sum(k % 12 == 0 for k in keys)
    either = sum(k % 3 == 0 or k % 4 == 0 for k in keys)
    compare(
        answer(),
        (either, both, either - both),
        what="the triple (either, both, exactly one)",
        wrong={
            "30 + 22 counts the multiples of 12 twice; take them off once": (52, both, 52 - both),
            "exactly one leaves out the keys in both; take them off again": (either, both, either),
            "there are nine multiples of 12 up to 108, but 12 itself lies below key 21": (
                43,
                9,
                34,
            ),
        },
    )
    return "30 + 22 - 8 = 44"


@exercise("sieves-3")
def chance_of_odd(answer: Callable[..., Any]) -> str:
    for ps in ([0.3, 0.3, 0.3], [0.1, 0.2], [1 / 3, 1 / 4, 1 / 5], [0.5, 0.9], [0.7], []):
        right = sum(
            math.prod(p if here else 1 - p for p, here in zip(ps, row, strict=True))
            for row in product([0, 1], repeat=len(ps))
            if sum(row) % 2
        )
        exactly_one = sum(
            p * math.prod(1 - q for j, q in enumerate(ps) if j != i) for i, p in enumerate(ps)
        )
        compare(
            answer(list(ps)),
            right,
            what=f"the chance for {ps}",
            wrong={
                "that is the chance of an even number; the product of signs is -1 for odd": 1
                - right,
                "that is exactly one set; three are odd too": exactly_one,
                "that is at least one set; two are not odd": 1 - math.prod(1 - p for p in ps),
                "the chances of the sets may not be added: a key may be in two": sum(ps),
            },
        )
    return "one fair coin makes it one half"


@exercise("sieves-4")
def meeting(answer: Callable[..., Any]) -> str:
    for m, a, n, b in [(3, 2, 4, 3), (6, 3, 15, 3), (4, 0, 6, 3), (6, 5, 4, -1), (1, 0, 7, 12)]:
        got, right = answer(m, a, n, b), meet(m, a, n, b)
        name = f"{m}_{a} and {n}_{b}"
        if right is None:
            if got is not None:
                raise Hint(f"{name} never meet, since gcd {math.gcd(m, n)} does not divide {a - b}")
            continue
        if got is None:
            raise Hint(f"{name} do meet, at {right[1]}; search a whole period from 0")
        compare(
            got,
            right,
            what=f"the meeting of {name}",
            wrong={
                "the product of the moduli is too long a period when they have a common divisor; "
                "take the least common multiple": (m * n, right[1]),
                "the pair is the wrong way round: modulus first": right[::-1],
                "that shift is right but not the smallest from 0": (
                    right[0],
                    right[1] - right[0],
                ),
            },
        )
    return "once in a least common multiple, or never"


@exercise("sieves-5")
def harmonic_minor(answer: Callable[[], Any]) -> str:
    keys = answer()
    if not isinstance(keys, Sieve):
        raise Hint("return a sieve, built with residue, &, | and ~")
    if not keys.moduli <= {1, 3, 4}:
        raise Hint(f"the moduli are {sorted(keys.moduli)}; use 3 and 4 only, and let them meet")
    found = keys.points(0, 12).tolist()
    extra = sorted({*found} - {*HARMONIC_MINOR})
    missing = sorted({*HARMONIC_MINOR} - {*found})
    if extra:
        raise Hint(f"{extra} should not be in it; & two classes to name one pitch class")
    if missing:
        raise Hint(f"{missing} should be in it; which two remainders do they leave?")
    return f"seven notes from moduli {sorted(keys.moduli)}"


@exercise("sieves-6")
def transpositions(answer: Callable[..., Any]) -> str:
    for name, classes in [
        ("major", [0, 2, 4, 5, 7, 9, 11]),
        ("the augmented triad", [0, 4, 8]),
        ("the diminished seventh chord", [0, 3, 6, 9]),
        ("the whole-tone scale", [0, 2, 4, 6, 8, 10]),
        ("the octatonic scale", [0, 1, 3, 4, 6, 7, 9, 10]),
    ]:
        sets = {tuple(sorted((k + t) % 12 for k in classes)) for t in range(12)}
        compare(
            answer(list(classes)),
            len(sets),
            what=f"the number for {name}",
            wrong={
                "lists in another order are the same set; sort them, or use frozenset": len(
                    {tuple((k + t) % 12 for k in classes) for t in range(12)}
                ),
                "pitches an octave apart are one pitch class; take remainders by 12": len(
                    {tuple(k + t for k in classes) for t in range(12)}
                ),
                "that is the number of notes": len(classes),
            },
        )
    return "12, 4, 3, 2 and 3: the smallest period of each"


class _Counted:
    """A set on the eight rows of a truth table that counts what is done to it."""

    def __init__(self, rows: int, counter: list[int]) -> None:
        self.rows, self.counter = rows, counter

    def _made(self, rows: int) -> _Counted:
        self.counter[0] += 1
        return _Counted(rows & 255, self.counter)

    def __and__(self, other: _Counted) -> _Counted:
        return self._made(self.rows & other.rows)

    def __or__(self, other: _Counted) -> _Counted:
        return self._made(self.rows | other.rows)

    def __invert__(self) -> _Counted:
        return self._made(~self.rows)

    def __xor__(self, other: _Counted) -> _Counted:
        raise Hint("^ does the work for you; use &, | and ~ only")

    def __bool__(self) -> bool:
        raise Hint("write & | ~ for and, or and not: these are sets")


@exercise("sieves-7")
def cheap(answer: Callable[..., Any]) -> str:
    counter = [0]
    a, b, c = (_Counted(rows, counter) for rows in (0b11110000, 0b11001100, 0b10101010))
    got = answer(a, b, c)
    if not isinstance(got, _Counted):
        raise Hint("return the set that &, | and ~ give")
    odd = a.rows ^ b.rows ^ c.rows
    if got.rows == odd ^ 255:
        raise Hint("that is the complement of F: the keys in an even number of sets")
    if got.rows != odd:
        row = next(row for row in range(8) if (got.rows ^ odd) >> row & 1)
        states = ", ".join(
            f"{name} {'in' if row >> bit & 1 else 'out'}"
            for name, bit in zip("abc", (2, 1, 0), strict=True)
        )
        raise Hint(f"a key with {states} is on the wrong side")
    if counter[0] > 8:
        raise Hint(
            f"right, in {counter[0]} operations; what is 'one of the two, not both' in four?"
        )
    return f"F in {counter[0]} operations"


@exercise("sieves-8")
def drums(answer: Callable[[], Any]) -> str:
    sieves = answer()
    if not isinstance(sieves, dict) or {*sieves} != {*KEYS}:
        raise Hint('return a dictionary with a sieve for each of "kick", "snare" and "hat"')
    if not all(isinstance(sieve, Sieve) for sieve in sieves.values()):
        raise Hint("each drum needs a sieve; ssc.beat gets its zeros and ones later")
    periods = {drum: sieve.period for drum, sieve in sieves.items()}
    if len({*periods.values()}) < 3:
        raise Hint(f"the periods are {periods}; make them all different")
    steps = math.lcm(*periods.values())
    if not 24 <= steps <= 96:
        raise Hint(f"the pattern comes round after {steps} steps; make that 24 to 96")
    struck = {drum: len(sieve.points(0, steps)) for drum, sieve in sieves.items()}
    if not all(struck.values()):
        raise Hint(f"a drum never strikes: {struck}; do its classes meet?")
    together = (sieves["kick"] & sieves["snare"]).points(0, steps)
    if len(together):
        raise Hint(f"kick and snare strike together at step {together[0]}; let them never meet")
    if not steps <= 3 * struck["hat"] <= 2 * steps:
        raise Hint(f"the hat strikes {struck['hat']} of {steps} steps; a third to two thirds")
    return f"a pattern of {steps} steps, periods {', '.join(map(str, periods.values()))}"

"""Exercises of the chapter *Sets and sieves*."""

from collections.abc import Iterator
from math import lcm, prod
from typing import Any

from ssc_lib.chance.sieves import Sieve, residue
from ssc_lib.chance.sieves import meet as _meet
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.sound.tone import KEYS

_MAJOR, _OCTATONIC = [0, 2, 4, 5, 7, 9, 11], [0, 1, 3, 4, 6, 7, 9, 10]


def _odd(ps: list[float]) -> float:
    return (1 - prod(1 - 2 * p for p in ps)) / 2


def _one(ps: list[float]) -> float:
    return sum(p * prod(1 - q for j, q in enumerate(ps) if j != i) for i, p in enumerate(ps))


def _forms(classes: list[int]) -> int:
    return len({frozenset((k + t) % 12 for k in classes) for t in range(12)})


Exercise(
    name="sieves-1",
    right=lambda pitches: sorted({k % 12 for k in pitches}),
    cases=[([60, 62, 64, 65, 67, 69, 71, 72],), ([69, 60, 64, 57],), ([48],)],
    asks="the pitch classes of {0} from low to high",
    mistakes={
        "these are pitches; take the remainder after division by 12": lambda ks: sorted({*ks}),
        "a class is there twice: an octave is no new class": lambda ks: sorted(k % 12 for k in ks),
        "that is how many there are; return the classes": lambda ks: len({k % 12 for k in ks}),
    },
    praise="C major has seven notes, and the eighth is the first",
)
Exercise(
    name="sieves-2",
    right=lambda: (44, 8, 36),
    asks="the triple (either, both, exactly one)",
    mistakes={
        "30 + 22 counts the multiples of 12 twice; take them off once": lambda: (52, 8, 44),
        "exactly one leaves out the keys in both; take them off again": lambda: (44, 8, 44),
        "44 holds the keys in both once, so take them off once": lambda: (44, 8, 28),
        "there are nine multiples of 12 up to 108, but 12 lies below key 21": lambda: (43, 9, 34),
    },
    praise="30 + 22 - 8 = 44",
)
Exercise(
    name="sieves-3",
    right=_odd,
    cases=[([0.3] * 3,), ([0.1, 0.2],), ([1 / 3, 1 / 4, 1 / 5],), ([0.5, 0.9],), ([0.7],), ([],)],
    asks="the chance for {0}",
    mistakes={
        "that is an even number; the product of signs is -1 for odd": lambda ps: 1 - _odd(ps),
        "that is exactly one set; three are odd, too": _one,
        "that is at least one set; two are not odd": lambda ps: 1 - prod(1 - p for p in ps),
        "the chances may not be added: a key may be in two": sum,
        "the product is the chance of all the sets; one of three is odd, too": prod,
        "each set has a p of its own, and a factor of its own": lambda ps: _odd(ps[:1] * len(ps)),
    },
    praise="one fair coin makes it one half",
)
Exercise(
    name="sieves-4",
    right=_meet,
    cases=[(3, 2, 4, 3), (6, 3, 15, 3), (4, 0, 6, 3), (6, 5, 4, -1), (1, 0, 7, 12)],
    asks="the pair (modulus, shift) where {0}_{1} and {2}_{3} meet",
    mistakes={
        "{0} times {2} is too long; they have a common divisor, so take the lcm": lambda *c: (
            (f := _meet(*c)) and (c[0] * c[2], f[1])
        ),
        "that shift is right, but not the smallest from 0": lambda *c: (
            (f := _meet(*c)) and (f[0], c[3] + (f[1] - c[3]) % f[0])
        ),
        "they do meet; search a whole period from 0": lambda *c: (
            f if (f := _meet(*c)) and f[1] < max(c) else None
        ),
        "no meeting: the gcd does not divide {1} - {3}": lambda *c: _meet(*c) or (lcm(*c[::2]), 0),
    },
    forbids={"meet": "do it without meet"},
    praise="once in a least common multiple, or never",
)


def _harmonic_minor(keys: Sieve) -> Iterator[str]:
    scale, found = {0, 2, 3, 5, 7, 8, 11}, {*keys.points(0, 12).tolist()}
    if not keys.moduli <= {1, 3, 4}:
        yield f"the moduli are {sorted(keys.moduli)}; use 3 and 4 only, and let them meet"
    if extra := sorted(found - scale):
        yield f"{extra} should not be in it; & two classes to name one pitch class"
    if missing := sorted(scale - found):
        yield f"{missing} should be in it; which two remainders do they leave?"


Piece(
    name="sieves-5",
    asks="a sieve, built with residue, &, | and ~",
    kind=Sieve,
    draws=0,
    rules=_harmonic_minor,
    praise=lambda keys: f"seven notes from moduli {sorted(keys.moduli)}",
)
Exercise(
    name="sieves-6",
    right=_forms,
    cases=[(_MAJOR,), *(([*range(0, 12, n)],) for n in (4, 3, 2)), (_OCTATONIC,)],
    asks="the number of sets from {0}",
    mistakes={
        "another order or octave is no new set: take remainders by 12, and sort": lambda _: 12,
        "that is the number of notes": len,
        "that is how many transpositions leave it as it is": lambda ks: 12 // _forms(ks),
        "transposing by 0 counts as well": lambda ks: _forms(ks) - 1,
    },
    praise="12, 4, 3, 2 and 3: the smallest period of each",
)


def _done(tree: Any) -> set[int]:
    """The operations of a formula: one that is kept in a variable is the same object twice."""
    return set() if tree[0] == "residue" else {id(tree)}.union(*map(_done, tree[1:]))


def _cheap(got: Any, a: Sieve, b: Sieve, c: Sieve) -> Iterator[str]:
    if not isinstance(got, Sieve):
        yield "return the set that &, | and ~ give"
    if "^" in repr(got):
        yield "^ does the work for you; use &, | and ~ only"
    if got == ~(a ^ b ^ c):
        yield "that is the complement of F: the keys in an even number of sets"
    for key in (got ^ a ^ b ^ c).points(0, 30):
        states = (f"{x} {'in' if key in s else 'out'}" for x, s in {"a": a, "b": b, "c": c}.items())
        yield f"a key with {', '.join(states)} is on the wrong side"
    if (operations := len(_done(got._tree))) > 8:
        yield f"right, in {operations} operations; what is 'one of the two, not both' in four?"


Exercise(
    name="sieves-7",
    right=lambda a, b, c: ((g := (a | b) & ~(a & b)) | c) & ~(g & c),
    cases=[(residue(2), residue(3), residue(5))],
    asks="F of three sets",
    rules=_cheap,
    praise="F in 8 operations",
)


def _drums(sieves: dict[str, Sieve]) -> Iterator[str]:
    if {*sieves} != {*KEYS} or not all(isinstance(sieve, Sieve) for sieve in sieves.values()):
        yield 'give a sieve for each of "kick", "snare" and "hat"; ssc.beat gets its rows later'
    periods = {drum: sieve.period for drum, sieve in sieves.items()}
    steps = lcm(*periods.values())
    struck = {drum: len(sieve.points(0, steps)) for drum, sieve in sieves.items()}
    if len({*periods.values()}) < 3:
        yield f"the periods are {periods}; make them all different"
    if not 24 <= steps <= 96:
        yield f"the pattern comes round after {steps} steps; make that 24 to 96"
    if not all(struck.values()):
        yield f"a drum never strikes: {struck}; do its classes meet?"
    for step in (sieves["kick"] & sieves["snare"]).points(0, steps):
        yield f"kick and snare strike together at step {step}; let them never meet"
    if not steps <= 3 * struck["hat"] <= 2 * steps:
        yield f"the hat strikes {struck['hat']} of {steps} steps; a third to two thirds"


Piece(
    name="sieves-8",
    asks='a dictionary with a sieve for each of "kick", "snare" and "hat"',
    kind=dict,
    draws=0,
    rules=_drums,
    praise=lambda sieves: (
        f"a pattern of {lcm(*(periods := [sieve.period for sieve in sieves.values()]))} steps, "
        f"periods {str(periods)[1:-1]}"
    ),
)

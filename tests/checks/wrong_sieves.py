"""Wrong answers, with words of the hint that each should meet: sets and sieves."""

from __future__ import annotations

import math

from ssc_lib.chance.sieves import meet, residue

r = residue


def scale(classes):
    keys = ~r(1)
    for k in classes:
        keys |= r(3, k) & r(4, k)
    return keys


def long_form(a, b, c):
    return (a & b & c) | (a & ~b & ~c) | (~a & b & ~c) | (~a & ~b & c)


def product_meeting(m, a, n, b):
    found = meet(m, a, n, b)
    return found and (m * n, found[1])


def kit(**changed):
    return {
        "kick": r(8, 0) | r(8, 3),
        "snare": r(16, 4) | r(16, 14),
        "hat": r(3, 0) | r(6, 1),
        **changed,
    }


WRONG = [
    ("sieves-1", lambda ks: sorted(k % 12 for k in ks), "there twice"),
    ("sieves-1", lambda ks: sorted(ks), "remainder after division"),
    ("sieves-1", lambda ks: list(dict.fromkeys(k % 12 for k in ks)), "sort them"),
    ("sieves-2", lambda: (52, 8, 44), "counts the multiples of 12 twice"),
    ("sieves-2", lambda: (43, 9, 34), "below key 21"),
    ("sieves-2", lambda: (44, 8, 44), "take them off again"),
    ("sieves-3", lambda ps: (1 + math.prod(1 - 2 * p for p in ps)) / 2, "even number"),
    ("sieves-3", lambda ps: 1 - math.prod(1 - p for p in ps), "at least one"),
    ("sieves-3", sum, "may not be added"),
    ("sieves-4", product_meeting, "least common multiple"),
    (
        "sieves-4",
        lambda m, a, n, b: (math.lcm(m, n), (meet(m, a, n, b) or (0, 0))[1]),
        "never meet",
    ),
    ("sieves-4", lambda m, a, n, b: (x := meet(m, a, n, b)) and x[::-1], "wrong way round"),
    ("sieves-5", lambda: scale([0, 2, 4, 5, 7, 9, 11]), "should not be in it"),
    ("sieves-5", lambda: scale([0, 2, 3, 5, 7, 11]), "should be in it"),
    ("sieves-5", lambda: r(12, 0) | r(12, 2), "3 and 4 only"),
    ("sieves-5", lambda: [0, 2, 3, 5, 7, 8, 11], "return a sieve"),
    (
        "sieves-6",
        lambda ks: len({tuple((k + t) % 12 for k in ks) for t in range(12)}),
        "another order",
    ),
    ("sieves-6", len, "number of notes"),
    ("sieves-7", long_form, "in 17 operations"),
    ("sieves-7", lambda a, b, c: a ^ b ^ c, "does the work for you"),
    ("sieves-7", lambda a, b, c: ~long_form(a, b, c), "complement"),
    ("sieves-7", lambda a, b, c: a | b | c, "wrong side"),
    ("sieves-8", lambda: kit(snare=r(16, 8)), "strike together"),
    ("sieves-8", lambda: kit(snare=r(8, 4)), "all different"),
    ("sieves-8", lambda: kit(hat=r(6, 1)), "a third to two thirds"),
    ("sieves-8", lambda: kit(hat=r(7, 0) | r(7, 2) | r(7, 4)), "comes round"),
    ("sieves-8", lambda: kit(snare=r(2, 0) & r(2, 1)), "never strikes"),
]

"""Wrong answers, with words of the hint that each should meet: sets and sieves."""

from __future__ import annotations

import math

from ssc_lib.chance.sets import meet, residue

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
    ("sieve-1", lambda ks: sorted(k % 12 for k in ks), "there twice"),
    ("sieve-1", lambda ks: sorted(ks), "remainder after division"),
    ("sieve-1", lambda ks: list(dict.fromkeys(k % 12 for k in ks)), "sort them"),
    ("sieve-2", lambda: (52, 8, 44), "counts the multiples of 12 twice"),
    ("sieve-2", lambda: (43, 9, 34), "below key 21"),
    ("sieve-2", lambda: (44, 8, 44), "take them off again"),
    ("sieve-3", lambda ps: (1 + math.prod(1 - 2 * p for p in ps)) / 2, "even number"),
    ("sieve-3", lambda ps: 1 - math.prod(1 - p for p in ps), "at least one"),
    ("sieve-3", sum, "may not be added"),
    ("sieve-4", product_meeting, "least common multiple"),
    ("sieve-4", lambda m, a, n, b: (math.lcm(m, n), (meet(m, a, n, b) or (0, 0))[1]), "never meet"),
    ("sieve-4", lambda m, a, n, b: (x := meet(m, a, n, b)) and x[::-1], "wrong way round"),
    ("sieve-5", lambda: scale([0, 2, 4, 5, 7, 9, 11]), "should not be in it"),
    ("sieve-5", lambda: scale([0, 2, 3, 5, 7, 11]), "should be in it"),
    ("sieve-5", lambda: r(12, 0) | r(12, 2), "3 and 4 only"),
    ("sieve-5", lambda: [0, 2, 3, 5, 7, 8, 11], "return a sieve"),
    (
        "sieve-6",
        lambda ks: len({tuple((k + t) % 12 for k in ks) for t in range(12)}),
        "another order",
    ),
    ("sieve-6", len, "number of notes"),
    ("sieve-7", long_form, "in 17 operations"),
    ("sieve-7", lambda a, b, c: a ^ b ^ c, "does the work for you"),
    ("sieve-7", lambda a, b, c: ~long_form(a, b, c), "complement"),
    ("sieve-7", lambda a, b, c: a | b | c, "wrong side"),
    ("sieve-8", lambda: kit(snare=r(16, 8)), "strike together"),
    ("sieve-8", lambda: kit(snare=r(8, 4)), "all different"),
    ("sieve-8", lambda: kit(hat=r(6, 1)), "a third to two thirds"),
    ("sieve-8", lambda: kit(hat=r(7, 0) | r(7, 2) | r(7, 4)), "comes round"),
    ("sieve-8", lambda: kit(snare=r(2, 0) & r(2, 1)), "never strikes"),
]

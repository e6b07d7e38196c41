"""Answers to the exercises of *Sets and sieves* beyond the mistakes that its table declares."""

from functools import reduce
from operator import or_

from ssc_lib.chance import sieves
from ssc_lib.chance.sieves import residue as r

met = sieves.meet
KIT = {"kick": r(8) | r(8, 3), "snare": r(16, 4) | r(16, 14), "hat": r(3) | r(6, 1)}


def scale(*classes):
    return reduce(or_, (r(3, k) & r(4, k) for k in classes))


WRONG = [
    ("sieves-1", lambda ks: {k % 12 for k in ks}, "as a sorted list, not as a set"),
    ("sieves-1", lambda ks: [*dict.fromkeys(k % 12 for k in ks)], "their order is not"),
    (
        "sieves-4",
        lambda *c: (both := met(*c)) and both[::-1],
        "order is not, for the pair (modulus",
    ),
    ("sieves-4", lambda *c: sieves.meet(*c), "without meet"),
    ("sieves-5", lambda: [0, 2, 3, 5, 7, 8, 11], "return a sieve"),
    ("sieves-5", lambda: r(12, 0) | r(12, 2), "3 and 4 only"),
    ("sieves-5", lambda: scale(0, 2, 4, 5, 7, 9, 11), "[4, 9] should not be in it"),
    ("sieves-5", lambda: scale(0, 2, 3, 5, 7, 11), "[8] should be in it"),
    ("sieves-7", lambda a, b, c: True, "return the set"),
    ("sieves-7", lambda a, b, c: a and b, "neither true nor false"),
    ("sieves-7", lambda a, b, c: a ^ b ^ c, "does the work for you"),
    ("sieves-7", lambda a, b, c: (g := (a | b) & ~(a & b)) & c | ~(g | c), "complement"),
    ("sieves-7", lambda a, b, c: a | b | c, "a in, b in, c out"),
    ("sieves-7", lambda a, b, c: a & b & c | a & ~b & ~c | ~a & b & ~c | ~a & ~b & c, "in 17"),
    ("sieves-7", lambda a, b, c: ((a | b) & ~(a & b) | c) & ~((a | b) & ~(a & b) & c), "in 12"),
    ("sieves-8", lambda: list(KIT.values()), "return a dictionary"),
    ("sieves-8", lambda: KIT | {"hat": [1, 0, 1]}, "a sieve for each"),
    ("sieves-8", lambda: KIT | {"snare": r(8, 4)}, "all different"),
    ("sieves-8", lambda: KIT | {"hat": r(7) | r(7, 2) | r(7, 4)}, "comes round after 112 steps"),
    ("sieves-8", lambda: KIT | {"snare": r(2) & r(2, 1)}, "never strikes"),
    ("sieves-8", lambda: KIT | {"snare": r(16, 8)}, "strike together at step 8"),
    ("sieves-8", lambda: KIT | {"hat": r(6, 1)}, "a third to two thirds"),
]
RIGHT = [
    ("sieves-1", lambda ks: tuple(sorted({k % 12 for k in ks}))),
    ("sieves-5", lambda: scale(0, 2, 3, 5, 7, 8, 11)),
    ("sieves-8", lambda: KIT),
]

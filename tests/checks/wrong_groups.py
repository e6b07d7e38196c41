"""Wrong answers, with words of the hint that each should meet: groups."""

from __future__ import annotations

import math

import ssc_lib as ssc
from ssc_lib.chance import groups

CUBE = groups.CUBE
PITCHES = [50, 57, 53, 60, 64, 69, 67, 74]


def alone(a, b, m):
    x, y, n = b, a * b % m, 1
    while x != a:
        x, y, n = y, x * y % m, n + 1
    return n


def by_fixed(group, colours):
    rings = [[len(ring) for ring in groups.cycles(p)] for p in group]
    return sum(colours ** lengths.count(1) for lengths in rings) // len(group)


def loop(first, second, *, pitches=PITCHES, slot_s=0.25, swap=False):
    orders = groups.fibonacci(CUBE[first], CUBE[second], groups.compose)
    if swap:
        orders = [groups.inverse(p) for p in orders]
    played = [pitches[g] for p in orders for g in p]
    tones = [ssc.Tone(n * slot_s, (n + 1) * slot_s, k) for n, k in enumerate(played)]
    return first, second, tones


WRONG = [
    ("groups-1", lambda x: [2 * x[0] - k for k in x], "only upside down"),
    ("groups-1", lambda x: x[::-1], "only backwards"),
    ("groups-1", lambda x: [2 * x[-1] - k for k in x[::-1]], "about the last note"),
    ("groups-2", lambda p, q: [p[i] for i in q], "q first"),
    ("groups-2", lambda p, q: [a + b for a, b in zip(p, q, strict=True)], "furthest off"),
    ("groups-3", math.prod, "not the first"),
    ("groups-3", max, "longest ring"),
    ("groups-3", sum, "number of things"),
    ("groups-4", lambda: 64 / 6, "come back too early"),
    ("groups-4", lambda: 13, "upside down"),
    ("groups-5", alone, "comes back alone"),
    ("groups-5", lambda a, b, m: 25, "one too many"),
    ("groups-5", lambda a, b, m: 23, "one too few"),
    ("groups-6", by_fixed, "rings of length 1"),
    ("groups-6", lambda g, c: sum(c ** len(groups.cycles(p)) for p in g), "wants the mean"),
    ("groups-6", lambda g, c: c ** len(g[0]) / len(g), "fewer forms"),
    ("groups-7", lambda k: math.comb(12, k), "not of classes"),
    ("groups-7", lambda k: math.comb(12, k) // 12, "rounded down"),
    ("groups-7", lambda k: {3: 12, 4: 29, 6: 50, 0: 1, 12: 1}[k], "upside down"),
    ("groups-8", lambda: loop("D", "Q12"), "period 18"),
    ("groups-8", lambda: loop("I", "Q1", slot_s=0.1), "8 to 60 s"),
    ("groups-8", lambda: loop("I", "Q1", pitches=[60] * 8), "same pitch"),
    ("groups-8", lambda: loop("I", "Q1", swap=True), "first factor acting first"),
    ("groups-8", lambda: ("I", "Q13", []), "keys"),
]

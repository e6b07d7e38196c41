"""Answers to the exercises of *Groups* beyond the mistakes that its table declares."""

import ssc_lib as ssc
from ssc_lib.chance import groups


def loop(
    first="I", second="Q1", orders=None, pitches=(50, 57, 53, 60, 64, 69, 67, 74), slot_s=0.25
):
    a, b = groups.CUBE[first], groups.CUBE[second]
    played = [pitches[g] for p in orders or groups.fibonacci(a, b, groups.compose) for g in p]
    return first, second, [ssc.Tone(n * slot_s, (n + 1) * slot_s, k) for n, k in enumerate(played)]


ORDERS = groups.fibonacci(groups.CUBE["I"], groups.CUBE["Q1"], groups.compose)
WRONG = [
    ("groups-2", lambda p, q: groups.compose(p, q), "without the library"),
    ("groups-4", lambda: [14], "give one number for the number of classes"),
    ("groups-6", lambda g, k: groups.burnside(g, k), "not groups.burnside"),
    ("groups-8", lambda: loop()[2], "return the triple"),
    ("groups-8", lambda: ("I", "Q13", []), "keys of groups.CUBE"),
    ("groups-8", lambda: loop("D", "Q12"), "period 18"),
    ("groups-8", lambda: loop(slot_s=0.1), "48 tones in 4.8 s; write 48 or more in 8 to 60 s"),
    ("groups-8", lambda: loop(pitches=range(100, 140, 5)), "has pitch 130"),
    ("groups-8", lambda: loop(orders=ORDERS + ORDERS[:1]), "56 tones"),
    ("groups-8", lambda: loop(pitches=[60] * 8), "the same pitch"),
    ("groups-8", lambda: loop(orders=[*map(groups.inverse, ORDERS)]), "first factor act first"),
]
RIGHT = [
    ("groups-2", lambda p, q: tuple(q[i] for i in p)),
    ("groups-4", lambda: 14.0),
    ("groups-8", loop),
    ("groups-8", lambda: [*loop()[:2], [tuple(tone) for tone in loop()[2]]]),
]

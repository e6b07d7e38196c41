"""Exercises of the chapter *The New Mozart Mixtape*."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise, permutations
from typing import Any

import numpy as np
from scipy.stats import binom, norm

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import copied_events, long_enough, original
from ssc_lib.music.melody import Melody


def _seconds(bars: int, quarters: float, qpm: float, passes: int) -> float:
    return 60 * bars * quarters * passes / qpm


Exercise(
    name="record-1",
    right=_seconds,
    cases=[(16, 4, 120, 2), (16, 3, 90, 1), (24, 2.5, 100, 3)],
    asks="the seconds of {0} bars of {1} quarters at {2} quarters a minute, played {3} times",
    mistakes={
        "every pass takes its time": lambda bars, quarters, qpm, passes: 60 * bars * quarters / qpm,
        "a minute has 60 seconds": lambda bars, quarters, qpm, passes: (
            bars * quarters * passes / qpm
        ),
        "faster is shorter: divide by the tempo": lambda bars, quarters, qpm, passes: (
            bars * quarters * passes * qpm / 60
        ),
    },
    praise="and at 5 kB a second you know the size of the MP3",
)


def _circle(a: int, b: int, fault: str = "") -> int:
    steps = (a - b) % 12 if fault == "semitones" else 7 * (a - b) % 12
    return steps if fault == "one way" else min(steps, 12 - steps)


Exercise(
    name="record-2",
    right=_circle,
    cases=[(0, 2), (0, 9), (0, 6), (7, 0), (10, 4)],
    asks="how far the major keys {0} and {1} are on the circle of fifths",
    mistakes={
        "count fifths, seven semitones each, not semitones": partial(_circle, fault="semitones"),
        "a circle has two ways round; take the shorter": partial(_circle, fault="one way"),
    },
    praise="C and F sharp are six fifths apart, and no keys are further",
)


def _shortest(keys: Sequence[int], fault: str = "") -> int:
    def length(order: Sequence[int]) -> int:
        home = [order[0]] if fault == "round" else []
        return sum(_circle(a, b) for a, b in pairwise([*order, *home]))

    if fault == "given":
        return length(list(keys))
    if fault == "sorted":
        return length(sorted(keys))
    return min(length(order) for order in permutations(keys))


Exercise(
    name="record-3",
    right=_shortest,
    cases=[([0, 6, 7, 1],), ([2, 7, 9, 5, 4],), ([0, 4, 8],)],
    asks="the shortest way on the circle of fifths through the keys {0}",
    mistakes={
        "try every order of the keys, not the one that is given": partial(_shortest, fault="given"),
        "neighbours by number are no neighbours on the circle": partial(_shortest, fault="sorted"),
        "a record ends; it does not go back to its beginning": partial(_shortest, fault="round"),
    },
    praise="ten tracks have 3,628,800 orders; a table of the sets heard so far needs 102,400 steps",
)


def _fade(t: Any, fault: str = "") -> tuple[np.ndarray, np.ndarray]:
    t = np.asarray(t, dtype=float)
    if fault == "linear":
        return 1 - t, t
    if fault == "turned":
        return np.sin(np.pi * t / 2), np.cos(np.pi * t / 2)
    if fault == "degrees":
        return np.cos(90 * t), np.sin(90 * t)
    return np.cos(np.pi * t / 2), np.sin(np.pi * t / 2)


Exercise(
    name="record-4",
    right=_fade,
    cases=[(np.linspace(0, 1, 5),), (np.array([0.5]),)],
    asks="the gains of both tracks at {0}",
    mistakes={
        "a linear fade dips by 3 dB in the middle": partial(_fade, fault="linear"),
        "the first track goes and the second comes": partial(_fade, fault="turned"),
        "NumPy's angles are in radians: a quarter turn is pi / 2": partial(_fade, fault="degrees"),
    },
    praise="the squares add up to 1, so two unlike tracks are together as loud as one",
)


def _best(n: int, fault: str = "") -> float:
    z = np.linspace(-8, 8, 4001)
    weight = n * norm.pdf(z) * norm.cdf(z) ** (n - 1)
    if fault == "median":
        return float(norm.ppf(0.5 ** (1 / n)))
    if fault == "quantile":
        return float(norm.ppf(1 - 1 / n)) if n > 1 else 0.0
    if fault == "power":
        weight = n * norm.pdf(z) * norm.cdf(z) ** n
    return float((z * weight).sum() * (z[1] - z[0]))


Exercise(
    name="record-5",
    right=_best,
    cases=[(1,), (5,), (10,), (50,)],
    asks="the expected best of {0} draws",
    tolerance=2e-3,
    mistakes={
        "that is the median of the best, not its mean": partial(_best, fault="median"),
        "that is a value with one draw in n above it; the best lies higher on average": (
            partial(_best, fault="quantile")
        ),
        "n - 1 others lie below the best": partial(_best, fault="power"),
    },
    praise="the best of ten lies 1.54 spreads above the mean without any merit: say how many you "
    "drew",
)


def _crowned(voters: int, named: int, tracks: int, votes: int, fault: str = "") -> float:
    chance = named / tracks
    if fault == "exactly":
        return float(min(1, tracks * binom.pmf(votes, voters, chance)))
    if fault == "above":
        return float(min(1, tracks * binom.sf(votes, voters, chance)))
    if fault == "one":
        return float(binom.sf(votes - 1, voters, chance))
    return float(min(1, tracks * binom.sf(votes - 1, voters, chance)))


Exercise(
    name="record-6",
    right=_crowned,
    cases=[(24, 3, 10, 12), (24, 3, 10, 14), (10, 1, 5, 6)],
    asks="the bound on the chance that, of {2} tracks, one gets {3} votes or more where {0} people "
    "name {1} each at random",
    mistakes={
        "so many votes or more, not exactly so many": partial(_crowned, fault="exactly"),
        "so many votes are enough: from votes on, and not above": partial(_crowned, fault="above"),
        "any of the tracks may be the lucky one: times their number": (
            partial(_crowned, fault="one")
        ),
    },
    praise="twelve votes of 24 are no proof of a hit; fourteen nearly are",
)


def _left(passes: Any, belief: Any, fault: str = "") -> int:
    passes, belief = np.asarray(passes, dtype=bool), np.asarray(belief)
    left = np.ones(len(passes), dtype=bool)
    if fault == "belief":
        return int(np.argmax(belief))
    if fault == "all":
        left = passes.all(axis=1) if passes.all(axis=1).any() else left
    elif fault == "most":
        left = passes.sum(axis=1) == passes.sum(axis=1).max()
    else:
        for rule in passes.T:
            if (left & rule).any():
                left &= rule
    return int(np.flatnonzero(left)[np.argmax(belief[left])])


_passes = np.array([[1, 0, 0], [0, 1, 1], [1, 0, 1], [1, 0, 1]])
Exercise(
    name="record-7",
    right=_left,
    cases=[
        (np.array([[1, 0, 0], [1, 1, 1], [0, 1, 1]]), np.array([0.9, 0.3, 0.7])),
        (_passes, np.array([0.9, 0.8, 0.3, 0.4])),
        (np.array([[1, 0, 1], [1, 1, 0], [0, 1, 1]]), np.array([0.7, 0.2, 0.9])),
        (np.array([[0, 0], [0, 1], [0, 1]]), np.array([0.9, 0.5, 0.6])),
    ],
    asks="which candidate stands on the record, for rules {0} and beliefs {1}",
    mistakes={
        "first the rules, in their order; the judge chooses of those that are left": (
            partial(_left, fault="belief")
        ),
        "a rule that nobody passes is left out; the others still count": (
            partial(_left, fault="all")
        ),
        "the first rule is asked first, and counts more than any number of later ones": (
            partial(_left, fault="most")
        ),
    },
    praise="no candidate can complain: the rules were there before it was",
)


def _hidden(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 16 * melody.steps_per_bar)
    if len(melody.pitches) < 32:
        yield f"{len(melody.pitches)} notes; write at least 32"
        return
    yield from original(melody, 2 * melody.steps_per_bar, "two bars may")
    chord = [(melody.major_key + interval) % 12 for interval in (0, 4, 7)]
    if melody.pitches[-1] % 12 not in chord:
        yield "its last note is not in the tonic chord"


Piece(
    name="record-8",
    asks="a Melody",
    kind=Melody,
    rules=_hidden,
    praise=lambda melody: (
        f"its longest copy has {copied_events(melody)} steps; play it to somebody"
    ),
)

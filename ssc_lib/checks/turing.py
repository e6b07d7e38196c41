"""Exercises of the chapter *The Music Turing Test*."""

from collections.abc import Iterator
from functools import partial
from math import comb
from typing import Any

import numpy as np
from scipy.stats import binom, norm

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.judging.listening import equivalence
from ssc_lib.music.melody import Melody


def _rates(machine: Any, said: Any, fault: str = "") -> tuple[float, float]:
    machine, said = np.asarray(machine), np.asarray(said)
    hits, alarms = said[machine].mean(), said[~machine].mean()
    if fault == "all":
        return (machine & said).mean(), (~machine & said).mean()
    if fault == "right":
        return hits, 1 - alarms
    return (alarms, hits) if fault == "order" else (hits, alarms)


_machine = np.array([True, True, True, True, False, False, False, False, False])
_said = np.array([True, True, True, False, True, False, False, True, False])
Exercise(
    name="turing-1",
    right=_rates,
    cases=[(_machine, _said), (~_machine, ~_said), (_said, _machine)],
    asks="the rates of hits and false alarms of machine={0}, said={1}",
    mistakes={
        "hits are a share of the machine's clips, and false alarms of the people's": (
            partial(_rates, fault="all")
        ),
        "a false alarm is a clip by people that was called machine": partial(_rates, fault="right"),
        "first the hits": partial(_rates, fault="order"),
    },
    praise="two shares, since one number cannot tell an ear from a habit",
)


def _d_prime(hits: int, machines: int, alarms: int, people: int, fault: str = "") -> float:
    add = {"none": (0, 0), "half": (0.5, 0), "ones": (1, 2)}.get(fault, (0.5, 1))
    h, f = (hits + add[0]) / (machines + add[1]), (alarms + add[0]) / (people + add[1])
    if fault == "plain":
        return h - f
    return float(norm.ppf(min(h, 1)) - norm.ppf(min(f, 1)))


Exercise(
    name="turing-2",
    right=_d_prime,
    cases=[(7, 10, 3, 10), (10, 10, 0, 10), (9, 10, 6, 10)],
    asks="d' for {0} hits of {1} and {2} false alarms of {3}",
    mistakes={
        "add a half to both counts and one to both totals": partial(_d_prime, fault="none"),
        "the totals grow by one as well": partial(_d_prime, fault="half"),
        "a half to the counts and one to the totals, not one and two": (
            partial(_d_prime, fault="ones")
        ),
        "both shares go through the inverse of the normal distribution first": (
            partial(_d_prime, fault="plain")
        ),
    },
    praise="ten of ten give 3.38 and not infinity",
)


def _bias(hits: float, alarms: float, factor: float = -0.5, sign: float = 1) -> float:
    return float(factor * (norm.ppf(hits) + sign * norm.ppf(alarms)))


Exercise(
    name="turing-3",
    right=_bias,
    cases=[(0.9, 0.6), (0.7, 0.3), (0.2, 0.1)],
    asks="the bias c for the shares {0} and {1}",
    mistakes={
        "half of the sum": partial(_bias, factor=-1),
        "with a minus: below 0 is who says machine too often": partial(_bias, factor=0.5),
        "the sum; the difference is d'": partial(_bias, sign=-1),
    },
    praise=".9 and .6 give -.77: here somebody says machine to nearly all",
)


def _at_least(right: int, n: int) -> float:
    return sum(comb(n, k) for k in range(right, n + 1)) / 2**n


Exercise(
    name="turing-4",
    right=_at_least,
    cases=[(15, 20), (9, 10), (10, 20)],
    asks="the chance that a coin is right {0} times of {1} or more",
    mistakes={
        "so many or more: that many count as well": lambda right, n: _at_least(right + 1, n),
        "add the chances of all that are as good or better": lambda right, n: comb(n, right) / 2**n,
        "the exact sum, and no bell curve": lambda right, n: float(
            norm.sf((right - n / 2) / (np.sqrt(n) / 2))
        ),
        "as good or better, not as good or worse": lambda right, n: float(binom.cdf(right, n, 0.5)),
    },
    praise="15 of 20 have a chance of .021",
)
Exercise(
    name="turing-5",
    right=lambda p, listeners: 1 - (1 - p) ** listeners,
    cases=[(0.0207, 24), (0.0384, 24), (0.5, 1)],
    asks="the chance that one of {1} guessers or more does what each does with chance {0}",
    mistakes={
        "chances of things that can happen together do not add up": lambda p, n: p * n,
        "that is the chance that all do it": lambda p, n: p**n,
        "that is the chance that nobody does it": lambda p, n: (1 - p) ** n,
    },
    praise="in two of five classes a guesser has a golden ear",
)


def _smallest(n: int, level: float, fault: str = "") -> int:
    if fault == "bell":
        return int(np.ceil(n / 2 + norm.isf(level) * np.sqrt(n) / 2))
    level = level / 2 if fault == "two" else level
    found = next(k for k in range(n + 1) if _at_least(k, n) <= level)
    return found - 1 if fault == "before" else found


Exercise(
    name="turing-6",
    right=_smallest,
    cases=[(20, 0.05), (10, 0.05), (16, 0.05), (20, 0.05 / 30)],
    asks="the fewest right answers of {0} with a chance of at most {1}",
    mistakes={
        "the exact chance, and no bell curve": partial(_smallest, fault="bell"),
        "one-sided: nobody is applauded for being wrong": partial(_smallest, fault="two"),
        "that many are still too likely": partial(_smallest, fault="before"),
    },
    praise="15 of 20 for one listener, and 17 of 20 for somebody among thirty",
)
Exercise(
    name="turing-7",
    right=lambda listeners, each, rho: listeners * each / (1 + (each - 1) * rho),
    cases=[(24, 20, 0.05), (109, 16, 0.05), (10, 1, 0.3)],
    asks="how many independent answers {0} listeners with {1} each are worth at a likeness of {2}",
    mistakes={
        "an answer has each - 1 others beside it": lambda n, m, r: n * m / (1 + m * r),
        "the likeness is that of the answers of one listener": lambda n, m, r: (
            n * m / (1 + (n - 1) * r)
        ),
        "divide by the design effect, not by its root": lambda n, m, r: (
            n * m / np.sqrt(1 + (m - 1) * r)
        ),
    },
    praise="480 answers are worth 246",
)


def _equivalent(right: int, n: int, margin: float, fault: str = "") -> float:
    above = float(binom.sf(right - 1, n, 0.5 - margin))
    below = float(binom.cdf(right, n, 0.5 + margin))
    chance = 2 * min(binom.sf(right - 1, n, 0.5), binom.cdf(right, n, 0.5))
    found = {"smaller": min(above, below), "one": below, "other": above, "plain": min(chance, 1)}
    return float(found.get(fault, equivalence(right, n, margin)))


Exercise(
    name="turing-8",
    right=_equivalent,
    cases=[(440, 857, 0.05), (412, 857, 0.05), (11, 20, 0.05)],
    asks="the larger of the two chances for {0} right of {1} and a margin of {2}",
    mistakes={
        "both must be small, so the larger one counts": partial(_equivalent, fault="smaller"),
        "ask the lower end as well": partial(_equivalent, fault="one"),
        "ask the upper end as well": partial(_equivalent, fault="other"),
        "that asks whether it differs from one half; ask whether it lies within the margin": (
            partial(_equivalent, fault="plain")
        ),
    },
    praise="11 of 20 show nothing, and 440 of 857 show that the difference is small",
)
OPENING = [67, -2, 64, -2, 67, -2, 72, -2, 71, -2, 69, -2, 67, -2, 65, -2]


def _goes_on(melody: Melody) -> Iterator[str]:
    if melody.events[:16].tolist() != OPENING:
        yield "begin with the sixteen steps of the opening"
    if len(melody) != 80:
        yield f"write 80 steps, which are five bars; you wrote {len(melody)}"
        return
    bars = melody.events.reshape(5, 16)
    pitches = melody.events[melody.events >= 0]
    if strange := sorted({int(p) for p in pitches if p % 12 not in (0, 2, 4, 5, 7, 9, 11)}):
        yield f"stay in the scale of C; {strange[0]} is not in it"
    if (leaps := (np.abs(np.diff(pitches)) >= 8).mean()) > 0.15:
        yield f"{leaps:.0%} of the intervals are leaps; 15 % may be"
    if len({tuple((bar >= 0).tolist()) for bar in bars}) == 5:
        yield "let two bars have the same rhythm"
    if len(set(map(bytes, bars))) < 3:
        yield "write at least three different bars"
    if pitches[-1] % 12:
        yield f"end on a C, not on {pitches[-1]}"


Piece(
    name="turing-9",
    asks="a Melody of five bars",
    kind=Melody,
    rules=_goes_on,
    praise=lambda melody: f"{len(melody.pitches)} notes; put it among the machine's and ask around",
)

"""Exercises of the chapter *Coin flips*."""

from collections.abc import Iterator
from itertools import pairwise, product
from math import ceil, comb, sqrt
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece


def _heads_run(n: int, k: int) -> float:
    """The chance of ``k`` heads in a row: outcomes without them grow by the last k counts."""
    counts = [2**flips for flips in range(k)]
    while len(counts) <= n:
        counts.append(sum(counts[-k:]))
    return 1 - counts[n] / 2**n


def _gap(n: int) -> float:
    return sum(comb(n, h) * abs(2 * h - n) for h in range(n + 1)) / 2**n


def _shares(n: int, none: Any = ()) -> Any:
    """Mean share of heads after a head; ``none`` is what sequences without one give."""
    follows = [[b for a, b in pairwise(s) if a] for s in product((0, 1), repeat=n)]
    return np.mean([s for f in follows for s in ([np.mean(f)] if f else none)])


def _correlation(a: np.ndarray, b: np.ndarray) -> Any:
    return np.corrcoef(a, b)[0, 1]


Exercise(
    name="coins-1",
    right=lambda x, p: {1: p, 0: 1 - p}.get(x, 0),
    cases=[(1, 0.3), (0, 0.3), (2, 0.3)],
    asks="the probability of x = {0} (1 is heads, 0 is tails) when p = {1}",
    mistakes={
        "x is the value; its probability is p for heads and 1 - p for tails": lambda x, p: x,
        "that is the probability of tails; heads are x = 1": lambda x, p: 1 - p if x else p,
        "p is the probability of heads; tails are what it leaves over": lambda x, p: p,
        "the value 2 is on no coin: its probability is 0": lambda x, p: p if x == 1 else 1 - p,
        "p^x (1 - p)^(1 - x) holds for 0 and 1; 2 is on no coin": lambda x, p: (
            (p / (1 - p)) ** x * (1 - p)
        ),
    },
    praise="1 with probability p, 0 with probability 1 - p, and nothing else",
)
Exercise(
    name="coins-2",
    right=lambda: 27 / 64,
    asks="the probability of exactly three strokes",
    tolerance=1e-3,
    mistakes={
        "27/256 is one path of the tree; the rest may fall on any of four beats": lambda: 27 / 256,
        "81/256 is the bar of four strokes; exactly three are asked for": lambda: 81 / 256,
        "27/64 + 81/256 counts four strokes too; exactly three are asked for": lambda: 189 / 256,
        "3/4 is one stroke; multiply along a path and count the paths": lambda: 3 / 4,
        "1/4 is for a fair coin; this one strikes with probability 3/4": lambda: 1 / 4,
    },
    praise="27/64: four paths of probability 27/256 each",
)
Exercise(
    name="coins-3",
    right=lambda n, k: _heads_run(n - 1, k - 1),
    cases=[(3, 2), (200, 6)],
    asks="the probability of {1} equal results running in {0} flips",
    tolerance=1e-5,
    mistakes={
        "that is for heads alone; a run of tails counts, too": _heads_run,
        "twice that for heads counts sequences with both runs twice": lambda n, k: (
            2 * _heads_run(n, k)
        ),
        "{0} flips have {0} - 1 neighbours to be equal to": lambda n, k: _heads_run(n, k - 1),
    },
    praise="0.965 for six in 200: a run is the rule",
)
Exercise(
    name="coins-4",
    right=_gap,
    cases=[(2,), (3,), (100,)],
    asks="the expected gap after {0} flips",
    tolerance=1e-4,
    mistakes={
        "0 is the expected heads minus tails; take each absolute value first": lambda n: 0,
        "that is the standard deviation; the mean of the absolute value is smaller": sqrt,
        "heads are that far from n/2, and tails as far the other way": lambda n: _gap(n) / 2,
        "n choose n/2 is for an even n; sum over all numbers of heads": lambda n: (
            n * comb(n, n // 2) / 2**n
        ),
    },
    praise="7.96 after 100 flips: the gap grows, the share closes in",
)
Exercise(
    name="coins-5",
    right=lambda m: ceil((0.98 / m) ** 2),
    cases=[(0.05,), (0.03,), (0.1,)],
    asks="the number of flips for a margin of {0}",
    mistakes={
        "that falls a little short of a margin of {0}; round up": lambda m: int((0.98 / m) ** 2),
        "that is right, but flips come whole; round up": lambda m: (0.98 / m) ** 2,
        "half that margin is too strict: it counts to each side": lambda m: ceil((1.96 / m) ** 2),
        "the error has a square root, so solve for n by squaring": lambda m: ceil(0.98 / m),
    },
    praise="385 flips for 0.05, and half the margin costs four times as many",
)
_u, _v = np.random.default_rng(6).random((2, 100))
_kick = (_u < 0.3) * 1
Exercise(
    name="coins-6",
    right=lambda a, b: sqrt(len(a)) * _correlation(a, b),
    cases={
        "two rows of 100 steps that share their flips": (_kick, (_u < 0.6) * 1),
        "two rows of 100 steps with flips of their own": (_kick, (_v < 0.6) * 1),
        "two rows of 100 steps that avoid each other": (_kick, 1 - _kick),
    },
    asks="the score of {case}",
    mistakes={
        "that is the correlation; multiply by the square root of the steps": _correlation,
        "multiply by sqrt(n), not by n: chance moves a correlation by 1 / sqrt(n)": (
            lambda a, b: len(a) * _correlation(a, b)
        ),
        "take the means off first; two loud drums share strokes by chance": (
            lambda a, b: sqrt(len(a)) * np.mean(a * b)
        ),
        "keep the sign: rows that avoid each other have a negative score": (
            lambda a, b: sqrt(len(a)) * abs(_correlation(a, b))
        ),
    },
    praise="careless drums score far above 1.96",
)
Exercise(
    name="coins-7",
    right=_shares,
    cases=[(3,), (4,), (6,)],
    asks="the mean share for {0} flips",
    mistakes={
        "one half comes from pooling; take the share in each sequence, then the mean": lambda n: (
            0.5
        ),
        "leave out sequences without a flip after a head; 0 is no share": lambda n: _shares(n, [0]),
    },
    praise="5/12 for three flips, 17/42 for four: a mean of shares is not a share",
)


def _four_bars(pattern: Any) -> Iterator[str]:
    drums = ("kick", "snare", "hat")
    if not isinstance(pattern, dict) or not {*drums} <= {*pattern}:
        yield 'return a dictionary with the rows of "kick", "snare" and "hat"'
    if extra := {*pattern} - {*drums}:
        yield f"kick, snare and hat are all the drums there are; leave out {min(extra)!r}"
    if any(np.shape(pattern[drum]) != (64,) for drum in drums):
        yield "each drum has one row of 64 steps, four bars of 16"
    rows = np.array([pattern[drum] for drum in drums])
    if not np.isin(rows, (0, 1)).all():
        yield "rows are of 0 and 1 only"
    kick, snare, hat = rows = rows.astype(int)
    if not kick[::16].all():
        yield "a bar begins without a kick; set its first step to 1 after the flips"
    if (kick & snare).any():
        yield "kick and snare strike together; take the snare out where there is a kick"
    if len({rows[:, i : i + 16].tobytes() for i in (0, 16, 32, 48)}) < 4:
        yield "two of the four bars are alike; flip anew for each bar"
    if not 20 <= hat.sum() <= 50:
        yield f"{hat.sum()} of 64 hats sound with one of ten rngs; at p about 0.55, 20 to 50 do"


Piece(
    name="coins-8",
    asks='a dictionary with the rows of "kick", "snare" and "hat"',
    rules=_four_bars,
    draws=10,
    praise=lambda p: f"four bars, {int(np.sum(list(p.values())))} strokes with the first rng",
)

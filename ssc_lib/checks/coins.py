"""Checkers of the exercises in the chapter on coin flips."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import numpy as np

from ssc_lib.checks import Hint, compare, exercise


def without_run(n: int, k: int) -> int:
    """How many outcomes of ``n`` flips have no ``k`` heads in a row."""
    counts = [2**flips for flips in range(k)]
    while len(counts) <= n:
        counts.append(sum(counts[-k:]))
    return counts[n]


@exercise("coins-1")
def probability_of(answer: Callable[..., Any]) -> str:
    p = 0.3
    compare(
        answer(1, p),
        p,
        what="the probability of heads (x = 1) when p = 0.3",
        wrong={
            "1 is the value of heads; their probability is p": 1,
            "that is the probability of tails; heads are x = 1": 1 - p,
        },
    )
    compare(
        answer(0, p),
        1 - p,
        what="the probability of tails (x = 0) when p = 0.3",
        wrong={"0 is the value of tails; their probability is what heads leave over": 0},
    )
    compare(answer(2, p), 0, what="the probability of the value 2, which no flip has,")
    return "1 with probability p, 0 with probability 1 - p, and nothing else"


@exercise("coins-2")
def three_of_four(answer: Callable[[], Any]) -> str:
    compare(
        answer(),
        27 / 64,
        what="the probability of exactly three strokes",
        tolerance=1e-3,
        wrong={
            "27/256 is one path of the tree; the rest may fall on any of four beats": 27 / 256,
            "27/64 + 81/256 counts the bar with four strokes too; exactly three are asked for": (
                189 / 256
            ),
            "1/4 would be right for a fair coin; this one strikes with probability 3/4": 1 / 4,
        },
    )
    return "27/64: four paths of probability 27/256 each"


@exercise("coins-3")
def chance_of_run(answer: Callable[..., Any]) -> str:
    compare(
        answer(3, 2),
        3 / 4,
        what="the probability of two equal results running in 3 flips",
        wrong={
            "3/8 is for heads alone; TT is a run of equal results, too": 3 / 8,
            "7/8: three flips have two neighbours only, so only two chances to equal the flip "
            "before": 7 / 8,
        },
    )
    n, k = 200, 6
    heads = 1 - without_run(n, k) / 2**n
    compare(
        answer(n, k),
        1 - without_run(n - 1, k - 1) / 2 ** (n - 1),
        what="the probability of six equal results running in 200 flips",
        tolerance=1e-5,
        wrong={
            "that is for heads alone; a run of tails counts, too": heads,
            "twice the probability for heads counts the sequences with both kinds of run twice": (
                2 * heads
            ),
        },
    )
    return f"{1 - without_run(199, 5) / 2**199:.3f} for six in 200: a run is the rule"


@exercise("coins-4")
def expected_gap(answer: Callable[[int], Any]) -> str:
    for n in (2, 3, 100):
        right = sum(math.comb(n, h) * abs(2 * h - n) for h in range(n + 1)) / 2**n
        compare(
            answer(n),
            right,
            what=f"the expected gap after {n} flips",
            tolerance=1e-4,
            wrong={
                "0 is the expected heads minus tails; take the absolute value of each outcome "
                "first": 0,
                "that is the standard deviation, sqrt(n); the mean of the absolute value is "
                "smaller": math.sqrt(n),
                "that is how far heads are from n/2; tails are as far on the other side, so the "
                "gap is twice that": right / 2,
            },
        )
    return "7.96 after 100 flips: the gap grows, the share closes in"


@exercise("coins-5")
def flips_needed(answer: Callable[[float], Any]) -> str:
    for margin in (0.05, 0.03, 0.1):
        exact = (0.98 / margin) ** 2
        compare(
            answer(margin),
            math.ceil(exact),
            what=f"the number of flips for a margin of {margin}",
            wrong={
                f"{math.floor(exact)} flips fall a little short of a margin of {margin}; "
                "round up": math.floor(exact),
                f"{exact:.2f} is right, but flips come whole; round up": exact,
                "half that margin is too strict: the margin is what the band measures to each "
                "side": math.ceil(4 * exact),
                "the standard error has a square root, so solve for n by squaring": (
                    math.ceil(0.98 / margin)
                ),
            },
        )
    return "385 flips for 0.05, and half the margin costs four times as many"


@exercise("coins-6")
def dependence(answer: Callable[..., Any]) -> str:
    rng = np.random.default_rng(6)
    u, other = rng.random((2, 100))
    a, b, c = (u < 0.3) * 1, (u < 0.6) * 1, (other < 0.6) * 1
    for one, two in ((a, b), (a, c)):
        r = np.corrcoef(one, two)[0, 1]
        compare(
            answer(one, two),
            10 * r,
            what="the score of two rows of 100 steps",
            wrong={
                "that is the correlation; multiply by the square root of the number of steps": r,
                "that is the correlation times n; chance moves it by 1 / sqrt(n), so multiply by "
                "sqrt(n)": 100 * r,
                "that is the share of common strokes without the means taken off; two loud drums "
                "share strokes by chance": 10 * np.mean(one * two),
            },
        )
    return "careless drums score far above 1.96"


@exercise("coins-7")
def mean_share_after_heads(answer: Callable[[int], Any]) -> str:
    for n in (3, 4, 6):
        follows = [[b for a, b in pairwise(s) if a] for s in product((0, 1), repeat=n)]
        shares = [sum(f) / len(f) for f in follows if f]
        compare(
            answer(n),
            sum(shares) / len(shares),
            what=f"the mean share for {n} flips",
            wrong={
                "one half comes from pooling the flips of all sequences; take the share in each "
                "sequence first, then the mean of the shares": 0.5,
                "sequences without a flip after a head have no share; leave them out, do not "
                "count them as 0": sum(shares) / len(follows),
            },
        )
    return "5/12 for three flips, 17/42 for four: a mean of shares is not a share"


@exercise("coins-8")
def composition(answer: Callable[..., Any]) -> str:
    pieces = [_table(answer(np.random.default_rng(seed))) for seed in range(1, 11)]
    if not np.array_equal(pieces[0], _table(answer(np.random.default_rng(1)))):
        raise Hint("the same rng gave two different patterns; draw from the rng you are given")
    if np.array_equal(pieces[0], pieces[1]):
        raise Hint("another rng gave the same pattern; draw from the rng you are given")
    for kick, snare, hat in pieces:
        if not kick[::16].all():
            raise Hint("a bar begins without a kick; set its first step to 1 after the flips")
        if (kick & snare).any():
            raise Hint("kick and snare strike together; take the snare out where there is a kick")
        bars = {np.stack([kick, snare, hat])[:, i : i + 16].tobytes() for i in (0, 16, 32, 48)}
        if len(bars) < 4:
            raise Hint("two of the four bars are alike; flip anew for each bar")
        if not 20 <= hat.sum() <= 50:
            raise Hint(
                f"{hat.sum()} of 64 hats sound with one of ten rngs; with p about 0.55 there are "
                "20 to 50"
            )
    return f"four bars, {int(pieces[0].sum())} strokes with the first rng"


def _table(pattern: Any) -> np.ndarray:
    """The rows of kick, snare and hat as an array of shape (3, 64), or a hint."""
    if not isinstance(pattern, dict) or set(pattern) != {"kick", "snare", "hat"}:
        raise Hint('return a dictionary with the rows of "kick", "snare" and "hat"')
    for drum, row in pattern.items():
        values = np.asarray(row)
        if values.shape != (64,):
            raise Hint(f"the row of the {drum} has shape {values.shape}; four bars have 64 steps")
        if not np.isin(values, (0, 1)).all():
            raise Hint(f"the row of the {drum} must hold 0 and 1 only")
    return np.array([pattern[drum] for drum in ("kick", "snare", "hat")]).astype(int)

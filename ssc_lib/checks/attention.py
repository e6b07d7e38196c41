"""Checkers of the exercises in the chapter on attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ssc_lib.checks import Hint, compare, composed, copied_events, exercise, varied_bars
from ssc_lib.networks.cells import softmax

SHARE = np.array([0.5, 0.3, 0.2, 0.0])


@exercise("attention-1")
def weights(answer: Callable[..., Any]) -> str:
    s = np.array([5.0, 3.0, 2.0])
    compare(
        answer(s.copy()),
        softmax(s),
        what="the weights of scores 5, 3, 2",
        wrong={
            "these are not normalised; divide by their sum": np.exp(s),
            "a score may be negative, so shares of the sum will not do; exponentiate first": (
                s / s.sum()
            ),
            "that is 2 to the power of the scores; the softmax takes e": 2**s / (2**s).sum(),
        },
    )
    large = answer(np.array([1000.0, 1000.0]))
    if large is not None and not np.isfinite(np.asarray(large, dtype=float)).all():
        raise Hint("for scores (1000, 1000) you got nan: subtract the largest score first")
    compare(large, [0.5, 0.5], what="the weights of scores (1000, 1000)")
    return "positive, summing to 1, and large scores do no harm"


@exercise("attention-2")
def attended(answer: Callable[..., Any]) -> str:
    a = np.array([0.5, 0.25, 0.25])
    memory = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 3.0]])
    compare(
        answer(a, memory),
        a @ memory,
        what="what is attended to",
        wrong={
            "that is the plain mean of the rows; weigh each row by its weight": memory.mean(axis=0),
            "that is the row of the largest weight; the others count too": memory[0],
            "the rows are weighed and not yet added up; sum over the rows": a[:, None] * memory,
            "the weights sum to 1 already; do not divide by the number of rows": a @ memory / 3,
        },
    )
    return "a mean of the remembered rows, by weight"


@exercise("attention-3")
def scores(answer: Callable[..., Any]) -> str:
    rng = np.random.default_rng(3)
    for slots, units in ((3, 2), (5, 4)):
        q, v = rng.normal(size=units), rng.normal(size=units)
        memory, K = rng.normal(size=(slots, units)), rng.normal(size=(units, units))
        compare(
            answer(q, memory, K, v),
            np.tanh(memory @ K + q) @ v,
            what=f"the scores of {slots} rows",
            wrong={
                "the rows are compared as they are; take their keys, memory @ K": np.tanh(
                    memory + q
                )
                @ v,
                "the tanh is missing: without it the query adds the same to every score": (
                    memory @ K + q
                )
                @ v,
                "the tanh comes before the product with v, not after it": np.tanh(
                    (memory @ K + q) @ v
                ),
                "that multiplies keys and query, as later networks do; here they are added": (
                    memory @ K @ q
                ),
                "the query is missing": np.tanh(memory @ K) @ v,
                "each key is a row times K: memory @ K, not memory @ K.T": np.tanh(memory @ K.T + q)
                @ v,
            },
        )
    return "one score for each remembered row"


@exercise("attention-4")
def sharpened(answer: Callable[..., Any]) -> str:
    p = np.array([0.5, 0.3, 0.2])
    for beta in (2.0, 0.5):
        right = p**beta / (p**beta).sum()
        compare(
            answer(p.copy(), beta),
            right,
            what=f"the weights at beta = {beta:g}",
            wrong={
                "these are not normalised; divide by their sum": p**beta,
                "multiplying the weights and normalising gives the old ones back; it is the "
                "scores, their logarithms, that are multiplied": p,
                "a weight is not a score: take its logarithm first": softmax(beta * p),
                "that divides the scores by beta": p ** (1 / beta) / (p ** (1 / beta)).sum(),
            },
        )
    compare(answer(SHARE.copy(), 2.0), SHARE**2 / (SHARE**2).sum(), what="the case of a weight 0")
    return "powers of the weights, without ever seeing a score"


@exercise("attention-5")
def largest_lag(answer: Callable[..., Any]) -> str:
    rows = np.array([[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [0.1, 0.6, 0.2, 0.1]])
    compare(
        answer(rows.copy()),
        [1, 4, 3],
        what="the lags of the largest weights",
        wrong={
            "those are slots, counted from the oldest; the last slot is 1 step ago": [3, 0, 1],
            "one too few: the last slot is 1 step ago, not 0": [0, 3, 2],
            "one too many: the last slot is 1 step ago": [2, 5, 4],
            "the oldest slot comes first, so it is the last one that is 1 step ago": [4, 1, 2],
        },
    )
    compare(
        answer(np.eye(40)), np.arange(40, 0, -1), what="the lags where one slot has all the weight"
    )
    return "the last slot is one step ago, the first L steps ago"


@exercise("attention-6")
def steps_looked_at(answer: Callable[..., Any]) -> str:
    p = np.array([0.5, 0.25, 0.125, 0.125])
    compare(
        answer(p.copy()),
        2**1.75,
        what="the steps looked at with weights 1/2, 1/4, 1/8, 1/8",
        wrong={
            "that is the entropy in bits; the answer is 2 to that power": 1.75,
            "that mixes bases: e to a number of bits": np.exp(1.75),
            "that is 2 to a number of nats; take logarithms of base 2": 2 ** (1.75 * np.log(2)),
            "that counts the weights above 0; weigh them": 4,
            "that is 1 over the sum of squares, another measure; take the entropy": 1 / (p @ p),
        },
    )
    zero = answer(np.array([0.5, 0.5, 0.0, 0.0]))
    if zero is not None and np.isnan(np.asarray(zero, dtype=float)).any():
        raise Hint("a weight of 0 gave nan: leave it out, since 0 log 0 counts as 0")
    compare(zero, 2, what="the steps looked at with weights 1/2, 1/2, 0, 0")
    compare(answer(np.full(40, 1 / 40)), 40, what="the steps looked at by a level gaze")
    return "40 for a level gaze, 1 for a stare"


@exercise("attention-7")
def masked(answer: Callable[..., Any]) -> str:
    s = np.array([2.0, 1.0, 0.5, 1.5, -1.0])
    for filled in (2, 5, 1):
        right, none, late = (np.zeros(5) for _ in range(3))
        right[5 - filled :] = softmax(s[5 - filled :])
        late[5 - filled :] = softmax(s)[5 - filled :]
        none[:filled] = softmax(s[:filled])
        compare(
            answer(s.copy(), filled),
            right,
            what=f"the weights with {filled} of 5 slots filled",
            wrong={
                "a score of 0 is a score like any other; take minus infinity": softmax(
                    np.where(np.arange(5) < 5 - filled, 0, s)
                ),
                f"these sum to {late.sum():.2f}; mask before the softmax, or normalise again": late,
                "those are the wrong slots: the oldest comes first, so the last ones are filled": (
                    none
                ),
                "nothing is masked": softmax(s),
                "keep the shape: a weight for every slot, 0 for the empty ones": softmax(
                    s[5 - filled :]
                ),
            },
        )
    return "exactly 0 where there is nothing, and a sum of 1 over the rest"


@exercise("attention-8")
def composition(answer: Callable[..., Any]) -> str:
    melody = composed(answer, 96)
    bars = varied_bars(melody, "raise the temperature")
    full = [len(bar.pitches) >= 3 for bar in melody.bars()]
    gaps = [
        next((m - n for m in range(n + 2, len(bars)) if bars[m] == bar), 0)
        for n, bar in enumerate(bars)
        if full[n]
    ]
    if not any(gaps):
        raise Hint(
            "no bar of three notes or more returns after another one; draw more outputs and take "
            "one in which a bar does"
        )
    copied = copied_events(melody, 48, "take another draw")
    back = min(gap for gap in gaps if gap)
    return f"a bar returns after {back} bars, and at most {copied} events in a row are copied"

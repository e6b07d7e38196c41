"""Exercises of the chapter *Attention*."""

from collections.abc import Iterator
from itertools import combinations
from math import exp, log

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import copied_events, entropy, long_enough, normalised, original, varied
from ssc_lib.music.melody import Melody
from ssc_lib.networks.cells import softmax

_p = np.array([0.5, 0.3, 0.2])
_s = np.array([2.0, 1.0, 0.5, 1.5, -1.0])
_rows = np.array([[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [0.1, 0.6, 0.2, 0.1]])


def _layer(slots: int, units: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(slots)
    return tuple(rng.normal(size=s) for s in (units, (slots, units), (units, units), units))


def _lags(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows.shape[1] - rows.argmax(axis=1))


def _masked(s: np.ndarray, filled: int, empty: float = -np.inf) -> np.ndarray:
    return softmax(np.where(np.arange(len(s)) < len(s) - filled, empty, s))


Exercise(
    name="attention-1",
    right=softmax,
    cases=[(np.array([5.0, 3.0, 2.0]),), (np.array([1000.0, 1000.0]),)],
    asks="the weights of scores {0}",
    mistakes={
        "these are not normalised; divide by their sum": np.exp,
        "a score may be negative, so shares of the sum will not do; exponentiate first": normalised,
        "that is 2 to the power of the scores; take e": lambda s: softmax(s * log(2)),
        "you got nan: take off the largest score first": lambda s: normalised(np.exp(s)),
    },
    praise="positive, summing to 1, and large scores do no harm",
)
Exercise(
    name="attention-2",
    right=lambda weights, memory: weights @ memory,
    cases=[(np.array([0.5, 0.25, 0.25]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 3.0]]))],
    asks="what is attended to",
    mistakes={
        "that is the plain mean of the rows; weigh each by its weight": lambda a, M: M.mean(axis=0),
        "that is the row of the largest weight; the others count too": lambda a, M: M[a.argmax()],
        "the rows are weighed and not yet added up; sum over the rows": lambda a, M: a[:, None] * M,
        "the weights sum to 1; do not divide by the number of rows": lambda a, M: a @ M / len(a),
        "add up over the rows, not within them": lambda a, M: (a[:, None] * M).sum(axis=1),
    },
    praise="a mean of the remembered rows, by weight",
)
Exercise(
    name="attention-3",
    right=lambda q, M, K, v: np.tanh(M @ K + q) @ v,
    cases={"3 rows of 2": _layer(3, 2), "5 rows of 4": _layer(5, 4)},
    asks="the scores of a memory of {case}",
    mistakes={
        "rows are compared by their keys, memory @ K": lambda q, M, K, v: np.tanh(M + q) @ v,
        "the tanh is missing; the query adds the same to all": lambda q, M, K, v: (M @ K + q) @ v,
        "tanh comes before the product with v": lambda q, M, K, v: np.tanh((M @ K + q) @ v),
        "that multiplies keys and query; here they are added": lambda q, M, K, v: M @ K @ q,
        "the query is missing": lambda q, M, K, v: np.tanh(M @ K) @ v,
        "each key is a row times K, not K.T": lambda q, M, K, v: np.tanh(M @ K.T + q) @ v,
    },
    praise="one score for each remembered row",
)
Exercise(
    name="attention-4",
    right=lambda p, beta: normalised(p**beta),
    cases=[(_p, 2.0), (_p, 0.5), (np.array([0.5, 0.3, 0.2, 0.0]), 2.0)],
    asks="the weights {0} at beta = {1}",
    mistakes={
        "these are not normalised; divide by their sum": lambda p, beta: p**beta,
        "multiplied and normalised, weights stay as they were; multiply scores": lambda p, beta: p,
        "a weight is not a score: take its logarithm first": lambda p, beta: softmax(beta * p),
        "that divides the scores by beta": lambda p, beta: normalised(p ** (1 / beta)),
    },
    praise="powers of the weights, without ever seeing a score",
)
Exercise(
    name="attention-5",
    right=_lags,
    cases={"3 rows of 4 slots": (_rows,), "40 rows, each with all in one slot": (np.eye(40),)},
    asks="the lags of the largest weights in {case}",
    mistakes={
        "those are slots, the oldest first; the last is 1 step ago": lambda r: r.argmax(axis=1),
        "one too few: the last slot is 1 step ago, not 0": lambda r: _lags(r) - 1,
        "one too many: the last slot is 1 step ago": lambda r: _lags(r) + 1,
        "the last slot is 1 step ago, not the first": lambda r: r.argmax(axis=1) + 1,
        "one lag for each step: take the largest along a row": lambda r: len(r) - r.argmax(axis=0),
    },
    praise="the last slot is one step ago, the first L steps ago",
)
Exercise(
    name="attention-6",
    right=lambda p: 2 ** entropy(p),
    cases=[(np.array(p),) for p in ([0.5, 0.25, 0.125, 0.125], [0.5, 0.5, 0, 0], [1 / 40] * 40)],
    asks="the steps looked at with weights {0}",
    mistakes={
        "that is the entropy in bits; the answer is 2 to that power": entropy,
        "that mixes bases: e to a number of bits": lambda p: exp(entropy(p)),
        "that mixes bases: 2 to a number of nats": lambda p: 2 ** (entropy(p) * log(2)),
        "that counts the weights above 0; weigh them": np.count_nonzero,
        "1 over the sum of squares is another measure; take the entropy": lambda p: 1 / (p @ p),
        "a weight of 0 gave nan: 0 log 0 counts as 0": lambda p: 2 ** -(p * np.log2(p)).sum(),
        "entropy is minus the sum of p log p; mind the sign": lambda p: 2 ** -entropy(p),
    },
    praise="40 for a level gaze, 1 for a stare",
)
Exercise(
    name="attention-7",
    right=_masked,
    cases=[(_s, 2), (_s, 5), (_s, 1)],
    asks="the weights of scores {0} with {1} of 5 slots filled",
    mistakes={
        "a score of 0 is one like any other; take minus infinity": lambda s, n: _masked(s, n, 0),
        "mask before softmax, or normalise again": lambda s, n: softmax(s) * (_masked(s, n) > 0),
        "the oldest come first, so the last are filled": lambda s, n: _masked(s[::-1], n)[::-1],
        "nothing is masked": lambda s, n: softmax(s),
        "keep a weight of 0 for every empty slot": lambda s, n: softmax(s[-n:]),
    },
    praise="exactly 0 where there is nothing, and a sum of 1 over the rest",
)


def _returns(melody: Melody) -> int:
    """After how many bars, at least two, a bar of three notes or more returns; 0 if none does."""
    bars = melody.bars()
    pairs = combinations(range(len(bars)), 2)
    gaps = [b - a for a, b in pairs if bars[a] == bars[b] and len(bars[a].pitches) > 2]
    return min((gap for gap in gaps if gap > 1), default=0)


def _tune(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 96)
    yield from varied(melody, "raise the temperature")
    if not _returns(melody):
        yield "no bar of three notes returns after another one; take an output in which one does"
    yield from original(melody, 48, "take another draw")


Piece(
    name="attention-8",
    asks="a Melody",
    kind=Melody,
    rules=_tune,
    praise=lambda melody: (
        f"a bar returns after {_returns(melody)} bars, "
        f"and at most {copied_events(melody)} events in a row are copied"
    ),
)

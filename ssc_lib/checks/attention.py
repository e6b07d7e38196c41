"""Exercises of the chapter *Attention*."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import exp, log

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import copied_events, entropy, long_enough, normalised, original, varied
from ssc_lib.music.melody import Melody
from ssc_lib.networks.cells import softmax

_p = np.array([0.5, 0.3, 0.2])
_s = np.array([2.0, 1.0, 0.5, 1.5, -1.0])


def _score(events: Sequence[int], back: int, most: int) -> int:
    run, limit = 0, min(most, len(events) - back)
    while run < limit and events[-1 - run] == events[-1 - run - back]:
        run += 1
    return run


def _agreeing(events: Sequence[int], back: int, most: int) -> int:
    pairs = zip(reversed(events[back:]), reversed(events[: len(events) - back]), strict=True)
    return sum(now == then for now, then in list(pairs)[:most])


def _copied(weights: np.ndarray, values: Sequence[int], V: int) -> np.ndarray:
    return np.bincount(np.asarray(values, dtype=int), weights, V)


def _last(weights: np.ndarray, values: Sequence[int], V: int) -> np.ndarray:
    p = np.zeros(V)
    p[list(values)] = weights
    return p


def _remember(p: np.ndarray, s: np.ndarray, values: Sequence[int], doubt: float) -> np.ndarray:
    weights = softmax(np.append(s, doubt))
    return weights[-1] * p + _copied(weights[:-1], values, len(p))


def _tune_alone(p: np.ndarray, s: np.ndarray, values: Sequence[int], doubt: float) -> np.ndarray:
    return _copied(softmax(s), values, len(p)) if len(s) else np.zeros(len(p))


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
    right=_score,
    cases={
        "a run of 2": ([0, 2, 4, 0, 0, 2, 4, 0, 4, 5, 7, 1, 4, 5], 4, 8),
        "no run": ([0, 2, 4, 0, 0, 2, 4, 0, 4, 5, 7, 1, 4, 5], 8, 8),
        "more than most": ([3, 1, 2] * 5, 3, 8),
        "a run to the beginning": ([5, 6, 5, 6, 5], 2, 8),
        "a break, and more": ([1, 2, 3, 4, 1, 9, 3, 4], 4, 8),
    },
    asks="the score with {case}",
    mistakes={
        "that goes on beyond `most` events": lambda e, back, most: _score(e, back, 99),
        "without a break: stop at the first event that differs": _agreeing,
        "that is whether the last event agrees; count the run": lambda e, back, most: _score(
            e, back, 1
        ),
        "one too many: a place whose last event differs has the score 0": lambda e, back, most: (
            _score(e, back, most) + 1
        ),
        "count back from now, and not from the beginning": lambda e, back, most: _score(
            e[::-1], back, most
        ),
    },
    praise="the run, up to a limit: query times key",
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
    right=_copied,
    cases={
        "three places, two of one mind": (np.array([0.5, 0.3, 0.2]), [4, 2, 4], 6),
        "one place": (np.array([1.0]), [0], 3),
    },
    asks="what is proposed by {case}",
    mistakes={
        "where several places propose an event, their weights add up": _last,
        "that counts places; add up their weights": lambda p, values, V: np.bincount(
            values, minlength=V
        ),
        "those are the weights; say how probable each of the V events is": lambda p, values, V: p,
        "that proposes the value of the largest weight alone": lambda p, values, V: np.eye(V)[
            values[np.argmax(p)]
        ],
    },
    praise="weights of places have become probabilities of events",
)
Exercise(
    name="attention-6",
    right=lambda p: 2 ** entropy(p),
    cases=[(np.array(p),) for p in ([0.5, 0.25, 0.125, 0.125], [0.5, 0.5, 0, 0], [1 / 40] * 40)],
    asks="the places looked at with weights {0}",
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
Exercise(
    name="attention-8",
    right=_remember,
    cases={
        "two places": (np.array([0.5, 0.25, 0.25]), np.array([2.0, 0.5]), [1, 1], 1.5),
        "no places": (_p, np.array([]), [], 4.0),
        "large scores": (_p, np.array([900.0, 899.0]), [0, 2], 899.0),
    },
    asks="what generator and tune say together with {case}",
    mistakes={
        "without places the generator says all; weigh it with the rest": _tune_alone,
        "the doubt is a score, not a weight: it goes into the softmax": lambda p, s, v, doubt: (
            _remember(p, s, v, log(doubt))
        ),
        "the generator is weighed as if its score were 0; it is the doubt": lambda p, s, v, doubt: (
            _remember(p, s, v, 0.0)
        ),
        "that adds generator and tune, and sums to more than 1; mix them": lambda p, s, v, doubt: (
            p + _tune_alone(p, s, v, doubt)
        ),
    },
    praise="one softmax, in which the generator is one place more",
)


def _returns(melody: Melody) -> int:
    """After how many steps, more than 40, a bar of three notes or more returns; 0 if none does."""
    bars = melody.bars()
    pairs = combinations(range(len(bars)), 2)
    gaps = [b - a for a, b in pairs if bars[a] == bars[b] and len(bars[a].pitches) > 2]
    steps = [gap * melody.steps_per_bar for gap in gaps]
    return min((step for step in steps if step > 40), default=0)


def _tune(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 128)
    yield from varied(melody, "raise the doubt or the temperature")
    if not _returns(melody):
        yield (
            "no bar of three notes returns after more than 40 steps; take an output in which one "
            "does, or lower the doubt"
        )
    yield from original(melody, 48, "take another draw")


Piece(
    name="attention-9",
    asks="a Melody",
    kind=Melody,
    rules=_tune,
    praise=lambda melody: (
        f"a bar returns after {_returns(melody)} steps, "
        f"and at most {copied_events(melody)} events in a row are copied"
    ),
)

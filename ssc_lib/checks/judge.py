"""Exercises of the chapter *The machine as a judge*."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from scipy.stats import norm, rankdata

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough
from ssc_lib.judging.features import FEATURES, features, returning_bars
from ssc_lib.judging.judge import wilson
from ssc_lib.music.melody import Melody

Exercise(
    name="judge-1",
    right=lambda n: 0.5 + 1.96 / (2 * np.sqrt(n)),
    cases=[(500,), (200,), (20,)],
    asks="the accuracy above which {0} answers are better than chance",
    mistakes={
        "the standard error of a share of 1/2 is 1/(2 root n)": lambda n: 0.5 + 1.96 / np.sqrt(n),
        "divide by the root of n": lambda n: 0.5 + 1.96 / (2 * n),
        "chance alone is right in half of all answers; add 0.5": lambda n: 1.96 / (2 * np.sqrt(n)),
        "two and a half per cent lie above 1.96 standard errors": lambda n: (
            0.5 + 1 / (2 * np.sqrt(n))
        ),
    },
    praise="500 answers need .544, and 20 need .719",
)


def _wilson(right: int, n: int, fault: str = "") -> tuple[float, float]:
    p = right / n
    if fault == "plain":
        half = 1.96 * np.sqrt(p * (1 - p) / n)
        return p - half, p + half
    low, high = wilson(p, n)
    if fault == "half":
        return p - (high - low) / 2, p + (high - low) / 2
    return (high, low) if fault == "order" else (low, high)


Exercise(
    name="judge-2",
    right=_wilson,
    cases=[(288, 480), (9, 10), (20, 20)],
    asks="Wilson's interval for {0} right answers of {1}",
    mistakes={
        "that is the plain interval, which ends above 1 where all answers are right": (
            partial(_wilson, fault="plain")
        ),
        "the middle is drawn towards one half": partial(_wilson, fault="half"),
        "first the lower end": partial(_wilson, fault="order"),
    },
    praise="it never leaves 0 to 1, and 20 of 20 do not prove certainty",
)


def _rule(real: Any, made: Any, fault: str = "") -> float:
    real, made = np.asarray(real), np.asarray(made)
    best = 0.0
    for cut in np.concatenate([real, made]):
        right = (real >= cut).mean() / 2 + (made < cut).mean() / 2
        best = max(best, right)
        if fault == "either":
            best = max(best, 1 - right)
        if fault == "mean":
            best = (real >= np.mean(made)).mean() / 2 + (made < np.mean(made)).mean() / 2
        if fault == "hits":
            best = max(best, (real >= cut).mean())
    return float(best)


_real, _made = np.array([24, 18, 30, 12, 9]), np.array([10, 8, 14, 9, 20])
Exercise(
    name="judge-3",
    right=_rule,
    cases=[(_real, _made), (np.array([3, 5, 7]), np.array([1, 2, 4])), (_made, _real)],
    asks="how often the best rule 'real if at least so much' is right about {0} and {1}",
    mistakes={
        "the rule says real from a value on, not below it": partial(_rule, fault="either"),
        "try every value as the line, not the mean alone": partial(_rule, fault="mean"),
        "count the made ones that are called made as well": partial(_rule, fault="hits"),
    },
    praise="a rule that was chosen on these answers flatters itself on them; judge it on others",
)
Exercise(
    name="judge-4",
    right=lambda hits, alarms: float(norm.ppf(hits) - norm.ppf(alarms)),
    cases=[(0.767, 0.091), (0.7, 0.3), (0.5, 0.5)],
    asks="d' for hits {0} and false alarms {1}",
    mistakes={
        "both go through the inverse of the normal distribution first": lambda h, f: h - f,
        "hits minus false alarms; yours has the other sign": (
            lambda h, f: float(norm.ppf(f) - norm.ppf(h))
        ),
        "a difference, not a sum": lambda h, f: float(norm.ppf(h) + norm.ppf(f)),
        "the inverse of the distribution, not the distribution": (
            lambda h, f: float(norm.cdf(h) - norm.cdf(f))
        ),
    },
    praise="0 is chance, whatever a judge's habit of saying machine",
)


def _standardised(x: Any, learn: Any, fault: str = "") -> np.ndarray:
    x, learn = np.asarray(x, dtype=float), np.asarray(learn)
    rows = x if fault == "all" else x[learn]
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    if fault == "rows":
        return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    if fault == "mean":
        return x - mean
    return (x - mean) / spread


_x = np.array([[1.0, 10], [3, 30], [5, 20], [100, -50]])
Exercise(
    name="judge-5",
    right=_standardised,
    cases=[(_x, np.array([True, True, True, False])), (_x[:3], np.array([True, False, True]))],
    asks="the columns of {0}, brought to one scale by the rows {1}",
    mistakes={
        "mean and spread of the rows that are learned from; you have seen the others": (
            partial(_standardised, fault="all")
        ),
        "each column has a mean and a spread, not each row": partial(_standardised, fault="rows"),
        "divide by the spread as well": partial(_standardised, fault="mean"),
    },
    praise="the judge must know nothing of those it will be asked about",
)


def _gradient(w: Any, x: Any, y: Any, fault: str = "") -> np.ndarray:
    p = 1 / (1 + np.exp(-(x @ w)))
    if fault == "sign":
        p, y = y, p
    if fault == "raw":
        p = x @ w
    found = x.T @ (p - y)
    return np.asarray(found / len(x) if fault != "sum" else found)


_w, _a = np.array([0.5, -1.0]), np.array([[1.0, 0.2], [1.0, -1.0], [1.0, 2.0]])
Exercise(
    name="judge-6",
    right=_gradient,
    cases=[(_w, _a, np.array([1, 0, 1])), (np.zeros(2), _a, np.array([0, 0, 1]))],
    asks="the gradient of the mean loss at {0}",
    mistakes={
        "p - y, not y - p: the loss must fall against it": partial(_gradient, fault="sign"),
        "the mean over the rows, not their sum": partial(_gradient, fault="sum"),
        "p is a probability: put x @ w through the logistic function": partial(
            _gradient, fault="raw"
        ),
    },
    praise="the same as that of a softmax of two: what was said minus what was",
)


def _auc(real: Any, made: Any, fault: str = "") -> float:
    real, made = np.asarray(real), np.asarray(made)
    ranks = rankdata(np.concatenate([real, made]))
    if fault == "ties":
        return float((made[:, None] > real[None]).mean())
    found = (ranks[len(real) :].sum() - len(made) * (len(made) + 1) / 2) / (len(real) * len(made))
    if fault == "turned":
        return float(1 - found)
    if fault == "accuracy":
        line = np.median(np.concatenate([real, made]))
        return float(((made > line).mean() + (real <= line).mean()) / 2)
    return float(found)


_s, _t = np.array([0.1, 0.4, 0.4, 0.8]), np.array([0.4, 0.9, 0.7])
Exercise(
    name="judge-7",
    right=_auc,
    cases=[(_s, _t), (np.array([0.2, 0.3]), np.array([0.1, 0.9])), (_t, _t)],
    asks="the chance that a made melody gets the higher score, for {0} and {1}",
    mistakes={
        "where both scores are equal, half of it counts": partial(_auc, fault="ties"),
        "the second ones are made, and they should be higher": partial(_auc, fault="turned"),
        "compare each pair; no line is drawn": partial(_auc, fault="accuracy"),
    },
    praise="the area under the curve of hits against false alarms: it needs no line",
)


def _like_people(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 128)
    if len(melody.pitches) < 2:
        yield "write at least two notes"
        return
    found = dict(zip(FEATURES, features([melody])[0], strict=True))
    if not 16 <= found["longest repeat"] <= 80:
        yield f"the longest repeat has {found['longest repeat']:.0f} steps; write 16 to 80"
    if found["leaps"] > 0.15:
        yield f"{found['leaps']:.0%} of the intervals are leaps; people make 15 % or fewer"
    if (off := found["onsets off the eighth grid"]) > 0.25:
        yield f"{off:.0%} of the notes begin off the eighths; 25 % may"
    if not 0.1 <= (again := returning_bars(melody)) <= 0.6:
        yield f"{again:.0%} of the bars were heard before; 10 to 60 % may"


Piece(
    name="judge-8",
    asks="a Melody",
    kind=Melody,
    rules=_like_people,
    praise=lambda melody: f"{returning_bars(melody):.0%} of the bars were heard before",
)

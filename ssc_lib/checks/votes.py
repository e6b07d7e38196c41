"""Exercises of the chapter *When the tune votes*."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough, normalised
from ssc_lib.music.melody import Melody

_tune = [2, 0, 3, 4, 2, 0, 3, 5, 2, 0, 3, 4, 2, 0, 3]
_other = [2, 3, 2, 3, 4, 3, 2, 3, 5, 3, 2, 3]


def _run(events: Any, distance: int) -> int:
    run = 0
    while run + distance < len(events) and events[-1 - run] == events[-1 - run - distance]:
        run += 1
    return run


def _whole_run(events: Any, distance: int) -> int:
    return sum(a == b for a, b in zip(events[distance:], events, strict=False))


def _longest(events: Any, bar: int, far: bool = False, every: int = 0) -> Any:
    distances = range(every or bar, len(events) + 1, every or bar)
    runs = {d: _run(events, d) for d in distances}
    best = max(runs.values(), default=0)
    if not best:
        return None
    fits = [d for d in distances if runs[d] == best]
    return events[-fits[-1] if far else -fits[0]]


Exercise(
    name="votes-1",
    right=_run,
    cases=[(_tune, 4), (_tune, 8), (_other, 4), (_tune[:9], 4)],
    asks="the run at a distance of {1} steps, at the end of {0}",
    mistakes={
        "a run ends at the first step that differs; you count all that agree": _whole_run,
        "count back from the last event; you count from the beginning": (
            lambda e, d: _run([*e][::-1], d)
        ),
        "a run has as many steps as agree; you count one too many": lambda e, d: _run(e, d) + 1,
        "{1} is the distance in steps; you compare neighbours": lambda e, d: _run(e, 1),
    },
    praise="it says how long one might have copied and been right",
)
Exercise(
    name="votes-2",
    right=_longest,
    cases=[(_tune, 4), (_other, 4), ([2, 3, 4, 5, 3], 4), ([2, 3, 4, 2, 5, 4, 2], 3)],
    asks="what the longest repeat proposes after {0}, in bars of {1}",
    mistakes={
        "of several that are longest take the nearest": partial(_longest, far=True),
        "look back whole bars only": partial(_longest, every=1),
        "propose what comes next there; you give the event that agreed": (
            lambda e, b: None if _longest(e, b) is None else e[-1]
        ),
        "without any run nothing is proposed: None": (
            lambda e, b: e[-b] if _longest(e, b) is None else _longest(e, b)
        ),
    },
    praise="so it is found in ssc.Copies, up to 32 bars back",
)


def _voted(p: Any, event: int, w: float) -> np.ndarray:
    return normalised(np.asarray(p) * np.where(np.arange(len(p)) == event, np.exp(w), 1))


_p = np.array([0.5, 0.3, 0.2])
Exercise(
    name="votes-3",
    right=_voted,
    cases=[(_p, 2, 1.5), (_p, 0, -1.0), (np.array([0.1, 0.9]), 0, 3.0)],
    asks="the distribution {0} after a vote of weight {2} for event {1}",
    mistakes={
        "it no longer sums to 1; divide by the sum": (
            lambda p, e, w: p * np.where(np.arange(len(p)) == e, np.exp(w), 1)
        ),
        "a weight is added to a logarithm: multiply by exp(w), not by w": (
            lambda p, e, w: normalised(p * np.where(np.arange(len(p)) == e, abs(w), 1))
        ),
        "the vote is for one event; the others keep their proportions": (
            lambda p, e, w: normalised(p * np.exp(w * np.arange(len(p))))
        ),
    },
    praise="a weight is what is added to the log-odds of one event",
)


def _pooled(said: Any, trust: Any, event: int, w: float, fault: str = "") -> np.ndarray:
    said, trust = np.asarray(said), np.asarray(trust)
    z = trust @ (said if fault == "mean" else np.log(said))
    z = np.log(z) if fault == "mean" else z
    z[event] += w
    p = np.exp(z)
    return p if fault == "sum" else p / p.sum()


_said = np.array([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6]])
Exercise(
    name="votes-4",
    right=_pooled,
    cases=[(_said, [0.5, 0.5], 1, 0.0), (_said, [0.9, 0.4], 2, 1.0), (_said, [1.0, 0.0], 0, -2.0)],
    asks="what a jury decides with trust {1} and weight {3} for event {2}",
    mistakes={
        "it does not sum to 1; divide by the sum": partial(_pooled, fault="sum"),
        "trust multiplies logarithms of probabilities, not the probabilities": partial(
            _pooled, fault="mean"
        ),
        "the vote is missing": lambda said, trust, event, w: _pooled(said, trust, event, 0.0),
    },
    praise="the logarithmic opinion pool; with a trust of 1 and 0 only the first generator speaks",
)


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


Exercise(
    name="votes-5",
    right=lambda p, share: _logit(share) - _logit(p),
    cases=[(0.2, 0.6), (0.05, 0.9), (0.5, 0.5), (0.3, 0.1)],
    asks="the weight that lifts {0} to {1}",
    mistakes={
        "that is the ratio of odds; the weight is its logarithm": (
            lambda p, s: s / (1 - s) / (p / (1 - p))
        ),
        "probabilities are not odds: divide each by what it lacks to 1": lambda p, s: np.log(s / p),
        "the sign is wrong: from {0} to {1}": lambda p, s: _logit(p) - _logit(s),
        "natural logarithms, as in the chapter": lambda p, s: (_logit(s) - _logit(p)) / np.log(2),
    },
    praise="with it the source is expected to be right as often as it is",
)


def _returns(q: Any, w: float) -> float:
    again = float(np.sum(np.square(q)))
    return again * np.exp(w) / (1 - again + again * np.exp(w))


Exercise(
    name="votes-6",
    right=_returns,
    cases=[(_p, 0.0), (_p, 2.0), (np.full(5, 0.2), 3.0), (np.array([0.9, 0.1]), -1.0)],
    asks="the share of returns for {0} and weight {1}",
    mistakes={
        "without a vote it is the chance that two draws agree, the sum of the squares": (
            lambda q, w: _returns(q, 0.0)
        ),
        "it is a probability, at most 1; divide by the odds and 1": (
            lambda q, w: np.sum(np.square(q)) * np.exp(w)
        ),
        "how often an event stands there counts, too: this takes all events as equally common": (
            lambda q, w: np.mean(q * np.exp(w) / (1 - q + q * np.exp(w)))
        ),
        "an event stands there more often than q says, since it has been voted for": (
            lambda q, w: np.sum(q * q * np.exp(w) / (1 - q + q * np.exp(w)))
        ),
    },
    praise="the log-odds of a return are w plus those of two draws that agree by chance",
)


def _copied(q: Any, means: Any, V: int, event: int) -> float:
    q, means = np.asarray(q), np.asarray(means)
    mine = means == event
    return float(q[V:][mine[V:]].sum() / q[mine].sum())


_q = np.array([0.3, 0.05, 0.15, 0.1, 0.25, 0.05, 0.1])
_means = np.array([0, 1, 2, 3, 2, 2, 0])
Exercise(
    name="votes-7",
    right=_copied,
    cases=[(_q, _means, 4, 2), (_q, _means, 4, 0), (_q, _means, 4, 3)],
    asks="the share of event {3} that is copied",
    mistakes={
        "divide by the probability of the event": (
            lambda q, means, V, e: q[V:][means[V:] == e].sum()
        ),
        "labels from V on copy; only those that mean the event count": (
            lambda q, means, V, e: q[V:].sum()
        ),
        "that is the share that is written; take it from 1": (
            lambda q, means, V, e: 1 - _copied(q, means, V, e)
        ),
        "all copying labels are in your sum; take those that mean the event": (
            lambda q, means, V, e: q[V:].sum() / q[means == e].sum()
        ),
    },
    praise="summed over a tune it says how much of it is copied",
)


def _honest(events: Any) -> np.ndarray:
    """For each event the share of what came before it that was the same as the latest."""
    events = np.asarray(events)
    return np.array(
        [np.mean(events[:t] == events[t - 1]) if t else 0.0 for t in range(len(events))]
    )


def _next(events: Any) -> np.ndarray:
    return np.asarray(events, dtype=float)


def _later(events: Any) -> np.ndarray:
    events = np.asarray(events)
    return np.array(
        [np.mean(events[t + 1 :] == 2) if t + 1 < len(events) else 0.0 for t in range(len(events))]
    )


def _mean(events: Any) -> np.ndarray:
    return _honest(events) - np.mean(events)


def _count(events: Any) -> np.ndarray:
    return _honest(events) + len(events)


def _peeks(predict: Any, events: Any, cut: int) -> bool:
    events = np.asarray(events)
    other = np.concatenate((events[:cut], (events[cut:] + 1) % 7))
    before, after = np.asarray(predict(events)), np.asarray(predict(other))
    return not np.array_equal(before[: cut + 1], after[: cut + 1])


def _only_before(predict: Any, events: Any, cut: int) -> bool:
    events = np.asarray(events)
    other = np.concatenate((events[:cut], (events[cut:] + 1) % 7))
    return not np.array_equal(predict(events)[:cut], predict(other)[:cut])


def _everything(predict: Any, events: Any, cut: int) -> bool:
    events = np.asarray(events)
    other = np.concatenate((events[:cut], (events[cut:] + 1) % 7))
    return not np.array_equal(predict(events), predict(other))


_row = np.array(_tune)
Exercise(
    name="votes-8",
    right=_peeks,
    cases={
        "a predictor that counts what came before": (_honest, _row, 9),
        "a predictor that is given the answer": (_next, _row, 9),
        "a predictor that looks at what comes after the next event": (_later, _row, 9),
        "a predictor that knows the mean of the whole tune": (_mean, _row, 9),
        "a predictor that knows how long the tune is, which you leave as it is": (_count, _row, 9),
    },
    asks="{case}",
    mistakes={
        "row cut predicts the event at cut, which must not matter either": _only_before,
        "rows behind the cut may change: they have heard the new events": _everything,
        "you call nothing a cheat": lambda predict, events, cut: False,
    },
    praise="such a test found no fault in 300 random cuts of this chapter's generators",
)


def _again(melody: Melody) -> float:
    far = 4 * melody.steps_per_bar
    return float(np.mean(melody.events[far:] == melody.events[:-far]))


def _form(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 128)
    if len(melody) < 8 * melody.steps_per_bar:
        yield f"yours has {len(melody)} steps; write at least eight bars"
        return
    again = _again(melody)
    if not 0.7 <= again <= 0.95:
        yield f"{again:.0%} of the events equal the event four bars before; 70 to 95 % may"
    bars = {bar.events.tobytes() for bar in melody.bars()[:4]}
    if len(bars) < 3:
        yield f"of the first four bars {len(bars)} are different; at least three should be"


Piece(
    name="votes-9",
    asks="a Melody",
    kind=Melody,
    rules=_form,
    praise=lambda melody: f"{_again(melody):.0%} of the events come back after four bars",
)

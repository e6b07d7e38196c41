"""Exercises of the chapter *Lookback*."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough, normalised
from ssc_lib.music.lookback import Lookback
from ssc_lib.music.melody import Melody

_bars = np.array([2, 0, 3, 4, 2, 0, 3, 5, 2, 0, 3, 4, 2, 3, 5, 4])
_labels = ([2, 7, 3, 4, 6, 7, 6, 5, 7, 7, 7, 7], [6, 2, 3, 5, 6, 6, 4, 6, 7, 7, 6, 6])
_q = np.array([0.05, 0, 0.1, 0.2, 0.3, 0, 0.2, 0.15])


def _written(events: Any, d1: int, d2: int, V: int, fault: str = "") -> list[int]:
    labels: list[int] = []
    for t, e in enumerate(events):
        heard = labels if fault == "own" else events
        reached = [d for d in (d1, d2) if t >= d or fault == "wrap"]
        fits = [V + (d == d2) for d in reached if heard[t - d] == e]
        fits += [V + 1] * bool(fault == "odd" and t < d2 and e == 0)
        labels.append(min(fits, default=e) if fault == "near" else max(fits, default=e))
    return labels


def _read(labels: Any, d1: int, d2: int, V: int, own: bool = False, wrap: bool = False) -> Any:
    events = [*labels]
    for t, label in enumerate(labels):
        d = {V: d1, V + 1: d2}.get(label, 0)
        events[t] = (labels if own else events)[t - d] if t >= d or wrap else 0
    return events


def _each(q: Any, means: Any, V: int, pick: Any = sum) -> Any:
    return [pick(q[means == event]) for event in range(V)]


def _counter(number: int, no: int = -1) -> list[int]:
    return [1 if number >> bit & 1 else no for bit in range(5)]


Exercise(
    name="lookback-1",
    right=lambda e, d: np.mean(e[d:] == e[:-d]),
    cases=[(_bars, 4), (_bars, 8)],
    asks="the share of repeats after {1} steps",
    mistakes={
        "divide by the events that have a partner": lambda e, d: sum(e[d:] == e[:-d]) / len(e),
        "that is their number; return their share": lambda e, d: sum(e[d:] == e[:-d]),
        "the beginning has met the end; leave it out": lambda e, d: np.mean(np.roll(e, d) == e),
    },
    praise="with distances of one bar and more this draws the chapter's first figure",
)
Exercise(
    name="lookback-2",
    right=_written,
    cases=[(_bars, 4, 8, 6), (_bars, 2, 4, 6)],
    asks="the labels of the events for distances {1} and {2}",
    mistakes={
        "the more distant repeat comes first, V + 1": partial(_written, fault="near"),
        "leave the odd rule out: an early no event is 0": partial(_written, fault="odd"),
        "an index below 0 counts from the end: wait for t >= d": partial(_written, fault="wrap"),
        "compare events with events, not with labels": partial(_written, fault="own"),
        "V + 1 is for the more distant repeat, V for the nearer; they are swapped": (
            lambda *given: [{6: 7, 7: 6}.get(label, label) for label in _written(*given)]
        ),
    },
    praise="the same rules as in ssc.Lookback, but for the odd one",
)
Exercise(
    name="lookback-3",
    right=_read,
    cases=[(labels, 4, 8, 6) for labels in _labels],
    asks="the events of {0}",
    mistakes={
        "swapped: V looks back d1 and V + 1 d2": lambda x, d1, d2, V: _read(x, d2, d1, V),
        "look back at the events that you decoded, not at labels": partial(_read, own=True),
        "an index below 0 counts from the end; no event is there": partial(_read, wrap=True),
        "look back at events, and not past the beginning": partial(_read, own=True, wrap=True),
    },
    praise="every name leads back to one event",
)
Exercise(
    name="lookback-4",
    right=_each,
    cases=[(_q, np.array([0, 1, 2, 3, 4, 5, *two]), 6) for two in ((4, 2), (3, 3))],
    asks="the probabilities of the events, given {0} for labels that mean {1}",
    mistakes={
        "add labels of one event; only the last is left": partial(_each, pick=lambda q: q[-1]),
        "add labels that mean one event; the largest is not all": partial(_each, pick=max),
        "the repeat labels are missing: they mean events too": lambda q, means, V: q[:V],
        "add the repeat labels; no need to normalise": lambda q, means, V: normalised(q[:V]),
    },
    praise="it sums to 1, as a generator's distribution must",
)
Exercise(
    name="lookback-5",
    right=lambda t: _counter(t + 1),
    cases=[(0,), (5,), (10,), (31,)],
    asks="the counter after step {0}",
    mistakes={
        "a bit that is not set is -1 here, not 0": lambda t: _counter(t + 1, no=0),
        "the counter names the coming step: t + 1": _counter,
        "the lowest bit comes first": lambda t: _counter(t + 1)[::-1],
    },
    praise="the lowest bit ticks in sixteenth notes, the next in eighths, and so on",
)
Exercise(
    name="lookback-6",
    right=lambda written, others: np.log2((written + others) / written),
    cases=[(0.25, 0.25), (0.1, 0.3), (0.5, 0.0)],
    asks="the bits overstated for {0} and {1}",
    mistakes={
        "bits are logarithms with base 2": lambda w, o: np.log((w + o) / w),
        "surprise by labels minus that by events is positive": lambda w, o: np.log2(w / (w + o)),
        "add probabilities before you take the logarithm": lambda w, o: np.log2(o / w),
        "that is the surprise by labels; take off that by events": lambda w, o: -np.log2(w),
    },
    praise="two names of equal weight cost one bit",
)


def _well_formed(x: np.ndarray, spared: Any = None) -> bool:
    """Whether an input vector is right, or the one that is ``spared``."""
    if len(x) != 121 or np.array_equal(x, spared):
        return np.array_equal(x, spared)
    ones = (np.sort(x[:114].reshape(3, 38)) == np.eye(38)[37]).all()
    return bool(ones and (abs(x[114:119]) == 1).all() and np.isin(x[119:], (0, 1)).all())


_right = Lookback().inputs(np.tile([14, 0, 18, 21], 12))
_x, _at, _one = _right[20], np.arange(121), np.eye(38)
_broken = {
    "the look-backs stand one block too early, as in the original's slip": (
        np.r_[np.maximum(_x[:76], _x[38:114]), 0 * _x[:38], _x[114:]]
    ),
    "the last block is empty": np.where((_at >= 76) & (_at < 114), 0, _x),
    "the first block holds two ones": np.where(_at == 37, 1, _x),
    "a block sums to 1 with a 2 and a -1": np.r_[2 * _one[3] - _one[7], _x[38:]],
    "a counter number is 0 in place of -1": np.where(_at == 118, 0, _x),
    "a repeat flag is -1": np.where(_at == 120, -1, _x),
    "there are 120 numbers, not 121": _x[1:],
    "there are 122 numbers, not 121": np.append(_x, 0),
}
Exercise(
    name="lookback-7",
    right=_well_formed,
    cases={f"the right vector after step {t} of a melody": (x,) for t, x in enumerate(_right)}
    | {f"a vector in which {words}": (x,) for words, x in _broken.items()},
    asks="{case}",
    mistakes={
        f"you let a vector pass in which {words}": partial(_well_formed, spared=x)
        for words, x in _broken.items()
    },
    praise=f"{len(_right)} right vectors pass and {len(_broken)} broken ones do not",
)


def _again(melody: Melody) -> tuple[float, float]:
    """Which share of the events, and of the bars, equals the one a bar before."""
    bars = [bar.events.tolist() for bar in melody.bars()]
    events = melody.events[12:] == melody.events[:-12]
    return float(np.mean(events)), float(np.mean([a == b for a, b in pairwise(bars)]))


def _jig(melody: Melody) -> Iterator[str]:
    if melody.steps_per_bar != 12:
        yield f"6/8 has 12 steps to a bar; yours has {melody.steps_per_bar}"
    yield from long_enough(melody, 96)
    events, bars = _again(melody)
    if not 0.55 <= events <= 0.85:
        yield f"{events:.0%} of the events equal the event one bar before; 55 to 85 % may"
    if bars > 0.5:
        yield f"{bars:.0%} of the bars equal the bar before them; at most half may"


Piece(
    name="lookback-8",
    asks="a Melody",
    kind=Melody,
    rules=_jig,
    praise=lambda melody: (
        "{:.0%} of the events come back after a bar, {:.0%} of the bars as a whole"
    ).format(*_again(melody)),
)

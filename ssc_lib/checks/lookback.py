"""Checkers of the exercises in the chapter on look-backs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ssc_lib.checks import Hint, compare, exercise
from ssc_lib.music.lookback import Lookback
from ssc_lib.music.melody import Melody

BARS = np.array([2, 0, 3, 4, 2, 0, 3, 5, 2, 0, 3, 4, 2, 3, 5, 4])
SIZE = 6


def _written(
    events: np.ndarray, d1: int, d2: int, V: int, *, nearer: bool = False, odd: bool = False
) -> list[int]:
    """Labels by the rules, or with the nearer repeat first, or with the odd rule."""
    row = events.tolist()
    choices = [(d2, V + 1), (d1, V)][:: -1 if nearer else 1]
    labels = []
    for t, event in enumerate(row):
        fits = [label for d, label in choices if t >= d and row[t - d] == event]
        early = odd and t < d2 and event == 0
        labels.append(V + 1 if early else fits[0] if fits else event)
    return labels


def _read(labels: Sequence[int], distances: tuple[int, int], V: int) -> list[int]:
    events: list[int] = []
    for label in labels:
        d = distances[label - V] if label >= V else 0
        events.append(label if not d else events[-d] if d <= len(events) else 0)
    return events


@exercise("lookback-1")
def repeat_share(answer: Callable[..., Any]) -> str:
    for d in (4, 8):
        same = int((BARS[d:] == BARS[:-d]).sum())
        compare(
            answer(BARS.copy(), d),
            same / (len(BARS) - d),
            what=f"the share of repeats after {d} steps",
            wrong={
                f"divide by the {len(BARS) - d} events that have a partner, not by all "
                f"{len(BARS)}": same / len(BARS),
                "the beginning has met the end, as np.roll makes it; leave these pairs out": (
                    np.mean(np.roll(BARS, d) == BARS)
                ),
            },
        )
    return "with distances of one bar and more this draws the chapter's first figure"


@exercise("lookback-2")
def write_labels(answer: Callable[..., Any]) -> str:
    for d1, d2 in ((4, 8), (2, 4)):
        right = _written(BARS, d1, d2, SIZE)
        compare(
            answer(BARS.copy(), d1, d2, SIZE),
            right,
            what=f"the row of labels for distances {d1} and {d2}",
            wrong={
                "the more distant repeat comes first: where both fit, write V + 1": (
                    _written(BARS, d1, d2, SIZE, nearer=True)
                ),
                "leave the odd rule out: an early no event that repeats nothing is 0": (
                    _written(BARS, d1, d2, SIZE, odd=True)
                ),
                "V + 1 is for the more distant repeat, V for the nearer; they are swapped": (
                    [{SIZE: SIZE + 1, SIZE + 1: SIZE}.get(label, label) for label in right]
                ),
            },
        )
    return "the same rules as in ssc.Lookback, but for the odd one"


@exercise("lookback-3")
def read_labels(answer: Callable[..., Any]) -> str:
    V = SIZE
    for labels in ([2, 7, 3, 4, 6, 7, 6, 5, 7, 7, 7, 7], [6, 2, 3, 5, 6, 6, 4, 6, 7, 7, 6, 6]):
        compare(
            answer(list(labels), 4, 8, V),
            _read(labels, (4, 8), V),
            what="the row of events",
            wrong={
                "label V looks back d1 steps and label V + 1 looks back d2; they are swapped": (
                    _read(labels, (8, 4), V)
                ),
                "look back at the events that you decoded, not at the labels": [
                    label
                    if label < V
                    else labels[t - (4, 8)[label - V]]
                    if t >= (4, 8)[label - V]
                    else 0
                    for t, label in enumerate(labels)
                ],
            },
        )
    return "every name leads back to one event"


@exercise("lookback-4")
def honest(answer: Callable[..., Any]) -> str:
    q = np.array([0.05, 0.0, 0.1, 0.2, 0.25, 0.0, 0.3, 0.1])
    for means in (np.array([0, 1, 2, 3, 4, 5, 4, 2]), np.array([0, 1, 2, 3, 4, 5, 3, 3])):
        last = np.zeros(SIZE)
        last[means] = q
        compare(
            answer(q.copy(), means.copy(), SIZE),
            np.bincount(means, q, minlength=SIZE),
            what="the distribution of the events",
            wrong={
                "where several labels mean one event, add them; only the last is left": last,
                "the repeat labels are missing: they mean events too": q[:SIZE],
                "no need to normalise, and not over the plain labels alone": q[:SIZE]
                / q[:SIZE].sum(),
            },
        )
    return "it sums to 1, as a generator's distribution must"


@exercise("lookback-5")
def counter(answer: Callable[..., Any]) -> str:
    for t in (0, 5, 10, 31):
        bits = [(t + 1) >> k & 1 for k in range(5)]
        now = [1 if t >> k & 1 else -1 for k in range(5)]
        right = [1 if bit else -1 for bit in bits]
        compare(
            answer(t),
            right,
            what=f"the counter after step {t}",
            wrong={
                "a bit that is not set is -1 here, not 0": bits,
                "the counter names the coming step: t + 1": now,
                "the lowest bit comes first": right[::-1],
            },
        )
    return "the lowest bit ticks in sixteenth notes, the next in eighths, and so on"


@exercise("lookback-6")
def overstated(answer: Callable[..., Any]) -> str:
    for written, others in ((0.25, 0.25), (0.1, 0.3), (0.5, 0.0)):
        compare(
            answer(written, others),
            np.log2((written + others) / written),
            what=f"the difference for {written} and {others}",
            wrong={
                "bits are logarithms with base 2": np.log((written + others) / written),
                "it is the surprise by labels minus the surprise by events, which is positive": (
                    -np.log2((written + others) / written)
                ),
                "probabilities are added before the logarithm is taken": (
                    np.log2(others / written) if others else 0.5
                ),
            },
        )
    return "two names of equal weight cost one bit"


@exercise("lookback-7")
def well_formed(answer: Callable[..., Any]) -> str:
    rows = Lookback().inputs(np.tile([14, 0, 18, 21], 12))
    for t, x in enumerate(rows):
        if not _verdict(answer, x):
            raise Hint(f"you refuse a right vector, the one after step {t} of a melody")
    bad = [(words, rows[20].copy()) for words in _DAMAGE]
    for (words, x), change in zip(bad, _DAMAGE.values(), strict=True):
        change(x)
        if _verdict(answer, x):
            raise Hint(f"you let a vector pass in which {words}")
    for size in (120, 122):
        if _verdict(answer, np.resize(rows[20], size)):
            raise Hint(f"you let a vector of {size} numbers pass; there are 121")
    return f"{len(rows)} right vectors pass and {len(_DAMAGE) + 2} broken ones do not"


def _verdict(answer: Callable[..., Any], x: np.ndarray) -> bool:
    got = answer(x)
    if not isinstance(got, (bool, np.bool_)):
        raise Hint(f"return True or False, got {got!r}")
    return bool(got)


def _slip(x: np.ndarray) -> None:
    """The original's: look-backs written one block too early."""
    x[:76] = np.maximum(x[:76], x[38:114])
    x[76:114] = 0


def _put(place: int, value: float) -> Callable[[np.ndarray], None]:
    def change(x: np.ndarray) -> None:
        x[place] = value

    return change


def _two_and_minus_one(x: np.ndarray) -> None:
    x[:38] = 0
    x[3], x[7] = 2, -1


_DAMAGE: dict[str, Callable[[np.ndarray], None]] = {
    "the look-backs stand one block too early, as in the original's slip": _slip,
    "the last block is empty": lambda x: x[76:114].fill(0),
    "the first block holds two ones": _put(37, 1.0),
    "a block sums to 1 with a 2 and a -1": _two_and_minus_one,
    "a counter number is 0 in place of -1": _put(118, 0.0),
    "a repeat flag is -1": _put(120, -1.0),
}


@exercise("lookback-8")
def compose(answer: Callable[..., Any]) -> str:
    first, second = (answer(np.random.default_rng(seed)) for seed in (1, 2))
    if not isinstance(first, Melody):
        raise Hint(f"return an ssc.Melody, got {type(first).__name__}")
    if first.steps_per_bar != 12:
        raise Hint(f"6/8 has 12 steps to a bar; yours has {first.steps_per_bar}")
    bars = [bar.events.tolist() for bar in first.bars()]
    if len(first) < 96:
        raise Hint(f"compose at least eight bars, 96 steps; yours has {len(first)}")
    again = float(np.mean(first.events[12:] == first.events[:-12]))
    if not 0.55 <= again <= 0.85:
        raise Hint(f"{again:.0%} of the events equal the event one bar before; 55 to 85 % may")
    same = float(np.mean([a == b for a, b in pairwise(bars)]))
    if same > 0.5:
        raise Hint(f"{same:.0%} of the bars equal the bar before them; at most half may")
    if first == second:
        raise Hint("another rng gave the same melody; draw from the rng that you are given")
    return f"{again:.0%} of the events come back after a bar, {same:.0%} of the bars as a whole"

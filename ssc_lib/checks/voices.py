"""Exercises of the chapter *Coins, thresholds and voices*."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece

_TWO = [[1, 1, 1, 0], [0, 1, 1, 1]]
_EIGHT = np.kron(np.eye(8, dtype=int), np.ones(4, dtype=int)).tolist()
_THREE = [[1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 1]]


def _product(p: Any, x: Any) -> float:
    return float(np.prod(np.where(x, p, 1 - np.array(p))))


def _prices(chords: Any, log: Callable[[Any], Any] = np.log2) -> tuple[float, float]:
    x = np.array(chords)
    p = x.mean(axis=0)
    return float(log(len(x))), float(-log(np.where(x, p, 1 - p)).sum(axis=1).mean())


def _only_on(chords: Any) -> tuple[float, float]:
    x = np.array(chords)
    return float(np.log2(len(x))), float(-(x * np.log2(x.mean(axis=0))).sum(axis=1).mean())


def _counts(p: Any, *, above: Callable[[Any, float], Any] = np.greater, line: float = 0.5) -> Any:
    return float(np.sum(p)), int(above(np.array(p), line).sum())


def _distribution(p: Any) -> np.ndarray:
    theory = np.ones(1)
    for chance in p:
        theory = np.convolve(theory, [1 - chance, chance])
    return theory


def _exactly(p: Any, k: int) -> float:
    return float(_distribution(p)[k]) if k <= len(p) else 0.0


def _alike(p: Any, k: int) -> float:
    return _exactly([float(np.mean(p))] * len(p), k)


def _lengths(roll: Any) -> list[int]:
    columns = np.transpose(roll)
    return [len(run) for c in columns for run in "".join(" x"[int(on)] for on in c).split()]


def _qualified(roll: Any, least: int, more: int = 0) -> float:
    lengths = _lengths(roll)
    return float(np.mean([n >= least + more for n in lengths])) if lengths else 0.0


def _cells_qualified(roll: Any, least: int) -> float:
    lengths = np.array(_lengths(roll) or [0])
    return float(lengths[lengths >= least].sum() / max(lengths.sum(), 1))


def _neuron(x: float, a: float, inner: bool = True) -> tuple[int, float]:
    s = 1 / (1 + np.exp(-a * x))
    return int(s > 0.5), float((a if inner else 1) * s * (1 - s))


def _roll() -> np.ndarray:
    roll = np.zeros((8, 4), dtype=int)
    roll[:4, 0] = roll[5, 0] = roll[2:4, 2] = roll[6:8, 3] = roll[0, 3] = 1
    return roll


def _tensor() -> np.ndarray:
    x = np.zeros((4, 3, 5, 2), dtype=int)
    x[0, 1, 2, 0] = x[2, :, 4, 0] = x[3, 2, 0, 0] = 1
    x[1, 0, 0, 1] = 1
    return x


def _leaning(chosen: list[int]) -> list[float]:
    """A row that depends on the last pitch: it likes the next one."""
    row = np.full(4, 0.1)
    row[(chosen[-1] + 1) % 4 if chosen else 0] = 0.7
    return row.tolist()


def _after(row: Callable[[list[int]], Any], u: Any, told: bool = True) -> list[int]:
    chosen: list[int] = []
    for number in u:
        total = np.cumsum(row(list(chosen) if told else []))
        chosen.append(int(np.argmax(total > number)))
    return chosen


def _greedy(row: Callable[[list[int]], Any], u: Any) -> list[int]:
    chosen: list[int] = []
    for _ in u:
        chosen.append(int(np.argmax(row(list(chosen)))))
    return chosen


def _lowest(row: Callable[[list[int]], Any], u: Any) -> list[int]:
    chosen: list[int] = []
    for number in u:
        chosen.append(max(int(np.argmax(np.cumsum(row(list(chosen))) > number)) - 1, 0))
    return chosen


Exercise(
    name="voices-1",
    right=_product,
    cases=[([0.5, 1.0, 1.0, 0.5], [1, 1, 1, 0]), ([0.2, 0.9, 0.3], [0, 1, 0])],
    asks="the probability of {1} by coins {0}",
    mistakes={
        "keys that are silent count, too: each has the factor 1 - p": lambda p, x: float(
            np.prod([c for c, on in zip(p, x, strict=True) if on])
        ),
        "add nothing up: coins that know nothing of each other are multiplied": lambda p, x: float(
            np.sum(np.where(x, p, 1 - np.array(p)))
        ),
        "that is the probability of the frame with yes and no exchanged": lambda p, x: _product(
            p, 1 - np.array(x)
        ),
    },
    praise="a factor for each key, sounding or not",
)
Exercise(
    name="voices-2",
    right=_prices,
    cases={"the two chords": (_TWO,), "eight chords without a common key": (_EIGHT,)}
    | {"four chords, two of them alike": (_THREE,)},
    asks="the two prices of {case}",
    mistakes={
        "that is in nats; take the logarithm to base 2": lambda chords: _prices(chords, np.log),
        "keys that are silent cost something, too: -log2(1 - p)": _only_on,
        "a coin of a key that is not fair costs less than a bit": lambda chords: (
            _prices(chords)[0],
            float(len(chords[0])),
        ),
    },
    praise="1 against 2 bits for two chords, 3 against 17.4 for eight: independence has its price",
)
_SHY = [0.45, 0.4, 0.4, 0.35, 0.3, 0.3, 0.3, 0.3, 0.25, 0.25, 0.2, 0.2]
Exercise(
    name="voices-3",
    right=lambda p, line: _counts(p, line=line),
    cases=[(_SHY, 0.5), (_SHY, 0.3), ([0.9, 0.5, 0.1], 0.5)],
    asks="the two counts of coins {0} at the line {1}",
    mistakes={
        "a key on the line does not sound: above is strict": lambda p, line: _counts(
            p, above=np.greater_equal, line=line
        ),
        "what is expected is the sum of all coins, not only of those above the line": (
            lambda p, line: (float(sum(c for c in p if c > line)), _counts(p, line=line)[1])
        ),
        "the line is an argument; .5 is only one of them": lambda p, line: _counts(p),
    },
    praise="3.7 keys are expected, and the threshold at .5 is silent",
)
Exercise(
    name="voices-4",
    right=_exactly,
    cases=[([0.5, 0.5], 1), ([0.9, 0.1, 0.5], 2), (_SHY, 4), ([0.3], 2)],
    asks="the probability that exactly {1} keys sound, with the coins {0}",
    mistakes={
        "the coins differ, so a binomial of their mean is not exact": _alike,
        "that is at most {1}; exactly {1} is asked for": lambda p, k: float(
            _distribution(p)[: k + 1].sum()
        ),
        "that is at least {1}; exactly {1} is asked for": lambda p, k: float(
            _distribution(p)[k:].sum()
        ),
    },
    praise="one convolution a coin; for most voices on many keys four is never certain",
)
Exercise(
    name="voices-5",
    right=_qualified,
    cases={
        "a roll of five notes, at 2 steps": (_roll(), 2),
        "the same at 3 steps": (_roll(), 3),
        "an empty roll": (np.zeros((4, 3), dtype=int), 2),
        "one long note": (np.ones((4, 1), dtype=int), 4),
    },
    asks="the share of qualified notes of {case}",
    mistakes={
        "that asks for more than {1} steps; {1} are enough": lambda r, n: _qualified(r, n, 1),
        "that is the share of the cells that lie in long notes; count notes": _cells_qualified,
        "that is how many there are; divide by all notes": lambda r, n: float(
            sum(length >= n for length in _lengths(r))
        ),
    },
    praise="a run is a note; say whether 2 or 3 steps are enough whenever you print it",
)
Exercise(
    name="voices-6",
    right=lambda x: 1 - np.any(x, axis=(1, 2)).mean(axis=0),
    cases={"four bars of two tracks": (_tensor(),), "a silent bar": (np.zeros((1, 2, 2, 1)),)},
    asks="the shares of empty bars of {case}",
    mistakes={
        "that is the share of bars that are not empty: one of the programs gives this": (
            lambda x: np.any(x, axis=(1, 2)).mean(axis=0)
        ),
        "that is the share of cells that are off; a bar is empty if no cell of it is on": (
            lambda x: 1 - np.mean(x != 0, axis=(0, 1, 2))
        ),
        "that is the share of empty steps; ask over all steps of a bar": lambda x: (
            1 - np.mean(np.any(x, axis=2), axis=(0, 1))
        ),
    },
    praise="a bar is empty if no cell is on, and the score points that way",
)
Exercise(
    name="voices-7",
    right=_neuron,
    cases=[(0.0, 1.0), (2.0, 1.0), (-1.0, 2.0), (4.0, 1.0)],
    asks="what the neuron says at x = {0} with a = {1}, and its pretended slope",
    mistakes={
        "the chain rule: a stands before the slope, too": lambda x, a: _neuron(x, a, inner=False),
        "that is the true slope of a step, 0; pretend that of the sigmoid": lambda x, a: (
            _neuron(x, a)[0],
            0.0,
        ),
        "the neuron says 0 or 1, not the sigmoid": lambda x, a: (
            float(1 / (1 + np.exp(-a * x))),
            _neuron(x, a)[1],
        ),
    },
    praise=".25 at 0, .105 at 2, .018 at 4: whoever is sure hardly learns",
)
Exercise(
    name="voices-8",
    right=_after,
    cases={
        "four numbers and a row that leans on the last pitch": (_leaning, [0.3, 0.3, 0.75, 0.99]),
        "two numbers near the ends": (_leaning, [0.0, 0.999]),
        "a certain row": (lambda chosen: [0, 0, 1], [0.5, 0.1]),
    },
    asks="the voices of {case}",
    mistakes={
        "give row the pitches chosen so far; these voices do not listen": lambda row, u: _after(
            row, u, told=False
        ),
        "that takes the likeliest pitch; draw with the numbers of u": _greedy,
        "take the first pitch whose running sum is above the number, not the one before": _lowest,
    },
    praise="one pitch for each voice, by construction",
)
_TRIADS = {
    frozenset((root + step) % 12 for step in (0, third, 7))
    for root in range(12)
    for third in (3, 4)
}


def _sixteen(frames: Any) -> Iterator[str]:
    if np.shape(frames) != (16, 88):
        yield f"return an array of shape (16, 88), not {np.shape(frames)}"
    x = np.asarray(frames)
    if not np.isin(x, (0, 1)).all():
        yield "cells are 0 and 1 only"
    counts = x.astype(int).sum(axis=1)
    if (counts != 4).any():
        worst = int(np.argmax(counts != 4))
        yield f"frame {worst} has {counts[worst]} keys; four voices have four"
    pitches = [(21 + np.flatnonzero(frame)).tolist() for frame in x]
    if not all(36 <= p <= 81 for row in pitches for p in row):
        yield "a pitch lies outside of 36 to 81; the voices of a choir stay within"
    if any(one == other for one, other in pairwise(pitches)):
        yield "a frame equals the one before it; let a voice move"
    leap = max(abs(a[-1] - b[-1]) for a, b in pairwise(pitches))
    if leap > 7:
        yield f"the highest voice leaps by {leap} semitones; 7 are the most"
    triads = sum(frozenset(p % 12 for p in row) in _TRIADS for row in pitches)
    if triads < 8:
        yield f"{triads} of 16 frames are major or minor triads; make it at least 8"


Piece(
    name="voices-9",
    asks="16 frames of 88 keys",
    rules=_sixteen,
    draws=10,
    praise=lambda x: (
        f"sixteen frames of four voices, {len(np.unique(x, axis=0))} of them different with the "
        "first rng"
    ),
)

"""Exercises of the chapter *How a network learns*."""

from collections.abc import Callable, Iterator
from math import inf
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough
from ssc_lib.music.melody import Melody
from ssc_lib.networks.cells import softmax

_U = np.array([[0.5, 1.0], [0.0, 0.5]])
_V = np.array([[0.3, -0.8, 0.2], [0.6, 0.1, -0.4], [-0.5, 0.9, 0.7]])
_PUSHES = np.array([[1.0, 0, 0.5], [0, -0.3, 0], [0.2, 0, 0.8], [0, 0.4, 0]])
_TARGET = np.array([0.5, -0.5, 0.0])
_DOWN = [3.1, 2.6, 2.4, 2.5, 2.3, 2.35, 2.4, 2.45, 2.2]


def _norm(gradients: list[np.ndarray]) -> float:
    return float(np.sqrt(sum((g**2).sum() for g in gradients)))


def _scaled(gradients: list[np.ndarray], longest: float) -> list[np.ndarray]:
    return [g * min(1, longest / max(_norm(gradients), 1e-300)) for g in gradients]


def _slopes(f: Callable[..., float], w: Any, up: float = 1, down: float = 1) -> np.ndarray:
    eps = 1e-5
    moves = eps * np.eye(len(w))
    return np.array([(f(w + up * d) - f(w - down * d)) / ((up + down) * eps) for d in moves])


def _stopped(curve: list[float], patience: float, least: Any = lambda new, best: new < best) -> int:
    best = 0
    for epoch, bits in enumerate(curve):
        if least(bits, curve[best]):
            best = epoch
        if epoch - best >= patience:
            break
    return best


def _through_time(
    U: np.ndarray,
    pushes: np.ndarray,
    target: np.ndarray,
    *,
    last: float = inf,
    slope: Callable[..., Any] = lambda h: 1 - h**2,
    back: Callable[..., Any] = lambda U: U.T,
    early: int = 0,
) -> np.ndarray:
    """Gradient of U of half the squared distance of the last state from a target."""
    states = [np.zeros(len(U))]
    for push in pushes:
        states.append(np.tanh(push + states[-1] @ U))
    asked, found = states[-1] - target, np.zeros_like(U)
    for n, t in enumerate(reversed(range(len(pushes)))):
        if n >= last:
            break
        a = asked * slope(states[t + 1])
        found += np.outer(states[t + early], a)
        asked = a @ back(U)
    return found


Exercise(
    name="learning-1",
    right=lambda z, came: -np.log2(softmax(z)[came]),
    cases=[
        (np.zeros(38), 14),
        (np.array([2.0, 1.0, 0.0]), 0),
        (np.array([2.0, 1.0, 0.0]), 2),
        (np.array([-1.0, 0.0]), 1),
    ],
    asks="the surprise at event {1}, with the logits {0}",
    mistakes={
        "that is in nats: take the logarithm to base 2": lambda z, c: -np.log(softmax(z)[c]),
        "a surprise is not negative; mind the sign": lambda z, c: np.log2(softmax(z)[c]),
        "that is the probability; its surprise is minus its logarithm": lambda z, c: softmax(z)[c],
        "the softmax divides by the sum of all exponentials": lambda z, c: -z[c] / np.log(2),
        "that is the mean over all events; only {1} came": lambda z, c: (
            -(softmax(z) * np.log2(softmax(z))).sum()
        ),
    },
    praise="38 equal logits give 5.248 bits, where every network should begin",
)
Exercise(
    name="learning-2",
    right=lambda share, steps: share ** (1 / steps),
    cases=[(0.5, 1), (0.5, 16), (0.01, 64), (2.0, 16), (1.0, 10)],
    asks="the factor that leaves the share {0} after {1} steps",
    mistakes={
        "that is what is left if {0} is the factor of each step": lambda s, n: s**n,
        "each step takes a share of what is left, not of the whole": lambda s, n: 1 - (1 - s) / n,
        "{1} equal factors are multiplied, so take a root": lambda s, n: s / n,
        "the exponent has the wrong sign": lambda s, n: s ** (-1 / n),
    },
    tolerance=1e-6,
    praise="to keep half over four bars, a step may lose one per cent",
)
Exercise(
    name="learning-3",
    right=_scaled,
    cases=[
        ([np.array([3.0, 0.0]), np.array([[4.0]])], 1.0),
        ([np.array([0.3, 0.0]), np.array([[0.4]])], 1.0),
        ([np.array([-6.0, 8.0]), np.array([[0.0]])], 5.0),
        ([np.zeros(2), np.array([[0.0]])], 1.0),
    ],
    asks="the gradient {0}, clipped to {1}",
    mistakes={
        "that cuts each number for itself, which turns the gradient": lambda gs, m: [
            np.clip(g, -m, m) for g in gs
        ],
        "take one length for all arrays together, or the gradient turns": lambda gs, m: [
            g * min(1, m / max(_norm([g]), 1e-300)) for g in gs
        ],
        "a gradient shorter than {1} stays as it is": lambda gs, m: [
            g * m / max(_norm(gs), 1e-300) for g in gs
        ],
        "the length is the root of the sum of squares": lambda gs, m: [
            g * min(1, m / max(_norm(gs) ** 2, 1e-300)) for g in gs
        ],
        "the length of a gradient of zeros is 0: do not divide by it": lambda gs, m: [
            g * (min(1, m / _norm(gs)) if _norm(gs) else np.nan) for g in gs
        ],
    },
    praise="shorter, and in the same direction",
)
Exercise(
    name="learning-4",
    right=_slopes,
    cases={
        "a sum of squares": (lambda w: float((w**2).sum()), np.array([1.0, -2.0, 0.5])),
        "a tanh": (lambda w: float(np.tanh(w[0] * w[1])), np.array([0.3, 2.0])),
        "a line": (lambda w: float(3 * w[0] - w[1]), np.array([0.0, 0.0])),
    },
    asks="the slopes of {case}",
    tolerance=1e-6,
    mistakes={
        "go to both sides: one side alone is wrong by the curve": lambda f, w: _slopes(f, w, 1, 0),
        "between the two sides lie 2 eps, not one": lambda f, w: 2 * _slopes(f, w),
        "that is the wrong way round: up minus down": lambda f, w: -_slopes(f, w),
        "divide the difference by the distance of the two places": lambda f, w: (
            2e-5 * _slopes(f, w)
        ),
        "move one weight at a time, not all at once": lambda f, w: np.full(
            len(w), (f(w + 1e-5) - f(w - 1e-5)) / 2e-5
        ),
    },
    praise="that checks any gradient, at two losses a weight",
)
Exercise(
    name="learning-5",
    right=lambda asked, h, U: (asked * (1 - h**2)) @ U.T,
    cases=[
        (np.array([0.0, -0.466]), np.array([0.18, 0.595]), _U),
        (np.array([-0.301, -0.151]), np.array([0.363, 0.642]), _U),
        (np.array([1.0, -1.0, 0.5]), np.array([0.9, 0.0, -0.5]), _V),
    ],
    asks="what is asked a step earlier, for {0}",
    mistakes={
        "forwards it is h @ U, so backwards it is U transposed": lambda a, h, U: (
            (a * (1 - h**2)) @ U
        ),
        "the tanh is missing: multiply by 1 - h**2 first": lambda a, h, U: a @ U.T,
        "the slope of tanh is 1 - h**2, not 1 - h": lambda a, h, U: (a * (1 - h)) @ U.T,
        "first through the tanh, then through U: h belongs to the step that you leave": (
            lambda a, h, U: (a @ U.T) * (1 - h**2)
        ),
        "the slope of tanh is 1 - h**2; h is the tanh already": lambda a, h, U: (
            (a * (1 - np.tanh(h) ** 2)) @ U.T
        ),
        "that is asked before the tanh, of the same step; now go through U": lambda a, h, U: (
            a * (1 - h**2)
        ),
    },
    praise="the table by hand, row by row",
)
Exercise(
    name="learning-6",
    right=lambda z, came: softmax(z) - np.eye(len(z))[came],
    cases=[
        (np.array([0.0, 0.0]), 1),
        (np.array([2.0, 1.0, 0.0]), 0),
        (np.array([2.0, 1.0, 0.0]), 2),
        (np.array([700.0, 0.0]), 1),
    ],
    asks="the gradient of the logits {0}, where {1} came",
    mistakes={
        "that is the way to go; the gradient points uphill": lambda z, c: (
            np.eye(len(z))[c] - softmax(z)
        ),
        "the event that came is missing: take 1 off at {1}": lambda z, c: softmax(z),
        "the other logits matter, too: raising one takes from event {1}": lambda z, c: (
            np.eye(len(z))[c] * (softmax(z) - 1)
        ),
        "that is in bits; in nats there is no factor": lambda z, c: (
            (softmax(z) - np.eye(len(z))[c]) / np.log(2)
        ),
        "take the softmax of the logits first": lambda z, c: z - np.eye(len(z))[c],
    },
    praise="the guess minus the truth, and it sums to 0",
)
Exercise(
    name="learning-7",
    right=_stopped,
    cases=[
        (_DOWN, 2),
        (_DOWN, 3),
        (_DOWN, 9),
        (_DOWN, 1),
        ([2.5, 2.4, 2.4, 2.4, 2.3], 2),
        ([2.0, 1.9, 1.8], 1),
    ],
    asks="the epoch that is kept of {0}, with patience {1}",
    mistakes={
        "the run ended before it could see that one: it had no patience left": lambda c, p: int(
            np.argmin(c)
        ),
        "that is where the run stopped; kept are the weights of its best epoch": lambda c, p: next(
            (e for e in range(len(c)) if e - _stopped(c, p) >= p), len(c) - 1
        ),
        "give the epoch's number, counted from 0, not its bits": lambda c, p: c[_stopped(c, p)],
        "count from 0": lambda c, p: _stopped(c, p) + 1,
        "as good as the best is no better: patience runs on": lambda c, p: _stopped(
            c, p, lambda new, best: new <= best
        ),
        "one epoch too patient: stop after {1} that are no better": lambda c, p: _stopped(c, p + 1),
    },
    praise="early stopping, as `ssc train --patience` does it",
)
Exercise(
    name="learning-8",
    right=lambda n, d: max(0, n - d + 1) / n,
    cases=[(32, 1), (32, 32), (32, 64), (64, 16), (8, 4), (16, 16)],
    asks="the share of a segment of {0} steps, at a distance of {1}",
    mistakes={
        "the last answer of a segment reaches one event further: count again for {0} and {0}": (
            lambda n, d: max(0, n - d) / n
        ),
        "a distance longer than the segment never fits; a share is not below 0": lambda n, d: (
            (n - d + 1) / n
        ),
        "that is how many; divide by all answers of the segment": lambda n, d: max(0, n - d + 1),
        "that it fits somewhere is not enough; count the answers for which it does": lambda n, d: (
            float(d <= n)
        ),
        "that is the share for which it does not fit": lambda n, d: 1 - max(0, n - d + 1) / n,
    },
    praise="two bars of 4/4 fit into 32 steps once, four bars never",
)
Exercise(
    name="learning-9",
    right=_through_time,
    cases={
        "one step": (_U, np.array([[1.0, 0.0]]), np.array([0.0, 1.0])),
        "two steps": (_U, np.array([[1.0, 0.5], [0.0, 0.0]]), np.array([0.0, 1.0])),
        "four steps": (_V, _PUSHES, _TARGET),
    },
    asks="the gradient of U over {case}",
    tolerance=1e-8,
    mistakes={
        "that is the last step alone; U worked at each of them": lambda U, x, y: _through_time(
            U, x, y, last=1
        ),
        "two steps back are not all; go on to the first": lambda U, x, y: _through_time(
            U, x, y, last=2
        ),
        "the tanh is missing: multiply by 1 - h**2 at each step": lambda U, x, y: _through_time(
            U, x, y, slope=np.ones_like
        ),
        "going back it is U transposed": lambda U, x, y: _through_time(U, x, y, back=lambda U: U),
        "into U went the state before the step, not the one after it": lambda U, x, y: (
            _through_time(U, x, y, early=1)
        ),
        "rows are what goes in, columns what comes out; yours is transposed": lambda U, x, y: (
            _through_time(U, x, y).T
        ),
        "that points downhill; a gradient points up": lambda U, x, y: -_through_time(U, x, y),
    },
    praise="backpropagation through time, whole",
)


def _played(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 96)
    pitches = melody.pitches
    if len(pitches) < 24:
        yield f"{len(pitches)} notes; let it play at least 24"
    starts = np.flatnonzero(melody.events >= 0)
    even = np.mean(starts % 2 == 0)
    if even < 0.8:
        yield f"{even:.0%} of the notes begin on an eighth; train it until it has the beat, 80%"
    leap = np.abs(np.diff(pitches)).mean()
    if leap > 5:
        yield f"a leap is {leap:.1f} semitones on average; train it longer, or cool it, for 5"
    if leap < 1:
        yield "it hardly moves; a higher temperature may help"


def _told(melody: Any) -> str:
    leap = np.abs(np.diff(melody.pitches)).mean()
    return f"{len(melody.pitches)} notes, with leaps of {leap:.1f} semitones on average"


Piece(
    name="learning-10",
    asks="a Melody",
    kind=Melody,
    rules=_played,
    praise=_told,
)

"""Exercises of the chapter *Walks*."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import comb, pi, sqrt
from typing import Any

import numpy as np

from ssc_lib.chance.walks import reflect as mirrored
from ssc_lib.checks.calling import Answer
from ssc_lib.checks.exercise import Exercise, Piece

_S = sqrt(pi / 2)  # sigma where the mean of |v| is 1


@cache
def _reaches(n: int, level: int) -> float:
    """Follow the walks that have not touched the level yet, step by step; no mirror needed."""
    if level <= 0 or level > n:
        return float(level <= 0)
    return 0.5 * _reaches(n - 1, level - 1) + 0.5 * _reaches(n - 1, level + 1)


def _ends(n: int, level: int) -> float:
    return sum(comb(n, up) for up in range(n + 1) if 2 * up - n >= level) / 2.0**n


def _dice(throw: Answer) -> Answer:
    return lambda dice, n: [sum(d[throw(t, k)] for k, d in enumerate(dice)) for t in range(n)]


def _pair(residuals: Answer, size: Answer = abs) -> Answer:
    """The two residuals of the rise in t and of half the bend in x."""
    return lambda u, x, t, h=1e-3: [
        size(residual)
        for residual in residuals(
            (u(x, t + h) - u(x, t - h)) / (2 * h),
            (u(x + h, t) - 2 * u(x, t) + u(x - h, t)) / h**2 / 2,
        )
    ]


Exercise(
    name="walks-1",
    right=lambda n, d, s: d * sqrt(n * (1 - s)),
    cases=[(25, 2.0, 0.19), (16, 1, 0)],
    asks="the spread after {0} steps of {1} semitones with a stay of {2}",
    tolerance=1e-3,
    mistakes={
        "that is the mean square; the spread is its root": lambda n, d, s: n * d**2 * (1 - s),
        "a stay adds nothing to the mean square; yours moves always": lambda n, d, s: d * sqrt(n),
        "distance grows with the root of n: ups and downs cancel": lambda n, d, s: n * d * (1 - s),
        "1 - stay belongs under the root": lambda n, d, s: d * sqrt(n) * (1 - s),
        "a step of {1} adds its square to the mean square": lambda n, d, s: sqrt(n * d * (1 - s)),
        "a step moves with probability 1 - stay": lambda n, d, s: d * sqrt(n * s),
        "a step moves with probability 1 - stay, and then by {1}": lambda n, d, s: sqrt(n * s),
        "a step goes {1} semitones; yours goes one": lambda n, d, s: sqrt(n * (1 - s)),
    },
    praise="16 steps of a semitone spread by 4, and rests make a walk slower but no different",
)
Exercise(
    name="walks-2",
    right=lambda mean: (mean * _S, mean * sqrt(pi)),
    cases=[(6.0,), (1.5,)],
    asks="the pair (sigma, a) for a mean speed of {0}",
    tolerance=1e-3,
    mistakes={
        "swapped: sigma comes first": lambda m: (m * sqrt(pi), m * _S),
        "the mean speed is 0.798 sigma, so divide": lambda m: (m / _S, m / _S * sqrt(2)),
        "2 sigma^2 and a^2 must be equal, so a is the larger": lambda m: (m * _S, m * _S / sqrt(2)),
        "sigma is right; a^2 = 2 sigma^2, so take the root": lambda m: (m * _S, 2 * (m * _S) ** 2),
        "sigma is not the mean of |v|, but the root of the mean of v^2": lambda m: (m, m * sqrt(2)),
    },
    praise="the mean speed is 0.798 sigma, which is a / sqrt(pi)",
)
Exercise(
    name="walks-3",
    right=lambda n: 0 if n % 2 else comb(n, n // 2) / 2**n,
    cases=[(16,), (4,), (7,), (0,)],
    asks="the probability of being home after {0} steps",
    tolerance=1e-4,
    mistakes={
        "the ends are not equally likely: count the paths to each": lambda n: 1 / (n + 1),
        "the even ends are not equally likely: count paths to each": lambda n: 1 / (n // 2 + 1),
        "there are 2^{0} paths, a factor 2 for each step": lambda n: comb(n, n // 2) / 2 ** (n / 2),
        "that is the count of paths; divide by all 2^{0}": lambda n: comb(n, n // 2),
        "that is a limit for many steps; count the paths": lambda n: sqrt(2 / pi / n) if n else 1,
        "odd and even alternate: none is home after {0} steps": lambda n: comb(n, n // 2) / 2**n,
    },
    praise="16 steps end where they began in 12,870 of 65,536 ways: 0.1964",
)
Exercise(
    name="walks-4",
    right=_reaches,
    cases=[(16, 4), (5, 1), (9, 4), (3, 7), (2, 2)],
    asks="the probability of reaching {1} within {0} steps",
    tolerance=1e-4,
    mistakes={
        "that is P(S >= {1}) at the end; a walk may have been there and come back": _ends,
        "walks to {1} are their own mirror image: count them once": lambda n, a: 2 * _ends(n, a),
        "walks that end exactly on {1} have reached it too": lambda n, a: 2 * _ends(n, a + 1),
    },
    praise="one walk in three is four semitones up at some time within 16 steps: 0.3323",
)
Exercise(
    name="walks-5",
    right=mirrored,
    cases=[(x, 48, 84) for x in (48, 60.5, 84, 86, 45, 300, -500, 1000.5)],
    asks="the reflection of {0} between {1} and {2}",
    mistakes={
        "you clip {0}; send it as far back as it went over": lambda x, a, b: min(max(x, a), b),
        "you wrap round at the border; a mirror sends back": lambda x, a, b: a + (x - a) % (b - a),
        "{0} needs more than one reflection": lambda x, a, b: 2 * min(max(x, a), b) - x,
        "your mirrors stand half a key outside": lambda x, a, b: mirrored(x, a - 0.5, b + 0.5),
    },
    forbids={"reflect": "write it without `reflect`; give a function of your own another name"},
    praise="inside stays, outside comes back, as often as it takes",
)
_voss = _dice(lambda t, k: t // 2**k)
_throws = [*np.random.default_rng(3).integers(1, 7, (4, 16))]
Exercise(
    name="walks-6",
    right=_voss,
    cases={"16 steps of four dice": (_throws, 16), "5 steps of one die": ([np.arange(1, 6)], 5)},
    asks="the row of sums for {case}",
    mistakes={
        "you throw every die at every step, which is white noise": _dice(lambda t, k: t),
        "die k is thrown every 2^k steps, not every k + 1": _dice(lambda t, k: t // (k + 1)),
        "your first die lies for two steps, but 2^0 = 1": _dice(lambda t, k: t // 2 ** (k + 1)),
        "the last die should lie longest, not the first": lambda dice, n: _voss(dice[::-1], n),
    },
    praise="die 0 changes 16 times, die 3 twice",
)
Exercise(
    name="walks-7",
    right=_pair(lambda rise, bend: (rise - bend, 1j * rise + bend)),
    cases={
        "the bell curve": (lambda x, t: np.exp(-(x**2) / 2 / t) / np.sqrt(2 * pi * t), 0.7, 1.3),
        "the wave": (lambda x, t: np.exp(1j * (3 * x - 9 * t / 2)), 0.7, 1.3),
    },
    asks="the pair (heat, Schrödinger) for {case}",
    tolerance=1e-3,
    mistakes={
        "swapped: the heat equation comes first": _pair(lambda r, b: (1j * r + b, r - b)),
        "yours has no half before u_xx": _pair(lambda r, b: (r - 2 * b, 1j * r + 2 * b)),
        "without i that is the heat equation backwards": _pair(lambda r, b: (r - b, r + b)),
        "take the absolute value of each": _pair(lambda r, b: (r - b, 1j * r + b), lambda z: z),
        "the heat residual has u_t - u_xx / 2": _pair(lambda r, b: (r + b, 1j * r + b)),
        "the second residual has i u_t + u_xx / 2": _pair(lambda r, b: (r - b, 1j * r - b)),
    },
    praise="the bell curve solves the heat equation, the wave Schrödinger's; neither solves both",
)


def _bow(line: Any) -> tuple[float, np.ndarray]:
    """Seconds and points of a line."""
    return line[-1].end_s - line[0].start_s, np.array([line[0].pitch, *(t.end_pitch for t in line)])


def _one_bow(line: Any) -> Iterator[str]:
    if any(tone.voice != "string" or tone.end_pitch is None for tone in line):
        yield "every tone needs voice='string' and an end_pitch, or it does not glide"
    for i, (a, b) in enumerate(pairwise(line), 1):
        if abs(a.end_s - b.start_s) > 1e-6:
            yield f"tone {i} begins at {b.start_s:g} s, the last ends at {a.end_s:g} s; no gaps"
        if abs(a.end_pitch - b.pitch) > 1e-6:
            yield f"tone {i} begins at {b.pitch:g}, the last ends at {a.end_pitch:g}; no jumps"
    seconds, points = _bow(line)
    if len(line) < 24 or not 6 <= seconds <= 30:
        yield f"{len(line)} glides in {seconds:.1f} s; write at least 24, in 6 to 30 seconds"
    if points.min() < 55 or points.max() > 100:
        yield f"a violin plays 55 to 100; you {points.min():g} to {points.max():g}, so reflect"
    if abs(2 * points - np.round(2 * points)).max() > 1e-6:
        yield "not all points are on quarter tones, multiples of 0.5; round the walk"
    if (glued := max(np.mean(points == edge) for edge in (points.min(), points.max()))) > 1 / 4:
        yield f"{glued:.0%} of the points lie on one border; did you clip where you should reflect?"


Piece(
    name="walks-8",
    asks="a list of Tones, each with voice='string' and an end_pitch",
    rules=_one_bow,
    praise=lambda line: (
        f"{len(line)} glides in {_bow(line)[0]:.1f} s on one bow, "
        f"from {_bow(line)[1].min():g} to {_bow(line)[1].max():g}"
    ),
)

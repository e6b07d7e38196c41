"""Checkers of the exercises in the chapter on walks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import comb
from typing import Any

import numpy as np

from ssc_lib.chance.walks import reflect
from ssc_lib.checks import Hint, compare, exercise
from ssc_lib.sound.tone import Tone

_H = 1e-3


@exercise("walks-1")
def spread(answer: Callable[..., Any]) -> str:
    n, step, stay = 25, 2.0, 0.19
    right = step * np.sqrt(n * (1 - stay))
    compare(
        answer(n, step, stay),
        right,
        what="the spread after 25 steps of 2 semitones with a stay of 0.19",
        tolerance=1e-3,
        wrong={
            "that is the mean square distance; the spread is its root": right**2,
            "that is as if it moved at every step; a stay adds nothing to the mean square, so "
            "each step adds (1 - stay) step^2": step * np.sqrt(n),
            "distance grows with the square root of n, not with n: steps up and down cancel": (
                n * step * (1 - stay)
            ),
            "the stays thin out the mean square, not the distance: (1 - stay) belongs under the "
            "root": step * np.sqrt(n) * (1 - stay),
            "a step of 2 adds 4 to the mean square: square the step before the root is taken": (
                np.sqrt(n * step * (1 - stay))
            ),
        },
    )
    compare(answer(16, 1, 0), 4.0, what="the spread after 16 steps of one semitone")
    return "16 steps of a semitone spread by 4, and rests make a walk slower but no different"


@exercise("walks-2")
def speeds(answer: Callable[[float], Any]) -> str:
    mean = 6.0
    sigma = mean / np.sqrt(2 / np.pi)
    compare(
        answer(mean),
        (sigma, sigma * np.sqrt(2)),
        what="the pair (sigma, a) for a mean speed of 6",
        tolerance=1e-3,
        wrong={
            "you multiplied by 0.798; the mean speed is smaller than sigma, so divide": (
                mean * np.sqrt(2 / np.pi),
                mean * np.sqrt(2 / np.pi) * np.sqrt(2),
            ),
            "sigma is right; the exponents v^2 / (2 sigma^2) and v^2 / a^2 must be equal, so a is "
            "the larger": (sigma, sigma / np.sqrt(2)),
            "sigma is right; a^2 = 2 sigma^2, so take the root": (sigma, 2 * sigma**2),
            "sigma is not the mean of |v|, but the root of the mean of v^2": (
                mean,
                mean * np.sqrt(2),
            ),
        },
    )
    return "the mean speed is 0.798 sigma, which is a / sqrt(pi)"


@exercise("walks-3")
def back_home(answer: Callable[[int], Any]) -> str:
    odd = answer(7)
    if odd is not None and np.ndim(odd) == 0 and odd != 0:
        raise Hint("after 7 steps a walk cannot be home: each step changes odd to even or back")
    right = comb(16, 8) / 2**16
    compare(
        answer(16),
        right,
        what="the probability of being home after 16 steps",
        tolerance=1e-4,
        wrong={
            "the 17 ends are not equally likely: count the paths to each": 1 / 17,
            "the nine even ends are not equally likely: count the paths to each": 1 / 9,
            "there are 2^16 paths, one factor 2 for each step": comb(16, 8) / 2**8,
            "that is the count of paths; divide by all 2^16": comb(16, 8),
        },
    )
    compare([answer(0), answer(4), answer(7)], [1, 6 / 16, 0], what="the answer for n = 0, 4, 7")
    return "16 steps end where they began in 12,870 of 65,536 ways: 0.1964"


def _reaches(n: int, level: int) -> float:
    """Count the walks that have touched the level, step by step; no mirror needed."""
    alive = {0: 1.0}
    for _ in range(n):
        new: dict[int, float] = {}
        for place, p in alive.items():
            for to in (place - 1, place + 1):
                if to < level:
                    new[to] = new.get(to, 0.0) + p / 2
        alive = new
    return 1 - sum(alive.values())


@exercise("walks-4")
def reaches(answer: Callable[..., Any]) -> str:
    n, level = 16, 4
    tail = sum(comb(n, k) for k in range((n + level) // 2, n + 1)) / 2**n
    compare(
        answer(n, level),
        _reaches(n, level),
        what="the probability of reaching 4 within 16 steps",
        tolerance=1e-4,
        wrong={
            "that is the probability of ending at 4 or above; a walk may have been there and come "
            "back": tail,
            "twice P(S >= 4) counts the walks that end exactly at 4 twice; they are their own "
            "mirror image": 2 * tail,
            "that is P(S > 4) doubled; those that end exactly at 4 have reached it too": (
                2 * (tail - comb(n, (n + level) // 2) / 2**n)
            ),
        },
    )
    for n, level in ((5, 1), (9, 4), (3, 7), (2, 2)):
        compare(
            answer(n, level),
            _reaches(n, level),
            what=f"the probability of reaching {level} within {n} steps",
        )
    return "one walk in three is four semitones up at some time within 16 steps: 0.3323"


@exercise("walks-5")
def fold(answer: Callable[..., Any]) -> str:
    inside = [answer(x, 48, 84) for x in (48, 60.5, 84)]
    compare(inside, [48, 60.5, 84], what="a pitch that is inside already (48, 60.5, 84)")
    near = [answer(x, 48, 84) for x in (86, 45)]
    compare(
        near,
        [82, 51],
        what="the reflections of 86 and 45 between 48 and 84",
        wrong={
            "you clip: 86 becomes 84, the mirror itself. Send it as far back as it went over": (
                [84, 48]
            ),
            "you wrap round, so that who leaves at the top comes in at the bottom; a mirror sends "
            "back": [50, 81],
        },
    )
    far = [300, -500, 1000.5]
    once = [2 * 84 - 300, 2 * 48 + 500, 2 * 84 - 1000.5]
    compare(
        [answer(x, 48, 84) for x in far],
        reflect(far, 48, 84),
        what="the reflections of 300, -500 and 1000.5, which went over many times",
        wrong={"one reflection is not enough for a far position; fold until it is inside": once},
    )
    return "inside stays, outside comes back, as often as it takes"


@exercise("walks-6")
def dice(answer: Callable[..., Any]) -> str:
    rng = np.random.default_rng(3)
    throws = [rng.integers(1, 7, 16) for _ in range(4)]
    t = np.arange(16)

    def series(when: Callable[[int], np.ndarray]) -> np.ndarray:
        return np.sum([throws[k][when(k)] for k in range(4)], axis=0)

    compare(
        answer([die.copy() for die in throws], 16),
        series(lambda k: t // 2**k),
        what="the series of 16 sums",
        wrong={
            "you throw every die at every step, which is white noise; die k lies still for 2^k "
            "steps": series(lambda k: t),
            "your die k is thrown every k + 1 steps; it should be every 2^k, so 1, 2, 4, 8": (
                series(lambda k: t // (k + 1))
            ),
            "your first die lies for two steps; k counts from 0, and 2^0 = 1": (
                series(lambda k: t // 2 ** (k + 1))
            ),
            "your dice are in the opposite order: the last one should lie longest": (
                series(lambda k: t // 2 ** (3 - k))
            ),
        },
    )
    compare(answer([np.array([1, 2, 3, 4, 5])], 5), [1, 2, 3, 4, 5], what="the sums of one die")
    return "die 0 changes 16 times, die 3 twice"


def _differences(u: Callable[[float, float], complex], x: float, t: float) -> tuple[Any, Any]:
    by_t = (u(x, t + _H) - u(x, t - _H)) / (2 * _H)
    by_x_twice = (u(x + _H, t) - 2 * u(x, t) + u(x - _H, t)) / _H**2
    return by_t, by_x_twice


@exercise("walks-7")
def equations(answer: Callable[..., Any]) -> str:
    def bell(x: float, t: float) -> complex:
        return complex(np.exp(-(x**2) / (2 * t)) / np.sqrt(2 * np.pi * t))

    def wave(x: float, t: float) -> complex:
        return complex(np.exp(1j * (3 * x - 9 * t / 2)))

    for u, name in ((bell, "the bell curve"), (wave, "the wave")):
        d, dd = _differences(u, 0.7, 1.3)
        heat, quantum = abs(d - dd / 2), abs(1j * d + dd / 2)
        compare(
            answer(u, 0.7, 1.3),
            (heat, quantum),
            what=f"the pair (heat, Schrödinger) for {name}",
            tolerance=1e-3,
            wrong={
                "the two are swapped: the heat equation first": (quantum, heat),
                "your second derivative has no half; both equations have 1/2 before it": (
                    abs(d - dd),
                    abs(1j * d + dd),
                ),
                "your second residual has no i before the derivative by time; without i it is the "
                "heat equation backwards": (heat, abs(d + dd / 2)),
                "those are residuals with their signs; take the absolute value of each": (
                    (d - dd / 2).real,
                    quantum,
                ),
                "the Schrödinger residual is i u_t + u_xx / 2: mind the sign": (
                    heat,
                    abs(1j * d - dd / 2),
                ),
            },
        )
    return "the bell curve solves the heat equation, the wave Schrödinger's; neither solves both"


@exercise("walks-8")
def composition(answer: Callable[..., Any]) -> str:
    line, again = (list(answer(np.random.default_rng(1))) for _ in range(2))
    other = list(answer(np.random.default_rng(2)))
    if not line or not all(isinstance(tone, Tone) for tone in line):
        raise Hint("return a list of Tones, each with voice='string' and an end_pitch")
    if line != again:
        raise Hint("the same rng gave two different lines; draw from the rng you are given")
    if line == other:
        raise Hint("another rng gave the same line; draw from the rng you are given")
    if any(tone.voice != "string" or tone.end_pitch is None for tone in line):
        raise Hint("every tone needs voice='string' and an end_pitch, or it does not glide")
    for i, (one, two) in enumerate(pairwise(line)):
        if abs(one.end_s - two.start_s) > 1e-6:
            raise Hint(
                f"tone {i} ends at {one.end_s:g} s and tone {i + 1} begins at {two.start_s:g} s; "
                "one bow has no gaps"
            )
        if one.end_pitch is not None and abs(one.end_pitch - two.pitch) > 1e-6:
            raise Hint(
                f"tone {i} ends at pitch {one.end_pitch:g} and tone {i + 1} begins at "
                f"{two.pitch:g}; one line has no jumps"
            )
    length = line[-1].end_s - line[0].start_s
    if not (6 <= length <= 30 and len(line) >= 24):
        raise Hint(f"{len(line)} glides in {length:.1f} s; write at least 24, in 6 to 30 seconds")
    points = np.array([line[0].pitch, *(tone.end_pitch for tone in line)], dtype=float)
    if points.min() < 55 or points.max() > 100:
        raise Hint(
            f"the line goes from {points.min():g} to {points.max():g}; a violin plays 55 to 100, "
            "so reflect the walk there"
        )
    if abs(2 * points - np.round(2 * points)).max() > 1e-6:
        raise Hint("not all points are on quarter tones; multiples of 0.5, so round the walk")
    glued = max((points == edge).mean() for edge in (points.min(), points.max()))
    if glued > 1 / 4:
        raise Hint(
            f"{glued:.0%} of the points lie on one border; did you clip where you should reflect?"
        )
    return (
        f"{len(line)} glides in {length:.1f} s on one bow, "
        f"from {points.min():g} to {points.max():g}"
    )

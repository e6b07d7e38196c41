"""Exercises of the chapter *Poisson's law*."""

from collections.abc import Iterator
from math import exp, log, log2
from typing import Any

import numpy as np

from ssc_lib.chance.poisson import PRINTED_CELLS, poisson_probabilities
from ssc_lib.checks.calling import call
from ssc_lib.checks.differences import as_numbers, short
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.sound.tone import perform

_c, _q = exp(-0.6), exp(-4.2)  # of a silent cell, and of a silent column
_row = 196 * poisson_probabilities(0.6, 3)


def _left(rate: float, t: float) -> tuple[float, float]:
    return rate, exp(-rate * t)


def _apportioned(expected: np.ndarray, total: int, sign: int = -1) -> np.ndarray:
    """What is missing goes to the largest remainders, or with sign 1 to the smallest."""
    whole: np.ndarray = np.floor(expected)
    order = np.argsort(sign * (expected - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


Exercise(
    name="poisson-1",
    right=lambda: (_q, 28 * _q, 1 - (1 - _q) ** 28),
    asks="the triple (one column silent, expected silent columns, at least one silent)",
    tolerance=5e-4,
    mistakes={
        "seven cells must be silent, not one": lambda: (_c, 28 * _c, 1 - (1 - _c) ** 28),
        "the third counts two silent columns once, the second twice": lambda: (
            _q,
            28 * _q,
            28 * _q,
        ),
        "the third is that none is silent; take it from 1": lambda: (_q, 28 * _q, (1 - _q) ** 28),
    },
    praise="one column in 67 is silent, 0.42 of 28 on average, and 34.5 pieces in 100 have one",
)
Exercise(
    name="poisson-2",
    right=lambda table: np.dot(range(len(table)), table) / sum(table),
    cases={"the horse kicks": ((109, 65, 22, 3, 1),), "Achorripsis": (PRINTED_CELLS,)},
    asks="the mean of {case}",
    mistakes={
        "that is the number of events; divide by the cells": lambda t: np.dot(range(len(t)), t),
        "the empty cells count, too": lambda t: np.dot(range(len(t)), t) / sum(t[1:]),
        "divide by the cells, not by the rows": lambda t: np.dot(range(len(t)), t) / len(t),
        "that is the mean number of cells in a row; weight each k by its cells": np.mean,
    },
    praise="122 deaths in 200 corps-years are 0.61, and 119 events in 196 cells are 0.607",
)
Exercise(
    name="poisson-3",
    right=lambda rates, keep, t: _left(keep * sum(rates), t),
    cases=[([2.0, 3.0], 0.4, 1.0), ([1.0, 1.0, 4.0], 0.5, 0.2)],
    asks="the pair (rate, probability of a longer gap) for rates {0}, keep = {1}, seconds = {2}",
    tolerance=1e-4,
    mistakes={
        "that is before thinning, which multiplies the rate": lambda r, k, t: _left(sum(r), t),
        "a shorter gap; take it from 1": lambda r, k, t: (k * sum(r), 1 - exp(-k * sum(r) * t)),
        "thin the rate, not the chance": lambda r, k, t: (k * sum(r), k * exp(-sum(r) * t)),
        "the exponent is rate times time": lambda r, k, t: (k * sum(r), exp(-t / k / sum(r))),
        "merging adds the rates; yours is their mean": lambda r, k, t: _left(k * np.mean(r), t),
    },
    praise="2 and 3 a second, two in five kept: 2 a second, and a gap above 1 s has 0.135",
)
Exercise(
    name="poisson-4",
    right=_apportioned,
    cases=[(np.append(_row, 196 - _row.sum()), 196), (np.array([0.9, 0.8, 0.3, 1.0]), 3)],
    asks="the row of whole numbers that sum to {1}",
    mistakes={
        "rounding each by itself keeps no total; these sum to 197": lambda e, n: np.round(e),
        "these sum to less than {1}; give to the largest remainders": lambda e, n: np.floor(e),
        "you gave to the smallest remainders": lambda e, n: _apportioned(e, n, 1),
        "Xenakis's row is as close in chi-square, but .567 is over .540": lambda *_: PRINTED_CELLS,
    },
    praise="108, 64, 19, 4, 1: one cell away from Xenakis's row",
)
Exercise(
    name="poisson-5",
    right=lambda share, rate: -log(1 - share) / rate,
    cases=[(0.9, 4.0), (0.5, 0.6), (0.2, 2.0), (0.0, 3.0)],
    asks="the gap that a share of {0} does not exceed, at a rate of {1}",
    mistakes={
        "a share of {0} does exceed that; solve 1 - e^(-rate t) = {0}": lambda u, r: -log(u) / r,
        "divide by the rate: more notes have shorter gaps": lambda u, r: -log(1 - u) * r,
        "that is for a rate of one a second; divide by the rate": lambda u, r: -log(1 - u),
        "that is the share of gaps up to {0} s; turn it round": lambda u, r: 1 - exp(-r * u),
        "a gap is positive; the logarithm of a number below 1 is not": lambda u, r: log(1 - u) / r,
        "use the natural logarithm": lambda u, r: -log2(1 - u) / r,
    },
    praise="put a uniform random number in, and an exponential gap comes out",
)
Exercise(
    name="poisson-6",
    right=lambda gaps: sum(gaps**2) / sum(gaps),
    cases=[(np.array(gaps),) for gaps in ([1.0, 3.0], [0.5, 0.5, 2.0, 4.0], [2.0, 2.0, 2.0])],
    asks="the mean gap that you fall into, of {0}",
    mistakes={
        "that is the mean over gaps; one of 3 s is hit three times as often as one of 1 s": np.mean,
        "that is the mean square; divide by the time that all gaps fill": lambda g: np.mean(g**2),
        "that is the wait; give the whole gap": lambda g: np.dot(g, g) / sum(g) / 2,
        "that is the longest gap; you fall into it often, not always": max,
    },
    praise="weight each gap by its own length; only a metronome has no paradox",
)


def _accelerando(clouds: list[Any]) -> Iterator[str]:
    for cloud in clouds:
        if (row := as_numbers(cloud)) is None or row.ndim != 1:
            yield f"return one row of onset times in seconds, not {short(cloud)}"
    rows = [np.array(cloud) for cloud in clouds]
    if not all(((r >= 0) & (r < 5)).all() and (np.diff(r) >= 0).all() for r in rows):
        yield "the onsets must rise, from 0 to below the duration of 5 s"
    counts = np.array([len(row) for row in rows])
    early = (np.concatenate(rows) < 2.5).mean() if counts.any() else 0
    notes = f"{counts.mean():.1f} notes on average, expected 50.5"
    if early > 0.45:
        yield f"{early:.0%} of your notes fall in the first half: the rate does not climb"
    if counts.mean() > 50.5 + 1.42:  # four standard errors of 400 clouds
        yield f"{notes}; thin them: keep each with probability rate(t) / highest"
    if counts.mean() < 50.5 - 1.42:
        yield f"{notes}: gaps by the rate at their start are too long; draw at the highest and thin"
    if not 30 < counts.var() < 75:
        yield f"their number has a variance of {counts.var():.0f}, in a Poisson process its mean"
    if abs(early - 0.255) > 0.0123:  # again four
        yield f"{early:.1%} fall in the first half, expected 25.5%; climb in a straight line"


Piece(
    name="poisson-7",
    asks="one row of onset times in seconds",
    calls=lambda answer, rng: [
        call(answer, (0.2, 20.0, 5.0, each), whole=True) for each in rng.spawn(400)
    ],
    rules=_accelerando,
    praise=lambda clouds: (
        f"{np.mean([*map(len, clouds)]):.1f} notes on average, a quarter of them in the first half"
    ),
)


def _variation(music: Any) -> float:
    gaps = np.diff(np.sort([tone.start_s for tone in perform(music).tones]))
    return float(gaps.std() / gaps.mean())


def _texture(music: Any) -> Iterator[str]:
    try:
        played = perform(music)
        tones, end_s = played.tones, played.duration_s
    except (TypeError, ValueError) as error:
        yield str(error)
        return
    if len(tones) < 100:
        yield f"{len(tones)} tones; a cloud needs at least 100"
    if not 6 <= end_s <= 60:
        yield f"the piece lasts {end_s:.1f} s; stay between 6 and 60"
    if (width := np.ptp([tone.pitch for tone in tones])) < 24:
        yield f"{width:.0f} semitones from low to high; use two octaves"
    said = f"the gaps vary by {_variation(music):.2f} of their mean"
    if _variation(music) < 0.75:
        yield f"{said}, like a clock's; draw exponential gaps, or scatter the onsets uniformly"
    if _variation(music) > 2:
        yield f"{said}, a Poisson process's by 1; do tones begin together, or is there a silence?"


Piece(
    name="poisson-8",
    asks="a list of at least 100 Tones",
    rules=_texture,
    praise=lambda music: (
        f"{len(perform(music).tones)} tones in {perform(music).duration_s:.0f} s, "
        f"whose gaps vary by {_variation(music):.2f} of their mean"
    ),
)

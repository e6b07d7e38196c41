"""Checkers of the exercises in the chapter on Poisson's law."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ssc_lib.chance.poisson import PRINTED_CELLS, poisson_probabilities
from ssc_lib.checks import Hint, compare, exercise

HORSE_KICKS = (109, 65, 22, 3, 1)


@exercise("poisson-1")
def silences(answer: Callable[[], Any]) -> str:
    cell, column = math.exp(-0.6), math.exp(-4.2)
    right = (column, 28 * column, 1 - (1 - column) ** 28)
    compare(
        answer(),
        right,
        what="the triple (one column silent, expected silent columns, at least one silent)",
        tolerance=5e-4,
        wrong={
            "that is a column of one cell; seven cells must be silent together": (
                cell,
                28 * cell,
                1 - (1 - cell) ** 28,
            ),
            "the third is not the second: two silent columns count twice in the expectation, and "
            "once in 'at least one'": (column, 28 * column, 28 * column),
            "your third number is the probability that no column is silent; take it from 1": (
                column,
                28 * column,
                (1 - column) ** 28,
            ),
        },
    )
    return "one column in 67 is silent, 0.42 of 28 on average, and 34.5 pieces in 100 have one"


@exercise("poisson-2")
def mean_of_table(answer: Callable[..., Any]) -> str:
    for table, name in ((HORSE_KICKS, "the horse kicks"), (PRINTED_CELLS, "Achorripsis")):
        cells = sum(table)
        events = sum(k * n for k, n in enumerate(table))
        compare(
            answer(table),
            events / cells,
            what=f"the mean of {name}",
            wrong={
                f"{events} is the number of events; divide by the number of cells": events,
                "you divided by the cells that hold something; the empty ones count too": (
                    events / (cells - table[0])
                ),
                "you divided by the number of rows of the table; divide by the number of cells, "
                "which is the sum of the table": events / len(table),
                "that is the mean number of cells in a row of the table; weight k by the number "
                "of cells that hold k": cells / len(table),
            },
        )
    return "122 deaths in 200 corps-years are 0.61, and 119 events in 196 cells are 0.607"


@exercise("poisson-3")
def merge_and_thin(answer: Callable[..., Any]) -> str:
    for rates, keep, seconds in (((2.0, 3.0), 0.4, 1.0), ((1.0, 1.0, 4.0), 0.5, 0.2)):
        merged = sum(rates)
        rate = keep * merged
        right = (rate, math.exp(-rate * seconds))
        compare(
            answer(list(rates), keep, seconds),
            right,
            what="the pair (rate, probability of a longer gap)",
            tolerance=1e-4,
            wrong={
                "these are right before thinning; thinning multiplies the rate by keep": (
                    merged,
                    math.exp(-merged * seconds),
                ),
                "your second number is the probability of a shorter gap; take it from 1": (
                    rate,
                    1 - right[1],
                ),
                "thin the rate, not the probability: fewer notes make longer gaps likelier": (
                    rate,
                    keep * math.exp(-merged * seconds),
                ),
                "the exponent is the rate times the time; the mean gap is 1 / rate": (
                    rate,
                    math.exp(-seconds / rate),
                ),
            },
        )
    return "2 and 3 a second, two in five kept: 2 a second, and a gap above 1 s has 0.135"


@exercise("poisson-4")
def apportion(answer: Callable[..., Any]) -> str:
    law = poisson_probabilities(0.6, 3)
    tables = [(196 * np.append(law, 1 - law.sum()), 196), (np.array([0.9, 0.8, 0.3, 1.0]), 3)]
    for expected, total in tables:
        whole = np.floor(expected)
        right = whole.copy()
        right[np.argsort(whole - expected, kind="stable")[: total - int(whole.sum())]] += 1
        rounded = np.round(expected)
        compare(
            answer(expected.copy(), total),
            right,
            what="the whole numbers",
            wrong={
                f"these sum to {rounded.sum():g}, one too many: rounding each by itself does not "
                f"keep the total at {total}": rounded,
                f"these sum to {whole.sum():g}; give the cells that are missing to the largest "
                "remainders": whole,
                "that is Xenakis's row. It is as close in chi-square, but the largest remainders "
                "give 108 and 64: .567 is more than .540": np.array(PRINTED_CELLS),
            },
        )
    return "108, 64, 19, 4, 1: one cell away from Xenakis's row"


@exercise("poisson-5")
def gap(answer: Callable[..., Any]) -> str:
    for share, rate in ((0.9, 4.0), (0.5, 0.6), (0.2, 2.0)):
        right = -math.log(1 - share) / rate
        compare(
            answer(share, rate),
            right,
            what=f"the gap that a share {share} does not exceed, at {rate:g} a second,",
            wrong={
                "that is the gap that a share of `share` does exceed; solve 1 - e^(-rate t) = "
                "share": -math.log(share) / rate,
                "divide by the rate: twice as many notes have gaps half as long": (
                    -math.log(1 - share) * rate
                ),
                "that is the share of gaps up to `share` seconds; the question is the other way "
                "round": 1 - math.exp(-rate * share),
                "a gap is positive; the logarithm of a number below 1 is not": -right,
                "use the natural logarithm": -math.log2(1 - share) / rate,
            },
        )
    compare(answer(0.0, 3.0), 0.0, what="the gap that no gap falls short of")
    return "put a uniform random number in, and an exponential gap comes out"


@exercise("poisson-6")
def gap_you_fall_into(answer: Callable[..., Any]) -> str:
    for gaps in ((1.0, 3.0), (0.5, 0.5, 2.0, 4.0), (2.0, 2.0, 2.0)):
        row = np.array(gaps)
        met = (row**2).sum() / row.sum()
        compare(
            answer(row.copy()),
            met,
            what=f"the mean gap that you fall into, of {list(gaps)},",
            wrong={
                "that is the mean over gaps; a gap of 3 s is hit three times as often as one of "
                "1 s": row.mean(),
                "that is the mean of the squares; divide by the time that all gaps fill together": (
                    (row**2).mean()
                ),
                "that is how long you wait until the next note, half of it; the whole gap is "
                "asked for": met / 2,
                "that is the longest gap; you fall into it often, but not always": row.max(),
            },
        )
    return "weight each gap by its own length; only a metronome has no paradox"


@exercise("poisson-7")
def accelerando(answer: Callable[..., Any]) -> str:
    start, end, seconds, runs = 0.2, 20.0, 5.0, 400

    def play(seed: int) -> np.ndarray:
        return np.asarray(answer(start, end, seconds, np.random.default_rng(seed)), dtype=float)

    clouds = [play(seed) for seed in range(runs)]
    if any(c.ndim != 1 for c in clouds):
        raise Hint("return one row of onset times in seconds")
    if not np.array_equal(clouds[0], play(0)):
        raise Hint("the same rng gave two different clouds; draw from the rng you are given")
    if any(((c < 0) | (c >= seconds)).any() or (np.diff(c) < 0).any() for c in clouds):
        raise Hint(f"the onsets must rise, from 0 to below the duration of {seconds:g} s")
    mean = (start + end) / 2 * seconds
    counts = np.array([len(c) for c in clouds])
    early = sum((c < seconds / 2).sum() for c in clouds) / max(counts.sum(), 1)
    share = (start + (end - start) / 4) / (start + end)
    if early > 0.45:
        raise Hint(f"{early:.0%} of your notes fall in the first half: the rate does not climb")
    band = 4 * math.sqrt(mean / runs)
    if counts.mean() > 1.5 * mean:
        raise Hint(f"{counts.mean():.1f} notes on average, expected {mean:.1f}; thin them")
    if counts.mean() < mean - band:
        raise Hint(
            f"{counts.mean():.1f} notes on average, expected {mean:.1f}: a gap drawn at the rate "
            "of its beginning does not notice that the rate climbs. Draw at the highest rate, then "
            "keep each note with probability rate(t) / highest"
        )
    if counts.mean() > mean + band:
        raise Hint(f"{counts.mean():.1f} notes on average, expected {mean:.1f} ± {band:.1f}")
    if counts.var() < 0.6 * mean:
        raise Hint(
            "the number of notes hardly varies; in a Poisson process its variance is its mean"
        )
    if counts.var() > 1.5 * mean:
        raise Hint("the number of notes varies too much; keep each note independently")
    if abs(early - share) > 4 * math.sqrt(share * (1 - share) / (runs * mean)):
        raise Hint(
            f"{early:.1%} of your notes fall in the first half, expected {share:.1%}; "
            "let the rate climb in a straight line"
        )
    return f"{counts.mean():.1f} notes on average, {early:.0%} of them in the first half"


@exercise("poisson-8")
def composition(answer: Callable[..., Any]) -> str:
    from ssc_lib.sound.tone import perform

    def play(seed: int) -> list[Any]:
        music = answer(np.random.default_rng(seed))
        if not isinstance(music, (list, tuple)):
            raise Hint(f"return a list of Tone, got {type(music).__name__}")
        return list(perform(music).tones)

    tones, again, other = play(1), play(1), play(2)
    if tones != again:
        raise Hint("the same rng gave two different pieces; draw from the rng you are given")
    if tones == other:
        raise Hint("another rng gave the same piece; draw from the rng you are given")
    if len(tones) < 100:
        raise Hint(f"{len(tones)} tones; a cloud needs at least 100")
    end_s = max(tone.end_s for tone in tones)
    if not 6 <= end_s <= 60:
        raise Hint(f"the piece lasts {end_s:.1f} s; stay between 6 and 60")
    pitches = [tone.pitch for tone in tones]
    if max(pitches) - min(pitches) < 24:
        raise Hint(f"{max(pitches) - min(pitches):.0f} semitones from low to high; use two octaves")
    gaps = np.diff(np.sort([tone.start_s for tone in tones]))
    variation = gaps.std() / gaps.mean()
    if variation < 0.75:
        raise Hint(
            f"the gaps vary by {variation:.2f} of their mean, which is a clock's work; a Poisson "
            "process has 1. Draw exponential gaps, or scatter the onsets uniformly"
        )
    if variation > 2:
        raise Hint(
            f"the gaps vary by {variation:.2f} of their mean, and a Poisson process has 1: do "
            "tones begin together, or is there a long silence?"
        )
    return f"{len(tones)} tones in {end_s:.0f} s, whose gaps vary by {variation:.2f} of their mean"

"""Exercises of the chapter *Measuring melodies*."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.stats import norm

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough
from ssc_lib.judging.features import ends_on_tonic, returning_bars
from ssc_lib.music.melody import Melody


def _returning(bars: list[str], fault: str = "") -> float:
    if fault == "before":
        return sum(a == b for a, b in pairwise(bars)) / len(bars)
    if fault == "any":
        return sum(bars.count(bar) > 1 for bar in bars) / len(bars)
    if fault == "different":
        return len(set(bars)) / len(bars)
    return 1 - len(set(bars)) / len(bars)


Exercise(
    name="measuring-1",
    right=_returning,
    cases=[(["a", "b", "a", "c"],), (["a", "a", "a", "b", "b", "c"],), (["a", "b"],)],
    asks="the share of the bars {0} that came before",
    mistakes={
        "any earlier bar counts, not the one just before alone": (
            partial(_returning, fault="before")
        ),
        "the first of several alike is new; only the later ones return": (
            partial(_returning, fault="any")
        ),
        "that is the share of different bars; what returns is the rest": (
            partial(_returning, fault="different")
        ),
    },
    praise="in the dances it is about a fifth, and in what basic makes nothing",
)


def _units(bits: float, events: int, notes: int, bars: int, fault: str = "") -> tuple[float, ...]:
    if fault == "e":
        return float(np.exp(bits)), bits * events / notes, bits * events / bars
    if fault == "upside":
        return float(2**bits), bits * notes / events, bits * bars / events
    if fault == "notes":
        return float(2**bits), bits * events / notes, bits * notes / bars
    return float(2**bits), bits * events / notes, bits * events / bars


Exercise(
    name="measuring-2",
    right=_units,
    cases=[(1.2985, 65730, 29792, 5224), (1.0, 128, 64, 8), (2.0, 16, 10, 1)],
    asks="perplexity, bits a note and bits a bar for {0} bits an event, {1} events, {2} notes "
    "and {3} bars",
    mistakes={
        "bits have base 2, so the perplexity is a power of 2": partial(_units, fault="e"),
        "the whole has bits times events; share that among the notes, and among the bars": (
            partial(_units, fault="upside")
        ),
        "a bar has all its events, not its notes alone": partial(_units, fault="notes"),
    },
    praise="one score in three units; only bits a bar and bits a piece compare encodings",
)


def _form(bars: Any, fault: str = "") -> np.ndarray:
    bars = np.asarray(bars)
    same = (bars[:, None] == bars[None]).mean(axis=-1)
    if fault == "whole":
        return (same == 1).astype(float)
    if fault == "sum":
        return same * bars.shape[1]
    if fault == "differ":
        return 1 - same
    return np.asarray(same)


_bars = np.array([[60, -2, 62, -2], [64, -2, 62, -2], [60, -2, 62, -2]])
Exercise(
    name="measuring-3",
    right=_form,
    cases=[(_bars,), (np.array([[1, 2], [2, 1], [1, 1]]),)],
    asks="how far the bars {0} are alike",
    mistakes={
        "bars that are alike in part count in part": partial(_form, fault="whole"),
        "a share, so divide by the steps of a bar": partial(_form, fault="sum"),
        "1 where two bars are the same, not 0": partial(_form, fault="differ"),
    },
    praise="its diagonal is 1, and a dance has stripes beside it, four bars away",
)
Exercise(
    name="measuring-4",
    right=lambda apart, spread: float(2 * norm.cdf(-apart / (2 * spread))),
    cases=[(0.5, 1.0), (1.0, 1.0), (6.0, 3.0), (0.0, 2.0)],
    asks="the overlap of two normal distributions {0} apart, each with spread {1}",
    mistakes={
        "they cross in the middle, half the way from each": (
            lambda d, s: float(2 * norm.cdf(-d / s))
        ),
        "both have a tail beyond the middle": lambda d, s: float(norm.cdf(-d / (2 * s))),
        "count the distance in spreads: divide by the spread": (
            lambda d, s: float(2 * norm.cdf(-d / 2))
        ),
    },
    praise="half a spread apart they still share .803, two spreads apart .317",
)


def _shared(a: Any, b: Any, edges: Any, fault: str = "") -> float:
    p, q = (np.histogram(x, edges)[0] for x in (a, b))
    if fault == "counts":
        return float(np.minimum(p, q).sum())
    if fault == "own":
        p, q = (np.histogram(x, len(edges) - 1)[0] for x in (a, b))
    p, q = p / p.sum(), q / q.sum()
    if fault == "max":
        return float(np.maximum(p, q).sum())
    if fault == "product":
        return float((p * q).sum())
    return float(np.minimum(p, q).sum())


_one, _two = np.array([1, 1, 2, 3, 5]), np.array([2, 3, 3, 4, 4, 5, 6, 6])
Exercise(
    name="measuring-5",
    right=_shared,
    cases=[
        (_one, _two, np.arange(8)),
        (_one, _one + 10, np.arange(20)),
        (_two, _two, np.arange(8)),
    ],
    asks="the overlap of the samples {0} and {1} in the bins {2}",
    mistakes={
        "the samples differ in size, so make shares of the counts": (
            partial(_shared, fault="counts")
        ),
        "both samples need the same bins, those that are given": partial(_shared, fault="own"),
        "what both have is the smaller of the two shares": partial(_shared, fault="max"),
        "take the smaller share in each bin, not the product": partial(_shared, fault="product"),
    },
    praise="and with bins of their own a sample and the same one moved would agree",
)


def _divergence(p: Any, q: Any, step: float, fault: str = "") -> float:
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if fault == "turned":
        p, q = q, p
    ratio = np.log(p / q) if fault == "nats" else np.log2(p / q)
    if fault == "unweighted":
        return float(ratio.sum() * step)
    return float((p * ratio).sum() * (1 if fault == "step" else step))


_grid = np.linspace(-8, 10, 181)
_p, _q, _r = norm.pdf(_grid), norm.pdf(_grid, 1), norm.pdf(_grid, 0, 2)
Exercise(
    name="measuring-6",
    right=_divergence,
    cases={
        "p and the same one moved by 1": (_p, _q, 0.1),
        "p and one of twice its width": (_p, _r, 0.1),
        "the wider one and p": (_r, _p, 0.1),
    },
    asks="the divergence of {case}",
    tolerance=1e-4,
    mistakes={
        "in bits, so the logarithm has base 2": partial(_divergence, fault="nats"),
        "the sum stands for an integral: times the step of the grid": (
            partial(_divergence, fault="step")
        ),
        "the first one is weighed with, and stands above": partial(_divergence, fault="turned"),
        "each place weighs as much as p has there": partial(_divergence, fault="unweighted"),
    },
    praise="moved by one spread it is 1/(2 ln 2) = .721 bits, and it is not the same both ways",
)


def _paired(a: Any, b: Any, fault: str = "") -> tuple[float, float, float]:
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    d = b - a if fault == "turned" else a - b
    half = 1.96 * d.std(ddof=1) / np.sqrt(len(d))
    if fault == "unpaired":
        half = 1.96 * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(d))
    if fault == "spread":
        half = 1.96 * d.std(ddof=1)
    if fault == "ddof":
        half = 1.96 * d.std() / np.sqrt(len(d))
    return float(d.mean()), float(d.mean() - half), float(d.mean() + half)


_a = np.array([1.1, 1.9, 0.8, 1.4, 1.2, 1.6])
_b = np.array([1.0, 1.7, 0.8, 1.3, 1.0, 1.6])
Exercise(
    name="measuring-7",
    right=_paired,
    cases=[(_a, _b), (_b, np.array([1.3, 0.9, 1.0, 1.2, 0.7, 1.5]))],
    asks="the mean difference of {0} and {1}, tune by tune, and its interval",
    mistakes={
        "take the differences tune by tune first: what is hard for one is hard for the other": (
            partial(_paired, fault="unpaired")
        ),
        "a mean of n differences has their spread divided by the root of n": (
            partial(_paired, fault="spread")
        ),
        "the spread of a sample divides by n - 1: ddof=1": partial(_paired, fault="ddof"),
        "the first less the second": partial(_paired, fault="turned"),
    },
    praise="paired, the difference stands out of tunes that differ far more from each other",
)


def _period(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 8 * melody.steps_per_bar)
    if len(melody.pitches) < 2:
        yield "write at least two notes"
        return
    if not 0.25 <= (again := returning_bars(melody, 8)) <= 0.5:
        yield f"{again:.0%} of the first eight bars came before; 25 to 50 % should"
    if ends_on_tonic(melody, 4, melody.major_key):
        yield "bar 4 ends on the tonic; leave it open, and close in bar 8"
    if not ends_on_tonic(melody, 8, melody.major_key):
        yield "bar 8 does not end on the tonic"


Piece(
    name="measuring-8",
    asks="a Melody",
    kind=Melody,
    rules=_period,
    praise=lambda melody: f"{returning_bars(melody, 8):.0%} of its bars came before, and it closes",
)

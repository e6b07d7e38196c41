"""Exercises of the chapter *A small transformer*."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough, normalised
from ssc_lib.music.melody import Melody
from ssc_lib.networks.cells import softmax

_rng = np.random.default_rng(7)
_K, _q = _rng.normal(size=(4, 3)).round(1), np.array([1.0, -0.5, 2.0])

Exercise(
    name="transformer-1",
    right=lambda q, K: K @ q / np.sqrt(len(q)),
    cases=[(_q, _K), (np.array([2.0, 0.0]), np.array([[1.0, 1.0], [0.0, 3.0]]))],
    asks="the scores of the keys {1} for the query {0}",
    mistakes={
        "divide by the square root of the number of columns": lambda q, K: K @ q,
        "divide by its square root, not by the number of columns itself": (
            lambda q, K: K @ q / len(q)
        ),
        "the number of columns counts, not the number of keys": (
            lambda q, K: K @ q / np.sqrt(len(K))
        ),
        "these are weights already; give the scores, before the softmax": (
            lambda q, K: softmax(K @ q / np.sqrt(len(q)))
        ),
    },
    praise="with unit variance in every number a score has unit variance, too",
)


def _masked(S: Any, below: int = 0) -> np.ndarray:
    p, j = np.indices(np.shape(S))
    return softmax(np.where(j <= p + below, S, -np.inf))


_S = np.array([[0.0, 5.0, 1.0], [1.0, 2.0, 9.0], [0.5, 0.5, 0.5]])
Exercise(
    name="transformer-2",
    right=_masked,
    cases=[(_S,), (np.zeros((4, 4)),)],
    asks="the weights of the scores {0} under the mask",
    mistakes={
        "a row may not see what comes after it: column j only where j <= p": softmax,
        "each row must sum to 1; put the mask before the softmax": (
            lambda S: softmax(S) * np.tri(len(S))
        ),
        "a score of 0 is no mask: exp(0) = 1; use minus infinity": (
            lambda S: softmax(np.where(np.tri(len(S)) > 0, S, 0.0))
        ),
        "the mask is turned round: rows look back, not ahead": lambda S: softmax(
            np.where(np.tri(len(S)).T > 0, S, -np.inf)
        ),
    },
    praise="the first row looks at itself alone",
)


def _head(x: Any, Wq: Any, Wk: Any, Wv: Any, fault: str = "") -> np.ndarray:
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    S = (k @ q.T if fault == "turned" else q @ k.T) / np.sqrt(q.shape[1])
    alpha = softmax(S) if fault == "mask" else _masked(S)
    return alpha @ (x if fault == "values" else v)


_x, _W = _rng.normal(size=(5, 3)).round(1), _rng.normal(size=(3, 3, 3)).round(1)
Exercise(
    name="transformer-3",
    right=_head,
    cases=[(_x, *_W), (_x[:2], *_W[::-1])],
    asks="what one head finds for {0}",
    mistakes={
        "the mask is missing": partial(_head, fault="mask"),
        "row p is that of query p: q @ k.T, not k @ q.T": partial(_head, fault="turned"),
        "what is mixed are the values, x @ Wv, and not the rows themselves": partial(
            _head, fault="values"
        ),
    },
    praise="that is all that a transformer has for looking back",
)


def _distances(n: int, bar: int, ahead: int = 1, times: bool = False) -> np.ndarray:
    d = np.arange(n) + ahead
    return np.where(d % bar == 0, d if times else d // bar, 0)


Exercise(
    name="transformer-4",
    right=_distances,
    cases=[(10, 4), (7, 3), (5, 1)],
    asks="the distances in bars of {1} steps for {0} rows",
    mistakes={
        "count from the next event, which stands one step on": partial(_distances, ahead=0),
        "count bars, not steps": partial(_distances, times=True),
        "0 where it is no whole number of bars": lambda n, bar: (np.arange(n) + 1) // bar,
    },
    praise="so a head can say 'four bars before what comes', in every metre",
)


def _block(width: int, heads: int) -> int:
    return 12 * width**2 + 7 * width + 65 * heads


Exercise(
    name="transformer-5",
    right=_block,
    cases=[(128, 4), (6, 2), (1, 1)],
    asks="the parameters of a block of width {0} with {1} heads",
    mistakes={
        "two gains and two biases are missing: 1 + 1 + 4 + 1 rows of the width": (
            lambda w, h: 12 * w**2 + 65 * h
        ),
        "each head has two tables, of 32 and of 33 entries": lambda w, h: 12 * w**2 + 7 * w + 65,
        "heads share the width, so they do not multiply the matrices": (
            lambda w, h: 4 * h * w**2 + 8 * w**2 + 7 * w + 65 * h
        ),
        "the matrix behind the heads is missing": lambda w, h: 11 * w**2 + 7 * w + 65 * h,
        "the wide layer has four times the width": lambda w, h: 6 * w**2 + 4 * w + 65 * h,
    },
    praise="two thirds of it are in the two layers, which never look back",
)
Exercise(
    name="transformer-6",
    right=lambda n: (n * (n + 1) // 2, n),
    cases=[(3,), (128,), (1,)],
    asks="the rows computed for {0} events, without a cache and with one",
    mistakes={
        "after the first event one row is computed, after the second two, ...: sum them up": (
            lambda n: (n * n, n)
        ),
        "the last event counts, too": lambda n: (n * (n - 1) // 2, n - 1),
        "with a cache each row is computed once": lambda n: (n * (n + 1) // 2, 1),
        "first without a cache, then with it": lambda n: (n, n * (n + 1) // 2),
    },
    praise="the cache trades memory for time: all keys and values are kept",
)


def _recall(events: Any, K: int, now: bool = False, here: bool = False) -> np.ndarray:
    found = np.zeros(K)
    for j in range(1, len(events) + (1 if here else 0)):
        if events[j - 1] == events[-1]:
            found[events[j - 1] if now or j == len(events) else events[j]] += 1
    return found / found.sum() if found.sum() else found


_heard = [0, 1, 2, 0, 3, 0]
Exercise(
    name="transformer-7",
    right=_recall,
    cases=[(_heard, 4), ([2, 1, 2, 1, 2], 3), ([0, 1, 2], 3), ([1, 1, 1, 0, 1], 2)],
    asks="what followed the last event of {0} earlier in it",
    mistakes={
        "give what came after it, not the event itself": partial(_recall, now=True),
        "nothing followed the last event yet; leave it out": partial(_recall, here=True),
        "these are counts; divide by their sum": (
            lambda e, K: np.bincount([b for a, b in pairwise(e) if a == e[-1]], minlength=K).astype(
                float
            )
        ),
        "these are the events that came before it": lambda e, K: (
            _recall([*e][::-1], K) if len({*e}) < len(e) else normalised(np.ones(K))
        ),
    },
    praise="an induction head does this, with keys that it has learned",
)


def _spelled(melody: Melody, fault: str = "") -> list[str]:
    tokens: list[str] = []
    bar, begun = melody.steps_per_bar, -1
    for note in melody.notes():
        while begun < note.start_step // bar:
            begun += 1
            tokens.append("Bar")
            if fault == "empty":
                begun = note.start_step // bar
        place = note.start_step if fault == "place" else note.start_step % bar
        length = melody.steps_per_quarter if fault == "length" else note.end_step - note.start_step
        tokens += [f"Position {place}", f"Pitch {note.pitch}", f"Duration {length}"]
    return tokens


_melody = Melody.of("C4 - E4 - G4 - - - C5 . E4 -", steps_per_bar=8)
_long = Melody.of("C4 - - - - - - - - - - - - - - - D4 - - -", steps_per_bar=8)
Exercise(
    name="transformer-8",
    right=_spelled,
    cases={
        "two bars": (_melody,),
        "a note of two bars, and another after it": (_long,),
        "one note": (Melody.of("A4 -"),),
    },
    asks="the tokens of {case}",
    mistakes={
        "a bar in which no note begins has its token as well": partial(_spelled, fault="empty"),
        "count the position within the bar": partial(_spelled, fault="place"),
        "the duration is that of the note, in steps": partial(_spelled, fault="length"),
        "a token opens each bar": lambda melody: [t for t in _spelled(melody) if t != "Bar"],
    },
    praise="longer than our events where notes are short, and shorter where they are long",
)
Exercise(
    name="transformer-9",
    right=lambda bits, tokens, bars: bits * tokens / bars,
    cases=[(1.0, 128, 8), (2.5, 208, 8), (3.0, 50, 4)],
    asks="bits per bar at {0} bits a token, {1} tokens in {2} bars",
    mistakes={
        "more tokens cost more bits: multiply by them": lambda b, t, n: b * n / t,
        "divide by the number of bars": lambda b, t, n: b * t,
        "each token costs its bits; you count tokens alone": lambda b, t, n: t / n,
    },
    praise="the measure that two alphabets have in common",
)


def _returning(melody: Melody) -> float:
    """Share of the bars from the fifth to the sixteenth that were heard before."""
    bars = [bar.events.tobytes() for bar in melody.bars()[:16]]
    later = range(4, len(bars))
    return float(np.mean([bars[n] in bars[:n] for n in later]))


def _recalls(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 96)
    if len(melody) < 8 * melody.steps_per_bar:
        yield f"yours has {len(melody.bars())} bars; write at least eight"
        return
    if len({bar.events.tobytes() for bar in melody.bars()[:4]}) < 3:
        yield "at least three of the first four bars should differ, or nothing can return"
    if not 0.2 <= (again := _returning(melody)) <= 0.8:
        yield f"{again:.0%} of the bars from the fifth on were heard before; 20 to 80 % may"


Piece(
    name="transformer-10",
    asks="a Melody",
    kind=Melody,
    rules=_recalls,
    praise=lambda melody: f"{_returning(melody):.0%} of the later bars were heard before",
)

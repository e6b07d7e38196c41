"""Exercises of the chapter *Dice, tables and memory*."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, pairwise
from math import log, log2, prod
from typing import Any

import numpy as np

from ssc_lib.chance.dice import TRIO, TWO_DICE, WALTZ
from ssc_lib.checks.differences import short
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import copied_events, entropy, long_enough, original
from ssc_lib.music.melody import Melody

_two = TWO_DICE.tolist()
_small, _heard = np.array([[1, 1, 5], [2, 1, 6], [1, 1, 7]]), WALTZ.copy()
_heard[:, 7], _heard[:, 15] = 30, np.where(np.arange(11) % 2, 14, 83)
_TEXT = "CDECDECDEGFEDCDECDEFGCDECG"
_TUNES = [[0, 1, 2, 3, 0, 1, 3], [2, 3, 1], [1]]
_HEARD: Any = (([0, 1], 2), ([3, 0, 1], 2), ([2, 3], 2), ([1, 3], 2), ([2], 2), ([], 1))


def _kinds(table: np.ndarray) -> list[int]:
    return [len({*column}) for column in table.T.tolist()]


def _exactly(got: Any, table: np.ndarray) -> Iterator[str]:
    right = prod(_kinds(table))
    if isinstance(got, bool) or not isinstance(got, int | float | np.number):
        yield f"give a whole number of Python, not {short(got)}"
    if abs(got - right) > right / 1000:
        yield f"you gave {short(got)} for the table {short(table)}; work a small one by hand"
    if int(got) != right:
        yield f"{int(got):,} is off by {abs(int(got) - right):,}; floats have 53 bits, ints no end"


def _slip(table: np.ndarray) -> tuple[int, int]:
    count = np.bincount(table.ravel(), minlength=table.size + 1)
    return int(count[1:].argmin()) + 1, int(count.argmax())


def _stretches(text: str, length: int) -> Counter[str]:
    return Counter(text[i : i + length] for i in range(len(text) - length + 1))


def _after(text: str, k: int, contexts: Counter[str] | None = None) -> float:
    contexts, n = contexts or _stretches(text[:-1], k), len(text) - k
    return -sum(m / n * log2(m / contexts[s[:-1]]) for s, m in _stretches(text, k + 1).items())


def _evenly(text: str, k: int) -> float:
    longer = _stretches(text, k + 1).items()
    rows = [[m for s, m in longer if s[:-1] == c] for c in _stretches(text[:-1], k)]
    return float(np.mean([*map(entropy, rows)]))


def _cost(p: Any, q: Any) -> float:
    return sum(a and (-a * log2(b) if b else np.inf) for a, b in zip(p, q, strict=True))


def _mask(heard: list[int], tunes: Any, longest: int, n: int = 4, first: bool = False) -> Any:
    last, mask = heard[len(heard) - longest :], [True] * n
    for tune in tunes if len(heard) >= longest else ():
        places = [i for i in range(len(tune) - longest) if tune[i : i + longest] == last]
        for i in places[:1] if first else places:
            mask[tune[i + longest]] = False
    return mask


Exercise(
    name="dice-1",
    right=entropy,
    cases=[([1 / 2, 1 / 4, 1 / 8, 1 / 8],), ([0.5, *[0.1] * 5],), (_two,), ([0.0, 1.0, 0.0],)],
    asks="the entropy of {0}",
    mistakes={
        "that is in nats; use base-2 logarithms for bits": lambda p: entropy(p) * log(2),
        "turn the sign: logarithms of probabilities are negative": lambda p: -entropy(p),
        "weigh each surprise by how often it comes": lambda p: -np.mean(np.log2(p)),
        "that is the entropy of a fair die with as many faces": lambda p: log2(len(p)),
        "for {0} that is nan; 0 log 0 counts as 0": lambda p: -np.dot(p, np.log2(p)),
    },
    praise="two dice surprise by 3.2744 bits, a loaded die by less than a fair one",
)
Exercise(
    name="dice-2",
    right=lambda p, bars: (1 - np.dot(p, p)) ** bars,
    cases=[(_two, 16), ([1 / 6] * 6, 16), ([0.5, 0.5], 2)],
    asks="the probability of sharing none of {1} bars when p = {0}",
    mistakes={
        "that is sharing at least one; take it from 1": lambda p, n: 1 - (1 - np.dot(p, p)) ** n,
        "that is how many bars they share on average": lambda p, n: n * np.dot(p, p),
        "that is the probability that all bars are shared": lambda p, n: np.dot(p, p) ** n,
        "that is for one bar; all {1} must differ": lambda p, n: 1 - np.dot(p, p),
        "rows are not equally likely; weigh each by p": lambda p, n: (1 - 1 / len(p)) ** n,
    },
    praise="with two dice 0.148: six pairs of evenings in seven share a bar",
)
Exercise(
    name="dice-3",
    right=lambda table: prod(_kinds(table)),
    cases=[(table,) for table in (_small, _heard, np.hstack([WALTZ] * 2), WALTZ)],
    asks="the number of pieces in the table {0}",
    rules=_exactly,
    mistakes={
        "bars of a column may be equal; count different ones": lambda t: len(t) ** t.shape[1],
        "each choice goes with all the others, so multiply": lambda t: sum(_kinds(t)),
        "that is how many bars are in the whole table": lambda t: len(np.unique(t)),
        "you went along rows; a throw is made for each column": lambda t: prod(_kinds(t.T)),
        "numpy's whole numbers end at 2^63, Python's never": lambda t: np.prod(_kinds(t)),
    },
    praise="two different bars at the end and one in bar 8: 2 x 11^14 waltzes for the ear",
)
Exercise(
    name="dice-4",
    right=_slip,
    cases={
        f"1 to {table.size} with {new} in place of {old}": (np.where(table == old, new, table),)
        for table, old, new in ((WALTZ, 54, 53), (WALTZ, 123, 23), (TRIO, 96, 1), (TRIO, 1, 95))
    },
    asks="the pair for {case}",
    mistakes={
        "swapped: the missing number comes first": lambda table: _slip(table)[::-1],
        "you count from 0; the numbers begin with 1": lambda table: np.subtract(_slip(table), 1),
        "0 is in no table and is not missing; count from 1": lambda table: (0, _slip(table)[1]),
    },
    praise="53 for 54, 23 for 123: every single slip is found",
)
Exercise(
    name="dice-5",
    right=_after,
    cases=[(_TEXT, 0), (_TEXT, 1), (_TEXT, 2), ("CDCDCDE", 1)],
    asks="the conditional entropy of {0} with memory {1}",
    mistakes={
        "that is for stretches of {1} + 1 letters; subtract that of their contexts": lambda s, k: (
            entropy([*_stretches(s, k + 1).values()])
        ),
        "count departures from a context, not visits": lambda s, k: _after(s, k, _stretches(s, k)),
        "that is in nats; use base-2 logarithms for bits": lambda s, k: _after(s, k) * log(2),
        "weigh each context by how often it comes": _evenly,
    },
    praise="more memory, less surprise; in so short a text, too little",
)
Exercise(
    name="dice-6",
    right=_cost,
    cases=[
        ([1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2]),
        (_two, [1 / 11] * 11),
        ([1 / 2, 1 / 2, 0], [1 / 8, 5 / 8, 1 / 4]),
        ([1.0, 0.0], [1.0, 0.0]),
        ([0.5, 0.5], [1.0, 0.0]),
    ],
    asks="H(p, q) for {0} and {1}",
    mistakes={
        "turned round: p says what happens, q what you believe": lambda p, q: _cost(q, p),
        "that is the entropy of p, for someone who knows p": lambda p, q: entropy(p),
        "that is the entropy of q; the events come from p": lambda p, q: entropy(q),
        "that is what q adds; the entropy of p comes to it": lambda p, q: _cost(p, q) - entropy(p),
        "that is in nats; use base-2 logarithms for bits": lambda p, q: _cost(p, q) * log(2),
        "you gave nan; what never happens costs nothing": lambda p, q: -np.dot(p, np.log2(q)),
        "what happens, called impossible, is infinite": lambda p, q: _cost(p, q) if all(q) else 0,
    },
    praise="eleven even rows cost 0.185 bits a bar more than the truth",
)
Exercise(
    name="dice-7",
    right=_mask,
    cases=[(heard, _TUNES, longest, 4) for heard, longest in _HEARD],
    asks="the mask after {0} where longest = {2}",
    mistakes={
        "turned round: True is for what may come": lambda *a: [not may for may in _mask(*a)],
        "after {0} not everything may come": lambda *_: [True] * 4,
        "too strict after {0}: {2} events may be copied": lambda h, t, n, _: _mask(h, t, n - 1),
        "too lax after {0}: only {2} events may be copied": lambda h, t, n, _: _mask(h, t, n + 1),
        "your stretch runs from tune to tune": lambda h, t, n, _: _mask(h, [[*chain(*t)]], n),
        "after {0}, look on after the first place": lambda h, t, n, _: _mask(h, t, n, first=True),
        "{0} is shorter than {2}: all may come": lambda h, t, n, _: _mask(h, t, min(n, len(h))),
    },
    praise="after 0 1 neither 2 nor 3 may come, and where nothing is copied all may",
)


def _in_check(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 96)
    if len(melody.pitches) < 24:
        yield f"{len(melody.pitches)} notes; write at least 24"
    yield from original(melody, 20, "set the limit of CopyLimit lower")
    pairs = [*pairwise(melody.events[:96].tolist())]
    if (new := len({*pairs})) > 0.9 * len(pairs):
        yield f"{new} of {len(pairs)} pairs of events are new: there is no memory to hold in check"


Piece(
    name="dice-8",
    asks="a Melody of at least 96 steps",
    kind=Melody,
    rules=_in_check,
    praise=lambda m: (
        f"{len(m)} steps, {len(m.pitches)} notes, at most {copied_events(m)} events copied"
    ),
)

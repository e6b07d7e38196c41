"""Exercises of the chapter *Whose tune is it?*."""

from collections.abc import Iterator
from functools import cache, partial
from itertools import chain
from math import log
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough
from ssc_lib.judging.whose import Concordance, share_found
from ssc_lib.music import corpus
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot

MOST, OWN, KNOWN = 20, 8, 0.6  # events copied at most; n-grams that are known, and their share


def _here(piece: Any, i: int, tune: Any, j: int) -> int:
    """How long a piece agrees with a tune from these places on."""
    n = 0
    while i + n < len(piece) and j + n < len(tune) and piece[i + n] == tune[j + n]:
        n += 1
    return n


def _longest(piece: Any, tune: Any, fault: str = "") -> int:
    if fault == "gaps":  # the longest common subsequence
        row = [0] * (len(tune) + 1)
        for event in piece:
            row = _subsequence(row, event, tune)
        return row[-1]
    places = [(i, j) for i in range(len(piece)) for j in range(len(tune))]
    if fault == "same":
        places = [(i, j) for i, j in places if i == j]
    if fault == "first":
        places = [(i, j) for i, j in places if i == 0]
    found = max((_here(piece, i, tune, j) for i, j in places), default=0)
    return len({*piece} & {*tune}) if fault == "set" else found


def _subsequence(row: list[int], event: Any, tune: Any) -> list[int]:
    new = [0]
    for j, other in enumerate(tune):
        new.append(row[j] + 1 if event == other else max(row[j + 1], new[j]))
    return new


_PIECE, _TUNE = [4, 2, 3, 4, 2, 1], [0, 1, 2, 3, 4, 2, 0]
Exercise(
    name="whose-1",
    right=_longest,
    cases=[
        ([1, 2, 5, 6, 7, 9, 3, 4], [4, 1, 2, 9, 5, 6, 7, 2, 3]),
        (_PIECE, _TUNE),
        ([5, 1], [2, 3]),
    ],
    asks="the longest stretch of {0} that stands in {1}",
    mistakes={
        "a stretch has no gaps: its events follow each other in both": (
            partial(_longest, fault="gaps")
        ),
        "the stretch may stand anywhere in the tune, not at the same place alone": (
            partial(_longest, fault="same")
        ),
        "the stretch may begin anywhere in the piece, not at its first event alone": (
            partial(_longest, fault="first")
        ),
        "count a stretch in order, not the events that both have": partial(_longest, fault="set"),
    },
    praise="a copy is a stretch of both, wherever it stands in either",
)


def _share(piece: Any, tunes: Any, n: int, fault: str = "") -> float:
    tunes = [[*chain(*tunes)]] if fault == "joined" else tunes
    known = {tuple(t[j : j + n]) for t in tunes for j in range(len(t) - n + 1)}
    own = [tuple(piece[i : i + n]) for i in range(len(piece) - n + 1)]
    if fault == "set":
        own = [*{*own}]
    if fault == "turned":
        return sum(gram in own for gram in known) / len(known)
    return sum(gram in known for gram in own) / (len(piece) if fault == "length" else len(own))


_TUNES = [[0, 1, 2, 3], [2, 0, 1]]
Exercise(
    name="whose-2",
    right=_share,
    cases=[([0, 1, 2, 0, 1, 3, 0, 1], _TUNES, 2), ([0, 1, 2, 0], _TUNES, 3), ([3, 2], _TUNES, 2)],
    asks="the share of the {2}-grams of {0} that stand in one of {1}",
    mistakes={
        "a stretch may not run from one tune into the next": partial(_share, fault="joined"),
        "count an n-gram as often as the piece has it": partial(_share, fault="set"),
        "a piece of T events has T - n + 1 n-grams": partial(_share, fault="length"),
        "of the piece's n-grams, not of the tunes'": partial(_share, fault="turned"),
    },
    praise="1 is a scrapbook, 0 is a stranger",
)


def _lengths(piece: Any, tune: Any, fault: str = "") -> list[int]:
    if fault == "ends":
        return _lengths(piece[::-1], tune[::-1])[::-1]
    found = [
        max((_here(piece, i, tune, j) for j in range(len(tune))), default=0)
        for i in range(len(piece))
    ]
    if fault == "once":
        return [0 if i and found[i - 1] > 1 else n for i, n in enumerate(found)]
    if fault == "first":
        return [_here(piece, i, tune, [*tune, x].index(x)) for i, x in enumerate(piece)]
    return found


Exercise(
    name="whose-3",
    right=_lengths,
    cases=[(_PIECE, _TUNE), ([1, 2, 9, 1], [1, 1, 2]), ([7], [1, 2])],
    asks="the matching lengths of {0} in {1}",
    mistakes={
        "count the stretch that begins at an event, not the one that ends there": (
            partial(_lengths, fault="ends")
        ),
        "within a stretch shorter ones begin; say their lengths too": (
            partial(_lengths, fault="once")
        ),
        "try every place of the tune, not the first that has this event": (
            partial(_lengths, fault="first")
        ),
    },
    praise="their largest is the longest copy, and the next is never smaller by more than 1",
)


def _quoted(lengths: Any, least: int, fault: str = "") -> float:
    taken = np.zeros(len(lengths), dtype=int)
    for i, n in enumerate(lengths):
        if n > least or (n == least and fault != "more"):
            taken[i : i + (1 if fault == "starts" else n)] += 1
    if fault == "twice":
        return float(taken.mean())
    return float((taken > 0).mean())


Exercise(
    name="whose-4",
    right=_quoted,
    cases=[([1, 4, 3, 2, 1, 0, 2, 1], 3), ([0, 2, 1, 2, 1], 2), ([1, 1, 0], 2)],
    asks="the share of events in stretches of {1} or more, for the lengths {0}",
    mistakes={
        "all events of a stretch are quoted, not its first one alone": (
            partial(_quoted, fault="starts")
        ),
        "an event in two stretches is quoted once": partial(_quoted, fault="twice"),
        "a stretch of {1} counts too": partial(_quoted, fault="more"),
    },
    praise="this is what the colours on the roll show",
)


def _edits(piece: Any, tune: Any, fault: str = "") -> int:
    if fault == "change":
        n = len(piece)
        starts = range(max(len(tune) - n + 1, 1))
        return min(
            sum(a != b for a, b in zip(piece, tune[j:], strict=False)) + max(0, n - len(tune[j:]))
            for j in starts
        )
    free = fault != "whole"
    row = [0] * (len(tune) + 1) if free else [*range(len(tune) + 1)]
    for read, element in enumerate(piece, start=1):
        new = [read]
        for j, other in enumerate(tune):
            new.append(min(row[j] + (element != other), row[j + 1] + 1, new[j] + 1))
        row = new
    return min(row) if free and fault != "end" else row[-1]


Exercise(
    name="whose-5",
    right=_edits,
    cases=[([1, 2, 9, 4], [0, 1, 2, 3, 4, 5]), ([1, 2, 2, 3], [0, 1, 2, 3, 0]), ([7], [1, 2])],
    asks="the fewest edits from {0} to a stretch of {1}",
    mistakes={
        "what stands before and after the stretch in the tune is free": (
            partial(_edits, fault="whole")
        ),
        "the stretch may end before the tune does: take the smallest of the last row": (
            partial(_edits, fault="end")
        ),
        "an event may be left out or put in as well as changed": partial(_edits, fault="change"),
    },
    praise="one changed note a bar hides a copy from the longest stretch, and not from this",
)
_PEOPLE = np.array([12, 17, 19, 20, 20, 21, 24, 27, 31, 37])
Exercise(
    name="whose-6",
    right=lambda people, copied: float((np.asarray(people) >= copied).mean()),
    cases=[(_PEOPLE, 20), (_PEOPLE, 36), (_PEOPLE, 50)],
    asks="the share of {0} that copy at least {1} events",
    mistakes={
        "who copies as much as the piece counts too": (
            lambda people, copied: float((np.asarray(people) > copied).mean())
        ),
        "those who copy as much or more; yours counts the others": (
            lambda people, copied: float((np.asarray(people) < copied).mean())
        ),
        "a share, not a number of tunes": (
            lambda people, copied: int((np.asarray(people) >= copied).sum())
        ),
    },
    praise="at .05 one tune of people in twenty copies as much: rare, and no proof of anything",
)


def _by_chance(p: Any, n: int, m: int, fault: str = "") -> float:
    same = float((np.asarray(p) ** 2).sum())
    if fault == "most":
        same = float(np.max(p))
    if fault == "even":
        same = 1 / len(p)
    return log(m if fault == "one" else n * m) / log(1 / same)


_p = np.array([0.4, 0.3, 0.2, 0.1])
Exercise(
    name="whose-7",
    right=_by_chance,
    cases=[(_p, 50, 240000), (np.full(10, 0.1), 10, 1000), (np.array([0.5, 0.25, 0.25]), 8, 64)],
    asks="the length that chance copies once, for p = {0}, n = {1}, m = {2}",
    mistakes={
        "the stretch may begin at n places of the piece: there are n m pairs": (
            partial(_by_chance, fault="one")
        ),
        "two notes agree with the sum of the squares of p, not with the largest of p": (
            partial(_by_chance, fault="most")
        ),
        "the notes are not equally likely: use the sum of the squares of p": (
            partial(_by_chance, fault="even")
        ),
    },
    praise="ten times the book makes it longer by less than two notes here",
)
Exercise(
    name="whose-8",
    right=lambda deaths: max(deaths) + 71,
    cases=[([1936],), ([1940, 1955],), ([1980, 1960],)],
    asks="the first year without protection, if the authors died in {0}",
    mistakes={
        "it lasts to the end of the seventieth year after the death": (
            lambda deaths: max(deaths) + 70
        ),
        "the last of several authors counts": lambda deaths: min(deaths) + 71,
        "seventy years in the European Union; fifty is the least of the Berne Convention": (
            lambda deaths: max(deaths) + 51
        ),
    },
    praise="who died in 1936 is free from 1 January 2007 on, as far as this directive goes",
)


@cache
def _printed() -> Concordance:
    return Concordance(corpus.sequences(split="train"))


def _measures(melody: Melody) -> tuple[int, float]:
    """The longest copy of a melody, and the share of its short stretches that are known."""
    lengths = _printed().lengths(OneHot().encode(melody.squashed()))
    return int(lengths.max()), share_found(lengths, OWN)


def _own_and_at_home(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 128)
    if len(melody.pitches) < 32:
        yield f"{len(melody.pitches)} notes; write at least 32"
    longest, known = _measures(melody)
    if longest > MOST:
        yield f"{longest} successive events stand in one printed tune; at most {MOST} may"
    if known < KNOWN:
        yield f"{known:.0%} of its {OWN}-grams stand in printed tunes; let it be {KNOWN:.0%}"


def _praise(melody: Melody) -> str:
    longest, known = _measures(melody)
    return f"{known:.0%} of its {OWN}-grams are known, and no copy is longer than {longest} events"


Piece(
    name="whose-9",
    asks="a Melody",
    kind=Melody,
    rules=_own_and_at_home,
    praise=_praise,
)

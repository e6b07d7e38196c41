"""Exercises of the chapter *Markov chains*."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ssc_lib.chance.markov import MarkovChain
from ssc_lib.chance.screens import ALPHA, BETA, screen_chain
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import copied_events, original
from ssc_lib.music.melody import Melody

_PROTOCOL = "ABABBBABAABABABABBBBABAABABBAABABBABAAABABBAABBABBA"
_SCREENS = screen_chain().P
_WAYS = np.array([[0.5, 0.5, 0, 0], [0, 0, 1, 0], [0, 0, 0.2, 0.8], [0, 0, 1, 0]])


def _pi(P: np.ndarray) -> np.ndarray:
    return MarkovChain(P).stationary()


def _forgotten(P: np.ndarray, start: int, tolerance: float, half: float = 0.5) -> int:
    n, now = 0, np.eye(len(P))[start]
    while half * abs(now - _pi(P)).sum() >= tolerance:
        n, now = n + 1, now @ P
    return n


def _counts(protocol: str) -> np.ndarray:
    pairs = [*pairwise(protocol)]
    return np.array([[pairs.count((now, after)) for after in "AB"] for now in "AB"])


def _bits(P: np.ndarray) -> np.ndarray:
    return np.asarray(-(P * np.log2(np.where(P > 0, P, 1))).sum(axis=-1))


def _ways(P: np.ndarray) -> np.ndarray:
    return np.linalg.matrix_power(np.eye(len(P)) + P, len(P))


Exercise(
    name="markov-1",
    right=lambda: (8 / 11, 3 / 11),
    asks="the pair (share of time low, share of time high)",
    tolerance=1e-3,
    mistakes={
        "these sum to 0.55, and a distribution sums to 1; divide by the sum": lambda: (0.4, 0.15),
        "the two are swapped: beta leaves low less often than high": lambda: (3 / 11, 8 / 11),
        "(1/2, 1/2) is the law of alpha, which leaves both equally often": lambda: (0.5, 0.5),
    },
    praise="8/11 of the time low, 3/11 high",
)
Exercise(
    name="markov-2",
    right=_forgotten,
    cases={"alpha": (ALPHA, 0, 0.01), "beta": (BETA, 0, 0.01)},
    asks="the number of steps for {case}",
    mistakes={
        "total variation is half the sum of differences": lambda P, s, t: _forgotten(P, s, t, 1),
        "one too few: at n = 0 the chain is at its start": lambda P, s, t: _forgotten(P, s, t) - 1,
        "one too many: give the first n that is close": lambda P, s, t: _forgotten(P, s, t) + 1,
    },
    praise="alpha needs 8 steps and rings, beta needs 5 and glides",
)
Exercise(
    name="markov-3",
    right=lambda p: _counts(p) / _counts(p).sum(axis=1, keepdims=True),
    cases=[(_PROTOCOL,), ("AAB" * 5 + "A",)],
    asks="the matrix of {0}",
    mistakes={
        "your columns sum to 1; divide each row by its sum": lambda p: _counts(p) / sum(_counts(p)),
        "divide by departures, not visits: the last A is never left": lambda p: (
            _counts(p) / [[p.count("A")], [p.count("B")]]
        ),
        "these are counts; divide each row by its sum": _counts,
        "these are shares of all; divide each row by its sum": lambda p: _counts(p) / (len(p) - 1),
    },
    praise="17 of 23 departures from A go to B, and 17 of 27 from B go to A",
)
Exercise(
    name="markov-4",
    right=lambda P, i: 1 / _pi(P)[i],
    cases={"screen H": (_SCREENS, 7), "beta's high state": (BETA, 1)},
    asks="the mean return time of {case}",
    tolerance=1e-3,
    mistakes={
        "that is how often it occurs; the time between is its inverse": lambda P, i: _pi(P)[i],
        "1 / P[i, i] sees one step only; how often is i in the long run?": lambda P, i: 1 / P[i, i],
        "1 / (1 - P[i, i]) is how long it stays, not stays away": lambda P, i: 1 / (1 - P[i, i]),
        "count the step that comes back, too": lambda P, i: 1 / _pi(P)[i] - 1,
        "that is for states which are equally frequent": lambda P, i: len(P),
    },
    praise=f"H comes back every {1 / _pi(_SCREENS)[7]:.1f} screens on average",
)
Exercise(
    name="markov-5",
    right=lambda P: _pi(P) @ _bits(P),
    cases={"beta": (BETA,), "the see-saw [[0, 1], [1, 0]]": (np.eye(2)[::-1],)},
    asks="the entropy rate of {case}",
    mistakes={
        "that is the entropy of pi, as if the chain forgot at once": lambda P: _bits(_pi(P)),
        "that is in nats; use base-2 logarithms": lambda P: _pi(P) @ _bits(P) * np.log(2),
        "weight each row by how often the chain is in it": lambda P: _bits(P).mean(),
        "that adds up the rows; weight each by how often the chain is in it": lambda P: _bits(
            P
        ).sum(),
        "the see-saw gives nan; 0 log 0 counts as 0": lambda P: -_pi(P) @ (P * np.log2(P)).sum(1),
    },
    praise="beta surprises by 0.7083 bits a step, and a see-saw by none",
)
Exercise(
    name="markov-6",
    right=lambda P: _ways(P) > 0,
    cases={
        "[[.5, .5, 0, 0], [0, 0, 1, 0], [0, 0, .2, .8], [0, 0, 1, 0]]": (_WAYS,),
        "a ring of five states": (np.roll(np.eye(5), 1, axis=1),),
    },
    asks="what can be reached in {case}",
    mistakes={
        "that is one step; a state may be reached by way of others": lambda P: P > 0,
        "that is one step or none; ways may be longer": lambda P: P + np.eye(len(P)) > 0,
        "a state reaches itself in zero steps": lambda P: _ways(P) @ P > 0,
        "rows are 'from', columns 'to'": lambda P: _ways(P).T > 0,
        "that is who reaches each other; one way is enough": lambda P: _ways(P) * _ways(P).T > 0,
    },
    praise="states that reach each other form a class",
)


def _chained(melody: Melody) -> Iterator[str]:
    steps, notes = len(melody), len(melody.pitches)
    if steps < 64 or notes < 16:
        yield f"{steps} steps with {notes} notes; write at least 64 steps with at least 16 notes"
    yield from original(melody, 40, "try a lower order")


Piece(
    name="markov-7",
    asks="a Melody of at least 64 steps",
    kind=Melody,
    rules=_chained,
    praise=lambda m: f"{len(m)} steps, at most {copied_events(m)} of them in a row copied",
)

"""Exercises of the chapter *Chords and melodies*."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from ssc_lib.chance.harmony import share_of_chord_tones
from ssc_lib.chance.hidden import viterbi
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough
from ssc_lib.music.chords import QUALITIES, Chord, per_step, read_chord_names
from ssc_lib.music.melody import Melody

_PROGRESSION = per_step(read_chord_names("C G Am F C G F C"), 16)


def _classes(root: int, quality: str, wrap: bool = True, order: bool = True) -> list[int]:
    found = [(root + s) % 12 if wrap else root + s for s in QUALITIES[quality]]
    return found if order else sorted(found)


Exercise(
    name="chords-1",
    right=_classes,
    cases=[(0, ""), (9, "m"), (7, "7"), (11, "dim")],
    asks="the pitch classes of the chord on root {0} with quality '{1}'",
    mistakes={
        "pitch classes go round: take them modulo 12": partial(_classes, wrap=False),
        "from the root up, not sorted": partial(_classes, order=False),
        "these are steps above the root; add the root": lambda r, q: list(QUALITIES[q]),
        "a minor third is three semitones, a major one four": lambda r, q: [
            (r + s) % 12 for s in QUALITIES[str({"": "m", "m": ""}.get(q, q))]
        ],
    },
    praise="a name is a root and a few intervals, nothing more",
)
Exercise(
    name="chords-2",
    right=lambda pc: sum(
        pc in Chord(root, quality).pitch_classes for root in range(12) for quality in ("", "m")
    ),
    cases=[(0,), (6,)],
    asks="how many major and minor triads hold the pitch class {0}",
    mistakes={
        "it may be root, third or fifth, in major and in minor": lambda pc: 3,
        "there are 24 triads, and each holds 3 of 12": lambda pc: 24,
        "a pitch class may be the root of two triads, the third of two, the fifth of two": (
            lambda pc: 2
        ),
    },
    praise="6 of 24, so a note alone leaves log2 6 = 2.58 bits about its triad",
)


def _information(counts: Any, fault: str = "") -> float:
    p = np.asarray(counts) / np.sum(counts)
    given, alone = p.sum(axis=1), p.sum(axis=0)

    def entropy(q: np.ndarray) -> float:
        q = q[q > 0]
        return float(-(q * np.log2(q)).sum())

    conditional = sum(g * entropy(row / g) for g, row in zip(given, p, strict=True) if g > 0)
    if fault == "conditional":
        return conditional
    if fault == "equal":
        rows = [entropy(row / g) for g, row in zip(given, p, strict=True) if g > 0]
        return entropy(alone) - float(np.mean(rows))
    if fault == "nats":
        return (entropy(alone) - conditional) * np.log(2)
    return entropy(alone) - conditional


_counts = np.array([[8, 0, 2], [1, 5, 0]])
Exercise(
    name="chords-3",
    right=_information,
    cases=[(_counts,), (np.array([[3, 1], [1, 3]]),), (np.array([[2, 2], [4, 4]]),)],
    asks="the information in bits that chords (rows of {0}) have about notes (columns)",
    mistakes={
        "that is what is left to guess once the chord is known; take it from what there was": (
            partial(_information, fault="conditional")
        ),
        "weigh each row by how often its chord comes": partial(_information, fault="equal"),
        "in bits, with logarithms to the base 2": partial(_information, fault="nats"),
    },
    praise="it is 0 where every chord has the same notes, and never negative",
)


def _smoothed(counts: Any, shorter: Any, fault: str = "") -> np.ndarray:
    c, q = np.asarray(counts, dtype=float), np.asarray(shorter)
    n, t = c.sum(), (c > 0).sum()
    if fault == "one":
        t = 1
    if fault == "size":
        t = len(c)
    if not n:
        return q if fault != "empty" else np.full(len(q), 1 / len(q))
    return (c + t * q) / (n if fault == "sum" else n + t)


_q = np.array([0.5, 0.3, 0.2])
Exercise(
    name="chords-4",
    right=_smoothed,
    cases=[(np.array([3, 1, 0]), _q), (np.array([0, 0, 7]), _q), (np.array([0, 0, 0]), _q)],
    asks="the distribution of a context with counts {0} whose shorter context says {1}",
    mistakes={
        "divide by the count and the number of different events together": (
            partial(_smoothed, fault="sum")
        ),
        "the weight of the shorter context is how many different events were seen": (
            partial(_smoothed, fault="one")
        ),
        "count the events that were seen, not all that there are": partial(_smoothed, fault="size"),
        "that leaves nothing for what was not seen; the shorter context has its share": (
            lambda c, q: np.asarray(c) / max(np.sum(c), 1)
        ),
        "a context that was never seen says what the shorter one says": (
            partial(_smoothed, fault="empty")
        ),
    },
    praise="the more different things followed, the more may still be new",
)
Exercise(
    name="chords-5",
    right=lambda T, n: T - n,
    cases=[(512, 256), (202, 32), (300, 299)],
    asks="the training windows of {1} rows in a piece of {0}",
    mistakes={
        "each window needs a row after it, to be predicted": lambda T, n: T - n + 1,
        "windows overlap; they move on by one row": lambda T, n: T // n,
        "a window of n rows ends before row n: T - n of them": lambda T, n: T,
    },
    praise="a piece shorter than a window gives none at all",
)
Exercise(
    name="chords-6",
    right=lambda p, q: float(-np.log2((p + q) / 2) + np.log2(max(p, q))),
    cases=[(0.5, 0.1), (0.25, 0.25), (0.9, 0.0)],
    asks="what mixing {0} and {1}, half and half, costs against the better of the two",
    mistakes={
        "against the better one, whichever it is": (
            lambda p, q: float(-np.log2((p + q) / 2) + np.log2(min(p, q) or 1e-9))
        ),
        "a cost is not negative here; the sign is wrong": (
            lambda p, q: float(np.log2((p + q) / 2) - np.log2(max(p, q)))
        ),
        "mix the probabilities, not their logarithms": (
            lambda p, q: float(np.log2(max(p, q)) - np.log2(max(p, 1e-9) * max(q, 1e-9)) / 2)
        ),
        "in bits": lambda p, q: float(np.log(max(p, q)) - np.log((p + q) / 2)),
    },
    praise="at most 1 bit an event, whatever the worse model says",
)
_P = np.array([[0.7, 0.3], [0.4, 0.6]])
_E = np.array([[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]])
_start = np.array([0.6, 0.4])


def _most(initial: Any, P: Any, emission: Any, seen: Any) -> np.ndarray:
    return np.asarray(emission)[:, seen].argmax(axis=0)


def _forward(initial: Any, P: Any, emission: Any, seen: Any) -> np.ndarray:
    at, found = np.asarray(initial) * emission[:, seen[0]], []
    found.append(int(at.argmax()))
    for symbol in seen[1:]:
        at = (at[:, None] * P).max(axis=0) * emission[:, symbol]
        found.append(int(at.argmax()))
    return np.array(found)


Exercise(
    name="chords-7",
    right=viterbi,
    cases=[
        (_start, _P, _E, np.array([0, 1, 2])),
        (_start, _P, _E, np.array([2, 0, 2, 1, 0])),
        (np.array([0.5, 0.5]), np.array([[0.95, 0.05], [0.05, 0.95]]), _E, np.array([0, 0, 2, 0])),
        (_start, np.array([[0.1, 0.9], [0.9, 0.1]]), _E, np.array([1, 1, 1, 2])),
    ],
    asks="the likeliest states behind {3}",
    mistakes={
        "each step alone is likeliest so, the row is not: use the transitions": _most,
        "the best way to each step may not be the way to the best end: go back from the end": (
            _forward
        ),
        "from the first to the last; yours is turned round": (
            lambda i, P, E, s: viterbi(i, P, E, s)[::-1]
        ),
        "a chain begins with its own probabilities, initial": (
            lambda i, P, E, s: viterbi(np.array([0.01, 0.99]), P, E, s)
        ),
    },
    praise="n steps of 37 by 37 numbers, instead of 37 to the power n rows",
)


def _decoded(M: Any, low: int, threshold: float, fault: str = "") -> list[int]:
    M = np.asarray(M)
    best = M.argmax(axis=1)
    if fault == "any":
        best = (threshold <= M).argmax(axis=1)
    rest = -1 if fault != "hold" else -2
    keep = M.max(axis=1) > (0 if fault == "threshold" else threshold)
    return [int(b) + (0 if fault == "low" else low) if k else rest
            for b, k in zip(best, keep, strict=True)]  # fmt: skip


_M = np.array([[0.7, 0.9, 0.1], [0.2, 0.3, 0.1], [0.1, 0.65, 0.8], [0.05, 0.0, 0.61]])
Exercise(
    name="chords-8",
    right=_decoded,
    cases=[(_M, 60, 0.6), (_M, 48, 0.85), (_M, 60, 0.1)],
    asks="the melody that the matrix spells, from pitch {1} up, at threshold {2}",
    mistakes={
        "the largest in each row, not the first above the threshold": partial(
            _decoded, fault="any"
        ),
        "a row in which nothing is above the threshold is a rest, -1": partial(
            _decoded, fault="threshold"
        ),
        "column 0 is the pitch low": partial(_decoded, fault="low"),
        "a rest is -1": partial(_decoded, fault="hold"),
    },
    praise="so Lackner read his network's matrix: one voice, and silence where it is unsure",
)


def _fits(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 128)
    if len(melody) < 128:
        return
    share = share_of_chord_tones(melody, _PROGRESSION)
    if not share >= 0.6:
        yield f"{share:.0%} of the beats are notes of their chord; 60 % or more should be"
    notes = len(melody.resized(128).pitches)
    if not 24 <= notes <= 96:
        yield f"{notes} notes in eight bars; write 24 to 96"
    if len({bar.events.tobytes() for bar in melody.bars()[:8]}) < 5:
        yield "at least five of the eight bars should differ"


Piece(
    name="chords-9",
    asks="a Melody",
    kind=Melody,
    rules=_fits,
    praise=lambda melody: (
        f"{share_of_chord_tones(melody, _PROGRESSION):.0%} of the beats are notes of their chord"
    ),
)

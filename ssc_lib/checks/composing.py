"""Exercises of the chapter *From probabilities to notes*."""

from collections.abc import Iterator
from itertools import count
from math import log, log2
from typing import Any

import numpy as np

from ssc_lib.checks.differences import same
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import entropy, long_enough, normalised, original, varied, variety
from ssc_lib.generator import bits_per_event
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot
from ssc_lib.networks.cells import softmax
from ssc_lib.networks.loading import load_network

_p, _q = np.array([0.05, 0.5, 0.15, 0.3]), np.array([0.5, 0.3, 0.2])
_tree = np.array([[0, 0, 0.5, 0.5], [0, 0, 0.9, 0.1], [0, 0, 1, 0], [0, 0, 0, 1]])
_followers = (([1, 2, 3, 4, 2], 0), ([1, 2, 3, 1], 0), ([0, 0], 1), ([2, 0, 1], 2))


def _top(p: np.ndarray, k: int) -> np.ndarray:
    return normalised(p * (np.argsort(np.argsort(-p)) < k))


def _k_likeliest(q: Any, p: np.ndarray, k: int) -> Iterator[str]:
    """Of equally likely events any may be kept."""
    kept = np.greater(q, 0)
    if kept.sum() != k:
        yield f"you kept {kept.sum()} of {p.tolist()} with k = {k}; keep k events"
    if p[kept].min() < p[~kept].max(initial=0) or not same(q, normalised(p * kept)):
        yield "keep the k likeliest events, each in its place, with its share of what is kept"


def _bits(p: np.ndarray) -> Any:
    return -(p * np.log2(p)).sum()


def _loop(follower: Any, start: int, late: int = 0, longer: int = 0) -> tuple[int, int]:
    path = [start]
    while (after := follower[path[-1]]) not in path:
        path.append(after)
    return path.index(after) + late, len(path) - path.index(after) + longer


def _beam(initial: Any, P: Any, steps: int, width: int) -> float:
    kept = sorted(zip(initial, range(len(P)), strict=True))[-width:]
    for _ in range(steps - 1):
        kept = sorted((p * P[i, j], j) for p, i in kept for j in range(len(P)))[-width:]
    return float(kept[-1][0])


def _narrowest(initial: Any, P: Any, steps: int) -> int:
    best = _beam(initial, P, steps, width=len(P) ** steps)
    return next(w for w in count(1) if _beam(initial, P, steps, w) > best * (1 - 1e-9))


def _chain(seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    rng = np.random.default_rng(seed)
    P = rng.dirichlet(np.full(4, 0.5), size=4)
    return rng.dirichlet(np.ones(4)), P, 6


Exercise(
    name="composing-1",
    right=_top,
    cases=[(_p, 2), (_p, 4), (np.full(4, 0.25), 2)],
    asks="top-k of {0} with k = {1}",
    rules=_k_likeliest,
    mistakes={
        "these are not normalised; divide by what was kept": lambda p, k: p * (_top(p, k) > 0),
        "you kept the least likely events; sort the other way": lambda p, k: _top(-p, k),
        "you sorted the events; leave each in its place": lambda p, k: -np.sort(-_top(p, k)),
    },
    praise="always k events, whether the network is sure or not",
)
Exercise(
    name="composing-2",
    right=lambda n, p: p + (n - 1) * p * (1 - p),
    cases=[(24, 0.9), (24, 0.4), (1, 0.3), (3, 0.5)],
    asks="the expected number of fragments of {0} cells at p = {1}",
    mistakes={
        "that is the number of sounding cells; count beginnings": lambda n, p: n * p,
        "the first cell needs no silence before it: add its p": lambda n, p: (n - 1) * p * (1 - p),
        "the first begins one with probability p, not p (1 - p)": lambda n, p: n * p * (1 - p),
        "the first cell does not always sound": lambda n, p: 1 + (n - 1) * p * (1 - p),
        "that counts ends and beginnings": lambda n, p: p + 2 * (n - 1) * p * (1 - p),
    },
    praise="2.97 fragments of a note at .9, and 5.92 of one at .4",
)
Exercise(
    name="composing-3",
    right=lambda p: sum(p[v] * np.prod(1 - np.delete(p, v)) for v in range(len(p))),
    cases=[(_q,), (np.full(38, 1 / 38),), (np.array([1.0, 0.0, 0.0]),)],
    asks="the probability of exactly one yes for {0}",
    mistakes={
        "coins are independent: they do not know that only one event can come": lambda p: 1.0,
        "that is at least one; two or three count as wrong": lambda p: 1 - np.prod(1 - p),
        "multiply p by the no of all others, not by its own": lambda p: (p * (1 - p)).sum(),
        "leave an event's own no out of the product": lambda p: np.prod(1 - p),
        "you got nan: leave it out, do not divide": lambda p: np.prod(1 - p) * (p / (1 - p)).sum(),
    },
    praise="0.475 for (.5, .3, .2), and 0.373 for 38 equally likely events",
)
Exercise(
    name="composing-4",
    right=lambda p, t: entropy(p ** (1 / t)),
    cases=[(_q, 0.5), (_q, 2.0), (np.array([0.5, 0.0, 0.5]), 2.0)],
    asks="the entropy of {0} at temperature {1}",
    mistakes={
        "that is at temperature 1; reshape the distribution first": lambda p, t: entropy(p),
        "the exponent is 1 / temperature": lambda p, t: entropy(p**t),
        "p holds no logits: take its powers": lambda p, t: entropy(softmax(p / t)),
        "that is in nats; use logarithms to base 2": lambda p, t: entropy(p ** (1 / t)) * log(2),
        "divide by the sum before you take the entropy": lambda p, t: _bits(p ** (1 / t)),
        "0 log 0 counts as 0, not nan": lambda p, t: _bits(normalised(p ** (1 / t))),
    },
    praise="1.24 bits at temperature ½, 1.49 at 1 and 1.56 at 2, of at most 1.58",
)
Exercise(
    name="composing-5",
    right=_loop,
    cases=[(np.array(follower), start) for follower, start in _followers],
    asks="(steps before, length) for {0} from {1}",
    mistakes={
        "the other way round: first the steps before the loop": lambda f, s: _loop(f, s)[::-1],
        "one fewer: the state where the loop closes is in it": lambda f, s: _loop(f, s, late=1),
        "the length is the number of different states in it": lambda f, s: _loop(f, s, longer=1),
        "that is the path; the loop is a part": lambda f, s: _loop(f, s, longer=_loop(f, s)[0]),
    },
    praise="a state met again closes the loop, and with K states that takes at most K steps",
)
Exercise(
    name="composing-6",
    right=lambda p: (-log2(max(p)), entropy(p)),
    cases=[(np.array([0.9, 0.1]),), (np.array([0.5, 0.25, 0.25]),)],
    asks="(likeliest, typical) for {0}",
    mistakes={
        "the other way round: first the likeliest": lambda p: (entropy(p), -log2(max(p))),
        "these are in nats; take base 2": lambda p: (-log(max(p)), entropy(p) * log(2)),
        "typical: weight the surprises by p": lambda p: (-log2(max(p)), -np.log2(p).mean()),
        "likeliest: take -log2 of the largest probability": lambda p: (max(p), entropy(p)),
        "likeliest: you took the least likely event": lambda p: (-log2(min(p)), entropy(p)),
    },
    praise="for the loaded coin .152 bits against .469: the likeliest sequence is not typical",
)
Exercise(
    name="composing-7",
    right=_narrowest,
    cases={
        "the tree of the chapter": (np.array([0.6, 0.4, 0, 0]), _tree, 2),
        **{f"6 steps of chain {n} of 4 states": _chain(n) for n in (1, 8, 21)},
    },
    asks="the narrowest beam for {case}",
    mistakes={
        "too wide: stop at the first beam, from 1 on, that finds it": lambda *c: _narrowest(*c) + 1,
        "too narrow: it finds a less likely sequence": lambda *c: _narrowest(*c) - 1,
        "one candidate a state is Viterbi's way; a beam may keep several that end alike": (
            lambda initial, P, steps: len(P)
        ),
    },
    praise="2 for the tree of the chapter, and 7 for a chain of four states",
)


def _bits_per_event(melody: Melody) -> float:
    row = OneHot().encode(melody.squashed())
    return bits_per_event(load_network("basic", dtype=np.float32), [row])


def _typical(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 96)
    bits = _bits_per_event(melody)
    if bits < 0.8:
        yield f"{bits:.2f} bits per event, below 0.8: too likely; raise temperature or top-p"
    if bits > 1.8:
        yield f"{bits:.2f} bits per event, above 1.8: too surprising; lower temperature or top-p"
    yield from varied(melody, "let chance have more of a say")
    yield from original(melody, 48, "take another draw")


Piece(
    name="composing-8",
    asks="a Melody",
    kind=Melody,
    rules=_typical,
    praise=lambda melody: f"{_bits_per_event(melody):.2f} bits per event, {variety(melody)}",
)

"""Checkers of the exercises in the chapter on the way from probabilities to notes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from ssc_lib.checks import (
    Hint,
    compare,
    composed,
    copied_events,
    entropy,
    exercise,
    varied_bars,
)

LEAST_BITS, MOST_BITS = 0.8, 1.8


@exercise("composing-1")
def top_k(answer: Callable[..., Any]) -> str:
    p = np.array([0.05, 0.5, 0.15, 0.3])
    compare(
        answer(p.copy(), 2),
        np.array([0, 0.5, 0, 0.3]) / 0.8,
        what="top-k with k = 2 of (.05, .50, .15, .30)",
        wrong={
            "these are not normalised; divide by what was kept": [0, 0.5, 0, 0.3],
            "you kept the least likely events; sort the other way": [0.25, 0, 0.75, 0],
            "you sorted the events; leave each in its place": np.array([0.5, 0.3, 0, 0]) / 0.8,
        },
    )
    compare(answer(p.copy(), 4), p, what="top-k with k = 4, which keeps everything")
    tied = np.asarray(answer(np.full(4, 0.25), 2), dtype=float)
    if (tied > 0).sum() != 2:
        raise Hint(
            f"of four equally likely events you kept {(tied > 0).sum()} with k = 2; keep k events, "
            "not all that are as likely as the last of them"
        )
    return "always k events, whether the network is sure or not"


@exercise("composing-2")
def fragments(answer: Callable[[int, float], Any]) -> str:
    for n, p in ((24, 0.9), (24, 0.4), (1, 0.3), (3, 0.5)):
        q = (1 - p) * p
        compare(
            answer(n, p),
            p + (n - 1) * q,
            what=f"the fragments of {n} cells at p = {p}",
            wrong={
                "that is the expected number of sounding cells; count beginnings": n * p,
                "the first cell needs no silence before it: add its p": (n - 1) * q,
                "the first cell begins a fragment with probability p, not p (1 - p)": n * q,
                "the first cell does not always sound": 1 + (n - 1) * q,
                "that counts the ends and the beginnings": p + 2 * (n - 1) * q,
            },
        )
    return "2.97 fragments of a note at .9, and 5.92 of one at .4"


@exercise("composing-3")
def exactly_one(answer: Callable[..., Any]) -> str:
    for p in (np.array([0.5, 0.3, 0.2]), np.full(38, 1 / 38)):
        none = np.prod(1 - p)
        compare(
            answer(p.copy()),
            (none * p / (1 - p)).sum(),
            what=f"the probability of exactly one yes among {len(p)}",
            wrong={
                "the coins are independent: they do not know that only one event can come": 1.0,
                "that is at least one; two or three at once count as wrong": 1 - none,
                "multiply p by the chance that all the others say no, not by its own": (
                    (p * (1 - p)).sum()
                ),
                "that includes the event's own no; leave it out of the product": none,
            },
        )
    sure = np.asarray(answer(np.array([1.0, 0.0, 0.0])), dtype=float)
    if not np.isfinite(sure).all():
        raise Hint("for a certain event you got nan: leave it out of the product, do not divide")
    compare(sure, 1.0, what="the probability for a certain event")
    return "0.475 for (.5, .3, .2), and 0.373 for 38 equally likely events"


@exercise("composing-4")
def entropy_at(answer: Callable[..., Any]) -> str:
    p = np.array([0.5, 0.3, 0.2])
    for t in (0.5, 2.0):
        right = entropy(p ** (1 / t))
        compare(
            answer(p.copy(), t),
            right,
            what=f"the entropy of (.5, .3, .2) at temperature {t}",
            wrong={
                "that is the entropy at temperature 1; reshape the distribution first": entropy(p),
                "the exponent is 1 / temperature": entropy(p**t),
                "that is in nats; use logarithms to base 2": right * np.log(2),
                "divide by the sum before you take the entropy": (
                    -(p ** (1 / t) * np.log2(p ** (1 / t))).sum()
                ),
            },
        )
    zero = np.asarray(answer(np.array([0.5, 0.0, 0.5]), 2.0), dtype=float)
    if not np.isfinite(zero).all():
        raise Hint("with a probability of 0 you got nan: 0 log 0 counts as 0, so leave it out")
    compare(zero, 1.0, what="the entropy of (.5, 0, .5) at temperature 2")
    return "1.24 bits at temperature ½, 1.49 at 1 and 1.56 at 2, of at most 1.58"


@exercise("composing-5")
def loop_of(answer: Callable[..., Any]) -> str:
    cases = (([1, 2, 3, 1], 0, (1, 3)), ([0, 0], 1, (1, 1)), ([2, 0, 1], 2, (0, 3)))
    for follower, start, right in cases:
        before, length = right
        compare(
            answer(np.array(follower), start),
            right,
            what=f"(steps before, length) for {follower} from {start}",
            wrong={
                "the other way round: first the steps before the loop": (length, before),
                "that counts the state where the loop closes; the steps before it are one fewer": (
                    before + 1,
                    length,
                ),
                "the loop's length is the number of different states in it": (before, length + 1),
                "that is the number of all states visited; the loop is only part of them": (
                    before,
                    before + length,
                ),
            },
        )
    return "a state met again closes the loop, and with K states that takes at most K steps"


@exercise("composing-6")
def likeliest_and_typical(answer: Callable[..., Any]) -> str:
    for p in (np.array([0.9, 0.1]), np.array([0.5, 0.25, 0.25])):
        low, high = -np.log2(p.max()), entropy(p)
        compare(
            answer(p.copy()),
            (low, high),
            what=f"(likeliest, typical) for {p.tolist()}",
            wrong={
                "the other way round: first the likeliest": (high, low),
                "these are in nats; use logarithms to base 2": (
                    low * np.log(2),
                    high * np.log(2),
                ),
                "a typical sequence has each event as often as its probability says, so weight "
                "the surprises by p": (low, -np.log2(p).mean()),
                "the likeliest sequence repeats the likeliest event: its surprise is -log2 of the "
                "largest probability": (p.max(), high),
            },
        )
    return "for the loaded coin .152 bits against .469: the likeliest sequence is not typical"


@exercise("composing-7")
def narrowest_beam(answer: Callable[..., Any]) -> str:
    tree = [[0, 0, 0.5, 0.5], [0, 0, 0.9, 0.1], [0, 0, 1, 0], [0, 0, 0, 1]]
    cases = [([0.6, 0.4, 0, 0], tree, 2)]
    for seed in (1, 8, 21):
        rng = np.random.default_rng(seed)
        P = rng.dirichlet(np.full(4, 0.5), size=4)
        cases.append((rng.dirichlet(np.ones(4)).tolist(), P.tolist(), 6))
    for initial, matrix, steps in cases:
        first, P = np.array(initial), np.array(matrix)
        right = _narrowest(first, P, steps)
        compare(
            answer(first.copy(), P.copy(), steps),
            right,
            what=f"the narrowest beam for {steps} steps of a chain of {len(P)} states",
            wrong={
                "that is too wide: count the beam from 1 and stop at the first that finds it": (
                    right + 1
                ),
                "too narrow: that beam finds a less likely sequence; compare with all sequences": (
                    right - 1
                ),
                "one candidate for each state is Viterbi's algorithm; a beam may keep several that "
                "end alike, and need more or fewer": len(P),
            },
        )
    return "2 for the tree of the chapter, and 7 for a chain of four states"


@exercise("composing-8")
def composition(answer: Callable[..., Any]) -> str:
    from ssc_lib.generator import bits_per_event
    from ssc_lib.music.onehot import OneHot
    from ssc_lib.networks.network import load_network

    melody = composed(answer, 96)
    if len(melody) < 96:
        raise Hint(f"{len(melody)} steps; write at least 96")
    row = OneHot().encode(melody.squashed())
    bits = bits_per_event(load_network("basic", dtype=np.float32), [row])
    if bits < LEAST_BITS:
        raise Hint(
            f"{bits:.2f} bits per event, and real tunes have at least {LEAST_BITS}: too likely; "
            "raise the temperature or top-p, or narrow the beam"
        )
    if bits > MOST_BITS:
        raise Hint(
            f"{bits:.2f} bits per event, and real tunes have at most {MOST_BITS}: too surprising; "
            "lower the temperature or top-p"
        )
    bars = varied_bars(melody, "let chance have more of a say")
    copied = copied_events(melody, 48, "take another draw")
    return (
        f"{bits:.2f} bits per event, {len(set(bars))} different bars of {len(bars)}, "
        f"at most {copied} events in a row copied"
    )


def _narrowest(initial: np.ndarray, P: np.ndarray, steps: int) -> int:
    """The smallest width at which no step of a likeliest sequence falls out of the beam."""
    every = np.array(list(product(range(len(P)), repeat=steps)))
    scores = initial[every[:, 0]] * P[every[:, :-1], every[:, 1:]].prod(axis=1)
    width = 1
    while True:
        kept: list[tuple[tuple[int, ...], float]] = [
            ((s,), initial[s]) for s in np.argsort(-initial, kind="stable")[:width]
        ]
        for _ in range(steps - 1):
            grown = [((*path, j), p * P[path[-1], j]) for path, p in kept for j in range(len(P))]
            kept = sorted(grown, key=lambda candidate: -candidate[1])[:width]
        if kept[0][1] > scores.max() * (1 - 1e-9):
            return width
        width += 1

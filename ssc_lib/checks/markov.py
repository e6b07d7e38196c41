"""Checkers of the exercises in the chapter on Markov chains."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from ssc_lib.chance.markov import MarkovChain
from ssc_lib.chance.screens import ALPHA, BETA, screen_chain
from ssc_lib.checks import Hint, compare, composed, copied_events, exercise

PROTOCOL = "ABABBBABAABABABABBBBABAABABBAABABBABAAABABBAABBABBA"


@exercise("markov-1")
def stationary_by_hand(answer: Callable[[], Any]) -> str:
    low, high = 8 / 11, 3 / 11
    compare(
        answer(),
        (low, high),
        what="the pair (share of time low, share of time high)",
        tolerance=1e-3,
        wrong={
            "these sum to 0.55, and a distribution sums to 1; divide by the sum": (0.4, 0.15),
            "the two are swapped: the chain leaves low with probability 0.15 only, so it must be "
            "low for more of the time": (high, low),
            "(1/2, 1/2) is the law of alpha, whose two states are left equally often": (0.5, 0.5),
        },
    )
    return "8/11 of the time low, 3/11 high"


@exercise("markov-2")
def steps_until_close(answer: Callable[..., Any]) -> str:
    for P, name, right, unhalved in ((ALPHA, "alpha", 8, 10), (BETA, "beta", 5, 6)):
        compare(
            answer(np.array(P), 0, 0.01),
            right,
            what=f"the number of steps for {name}",
            wrong={
                f"{unhalved} steps for {name}: total variation is half the sum of the absolute "
                "differences": unhalved,
                f"{right - 1} steps for {name}: one too few. Start counting at n = 0, where the "
                "chain is still where it began": right - 1,
                f"{right + 1} steps for {name}: one too many. Return n itself, at the first n that "
                "is close enough": right + 1,
            },
        )
    return "alpha needs 8 steps and rings, beta needs 5 and glides"


@exercise("markov-3")
def estimate(answer: Callable[[str], Any]) -> str:
    counts = np.zeros((2, 2))
    for now, after in pairwise(PROTOCOL):
        counts["AB".index(now), "AB".index(after)] += 1
    visits = np.array([[PROTOCOL.count("A")], [PROTOCOL.count("B")]])
    compare(
        answer(PROTOCOL),
        counts / counts.sum(axis=1, keepdims=True),
        what="the 2 x 2 matrix",
        wrong={
            "your columns sum to 1; a row is 'from', so divide each row by its own sum": (
                counts / counts.sum(axis=0)
            ),
            "your first row sums to 23/24; did you divide by visits instead of departures? The "
            "last A is visited but never left": counts / visits,
            "these are counts; divide each row by its sum": counts,
        },
    )
    compare(
        answer("AAB" * 5 + "A"),
        [[0.5, 0.5], [1.0, 0.0]],
        what="the matrix of another protocol",
    )
    return "17 of 23 departures from A go to B, and 17 of 27 from B go to A"


@exercise("markov-4")
def mean_return(answer: Callable[..., Any]) -> str:
    chain = screen_chain()
    pi = chain.stationary()
    compare(
        answer(np.array(chain.P), 7),
        1 / pi[7],
        what="the mean return time of screen H",
        tolerance=1e-3,
        wrong={
            "that is how often H occurs; the time between two occurrences is its inverse": pi[7],
            "1 / P[H, H] looks at one step only; ask how often H occurs in the long run": (
                1 / chain.P[7, 7]
            ),
            "1 / (1 - P[H, H]) is how long the chain stays in H, not how long it stays away": (
                1 / (1 - chain.P[7, 7])
            ),
        },
    )
    compare(answer(np.array(BETA), 1), 11 / 3, what="the mean return time of beta's high state")
    return f"H comes back every {1 / pi[7]:.1f} screens on average"


@exercise("markov-5")
def entropy_rate(answer: Callable[[np.ndarray], Any]) -> str:
    chain = MarkovChain(BETA)
    pi = chain.stationary()
    rows = -(BETA * np.log2(BETA)).sum(axis=1)
    compare(
        answer(np.array(BETA)),
        pi @ rows,
        what="the entropy rate of beta",
        wrong={
            "that is the entropy of the stationary distribution, as if the chain forgot at once; "
            "average the entropies of the rows instead": -(pi * np.log2(pi)).sum(),
            "that is in nats; use base-2 logarithms for bits": pi @ rows * np.log(2),
            "the rows count equally there; weight each by how often the chain is in it": (
                rows.mean()
            ),
        },
    )
    see_saw = np.array([[0.0, 1.0], [1.0, 0.0]])
    value = answer(see_saw)
    if value is None or not np.isfinite(value):
        raise Hint("for the see-saw [[0, 1], [1, 0]] you got nan; 0 log 0 counts as 0")
    compare(value, 0.0, what="the entropy rate of the see-saw [[0, 1], [1, 0]]")
    return f"beta surprises by {pi @ rows:.4f} bits a step, and a see-saw by none"


@exercise("markov-6")
def reachable(answer: Callable[[np.ndarray], Any]) -> str:
    P = np.array([[0.5, 0.5, 0, 0], [0, 0, 1, 0], [0, 0, 0.2, 0.8], [0, 0, 1, 0]], dtype=float)
    right = np.linalg.matrix_power(np.eye(4) + P, 4) > 0
    compare(
        answer(P),
        right,
        what="the table of what can be reached",
        wrong={
            "that is one step only; a state may be reached by way of others": P > 0,
            "a state reaches itself in zero steps, so the diagonal is True": (
                np.logical_or.reduce([np.linalg.matrix_power(P, n) > 0 for n in range(1, 5)])
            ),
        },
    )
    ring = np.roll(np.eye(5), 1, axis=1)
    compare(answer(ring), np.ones((5, 5)), what="a ring of five states, where all reach all")
    return "states that reach each other form a class"


@exercise("markov-7")
def composition(answer: Callable[..., Any]) -> str:
    melody = composed(answer)
    if melody == answer(np.random.default_rng(2)):
        raise Hint("another rng gave the same melody; draw from the rng you are given")
    if len(melody) < 64 or len(melody.pitches) < 16:
        raise Hint(
            f"{len(melody)} steps with {len(melody.pitches)} notes; write at least 64 steps with "
            "at least 16 notes"
        )
    copied = copied_events(melody, 40, "try a lower order")
    return f"{len(melody)} steps, at most {copied} of them in a row copied"

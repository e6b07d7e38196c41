"""Answers to the exercises of *Games* beyond the mistakes that its table declares."""

from fractions import Fraction

import numpy as np

import ssc_lib as ssc
from ssc_lib.chance import games

solved, RPS = games.solve, np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
FAIR = np.array([[4, -2, 1], [-1, 3, -2], [-2, 0, 2]], dtype=object)
FAIR = FAIR - solved(FAIR).value


def piece(rng, A=FAIR, rounds=24, second_s=0.5, dice=None):
    match = games.play(A, *(dice or solved(A)[1:]), rounds, rng=rng)
    pitches = 60 + 3 * match.rows + match.columns
    times = second_s * np.arange(rounds + 1)
    return A, match, [*map(ssc.Tone, times[:-1], times[1:], pitches.tolist())]


WRONG = [
    ("games-1", lambda: (1 / 7, 3 / 7), "order is not, for the pair (probability of the first row"),
    ("games-2", lambda A: (min(A.max(0)), max(A.min(1))), "order is not, for the pair (sure for X"),
    ("games-6", lambda A: games.solve(A)[::2], "not games.solve"),
    ("games-6", lambda A: float(solved(A).value), "the pair (w, y)"),
    ("games-6", lambda A: (-solved(A).value, solved(A).column), "sign is turned"),
    ("games-6", lambda A: (min(A.max(0)), solved(A).column), "one column is sure to pay"),
    ("games-6", lambda A: (float("nan"), solved(A).column), "w = nan is too small"),
    ("games-6", lambda A: (solved(A).value + 1, solved(A).column), "w = 1 is too large"),
    ("games-6", lambda A: (solved(A).value, [1] * len(A[0])), "no distribution"),
    ("games-6", lambda A: (solved(A).value, solved(A).row), "y weighs columns"),
    ("games-8", lambda rng: piece(rng)[1:], "the triple"),
    ("games-8", lambda rng: piece(rng, np.eye(2) - 0.5), "make it 3 x 3"),
    ("games-8", lambda rng: piece(rng, RPS), "antisymmetric"),
    ("games-8", lambda rng: piece(rng, FAIR + 1), "subtract it"),
    ("games-8", lambda rng: piece(rng, np.diag([1, 0, 0])), "rarest"),
    ("games-8", lambda rng: piece(rng, rounds=12), "24 rounds"),
    ("games-8", lambda rng: piece(rng, dice=(0, 0)), "left out"),
    ("games-8", lambda rng: piece(rng, second_s=0.1), "8 to 60 s"),
    ("games-8", lambda rng: piece(np.random.default_rng()), "the same rng gave two"),
    ("games-8", lambda rng: (*piece(rng)[:2], piece(np.random.default_rng(3))[2]), "another rng"),
]
RIGHT = [
    ("games-1", lambda: [Fraction(3, 7), Fraction(1, 7)]),
    ("games-6", lambda A: [solved(A).value, solved(A).column]),
    ("games-8", piece),
]

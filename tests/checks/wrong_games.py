"""Wrong answers, with words of the hint that each should meet: games."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc
from ssc_lib.chance import games

DUEL = games.DUEL
RPS = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
FAIR = np.array([[4, -2, 1], [-1, 3, -2], [-2, 0, 2]], dtype=object)
FAIR = FAIR - games.solve(FAIR).value


def formula(A):
    (a, b), (c, d) = A
    total = a - b - c + d
    return (d - c) / total, (a * d - b * c) / total


def for_y(A):
    (a, b), (c, d) = A
    total = a - b - c + d
    return (d - b) / total, (a * d - b * c) / total


def rounds(A, x, y, *, subtract=True, finish=np.ceil):
    v = x @ A @ y
    return finish(1.96**2 * (x @ A**2 @ y - subtract * v**2) / v**2)


def followed(A, i, j, *, at_once=True, lead_in=False):
    played = []
    while (i, j) not in played:
        played.append((i, j))
        row = int(A[:, j].argmax())
        i, j = row, int(A[i if at_once else row].argmin())
    return played if lead_in else played[played.index((i, j)) :]


def piece(A, rng, *, length=24, second_s=0.5):
    solution = games.solve(A)
    match = games.play(A, solution.row, solution.column, length, rng=rng)
    tones = [
        ssc.Tone(n * second_s, (n + 1) * second_s, 60 + 3 * i + j)
        for n, (i, j) in enumerate(zip(match.rows, match.columns, strict=True))
    ]
    return A, match, tones


def other_dice(rng):
    """Dice of its own, thrown anew at each call."""
    other_dice.calls += 1
    return piece(FAIR, np.random.default_rng(other_dice.calls))


other_dice.calls = 0

WRONG = [
    ("games-1", lambda: (2 / 7, 1 / 7), "makes X indifferent"),
    ("games-1", lambda: (4 / 7, 1 / 7), "second row"),
    ("games-1", lambda: (0.5, 0.25), "half and half"),
    ("games-2", lambda A: (A.max(axis=0).min(), A.min(axis=1).max()), "swapped"),
    ("games-2", lambda A: (A.min(), A.max()), "whole table"),
    ("games-2", lambda A: (A.min(axis=0).max(), A.max(axis=1).min()), "down the columns"),
    ("games-3", formula, "saddle point"),
    ("games-3", for_y, "Y's probability"),
    ("games-4", lambda A, x: ((x @ A).mean(), (x @ A).argmin()), "found X out"),
    ("games-4", lambda A, x: ((x @ A).max(), (x @ A).argmax()), "takes the least"),
    ("games-4", lambda A, x: ((x @ A).min(), (x @ A).argmin() + 1), "counted from 0"),
    ("games-5", lambda A, x, y: rounds(A, x, y, finish=np.floor), "round up"),
    ("games-5", lambda A, x, y: rounds(A, x, y, subtract=False), "square of the mean"),
    ("games-5", lambda A, x, y: np.ceil(np.sqrt(rounds(A, x, y))), "n is a square"),
    ("games-6", lambda A: (-float(games.solve(-A.T).value) + 1, np.ones(len(A))), "work one small"),
    ("games-6", lambda A: (float(games.solve(A).value), games.solve(A).row), "weighs the columns"),
    ("games-6", lambda A: (float(games.solve(A).value), np.ones(A.shape[1])), "no distribution"),
    ("games-6", lambda A: float(games.solve(A).value), "the pair (w, y)"),
    ("games-7", lambda A, i, j: followed(A, i, j, lead_in=True), "rounds before the loop"),
    ("games-7", lambda A, i, j: followed(A, i, j, at_once=False), "only now chosen"),
    ("games-8", lambda rng: piece(RPS, rng), "antisymmetric"),
    ("games-8", lambda rng: piece(FAIR + 1, rng), "subtract it"),
    ("games-8", lambda rng: piece(FAIR, rng, length=12), "12 rounds"),
    ("games-8", lambda rng: piece(FAIR, rng, second_s=0.1), "8 to 60 s"),
    ("games-8", lambda rng: piece(FAIR, np.random.default_rng(3)), "another rng"),
    ("games-8", other_dice, "same rng"),
    ("games-8", lambda rng: piece(np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0]]), rng), "rarest"),
]

"""Checkers of the exercises in the chapter on games."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ssc_lib.chance import games
from ssc_lib.checks import Hint, compare, exercise

BEST = games.solve(games.DUEL)
X, Y = np.array(BEST.row, dtype=float), np.array(BEST.column, dtype=float)


@exercise("games-1")
def by_pencil(answer: Callable[[], Any]) -> str:
    compare(
        answer(),
        (3 / 7, 1 / 7),
        what="the pair (probability of the first row, value)",
        tolerance=1e-3,
        wrong={
            "2/7 makes X indifferent; that is Y's probability. X's makes Y indifferent: set the "
            "payoffs against the two columns equal": (2 / 7, 1 / 7),
            "that is the probability of the second row; the first entry is asked for": (
                4 / 7,
                1 / 7,
            ),
            "half and half is right only when the table is symmetric in its two notes": (
                0.5,
                0.25,
            ),
        },
    )
    return "3/7 low and 1/7 won, whatever Y does"


@exercise("games-2")
def with_one_tactic(answer: Callable[..., Any]) -> str:
    saddle = np.array([[6, -4, -5], [4, 3, 8]])
    for A, name in ((games.DUEL, "Duel"), (saddle, "the game [[6, -4, -5], [4, 3, 8]]")):
        low, high = A.min(axis=1).max(), A.max(axis=0).min()
        compare(
            answer(np.array(A)),
            (low, high),
            what=f"the pair for {name}",
            wrong={
                "swapped: what X can be sure of comes first": (high, low),
                "these are the least and the greatest entry of the whole table; X is sure of the "
                "worst of one row, and chooses the row": (A.min(), A.max()),
                "X chooses among rows, so take the worst of each row first, then the best of "
                "those; you went down the columns": (
                    A.min(axis=0).max(),
                    A.max(axis=1).min(),
                ),
                "those are the best of the best; the other player chooses too, so take the worst "
                "of each row first": (A.max(axis=1).max(), A.min(axis=0).min()),
            },
        )
    return "one tactic is sure of -1 in Duel and concedes +1; dice close the gap"


@exercise("games-3")
def two_by_two(answer: Callable[..., Any]) -> str:
    mixed = [[[2, -1], [-1, 1]], [[3, -1], [-2, 1]], [[0, 4], [2, 1]]]
    pure = [[[2, 3], [1, 0]], [[0, -1], [3, 1]], [[1, 5], [0, 2]]]
    for A in [*mixed, *pure]:
        (a, b), (c, d) = A
        solution = games.solve(A)
        right = float(solution.row[0]), float(solution.value)
        total = a - b - c + d
        wrong = {"that makes X indifferent: it is Y's probability": ((d - b) / total, right[1])}
        if A in pure:
            wrong = {
                f"{A} has a saddle point, where the formula means nothing; look for one first": (
                    (d - c) / total,
                    (a * d - b * c) / total,
                )
            }
        wrong[f"for {A} that is the probability of the second row"] = (1 - right[0], right[1])
        compare(answer(np.array(A)), right, what=f"the pair for {A}", wrong=wrong)
    return "three games with dice, three with a saddle point"


@exercise("games-4")
def found_out(answer: Callable[..., Any]) -> str:
    for x, name in (
        (np.full(6, 1 / 6), "uniform dice"),
        (np.eye(6)[1] * 0.5 + np.eye(6)[2] * 0.5, "II and III in equal parts"),
    ):
        costs = x @ games.DUEL
        compare(
            answer(np.array(games.DUEL), x),
            (costs.min(), costs.argmin()),
            what=f"the pair (payoff, column) for {name} in Duel",
            wrong={
                "that is what X gets from a Y who throws uniform dice too; this Y has found X "
                "out": (costs.mean(), costs.argmin()),
                "that column costs Y most; Y pays, so Y takes the least": (
                    costs.max(),
                    costs.argmax(),
                ),
                "you multiplied with Y's side of the table; x weighs the rows: x @ A": (
                    (games.DUEL @ x).min(),
                    (games.DUEL @ x).argmin(),
                ),
                "columns are counted from 0": (costs.min(), costs.argmin() + 1),
            },
        )
    return "uniform dice, once found out, cost X two thirds of a point a round"


@exercise("games-5")
def rounds_until_clear(answer: Callable[..., Any]) -> str:
    for A, x, y, name in (
        (games.DUEL, X, Y, "Duel"),
        (np.array([[2, -1], [-1, 1]]), np.array([0.4, 0.6]), np.array([0.4, 0.6]), "two notes"),
    ):
        v = x @ A @ y
        square = x @ A**2 @ y
        needed = 1.96**2 * (square - v**2) / v**2
        compare(
            answer(np.array(A), x, y),
            np.ceil(needed),
            what=f"the number of rounds for {name}",
            tolerance=0.5,
            wrong={
                "one round too few: the band still reaches 0; round up": np.floor(needed),
                "the mean of the squares is not yet the variance; subtract the square of the "
                "mean": np.ceil(1.96**2 * square / v**2),
                "that is the square root of it: standard errors shrink with the root of n, so "
                "n is a square": np.ceil(np.sqrt(needed)),
                "that is one standard error; the band is 1.96 of them": np.ceil(
                    (square - v**2) / v**2
                ),
            },
        )
    return "2,244 rounds of Duel until the score means something"


@exercise("games-6")
def y_program(answer: Callable[..., Any]) -> str:
    wide = np.array([[2, -1, 4], [-1, 1, 0]])
    for name, A in {**games.LINAIA_AGON, "a game of two rows and three columns": wide}.items():
        solution = games.solve(A)
        got = answer(np.array(A))
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            raise Hint("return the pair (w, y)")
        w, y = got
        compare(
            w,
            float(solution.value),
            what=f"w for {name}",
            tolerance=1e-6,
            wrong={
                "the sign is turned: w is what Y pays, and you may have solved the game of -A": (
                    -float(solution.value)
                ),
                "that is the least that one column is sure to pay; y may mix the columns": (
                    A.max(axis=0).min()
                ),
            },
        )
        y = np.asarray(y, dtype=float)
        if y.shape != (A.shape[1],):
            raise Hint(f"y has shape {y.shape} for {name}; it has one entry a column")
        if (y < -1e-7).any() or abs(y.sum() - 1) > 1e-6:
            raise Hint(f"y for {name} is no distribution: it sums to {y.sum():.4g}")
        if (A @ y).max() > float(solution.value) + 1e-6:
            raise Hint(
                f"against your y for {name}, one row brings X {(A @ y).max():.4g}, more than w; "
                "the condition is A @ y <= w, and y weighs the columns"
            )
    return "values 0, -5/9, 18/335 and -1055/526: two combats favour Y, one X"


@exercise("games-7")
def loop_of(answer: Callable[..., Any]) -> str:
    pennies = np.array([[1, -1], [-1, 1]])
    saddle = np.array([[6, -4, -5], [4, 3, 8]])
    for A, start, name in (
        (games.DUEL, (4, 1), "Duel from (4, 1)"),
        (games.DUEL, (0, 0), "Duel from (0, 0)"),
        (pennies, (0, 1), "matching pennies from (0, 1)"),
        (saddle, (0, 2), "the game [[6, -4, -5], [4, 3, 8]] from (0, 2)"),
    ):
        played = _answers(A, *start, at_once=True)
        right = played[played.index(played[-1]) : -1]
        taken = _answers(A, *start, at_once=False)
        wrong = {
            "the rounds before the loop are in it; start at the first pair that comes back": (
                played[:-1]
            ),
            "the pair that closes the loop is in it twice": [*right, right[0]],
            "Y answered the row that X has only now chosen; both answer the round before": (
                taken[taken.index(taken[-1]) : -1]
            ),
        }
        compare(answer(np.array(A), *start), right, what=f"the loop of {name}", wrong=wrong)
    return "Duel loops with four pairs, matching pennies with four, and a saddle point with one"


def _answers(A: np.ndarray, i: int, j: int, *, at_once: bool) -> list[tuple[int, int]]:
    """Pairs until one comes back, that one included."""
    played = [(i, j)]
    while len(set(played)) == len(played):
        row = int(A[:, j].argmax())
        i, j = row, int(A[i if at_once else row].argmin())
        played.append((i, j))
    return played


@exercise("games-8")
def composition(answer: Callable[..., Any]) -> str:
    from ssc_lib.sound.tone import perform

    piece, again, other = (answer(np.random.default_rng(seed)) for seed in (1, 1, 2))
    if not isinstance(piece, (tuple, list)) or len(piece) != 3:
        raise Hint("return the triple (matrix, match, list of tones)")
    A, match, tones = piece
    if not isinstance(match, games.Match):
        raise Hint("the second of the three is the Match that games.play returns")
    M = _fair_game(A)
    rows, columns, payoffs = match
    if len(rows) != 24:
        raise Hint(f"{len(rows)} rounds; play 24")
    if not np.allclose(payoffs, M[rows, columns]):
        raise Hint("the payoffs of the match are not those of your matrix; play the same game")
    if len({*rows.tolist()}) < 3 or len({*columns.tolist()}) < 3:
        raise Hint(
            "in 24 rounds one player left out a tactic altogether; play the best strategies, "
            "and raise the rarest of their probabilities if that happens"
        )
    played = perform(tones)
    checked, duration_s = played.tones, played.duration_s
    if len(checked) < 24 or not 8 <= duration_s <= 60:
        raise Hint(f"{len(checked)} tones in {duration_s:.1f} s; write 24 or more in 8 to 60 s")
    if list(tones) != list(again[2]):
        raise Hint("the same rng gave two different pieces; draw from the rng you are given")
    if list(tones) == list(other[2]):
        raise Hint("another rng gave the same piece; the match should decide what is heard")
    return f"a fair game, {len(checked)} tones in {duration_s:.1f} s"


def _fair_game(A: Any) -> np.ndarray:
    """The reader's matrix as floats, checked for what the exercise asks of it."""
    M = games.as_game(A)
    if M.shape != (3, 3):
        raise Hint(f"the matrix has shape {M.shape}; make it 3 x 3")
    if np.allclose(M, -M.T):
        raise Hint("your matrix is antisymmetric (A = -A.T), and fair for nothing; change it")
    value, row, column = games.solve(A)
    if abs(float(value)) > 1e-9:
        raise Hint(f"the value is {value}, not 0; what happens if you subtract it from each entry?")
    rarest = min(float(share) for share in (*row, *column))
    if rarest < 0.05:
        raise Hint(
            f"the rarest tactic has probability {rarest:.3f}; let no tactic be better than "
            "another against everything, so that all are needed"
        )
    return M

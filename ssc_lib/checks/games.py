"""Exercises of the chapter *Games*."""

from collections.abc import Iterator
from math import ceil
from typing import Any

import numpy as np

from ssc_lib.chance import games
from ssc_lib.checks.differences import short
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import lasting
from ssc_lib.sound.tone import perform

_best, _DUEL = games.solve, games.DUEL
_X, _Y = (np.array(dice, float) for dice in _best(_DUEL)[1:])
_NOTES, _HALVES = np.array([[2, -1], [-1, 1]]), np.array([0.4, 0.6])
_SADDLE, _PENNIES = np.array([[6, -4, -5], [4, 3, 8]]), np.array([[1, -1], [-1, 1]])
_MIXED = [[[2, -1], [-1, 1]], [[3, -1], [-2, 1]], [[0, 4], [2, 1]]]
_PURE = [[[2, 3], [1, 0]], [[0, -1], [3, 1]], [[1, 5], [0, 2]]]


def _formula(A: Any) -> Any:
    (a, b), (c, d) = A
    return (d - c) / (a - b - c + d), (a * d - b * c) / (a - b - c + d)


def _rounds(A: Any, x: Any, y: Any, *, z: float = 1.96, less: int = 1) -> Any:
    v = x @ A @ y
    return z**2 * (x @ A**2 @ y - less * v**2) / v**2


def _loop(A: Any, i: int, j: int, *, at_once: bool = True, lead_in: bool = False) -> Any:
    played: list[tuple[int, int]] = []
    while (i, j) not in played:
        played.append((i, j))
        row = int(A[:, j].argmax())
        i, j = row, int(A[i if at_once else row].argmin())
    return played if lead_in else played[played.index((i, j)) :]


Exercise(
    name="games-1",
    right=lambda: (3 / 7, 1 / 7),
    asks="the pair (probability of the first row, value)",
    tolerance=1e-3,
    mistakes={
        "2/7 makes X indifferent and is Y's; set the two columns equal": lambda: (2 / 7, 1 / 7),
        "4/7 is the probability of the second row; give the first": lambda: (4 / 7, 1 / 7),
        "half and half is for a table that is symmetric in its notes": lambda: (1 / 2, 1 / 4),
        "two decimals are too few; give the fractions": lambda: (0.43, 0.14),
    },
    praise="3/7 low and 1/7 won, whatever Y does",
)
Exercise(
    name="games-2",
    right=lambda A: (max(A.min(1)), min(A.max(0))),
    cases={"Duel": (_DUEL,), "the game [[6, -4, -5], [4, 3, 8]]": (_SADDLE,)},
    asks="the pair (sure for X, conceded by Y) of {case}",
    mistakes={
        "X chooses a row, not a cell: first the worst of each row": lambda A: (A.min(), A.max()),
        "X chooses rows; you went down columns": lambda A: (max(A.min(0)), min(A.max(1))),
        "the other chooses, too; take the worst of each row first": lambda A: (A.max(), A.min()),
    },
    praise="one tactic is sure of -1 in Duel and concedes +1; dice close the gap",
)
Exercise(
    name="games-3",
    right=lambda A: (_best(A).row[0], _best(A).value),
    cases=[(np.array(A),) for A in _MIXED + _PURE],
    asks="the pair (probability, value) of {0}",
    mistakes={
        "at a saddle point the formula means nothing; look for one first": _formula,
        "that is Y's: it makes X indifferent": lambda A: (_best(A).column[0], _best(A).value),
        "that is the second row; give the first": lambda A: (_best(A).row[1], _best(A).value),
    },
    praise="three games with dice, three with a saddle point",
)
Exercise(
    name="games-4",
    right=lambda A, x: (min(x @ A), np.argmin(x @ A)),
    cases={
        "uniform dice in Duel": (_DUEL, np.full(6, 1 / 6)),
        "I and II by halves in Linaia-Agon": (games.LINAIA_AGON["choice"], np.array([0.5, 0.5, 0])),
    },
    asks="the pair (payoff, column) for {case}",
    mistakes={
        "that is a mean; Y now knows X's dice": lambda A, x: (np.mean(x @ A), np.argmin(x @ A)),
        "Y pays, so Y takes the least": lambda A, x: (max(x @ A), np.argmax(x @ A)),
        "x weighs the rows: x @ A": lambda A, x: (min(A @ x), np.argmin(A @ x)),
        "columns are counted from 0": lambda A, x: (min(x @ A), np.argmin(x @ A) + 1),
    },
    praise="uniform dice, once found out, cost X two thirds of a point a round",
)
Exercise(
    name="games-5",
    right=lambda A, x, y: ceil(_rounds(A, x, y)),
    cases={"Duel": (_DUEL, _X, _Y), "two notes": (_NOTES, _HALVES, _HALVES)},
    asks="the number of rounds for {case}",
    mistakes={
        "one too few: the band still reaches 0; round up": lambda *game: int(_rounds(*game)),
        "rounds come whole; round up": _rounds,
        "take the square of the mean off the mean square": lambda *g: ceil(_rounds(*g, less=0)),
        "standard errors shrink with the root of n: square it": lambda *g: ceil(_rounds(*g) ** 0.5),
        "that is one standard error; take 1.96": lambda *game: ceil(_rounds(*game, z=1)),
    },
    praise="2,244 rounds of Duel until the score means something",
)


def _program(pair: Any, A: np.ndarray) -> Iterator[str]:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        yield "return the pair (w, y)"
    w, y, value = float(pair[0]), np.asarray(pair[1], float), float(_best(A).value)
    if abs(w + value) < 1e-6 < abs(value):
        yield "the sign is turned: w is what Y pays; did you solve the game of -A?"
    if abs(w - min(A.max(0))) < 1e-6 < abs(w - value):
        yield "w is the least that one column is sure to pay; y may mix the columns"
    if not abs(w - value) <= 1e-6:
        yield f"w = {w:.6g} is too {'large' if w > value else 'small'} for {short(A)}"
    if y.shape != A[0].shape or min(y) < -1e-7 or not abs(sum(y) - 1) <= 1e-6:
        yield f"y = {short(y)} is no distribution over the columns of {short(A)}"
    if max(A @ y) > value + 1e-6:
        yield f"one row brings X {max(A @ y):.4g}, more than w; y weighs columns: A @ y <= w"


Exercise(
    name="games-6",
    right=lambda A: _best(A)[::2],
    cases=[*((A,) for A in games.LINAIA_AGON.values()), (np.array([[2, -1, 4], [-1, 1, 0]]),)],
    asks="the pair (w, y) for {0}",
    rules=_program,
    forbids={"solve": "use linprog, and not games.solve"},
    praise="values 0, -5/9, 18/335 and -1055/526: two combats favour Y, one X",
)
Exercise(
    name="games-7",
    right=_loop,
    cases=[(_DUEL, 4, 1), (_DUEL, 0, 0), (_PENNIES, 0, 1), (_SADDLE, 0, 2)],
    asks="the loop from ({1}, {2}) of {0}",
    mistakes={
        "the rounds before the loop are not part of it": lambda *game: _loop(*game, lead_in=True),
        "the pair that closes the loop is in it twice": lambda *g: [*_loop(*g), _loop(*g)[0]],
        "Y knew X's new row; both answer the round before": lambda *g: _loop(*g, at_once=False),
        "X takes the most of a column, Y the least of a row": lambda A, i, j: _loop(-A, i, j),
    },
    praise="Duel loops with four pairs, matching pennies with four, and a saddle point with one",
)


def _fair_match(piece: Any) -> Iterator[str]:
    if not isinstance(piece, tuple | list) or len(piece) != 3:
        yield "return the triple (matrix, match, list of tones)"
    A, (rows, columns, payoffs), tones = games.as_game(piece[0]), piece[1], piece[2]
    if A.shape != (3, 3):
        yield f"the matrix has shape {A.shape}; make it 3 x 3"
    if np.allclose(A, -A.T):
        yield "your matrix is antisymmetric (A = -A.T), and fair for nothing; change it"
    value, *dice = _best(piece[0])
    if abs(float(value)) > 1e-9:
        yield f"the value is {value}, not 0; what if you subtract it from each entry?"
    if (rarest := float(min(map(min, dice)))) < 0.05:
        yield f"the rarest tactic has probability {rarest:.3f}; let none beat another everywhere"
    if len(rows) != 24 or not np.allclose(payoffs, A[rows, columns]):
        yield "the match is not 24 rounds of your matrix's game; play that one"
    if min(len({*rows}), len({*columns})) < 3:
        yield "a tactic is left out; play the best dice, and raise the rarest if need be"
    yield from lasting(tones, 24, 8, 60)


Piece(
    name="games-8",
    asks="the triple (matrix, match that games.play returned, list of tones)",
    rules=_fair_match,
    praise=lambda piece: (
        f"a fair game, {len(piece[2])} tones in {perform(piece[2]).duration_s:.1f} s"
    ),
)

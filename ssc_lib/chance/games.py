"""Zero-sum games: two players choose at once, and what one wins the other pays.

A game is a **payoff matrix** ``A`` of shape (m, n). The row player X chooses a row ``i``, the
column player Y a column ``j``, neither knowing the other's choice, and Y pays X ``A[i, j]``. To
choose one row or column for good is a **pure strategy**. A **mixed strategy** is a distribution
over them: ``x`` for X and ``y`` for Y, and the expected payoff is ``x A y``.

With ``x``, X is sure of ``min_j (x A)_j`` on average, whatever Y does; with ``y``, Y holds X to
``max_i (A y)_i``. The **minimax theorem** says that the best of the one equals the best of the
other. That number ``v`` is the **value** of the game.

A strategy says what comes next, so it is a generator: ``ssc.Unigram(x)``.

Chapter: Games. Sources: J. von Neumann, *Mathematische Annalen* 100, 1928, for the theorem;
J. Robinson, *Annals of Mathematics* 54, 1951, for fictitious play; I. Xenakis, *Formalized Music*,
1992, chapter IV, for the matrix of *Duel*.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.chance.coins import as_distribution
from ssc_lib.generator import Rng

Number = Fraction | float

# Xenakis's Duel, 1959: what Y pays X. Rows are the tactics I to VI of X, columns those of Y.
DUEL = np.array(
    [
        [-1, 1, 3, -1, 1, -1],
        [1, -1, -1, -1, 1, -1],
        [3, -1, -3, 5, 1, -3],
        [-1, 3, 3, -1, -1, -1],
        [1, -1, 1, 1, -1, -1],
        [-1, -1, -3, -1, -1, 3],
    ]
)
# Xenakis's Linaia-Agon, 1972, as the public simulation by gjoncas has its four matrices.
LINAIA_AGON = {
    "choice": np.array([[-3, -8, 7], [2, 2, -3], [-8, 12, 2]]),
    "alpha": np.array([[-2, 0, 0, 0], [1, 0, -3, -2], [0, -1, 1, -2], [0, -1, -2, 1]]),
    "beta": np.array([[1, -2, -2, 3], [1, -1, 0, -2], [0, 4, -2, -2], [-2, -1, 5, 1]]),
    "gamma": np.array([[2, -6, 0, 1], [-3, -3, -2, 2], [-5, -1, 3, -4], [-3, 0, -3, -5]]),
}
for _matrix in (DUEL, *LINAIA_AGON.values()):
    _matrix.setflags(write=False)


class Solution(NamedTuple):
    """Value of a game and one optimal mixed strategy for each player."""

    value: Number
    row: tuple[Number, ...]
    column: tuple[Number, ...]


class Match(NamedTuple):
    """Rounds of a game: the row, the column and the payoff to X of each, one entry a round."""

    rows: np.ndarray
    columns: np.ndarray
    payoffs: np.ndarray


class FictitiousPlay(NamedTuple):
    """What each player has played so far, as shares, and bounds of the value after each round."""

    row: np.ndarray
    column: np.ndarray
    low: np.ndarray
    high: np.ndarray


def as_game(A: Any) -> np.ndarray:
    """The payoff matrix as floats, checked.

    Raises
    ------
    ValueError
        If it is not a table of finite numbers with at least one row and one column.
    """
    try:
        M = np.array(A, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("a payoff matrix has rows of numbers, all equally long") from error
    if M.ndim != 2 or M.size == 0:
        raise ValueError(f"a payoff matrix has rows and columns, got shape {M.shape}")
    if not np.isfinite(M).all():
        i, j = np.argwhere(~np.isfinite(M))[0]
        raise ValueError(f"A[{i}, {j}] = {M[i, j]}: a payoff is a finite number")
    return M


def solve(A: Any) -> Solution:
    """Value and optimal strategies of a game, in exact fractions where they can be proved.

    Parameters
    ----------
    A : array-like, shape (m, n), finite
        What the column player pays the row player. A float counts as the decimal that it prints.

    Returns
    -------
    Solution
        ``value``, ``row`` (m probabilities) and ``column`` (n probabilities). All are `Fraction`
        when the pair proves itself in exact arithmetic, and floats otherwise (where denominators
        pass ten million, as in large games). Where optimal strategies are many, it is one of them.

    Raises
    ------
    ValueError
        If `as_game` refuses the matrix, or its numbers are too large or too unlike to solve.

    Notes
    -----
    X solves a linear program: the largest ``v`` with ``(x A)_j >= v`` for all columns, ``x`` a
    distribution. Y solves the same for ``-A`` transposed. Each probability is then replaced by the
    nearest fraction with a small denominator. If ``min_j (x A)_j`` equals ``max_i (A y)_i``
    exactly, both strategies are optimal, since no one can do better than what the other concedes.

    Examples
    --------
    >>> value, row, column = solve([[2, -1], [-1, 1]])
    >>> str(value), [str(p) for p in row]
    ('1/5', ['2/5', '3/5'])
    >>> str(solve(DUEL).value)
    '-1/14'
    """
    M = as_game(A)
    x, y = _most_for_rows(M), _most_for_rows(-M.T)
    exact = np.array([[_fraction(entry) for entry in row] for row in A], dtype=object)
    for largest in (10**3, 10**5, 10**7):
        row, column = (_simplest(p, largest) for p in (x, y))
        if sum(row) == sum(column) == 1:
            low, high = min(row @ exact), max(exact @ column)
            if low == high:
                return Solution(low, tuple(row), tuple(column))
    value = float(((x @ M).min() + (M @ y).max()) / 2)
    return Solution(value, tuple(x.tolist()), tuple(y.tolist()))


def _most_for_rows(M: np.ndarray) -> np.ndarray:
    """The distribution ``x`` over rows with the largest ``min_j (x M)_j``."""
    from scipy.optimize import linprog

    m, n = M.shape
    scale = abs(M).max() or 1.0
    found = linprog(
        np.append(np.zeros(m), -1.0),
        A_ub=np.column_stack([-M.T / scale, np.ones(n)]),
        b_ub=np.zeros(n),
        A_eq=[[1.0] * m + [0.0]],
        b_eq=[1.0],
        bounds=[(0, None)] * m + [(None, None)],
    )
    if not found.success:
        raise ValueError(f"the linear program was not solved: {found.message}; rescale the payoffs")
    x = np.clip(found.x[:m], 0, None)
    return x / x.sum()


def _fraction(entry: Any) -> Fraction:
    return entry if isinstance(entry, Fraction) else Fraction(str(float(entry)))


def _simplest(p: np.ndarray, largest: int) -> np.ndarray:
    return np.array([Fraction(float(q)).limit_denominator(largest) for q in p], dtype=object)


def saddle_points(A: Any) -> list[tuple[int, int]]:
    """Cells that are the least of their row and the greatest of their column.

    At such a cell neither player gains by moving alone, and its payoff is the value of the game.

    Examples
    --------
    >>> saddle_points([[6, -4, -5], [4, 3, 8]])
    [(1, 1)]
    >>> saddle_points(DUEL)
    []
    """
    M = as_game(A)
    least, greatest = M.min(axis=1, keepdims=True), M.max(axis=0)
    return [(int(i), int(j)) for i, j in np.argwhere((least == M) & (greatest == M))]


def best_response(A: Any, *, row: Any = None, column: Any = None) -> list[int]:
    """The best replies to a strategy of the other player, as numbers of rows or columns.

    Parameters
    ----------
    A : array-like, shape (m, n)
    row : int, or array-like of m probabilities
        A strategy of X: the answer is the columns that cost Y least.
    column : int, or array-like of n probabilities
        A strategy of Y: the answer is the rows that bring X most. Give one of the two.

    Returns
    -------
    list of int, counted from 0, in order
        More than one where several are equally good, to within a billionth of the largest payoff.

    Examples
    --------
    >>> best_response(DUEL, column=0)  # Y plays I: X answers with III
    [2]
    >>> best_response(DUEL, row=0)  # X plays I: I, IV and VI cost Y equally little
    [0, 3, 5]
    """
    M = as_game(A)
    if (row is None) == (column is None):
        raise ValueError("give row= (a strategy of X) or column= (a strategy of Y), and not both")
    if column is not None:
        gains = M @ _strategy(column, M.shape[1], "column")
    else:
        gains = -(_strategy(row, M.shape[0], "row") @ M)
    close = 1e-9 * max(1.0, float(abs(M).max()))
    return [int(k) for k in np.flatnonzero(gains >= gains.max() - close)]


def _strategy(strategy: Any, size: int, name: str) -> np.ndarray:
    """A strategy as ``size`` probabilities; a whole number is a pure one."""
    if isinstance(strategy, (int, np.integer)) and not isinstance(strategy, bool):
        if not 0 <= strategy < size:
            raise ValueError(f"{name} {strategy} is not one of 0 to {size - 1}")
        return np.eye(size)[strategy]
    p = as_distribution(strategy, name, size)
    return p / p.sum()


def play(A: Any, row: Any, column: Any, rounds: int, *, rng: Rng) -> Match:
    """Play rounds of a game, both players drawing at once and without looking back.

    Parameters
    ----------
    A : array-like, shape (m, n)
    row, column : int, or array-like of m and of n probabilities
        The strategies of X and Y; a whole number is a pure strategy.
    rounds : int, not negative
    rng : numpy.random.Generator or seed

    Returns
    -------
    Match
        ``rows``, ``columns`` and ``payoffs`` to X, each of shape (rounds,).

    Examples
    --------
    >>> match = play([[1, -1], [-1, 1]], [0.5, 0.5], 0, 4, rng=np.random.default_rng(0))
    >>> match.rows.tolist(), match.payoffs.tolist()
    ([1, 0, 0, 0], [-1.0, 1.0, 1.0, 1.0])
    """
    rng = np.random.default_rng(rng)
    M = as_game(A)
    if rounds < 0:
        raise ValueError(f"rounds must be 0 or more, got {rounds}")
    m, n = M.shape
    rows = rng.choice(m, size=rounds, p=_strategy(row, m, "row"))
    columns = rng.choice(n, size=rounds, p=_strategy(column, n, "column"))
    return Match(rows, columns, M[rows, columns])


def fictitious_play(A: Any, rounds: int, *, start: Sequence[int] = (0, 0)) -> FictitiousPlay:
    """Both players answer, round by round, what the other has played so far on average.

    Parameters
    ----------
    A : array-like, shape (m, n)
    rounds : int, at least 1
    start : pair of int
        Row and column of the first round. Among equal replies the lowest number is taken.

    Returns
    -------
    FictitiousPlay
        ``row`` and ``column``, the shares of each choice; ``low`` and ``high``, shape (rounds,):
        after every round the value of the game lies between the two, and they close in on it.

    Notes
    -----
    G. W. Brown proposed it in 1951 and J. Robinson proved in the same year that it converges.

    Examples
    --------
    >>> shares = fictitious_play([[2, -1], [-1, 1]], 10_000)
    >>> shares.row.round(2).tolist(), bool(shares.low[-1] <= 0.2 <= shares.high[-1])
    ([0.4, 0.6], True)
    """
    M = as_game(A)
    if rounds < 1:
        raise ValueError(f"rounds must be 1 or more, got {rounds}")
    i, j = (int(np.argmax(_strategy(k, s, "start"))) for k, s in zip(start, M.shape, strict=True))
    counts = np.zeros(M.shape[0]), np.zeros(M.shape[1])
    for_x, for_y = np.zeros(M.shape[0]), np.zeros(M.shape[1])
    low, high = np.empty(rounds), np.empty(rounds)
    for n in range(rounds):
        counts[0][i] += 1
        counts[1][j] += 1
        for_x += M[:, j]
        for_y += M[i]
        i, j = int(for_x.argmax()), int(for_y.argmin())
        low[n], high[n] = for_y[j] / (n + 1), for_x[i] / (n + 1)
    return FictitiousPlay(counts[0] / rounds, counts[1] / rounds, low, high)

"""Games: worked examples from the literature, properties, and games that break careless code."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ssc_lib.chance import games
from ssc_lib.chance.games import DUEL, LINAIA_AGON

ROCK_PAPER_SCISSORS = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
MORRA = [[0, 2, -3, 0], [-2, 0, 0, 3], [3, 0, 0, -4], [0, -3, 4, 0]]

whole_games = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: hnp.arrays(int, shape, elements=st.integers(-5, 5))
)


def parts(whole: int, *numerators: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(k, whole) for k in numerators)


# -- worked examples -----------------------------------------------------------------------------


def test_duel() -> None:
    """Both strategies use all six tactics, and both equalise, so they are the only optimal ones."""
    value, row, column = games.solve(DUEL)
    assert value == Fraction(-1, 14)
    assert row == parts(56, 14, 6, 6, 6, 8, 16)
    assert column == parts(56, 19, 7, 6, 1, 7, 16)
    np.testing.assert_allclose(np.array(row, float) @ DUEL, -1 / 14)
    np.testing.assert_allclose(DUEL @ np.array(column, float), -1 / 14)
    assert games.saddle_points(DUEL) == []
    assert (DUEL.min(axis=1).max(), DUEL.max(axis=0).min(), DUEL.mean()) == (-1, 1, 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("choice", Fraction(0)),
        ("alpha", Fraction(-5, 9)),
        ("beta", Fraction(18, 335)),
        ("gamma", Fraction(-1055, 526)),
    ],
)
def test_linaia_agon(name: str, value: Fraction) -> None:
    """The values in the description of the simulation by gjoncas, here exact."""
    assert games.solve(LINAIA_AGON[name]).value == value


def test_linaia_agon_choice_strategies() -> None:
    _, row, column = games.solve(LINAIA_AGON["choice"])
    assert (row, column) == (parts(15, 4, 10, 1), parts(5, 2, 1, 2))


def test_holmes_and_moriarty() -> None:
    """Von Neumann and Morgenstern, Theory of Games, 1944, section 18.4.4: 3/5, 2/5, value 40."""
    solution = games.solve([[100, 0], [-50, 100]])
    assert solution == (40, parts(5, 3, 2), parts(5, 2, 3))


def test_rock_paper_scissors() -> None:
    assert games.solve(ROCK_PAPER_SCISSORS) == (0, parts(3, 1, 1, 1), parts(3, 1, 1, 1))


def test_morra_has_many_solutions() -> None:
    """Two-finger Morra: value 0, weight of the second row from 4/7 to 3/5, the rest on the third
    (Chvátal, Linear Programming, 1983, chapter 15)."""
    value, row, column = games.solve(MORRA)
    assert value == 0
    for strategy in (row, column):
        assert strategy[0] == strategy[3] == 0
        assert Fraction(4, 7) <= strategy[1] <= Fraction(3, 5)


def test_two_by_two_by_hand() -> None:
    """(d - c)/(a - b - c + d) = 2/5, and (ad - bc)/(a - b - c + d) = 1/5."""
    assert games.solve([[2, -1], [-1, 1]]) == (Fraction(1, 5), parts(5, 2, 3), parts(5, 2, 3))


def test_a_saddle_point_is_pure() -> None:
    A = [[6, -4, -5], [4, 3, 8]]
    assert games.saddle_points(A) == [(1, 1)]
    assert games.solve(A) == (3, (0, 1), (0, 1, 0))


def test_best_replies_by_hand() -> None:
    assert games.best_response(DUEL, column=4) == [0, 1, 2]
    assert games.best_response(DUEL, row=5) == [2]
    assert games.best_response(DUEL, row=np.full(6, 1 / 6)) == [5]
    solution = games.solve(DUEL)
    assert games.best_response(DUEL, column=solution.column) == list(range(6))
    assert games.best_response(DUEL, row=solution.row) == list(range(6))


def test_fictitious_play_by_hand() -> None:
    """Matching pennies from (0, 0): Y moves to 1, then X follows."""
    shares = games.fictitious_play([[1, -1], [-1, 1]], 3)
    assert shares.low.tolist() == [-1, -1, -1]
    assert shares.high.tolist() == [1, 0, 1 / 3]
    np.testing.assert_allclose(shares.row, [1, 0])
    np.testing.assert_allclose(shares.column, [1 / 3, 2 / 3])


def test_a_match_pays_what_the_matrix_says() -> None:
    match = games.play(DUEL, 2, [0, 0, 0, 1, 0, 0], 5, rng=np.random.default_rng(0))
    assert match.payoffs.tolist() == [5.0] * 5


def test_a_long_match_pays_the_value() -> None:
    """100,000 rounds at a standard deviation of 1.726: the bound is four standard errors."""
    value, row, column = games.solve(DUEL)
    match = games.play(DUEL, row, column, 100_000, rng=np.random.default_rng(1))
    assert abs(match.payoffs.mean() - value) < 4 * 1.726 / np.sqrt(100_000)
    shares = np.bincount(match.rows, minlength=6) / 100_000
    assert (abs(shares - np.array(row, float)) < 4 * np.sqrt(0.25 / 100_000)).all()


# -- properties ----------------------------------------------------------------------------------


@given(whole_games)
@settings(max_examples=60)
def test_any_small_game(A: np.ndarray) -> None:
    """The pair proves itself; the mirrored game mirrors the value; pure bounds enclose it."""
    value, row, column = games.solve(A)
    assert isinstance(value, Fraction)
    assert sum(row) == sum(column) == 1
    assert min(row) >= 0 and min(column) >= 0
    exact = A.astype(object)
    assert min(np.array(row) @ exact) == value == max(exact @ np.array(column))
    assert games.solve(-A.T).value == -value
    assert A.min(axis=1).max() <= value <= A.max(axis=0).min()
    assert bool(games.saddle_points(A)) == (A.min(axis=1).max() == A.max(axis=0).min())


@given(whole_games, st.integers(1, 40))
@settings(max_examples=40)
def test_fictitious_play_encloses_the_value(A: np.ndarray, rounds: int) -> None:
    value = float(games.solve(A).value)
    shares = games.fictitious_play(A, rounds)
    assert (shares.low <= value + 1e-9).all() and (shares.high >= value - 1e-9).all()
    assert shares.row.sum() == pytest.approx(1) and shares.column.sum() == pytest.approx(1)


# -- pathological games --------------------------------------------------------------------------


def test_one_cell() -> None:
    assert games.solve([[7]]) == (7, (1,), (1,))
    assert games.saddle_points([[7]]) == [(0, 0)]


def test_decimals_count_as_written() -> None:
    """A tenth is a tenth here, not the binary fraction next to it; True is 1."""
    assert games.solve([[True, False], [False, True]]).value == Fraction(1, 2)
    assert games.solve([[0.1, 0.3], [0.3, 0.1]]).value == Fraction(1, 5)
    assert games.solve([[Fraction(1, 3)]]).value == Fraction(1, 3)


def test_a_large_game_falls_back_to_floats() -> None:
    """Forty random rows: the denominators are astronomical, and the bounds still meet."""
    A = np.random.default_rng(2).integers(-100, 100, (40, 40))
    value, row, column = games.solve(A)
    assert isinstance(value, float)
    assert (np.array(row) @ A).min() == pytest.approx(value, abs=1e-6)
    assert (A @ np.array(column)).max() == pytest.approx(value, abs=1e-6)


def test_no_rounds() -> None:
    match = games.play(DUEL, 0, 0, 0, rng=np.random.default_rng(0))
    assert len(match.payoffs) == 0


@pytest.mark.parametrize(
    ("A", "words"),
    [
        ([], "got shape"),
        ([1, 2], "got shape"),
        ([[1, 2], [3]], "equally long"),
        ([["a"]], "rows of numbers"),
        ([[1, np.nan]], r"A\[0, 1\] = nan"),
    ],
)
def test_what_is_no_game(A, words) -> None:
    with pytest.raises(ValueError, match=words):
        games.solve(A)


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        (6, "row 6 is not one of 0 to 5"),
        (-1, "row -1 is not one of"),
        ([0.5, 0.5], "row has 2 probabilities, expected 6"),
        ([0.3] * 6, "row sums to 1.8; it must sum to 1: divide by the sum"),
        ([-0.5, 0.5, 0.5, 0.5, 0, 0], "none negative"),
        ("III", "row must be one row of probabilities, got 'III'"),
        (True, "row must be one row of probabilities, got True"),
    ],
)
def test_what_is_no_strategy(strategy, words) -> None:
    with pytest.raises(ValueError, match=words):
        games.play(DUEL, strategy, 0, 1, rng=np.random.default_rng(0))


def test_replies_need_one_strategy() -> None:
    for given_both in ({}, {"row": 0, "column": 0}):
        with pytest.raises(ValueError, match="and not both"):
            games.best_response(DUEL, **given_both)


def test_rounds_are_counted() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        games.play(DUEL, 0, 0, -1, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="1 or more"):
        games.fictitious_play(DUEL, 0)
    with pytest.raises(ValueError, match="start 6"):
        games.fictitious_play(DUEL, 5, start=(6, 0))


def test_the_matrices_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        DUEL[0, 0] = 1

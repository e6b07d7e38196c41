"""Dice games: the printed tables and their checksum, throws, and tables as generators."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import bits_per_event, sample
from ssc_lib.chance.dice import TRIO, TWO_DICE, WALTZ, DiceTable, misprints, throw
from ssc_lib.generator import Generator


def test_the_printed_tables() -> None:
    """Each number once: 1 to 176 in 11 rows and 16 columns, 1 to 96 in 6 rows."""
    assert WALTZ.shape == (11, 16) and TRIO.shape == (6, 16)
    assert sorted(WALTZ.ravel()) == list(range(1, 177))
    assert sorted(TRIO.ravel()) == list(range(1, 97))
    assert 11**16 == 45_949_729_863_572_161


def test_typing_errors_are_named() -> None:
    """Two that stand in copies of the table: 53 for 54, and 23 for 123."""
    wrong = WALTZ.copy()
    wrong[10, 0] = 53
    assert misprints(wrong) == ([54], [53])
    wrong[8, 7] = 23
    assert misprints(wrong) == ([54, 123], [23, 53])
    assert misprints([[0, 2], [2, 2]]) == ([1, 3, 4], [0, 2, 2])
    assert misprints([[7]]) == ([1], [7])
    with pytest.raises(TypeError, match="whole numbers"):
        misprints([[1.0, 2.0]])


@given(st.permutations(range(1, 13)), st.integers(0, 11), st.integers(1, 12))
def test_one_wrong_number_is_always_found(numbers, place, other) -> None:
    typed = numbers.copy()
    typed[place] = other
    right = ([], []) if other == numbers[place] else ([numbers[place]], [other])
    assert misprints(np.reshape(typed, (3, 4))) == right


def test_two_dice() -> None:
    """Of 36 pairs, 1, 2, ..., 6, ..., 2, 1 have the sums 2 to 12."""
    sums = [a + b for a in range(1, 7) for b in range(1, 7)]
    assert pytest.approx([sums.count(s) / 36 for s in range(2, 13)]) == TWO_DICE
    assert -(TWO_DICE * np.log2(TWO_DICE)).sum() == pytest.approx(3.2744, abs=5e-5)
    thrown = throw(36_000, rng=np.random.default_rng(1))
    shares = np.bincount(thrown, minlength=13)[2:] / 36_000
    assert (abs(shares - TWO_DICE) < 4 * np.sqrt(TWO_DICE * (1 - TWO_DICE) / 36_000)).all()
    assert set(throw(200, rng=np.random.default_rng(2), dice=1)) == {1, 2, 3, 4, 5, 6}
    assert throw(0, rng=np.random.default_rng(2)).shape == (0,)
    with pytest.raises(ValueError, match="one die or more"):
        throw(3, rng=np.random.default_rng(2), dice=0)


def test_the_waltz_is_a_generator() -> None:
    """Bar 1 with the sum 7 is number 104; a minuet takes one number from each column."""
    waltz = DiceTable.of(WALTZ - 1)
    assert isinstance(waltz, Generator)
    assert (waltz.period, waltz.vocabulary) == (16, 176)
    first = waltz.distribution(waltz.start(1))[0]
    assert first[104 - 1] == 6 / 36 and first.sum() == pytest.approx(1)
    minuets = sample(waltz, 16, outputs=50, rng=np.random.default_rng(3)) + 1
    assert all(number in WALTZ[:, bar] for row in minuets for bar, number in enumerate(row))
    again = sample(waltz, 17, outputs=50, rng=np.random.default_rng(3)) + 1
    assert all(number in WALTZ[:, 0] for number in again[:, 16])


def test_two_throws_may_lead_to_one_bar() -> None:
    """A column with one number for all throws has no choice, and costs no bits."""
    table = DiceTable.of([[0, 1], [0, 2], [0, 1]], [0.25, 0.25, 0.5])
    assert table.rows.tolist() == [[1, 0, 0], [0, 0.75, 0.25]]
    assert bits_per_event(table, [[0, 2, 0]]) == pytest.approx(1.0)


def test_it_knows_where_and_not_what() -> None:
    table = DiceTable([[0.5, 0.5], [0.1, 0.9], [1, 0]])
    state = table.start(2)
    for expected in ([0.5, 0.5], [0.1, 0.9], [1, 0], [0.5, 0.5]):
        assert table.distribution(state).tolist() == [expected, expected]
        state = table.step(state, np.array([0, 1]))


def test_fitted_by_hand() -> None:
    """0 1 0 0 | 1 1: at even steps 0, 0, 1; at odd steps 1, 0, 1."""
    fitted = DiceTable.fit([[0, 1, 0, 0], [1, 1]], 2, period=2, smoothing=0)
    assert fitted.rows == pytest.approx(np.array([[2 / 3, 1 / 3], [1 / 3, 2 / 3]]))
    smoothed = DiceTable.fit([[0, 1, 0, 0], [1, 1]], 2, period=2, smoothing=1)
    assert smoothed.rows == pytest.approx(np.array([[3 / 5, 2 / 5], [2 / 5, 3 / 5]]))


def test_a_pulse_needs_no_memory() -> None:
    """Note, rest, note, rest: a table of period 2 is never surprised, one of period 1 always."""
    tune = [1, 0] * 20
    assert bits_per_event(DiceTable.fit([tune], 2, period=2, smoothing=0), [tune]) == 0
    assert bits_per_event(DiceTable.fit([tune], 2, period=1), [tune]) == pytest.approx(1)


@given(
    st.lists(st.lists(st.integers(0, 4), max_size=30), max_size=4),
    st.integers(1, 12),
)
def test_rows_sum_to_one(sequences, period) -> None:
    table = DiceTable.fit(sequences, 5, period=period)
    assert table.rows.shape == (period, 5)
    assert table.rows.sum(axis=1) == pytest.approx(np.ones(period))


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match=r"place 1 sums to 0\.9"):
        DiceTable([[0.5, 0.5], [0.5, 0.4]])
    with pytest.raises(ValueError, match="none negative"):
        DiceTable([[1.5, -0.5]])
    with pytest.raises(ValueError, match="a row for each place"):
        DiceTable([])
    with pytest.raises(ValueError, match="6 rows and the dice have 11"):
        DiceTable.of(TRIO - 1)
    with pytest.raises(ValueError, match="event indices"):
        DiceTable.of(TRIO - 2, np.full(6, 1 / 6))
    with pytest.raises(ValueError, match="period must be at least 1"):
        DiceTable.fit([[0]], 2, period=0)
    with pytest.raises(ValueError, match="must not be negative"):
        DiceTable.fit([[0]], 2, period=1, smoothing=-1)
    with pytest.raises(ValueError, match="no event stands at place 1"):
        DiceTable.fit([[0]], 2, period=2, smoothing=0)
    with pytest.raises(ValueError, match="has 0 to 1"):
        DiceTable.fit([[0, 2]], 2, period=2)

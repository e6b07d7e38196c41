"""The arithmetic of an LSTM: by hand, against a loop over single numbers, and at the extremes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib.networks.cells import lstm_cell, sigmoid, softmax

numbers = st.floats(-50, 50)


def slow_cell(
    wx: list[float], h: list[float], c: list[float], U: np.ndarray, b: np.ndarray
) -> tuple[list[float], list[float]]:
    """One output, number by number, as the equations stand."""
    units = len(h)

    def gate(k: int) -> float:
        return wx[k] + sum(h[n] * U[n, k] for n in range(units)) + b[k]

    def open_by(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    cells = [
        open_by(gate(units + u)) * c[u] + open_by(gate(u)) * math.tanh(gate(2 * units + u))
        for u in range(units)
    ]
    return [open_by(gate(3 * units + u)) * math.tanh(cells[u]) for u in range(units)], cells


def test_an_lstm_cell_by_hand() -> None:
    """One unit, all weights 0: every gate is 1/2 and the proposal 0, so the cell halves."""
    h, c = lstm_cell(
        np.zeros((1, 4)), np.ones((1, 1)), np.array([[2.0]]), np.zeros((1, 4)), np.zeros(4)
    )
    assert c[0, 0] == 1.0
    assert h[0, 0] == pytest.approx(0.5 * np.tanh(1.0))


def test_gates_are_in_the_order_of_keras() -> None:
    """Input open, forget shut, proposal high, output open: the old cell is gone, the new is 1."""
    wx = np.array([[50.0, -50.0, 50.0, 50.0]])
    h, c = lstm_cell(wx, np.zeros((1, 1)), np.array([[7.0]]), np.zeros((1, 4)), np.zeros(4))
    assert c[0, 0] == pytest.approx(1)
    assert h[0, 0] == pytest.approx(np.tanh(1))


@pytest.mark.parametrize(
    ("shut", "cell", "output"),
    [
        (0, 3.0, math.tanh(3.0)),  # the input gate: nothing new is written
        (1, 1.0, math.tanh(1.0)),  # the forget gate: what was there is gone
        (3, 4.0, 0.0),  # the output gate: all is kept, nothing shown
    ],
)
def test_each_gate_alone(shut: int, cell: float, output: float) -> None:
    """A cell of 3, a proposal of 1, and gates that are open but for one."""
    wx = np.full((1, 4), 50.0)
    wx[0, shut] = -50
    h, c = lstm_cell(wx, np.zeros((1, 1)), np.array([[3.0]]), np.zeros((1, 4)), np.zeros(4))
    assert (c[0, 0], h[0, 0]) == (pytest.approx(cell), pytest.approx(output))


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2**16))
def test_an_lstm_cell_against_a_loop(units: int, batch: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    wx, h, c = (rng.normal(size=(batch, n * units)) for n in (4, 1, 1))
    U, b = rng.normal(size=(units, 4 * units)), rng.normal(size=4 * units)
    outputs, cells = lstm_cell(wx, h, c, U, b)
    for row in range(batch):
        expected = slow_cell(wx[row].tolist(), h[row].tolist(), c[row].tolist(), U, b)
        np.testing.assert_allclose((outputs[row], cells[row]), expected, atol=1e-12)


def test_what_a_cell_is_given_stays_as_it_was() -> None:
    rng = np.random.default_rng(0)
    given_ = [rng.normal(size=s) for s in ((2, 12), (2, 3), (2, 3), (3, 12), (12,))]
    before = [a.copy() for a in given_]
    lstm_cell(*given_)
    for array, old in zip(given_, before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_no_overflow() -> None:
    with np.errstate(all="raise"):
        assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]
        assert softmax(np.array([[1e4, 1e4]])).tolist() == [[0.5, 0.5]]


@given(numbers)
def test_sigmoid_is_its_formula_and_point_symmetric(z: float) -> None:
    assert sigmoid(np.array(z)) == pytest.approx(1 / (1 + math.exp(-z)), abs=1e-15)
    assert sigmoid(np.array(z)) + sigmoid(np.array(-z)) == pytest.approx(1)


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=4), numbers)
def test_softmax_is_its_formula_and_does_not_hear_a_shift(
    rows: list[list[float]], shift: float
) -> None:
    z = np.array(rows)
    p = softmax(z)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_allclose(p, np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), atol=1e-12)
    np.testing.assert_allclose(softmax(z + shift), p, atol=1e-12)

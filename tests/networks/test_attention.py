"""Attention over the last outputs: by hand, against a loop over single numbers, and its memory."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.networks.attention import (
    AttentionState,
    AttentionWeights,
    attention_cell,
    attention_start,
)
from ssc_lib.networks.cells import lstm_cell


def random_layer(
    inputs: int, units: int, seed: int = 0
) -> tuple[tuple[np.ndarray, ...], AttentionWeights]:
    """Random weights of an LSTM layer and of the attention around it."""
    rng = np.random.default_rng(seed)
    lstm = [rng.normal(size=s) for s in ((inputs, 4 * units), (units, 4 * units), (4 * units,))]
    both = (inputs + units, inputs)
    square, wide, row = (units, units), (2 * units, units), (units,)
    shapes = (both, (inputs,), square, row, wide, row, wide, row)
    return tuple(lstm), AttentionWeights(*(rng.normal(size=s) for s in shapes))


def told_to_copy(units: int, query: float = 0.0) -> AttentionWeights:
    """Weights by hand: one input, mixed with nothing; the output is what was attended to.

    A remembered output ``m`` of one unit has the score ``tanh(m + query)``.
    """
    zero, one = np.zeros((units, units)), np.eye(units)
    return AttentionWeights(
        input_kernel=np.vstack([np.eye(1), np.zeros((units, 1))]),
        input_bias=np.zeros(1),
        memory_kernel=one,
        score=np.ones(units),
        query_kernel=np.vstack([zero, zero]),
        query_bias=np.full(units, query),
        output_kernel=np.vstack([zero, one]),
        output_bias=np.zeros(units),
    )


STILL = np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)  # an LSTM of one unit that says nothing


def state_of(memory: list[float]) -> AttentionState:
    """A memory of one output of one unit at each of the last steps."""
    rows = np.array(memory, dtype=float).reshape(1, -1, 1)
    return AttentionState(np.zeros((1, 1)), rows, rows, np.zeros((1, len(memory))))


def test_the_first_step_attends_to_zeros_evenly() -> None:
    """All of the memory is zeros, so all scores are equal, and they are not masked."""
    start = attention_start(2, 5, 3, np.float64)
    assert start.memory.shape == start.keys.shape == (2, 5, 3)
    assert start.attended.tolist() == np.zeros((2, 3)).tolist()
    lstm, weights = random_layer(4, 3)
    x, zeros = np.random.default_rng(1).normal(size=(2, 4)), np.zeros((2, 3))
    *_, after = attention_cell(x, zeros, zeros, start, lstm, weights)
    np.testing.assert_allclose(after.weights, np.full((2, 5), 1 / 5))
    np.testing.assert_array_equal(after.attended, zeros)


def test_weights_by_hand() -> None:
    """Scores tanh(0), tanh(1) and tanh(-1) of the remembered 0, 1 and -1; their softmax; its mean.

    With the output told to be what was attended to, that mean enters the memory as the newest.
    """
    zero = np.zeros((1, 1))
    y, _, _, after = attention_cell(zero, zero, zero, state_of([0, 1, -1]), STILL, told_to_copy(1))
    e = np.exp(np.tanh([0.0, 1.0, -1.0]))
    alpha = e / e.sum()
    np.testing.assert_allclose(after.weights[0], alpha)
    attended = alpha[1] - alpha[2]
    assert after.attended[0, 0] == pytest.approx(attended)
    assert y[0, 0] == pytest.approx(attended)
    np.testing.assert_allclose(after.memory[0, :, 0], [1, -1, attended])


def test_a_query_that_saturates_every_score_attends_evenly() -> None:
    zero = np.zeros((1, 1))
    weights = told_to_copy(1, query=1e3)
    *_, after = attention_cell(zero, zero, zero, state_of([0, 1, -1]), STILL, weights)
    np.testing.assert_allclose(after.weights[0], [1 / 3, 1 / 3, 1 / 3])


def test_the_memory_moves_by_one_and_keys_are_its_product() -> None:
    lstm, weights = random_layer(2, 3)
    rng = np.random.default_rng(2)
    state, h, c = attention_start(2, 4, 3, np.float64), np.zeros((2, 3)), np.zeros((2, 3))
    outputs = []
    for _ in range(6):
        y, h, c, state = attention_cell(rng.normal(size=(2, 2)), h, c, state, lstm, weights)
        outputs.append(y)
        np.testing.assert_allclose(state.keys, state.memory @ weights.memory_kernel, atol=1e-12)
        np.testing.assert_allclose(state.weights.sum(axis=1), 1)
    np.testing.assert_array_equal(state.memory, np.stack(outputs[-4:], axis=1))


def slow_attention(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, past: list[np.ndarray], a: np.ndarray, layer
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One output, the equations one remembered output at a time."""
    (W, U, b), w = layer
    mixed = np.concatenate([x, a]) @ w.input_kernel + w.input_bias
    h, c = (row[0] for row in lstm_cell((mixed @ W)[None], h[None], c[None], U, b))
    query = np.concatenate([c, h]) @ w.query_kernel + w.query_bias
    scores = [w.score @ np.tanh(m @ w.memory_kernel + query) for m in past]
    total = sum(np.exp(s) for s in scores)
    a = sum((np.exp(s) / total * m for s, m in zip(scores, past, strict=True)), np.zeros(len(h)))
    return np.concatenate([h, a]) @ w.output_kernel + w.output_bias, h, c, a


def test_a_batch_against_a_loop() -> None:
    """Ten steps with a memory of four, each of three outputs on its own."""
    layer = random_layer(5, 3, seed=3)
    x = np.random.default_rng(4).normal(size=(10, 3, 5))
    state, h, c = attention_start(3, 4, 3, np.float64), np.zeros((3, 3)), np.zeros((3, 3))
    together = []
    for step in x:
        y, h, c, state = attention_cell(step, h, c, state, *layer)
        together.append(y)
    for lane in range(3):
        past, zero = [np.zeros(3)] * 4, np.zeros(3)
        alone, hidden, cell, attended = zero, zero, zero, zero
        for step, found in zip(x, together, strict=True):
            alone, hidden, cell, attended = slow_attention(
                step[lane], hidden, cell, past, attended, layer
            )
            past = [*past[1:], alone]
            np.testing.assert_allclose(found[lane], alone, atol=1e-12)


def test_a_step_leaves_the_state_before_it_alone() -> None:
    lstm, weights = random_layer(2, 3)
    state, zeros = attention_start(1, 4, 3, np.float64), np.zeros((1, 3))
    attention_cell(np.ones((1, 2)), zeros, zeros, state, lstm, weights)
    assert not state.memory.any()
    assert not state.keys.any()


def test_single_precision_stays_single() -> None:
    start = attention_start(1, 4, 3, np.float32)
    lstm, weights = random_layer(2, 3)
    small = tuple(a.astype(np.float32) for a in lstm)
    thin = AttentionWeights(*(a.astype(np.float32) for a in weights))
    zeros = np.zeros((1, 3), np.float32)
    found = attention_cell(np.ones((1, 2), np.float32), zeros, zeros, start, small, thin)
    assert {a.dtype for a in (*found[:3], *found[3])} == {np.dtype(np.float32)}

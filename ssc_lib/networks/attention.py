"""Attention over what was said before, around an LSTM cell: a page of NumPy.

The layer looks back at its last ``L`` outputs, as in Magenta's attention_rnn. The input is first
mixed with what was attended to at the step before; then each remembered output ``M_k`` gets a
score, the scores become weights by a softmax, and the weighted sum ``a`` is mixed into the output:

.. math::
    x' &= [x, a] W_1 + b_1 \\\\
    h', c' &= \\text{LSTM}(x', h, c) \\\\
    s_k &= v \\cdot \\tanh(M_k K + [c', h'] W_3 + b_3) \\\\
    \\alpha &= \\text{softmax}(s) \\\\
    a' &= \\textstyle\\sum_k \\alpha_k M_k \\\\
    y &= [h', a'] W_2 + b_2

The output ``y`` joins the memory and the oldest leaves it. At the beginning the memory is zeros,
and they take part: nothing is masked.

Chapter: Attention. Sources: Bahdanau, Cho and Bengio, ICLR 2015, in the form of E. Waite, Magenta,
2016.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ssc_lib.networks.cells import lstm_cell, softmax


class AttentionWeights(NamedTuple):
    """The trained arrays of an attention layer with input size I, and U = A units."""

    input_kernel: np.ndarray  # W1, shape (I + A, I)
    input_bias: np.ndarray  # b1, shape (I,)
    memory_kernel: np.ndarray  # K, shape (A, A)
    score: np.ndarray  # v, shape (A,)
    query_kernel: np.ndarray  # W3, shape (2 U, A)
    query_bias: np.ndarray  # b3, shape (A,)
    output_kernel: np.ndarray  # W2, shape (U + A, A)
    output_bias: np.ndarray  # b2, shape (A,)


class AttentionState(NamedTuple):
    """What an attention layer carries on, beside the state of its LSTM."""

    attended: np.ndarray  # a, shape (batch, A)
    memory: np.ndarray  # M, shape (batch, L, A), the oldest output first
    keys: np.ndarray  # M K, kept so that each row is multiplied once
    weights: np.ndarray  # alpha of the latest step, shape (batch, L)


def attention_start(batch: int, length: int, units: int, dtype: Any) -> AttentionState:
    """The state before the first step: a memory of zeros."""
    memory: np.ndarray = np.zeros((batch, length, units), dtype)
    return AttentionState(memory[:, 0], memory, memory, np.zeros((batch, length), dtype))


def attention_cell(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    state: AttentionState,
    lstm: tuple[np.ndarray, np.ndarray, np.ndarray],
    weights: AttentionWeights,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, AttentionState]:
    """One step of an LSTM layer under attention.

    Parameters
    ----------
    x : ndarray, shape (batch, I)
    h, c : ndarray, shape (batch, U)
    state : AttentionState
    lstm : tuple of ndarray
        ``W`` of shape (I, 4 U), ``U`` of shape (U, 4 U), ``b`` of shape (4 U,).
    weights : AttentionWeights

    Returns
    -------
    y, h, c : ndarray, shape (batch, U)
    state : AttentionState
    """
    W, U, b = lstm
    mixed = np.concatenate([x, state.attended], axis=1) @ weights.input_kernel + weights.input_bias
    h, c = lstm_cell(mixed @ W, h, c, U, b)
    query = np.concatenate([c, h], axis=1) @ weights.query_kernel + weights.query_bias
    alpha = softmax(np.tanh(state.keys + query[:, None, :]) @ weights.score)
    attended = (alpha[:, None, :] @ state.memory)[:, 0]
    y = np.concatenate([h, attended], axis=1) @ weights.output_kernel + weights.output_bias
    memory = np.concatenate([state.memory[:, 1:], y[:, None]], axis=1)
    keys = np.concatenate([state.keys[:, 1:], (y @ weights.memory_kernel)[:, None]], axis=1)
    return y, h, c, AttentionState(attended, memory, keys, alpha)

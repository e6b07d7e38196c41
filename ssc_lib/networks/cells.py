"""The cell that networks are made of, a page of NumPy.

**Long short-term memory (LSTM)**, with input ``x``, output ``h`` and cell state ``c``, all of shape
(batch, units):

.. math::
    i, f, g, o &= \\text{split}(x W + h U + b) \\\\
    c' &= \\sigma(f)\\, c + \\sigma(i) \\tanh(g) \\\\
    h' &= \\sigma(o) \\tanh(c')

The input gate ``i`` decides what is written to the cell, the forget gate ``f`` what is kept, the
output gate ``o`` what is shown. Gates are in the order of Keras.

Chapter: A network that composes. Sources: Hochreiter and Schmidhuber, *Neural Computation* 9, 1997;
the forget gate: Gers, Schmidhuber and Cummins, *Neural Computation* 12, 2000.
"""

from __future__ import annotations

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """``1 / (1 + exp(-z))``, written so that large ``|z|`` cannot overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def softmax(z: np.ndarray) -> np.ndarray:
    """Rows of ``exp(z)``, each divided by its sum."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def lstm_cell(
    wx: np.ndarray, h: np.ndarray, c: np.ndarray, U: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One step of an LSTM layer.

    Parameters
    ----------
    wx : ndarray, shape (batch, 4 * units)
        ``x @ W``; for a one-hot ``x`` that is one row of ``W``.
    h, c : ndarray, shape (batch, units)
        Output and cell state after the previous step.
    U : ndarray, shape (units, 4 * units)
    b : ndarray, shape (4 * units,)

    Returns
    -------
    h, c : ndarray, shape (batch, units)
    """
    i, f, g, o = np.split(wx + h @ U + b, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c

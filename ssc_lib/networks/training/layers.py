"""Recurrent Keras layers that carry their state from one training segment to the next.

Steps come first: a layer reads (steps, lanes, inputs) and answers (steps, lanes, units).
Where ``keep`` is 1 a lane goes on from where its last segment ended, where it is 0 it begins anew.
The attention layer computes what `ssc_lib.networks.cells.attention_cell` does, for training.

Chapters: A network that composes; Attention.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import keras
from keras import ops

from ssc_lib.networks.training.recurrence import lstm_through_time

# Two rules for training attention with a state that is carried on, where the original trained on
# whole tunes from an empty state.
# 1. Each output enters the memory, and so the outputs after it. With a norm above 1 of what they
#    keep of it, they may grow from bar to bar without end, and a gradient that sees one segment
#    does not notice. This is the largest norm.
MOST_KEPT = 0.95
# 2. The query reads the output, which lies between -1 and 1, and not the cell state, which grows
#    until every tanh in the scores is at its limit, all scores are alike and attention learns
#    nothing. These rows of the query's kernel are zero.


def carried(units: int, attention: int, name: str) -> Carried:
    """Make a carried LSTM layer, under attention over ``attention`` outputs if that is above 0."""
    if attention:
        return CarriedAttention(units, attention, name=name)
    return CarriedLSTM(units, name=name)


class Carried(keras.layers.Layer):
    """A recurrent layer with its state in variables: what the two below share."""

    cell: Any  # knows its ``units``

    def _remember(self, lanes: int, **widths: int) -> None:
        """Make the variables of the state, by their names."""
        self.carry = [
            self.add_weight(shape=(lanes, width), initializer="zeros", trainable=False, name=name)
            for name, width in widths.items()
        ]

    def _resumed(self, keep: Any) -> list[Any]:
        """Give the state to begin a segment with: zero in lanes where a new tune begins."""
        return [state * keep for state in self.carry]

    def _carry_on(self, states: Iterable[Any]) -> None:
        """Keep the state for the next segment; no gradient goes back through it."""
        for variable, value in zip(self.carry, states, strict=True):
            variable.assign(ops.stop_gradient(value))

    def compute_output_shape(self, x_shape: Any, keep_shape: Any = None) -> Any:
        """Answer steps and lanes as they came, then the units."""
        return (*x_shape[:2], self.cell.units)

    def arrays(self) -> dict[str, Any]:
        """Name the weights as a `ssc_lib.networks.network.Network` does."""
        raise NotImplementedError


class CarriedLSTM(Carried):
    """An LSTM layer with its state in two variables."""

    def __init__(self, units: int, name: str) -> None:
        super().__init__(name=name)
        self.cell = keras.layers.LSTMCell(units)  # its weights, as Keras would begin them

    def build(self, x_shape: Any, keep_shape: Any = None) -> None:
        """Make the state and the weights."""
        self._remember(x_shape[1], h=self.cell.units, c=self.cell.units)
        self.cell.build(x_shape[1:])

    def call(self, x: Any, keep: Any) -> Any:
        """Run through a segment."""
        weights = [ops.copy(w) for w in self.arrays().values()]  # values, not variables
        rows = lstm_through_time(x, *self._resumed(keep), *weights)
        self._carry_on((rows[-2], rows[-1]))
        return rows[:-1]

    def arrays(self) -> dict[str, Any]:
        """Name kernel, recurrent kernel and bias."""
        return _lstm_arrays(self.cell)


class CarriedAttention(Carried):
    """The same with attention. The keys are made anew from the memory for each segment."""

    def __init__(self, units: int, length: int, name: str) -> None:
        super().__init__(name=name)
        self.cell = AttentionCell(units, length)
        self.rnn = keras.layers.RNN(self.cell, return_sequences=True, return_state=True)

    def build(self, x_shape: Any, keep_shape: Any = None) -> None:
        """Make the state and the weights."""
        u, flat = self.cell.units, self.cell.length * self.cell.units
        self._remember(x_shape[1], h=u, c=u, attended=u, memory=flat)
        self.rnn.build((x_shape[1], x_shape[0], x_shape[2]))

    def call(self, x: Any, keep: Any) -> Any:
        """Run through a segment."""
        states = self._resumed(keep)
        u, length = self.cell.units, self.cell.length
        rows = ops.reshape(states[3], (-1, u)) @ self.cell.mix["memory_kernel"]
        keys = ops.reshape(rows, (-1, length * u))
        y, *states = self.rnn(ops.swapaxes(x, 0, 1), initial_state=[*states, keys])
        self._carry_on(states[:4])
        return ops.swapaxes(y, 0, 1)

    def arrays(self) -> dict[str, Any]:
        """Name the LSTM's arrays, and those of attention with ``attention/`` before their names."""
        mix = {f"attention/{name}": array for name, array in self.cell.mix.items()}
        return _lstm_arrays(self.cell.lstm) | mix


def _lstm_arrays(cell: Any) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in ("kernel", "recurrent_kernel", "bias")}


class AttentionCell(keras.layers.Layer):
    """One step of the LSTM under attention; the memory and its keys are flat in the state."""

    def __init__(self, units: int, length: int) -> None:
        super().__init__()
        self.units, self.length = units, length
        self.lstm = keras.layers.LSTMCell(units)
        flat = length * units
        self.state_size = [units, units, units, flat, flat]
        self.output_size = units

    def build(self, x_shape: Any) -> None:
        """Make the weights."""
        inputs, u = x_shape[-1], self.units
        self.lstm.build((x_shape[0], inputs))
        shapes = {
            "input_kernel": (inputs + u, inputs),
            "input_bias": (inputs,),
            "memory_kernel": (u, u),
            "score": (u,),
            "query_kernel": (2 * u, u),
            "query_bias": (u,),
            "output_kernel": (2 * u, u),
            "output_bias": (u,),
        }
        limits = {"output_kernel": Contraction(u), "query_kernel": Without(u)}
        self.mix = {}
        for name, shape in shapes.items():
            kind: Any = "zeros" if name.endswith("bias") else "glorot_uniform"
            if name == "score":  # a vector, scaled as the one row of a matrix would be
                most = (6 / (u + 1)) ** 0.5
                kind = keras.initializers.RandomUniform(-most, most)
            self.mix[name] = self.add_weight(
                shape=shape, initializer=kind, constraint=limits.get(name), name=name
            )

    def call(self, x: Any, states: Any, training: bool = False) -> Any:
        """Take one step."""
        h, c, attended, memory, keys = states
        m, u = self.mix, self.units
        mixed = ops.concatenate([x, attended], 1) @ m["input_kernel"] + m["input_bias"]
        _, (h, c) = self.lstm(mixed, [h, c])
        query = ops.concatenate([c, h], 1) @ m["query_kernel"] + m["query_bias"]
        rows = ops.reshape(keys, (-1, self.length, u))
        scores = ops.sum(ops.tanh(rows + query[:, None, :]) * m["score"], axis=-1)
        alpha = ops.softmax(scores, axis=-1)
        remembered = ops.reshape(memory, (-1, self.length, u))
        attended = ops.sum(alpha[:, :, None] * remembered, axis=1)
        y = ops.concatenate([h, attended], 1) @ m["output_kernel"] + m["output_bias"]
        memory = ops.concatenate([memory[:, u:], y], 1)
        keys = ops.concatenate([keys[:, u:], y @ m["memory_kernel"]], 1)
        return y, [h, c, attended, memory, keys]


class Contraction(keras.constraints.Constraint):
    """Keeps the spectral norm of the rows below the first ``rows`` at most `MOST_KEPT`."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def __call__(self, w: Any) -> Any:
        """Scale those rows down if their norm is larger."""
        kept = w[self.rows :]
        v = ops.cos(ops.arange(kept.shape[1], dtype=kept.dtype))
        for _ in range(40):  # power iteration
            v = (ops.transpose(kept) @ (kept @ v[:, None]))[:, 0]
            v = v / (ops.norm(v) + 1e-12)
        norm = ops.norm(kept @ v[:, None])
        scale = ops.minimum(1.0, MOST_KEPT / (norm + 1e-12))
        return ops.concatenate([w[: self.rows], scale * kept], 0)


class Without(keras.constraints.Constraint):
    """Keeps the first ``rows`` rows at zero."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def __call__(self, w: Any) -> Any:
        """Set those rows to zero."""
        return ops.concatenate([ops.zeros_like(w[: self.rows]), w[self.rows :]], 0)

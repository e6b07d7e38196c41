"""Recurrent Keras layers that carry their state from one training segment to the next.

Steps come first: a layer reads (steps, lanes, inputs) and answers (steps, lanes, units).
Where ``keep`` is 1 a lane goes on from where its last segment ended, where it is 0 it begins anew.
The attention layer computes what `ssc_lib.networks.cells.attention_cell` does, for training.

Chapters: A network that composes; Attention.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

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


def carried(keras: Any, units: int, attention: int, name: str) -> Any:
    """A carried LSTM layer, under attention over ``attention`` outputs if that is above 0."""
    plain, attending = _classes(keras)
    return attending(units, attention, name=name) if attention else plain(units, name=name)


@lru_cache(maxsize=1)
def _classes(keras: Any) -> tuple[Any, Any]:
    ops, layers = keras.ops, keras.layers

    class Carried(keras.layers.Layer):
        """An LSTM layer with its state in two variables."""

        def __init__(self, units: int, name: str) -> None:
            super().__init__(name=name)
            self.cell = layers.LSTMCell(units)  # its weights, as Keras would begin them

        def build(self, x_shape: Any, keep_shape: Any = None) -> None:
            self.carry = [self._state(x_shape[1], self.cell.units, n) for n in ("h", "c")]
            self.cell.build(x_shape[1:])

        def _state(self, batch: int, width: int, name: str) -> Any:
            return self.add_weight(
                shape=(batch, width), initializer="zeros", trainable=False, name=name
            )

        def call(self, x: Any, keep: Any) -> Any:
            states = [s * keep for s in self.carry]
            weights = [ops.copy(w) for w in self.arrays().values()]  # values, not variables
            rows = lstm_through_time(keras)(x, *states, *weights)
            for variable, value in zip(self.carry, (rows[-2], rows[-1]), strict=True):
                variable.assign(ops.stop_gradient(value))
            return rows[:-1]

        def compute_output_shape(self, x_shape: Any, keep_shape: Any = None) -> Any:
            return (*x_shape[:2], self.cell.units)

        def arrays(self) -> dict[str, Any]:
            names = ("kernel", "recurrent_kernel", "bias")
            return {name: getattr(self.cell, name) for name in names}

    class Contraction(keras.constraints.Constraint):
        """Keeps the spectral norm of the rows below ``rows`` at most `MOST_KEPT`."""

        def __init__(self, rows: int) -> None:
            self.rows = rows

        def __call__(self, w: Any) -> Any:
            kept = w[self.rows :]
            v = ops.cos(ops.arange(kept.shape[1], dtype=kept.dtype))
            for _ in range(40):  # power iteration
                v = (ops.transpose(kept) @ (kept @ v[:, None]))[:, 0]
                v = v / (ops.norm(v) + 1e-12)
            norm = ops.norm(kept @ v[:, None])
            scale = ops.minimum(1.0, MOST_KEPT / (norm + 1e-12))
            return ops.concatenate([w[: self.rows], scale * kept], 0)

    class Without(keras.constraints.Constraint):
        """Keeps the rows above ``rows`` at zero."""

        def __init__(self, rows: int) -> None:
            self.rows = rows

        def __call__(self, w: Any) -> Any:
            return ops.concatenate([ops.zeros_like(w[: self.rows]), w[self.rows :]], 0)

    class AttentionCell(keras.layers.Layer):
        """One step of the LSTM under attention; the memory and its keys are flat in the state."""

        def __init__(self, units: int, length: int) -> None:
            super().__init__()
            self.units, self.length = units, length
            self.lstm = layers.LSTMCell(units)
            flat = length * units
            self.state_size = [units, units, units, flat, flat]
            self.output_size = units

        def build(self, x_shape: Any) -> None:
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
                kind = "zeros" if name.endswith("bias") else "glorot_uniform"
                if name == "score":  # a vector, scaled as the one row of a matrix would be
                    kind = keras.initializers.RandomUniform(
                        -((6 / (u + 1)) ** 0.5), (6 / (u + 1)) ** 0.5
                    )
                self.mix[name] = self.add_weight(
                    shape=shape, initializer=kind, constraint=limits.get(name), name=name
                )

        def call(self, x: Any, states: Any, training: bool = False) -> Any:
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

    class CarriedAttention(Carried):
        """The same with attention. The keys are made anew from the memory for each segment."""

        def __init__(self, units: int, length: int, name: str) -> None:
            layers.Layer.__init__(self, name=name)
            self.cell = AttentionCell(units, length)
            self.rnn = layers.RNN(self.cell, return_sequences=True, return_state=True)

        def build(self, x_shape: Any, keep_shape: Any = None) -> None:
            names = ("h", "c", "attended", "memory")
            sizes = self.cell.state_size[:4]
            self.carry = [
                self._state(x_shape[1], n, name) for n, name in zip(sizes, names, strict=True)
            ]
            self.rnn.build((x_shape[1], x_shape[0], x_shape[2]))

        def call(self, x: Any, keep: Any) -> Any:
            states = [s * keep for s in self.carry]
            u, length = self.cell.units, self.cell.length
            rows = ops.reshape(states[3], (-1, u)) @ self.cell.mix["memory_kernel"]
            keys = ops.reshape(rows, (-1, length * u))
            y, *states = self.rnn(ops.swapaxes(x, 0, 1), initial_state=[*states, keys])
            for variable, value in zip(self.carry, states[:4], strict=True):
                variable.assign(ops.stop_gradient(value))
            return ops.swapaxes(y, 0, 1)

        def arrays(self) -> dict[str, Any]:
            lstm = self.cell.lstm
            plain = {n: getattr(lstm, n) for n in ("kernel", "recurrent_kernel", "bias")}
            return plain | {f"attention/{name}": v for name, v in self.cell.mix.items()}

    return Carried, CarriedAttention

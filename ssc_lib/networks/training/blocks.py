"""Blocks of a transformer as Keras layers that carry what they remember from segment to segment.

A layer reads and answers (lanes, steps, width). The rows of the segments before are kept as they
entered the layer, and their keys and values are made anew, so that what makes them learns from rows
of the past as well; no gradient goes back through the rows themselves (Z. Dai and others,
*Transformer-XL*, ACL 2019). A row sees as far back as in `ssc_lib.networks.transformer`, in
training and afterwards.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import numpy as np
from keras import ops

from ssc_lib.networks.transformer import (
    LEAST,
    Block,
    Copying,
    copying_shapes,
    distances,
    shapes_of,
)

START = 3.0  # in nats: how much a copied event gains before the first update


class Gain(keras.layers.Layer):
    """Rows divided by their root mean square, times a learned gain of each column."""

    def build(self, shape: Any) -> None:
        """Make the gain: ones."""
        self.gain = self.add_weight(shape=(shape[-1],), initializer="ones", name="gain")

    def call(self, x: Any) -> Any:
        """Divide and multiply."""
        return normed(x, self.gain)


class Looking(NamedTuple):
    """How a layer looks back."""

    vocabulary: int  # events, one-hot
    heads: int
    reach: int  # steps
    longest: int  # bars of 1 to so many steps have their own distances


class CarriedRows(keras.layers.Layer):
    """What a block and the attention that copies share: heads, distances, and rows in a variable.

    Parameters
    ----------
    shape : Looking
    """

    def __init__(self, shape: Looking, name: str) -> None:
        super().__init__(name=name)
        self.vocabulary, self.heads, self.reach, longest = shape
        tables = [distances(self.reach, bar) for bar in range(1, longest + 1)]
        self.in_steps, self.in_bars = tables[0][0], np.stack([bars for _, bars in tables])

    def _variable(self, shape: tuple[int, ...], name: str) -> Any:
        return self.add_weight(shape=shape, initializer="zeros", trainable=False, name=name)

    def _remember(self, lanes: int, width: int) -> None:
        """Make the memory: rows of earlier segments, and how many of them are of this tune."""
        self.rows = self._variable((lanes, self.reach, width), "rows")
        self.heard = self._variable((lanes, 1), "heard")

    def _weights(self, shapes: dict[str, tuple[int, ...]]) -> dict[str, Any]:
        """Make the trained arrays: gains are ones, tables and biases zeros."""
        own = {}
        for name, shape in shapes.items():
            kind = "ones" if name.startswith("gain") else "zeros"
            matrix = len(shape) == 2 and shape[0] != self.heads
            own[name] = self.add_weight(
                shape=shape, initializer="glorot_uniform" if matrix else kind, name=name
            )
        return own

    def _resume(self, x: Any, keep: Any) -> tuple[Any, Any]:
        """Rows of earlier segments and of this one, and which of them are of this tune."""
        steps = x.shape[1]
        rows = ops.concatenate([ops.convert_to_tensor(self.rows), x], axis=1)
        return rows, ops.arange(-self.reach, steps, dtype=x.dtype) >= -self.heard * keep

    def _carry_on(self, rows: Any, keep: Any, steps: int) -> None:
        """Keep the last rows for the next segment; no gradient goes back through them."""
        self.rows.assign(ops.stop_gradient(rows[:, steps:]))
        self.heard.assign(ops.minimum(self.heard * keep + steps, self.reach))

    def _by_head(self, rows: Any) -> Any:
        """Share the columns out to the heads: (lanes, heads, rows, width / heads)."""
        lanes, count, width = rows.shape
        shared = ops.reshape(rows, (lanes, count, self.heads, width // self.heads))
        return ops.swapaxes(shared, 1, 2)

    def _positions(self, bar: Any, steps: Any, bars: Any) -> Any:
        """What each distance adds to a score: (lanes, heads, reach), the nearest first."""
        of_bars = ops.take(bars, self.in_bars, axis=1)  # (heads, longest, reach)
        own = ops.einsum("lb,hbr->lhr", bar, of_bars)
        return own + ops.take(steps, self.in_steps, axis=1)


class CarriedBlock(CarriedRows):
    """One block; ``dropout`` is the share of what it adds to a row that is zero in training."""

    def __init__(self, shape: Looking, dropout: float, seed: int, name: str) -> None:
        super().__init__(shape, name)
        self.drop = keras.layers.Dropout(dropout, seed=seed)

    def build(self, x_shape: Any, *others: Any) -> None:
        """Make the weights and the memory."""
        lanes, _, width = x_shape
        self._remember(lanes, width)
        self.block = Block(**self._weights(shapes_of(width, self.heads)))

    def call(self, x: Any, keep: Any, bar: Any, training: bool = False) -> Any:
        """Run through a segment.

        Parameters
        ----------
        x : tensor, shape (lanes, steps, width)
        keep : tensor, shape (lanes, 1)
            1 where the lane's tune goes on, 0 where a new one begins.
        bar : tensor, shape (lanes, longest)
            One-hot of each lane's bar, in steps.
        """
        block = self.block
        steps, width = x.shape[1:]
        rows, there = self._resume(x, keep)
        seen = normed(rows, block.gain)
        q = self._by_head(seen[:, self.reach :] @ block.queries[:, :width])
        k, v = (self._by_head(seen @ block.queries[:, n * width : (n + 1) * width]) for n in (1, 2))
        scores = q @ ops.swapaxes(k, 2, 3) / (width // self.heads) ** 0.5
        scores = scores + _by_distance(self._positions(bar, block.steps, block.bars), steps)
        scores = ops.where(there[:, None, None, :], scores, -1e9)
        mixed = ops.softmax(scores, axis=-1) @ v
        mixed = ops.reshape(ops.swapaxes(mixed, 1, 2), x.shape)
        y = x + self.drop(mixed @ block.out, training=training)
        hidden = ops.relu(normed(y, block.gain_2) @ block.wide + block.wide_bias)
        answer = y + self.drop(hidden @ block.narrow + block.narrow_bias, training=training)
        self._carry_on(rows, keep, steps)
        return answer

    def compute_output_shape(self, x_shape: Any, *others: Any) -> Any:
        """Answer rows as they came."""
        return x_shape

    def arrays(self) -> dict[str, Any]:
        """Name the weights as a `ssc_lib.networks.transformer.Transformer` does."""
        return self.block._asdict()


class CarriedCopying(CarriedRows):
    """The attention that copies: what it adds to the logits, (lanes, steps, events)."""

    def build(self, x_shape: Any, *others: Any) -> None:
        """Make the weights and the memory, which holds one row more."""
        lanes, _, width = x_shape
        self._remember(lanes, width)
        self.events = self._variable((lanes, self.reach, self.vocabulary), "events")
        weights = self._weights(copying_shapes(width, self.heads))
        self.copying = Copying(**weights)
        weights["weight"].assign(ops.full((self.heads,), START))

    def call(self, x: Any, events: Any, keep: Any, bar: Any) -> Any:
        """Run through a segment; ``events`` is one-hot, (lanes, steps, vocabulary)."""
        steps, width = x.shape[1:]
        rows, there = self._resume(x, keep)
        heard = ops.concatenate([ops.convert_to_tensor(self.events), events], axis=1)
        seen = normed(rows, self.copying.gain)
        q = self._by_head(seen[:, self.reach :] @ self.copying.queries[:, :width])
        k = self._by_head(seen[:, :-1] @ self.copying.queries[:, width:])
        scores = q @ ops.swapaxes(k, 2, 3) / (width // self.heads) ** 0.5
        positions = self._positions(bar, self.copying.steps, self.copying.bars)
        scores = scores + _by_distance(positions, steps)[..., 1:]
        scores = ops.where(there[:, None, None, :-1], scores, -1e9)
        nowhere = ops.zeros_like(scores[..., :1])
        alpha = ops.softmax(ops.concatenate([scores, nowhere], axis=-1), axis=-1)[..., :-1]
        weights = ops.einsum("h,lhst->lst", self.copying.weight, alpha)
        votes = weights @ heard[:, 1:]
        self._carry_on(rows, keep, steps)
        self.events.assign(heard[:, steps:])
        return votes

    def compute_output_shape(self, x_shape: Any, events_shape: Any, *others: Any) -> Any:
        """Answer a number for each event."""
        return events_shape

    def arrays(self) -> dict[str, Any]:
        """Name the weights as a `ssc_lib.networks.transformer.Transformer` does."""
        return self.copying._asdict()


def normed(x: Any, gain: Any) -> Any:
    """As `ssc_lib.networks.transformer.normed`."""
    return x * ops.rsqrt(ops.mean(x * x, axis=-1, keepdims=True) + LEAST) * gain


def _by_distance(positions: Any, steps: int) -> Any:
    """Lay a row of distances out as a band, (..., steps, reach + steps), and -1e9 outside of it.

    Row p and column j of it hold the entry of the distance from j to p; the first ``reach`` columns
    are the rows of earlier segments. The band is a row that moves one column to the right with each
    line, so it is that row repeated, with lines cut one number shorter.
    """
    *shape, reach = positions.shape
    # beyond the reach nothing is seen, then the distances reach - 1 to 0, then the future
    line = ops.pad(
        ops.flip(positions, axis=-1),
        [*[(0, 0)] * len(shape), (steps, steps)],
        constant_values=-1e9,
    )
    width = reach + 2 * steps
    line = ops.repeat(line[..., None, :], steps, axis=-2)
    flat = ops.reshape(line, (*shape, steps * width))[..., steps - 1 : steps * width - 1]
    return ops.reshape(flat, (*shape, steps, width - 1))[..., : reach + steps]

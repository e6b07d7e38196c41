r"""A small transformer, stepped in NumPy: attention over the whole tune, and nothing else.

Each event of a tune becomes a row of ``width`` numbers. A **block** lets every row look at the rows
before it, and then thinks about what it saw. With :math:`n(x)` for a row divided by its root mean
square and times a learned gain, a block with one head does

.. math::
    q_p, k_p, v_p &= n(x_p) W_q, \; n(x_p) W_k, \; n(x_p) W_v \\
    s_{pj} &= q_p \cdot k_j / \sqrt{d} + b_{p - j} + c_{(p + 1 - j) / \text{bar}} \\
    \alpha_{pj} &= \text{softmax}_{\,p - R < j \le p}(s_{pj}) \\
    y_p &= x_p + \Big(\sum_j \alpha_{pj} v_j\Big) W_o \\
    x'_p &= y_p + \max(0, n(y_p) W_1 + b_1) W_2 + b_2

Several heads do so side by side, each with ``width / heads`` columns of :math:`q, k, v`. The
**relative positions** are two small tables a head: :math:`b` for the distance in steps and
:math:`c` for that in bars, of the next event to row :math:`j`, where it is a whole number of bars.
After the last block comes the attention that copies. Its values are no rows but events, and the key
of an event is the row before it, so that what is found is **what followed**:

.. math::
    \beta_{pj} &= \text{softmax}_{j \le p}\big(\tilde q_p \cdot \tilde k_{j - 1} / \sqrt{d}
        + \tilde b_{p - j} + \tilde c_{(p + 1 - j) / \text{bar}}, \; 0\big) \\
    z_p(e) &= n(x_p) W + b + \textstyle\sum_{\text{heads}} w \sum_j \beta_{pj} [e_j = e]

and the softmax of :math:`z` is the answer. The lone 0 is a place to look where nothing is worth
copying.

A row never changes once it is made, so its key and value are kept (the **cache**), and a step
computes one row. The softmax sees at most the last ``R`` rows, the **reach**, and only rows that
exist: nothing stands before the beginning.

Chapter: A small transformer. Sources: A. Vaswani and others, NeurIPS 2017; relative positions as
P. Shaw, J. Uszkoreit and A. Vaswani, NAACL 2018, in the form of a number added to the score as
C. Raffel and others, JMLR 21, 2020; for music C.-Z. A. Huang and others, ICLR 2019.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import NamedTuple

import numpy as np

from ssc_lib.music.encoding import as_indices
from ssc_lib.networks.cells import softmax
from ssc_lib.networks.checked import NetworkFileError, check_shapes
from ssc_lib.networks.network import Network, State
from ssc_lib.networks.threads import one_thread

STEPS = 32  # distances in steps that are told apart; longer ones count as the longest
BARS = 33  # distances in bars: 0 for none, then 1 to 32
LEAST = 1e-6  # added to a mean square, so that a row of zeros can be divided by it


class Block(NamedTuple):
    """The trained arrays of a block of ``width`` numbers a row."""

    gain: np.ndarray  # of n before attention, shape (width,)
    queries: np.ndarray  # W_q, W_k and W_v side by side, shape (width, 3 width)
    out: np.ndarray  # W_o, shape (width, width)
    steps: np.ndarray  # b, shape (heads, STEPS)
    bars: np.ndarray  # c, shape (heads, BARS)
    gain_2: np.ndarray  # of n before the two layers, shape (width,)
    wide: np.ndarray  # W_1, shape (width, 4 width)
    wide_bias: np.ndarray  # b_1, shape (4 width,)
    narrow: np.ndarray  # W_2, shape (4 width, width)
    narrow_bias: np.ndarray  # b_2, shape (width,)


class Copying(NamedTuple):
    """The trained arrays of the attention that copies."""

    gain: np.ndarray  # of n, shape (width,)
    queries: np.ndarray  # of queries and keys side by side, shape (width, 2 width)
    steps: np.ndarray  # shape (heads, STEPS)
    bars: np.ndarray  # shape (heads, BARS)
    weight: np.ndarray  # w, shape (heads,)


def copying_shapes(width: int, heads: int) -> dict[str, tuple[int, ...]]:
    """The shape of each array of `Copying`."""
    shapes = (width,), (width, 2 * width), (heads, STEPS), (heads, BARS), (heads,)
    return dict(zip(Copying._fields, shapes, strict=True))


def shapes_of(width: int, heads: int) -> dict[str, tuple[int, ...]]:
    """The shape of each array of a `Block`."""
    wide = 4 * width
    shapes = (
        (width,), (width, 3 * width), (width, width), (heads, STEPS), (heads, BARS),
        (width,), (width, wide), (wide,), (wide, width), (width,),
    )  # fmt: skip
    return dict(zip(Block._fields, shapes, strict=True))


def normed(x: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Rows divided by their root mean square, times the gain of each column."""
    product: np.ndarray = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + LEAST) * gain
    return product


def distances(reach: int, bar: int) -> tuple[np.ndarray, np.ndarray]:
    """Which entries of the tables of relative positions belong to a distance.

    Parameters
    ----------
    reach : int
        Distances 0 to reach - 1, in steps, from a row to those before it.
    bar : int, at least 1
        Steps in a bar.

    Returns
    -------
    steps, bars : ndarray of int, shape (reach,)

    Examples
    --------
    In bars of four steps the row three before this one stands a bar before the next event:

    >>> steps, bars = distances(8, 4)
    >>> bars.tolist()
    [0, 0, 0, 1, 0, 0, 0, 2]
    """
    d = np.arange(reach)
    whole = (d + 1) % bar == 0
    return np.minimum(d, STEPS - 1), np.where(whole, np.minimum((d + 1) // bar, BARS - 1), 0)


class Transformer(Network):
    """A stack of blocks under a softmax: a generator of one-hot events that reads places.

    Parameters
    ----------
    arrays : dict of str -> ndarray
        ``embedding/kernel`` (inputs, width), for each block ``block_0/...`` the fields of `Block`,
        ``copying/...`` the fields of `Copying`, then ``norm/gain`` (width,), ``output/kernel``
        (width, labels) and ``output/bias``.
    settings : dict
        As those of `ssc_lib.Network`, with ``heads`` and ``reach`` instead of ``attention``.
    dtype : numpy dtype

    Raises
    ------
    NetworkFileError
        As `ssc_lib.Network`.
    """

    def _collect(self) -> None:
        self.reach, self.heads = int(self.settings["reach"]), int(self.settings["heads"])
        self._blocks: list[Block] = []
        while f"block_{len(self._blocks)}/gain" in self.arrays:
            names = (f"block_{len(self._blocks)}/{field}" for field in Block._fields)
            self._blocks.append(Block(*(self.arrays[name] for name in names)))
        self._embedding = self.arrays["embedding/kernel"]
        self._gain = self.arrays["norm/gain"]
        self._copying = Copying(*(self.arrays[f"copying/{field}"] for field in Copying._fields))
        self._output = self.arrays["output/kernel"], self.arrays["output/bias"]
        if len(self.arrays) > 4 + len(Copying._fields) + len(Block._fields) * len(self._blocks):
            raise NetworkFileError("there are arrays that belong to no block")

    def _check_shapes(self) -> None:
        inputs, labels = self.encoding.input_size, self.encoding.label_count
        width = self._gain.size
        if not self._blocks:
            raise NetworkFileError("a transformer needs at least one block, found none")
        if not self.heads or width % self.heads:
            raise NetworkFileError(f"{width} numbers a row do not share out to {self.heads} heads")
        check_shapes("the embedding", [self._embedding], [(inputs, width)])
        for n, block in enumerate(self._blocks):
            check_shapes(f"block {n}", block, list(shapes_of(width, self.heads).values()))
        wanted = list(copying_shapes(width, self.heads).values())
        check_shapes("the attention that copies", self._copying, wanted)
        kernel, bias = self._output
        check_shapes("the output layer", self._output, ((width, labels), (labels,)))
        # it reads a row, and what the attention that copies adds to each label
        self._output = np.vstack([kernel, np.eye(labels, dtype=kernel.dtype)]), bias
        self._place()

    def _place(self) -> None:
        """Lay out the relative positions of each block for bars of this length: (heads, reach)."""
        steps, bars = distances(self.reach, getattr(self.encoding, "bar", 16))
        tables: list[Block | Copying] = [*self._blocks, self._copying]
        self._positions = [table.steps[:, steps] + table.bars[:, bars] for table in tables]

    def in_bars_of(self, steps: int) -> Network:
        """This network with its places and distances in bars of so many steps."""
        other = copy(super().in_bars_of(steps))
        if isinstance(other, Transformer):
            other._place()
        return other

    @property
    def units(self) -> list[int]:
        """Numbers of a row in each block."""
        return [block.gain.size for block in self._blocks]

    def start(self, batch: int) -> State:
        """Nothing heard, and a cache without rows."""
        dtype, width = self._gain.dtype, self._gain.size
        empty: np.ndarray = np.zeros((batch, self.heads, 0, width // self.heads), dtype)
        caches = [(empty, empty) for _ in self._blocks]
        events: np.ndarray = np.zeros((batch, 0), np.int64)
        top: np.ndarray = np.zeros((batch, width + self.vocabulary), dtype)
        return State(self.encoding.track(batch), [*caches, (empty, events)], top)

    @one_thread
    @np.errstate(over="ignore", invalid="ignore")
    def step(self, state: State, events: np.ndarray) -> State:
        """The state after one more event for each output, ``events`` of shape (batch,)."""
        return self._advance(state, np.asarray(events))[0]

    def looks(self, events: Iterable[int]) -> np.ndarray:
        """Where the attention that copies looks, along one melody.

        Parameters
        ----------
        events : row of int, shape (n,)

        Returns
        -------
        ndarray, shape (heads, n, n)
            Entry ``[h, t, j]`` is the weight of event ``j`` in head ``h``, once event ``t`` was
            heard. A row sums to less than 1: the rest looks nowhere.
        """
        row = as_indices(events, self.vocabulary, "events")
        seen, state = np.zeros((self.heads, len(row), len(row))), self.start(1)
        for t, event in enumerate(row):
            state, alpha = self._advance(state, np.array([event]))
            seen[:, t, t + 1 - alpha.shape[2] : t + 1] = alpha[0]
        return seen

    def _advance(self, state: State, events: np.ndarray) -> tuple[State, np.ndarray]:
        """The state after a step, and where the attention that copies looks."""
        history = state.history.step(events)
        x, caches = history.times(self._embedding), []
        for block, positions, cache in zip(
            self._blocks, self._positions, state.layers, strict=False
        ):
            x, cache = self._block(x, block, positions, cache)
            caches.append(cache)
        votes, cache, alpha = self._copy(x, events, state.layers[-1])
        top = np.concatenate([normed(x, self._gain), votes], axis=1)
        return State(history, [*caches, cache], top), alpha

    def _block(
        self,
        x: np.ndarray,
        block: Block,
        positions: np.ndarray,
        cache: tuple[np.ndarray, np.ndarray],
    ) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """One row through a block: the new row, and the longer cache."""
        batch, width = x.shape
        qkv = (normed(x, block.gain) @ block.queries).reshape(batch, 3, self.heads, -1)
        q, *new = qkv[:, 0], qkv[:, 1, :, None], qkv[:, 2, :, None]
        # The oldest row leaves the cache when it is full.
        keys, values = (
            np.concatenate([rows[:, :, max(0, rows.shape[2] + 1 - self.reach) :], row], axis=2)
            for rows, row in zip(cache, new, strict=True)
        )
        scores = (keys @ q[..., None])[..., 0] / np.sqrt(q.shape[-1])
        alpha = softmax(scores + positions[:, keys.shape[2] - 1 :: -1])
        seen = (alpha[:, :, None] @ values).reshape(batch, width)
        y = x + seen @ block.out
        hidden = np.maximum(0, normed(y, block.gain_2) @ block.wide + block.wide_bias)
        return y + hidden @ block.narrow + block.narrow_bias, (keys, values)

    def _copy(
        self, x: np.ndarray, events: np.ndarray, cache: tuple[np.ndarray, np.ndarray]
    ) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], np.ndarray]:
        """What earlier events add to the logits, (batch, events); the cache; where it looks."""
        batch = len(x)
        qk = (normed(x, self._copying.gain) @ self._copying.queries).reshape(
            batch, 2, self.heads, -1
        )
        keys, heard = (
            np.concatenate([old[first], new], axis=axis)
            for old, first, new, axis in (
                (cache[0], np.s_[:, :, -self.reach :], qk[:, 1, :, None], 2),
                (cache[1], np.s_[:, -self.reach :], events[:, None], 1),
            )
        )
        scores = (keys[:, :, :-1] @ qk[:, 0, :, :, None])[..., 0] / np.sqrt(keys.shape[-1])
        found = scores.shape[2]
        scores = scores + self._positions[-1][:, :found][:, ::-1]
        nowhere = np.zeros((batch, self.heads, 1), x.dtype)
        alpha = softmax(np.concatenate([scores, nowhere], axis=2))[:, :, :-1]
        weights = (self._copying.weight[:, None] * alpha).sum(axis=1)
        votes = np.zeros((batch, self.vocabulary), x.dtype)
        np.add.at(votes, (np.arange(batch)[:, None], heard[:, 1:]), weights)
        return votes, (keys, heard), alpha

    def __repr__(self) -> str:
        return (
            f"<Transformer: {self.vocabulary} events, {len(self._blocks)} blocks of "
            f"{self._gain.size} with {self.heads} heads, {self.parameters:,} parameters>"
        )

"""A trained network, stepped in NumPy: load it, and it is a generator like any other.

Networks are trained in Keras (`ssc_lib.networks.training`) and travel as a ``.npz`` file of named
arrays. Stepping one needs no TensorFlow: it is the arithmetic of `ssc_lib.networks.cells`, layer by
layer, and a softmax at the end.

What a network reads and what it answers is its **encoding**. With one-hot events the answer is the
distribution of the next event. The look-back and key encodings answer in labels, of which up to
three can spell the same event ("repeat the last bar" and the pitch that this would be). The
probability of an event is then the sum over the labels that mean it, so that all networks, and all
tables, are compared on the same events.

Chapter: A network that composes.
"""

from __future__ import annotations

import io
import json
import os
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.generator import Generator
from ssc_lib.music.encoding import Encoding, History
from ssc_lib.networks.attention import (
    AttentionState,
    AttentionWeights,
    attention_cell,
    attention_start,
)
from ssc_lib.networks.cells import lstm_cell, softmax
from ssc_lib.networks.checked import (
    ENCODINGS,
    NetworkFileError,
    check_settings,
    check_shapes,
    check_weights,
)
from ssc_lib.networks.threads import one_thread


class State(NamedTuple):
    """Everything that a network remembers of what it heard."""

    history: History  # what the encoding needs of the events so far
    layers: list[tuple[np.ndarray, np.ndarray]]  # h and c of each layer, (batch, units)
    top: np.ndarray  # output of the last layer, (batch, units)
    attention: AttentionState | None = None


class Network(Generator):
    """A stack of LSTM layers under a softmax: a generator of one-hot events.

    Parameters
    ----------
    arrays : dict of str -> ndarray
        ``lstm_0/kernel`` (inputs, 4 units), ``lstm_0/recurrent_kernel`` (units, 4 units),
        ``lstm_0/bias`` (4 units,), the same for further layers, then ``output/kernel`` (units,
        labels) and ``output/bias``. With attention also ``attention/...`` for each field of
        `AttentionWeights`.
    settings : dict
        ``low`` and ``high`` (pitch range), ``encoding`` ("one-hot", "lookback", "key" or "copy";
        one-hot if left out), ``key`` (what tunes were moved to; 0, which is C, if left out),
        ``attention`` (outputs remembered by layer 0; none if left out or 0), ``follow_bar``
        (whether look-backs follow the tune's bar), and what is known of the training.
    dtype : numpy dtype
        Precision of the arithmetic. float64 makes the same seed give the same music on every
        machine; float32 is twice as fast.

    Raises
    ------
    NetworkFileError
        If a setting is out of its range, an array is missing or has numbers that are not finite,
        or a shape does not fit the others.
    """

    def __init__(
        self, arrays: dict[str, np.ndarray], settings: dict[str, Any], dtype: Any = np.float64
    ) -> None:
        check_settings(settings)
        self.settings = dict(settings)
        self.key = settings.get("key", 0)
        kind = ENCODINGS[settings.get("encoding", "one-hot")]
        self.encoding: Encoding = kind(int(settings["low"]), int(settings["high"]))
        self.vocabulary = self.encoding.size
        self.follows_bar = bool(settings.get("follow_bar", False))
        with np.errstate(over="ignore"):
            self.arrays = {name: np.asarray(a, dtype=dtype) for name, a in arrays.items()}
        check_weights(self.arrays)
        self._attention = int(settings.get("attention") or 0)
        try:
            self._collect()
        except KeyError as error:
            raise NetworkFileError(f"the array {error} is missing") from error
        self._check_shapes()
        self.size = self.parameters

    def _collect(self) -> None:
        """Find the arrays of each layer by their names."""
        self._layers: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        while f"lstm_{len(self._layers)}/kernel" in self.arrays:
            prefix = f"lstm_{len(self._layers)}"
            W, U, b = (self.arrays[f"{prefix}/{n}"] for n in ("kernel", "recurrent_kernel", "bias"))
            self._layers.append((W, U, b))
        self._output = self.arrays["output/kernel"], self.arrays["output/bias"]
        self._mix: AttentionWeights | None = None
        if self._attention:
            names = AttentionWeights._fields
            self._mix = AttentionWeights(*(self.arrays[f"attention/{n}"] for n in names))
        if len(self.arrays) > 2 + 3 * len(self._layers) + len(self._mix or ()):
            raise NetworkFileError("there are arrays that belong to no layer")

    def _check_shapes(self) -> None:
        inputs, labels = self.encoding.input_size, self.encoding.label_count
        if not self._layers:
            raise NetworkFileError("a network needs at least one LSTM layer, found none")
        width = inputs
        for n, (W, U, b) in enumerate(self._layers):
            units = len(b) // 4 if b.ndim else 0
            shapes = ((width, 4 * units), (units, 4 * units), (4 * units,))
            check_shapes(f"layer {n}", (W, U, b), shapes)
            width = units
        check_shapes("the output layer", self._output, ((width, labels), (labels,)))
        if self._mix:
            first = self.units[0]
            both = inputs + first, inputs
            square, wide, row = (first, first), (2 * first, first), (first,)
            wanted = both, (inputs,), square, row, wide, row, wide, row
            check_shapes("attention", self._mix, wanted)

    def in_bars_of(self, steps: int) -> Network:
        """This network with its look-backs in bars of so many steps.

        Only a network trained with ``follow_bar`` changes; the original's look-backs are 16 and 32
        steps in every metre.
        """
        if not self.settings.get("follow_bar"):
            return self
        other = copy(self)
        other.encoding = self.encoding.in_bars_of(steps)
        other.follows_bar = False
        return other

    @property
    def units(self) -> list[int]:
        """Units of each layer."""
        return [len(b) // 4 for *_, b in self._layers]

    @property
    def parameters(self) -> int:
        """Number of trained numbers."""
        return sum(a.size for a in self.arrays.values())

    # -- what comes next -------------------------------------------------------------------------

    def start(self, batch: int) -> State:
        """All states zero, and nothing heard."""
        dtype = self._output[1].dtype
        zeros = [(np.zeros((batch, n), dtype), np.zeros((batch, n), dtype)) for n in self.units]
        return State(
            self.encoding.track(batch),
            zeros,
            zeros[-1][0],
            attention_start(batch, self._attention, self.units[0], dtype) if self._mix else None,
        )

    @one_thread
    @np.errstate(over="ignore", invalid="ignore")
    def step(self, state: State, events: np.ndarray) -> State:
        """The state after one more event for each output, ``events`` of shape (batch,)."""
        history, attention = state.history.step(np.asarray(events)), state.attention
        x, layers = state.top, []
        for n, ((W, U, b), (h, c)) in enumerate(zip(self._layers, state.layers, strict=True)):
            if n == 0 and self._mix and attention:
                x = history.input().astype(x.dtype)
                x, h, c, attention = attention_cell(x, h, c, attention, (W, U, b), self._mix)
            else:
                h, c = lstm_cell(history.times(W) if n == 0 else x @ W, h, c, U, b)
                x = h
            layers.append((h, c))
        return State(history, layers, x, attention)

    @one_thread
    def labels(self, state: State, *, temperature: float = 1.0) -> np.ndarray:
        """Distribution of the next label, shape (batch, labels): what the softmax says.

        Two or three labels of the look-back and key encodings may spell the same event; see
        `distribution` for that of the events. Raises FloatingPointError if weights are so large
        that they overflow.
        """
        kernel, bias = self._output
        with np.errstate(over="ignore", invalid="ignore"):
            p = softmax((state.top @ kernel + bias) / temperature)
        if np.isnan(p.sum()):
            raise FloatingPointError(
                "the network's weights are so large that it no longer counts; give another network"
            )
        return p

    def spelled(self, state: State, labels: np.ndarray) -> np.ndarray:
        """The event that a label of each output spells, given its history: shape (batch,)."""
        return state.history.meanings()[np.arange(len(labels)), labels]

    def distribution(self, state: State) -> np.ndarray:
        """Probabilities of the next event: sums over the labels that spell it."""
        return state.history.over_events(self.labels(state))

    # -- files -----------------------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str], *, half: bool = True) -> Path:
        """Write the network to a ``.npz`` file, as 16-bit numbers unless ``half`` is False.

        Raises ValueError if a weight is too large for that.
        """
        buffer = io.BytesIO()
        dtype = np.float16 if half else np.float32
        with np.errstate(over="ignore"):
            arrays: dict[str, Any] = {k: v.astype(dtype) for k, v in sorted(self.arrays.items())}
        if not all(np.isfinite(a).all() for a in arrays.values()):
            raise ValueError(f"some weights are too large for {'16' if half else '32'}-bit numbers")
        text = json.dumps(self.settings, sort_keys=True).encode()
        np.savez_compressed(buffer, settings=np.frombuffer(text, np.uint8), **arrays)
        return write_bytes(path, buffer.getvalue())

    def __repr__(self) -> str:
        return (
            f"<Network: {self.vocabulary} events, LSTM layers of {self.units} units, "
            f"{self.parameters:,} parameters>"
        )

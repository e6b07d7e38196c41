"""Networks of Magenta's Melody RNN: read a ``.mag`` bundle, and turn it into arrays of our layout.

A **bundle** is one Protocol Buffers message: which generator it is, the weights as a checkpoint of
TensorFlow, the graph they belong to, and a description. The weights are all that is needed. The
graph is looked at for one number, the length of the attention memory, and never run. Reading takes
neither TensorFlow nor Magenta.

Both libraries compute the same LSTM, with three differences in how it is written down:

- Magenta stacks the input's and the recurrent weights in one matrix; we keep ``W`` and ``U`` apart.
- Its four gates are in the order i, j, f, o; ours are i, f, g, o, where g is another name for j.
- It adds 1 to the forget gate at every step; we add it to the bias, once.

Source: Magenta's ``generator.proto`` and the layer names of TensorFlow's RNN cells. Bundles from
before TensorFlow 1.2 call kernels *weights* and biases *biases*; both are understood.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.magenta.checkpoint import MAX_BYTES, dimensions, read_checkpoint
from ssc_lib.magenta.wire import Malformed, part, parts, text

#: Width of the input and number of classes of each configuration.
SIZES = {
    "basic_rnn": (38, 38),
    "mono_rnn": (130, 130),
    "lookback_rnn": (121, 40),
    "attention_rnn": (74, 40),
}

#: Slots of the attention memory in Magenta's own configuration.
ATTENTION_LENGTH = 40

_CELL = "rnn/multi_rnn_cell/cell_{}/"
_WRAPPER = "attention_cell_wrapper/"


class BundleError(Malformed):
    """A file that is not a bundle of a melody network, or a damaged one."""


@dataclass(frozen=True, eq=False)
class Bundle:
    """What a ``.mag`` file holds.

    Parameters
    ----------
    config : str
        ``"basic_rnn"``, ``"mono_rnn"``, ``"lookback_rnn"`` or ``"attention_rnn"``.
    description : str
        What its maker wrote about it; failing that, what the generator says of itself.
    tensors : dict of str -> ndarray of float32
        The weights under the names that TensorFlow gave them. See `to_arrays`.
    attention_length : int
        Slots of the attention memory, from the graph; 40 if the graph does not say, and 0 for a
        network without attention.
    """

    config: str
    description: str
    tensors: dict[str, np.ndarray]
    attention_length: int = ATTENTION_LENGTH

    def __repr__(self) -> str:
        numbers = sum(a.size for a in self.tensors.values())
        return f"<Bundle: {self.config}, {len(self.tensors)} tensors, {numbers:,} numbers>"


def read_bundle(path: str | os.PathLike[str]) -> Bundle:
    """Read a ``.mag`` bundle of a melody network.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Bundle
        Whole and consistent: `to_arrays` takes it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    BundleError
        If the file is anything else than such a bundle, is damaged, or is larger than 64 MiB.

    Examples
    --------
    >>> bundle = read_bundle("basic_rnn.mag")  # doctest: +SKIP
    >>> to_arrays(bundle)["output/kernel"].shape  # doctest: +SKIP
    (128, 38)
    """
    source = Path(path)
    if not source.exists():
        raise FileNotFoundError(f"{path}: no such file; give a .mag bundle")
    try:
        if not source.is_file():
            raise Malformed("it is not a file", "give a .mag bundle")
        size = source.stat().st_size
        if size > MAX_BYTES:
            raise Malformed(f"it has more than {MAX_BYTES // 2**20} MiB", "give a .mag bundle")
        with source.open("rb") as file:
            bundle = _parse(memoryview(file.read(size)))
        to_arrays(bundle)
        return bundle
    except Malformed as error:
        raise BundleError(
            f"{path} cannot be read as a bundle of a melody network ({error}); {error.advice}"
        ) from error


def _parse(data: memoryview) -> Bundle:
    generator, graph = part(data, 1), part(data, 3)
    config = text(generator, 1)
    if config not in SIZES:
        raise Malformed(
            f"its generator is {config!r}" if config else "it names no generator",
            f"give a bundle of {', '.join(SIZES)}",
        )
    checkpoints = list(parts(data, 2))
    if len(checkpoints) != 1:
        raise Malformed(f"it holds {len(checkpoints)} checkpoints instead of one")
    tensors = read_checkpoint(checkpoints[0])
    units = sum(a.size for name, a in tensors.items() if name.endswith("/attn_v"))
    return Bundle(
        config=config,
        description=_line(part(part(data, 4), 1)) or _line(part(generator, 2)),
        tensors=tensors,
        attention_length=_attention_length(graph, units) if units else 0,
    )


def _line(raw: memoryview) -> str:
    """Text for the eye: one line of at most 500 bytes, with nothing that a terminal obeys."""
    string = bytes(raw[:500]).decode(errors="replace")
    return "".join(c if c.isprintable() else " " for c in string).strip()


def _attention_length(graph: memoryview, units: int) -> int:
    """Slots of the memory of layer 0, from the graph's list of initial states.

    The list starts with the states of layer 0: the two of the LSTM, the last attention vector,
    and the memory, whose shape is (batch, slots * units).
    """
    states: list[memoryview] = []
    for collection in parts(graph, 4):
        if bytes(part(collection, 1)) == b"initial_state":
            states = list(parts(part(part(collection, 2), 1), 1))
    if len(states) < 4:
        return ATTENTION_LENGTH
    memory = bytes(states[3]).split(b":")[0]
    for node in parts(part(graph, 2), 1):
        if bytes(part(node, 1)) == memory:
            for attribute in parts(node, 5):
                if bytes(part(attribute, 1)) == b"_output_shapes":
                    shape = dimensions(part(part(part(attribute, 2), 1), 7))
                    slots = shape[-1] // units if len(shape) == 2 else 0
                    if not 1 <= slots <= 1000 or shape[-1] != slots * units:
                        raise Malformed(f"its attention memory has the shape {shape}")
                    return slots
    return ATTENTION_LENGTH


def to_keras_gates(matrix: np.ndarray) -> np.ndarray:
    """Put the gates of a kernel or bias, in its last axis, from i, j, f, o into i, f, g, o.

    Examples
    --------
    >>> to_keras_gates(np.array([1, 2, 3, 4]))
    array([1, 3, 2, 4])
    """
    i, j, f, o = np.split(matrix, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


def to_arrays(bundle: Bundle) -> dict[str, np.ndarray]:
    """Name and order the weights as our networks have them.

    Parameters
    ----------
    bundle : Bundle

    Returns
    -------
    dict of str -> ndarray of float32
        For each layer ``k``, with ``U`` units and an input of width ``I``:

        - ``lstm_k/kernel`` (I, 4U), ``lstm_k/recurrent_kernel`` (U, 4U), ``lstm_k/bias`` (4U,):
          gates in the order i, f, g, o, the forget bias of 1 included;
        - ``output/kernel`` (U, classes) and ``output/bias`` (classes,).

        If layer 0 pays attention, with ``A = V = U`` the width of what it remembers:

        - ``attention/input_kernel`` (I + A, I), ``attention/input_bias`` (I,): from the input and
          the last attention vector to the input of the LSTM;
        - ``attention/query_kernel`` (2U, V), ``attention/query_bias`` (V,): from cell state and
          output, in this order;
        - ``attention/memory_kernel`` (A, V): from a slot of the memory;
        - ``attention/score`` (V,): from the sum of both to one number;
        - ``attention/output_kernel`` (U + A, A), ``attention/output_bias`` (A,): from the LSTM's
          output and the attention vector to the layer's output.

    Raises
    ------
    BundleError
        If a tensor is missing, has another shape than the configuration asks for, or is unknown.
    """
    left = {_modern(name): array for name, array in bundle.tensors.items()}

    def take(name: str, *shape: int) -> np.ndarray:
        if name not in left:
            raise BundleError(f"it has no tensor {name!r}")
        if left[name].shape != shape:
            raise BundleError(f"the tensor {name!r} is {left[name].shape}, expected {shape}")
        return left.pop(name).copy()

    if "improv" in bundle.config:
        raise BundleError(
            f"its generator is {bundle.config!r} of Improv RNN, which hears chords; how it was "
            "told them is not in the file, so that it cannot be read for sure",
            "for melodies over chords leave it out and give --backing_chords alone",
        )
    if bundle.config not in SIZES:
        raise BundleError(f"its generator is {bundle.config!r}, not one of {', '.join(SIZES)}")
    if len(left) < len(bundle.tensors):
        raise BundleError("a tensor comes under its old name and its new one")
    width, classes = SIZES[bundle.config]
    arrays: dict[str, np.ndarray] = {}
    layer = 0
    while names := [name for name in left if name.startswith(_CELL.format(layer))]:
        prefix = _CELL.format(layer)
        attentive = layer == 0 and any(n.startswith(prefix + _WRAPPER) for n in names)
        wrapper = prefix + _WRAPPER if attentive else prefix
        bias = wrapper + "basic_lstm_cell/bias"
        units = left[bias].size // 4 if bias in left else 0
        if attentive:
            arrays |= {
                "attention/input_kernel": take(wrapper + "kernel", width + units, width),
                "attention/input_bias": take(wrapper + "bias", width),
                "attention/memory_kernel": take(
                    wrapper + "attention/attn_w", 1, 1, units, units
                ).reshape(units, units),
                "attention/score": take(wrapper + "attention/attn_v", units),
                "attention/query_kernel": take(wrapper + "attention/kernel", 2 * units, units),
                "attention/query_bias": take(wrapper + "attention/bias", units),
                "attention/output_kernel": take(
                    wrapper + "attn_output_projection/kernel", 2 * units, units
                ),
                "attention/output_bias": take(wrapper + "attn_output_projection/bias", units),
            }
        kernel = to_keras_gates(take(wrapper + "basic_lstm_cell/kernel", width + units, 4 * units))
        forget = np.repeat(np.array([0, 1, 0, 0], np.float32), units)
        arrays |= {
            f"lstm_{layer}/kernel": kernel[:width],
            f"lstm_{layer}/recurrent_kernel": kernel[width:],
            f"lstm_{layer}/bias": to_keras_gates(take(bias, 4 * units)) + forget,
        }
        width, layer = units, layer + 1
    arrays["output/kernel"] = take("fully_connected/weights", width, classes)
    arrays["output/bias"] = take("fully_connected/biases", classes)
    if layer == 0 or left:
        raise BundleError(
            f"it has the unknown tensor {min(left)!r}" if left else "it has no LSTM layer",
            "give a network of plain LSTM layers, with attention in the first one or without",
        )
    return arrays


def to_settings(bundle: Bundle) -> dict[str, Any]:
    """Say what the network of a bundle reads and answers, as our networks' settings do.

    Examples
    --------
    >>> to_settings(Bundle("mono_rnn", "", {}))
    {'low': 0, 'high': 128, 'encoding': 'one-hot', 'config': 'mono_rnn', 'key': None}
    """
    encoding = {"lookback_rnn": "lookback", "attention_rnn": "key"}.get(bundle.config, "one-hot")
    low, high = (0, 128) if bundle.config == "mono_rnn" else (48, 84)
    settings = {"low": low, "high": high, "encoding": encoding, "config": bundle.config}
    settings["key"] = None if bundle.config == "mono_rnn" else 0
    if bundle.config == "attention_rnn":
        settings["attention"] = bundle.attention_length
    return settings


def _modern(name: str) -> str:
    """Give the name that a tensor of an LSTM cell has since TensorFlow 1.2."""
    if name.startswith("rnn/"):
        name = re.sub("/weights$", "/kernel", re.sub("/biases$", "/bias", name))
    return name

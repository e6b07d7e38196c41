"""A trained network, stepped in NumPy: load it, and it is a generator like any other.

Networks are trained in Keras (`ssc_lib.networks.training`) and travel as a ``.npz`` file of named
arrays. Stepping one needs no TensorFlow. For each layer of long short-term memory (LSTM), with
input ``x``, output ``h`` and cell state ``c``, all of shape (batch, units):

.. math::
    i, f, g, o &= \\text{split}(x W + h U + b) \\\\
    c' &= \\sigma(f)\\, c + \\sigma(i) \\tanh(g) \\\\
    h' &= \\sigma(o) \\tanh(c')

The input gate ``i`` decides what is written to the cell, the forget gate ``f`` what is kept, the
output gate ``o`` what is shown. The last layer's output gives the distribution of the next event
through one more matrix and a softmax.

Chapter: A network that composes. Sources: Hochreiter and Schmidhuber, *Neural Computation* 9,
1997; the forget gate: Gers, Schmidhuber and Cummins, *Neural Computation* 12, 2000. Gates are in
the order of Keras.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.music.encoding import OneHot

PRETRAINED = Path(__file__).parent / "pretrained"

State = list[tuple[np.ndarray, np.ndarray]]


class NetworkFileError(ValueError):
    """A file that is not a network saved by this library."""


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


class Network:
    """A stack of LSTM layers under a softmax: a generator of one-hot events.

    Parameters
    ----------
    arrays : dict of str -> ndarray
        ``lstm_0/kernel`` (vocabulary, 4 units), ``lstm_0/recurrent_kernel`` (units, 4 units),
        ``lstm_0/bias`` (4 units,), the same for further layers, then ``output/kernel`` and
        ``output/bias``.
    settings : dict
        ``low`` and ``high`` (pitch range), and what is known of the training.
    dtype : numpy dtype
        Precision of the arithmetic. float64 makes the same seed give the same music on every
        machine; float32 is twice as fast.
    """

    def __init__(
        self, arrays: dict[str, np.ndarray], settings: dict[str, Any], dtype: Any = np.float64
    ) -> None:
        self.settings = dict(settings)
        self.encoding = OneHot(int(settings["low"]), int(settings["high"]))
        self.arrays = {name: np.asarray(a, dtype=dtype) for name, a in arrays.items()}
        self.vocabulary = self.encoding.size
        self._layers: list[tuple[np.ndarray, ...]] = []
        while f"lstm_{len(self._layers)}/kernel" in self.arrays:
            prefix = f"lstm_{len(self._layers)}"
            self._layers.append(
                tuple(self.arrays[f"{prefix}/{n}"] for n in ("kernel", "recurrent_kernel", "bias"))
            )
        self._check_shapes()

    def _check_shapes(self) -> None:
        width = self.vocabulary
        if not self._layers:
            raise NetworkFileError("a network needs at least one LSTM layer, found none")
        for n, (W, U, b) in enumerate(self._layers):
            units = len(b) // 4
            shapes = ((width, 4 * units), (units, 4 * units), (4 * units,))
            if (W.shape, U.shape, b.shape) != shapes:
                raise NetworkFileError(
                    f"layer {n} has arrays of shapes {W.shape}, {U.shape}, {b.shape}; "
                    f"expected {shapes[0]}, {shapes[1]}, {shapes[2]}"
                )
            width = units
        found = self.arrays["output/kernel"].shape, self.arrays["output/bias"].shape
        if found != ((width, self.vocabulary), (self.vocabulary,)):
            raise NetworkFileError(
                f"the output layer has arrays of shapes {found[0]}, {found[1]}; "
                f"expected {(width, self.vocabulary)}, {(self.vocabulary,)}"
            )

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
        dtype = self.arrays["output/bias"].dtype
        return [(np.zeros((batch, n), dtype), np.zeros((batch, n), dtype)) for n in self.units]

    def step(self, state: State, events: np.ndarray) -> State:
        new: State = []
        wx = self._layers[0][0][np.asarray(events)]  # a one-hot row times W is a row of W
        for (W, U, b), (h, c) in zip(self._layers, state, strict=True):
            if new:
                wx = new[-1][0] @ W
            new.append(lstm_cell(wx, h, c, U, b))
        return new

    def distribution(self, state: State) -> np.ndarray:
        logits = state[-1][0] @ self.arrays["output/kernel"] + self.arrays["output/bias"]
        return softmax(logits)

    # -- files -----------------------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str], *, half: bool = True) -> Path:
        """Write the network to a ``.npz`` file, as 16-bit numbers unless ``half`` is False."""
        import io

        buffer = io.BytesIO()
        dtype = np.float16 if half else np.float32
        arrays: dict[str, Any] = {k: v.astype(dtype) for k, v in sorted(self.arrays.items())}
        text = json.dumps(self.settings, sort_keys=True).encode()
        np.savez_compressed(buffer, settings=np.frombuffer(text, np.uint8), **arrays)
        return write_bytes(path, buffer.getvalue())

    def __repr__(self) -> str:
        return (
            f"<Network: {self.vocabulary} events, LSTM layers of {self.units} units, "
            f"{self.parameters:,} parameters>"
        )


def load_network(name: str | os.PathLike[str] = "basic", *, dtype: Any = np.float64) -> Network:
    """Load a network that comes with the library, or one from a file.

    Parameters
    ----------
    name : str or path
        ``"basic"``, or the path of a ``.npz`` file that `Network.save` or ``ssc train`` wrote.
    dtype : numpy dtype
        See `Network`.

    Raises
    ------
    FileNotFoundError
        If there is neither such a network nor such a file.
    NetworkFileError
        If the file is not a network.
    """
    path = PRETRAINED / f"{name}.npz"
    if not path.exists():
        path = Path(name)
    if not path.is_file():
        shipped = ", ".join(sorted(p.stem for p in PRETRAINED.glob("*.npz"))) or "none"
        raise FileNotFoundError(f"{name}: no such network or file; shipped networks: {shipped}")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        settings = json.loads(arrays.pop("settings").tobytes())
        return Network(arrays, settings, dtype)
    except NetworkFileError as error:
        raise NetworkFileError(f"{path}: {error}") from error
    except Exception as error:  # zip, numpy and JSON each fail in their own ways
        raise NetworkFileError(
            f"{path} is not a network file ({type(error).__name__}: {error}); "
            "give a .npz file that ssc train wrote"
        ) from error

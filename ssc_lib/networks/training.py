"""Training a melody network in Keras 3.

The training tunes are laid end to end in ``batch`` lanes and cut into **segments** of a few dozen
steps. The gradient sees one segment at a time, but the network's state is carried on from each
segment to the next of the same tune, and set to zero where a new tune begins. So the network
learns from short pieces and still remembers the whole tune, and it is updated four times as often
as with segments four times as long. Every epoch shuffles the tunes anew, from the seed.

After each epoch the network is scored on the validation tunes with the same function that scores
every other generator, and everything needed to go on is written to the run folder at once. A run
that was stopped goes on from there and ends where it would have ended.

TensorFlow is imported only by functions of this module and only when they run.

Chapter: A network that composes.
"""

from __future__ import annotations

import io
import json
import os
import platform
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.generator import bits_per_event
from ssc_lib.music.encoding import OneHot
from ssc_lib.networks.network import Network

# TensorFlow logs to standard error as it is imported, unless told otherwise before.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@dataclass(frozen=True)
class Settings:
    """What a training run is made of.

    Parameters
    ----------
    units : tuple of int
        Units of each LSTM layer.
    dropout : float, 0 <= dropout < 1
        Share of each layer's outputs set to zero while training.
    rate, clip : float, above 0
        Learning rate at the start, falling to zero along a half cosine; and the largest norm that
        the gradient of one array may have.
    batch, segment : int
        Lanes side by side, and steps in a segment.
    epochs : int
        Times through the training tunes.
    seed : int
        Of the first weights, the dropout and the order of the tunes.
    low, high : int
        Range of pitches, ``high`` exclusive.
    """

    units: tuple[int, ...] = (256, 256)
    dropout: float = 0.4
    rate: float = 0.003
    clip: float = 5.0
    batch: int = 64
    segment: int = 32
    epochs: int = 24
    seed: int = 0
    low: int = 48
    high: int = 84

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", tuple(int(u) for u in self.units))
        for name in ("rate", "clip", "batch", "segment", "epochs"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be at least 0 and below 1, got {self.dropout}")
        if not self.units or min(self.units) < 1:
            raise ValueError(
                f"units needs at least one layer of at least one unit, got {self.units}"
            )

    @property
    def encoding(self) -> OneHot:
        return OneHot(self.low, self.high)


@dataclass(frozen=True)
class Segment:
    """One update's worth of training data, each array of shape (batch, segment) but ``keep``."""

    inputs: np.ndarray
    targets: np.ndarray
    weights: np.ndarray  # 1 for an event to predict, 0 for padding
    keep: np.ndarray  # (batch, 1): 1 where the lane's tune goes on, 0 where a new one begins
    tunes_seen: int


def segments(
    sequences: Sequence[np.ndarray], batch: int, length: int, rng: np.random.Generator
) -> Iterator[Segment]:
    """Cut shuffled tunes into segments, in lanes of nearly equal length.

    Parameters
    ----------
    sequences : sequence of rows of event indices
    batch, length : int
        Lanes, and steps in a segment. Each tune is padded to a whole number of segments.
    rng : numpy.random.Generator
    """
    lanes: list[list[np.ndarray]] = [[] for _ in range(batch)]
    filled = np.zeros(batch, dtype=int)
    for i in rng.permutation(len(sequences)):
        pieces = -(-(len(sequences[i]) - 1) // length)
        if pieces > 0:
            lane = int(np.argmin(filled))
            lanes[lane].append(sequences[i])
            filled[lane] += pieces
    width = int(filled.max())
    inputs = np.zeros((batch, width * length), dtype=np.int32)
    targets, weights = np.zeros_like(inputs), np.zeros(inputs.shape, dtype=np.float32)
    keep = np.ones((batch, width, 1), dtype=np.float32)
    for lane, tunes in enumerate(lanes):
        at = 0
        for tune in tunes:
            n = len(tune) - 1
            keep[lane, at // length] = 0
            inputs[lane, at : at + n] = tune[:-1]
            targets[lane, at : at + n] = tune[1:]
            weights[lane, at : at + n] = 1
            at += -(-n // length) * length
    seen = 0
    for k in range(width):
        now = slice(k * length, (k + 1) * length)
        seen += int((keep[:, k] == 0).sum())
        yield Segment(inputs[:, now], targets[:, now], weights[:, now], keep[:, k], seen)


def build(settings: Settings, updates: int) -> Any:
    """The Keras model that learns: inputs (events, keep), output logits.

    Parameters
    ----------
    settings : Settings
    updates : int
        Updates in the whole run, over which the learning rate falls to zero.
    """
    import keras

    keras.utils.set_random_seed(settings.seed)
    carried_lstm = _carried_lstm_class(keras)
    events = keras.Input(batch_shape=(settings.batch, settings.segment), dtype="int32")
    keep = keras.Input(batch_shape=(settings.batch, 1))
    x = keras.ops.one_hot(events, settings.encoding.size)
    for n, units in enumerate(settings.units):
        x = carried_lstm(units, name=f"lstm_{n}")(x, keep)
        x = keras.layers.Dropout(settings.dropout, seed=settings.seed + n)(x)
    logits = keras.layers.Dense(settings.encoding.size, name="output")(x)
    model = keras.Model([events, keep], logits)
    rate = keras.optimizers.schedules.CosineDecay(settings.rate, updates)
    model.compile(
        optimizer=keras.optimizers.Adam(rate, clipnorm=settings.clip),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model


def _carried_lstm_class(keras: Any) -> Any:
    class CarriedLSTM(keras.layers.Layer):
        """An LSTM layer that goes on from where the last segment ended, where ``keep`` is 1."""

        def __init__(self, units: int, name: str) -> None:
            super().__init__(name=name)
            self.lstm = keras.layers.LSTM(units, return_sequences=True, return_state=True)

        def build(self, x_shape: Any, keep_shape: Any = None) -> None:
            shape = (x_shape[0], self.lstm.units)
            self.h = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="h")
            self.c = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="c")
            self.lstm.build(x_shape)

        def call(self, x: Any, keep: Any) -> Any:
            y, h, c = self.lstm(x, initial_state=[self.h * keep, self.c * keep])
            self.h.assign(keras.ops.stop_gradient(h))
            self.c.assign(keras.ops.stop_gradient(c))
            return y

    return CarriedLSTM


def export(model: Any, settings: Settings, **about: Any) -> Network:
    """The trained model as a NumPy `Network`; ``about`` is added to its settings."""
    arrays: dict[str, np.ndarray] = {}
    for n in range(len(settings.units)):
        kernel, recurrent, bias = model.get_layer(f"lstm_{n}").lstm.get_weights()
        arrays |= {
            f"lstm_{n}/kernel": kernel,
            f"lstm_{n}/recurrent_kernel": recurrent,
            f"lstm_{n}/bias": bias,
        }
    arrays["output/kernel"], arrays["output/bias"] = model.get_layer("output").get_weights()
    return Network(arrays, {**asdict(settings), **about}, dtype=np.float32)


def train(
    train_sequences: Sequence[np.ndarray],
    validation_sequences: Sequence[np.ndarray],
    settings: Settings,
    *,
    run_dir: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> tuple[Network, list[dict[str, float]]]:
    """Train a network; go on from the run folder's checkpoint if there is one.

    Parameters
    ----------
    train_sequences, validation_sequences : sequences of rows of event indices
    settings : Settings
    run_dir : path, optional
        Where the settings, the log, the checkpoint and ``network.npz`` go. Without it nothing is
        written.
    progress : bool
        Show a progress bar with the bits per event of the latest updates.

    Returns
    -------
    network : Network
        From the epoch that did best on the validation tunes.
    history : list of dict
        ``epoch``, ``train_bits`` (with dropout), ``validation_bits``, ``seconds``.

    Raises
    ------
    ValueError
        If there are no tunes, or the run folder belongs to a run with other settings.
    """
    if not len(train_sequences) or not len(validation_sequences):
        raise ValueError("training needs at least one training tune and one validation tune")
    per_epoch = [
        sum(
            1
            for _ in segments(train_sequences, settings.batch, settings.segment, _rng(settings, e))
        )
        for e in range(settings.epochs)
    ]
    model = build(settings, sum(per_epoch))
    # The optimizer makes its variables on first use; a checkpoint needs them now.
    model.optimizer.build(model.trainable_variables)
    run = _Run(Path(run_dir), settings) if run_dir is not None else None
    history: list[dict[str, float]] = run.restore(model) if run else []
    best = run.best if run else None
    for epoch in range(len(history), settings.epochs):
        began, nats, events = time.monotonic(), 0.0, 0.0
        for segment in _with_bar(
            segments(train_sequences, settings.batch, settings.segment, _rng(settings, epoch)),
            per_epoch[epoch],
            f"epoch {epoch + 1}/{settings.epochs}",
            progress,
        ):
            real = segment.weights.sum()
            scale = segment.weights.size / real  # the loss is then the mean over real events
            loss = float(
                model.train_on_batch(
                    [segment.inputs, segment.keep],
                    segment.targets,
                    sample_weight=segment.weights * scale,
                )
            )
            if not np.isfinite(loss):
                raise FloatingPointError(
                    f"the loss became {loss} in epoch {epoch + 1}; try a lower rate than "
                    f"{settings.rate}"
                )
            nats, events = nats + loss * real, events + real
        network = export(model, settings)
        history.append(
            {
                "epoch": epoch + 1,
                "train_bits": float(nats / events / np.log(2)),
                "validation_bits": bits_per_event(network, validation_sequences),
                "seconds": time.monotonic() - began,
            }
        )
        if min(history, key=lambda row: row["validation_bits"]) is history[-1]:
            best = export(model, settings, **history[-1])
        if run:
            run.save(model, history, best)
        if progress:
            row = history[-1]
            print(
                f"epoch {epoch + 1}: {row['train_bits']:.3f} bits per event in training, "
                f"{row['validation_bits']:.3f} on validation tunes, {row['seconds']:.0f} s"
            )
    assert best is not None
    return best, history


def _rng(settings: Settings, epoch: int) -> np.random.Generator:
    return np.random.default_rng([settings.seed, epoch])


def _with_bar(
    parts: Iterator[Segment], total: int, label: str, progress: bool
) -> Iterator[Segment]:
    from tqdm.auto import tqdm

    with tqdm(total=total, desc=label, disable=not progress, unit=" updates", leave=False) as bar:
        for part in parts:
            yield part
            bar.set_postfix(tunes=part.tunes_seen, refresh=False)
            bar.update()


class _Run:
    """A run folder: settings.json, log.json, checkpoint.npz and network.npz."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.best: Network | None = None
        record = json.loads(json.dumps(asdict(settings)))
        path = folder / "settings.json"
        if path.exists():
            found = json.loads(path.read_text())["settings"]
            if found != record:
                changed = sorted(k for k in record if found.get(k) != record[k])
                raise ValueError(
                    f"{folder} holds a run with other settings ({', '.join(changed)}); "
                    "give the same settings to go on with it, or another folder"
                )
        else:
            versions = {"python": platform.python_version(), "numpy": np.__version__}
            import keras

            versions |= {"keras": keras.__version__, "backend": keras.backend.backend()}
            text = json.dumps({"settings": record, "versions": versions}, indent=2)
            write_bytes(path, text.encode())

    def restore(self, model: Any) -> list[dict[str, float]]:
        path = self.folder / "checkpoint.npz"
        if not path.exists():
            return []
        try:
            with np.load(path, allow_pickle=False) as saved:
                for n, variable in enumerate(_variables(model)):
                    variable.assign(saved[f"variable_{n}"])
                history = json.loads(saved["history"].tobytes())
                best = {k[5:]: saved[k] for k in saved.files if k.startswith("best/")}
        except Exception as error:  # zip, numpy and Keras each fail in their own ways
            raise ValueError(
                f"{path} is damaged ({type(error).__name__}); delete it to begin the run anew"
            ) from error
        settings = best.pop("settings")
        self.best = Network(best, json.loads(settings.tobytes()), dtype=np.float32)
        return history

    def save(self, model: Any, history: list[dict[str, float]], best: Network | None) -> None:
        assert best is not None
        arrays: dict[str, Any] = {
            f"variable_{n}": np.asarray(v) for n, v in enumerate(_variables(model))
        }
        arrays["history"] = np.frombuffer(json.dumps(history).encode(), np.uint8)
        arrays |= {f"best/{k}": v for k, v in best.arrays.items()}
        arrays["best/settings"] = np.frombuffer(json.dumps(best.settings).encode(), np.uint8)
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        write_bytes(self.folder / "checkpoint.npz", buffer.getvalue())
        best.save(self.folder / "network.npz", half=False)
        write_bytes(self.folder / "log.json", json.dumps(history, indent=2).encode())


def _variables(model: Any) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]

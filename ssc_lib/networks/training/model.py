"""The Keras model that learns, and its way out as a NumPy network.

Keras, and TensorFlow under it, is imported only when a model is built.

Chapter: A network that composes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ssc_lib.music.onehot import OneHot
from ssc_lib.networks.network import ENCODINGS, Network, following
from ssc_lib.networks.training.layers import carried
from ssc_lib.networks.training.workers import Workers

# TensorFlow logs to standard error as it is imported, unless told otherwise before.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


# The four configurations of Melody RNN, by the names that people know, as this book trains them.
CONFIGS: dict[str, dict[str, Any]] = {
    "basic": {"average": 0.999},
    "mono": {"average": 0.999, "low": 0, "high": 128, "key": None},
    "lookback": {"average": 0.999, "encoding": "lookback", "follow_bar": True},
    "attention": {
        "average": 0.99,
        "dropout": 0.3,
        "clip": 1.0,
        "encoding": "key",
        "attention": 40,
        "follow_bar": True,
    },
}

# Other ways to train them. "original" is how Melody RNN itself was trained, "book" the same at
# twice the width and half the batch. The original clipped gradients at 5, those of attention at 3.
# What still differs most: the original's gradient saw whole tunes, ours sees a segment of each.
_ORIGINAL: dict[str, Any] = {
    "units": (128, 128),
    "dropout": 0.5,
    "rate": 0.001,
    "schedule": "constant",
    "batch": 128,
    "average": 0.0,
    "follow_bar": False,
}
PRESETS: dict[str, dict[str, Any]] = {
    "original": _ORIGINAL,
    "book": {**_ORIGINAL, "units": (256, 256), "batch": 64},
}

SCHEDULES = ("cosine", "constant")


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
        Learning rate at the start, and the largest norm that the gradient of one array may have.
    schedule : {"cosine", "constant"}
        Whether the rate falls to zero along a half cosine, or stays.
    batch, segment : int
        Lanes side by side, and steps in a segment.
    epochs : int
        Times through the training tunes.
    patience : int, 0 or more
        Stop early after so many epochs that did no better on the validation tunes than the best
        before them; 0 never stops early.
    seed : int
        Of the first weights, the dropout and the order of the tunes.
    low, high : int
        Range of pitches, ``high`` exclusive.
    key : int or None
        Pitch class of the major key that every tune is moved to; None leaves keys alone.
    encoding : {"one-hot", "lookback", "key"}
        What the network reads and answers.
    attention : int
        Outputs that the first layer remembers and attends to; 0 is none.
    follow_bar : bool
        Look back one and two bars of the tune's own length instead of 16 and 32 steps, and count
        steps within the bar.
    average : float, 0 <= average < 1
        What is kept is not the weights of the last update but their moving average, with this
        momentum: noise of single updates cancels out. 0 keeps the weights as they are, which suits
        runs of fewer than a few thousand updates.
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
    key: int | None = 0
    encoding: str = "one-hot"
    attention: int = 0
    follow_bar: bool = False
    average: float = 0.0
    schedule: str = "cosine"
    patience: int = 0

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
        if self.encoding not in ENCODINGS:
            raise ValueError(
                f"unknown encoding {self.encoding!r}; there are {', '.join(ENCODINGS)}"
            )
        if not 0 <= self.average < 1:
            raise ValueError(f"average must be at least 0 and below 1, got {self.average}")
        for name in ("attention", "patience"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, got {getattr(self, name)}")
        if self.schedule not in SCHEDULES:
            raise ValueError(
                f"unknown schedule {self.schedule!r}; there are {', '.join(SCHEDULES)}"
            )

    @property
    def one_hot(self) -> OneHot:
        """The events of these pitches."""
        return OneHot(self.low, self.high)

    @property
    def reader(self) -> Any:
        """The encoding itself, for these pitches."""
        return ENCODINGS[self.encoding](self.low, self.high)

    def pairs(
        self, sequences: Sequence[np.ndarray], bars: Sequence[int] | None = None
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        """What the network reads at each step of each tune, and what it should answer.

        Parameters
        ----------
        sequences : sequence of rows of event indices, shape (n,)
        bars : sequence of int, optional
            Steps in a bar of each tune; needed with ``follow_bar``.

        Returns
        -------
        list of (inputs, targets)
            Inputs are events, shape (n - 1,), or vectors, shape (n - 1, inputs); targets are the
            events or labels that follow, shape (n - 1,).
        """
        rows = [np.asarray(s) for s in sequences]
        if self.encoding == "one-hot":
            return [(row[:-1].astype(np.int32), row[1:]) for row in rows]
        if self.follow_bar and bars is None:
            raise ValueError("follow_bar needs the length of each tune's bar; give bars")
        readers = [self.reader] * len(rows)
        if self.follow_bar and bars is not None:
            readers = [following(self.reader, bar) for bar in bars]
        return [
            (reader.inputs(row[:-1]).astype(np.int8), reader.labels(row)[1:])
            for reader, row in zip(readers, rows, strict=True)
        ]


def settings_for(config: str = "basic", preset: str | None = None, **changes: Any) -> Settings:
    """Settings of a configuration, by a preset if one is named, with changes of your own.

    Parameters
    ----------
    config : {"basic", "mono", "lookback", "attention"}
        Also with the ending ``_rnn``.
    preset : {"original", "book"}, optional
        Train as Melody RNN was trained, or the same with twice the units and half the batch; by
        default as this book trains its networks.
    **changes
        Any parameter of `Settings`.

    Raises
    ------
    ValueError
        If the configuration or the preset is unknown, or a setting is out of its range.

    Examples
    --------
    The original learned at a constant rate, two layers of 128 units:

    >>> old = settings_for("lookback", "original")
    >>> old.units, old.schedule, old.follow_bar
    ((128, 128), 'constant', False)

    One change to it, and the rest stays:

    >>> settings_for("lookback", "original", batch=16).units
    (128, 128)
    """
    config = config.removesuffix("_rnn")
    if config not in CONFIGS:
        raise ValueError(f"unknown config {config!r}; there are {', '.join(CONFIGS)}")
    if preset is not None and preset not in PRESETS:
        raise ValueError(f"unknown preset {preset!r}; there are {', '.join(PRESETS)}")
    chosen = dict(CONFIGS[config])
    if preset is not None:
        chosen |= {**PRESETS[preset], "clip": 3.0 if config == "attention" else 5.0}
    return Settings(**{**chosen, **changes})


def build(settings: Settings, updates: int, workers: Workers | None = None) -> Any:
    """The Keras model that learns: inputs (events, keep), output logits.

    Parameters
    ----------
    settings : Settings
    updates : int
        Updates in the whole run, over which a learning rate on a cosine falls to zero.
    workers : Workers, optional
        The processes that train together; each model has its share of the lanes.
    """
    import keras

    workers = workers or Workers()
    keras.utils.set_random_seed(settings.seed)
    lanes = workers.lanes(settings.batch)
    reader, shape = settings.reader, (lanes, settings.segment)
    keep = keras.Input(batch_shape=(lanes, 1))
    if settings.encoding == "one-hot":
        inputs = keras.Input(batch_shape=shape, dtype="int32")
        x = keras.ops.one_hot(keras.ops.transpose(inputs), reader.size)
    else:
        inputs = keras.Input(batch_shape=(*shape, reader.input_size))
        x = keras.ops.swapaxes(inputs, 0, 1)
    for n, units in enumerate(settings.units):
        length = settings.attention if n == 0 else 0
        x = carried(keras, units, length, f"lstm_{n}")(x, keep)
        seed = settings.seed + n + 1000 * workers.index  # each worker drops others
        x = keras.layers.Dropout(settings.dropout, seed=seed)(x)
    logits = keras.layers.Dense(reader.label_count, name="output")(x)
    model = keras.Model([inputs, keep], keras.ops.swapaxes(logits, 0, 1))
    rate: Any = settings.rate
    if settings.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(settings.rate, updates)
    model.compile(
        optimizer=workers.adam(keras)(
            rate,
            clipnorm=settings.clip,
            use_ema=settings.average > 0,
            ema_momentum=settings.average,
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=_jit_compile(keras, workers),
    )
    return model


def _jit_compile(keras: Any, workers: Workers) -> bool | str:
    """Whether XLA compiles an update: faster also on a processor, where Keras leaves it off."""
    if workers.count > 1:
        return False  # XLA knows no other processes
    here = keras.backend.backend() == "tensorflow" and sys.platform == "linux"
    return True if here else "auto"  # TensorFlow for other systems may come without XLA


def export(model: Any, settings: Settings) -> Network:
    """The trained model as a NumPy `Network`, with its settings.

    With ``settings.average`` the network gets the averaged weights; the model keeps its own.
    """
    own = [np.asarray(v) for v in model.trainable_variables]
    if settings.average and int(model.optimizer.iterations) > 0:
        model.optimizer.finalize_variable_values(model.trainable_variables)
        for variable in model.trainable_variables:
            if variable.constraint is not None:  # the average began before the first update
                variable.assign(variable.constraint(variable))
    arrays: dict[str, np.ndarray] = {}
    for n in range(len(settings.units)):
        for name, variable in model.get_layer(f"lstm_{n}").arrays().items():
            home = name if name.startswith("attention/") else f"lstm_{n}/{name}"
            arrays[home] = np.asarray(variable)
    arrays["output/kernel"], arrays["output/bias"] = model.get_layer("output").get_weights()
    for variable, value in zip(model.trainable_variables, own, strict=True):
        variable.assign(value)
    return Network(arrays, asdict(settings), dtype=np.float32)

"""The Keras model that learns, and its way out as a NumPy network.

Keras, and TensorFlow under it, is imported only when a model is built.

Chapter: A network that composes.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

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

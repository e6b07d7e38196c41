"""The Keras model that learns, and its way out as a NumPy network."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import keras
import numpy as np

from ssc_lib.networks.network import Network
from ssc_lib.networks.training.layers import carried
from ssc_lib.networks.training.settings import Settings
from ssc_lib.networks.training.workers import Workers


def build(settings: Settings, updates: int, workers: Workers | None = None) -> Any:
    """Build the Keras model that learns: inputs (events, keep), output logits.

    Parameters
    ----------
    settings : Settings
    updates : int
        Updates in the whole run, over which a learning rate on a cosine falls to zero.
    workers : Workers, optional
        The processes that train together; each model has its share of the lanes.

    Returns
    -------
    keras.Model
        Compiled. It reads events, shape (lanes, segment), or vectors, shape (lanes, segment,
        inputs), and ``keep``, shape (lanes, 1); see `ssc_lib.networks.training.segments`.
    """
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
        x = carried(units, length, f"lstm_{n}")(x, keep)
        seed = settings.seed + n + 1000 * workers.index  # each worker drops others
        x = keras.layers.Dropout(settings.dropout, seed=seed)(x)
    logits = keras.layers.Dense(reader.label_count, name="output")(x)
    model = keras.Model([inputs, keep], keras.ops.swapaxes(logits, 0, 1))
    rate: Any = settings.rate
    if settings.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(settings.rate, updates)
    model.compile(
        optimizer=workers.adam(
            rate,
            clipnorm=settings.clip,
            use_ema=settings.average > 0,
            ema_momentum=settings.average,
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=_jit_compile(workers),
    )
    return model


def _jit_compile(workers: Workers) -> bool | str:
    """Say whether XLA compiles an update: faster also on a processor, where Keras leaves it off."""
    if workers.count > 1:
        return False  # XLA knows no other processes
    here = keras.backend.backend() == "tensorflow" and sys.platform == "linux"
    return True if here else "auto"  # TensorFlow for other systems may come without XLA


def export(model: Any, settings: Settings, averaged: bool = True) -> Network:
    """Turn the trained model into a NumPy `Network`, with its settings.

    With ``settings.average`` the network gets the averaged weights, unless ``averaged`` is False;
    the model keeps its own.
    """
    own = [np.asarray(v) for v in model.trainable_variables]
    if averaged and settings.average and int(model.optimizer.iterations) > 0:
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
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise FloatingPointError(
            f"the weights are no longer numbers; try a lower rate than {settings.rate}"
        )
    return Network(arrays, asdict(settings), dtype=np.float32)

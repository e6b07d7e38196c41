"""The Keras model that learns, and its way out as a NumPy network."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import keras
import numpy as np

from ssc_lib.music.places import PLACES
from ssc_lib.networks.network import Network
from ssc_lib.networks.training.blocks import CarriedBlock, CarriedCopying, Gain, Looking
from ssc_lib.networks.training.layers import carried
from ssc_lib.networks.training.settings import Settings
from ssc_lib.networks.transformer import Transformer


class ForgettingAdam(keras.optimizers.Adam):
    r"""Adam whose moving average of the weights soon forgets where it began.

    With a momentum of 0.999 an average remembers its first weights, which are random, for thousands
    of updates. So after update :math:`n` the momentum is

    .. math:: \min\left(m, \frac{n}{n + c}\right)

    with the momentum :math:`m` that was asked for and :math:`c` = `SLOWNESS`. The average then
    looks back over a share of the updates so far, until it looks back as far as it was asked to.
    """

    # A small number trusts the last weights less; a large one reaches the full momentum later.
    SLOWNESS = 2

    @property
    def ema_momentum(self) -> Any:
        """The momentum of the update that is being made, which Keras asks for at each."""
        n = keras.ops.cast(self.iterations, "float32") + 1  # Keras counts an update at its end
        return keras.ops.minimum(self._most, n / (n + self.SLOWNESS))

    @ema_momentum.setter
    def ema_momentum(self, most: float) -> None:
        self._most = most


def build(settings: Settings, updates: int, start: Network | None = None) -> Any:
    """Build the Keras model that learns: inputs (events, keep), output logits.

    Parameters
    ----------
    settings : Settings
    updates : int
        Updates in the whole run, over which a learning rate on a cosine falls to zero.
    start : Network, optional
        Its weights are those to begin with; by default they are random.

    Returns
    -------
    keras.Model
        Compiled. It reads events, shape (lanes, segment), or vectors, shape (lanes, segment,
        inputs), and ``keep``, shape (lanes, 1); see `ssc_lib.networks.training.segments`.
    """
    keras.utils.set_random_seed(settings.seed)
    lanes, reader = settings.batch, settings.reader
    shape = (lanes, settings.segment)
    keep = keras.Input(batch_shape=(lanes, 1))
    if settings.encoding == "one-hot":
        inputs = keras.Input(batch_shape=shape, dtype="int32")
    else:
        inputs = keras.Input(batch_shape=(*shape, reader.input_size))
    output, copied = keras.layers.Dense(reader.label_count, name="output"), 0.0
    if settings.heads:
        rows, copied = _blocks(inputs, keep, settings)
    else:
        rows = _layers(inputs, keep, settings)
    logits = output(rows) + copied
    model = keras.Model([inputs, keep], logits)
    rate: Any = settings.rate
    if settings.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(settings.rate, updates)
    surprise = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    if start is not None:
        _begin_with(model, settings, start)
    model.compile(
        optimizer=ForgettingAdam(
            rate,
            clipnorm=settings.clip,
            use_ema=settings.average > 0,
            ema_momentum=settings.average,
        ),
        loss=surprise_of_sum if settings.encoding == "copy" else surprise,
        jit_compile=_jit_compile(),
    )
    return model


def _layers(inputs: Any, keep: Any, settings: Settings) -> Any:
    """Run through the LSTM layers: (lanes, segment, units)."""
    if settings.encoding == "one-hot":
        x = keras.ops.one_hot(keras.ops.transpose(inputs), settings.reader.size)
    else:
        x = keras.ops.swapaxes(inputs, 0, 1)
    for n, units in enumerate(settings.units):
        length = settings.attention if n == 0 else 0
        x = carried(units, length, f"lstm_{n}")(x, keep)
        x = keras.layers.Dropout(settings.dropout, seed=settings.seed + n)(x)
    return keras.ops.swapaxes(x, 0, 1)


def _blocks(inputs: Any, keep: Any, settings: Settings) -> tuple[Any, Any]:
    """Run through the blocks of a transformer: rows, and what is copied, (lanes, segment, ...)."""
    size = settings.reader.size
    bar = inputs[:, 0, size + PLACES : size + 2 * PLACES]  # all steps of a segment are of one tune
    x = keras.layers.Dense(settings.units[0], use_bias=False, name="embedding")(inputs)
    x = keras.layers.Dropout(settings.dropout, seed=settings.seed)(x)
    shape = Looking(size, settings.heads, settings.reach, PLACES)
    for n in range(len(settings.units)):
        seed = settings.seed + n + 1
        x = CarriedBlock(shape, settings.dropout, seed, f"block_{n}")(x, keep, bar)
    votes = CarriedCopying(shape, "copying")(x, inputs[:, :, :size], keep, bar)
    return Gain(name="norm")(x), votes


def surprise_of_sum(spellings: Any, logits: Any) -> Any:
    """Surprise at an event that several labels spell, in nats: minus the log of their sum.

    Parameters
    ----------
    spellings : tensor, shape (..., labels)
        1 for each label that spells the event, 0 for the others.
    logits : tensor, shape (..., labels)

    Returns
    -------
    tensor, shape (...)
    """
    logits = keras.ops.cast(logits, "float32")
    right = keras.ops.where(keras.ops.cast(spellings, "bool"), logits, -1e9)
    return keras.ops.logsumexp(logits, axis=-1) - keras.ops.logsumexp(right, axis=-1)


def _jit_compile() -> bool | str:
    """Say whether XLA compiles an update: faster also on a processor, where Keras leaves it off."""
    here = keras.backend.backend() == "tensorflow" and sys.platform == "linux"
    return True if here else "auto"  # TensorFlow for other systems may come without XLA


def _by_name(model: Any, settings: Settings) -> dict[str, Any]:
    """The weights as variables of Keras, by the names that a `Network` gives its arrays."""
    named: dict[str, Any] = {}
    if settings.heads:
        named["embedding/kernel"] = model.get_layer("embedding").kernel
        named["norm/gain"] = model.get_layer("norm").gain
        arrays = model.get_layer("copying").arrays()
        named |= {f"copying/{name}": variable for name, variable in arrays.items()}
    for n in range(len(settings.units)):
        if settings.heads:
            arrays = model.get_layer(f"block_{n}").arrays()
            named |= {f"block_{n}/{name}": variable for name, variable in arrays.items()}
            continue
        for name, variable in model.get_layer(f"lstm_{n}").arrays().items():
            named[name if name.startswith("attention/") else f"lstm_{n}/{name}"] = variable
    output = model.get_layer("output")
    return named | {"output/kernel": output.kernel, "output/bias": output.bias}


def _begin_with(model: Any, settings: Settings, start: Network) -> None:
    """Take over the weights of a network.

    Where they are beyond a limit that we train under, as those of a bundle may be, the limit is
    lifted: at the first update it would change what the network has learned.
    """
    for name, variable in _by_name(model, settings).items():
        variable.assign(start.arrays[name])
        if variable.constraint is not None:
            limited = np.asarray(variable.constraint(variable.value))
            if not np.allclose(limited, start.arrays[name], atol=1e-3):
                variable.constraint = None


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
    arrays = {name: np.asarray(v) for name, v in _by_name(model, settings).items()}
    for variable, value in zip(model.trainable_variables, own, strict=True):
        variable.assign(value)
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise FloatingPointError(
            f"the weights are no longer numbers; try a lower rate than {settings.rate}"
        )
    kind = Transformer if settings.heads else Network
    return kind(arrays, asdict(settings), dtype=np.float32)

"""Training in several processes at once, on one machine or on several.

Each **worker** trains a copy of the network on its share of the lanes. Before an update the workers
add up their gradients and divide by their number: all make the same update, so the copies stay
equal to the last bit, and the update is the one that a single process would make with all lanes.
The first worker is the **chief**: it scores the validation tunes and writes the run folder, which
the others only read.

The environment variable ``TF_CONFIG`` says who the workers are, as TensorFlow has it::

    TF_CONFIG='{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]},
                "task": {"type": "worker", "index": 0}}' ssc train

The same command with ``index`` 1 starts the second. TensorFlow's ``MultiWorkerMirroredStrategy``
connects the processes, and no more than that. Under its scope Keras 3 cannot train on a batch (it
averages the loss over an axis that a number does not have), and it would clip each worker's
gradient before adding up; clipped after, as here, two workers learn what one does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import Any

import keras

from ssc_lib.networks.training.segments import Segment

# Keys that name the workers' group, and in it the sum of gradients and sums of one number or more.
_GROUP, _GRADIENTS, _NUMBERS = 9001, 9001, 9002


@dataclass(frozen=True)
class Workers:
    """How many processes train together, and which of them this is; by default it is alone."""

    count: int = 1
    index: int = 0

    @property
    def chief(self) -> bool:
        """Whether this process writes the run folder."""
        return self.index == 0

    def lanes(self, batch: int) -> int:
        """Count the lanes of each worker; raises ValueError if they cannot be shared out evenly."""
        if batch % self.count:
            raise ValueError(
                f"{batch} lanes cannot be shared by {self.count} processes; give a batch that is "
                f"a multiple of {self.count}"
            )
        return batch // self.count

    def share(self, part: Segment) -> Segment:
        """Take the lanes of a segment that are this worker's.

        Examples
        --------
        >>> import numpy as np
        >>> lanes = np.arange(4)[:, None]
        >>> whole = Segment(lanes, lanes, lanes, lanes, 0)
        >>> Workers(2, 1).share(whole).inputs.ravel().tolist()
        [2, 3]
        """
        lanes = self.lanes(len(part.inputs))
        mine = slice(self.index * lanes, (self.index + 1) * lanes)
        return replace(
            part,
            inputs=part.inputs[mine],
            targets=part.targets[mine],
            weights=part.weights[mine],
            keep=part.keep[mine],
        )

    def total(self, numbers: Sequence[float]) -> list[float]:
        """Add up each number over all workers; every worker waits here for the others."""
        if self.count == 1:
            return list(numbers)
        import tensorflow as tf  # here and below, since whoever trains alone in JAX needs none

        @tf.function
        def added(values: Any) -> Any:
            return _sum(values, self.count, _NUMBERS + len(numbers))

        totals: list[float] = added(tf.constant(numbers, tf.float64)).numpy().tolist()
        return totals

    def adam(self, rate: Any, **settings: Any) -> Any:
        """Make the optimizer: `ForgettingAdam`, on the mean of all workers' gradients."""
        if self.count == 1:
            return ForgettingAdam(rate, **settings)
        return AveragingAdam(self.count, rate, **settings)


def _sum(values: Any, count: int, key: int) -> Any:
    import tensorflow as tf

    return tf.raw_ops.CollectiveReduceV2(
        input=values,
        group_size=count,
        group_key=_GROUP,
        instance_key=key,
        ordering_token=[],
        merge_op="Add",
        final_op="Id",
        communication_hint="ring",
    )


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


class AveragingAdam(ForgettingAdam):
    """Adam that adds up gradients over so many workers before it clips them."""

    def __init__(self, workers: int, rate: Any, **settings: Any) -> None:
        super().__init__(rate, **settings)
        self.workers = workers

    def apply(self, grads: Sequence[Any], trainable_variables: Any = None) -> Any:
        """Update the weights by the mean of all workers' gradients, all in one message."""
        import tensorflow as tf

        flat = tf.concat([tf.reshape(g, [-1]) for g in grads], 0)
        mean = _sum(flat, self.workers, _GRADIENTS) / self.workers
        pieces = tf.split(mean, [prod(g.shape) for g in grads])
        back = [tf.reshape(p, g.shape) for p, g in zip(pieces, grads, strict=True)]
        return super().apply(back, trainable_variables)


def workers_from_environment() -> Workers:
    """Connect the workers that ``TF_CONFIG`` names to each other; alone without it.

    Raises
    ------
    ValueError
        If ``TF_CONFIG`` is not what TensorFlow asks for, or Keras runs on another backend.
    """
    text = os.environ.get("TF_CONFIG", "")
    if not text:
        return Workers()
    try:
        config = json.loads(text)
        groups = [config["cluster"].get(kind, []) for kind in ("chief", "worker")]
        kind, index = config["task"]["type"], int(config["task"]["index"])
        size = len(groups[("chief", "worker").index(kind)])
        if not 0 <= index < size:
            raise IndexError(index)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(
            f"TF_CONFIG is {text!r}, and should be JSON with the addresses of each worker under "
            "cluster, and type and index of this one under task; see ssc train --help"
        ) from error
    before = len(groups[0]) if kind == "worker" else 0
    workers = Workers(sum(map(len, groups)), before + index)
    if workers.count > 1:
        _connect()
    return workers


@lru_cache
def _connect() -> Any:
    """Start this process's server and wait for the others; once in a process."""
    if keras.backend.backend() != "tensorflow":
        raise ValueError(
            f"training in several processes needs TensorFlow, and Keras runs on "
            f"{keras.backend.backend()}; set KERAS_BACKEND=tensorflow"
        )
    import tensorflow as tf

    return tf.distribute.MultiWorkerMirroredStrategy()

"""Training in several processes at once, on one machine or on several.

JAX does it, through Keras's own distribution: `keras.distribution.initialize` connects the
processes, and under `keras.distribution.DataParallel` the devices of all of them hold one model.
Each **worker** lays out its share of the lanes. One update goes over all lanes, with one dropout,
and its gradients are added up on the way, so that every worker has the weights that a single
process would have, up to rounding. The first worker is the **chief**: it scores the validation
tunes and writes the run folder, which the others only read.

The environment says who the workers are, as Keras has it::

    export KERAS_BACKEND=jax KERAS_DISTRIBUTION_NUM_PROCESSES=2
    export KERAS_DISTRIBUTION_JOB_ADDRESSES=10.0.0.1:2222,10.0.0.2:2222
    KERAS_DISTRIBUTION_PROCESS_ID=0 ssc train

The same with 1 starts the second, on its own machine. A worker that dies ends the others. Started
again, all of them go on after the last whole epoch.

Source: the guides *Distributed training with Keras 3* and *Introduction to multi-controller JAX*.
"""

from __future__ import annotations

import atexit
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import keras
import numpy as np

from ssc_lib.networks.training.segments import Segment

_ADDRESSES = "KERAS_DISTRIBUTION_JOB_ADDRESSES"
_COUNT = "KERAS_DISTRIBUTION_NUM_PROCESSES"
_INDEX = "KERAS_DISTRIBUTION_PROCESS_ID"
_LOST = re.compile("Gloo|NCCL|UNAVAILABLE|DEADLINE_EXCEEDED")  # what JAX says of a lost worker


@dataclass(frozen=True)
class Workers:
    """How many processes train together, and which of them this is; by default it is alone."""

    count: int = 1
    index: int = 0

    @property
    def chief(self) -> bool:
        """Whether this process writes the run folder."""
        return self.index == 0

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
        lanes = len(part.inputs) // self.count
        mine = slice(self.index * lanes, (self.index + 1) * lanes)
        names = ("inputs", "targets", "weights", "keep")
        return replace(part, **{name: getattr(part, name)[mine] for name in names})

    def gather(self, numbers: Sequence[float]) -> list[list[float]]:
        """List the numbers of every worker, the chief's first; all of them wait here."""
        if self.count == 1:
            return [list(numbers)]
        from jax.experimental.multihost_utils import (
            process_allgather,
        )  # whoever is alone needs none

        halves = np.array(numbers, float).view(np.uint32)  # JAX would round a double
        gathered: list[list[float]] = process_allgather(halves).view(float).tolist()
        return gathered


@contextmanager
def together() -> Iterator[Workers]:
    """Connect the workers that the environment names; by itself without one.

    Within, a worker that is lost raises ConnectionError in the others. Whatever ends one of them
    early, it leaves at once, so that none waits for it.

    Yields
    ------
    Workers

    Raises
    ------
    ValueError
        If the environment is not as Keras asks for, or Keras runs on another backend.
    ConnectionError
        If a worker does not come, or is lost.
    """
    workers = workers_from_environment()
    if workers.count == 1:
        yield workers
        return
    if keras.backend.backend() != "jax":
        raise ValueError(
            f"training in several processes needs JAX, and Keras runs on "
            f"{keras.backend.backend()}; set KERAS_BACKEND=jax, after pip install jax"
        )
    _connect(workers)
    try:
        yield workers
    except BaseException as error:
        atexit.register(_leave)  # JAX would wait for the others, for minutes
        if not _LOST.search(str(error)):
            raise
        raise ConnectionError(
            f"process {workers.index} of {workers.count} has lost another one; start all of them "
            "again, and they go on after the last whole epoch"
        ) from error


def workers_from_environment() -> Workers:
    """Read who the workers are from Keras's three variables; alone without them.

    Raises
    ------
    ValueError
        If they are not what Keras asks for.
    """
    given = {name: os.environ.get(name, "") for name in (_ADDRESSES, _COUNT, _INDEX)}
    addresses, count, index = given.values()
    if not addresses + count + index:
        return Workers()
    numbers = count.isdecimal() and index.isdecimal() and int(index) < int(count)
    listed = re.fullmatch(r"[^,]+:\d+(,[^,]+:\d+)*", addresses)
    if not (numbers and listed and addresses.count(",") in (0, int(count) - 1)):
        words = " ".join(f"{name}={value}" for name, value in given.items())
        raise ValueError(
            f"{words} name no processes; give the address and port of the first one or of each, "
            "how many there are, and the number of this one, counted from 0"
        )
    return Workers(int(count), int(index))


def _connect(workers: Workers) -> None:
    """Join the other workers; once in a process."""
    import jax

    if jax.distributed.is_initialized():
        return
    keras.utils.set_random_seed(0)  # or Keras draws one for all; each model sets its own
    try:
        keras.distribution.initialize()
    except jax.errors.JaxRuntimeError as error:
        atexit.register(_leave)
        raise ConnectionError(
            f"process {workers.index} of {workers.count} could not meet the others at "
            f"{os.environ[_ADDRESSES]}; give the first one an address of its own machine with a "
            "port that is free, and start the others within five minutes"
        ) from error


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)

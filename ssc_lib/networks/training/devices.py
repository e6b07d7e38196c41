"""On which devices a model trains: where JAX has nothing but a processor, on all of its cores."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

import keras

FEWEST_LANES = 32  # of each device; products of thinner matrices cost more than they share out


def all_cores(lanes: int) -> AbstractContextManager[Any]:
    """Share the lanes out among the cores, where JAX has nothing but a processor.

    TensorFlow does this by itself. JAX takes all cores for large products only, and one for the
    rest; with a device for each core, every core does all the work of its lanes, and their
    gradients are added up. A model must be built and trained within.

    Parameters
    ----------
    lanes : int
        Lanes of the model. Each device gets the same number of them, and at least `FEWEST_LANES`.

    Returns
    -------
    context manager
        One that does nothing if Keras runs on another backend, if there is a better device, or
        if the lanes are too few.

    Notes
    -----
    JAX must be told of its devices before its first use in a process; to import it is no use. After
    that it has as many as it began with, and one if nobody said anything.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    count = devices_for(lanes, cores)
    if keras.backend.backend() != "jax" or count == 1:
        return nullcontext()
    import jax  # here, since whoever trains in TensorFlow need not have it

    with suppress(AttributeError, RuntimeError):  # an older JAX, or one that is at work already
        jax.config.update("jax_num_cpu_devices", count)
    if jax.default_backend() != "cpu" or len(jax.devices()) < count:
        return nullcontext()
    names = [f"cpu:{n}" for n in range(count)]
    scope: AbstractContextManager[Any] = keras.distribution.DataParallel(devices=names).scope()
    return scope


def devices_for(lanes: int, cores: int) -> int:
    """Count the devices that share lanes out: equally, and not too few for each.

    Examples
    --------
    >>> devices_for(64, cores=2), devices_for(64, cores=8), devices_for(48, cores=2)
    (2, 2, 1)
    """
    most = max(1, min(cores, lanes // FEWEST_LANES))
    return max(n for n in range(1, most + 1) if lanes % n == 0)

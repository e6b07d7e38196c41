"""On which devices a model trains: those of all workers, and in JAX all cores of a processor."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

import keras

from ssc_lib.networks.training.workers import Workers

FEWEST_LANES = 32  # of each core; products of thinner matrices cost more than they share out


def all_devices(lanes: int, workers: Workers | None = None) -> AbstractContextManager[Any]:
    """Share the lanes out among the devices of all workers, or among the cores of one.

    TensorFlow uses all cores by itself. JAX takes them for large products only, and one for the
    rest; with a device for each core, every core does all the work of its lanes, and their
    gradients are added up. A model must be built and trained within.

    Parameters
    ----------
    lanes : int
        Lanes of the model. Each device gets the same number of them.
    workers : Workers, optional
        Each brings its graphics cards, or one device for its processor. A process by itself brings
        a device for each core, as long as each gets `FEWEST_LANES`.

    Returns
    -------
    context manager
        One that does nothing if there is one device, or Keras runs on another backend.

    Raises
    ------
    ValueError
        If the lanes cannot be shared out evenly among the workers.

    Notes
    -----
    JAX must be told of its devices before its first use in a process; to import it is no use. After
    that it has as many as it began with, and one if nobody said anything.
    """
    if keras.backend.backend() != "jax":
        return nullcontext()
    import jax  # here, since whoever trains in TensorFlow need not have it

    if workers is not None and workers.count > 1:
        devices = keras.distribution.list_devices()
        if lanes % len(devices):
            raise ValueError(
                f"{lanes} lanes cannot be shared by the {len(devices)} devices of {workers.count} "
                f"processes; give a batch that is a multiple of {len(devices)}"
            )
    else:
        cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
        count = devices_for(lanes, cores)
        with suppress(AttributeError, RuntimeError):  # an older JAX, or one that is at work already
            jax.config.update("jax_num_cpu_devices", count)
        devices = keras.distribution.list_devices()[:count]
        if jax.default_backend() != "cpu" or len(devices) < max(count, 2):
            return nullcontext()
    scope: AbstractContextManager[Any] = keras.distribution.DataParallel(devices=devices).scope()
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

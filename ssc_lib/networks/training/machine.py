"""What training can ask of the machine it runs on: all cores, and to keep its memory.

Chapter: A network that composes.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

FEWEST_LANES = 32  # of each device; products of thinner matrices cost more than they share out


def keep_memory() -> bool:
    """Let this process keep the memory that it frees, where the C library is GNU's.

    An update needs tens of megabytes for a tenth of a second. By default they go back to the
    system each time, and the system clears thousands of pages for the next update. Kept, they save
    up to a quarter of the time. It holds for the whole process and until it ends, so the command
    ``ssc train`` does it, and a library function should not.

    Returns
    -------
    bool
        Whether the C library took all three settings. On other systems nothing changes.

    Notes
    -----
    The settings are those of ``mallopt(3)``: no memory maps of their own for large pieces
    (``M_MMAP_MAX``), nothing given back below a gigabyte (``M_TRIM_THRESHOLD``), and one place that
    all threads take from (``M_ARENA_MAX``).
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    settings = {-4: 0, -1: 2**30, -8: 1}
    return mallopt is not None and all([mallopt(n, v) == 1 for n, v in settings.items()])


def all_cores(lanes: int) -> AbstractContextManager[Any]:
    """Where JAX has nothing but a processor, share the lanes out among its cores.

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
    JAX must be told of its devices before its first use in a process. After that it has as many as
    it began with, and one if nobody said anything.
    """
    import keras

    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    count = devices_for(lanes, cores)
    if keras.backend.backend() != "jax" or count == 1:
        return nullcontext()
    import jax

    with suppress(AttributeError, RuntimeError):  # an older JAX, or one that is at work already
        jax.config.update("jax_num_cpu_devices", count)
    if jax.default_backend() != "cpu" or len(jax.devices()) < count:
        return nullcontext()
    names = [f"cpu:{n}" for n in range(count)]
    return keras.distribution.DataParallel(devices=names).scope()


def devices_for(lanes: int, cores: int) -> int:
    """Among how many devices lanes are shared out: equally, and not too few for each.

    Examples
    --------
    >>> devices_for(64, cores=2), devices_for(64, cores=8), devices_for(48, cores=2)
    (2, 2, 1)
    """
    most = max(1, min(cores, lanes // FEWEST_LANES))
    return max(n for n in range(1, most + 1) if lanes % n == 0)

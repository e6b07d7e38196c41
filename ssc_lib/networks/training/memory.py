"""What training can ask of the system: to keep the memory that it frees."""

from __future__ import annotations

import ctypes
import sys


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
    if mallopt is None:
        return False
    settings = {-4: 0, -1: 2**30, -8: 1}
    return [mallopt(name, value) for name, value in settings.items()] == [1, 1, 1]

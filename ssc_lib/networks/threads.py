"""Small products of matrices on one thread.

The library that multiplies matrices for NumPy (OpenBLAS, MKL) shares each product out among threads
that wait for work by spinning. A step of a network is too small for that: the threads cost more
than they bring, and where another process is busy they cost ten times as much as the work itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

F = TypeVar("F", bound=Callable[..., Any])


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    """The thread pools of this process; NumPy has loaded its own by now."""
    return ThreadpoolController()


def one_thread(function: F) -> F:
    """Let a function multiply matrices on one thread, and give the others back after it."""

    @wraps(function)
    def limited(*args: Any, **kwargs: Any) -> Any:
        with _controller().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return limited  # type: ignore[return-value]

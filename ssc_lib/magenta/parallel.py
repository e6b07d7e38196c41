"""Jobs side by side in several processes, answers in the order of the jobs."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")


def in_order(
    function: Callable[[Job], Answer], jobs: Iterable[Job], workers: int
) -> Iterator[Answer | None]:
    """Answers to jobs that run side by side, in the order of the jobs.

    A job whose process dies answers None. Since a dead process takes those beside it along, the
    jobs that were not done run one at a time from there on.
    """
    waiting = deque(jobs)
    if workers == 1:
        yield from map(function, waiting)
        return
    while waiting:
        with ProcessPoolExecutor(workers, get_context("spawn"), _leave_interrupts) as pool:
            futures: deque[Future[Answer]] = deque(pool.submit(function, job) for job in waiting)
            try:
                while futures:
                    answer = futures[0].result()
                    futures.popleft()
                    waiting.popleft()
                    yield answer
            except BrokenProcessPool:
                if workers == 1:
                    waiting.popleft()
                    yield None
                workers = 1
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C stops the process that asked; its helpers end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

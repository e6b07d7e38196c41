"""Jobs side by side, in processes of our own or wherever an executor has its own.

An executor is what `concurrent.futures` calls so: it has ``submit``, which returns a future. Python
has executors of threads and of processes, and others have them for many machines, as
``dask.distributed.Client(...).get_executor()``.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")


def in_order(
    function: Callable[[Job], Answer],
    jobs: Iterable[Job],
    workers: int = 1,
    executor: Executor | None = None,
) -> Iterator[Answer | None]:
    """Answers to jobs that run side by side, in the order of the jobs.

    A job that takes its process down answers None, and costs no other job.

    Parameters
    ----------
    function : callable
        One that other processes can import, and that may be called twice for a job.
    jobs : iterable
    workers : int, at least 1
        Processes of our own; 1 is this very process.
    executor : Executor, optional
        Where the jobs run instead. What it cannot do, or gives up, is done in processes here.
    """
    waiting = deque(jobs)
    if executor is not None:
        yield from _by(executor, function, waiting)
        workers = max(workers, 2)  # for those left: they may have taken its processes down
    if workers == 1:
        yield from map(function, waiting)
    else:
        yield from _in_processes(function, waiting, workers)


def _by(
    executor: Executor, function: Callable[[Job], Answer], waiting: deque[Job]
) -> Iterator[Answer | None]:
    """Answers of an executor, until it breaks: then jobs are left waiting."""
    futures: list[Future[Answer]] = []
    try:
        for job in waiting:
            futures.append(executor.submit(function, job))
        for future in futures:
            try:
                answer: Answer | None = future.result()
            except (BrokenExecutor, CancelledError):
                return
            except Exception:  # of the job, which then says so here as well, or of its machine
                (answer,) = _in_processes(function, deque([waiting[0]]), 1)
            waiting.popleft()
            yield answer
    except BrokenExecutor:  # as jobs were submitted, or it would be a job's own
        return
    finally:
        for future in futures:
            future.cancel()


def _in_processes(
    function: Callable[[Job], Answer], waiting: deque[Job], workers: int
) -> Iterator[Answer | None]:
    """Answers of processes that begin with it and end with it.

    A dead process takes those beside it along, and nobody knows whose job it was: those that may
    have been running are begun again one at a time.
    """
    suspects = 0
    while waiting:
        alone = bool(suspects) or workers == 1
        pool = ProcessPoolExecutor(1 if alone else workers, get_context("spawn"), _belong)
        try:
            futures = deque(pool.submit(function, job) for job in islice(waiting, suspects or None))
            while futures:
                answer = futures[0].result()
                futures.popleft()
                waiting.popleft()
                suspects = max(suspects - 1, 0)
                yield answer
        except BrokenExecutor:
            if alone:
                waiting.popleft()
                suspects = max(suspects - 1, 0)
                yield None
            else:
                suspects = 2 * workers + 1
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _belong() -> None:
    """Let Ctrl-C stop the process that asked, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

"""Jobs side by side: order, executors, and jobs that take their process down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

import pytest

from ssc_lib.magenta import parallel
from ssc_lib.magenta.parallel import in_order

ROOT = Path(__file__).parents[2]


def slow_square(n: int) -> int:
    time.sleep(0.05 if n == 0 else 0)
    return n * n


def fragile(n: int) -> int:
    if n % 4 == 2:
        os._exit(1)  # as a crash in a compiled library would
    return n


def refusing(n: int) -> int:
    if n == 2:
        raise OSError("the disk is full")
    return n


def nap(n: int) -> int:
    """Say who sleeps, and who asked."""
    asked = parent_process()
    line = f"{os.getpid()} {asked.pid if asked else None}\n"
    os.write(sys.stdout.fileno(), line.encode())  # at once: two of them share a pipe
    time.sleep(60)
    return n


def in_processes_of_its_own() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, get_context("spawn"))


class Unsteady(Executor):
    """Does even jobs, and loses the others as a cluster does whose machine died."""

    def submit(self, function: Any, /, *arguments: Any, **settings: Any) -> Future[Any]:
        future: Future[Any] = Future()
        (n,) = arguments
        if n % 2:
            future.set_exception(RuntimeError("the machine died three times"))
        else:
            future.set_result(function(n))
        return future


def test_answers_come_in_the_order_of_the_jobs() -> None:
    assert list(in_order(slow_square, range(6), 2)) == [0, 1, 4, 9, 16, 25]
    assert list(in_order(slow_square, range(3), 1)) == [0, 1, 4]
    assert list(in_order(slow_square, [], 2)) == []


def test_a_crash_costs_only_its_own_job() -> None:
    assert list(in_order(fragile, range(7), 2)) == [0, 1, None, 3, 4, 5, None]


def test_after_a_crash_the_jobs_run_side_by_side_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those that may have been running are begun again one at a time."""
    sizes = []

    def pool(size: int, *settings: Any) -> ProcessPoolExecutor:
        sizes.append(size)
        return ProcessPoolExecutor(size, *settings)

    monkeypatch.setattr(parallel, "ProcessPoolExecutor", pool)
    jobs = [2, *range(3, 43, 4)]  # one crash, then harmless ones
    assert list(in_order(fragile, jobs, 2)) == [None, *jobs[1:]]
    assert (sizes[0], sizes[-1]) == (2, 2) and set(sizes[1:-1]) == {1}


def test_an_executor_of_the_user() -> None:
    with ThreadPoolExecutor(3) as threads:
        assert list(in_order(slow_square, range(6), executor=threads)) == [0, 1, 4, 9, 16, 25]
        assert threads.submit(slow_square, 3).result() == 9, "it is left open"


def test_what_an_executor_gives_up_is_done_here() -> None:
    assert list(in_order(slow_square, range(4), executor=Unsteady())) == [0, 1, 4, 9]


def test_a_pool_that_breaks_costs_only_the_job_that_broke_it() -> None:
    with in_processes_of_its_own() as pool:
        assert list(in_order(fragile, range(7), executor=pool)) == [0, 1, None, 3, 4, 5, None]


@pytest.mark.parametrize("executor", [None, "threads"])
def test_an_error_of_a_job_is_raised(executor: str | None) -> None:
    with ThreadPoolExecutor(1) as threads:
        answers = in_order(refusing, range(4), 2, threads if executor else None)
        assert [next(answers), next(answers)] == [0, 1]
        with pytest.raises(OSError, match="the disk is full"):
            next(answers)


def test_jobs_that_nobody_waits_for_are_not_begun() -> None:
    begun = []
    with ThreadPoolExecutor(1) as threads:
        answers = in_order(lambda n: begun.append(n) or time.sleep(0.05), range(50), 1, threads)
        next(answers)
        answers.close()
    assert len(begun) < 10


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_processes_end_with_the_one_that_asked() -> None:
    """However it ends: SIGKILL leaves it no time to tell them."""
    code = (
        "from ssc_lib.magenta.parallel import in_order; from tests.magenta.test_parallel import "
        "nap\nif __name__ == '__main__': list(in_order(nap, [1, 2], 2))"
    )
    asking = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert asking.stdout is not None
    helpers = []
    for _ in range(2):
        helper, asked = map(int, asking.stdout.readline().split())
        assert asked == asking.pid
        helpers.append(helper)
    asking.kill()
    assert asking.wait() == -signal.SIGKILL
    # each helper holds the pipe open, so this waits until both have ended
    assert asking.stdout.read() == ""
    asking.stdout.close()

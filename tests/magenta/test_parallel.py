"""Jobs side by side: order, and jobs that take their process down."""

from __future__ import annotations

import os
import time

from ssc_lib.magenta.parallel import in_order


def slow_square(n: int) -> int:
    time.sleep(0.05 if n == 0 else 0)
    return n * n


def fragile(n: int) -> int:
    if n % 4 == 2:
        os._exit(1)  # as a crash in a compiled library would
    return n


def test_answers_come_in_the_order_of_the_jobs() -> None:
    assert list(in_order(slow_square, range(6), 2)) == [0, 1, 4, 9, 16, 25]
    assert list(in_order(slow_square, range(3), 1)) == [0, 1, 4]
    assert list(in_order(slow_square, [], 2)) == []


def test_a_crash_costs_only_its_own_job() -> None:
    assert list(in_order(fragile, range(7), 2)) == [0, 1, None, 3, 4, 5, None]

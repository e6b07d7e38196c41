"""Small products run on one thread, whoever calls."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from ssc_lib import sample
from ssc_lib.networks import network as module
from ssc_lib.networks.threads import one_thread
from tests.made import small_network


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_threads():
    with threadpool_limits(2, user_api="blas"):
        yield


def test_one_thread_within_and_as_many_as_before_after() -> None:
    assert threads() == {2}
    assert one_thread(threads)() == {1}
    assert threads() == {2}


def test_also_after_an_error() -> None:
    @one_thread
    def fails() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        fails()
    assert threads() == {2}


def test_a_network_steps_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is called: here through sample."""
    seen = []
    cell = module.lstm_cell

    def watched(*args: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        seen.append(threads())
        return cell(*args)

    monkeypatch.setattr(module, "lstm_cell", watched)
    sample(small_network(), 4, rng=0, primer=[14])
    assert seen
    assert all(count == {1} for count in seen)

"""Several processes that train together: who they are, what each gets, and two of them for real."""

from __future__ import annotations

import json
import signal
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

import keras

from ssc_lib.networks.training.segments import as_pairs, segments
from ssc_lib.networks.training.workers import Workers, together, workers_from_environment
from tests.made import TINY, TRAIN
from tests.networks.training.together import (
    command,
    heard,
    needs_jax,
    same_runs,
    small_corpus,
    start,
    until_the_second_epoch,
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Two processes, and this is the second."""
    for name, value in (("JOB_ADDRESSES", "a:1,b:1"), ("NUM_PROCESSES", "2"), ("PROCESS_ID", "1")):
        monkeypatch.setenv(f"KERAS_DISTRIBUTION_{name}", value)
    return monkeypatch


def test_alone_without_the_variables() -> None:
    assert workers_from_environment() == Workers(1, 0)
    with together() as workers:
        assert workers.chief
        assert workers.gather([2.5, 1.0]) == [[2.5, 1.0]]


def test_who_is_who(asked: pytest.MonkeyPatch) -> None:
    assert workers_from_environment() == Workers(2, 1)
    assert not workers_from_environment().chief
    asked.setenv("KERAS_DISTRIBUTION_JOB_ADDRESSES", "localhost:2222")  # of the chief alone
    asked.setenv("KERAS_DISTRIBUTION_PROCESS_ID", "0")
    assert workers_from_environment().chief


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JOB_ADDRESSES", ""),
        ("JOB_ADDRESSES", "10.0.0.1"),
        ("JOB_ADDRESSES", "a:1,b:1,c:1"),
        ("NUM_PROCESSES", "two"),
        ("NUM_PROCESSES", ""),
        ("PROCESS_ID", "2"),
        ("PROCESS_ID", "-1"),
        ("PROCESS_ID", ""),
    ],
)
def test_bad_variables_are_one_sentence(asked: pytest.MonkeyPatch, name: str, value: str) -> None:
    asked.setenv(f"KERAS_DISTRIBUTION_{name}", value)
    with pytest.raises(ValueError, match=f"DISTRIBUTION_{name}={value}.* name no pro") as caught:
        workers_from_environment()
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="Keras runs on JAX here")
def test_another_backend_is_told_what_to_set_and_to_install(asked: pytest.MonkeyPatch) -> None:
    words = "needs JAX, and Keras runs on .*; set KERAS_BACKEND=jax, after pip install jax$"
    with pytest.raises(ValueError, match=words), together():
        pass


def test_lanes_are_shared_out_whole() -> None:
    part = next(segments(as_pairs(TRAIN, TINY), 6, 8, np.random.default_rng(0)))
    shares = [Workers(3, n).share(part) for n in range(3)]
    for name in ("inputs", "targets", "weights", "keep"):
        joined = np.concatenate([getattr(s, name) for s in shares])
        np.testing.assert_array_equal(joined, getattr(part, name))


# -- two processes -------------------------------------------------------------------------------

TOLERANCE = 1e-5  # of weights, and of bits per event; rounding is of about 1e-6


@pytest.fixture(scope="module")
def tunes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_corpus(tmp_path_factory.mktemp("corpus") / "tunes.npz")


@pytest.fixture(scope="module")
def by_two(tunes: Path) -> Path:
    """A run of two processes without a stop."""
    return trained(tunes, tunes.parent / "by_two", 2)


def trained(tunes: Path, folder: Path, processes: int) -> Path:
    for status, said in heard(start(command(tunes, folder), processes)):
        assert status == 0, said
    return folder


def nearly_the_same(one: Path, two: Path) -> None:
    """Assert that two finished runs have the same log and weights, up to rounding."""
    a, b = (json.loads((folder / "log.json").read_text()) for folder in (one, two))
    assert len(a) == len(b) == 3
    assert a[0]["validation_bits"] - a[-1]["validation_bits"] > 100 * TOLERANCE  # it has learnt
    for name in ("train_bits", "validation_bits", "plain_bits"):
        found = [row[name] for row in b]
        assert found == pytest.approx([row[name] for row in a], abs=TOLERANCE)
    with np.load(one / "network.npz") as weights, np.load(two / "network.npz") as others:
        for name in set(weights.files) - {"settings"}:
            np.testing.assert_allclose(weights[name], others[name], atol=TOLERANCE, err_msg=name)


@needs_jax
def test_two_processes_learn_what_one_does(tunes: Path, by_two: Path, tmp_path: Path) -> None:
    """With dropout, clipped gradients and averaged weights; up to rounding."""
    nearly_the_same(trained(tunes, tmp_path, 1), by_two)


@needs_jax
@pytest.mark.skipif(sys.platform != "linux", reason="kills as Linux does")
@pytest.mark.parametrize("victim", [0, 1], ids=["the chief", "a worker"])
def test_a_process_that_is_killed_ends_the_other_and_loses_nothing(
    tunes: Path, by_two: Path, tmp_path: Path, victim: int
) -> None:
    """Where a worker dies the chief says so in a sentence; without a chief JAX may end a worker.

    Two processes go on to what they would have ended with to the last bit, and one up to rounding.
    """
    processes = start(command(tunes, tmp_path), 2)
    until_the_second_epoch(processes[0])
    processes[victim].kill()
    ended = heard(processes)
    assert ended[victim][0] == -signal.SIGKILL
    status, said = ended[1 - victim]
    assert status != 0
    if victim == 1:
        (_, words) = said.rsplit("ssc: ", 1)
        assert words.startswith("process 0 of 2 has lost another one; start all of them again")
        assert words.count("\n") == 1 and "Traceback" not in said
    assert len(json.loads((tmp_path / "log.json").read_text())) == 1
    if victim == 1:
        same_runs(trained(tunes, tmp_path, 2), by_two)
    else:
        nearly_the_same(trained(tunes, tmp_path, 1), by_two)


@needs_jax
def test_a_port_that_is_taken_is_one_sentence(tunes: Path, tmp_path: Path) -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as taken:
        chief, other = start(command(tunes, tmp_path), 2, port=taken.getsockname()[1])
        other.kill()
        (status, said), _ = heard([chief, other])
    assert status > 0
    assert "ssc: process 0 of 2 could not meet the others at 127.0.0.1:" in said
    assert "Traceback" not in said

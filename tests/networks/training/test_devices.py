"""Devices for lanes: how many, and only where JAX needs them."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

pytest.importorskip("keras", reason="Keras is not installed")

import keras

from ssc_lib.networks.training.devices import FEWEST_LANES, all_devices, devices_for
from ssc_lib.networks.training.workers import Workers


@pytest.mark.parametrize("lanes", [1, 31, 32, 64, 96, 100, 128, 250])
@pytest.mark.parametrize("cores", [1, 2, 3, 8, 64])
def test_lanes_are_shared_out_equally_and_not_thinly(lanes: int, cores: int) -> None:
    count = devices_for(lanes, cores)
    assert 1 <= count <= cores
    assert lanes % count == 0
    assert count == 1 or lanes // count >= FEWEST_LANES


def test_tensorflow_and_few_lanes_are_left_alone() -> None:
    assert isinstance(all_devices(2), nullcontext)
    if keras.backend.backend() == "tensorflow":
        assert isinstance(all_devices(64), nullcontext)


def test_lanes_that_cannot_be_shared_by_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    monkeypatch.setattr(keras.distribution, "list_devices", lambda: ["cpu:0", "cpu:1", "cpu:2"])
    monkeypatch.setitem(sys.modules, "jax", SimpleNamespace())
    words = "64 lanes cannot be shared by the 3 devices of 3 processes; give a batch that is a mul"
    with pytest.raises(ValueError, match=words):
        all_devices(64, Workers(3, 1))

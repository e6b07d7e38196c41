"""Devices for lanes: how many, and only where JAX needs them."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

pytest.importorskip("keras", reason="Keras is not installed")

import keras

from ssc_lib.networks.training.devices import FEWEST_LANES, all_cores, devices_for


@pytest.mark.parametrize("lanes", [1, 31, 32, 64, 96, 100, 128, 250])
@pytest.mark.parametrize("cores", [1, 2, 3, 8, 64])
def test_lanes_are_shared_out_equally_and_not_thinly(lanes: int, cores: int) -> None:
    count = devices_for(lanes, cores)
    assert 1 <= count <= cores
    assert lanes % count == 0
    assert count == 1 or lanes // count >= FEWEST_LANES


def test_tensorflow_and_few_lanes_are_left_alone() -> None:
    assert isinstance(all_cores(2), nullcontext)
    if keras.backend.backend() == "tensorflow":
        assert isinstance(all_cores(64), nullcontext)

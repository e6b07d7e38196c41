"""What a network is checked for before it plays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ssc_lib.networks.checked import (
    NetworkFileError,
    check_settings,
    check_shapes,
    check_weights,
)


def test_settings_that_will_do() -> None:
    check_settings({"low": 48, "high": 84})
    check_settings({"low": 0, "high": 128, "key": None, "encoding": "lookback", "epochs": "x"})
    check_settings({"low": np.int64(48), "high": 84, "key": 11, "attention": 1000})


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"low": None}, "the setting low is missing; expected a whole number from 0 to 127"),
        ({"low": "48"}, "the setting low is no whole number"),
        ({"low": True}, "the setting low is no whole number"),
        ({"low": float("nan")}, "the setting low is no whole number"),
        ({"high": 129}, "the setting high is 129; expected a whole number from 0 to 128"),
        ({"high": 48}, "low and high are 48 and 48; expected low below high"),
        ({"attention": -1}, "the setting attention is -1; expected a whole number from 0 to 1000"),
        ({"attention": 10**6}, "the setting attention is 1000000; expected"),
        ({"attention": 10**400}, "the setting attention is 10{19}; expected"),
        ({"key": "C"}, "the setting key is no whole number; expected a whole number from 0 to 11"),
        ({"key": 12}, "the setting key is 12"),
        ({"encoding": "x" * 100}, f"unknown encoding '{'x' * 40}'; there are one-hot, lookback"),
        ({"encoding": ["key"]}, "unknown encoding; there are"),
        ({"follow_bar": "yes"}, "the setting follow_bar is neither true nor false"),
    ],
)
def test_settings_that_will_not_do(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(NetworkFileError, match=words):
        check_settings({"low": 48, "high": 84, **settings})


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none(number: float) -> None:
    check_weights({"a": np.zeros(3)})
    with pytest.raises(NetworkFileError, match="the array 'b' has numbers that are not finite"):
        check_weights({"a": np.zeros(3), "b": np.array([0, number])})


def test_shapes_in_words() -> None:
    check_shapes("layer 0", [np.zeros((2, 3))], [(2, 3)])
    words = "layer 0 has arrays of shapes 2 x 3, a single number; expected 2 x 4, 5"
    with pytest.raises(NetworkFileError, match=words):
        check_shapes("layer 0", [np.zeros((2, 3)), np.zeros(())], [(2, 4), (5,)])

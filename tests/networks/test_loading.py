"""Networks by name and from files: what is written is read, and what is damaged is told."""

from __future__ import annotations

import io
import json
import tracemalloc
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib import Network, load_network, sample
from ssc_lib.networks.network import NetworkFileError
from tests.made import random_arrays


def network(**settings: Any) -> Network:
    return Network(random_arrays(), {"low": 48, "high": 84, **settings})


def test_saved_and_loaded(tmp_path: Path) -> None:
    """Exact in single precision; in half precision each number within a part in 2,000."""
    net = network(note="tiny")
    whole = load_network(net.save(tmp_path / "whole.npz", half=False))
    half = load_network(net.save(tmp_path / "half.npz"))
    for name, array in net.arrays.items():
        np.testing.assert_array_equal(whole.arrays[name], array.astype(np.float32))
        np.testing.assert_allclose(half.arrays[name], array, rtol=5e-4, atol=1e-7)
    assert half.settings == net.settings
    again = net.save(tmp_path / "again.npz").read_bytes()
    assert again == (tmp_path / "half.npz").read_bytes()
    music, same = (
        sample(n, 20, rng=np.random.default_rng(1))
        for n in (half, load_network(tmp_path / "again.npz"))
    )
    assert music.tolist() == same.tolist()


def test_another_range_of_pitches(tmp_path: Path) -> None:
    net = Network(random_arrays((3,), 26), {"low": 60, "high": 84})
    loaded = load_network(str(net.save(tmp_path / "high.npz")))
    assert (loaded.encoding.low, loaded.encoding.high, loaded.vocabulary) == (60, 84, 26)


def test_neither_name_nor_file(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"grand: no such network or file; shipped networks"
    ):
        load_network("grand")
    with pytest.raises(FileNotFoundError, match="no such network or file"):
        load_network(tmp_path)


def npz(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


SETTINGS = np.frombuffer(json.dumps({"low": 48, "high": 84}).encode(), np.uint8)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04 cut short",
        npz(x=np.zeros(3)),
        npz(settings=SETTINGS),
        npz(settings=np.frombuffer(b"{}", np.uint8), **random_arrays()),
        npz(settings=np.frombuffer(b"not json", np.uint8), **random_arrays()),
        npz(**{"settings": SETTINGS, **random_arrays(), "lstm_1/bias": np.zeros(12)}),
        npz(**{"settings": SETTINGS, **random_arrays(inputs=40)}),
        npz(**{"settings": SETTINGS, **random_arrays(), "output/bias": np.zeros(37)}),
        npz(settings=SETTINGS, **{k: v for k, v in random_arrays().items() if "output" not in k}),
        npz(**{"settings": SETTINGS, **random_arrays(), "output/bias": np.array([{}] * 38)}),
    ],
)
def test_bad_files(tmp_path: Path, data: bytes) -> None:
    """One sentence, whatever is wrong inside, and it names the file."""
    path = tmp_path / "bad.npz"
    path.write_bytes(data)
    with pytest.raises(NetworkFileError, match=r"bad\.npz") as caught:
        load_network(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"attention": 10**6}, "the setting attention is 1000000; expected a whole number from 0"),
        ({"attention": -1}, "the setting attention is -1; expected a whole number from 0 to 1000"),
        ({"key": "C major"}, "the setting key is no whole number; expected a whole number from 0"),
        ({"high": None}, "the setting high is missing"),
    ],
)
def test_settings_of_a_file(tmp_path: Path, settings: dict[str, Any], words: str) -> None:
    """One sentence, and nothing of the size that they ask for is made."""
    record = json.dumps({"low": 48, "high": 84, **settings}).encode()
    data = npz(settings=np.frombuffer(record, np.uint8), **random_arrays())
    (tmp_path / "bad.npz").write_bytes(data)
    tracemalloc.start()
    with pytest.raises(NetworkFileError, match=rf"bad\.npz is no network.*: {words}.*; give a"):
        load_network(tmp_path / "bad.npz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_weights_that_are_no_numbers(tmp_path: Path, number: float) -> None:
    arrays = random_arrays()
    arrays["lstm_1/bias"][3] = number
    (tmp_path / "bad.npz").write_bytes(npz(settings=SETTINGS, **arrays))
    words = r"bad\.npz is no network, .*: the array 'lstm_1/bias' has numbers that are not finite"
    with pytest.raises(NetworkFileError, match=words):
        load_network(tmp_path / "bad.npz")


def test_a_text_that_is_called_npz(tmp_path: Path) -> None:
    """NumPy would advise to allow pickled objects, which can run any program."""
    (tmp_path / "bad.npz").write_text("hello, this is no archive at all\n")
    with pytest.raises(NetworkFileError, match="it is no archive of arrays") as caught:
        load_network(tmp_path / "bad.npz")
    assert "pickle" not in str(caught.value)


def test_arrays_that_belong_to_no_layer() -> None:
    extra = {**random_arrays(), "lstm_3/bias": np.zeros(4)}
    with pytest.raises(NetworkFileError, match="arrays that belong to no layer"):
        Network(extra, {"low": 48, "high": 84})


def test_weights_too_large_for_half_precision_or_for_counting(tmp_path: Path) -> None:
    """A file with them is not written; a network that overflows says so, without a warning."""
    arrays = random_arrays()
    arrays["output/bias"][0] = 1e6
    large = Network(arrays, {"low": 48, "high": 84})
    with pytest.raises(ValueError, match="some weights are too large for 16-bit numbers"):
        large.save(tmp_path / "net.npz")
    assert not (tmp_path / "net.npz").exists()
    assert load_network(large.save(tmp_path / "net.npz", half=False)).arrays
    for name in ("output/kernel", "output/bias"):
        arrays[name] = 1.7e308 * np.sign(arrays[name])
    endless = Network(arrays, {"low": 48, "high": 84})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(FloatingPointError, match="weights are so large"):
            sample(endless, 8, rng=0)


def test_a_truncated_network(tmp_path: Path) -> None:
    data = network().save(tmp_path / "net.npz").read_bytes()
    for length in range(0, len(data), len(data) // 7):
        (tmp_path / "cut.npz").write_bytes(data[:length])
        with pytest.raises(NetworkFileError, match="is no network, or a damaged one"):
            load_network(tmp_path / "cut.npz")

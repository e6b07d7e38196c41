"""Magenta's bundles: read, renamed, and put in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib.magenta import checkpoint
from ssc_lib.magenta.bundle import (
    SIZES,
    Bundle,
    BundleError,
    read_bundle,
    to_arrays,
    to_keras_gates,
    to_settings,
)
from ssc_lib.networks.cells import lstm_cell, sigmoid
from ssc_lib.networks.network import ENCODINGS, Network
from tests.magenta import mag

# -- bundles made by hand ------------------------------------------------------------------------


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("config", ["basic_rnn", "attention_rnn"])
def test_there_and_back(tmp_path: Path, config: str, compressed: bool) -> None:
    bundle = read_bundle(mag.written(tmp_path, mag.bundle(config, compressed=compressed)))
    assert (bundle.config, bundle.description) == (config, "made by hand")
    tensors = mag.tensors(config)
    assert list(bundle.tensors) == list(tensors)
    for name, array in tensors.items():
        np.testing.assert_array_equal(bundle.tensors[name], array)
    assert config in repr(bundle)


def test_the_generator_describes_itself_if_nobody_else_does(tmp_path: Path) -> None:
    assert (
        read_bundle(mag.written(tmp_path, mag.bundle(description=""))).description == "A network."
    )


def test_a_description_cannot_steer_the_terminal(tmp_path: Path) -> None:
    data = mag.bundle(description="one\x1b[2J\ntwo\u202e" + "!" * 1000)
    description = read_bundle(mag.written(tmp_path, data)).description
    assert description.isprintable()
    assert description.startswith("one [2J two")
    assert len(description) <= 500


@pytest.mark.parametrize(
    ("memory", "slots"), [((1, 80), 40), ((64, 32), 16), (None, 40), ((2,), None), ((1, 7), None)]
)
def test_attention_length(
    tmp_path: Path, memory: tuple[int, ...] | None, slots: int | None
) -> None:
    """Two units: a memory of 80 numbers has 40 slots; a graph that does not say means 40."""
    path = mag.written(tmp_path, mag.bundle("attention_rnn", memory=memory))
    if slots:
        assert read_bundle(path).attention_length == slots
    else:
        with pytest.raises(BundleError, match="memory has the shape"):
            read_bundle(path)


def test_no_attention_has_no_memory(tmp_path: Path) -> None:
    assert read_bundle(mag.written(tmp_path, mag.bundle(memory=(1, 80)))).attention_length == 0


# -- our layout ----------------------------------------------------------------------------------


def basic() -> Bundle:
    return Bundle("basic_rnn", "", mag.tensors())


def test_arrays_make_a_network() -> None:
    arrays = to_arrays(basic())
    network = Network(arrays, {"low": 48, "high": 84})
    assert network.units == [2, 3]
    assert all(a.dtype == np.float32 for a in arrays.values())


def test_a_layer_computes_the_same_in_both_layouts() -> None:
    """One step of layer 0 from Magenta's fused matrix and run-time forget bias, and from ours."""
    bundle, rng = basic(), np.random.default_rng(3)
    x, h, c = rng.normal(size=(1, 38)), rng.normal(size=(1, 2)), rng.normal(size=(1, 2))
    cell = "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/"
    z = np.concatenate([x, h], 1) @ bundle.tensors[cell + "kernel"] + bundle.tensors[cell + "bias"]
    i, j, f, o = np.split(z, 4, axis=1)
    new_c = c * sigmoid(f + 1) + sigmoid(i) * np.tanh(j)
    new_h = np.tanh(new_c) * sigmoid(o)
    arrays = to_arrays(bundle)
    W, U, b = (arrays[f"lstm_0/{n}"] for n in ("kernel", "recurrent_kernel", "bias"))
    ours = lstm_cell(x @ W, h, c, U, b)
    np.testing.assert_allclose(ours, (new_h, new_c), rtol=1e-6, atol=1e-7)


def test_gates_by_hand() -> None:
    fused = np.array([[10, 11, 20, 21, 30, 31, 40, 41]])
    assert to_keras_gates(fused).tolist() == [[10, 11, 30, 31, 20, 21, 40, 41]]


def test_shapes_of_attention() -> None:
    arrays = to_arrays(Bundle("attention_rnn", "", mag.tensors("attention_rnn")))
    shapes = {name: a.shape for name, a in arrays.items() if name.startswith("attention")}
    assert shapes == {
        "attention/input_kernel": (76, 74),
        "attention/input_bias": (74,),
        "attention/memory_kernel": (2, 2),
        "attention/score": (2,),
        "attention/query_kernel": (4, 2),
        "attention/query_bias": (2,),
        "attention/output_kernel": (4, 2),
        "attention/output_bias": (2,),
    }


@pytest.mark.parametrize("config", ["basic_rnn", "attention_rnn"])
def test_names_from_before_tensorflow_1_2(config: str) -> None:
    new = mag.tensors(config)
    old = {
        n.replace("/kernel", "/weights")
        .replace("/bias", "/biases")
        .replace("biaseses", "biases"): a
        for n, a in new.items()
    }
    assert old.keys() != new.keys()
    expected = to_arrays(Bundle(config, "", new))
    for name, array in to_arrays(Bundle(config, "", old)).items():
        np.testing.assert_array_equal(array, expected[name])


def test_the_arrays_are_copies() -> None:
    bundle = basic()
    for array in to_arrays(bundle).values():
        array[:] = 0
    for name, array in mag.tensors().items():
        np.testing.assert_array_equal(bundle.tensors[name], array)


@pytest.mark.parametrize("config", SIZES)
def test_settings_ask_for_the_sizes_of_the_configuration(config: str) -> None:
    """Events of C3 to B5 in C, but for mono, which hears all pitches in any key."""
    settings = to_settings(Bundle(config, "", {}, attention_length=16))
    reader = ENCODINGS[settings["encoding"]](settings["low"], settings["high"])
    assert (reader.input_size, reader.label_count) == SIZES[config]
    mono = config == "mono_rnn"
    assert (settings["low"], settings["high"]) == ((0, 128) if mono else (48, 84))
    assert settings["key"] == (None if mono else 0)
    assert settings.get("attention", 0) == (16 if config == "attention_rnn" else 0)
    assert settings["config"] == config


CELL = "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.pop("fully_connected/biases"), "no tensor 'fully_connected/biases'"),
        (lambda t: t.pop(CELL + "bias"), "is (40, 8), expected (38, 0)"),
        (lambda t: [t.pop(n) for n in list(t) if "cell_" in n], "is (3, 38), expected (38, 38)"),
        (lambda t: t.update({CELL + "bias": np.zeros((2, 4))}), "is (2, 4), expected (8,)"),
        (lambda t: t.update({"residual": np.zeros(1)}), "unknown tensor 'residual'"),
        (lambda t: t.update({CELL + "weights": np.zeros(1)}), "old name"),
        (lambda t: t.clear(), "no tensor"),
    ],
)
def test_weights_that_do_not_fit(change: Callable[[dict[str, Any]], Any], reason: str) -> None:
    bundle = basic()
    change(bundle.tensors)
    with pytest.raises(BundleError) as caught:
        to_arrays(bundle)
    assert reason in str(caught.value)


def test_an_unknown_configuration() -> None:
    with pytest.raises(BundleError, match="'drum_kit'"):
        to_arrays(replace(basic(), config="drum_kit"))


def test_a_bundle_of_improv_rnn_is_told_and_not_guessed() -> None:
    with pytest.raises(BundleError, match="of Improv RNN, which hears chords"):
        to_arrays(replace(basic(), config="chord_pitches_improv"))


# -- files that are no bundles -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "names no generator"),
        (b"MThd\0\0\0\6\0\1\0\2\1\xe0", "network.mag"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "network.mag"),
        (b"PK\3\4" + bytes(100), "network.mag"),
        (mag.bundle("basic_rnn").replace(b"basic_rnn", b"drums_rnn"), "generator is 'drums_rnn'"),
        (mag.bundle("basic_rnn") + mag.field(2, b""), "2 checkpoints"),
        (mag.bundle("basic_rnn", weights=b"TensorFlow V2"), "first format"),
        (mag.bundle("basic_rnn", weights=mag.checkpoint(mag.tensors("attention_rnn"))), "expected"),
    ],
)
def test_one_sentence_that_names_the_file(tmp_path: Path, data: bytes, reason: str) -> None:
    path = mag.written(tmp_path, data)
    with pytest.raises(BundleError) as caught:
        read_bundle(path)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert reason in sentence
    assert ("; give " in sentence) or ("; fetch " in sentence) or ("; export " in sentence)
    assert "\n" not in sentence


def test_no_file_a_folder_and_a_file_too_large(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_bundle(tmp_path / "none.mag")
    with pytest.raises(BundleError, match="not a file"):
        read_bundle(tmp_path)
    large = tmp_path / "large.mag"
    with large.open("wb") as file:
        file.truncate(checkpoint.MAX_BYTES + 1)
    with pytest.raises(BundleError, match="more than 64 MiB"):
        read_bundle(large)

"""A trained network stepped in NumPy, equal to Keras, and its files."""

from __future__ import annotations

import io
import json
import tracemalloc
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib import Network, bits_per_event, load_network, read_midi, sample
from ssc_lib.networks.cells import lstm_cell, softmax
from ssc_lib.networks.checked import ENCODINGS
from ssc_lib.networks.network import NetworkFileError
from tests.golden import BUNDLES, TUNES
from tests.made import changes, random_arrays, small_network


def network(**settings: Any) -> Network:
    return Network(random_arrays(), {"low": 48, "high": 84, **settings})


# -- stepping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [(7,), (8, 5), (6, 6, 3)])
def test_equal_to_keras(units: tuple[int, ...]) -> None:
    """A random stack of LSTM layers on random events, every step within 1e-5."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    import keras

    keras.utils.set_random_seed(3)
    events = keras.Input((None, 38))
    x = events
    lstms = [keras.layers.LSTM(u, return_sequences=True, bias_initializer="normal") for u in units]
    for lstm in lstms:
        x = lstm(x)
    dense = keras.layers.Dense(38, activation="softmax", kernel_initializer="normal")
    model = keras.Model(events, dense(x))
    arrays = {}
    for n, lstm in enumerate(lstms):
        for name, value in zip(
            ("kernel", "recurrent_kernel", "bias"), lstm.get_weights(), strict=True
        ):
            arrays[f"lstm_{n}/{name}"] = value * 3  # so that the gates leave their middle
    arrays["output/kernel"], arrays["output/bias"] = (w * 20 for w in dense.get_weights())
    for n, lstm in enumerate(lstms):
        lstm.set_weights([arrays[f"lstm_{n}/{k}"] for k in ("kernel", "recurrent_kernel", "bias")])
    dense.set_weights([arrays["output/kernel"], arrays["output/bias"]])
    tunes = np.random.default_rng(4).integers(0, 38, (3, 40))
    expected = np.asarray(model(np.eye(38, dtype=np.float32)[tunes]))
    assert expected.max() > 2 / 38  # not near uniform
    numpy_network = Network(arrays, {"low": 48, "high": 84})
    state = numpy_network.start(3)
    for step in range(40):
        state = numpy_network.step(state, tunes[:, step])
        np.testing.assert_allclose(numpy_network.distribution(state), expected[:, step], atol=1e-5)


def test_rows_of_a_batch_do_not_mix() -> None:
    net = network()
    tunes = np.random.default_rng(5).integers(0, 38, (4, 15))
    state = net.start(4)
    for column in tunes.T:
        state = net.step(state, column)
    together = net.distribution(state)
    for row, tune in enumerate(tunes):
        state = net.start(1)
        for event in tune:
            state = net.step(state, np.array([event]))
        np.testing.assert_allclose(net.distribution(state)[0], together[row], atol=1e-12)


def test_single_precision_agrees() -> None:
    tunes = [np.random.default_rng(6).integers(0, 38, 50)]
    double, single = network(), Network(random_arrays(), {"low": 48, "high": 84}, np.float32)
    assert single.distribution(single.start(1)).dtype == np.float32
    assert bits_per_event(single, tunes) == pytest.approx(bits_per_event(double, tunes), abs=1e-4)


def test_what_it_says_of_itself() -> None:
    """Units 6 and 4: 38*24 + 6*24 + 24, then 6*16 + 4*16 + 16, then 4*38 + 38 numbers."""
    net = network()
    assert net.units == [6, 4]
    assert net.parameters == 1080 + 176 + 190
    assert repr(net) == "<Network: 38 events, LSTM layers of [6, 4] units, 1,446 parameters>"


def test_labels_by_hand() -> None:
    """With one-hot events a label is an event; a look-back spells what it looks back on."""
    plain = small_network()
    state = plain.step(plain.start(2), np.array([14, 0]))
    np.testing.assert_array_equal(plain.labels(state), plain.distribution(state))
    assert plain.spelled(state, np.array([16, 1])).tolist() == [16, 1]
    back = small_network(encoding="lookback")
    state = back.start(2)
    for events in ([14, 16], *[[0, 0]] * 15):
        state = back.step(state, np.array(events))
    assert back.spelled(state, np.array([38, 38])).tolist() == [14, 16]  # as one bar ago
    assert back.spelled(state, np.array([39, 20])).tolist() == [0, 20]  # before the beginning
    p = back.labels(state)
    assert back.distribution(state)[:, [14, 16]].diagonal() == pytest.approx(
        p[:, [14, 16]].diagonal() + p[:, 38]
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_does_not_look_ahead(encoding: str) -> None:
    """300 cuts in 6/8, 4/4 and 9/8: what it says up to a cut is the same whatever follows."""
    network = small_network(encoding=encoding, follow_bar=True)
    for bar in (12, 16, 18):
        before, after = changes(network, bar, cuts=100, seed=bar)
        assert before == 0
        assert after > 0.1


def test_a_network_that_copies_follows_the_bar() -> None:
    """After two bars of six steps that are alike, it reads other inputs than in bars of sixteen."""
    net, row = small_network(encoding="copy", follow_bar=True), [14, 0, 16, 0, 18, 1] * 2
    said = []
    for player in (net.in_bars_of(6), net.in_bars_of(16)):
        state = player.start(1)
        for event in row:
            state = player.step(state, np.array([event]))
        said.append(player.distribution(state)[0])
        assert said[-1].sum() == pytest.approx(1)
        assert player.spelled(state, np.array([38])).tolist() == [
            14 if player.encoding.bar == 6 else 0
        ]
    assert abs(said[0] - said[1]).max() > 0.01


def test_temperature_divides_the_logits_of_the_labels() -> None:
    net = small_network()
    state = net.step(net.start(1), np.array([14]))
    cold = net.labels(state, temperature=0.5)
    expected = net.labels(state) ** 2
    np.testing.assert_allclose(cold, expected / expected.sum())


def test_attention_on_plain_events_reads_rows_of_its_kernels() -> None:
    """One-hot vectors are mixed with what was attended to; its first step by the equations."""
    units = (5, 5)
    shapes = {
        **{"input_kernel": (43, 38), "input_bias": (38,), "memory_kernel": (5, 5), "score": (5,)},
        **{"query_kernel": (10, 5), "query_bias": (5,), "output_kernel": (10, 5)},
        "output_bias": (5,),
    }
    numbers = np.random.default_rng(9)
    arrays = random_arrays(units, seed=5)
    arrays |= {f"attention/{name}": numbers.normal(size=s) for name, s in shapes.items()}
    net = Network(arrays, {"low": 48, "high": 84, "attention": 3})
    state = net.step(net.start(1), np.array([14]))
    mixed = arrays["attention/input_kernel"][14] + arrays["attention/input_bias"]
    x = mixed @ arrays["lstm_0/kernel"]
    zero = np.zeros((1, 5))
    h, _ = lstm_cell(x[None], zero, zero, arrays["lstm_0/recurrent_kernel"], arrays["lstm_0/bias"])
    y = h @ arrays["attention/output_kernel"][:5] + arrays["attention/output_bias"]
    W, U, b = (arrays[f"lstm_1/{n}"] for n in ("kernel", "recurrent_kernel", "bias"))
    top, _ = lstm_cell(y @ W, zero, zero, U, b)
    logits = top @ arrays["output/kernel"] + arrays["output/bias"]
    np.testing.assert_allclose(net.distribution(state), softmax(logits))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"encoding": "drums"}, "unknown encoding 'drums'; there are one-hot, lookback, key, copy"),
        ({"encoding": "key"}, "layer 0 has arrays of shapes"),
        ({"attention": 4}, r"the array 'attention/\w+' is missing"),
        ({"high": 60}, "layer 0 has arrays of shapes"),
    ],
)
def test_settings_that_do_not_fit_the_arrays(settings: dict, words: str) -> None:
    with pytest.raises(NetworkFileError, match=words):
        network(**settings)


def test_a_network_without_layers() -> None:
    only = {name: a for name, a in random_arrays().items() if name.startswith("output")}
    with pytest.raises(NetworkFileError, match="at least one LSTM layer, found none"):
        Network(only, {"low": 48, "high": 84})


# -- files ---------------------------------------------------------------------------------------


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


# -- the shipped one, and those of others --------------------------------------------------------


def test_the_shipped_network() -> None:
    """Of the 38 events, small enough for git, and far better than chance on a scale of C major."""
    net = load_network()
    assert net.vocabulary == 38
    scale = [[e for p in (60, 62, 64, 65, 67, 69, 71, 72) for e in (p - 46, 0)]]
    assert bits_per_event(net, scale) < 3.5
    p = net.distribution(net.start(1))
    assert p.sum() == pytest.approx(1)
    assert np.isfinite(p).all()


@pytest.mark.parametrize("config", ["basic", "mono", "lookback", "attention"])
def test_a_bundle_knows_the_tunes_that_it_was_trained_on(config: str) -> None:
    """The whole way from a bundle and MIDI files to bits per event.

    A coin with 38 faces costs 5.2 bits. Look-backs pay, since most of these tunes repeat bars.
    """
    network = load_network(BUNDLES / f"pd_{config}_rnn.mag")
    tunes = [read_midi(path) for path in sorted(TUNES.glob("*.mid"))]
    assert len(tunes) == 12
    low, high = network.encoding.low, network.encoding.high
    rows = [network.encoding.encode(t.squashed(low, high, network.key)) for t in tunes]
    assert bits_per_event(network, rows) < (0.5 if config == "lookback" else 1)

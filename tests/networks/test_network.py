"""A trained network stepped in NumPy, equal to Keras, and its files."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ssc_lib import Network, bits_per_event, load_network, read_midi
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

"""Magenta's bundles against numbers measured on the original Melody RNN (magenta 2.1.4).

Where they come from stands in `tests/golden/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ssc_lib import KeyMelody, Lookback, Melody
from ssc_lib.magenta.bundle import Bundle, read_bundle, to_arrays
from ssc_lib.networks.network import Network, lstm_cell, softmax
from tests.golden import BUNDLES, golden

CONFIGS = ["basic_rnn", "mono_rnn", "lookback_rnn", "attention_rnn"]


def measurements(config: str) -> dict[str, Any]:
    return golden(f"bundles/pd_{config}.golden.json")


def encodings() -> dict[str, Any]:
    return golden("encodings.json")["melodies"]


@pytest.mark.parametrize("config", CONFIGS)
def test_names_and_shapes_as_measured(config: str) -> None:
    bundle, measured = read_bundle(BUNDLES / f"pd_{config}.mag"), measurements(config)
    assert bundle.config == measured["config"]
    assert bundle.description == measured["bundle_description"]
    shapes = {name: list(array.shape) for name, array in bundle.tensors.items()}
    assert shapes == {name: v["shape"] for name, v in measured["variables"].items()}
    assert bundle.attention_length == (40 if config == "attention_rnn" else 0)


def log_likelihoods(bundle: Bundle, inputs: np.ndarray, labels: list[int]) -> np.ndarray:
    """Step through the inputs as the equations stand, one line each."""
    p = {name: array.astype(float) for name, array in to_arrays(bundle).items()}
    layers = sum(name.endswith("/recurrent_kernel") for name in p)
    units = [len(p[f"lstm_{k}/bias"]) // 4 for k in range(layers)]
    h, c = [np.zeros(u) for u in units], [np.zeros(u) for u in units]
    attentive = "attention/score" in p
    last, memory = np.zeros(units[0]), np.zeros((bundle.attention_length, units[0]))
    out = []
    for x, label in zip(inputs, labels, strict=True):
        if attentive:
            x = np.concatenate([x, last]) @ p["attention/input_kernel"] + p["attention/input_bias"]
        for k in range(layers):
            U, b = p[f"lstm_{k}/recurrent_kernel"], p[f"lstm_{k}/bias"]
            h[k], c[k] = lstm_cell(x @ p[f"lstm_{k}/kernel"], h[k], c[k], U, b)
            x = h[k]
            if attentive and k == 0:
                query = np.concatenate([c[0], h[0]]) @ p["attention/query_kernel"]
                both = memory @ p["attention/memory_kernel"] + query + p["attention/query_bias"]
                last = softmax(np.tanh(both) @ p["attention/score"]) @ memory
                x = np.concatenate([h[0], last]) @ p["attention/output_kernel"]
                x = x + p["attention/output_bias"]
                memory = np.vstack([memory[1:], x])
        out.append(np.log(softmax(x @ p["output/kernel"] + p["output/bias"])[label]))
    return np.array(out)


@pytest.mark.parametrize("config", CONFIGS)
def test_log_likelihoods_as_measured(config: str) -> None:
    """Of each event given those before it, as the original computed them in 32 bits."""
    bundle, compared = read_bundle(BUNDLES / f"pd_{config}.mag"), 0
    cases = encodings()
    for name, measured in measurements(config)["log_likelihood"]["melodies"].items():
        if name not in cases:
            continue
        case = cases[name][config.removesuffix("_rnn").replace("attention", "key")]
        labels = case["labels_all"]
        width = to_arrays(bundle)["output/bias"].size
        inputs = np.array(case.get("inputs_all") or np.eye(width)[labels], dtype=float)
        ours = log_likelihoods(bundle, inputs[:-1], labels[1:])
        np.testing.assert_allclose(ours, measured["per_event"], rtol=0, atol=1e-5)
        compared += len(ours)
    assert compared > 300


def melodies(config: str) -> Iterator[tuple[Melody, float]]:
    """The measured melodies, as the original squashes them, and their log-likelihoods."""
    events = encodings()
    for name, measured in measurements(config)["log_likelihood"]["melodies"].items():
        if name in events:
            melody = Melody(events[name]["events"])
            squashed = melody if config == "mono_rnn" else melody.squashed(48, 84)
            yield squashed, measured["model_melody_log_likelihood_squashed"]


@pytest.mark.parametrize(("config", "low", "high"), [("basic_rnn", 48, 84), ("mono_rnn", 0, 128)])
def test_a_network_gives_the_likelihood_of_a_melody(config: str, low: int, high: int) -> None:
    """The whole way: bundle, network, squashed melody, sum over all events but the first."""
    arrays = to_arrays(read_bundle(BUNDLES / f"pd_{config}.mag"))
    network = Network(arrays, {"low": low, "high": high})
    for melody, expected in melodies(config):
        events = network.encoding.encode(melody)
        state, total = network.start(1), 0.0
        for now, following in pairwise(events):
            state = network.step(state, np.array([now]))
            total += np.log(network.distribution(state)[0, following])
        assert total == pytest.approx(expected, abs=1e-5 * len(events))


@pytest.mark.parametrize(
    ("config", "encoding"), [("lookback_rnn", Lookback()), ("attention_rnn", KeyMelody())]
)
def test_encodings_and_bundle_fit_together(config: str, encoding: Lookback | KeyMelody) -> None:
    """The same for the networks whose inputs and labels repeat what was."""
    bundle = read_bundle(BUNDLES / f"pd_{config}.mag")
    for melody, expected in melodies(config):
        events = encoding.encode(melody)
        inputs, labels = encoding.inputs(events), encoding.labels(events)
        total = log_likelihoods(bundle, inputs[:-1], list(labels[1:])).sum()
        assert total == pytest.approx(expected, abs=1e-5 * len(events))

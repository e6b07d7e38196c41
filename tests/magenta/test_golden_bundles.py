"""Networks from real bundles against numbers measured on the original implementation.

Where they come from stands in `tests/golden/README.md`.
"""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import Melody, load_network
from tests.golden import BUNDLES, golden

NAMES = ["basic", "mono", "lookback", "attention"]


def measured(name: str) -> dict:
    return golden(f"bundles/pd_{name}_rnn.golden.json")


def melodies() -> dict[str, list[int]]:
    cases = golden("encodings.json")["melodies"]
    return {name: case["events"] for name, case in cases.items()}


def walk(network, indices):
    """The state after each event."""
    state = network.start(1)
    for event in indices:
        state = network.step(state, np.array([event]))
        yield state


@pytest.mark.parametrize("name", NAMES)
def test_likelihood_of_each_label(name: str) -> None:
    """Natural logarithms, first event free, nothing transposed: within 1e-5 of the original."""
    network, compared = load_network(BUNDLES / f"pd_{name}_rnn.mag"), 0
    known = melodies()  # the events of the fifth melody, a long rest, are not given
    for melody, case in measured(name)["log_likelihood"]["melodies"].items():
        if melody not in known:
            continue
        row = network.encoding.encode(Melody(known[melody]))
        targets = network.encoding.labels(row)[1:]
        ours = [
            np.log(network.labels(state)[0, label])
            for state, label in zip(walk(network, row[:-1]), targets, strict=True)
        ]
        assert np.abs(np.array(ours) - case["per_event"]).max() < 1e-5
        compared += len(ours)
    assert compared > 300


@pytest.mark.parametrize("name", NAMES)
def test_likeliest_continuation(name: str) -> None:
    """Always the likeliest label, as long as the original's margin is above 1e-3."""
    network = load_network(BUNDLES / f"pd_{name}_rnn.mag")
    for case in measured(name)["argmax_continuation"].values():
        row = network.encoding.encode(Melody(case["primer_events"]))
        *_, state = walk(network, row)
        for label, margin in zip(case["chosen_labels"], case["log_margins"], strict=True):
            if margin < 1e-3:
                break
            assert network.labels(state).argmax() == label
            state = network.step(state, network.spelled(state, np.array([label])))


@pytest.mark.parametrize("name", NAMES)
def test_softmax_at_three_temperatures(name: str) -> None:
    network = load_network(BUNDLES / f"pd_{name}_rnn.mag")
    for case in measured(name)["argmax_continuation"].values():
        *_, state = walk(network, network.encoding.encode(Melody(case["primer_events"])))
        for temperature, expected in case["last_primer_step_softmax"].items():
            p = network.labels(state, temperature=float(temperature))[0]
            assert np.abs(p - expected).max() < 1e-5

"""The original's way of counting: by labels."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import Melody, Network, bits_per_event, corpus, load_network
from ssc_lib.generator import log_probabilities
from ssc_lib.judging.labels import (
    AtLabels,
    LabelScore,
    format_label_score,
    label_bits_per_event,
)
from tests.made import small_network

# One label in two says "as one bar ago", one in four "as two bars ago", one in eight C4.
P = np.full(40, 1 / 8 / 37)
P[[14, 38, 39]] = 1 / 8, 1 / 2, 1 / 4
HOLD = 14


def fixed(p: np.ndarray, **settings: object) -> Network:
    """A network that says the same of the next label whatever it heard."""
    inputs = 121 if settings.get("encoding") == "lookback" else 38
    arrays = {
        "lstm_0/kernel": np.zeros((inputs, 4)),
        "lstm_0/recurrent_kernel": np.zeros((1, 4)),
        "lstm_0/bias": np.zeros(4),
        "output/kernel": np.zeros((1, len(p))),
        "output/bias": np.log(p),
    }
    return Network(arrays, {"low": 48, "high": 84, **settings})


def test_by_hand() -> None:
    """C4 struck 34 times: 15 plain labels, 16 of one bar ago, 2 of two bars ago."""
    network = fixed(P, encoding="lookback")
    labels = [3.0] * 15 + [1.0] * 16 + [2.0] * 2
    events = [3.0] * 15 + [-np.log2(5 / 8)] * 16 + [-np.log2(7 / 8)] * 2
    row = [HOLD] * 34
    assert label_bits_per_event(network, [row]) == pytest.approx(np.mean(labels))
    assert bits_per_event(network, [row]) == pytest.approx(np.mean(events))


def test_an_early_no_event() -> None:
    """Before there are two bars to look back on, all three of its labels mean no event."""
    network = fixed(P, encoding="lookback")
    assert label_bits_per_event(network, [[HOLD, 0]]) == pytest.approx(2)
    assert bits_per_event(network, [[HOLD, 0]]) == pytest.approx(-np.log2(3 / 4 + P[0]))


def test_bars_of_the_tune() -> None:
    """A network that follows a jig's bar may say "as one bar ago" from step 12 on."""
    network = fixed(P, encoding="lookback", follow_bar=True)
    reel, jig = (Melody([60] * 14, steps_per_bar=bar) for bar in (16, 12))
    assert label_bits_per_event(network, [reel]) == pytest.approx(3)
    assert label_bits_per_event(network, [jig]) == pytest.approx((11 * 3 + 2 * 1) / 13)


def test_one_hot_labels_are_events() -> None:
    network = fixed(np.full(38, 1 / 38))
    row = [[HOLD, 0, 16, 1]]
    assert label_bits_per_event(network, row) == bits_per_event(network, row)


@pytest.mark.parametrize("which", ["the one that ships", "lookback", "key", "copy"])
def test_no_label_is_likelier_than_its_event(which: str) -> None:
    """Event for event, on real tunes: the shortest two, and four for small random networks."""
    tunes = corpus.load(split="test")
    if which == "the one that ships":
        network = load_network("lookback", dtype=np.float32)
        tunes = sorted(tunes, key=lambda t: len(t.melody))[:2]
    else:
        network = small_network(encoding=which, follow_bar=True)
        tunes = tunes[::100]
    by_event = np.concatenate(log_probabilities(network, tunes))
    by_label = np.concatenate(log_probabilities(AtLabels(network), tunes))
    assert (by_label <= by_event + 1e-6).all()
    assert by_label.mean() < by_event.mean() - 0.005
    assert label_bits_per_event(network, tunes) == pytest.approx(-by_label.mean())


def test_units() -> None:
    """One bit is ln 2 nats, and as unsure as between two."""
    score = LabelScore("coin", 1.0)
    assert score.loss == pytest.approx(0.6931, abs=1e-4)
    assert score.perplexity == 2
    assert format_label_score(score).split() == ["coin", "1.000", "0.693", "2.00"]

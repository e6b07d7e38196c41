"""The trained networks that come with the library keep the order of the ladder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ssc_lib import NGram, bits_per_event, corpus, load_network
from ssc_lib.music.collections import Tune
from ssc_lib.networks.loading import PRETRAINED, shipped_networks
from ssc_lib.networks.training.tuning import identity


def eight_bars(tune: Tune) -> Tune:
    steps = 8 * tune.melody.steps_per_bar
    return replace(tune, melody=tune.melody[:steps])


@pytest.fixture(scope="module")
def bits() -> dict[str, float]:
    """Scores on eight bars of every eighth test tune, and that of a table of order 8.

    Four networks score these in ten seconds, whole tunes in minutes; and beginnings differ less
    from one another, so that the order shows as well.
    """
    tunes = [eight_bars(tune) for tune in corpus.load(split="test")[::8]]
    table = NGram.fit(corpus.sequences(split="train"), 38, order=8)
    found = {"table": bits_per_event(table, corpus.sequences(tunes))}
    for name in shipped_networks():
        found[name] = bits_per_event(load_network(name, dtype=np.float32), tunes)
    return found


def test_networks_are_below_the_table(bits: dict[str, float]) -> None:
    """On all test tunes they have 0.79 to 0.85 of its bits; mono, which hears all keys, 0.90."""
    assert set(bits) >= {"basic", "lookback", "mono"}
    for name in shipped_networks():
        assert bits[name] < (0.94 if name == "mono" else 0.88) * bits["table"], name


def test_looking_back_helps(bits: dict[str, float]) -> None:
    assert bits["lookback"] < bits["basic"] - 0.08


def test_they_are_small_enough_for_git() -> None:
    assert sum(p.stat().st_size for p in PRETRAINED.rglob("*.npz")) < 12e6


def test_the_tuned_network_knows_more_of_mozart_and_less_of_dances() -> None:
    """On whole tunes: 1.30 bits for 1.54 on Mozart, and 1.07 for 0.90 on dances."""
    lines = corpus.load("mozart", split="validation", progress=False)[:16]
    dances = [eight_bars(tune) for tune in corpus.load(split="test")[::40]]
    before, after = (load_network(name, dtype=np.float32) for name in ("transformer", "mozart"))
    assert after.settings["init"]["network"] == "transformer"
    assert identity(after) == identity(before)
    assert bits_per_event(after, lines) < bits_per_event(before, lines) - 0.12
    assert bits_per_event(after, dances) > bits_per_event(before, dances)

"""The ladder: one row for each generator, on the same tunes."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import NGram, bits_per_event, corpus, sample
from ssc_lib.judging.ladder import (
    LONG_ORDERS,
    MARKOV_ORDERS,
    Rung,
    format_rung,
    ladder,
    network_rung,
    tables,
    verdict,
)
from tests.made import small_network

TRAIN = [np.array([0, 1, 0, 2] * 8)] * 4
TEST = [np.array([0, 1, 0, 2] * 3)]


def test_rows_and_their_order() -> None:
    """Uniform over three events costs log2 3; a period of four needs two events of memory."""
    rungs = list(ladder(TRAIN, TEST, 3, orders=(1, 2)))
    assert [r.name for r in rungs] == [
        "uniform",
        "unigram",
        "walk",
        "dice table",
        "Markov 1",
        "Markov 2",
    ]
    bits = {r.name: r.bits for r in rungs}
    assert bits["uniform"] == pytest.approx(np.log2(3))
    # Of 128 events and one more of each kind, 65 are a 0; of the 11 that are predicted, 5.
    surprise = -np.log2([65 / 131, 33 / 131])
    assert bits["unigram"] == pytest.approx((5 * surprise[0] + 6 * surprise[1]) / 11)
    assert bits["Markov 2"] < bits["Markov 1"] < bits["unigram"] < bits["uniform"]


def test_sizes() -> None:
    """Contexts of a table, parameters of a network."""
    rungs = ladder(TRAIN, TEST, 3, orders=(1,))
    assert {r.name: r.size for r in rungs} == {
        "uniform": 0,
        "unigram": 1,
        "walk": 1,
        "dice table": 48,
        "Markov 1": 4,  # the beginning, 0, 1 and 2
    }
    network = small_network()
    assert network_rung("small", network, corpus.load(split="test")[:1]).size == network.parameters


def test_a_network_is_scored_in_its_own_range_key_and_bars() -> None:
    tunes = corpus.load(split="test")[:6]
    wide = small_network(0, 128)
    wide.key = None  # tunes stay in their own keys
    rows = [wide.encoding.encode(t.melody) for t in tunes]
    assert network_rung("wide", wide, tunes).bits == pytest.approx(bits_per_event(wide, rows))
    lookback = small_network(encoding="lookback", follow_bar=True)
    rows, bars = corpus.sequences(tunes), [t.melody.steps_per_bar for t in tunes]
    found = network_rung("lookback", lookback, tunes).bits
    assert found == pytest.approx(bits_per_event(lookback, rows, bars=bars))
    assert found != pytest.approx(bits_per_event(lookback, rows), abs=1e-4)


def test_the_tables_are_the_generators_of_the_book() -> None:
    by_name = {name: g for name, g, _ in tables(TRAIN, 3)}
    expected = ["uniform", "unigram", "walk", "dice table"]
    expected += [f"Markov {k}" for k in (*MARKOV_ORDERS, *LONG_ORDERS)]
    assert list(by_name) == expected
    direct = NGram.fit(TRAIN, 3, order=3)
    assert bits_per_event(by_name["Markov 3"], TEST) == bits_per_event(direct, TEST)
    assert sample(by_name["uniform"], 3, rng=np.random.default_rng(0)).shape == (1, 3)


def test_a_printed_row() -> None:
    rung = Rung("uniform", 5.248, 1234)
    assert format_rung(rung) == f"uniform       5.248  {'▇' * 42}"
    assert format_rung(rung, with_size=True) == f"uniform       5.248      1,234  {'▇' * 42}"
    assert format_rung(Rung("none", np.inf, 0)) == f"none            inf  {'▇' * 60}"
    assert format_rung(rung, width=9) == f"uniform    5.248  {'▇' * 42}"


def test_the_verdict() -> None:
    """The best of each, whatever their order."""
    tables = [Rung("uniform", 5.2, 0), Rung("Markov 8", 1.6, 9), Rung("Markov 16", 1.7, 9)]
    networks = [Rung("basic", 1.2, 9), Rung("lookback", 1.0, 9)]
    assert verdict(tables, networks) == "lookback is 37.5 % below the best table, Markov 8"
    assert verdict(tables, [Rung("new", 2.0, 9)]).startswith("new is 25.0 % above the best")


def test_memory_helps_on_real_tunes() -> None:
    """A slice of the shipped tunes: uniform, unigram, walk, Markov 1, 3 and 6 in falling order.

    A dice table, which knows the place alone, stands between Markov 1 and Markov 3.
    """
    train, test = (corpus.sequences(split=s) for s in ("train", "test"))
    rungs = {r.name: r.bits for r in ladder(train[::4], test[::4], 38, orders=(1, 3, 6))}
    assert rungs["Markov 3"] < rungs.pop("dice table") < rungs["Markov 1"]
    bits = list(rungs.values())
    assert bits[0] == pytest.approx(5.248, abs=0.0005)
    assert bits == sorted(bits, reverse=True)
    assert bits[-1] < 0.7 * bits[1]

"""The ladder: one row for each generator, on the same tunes."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import NGram, Unigram, bits_per_event, corpus, sample
from ssc_lib.judging.ladder import LONG_ORDER, MARKOV_ORDERS, Rung, format_rung, ladder, tables

TRAIN = [np.array([0, 1, 0, 2] * 8)] * 4
TEST = [np.array([0, 1, 0, 2] * 3)]


def test_rows_and_their_order() -> None:
    """Uniform over three events costs log2 3; a period of four needs two events of memory."""
    coin = Unigram([0.5, 0.25, 0.25])
    rungs = list(ladder(TRAIN, TEST, 3, {"coin": coin}, orders=(1, 2)))
    assert [r.name for r in rungs] == ["uniform", "unigram", "walk", "Markov 1", "Markov 2", "coin"]
    bits = {r.name: r.bits for r in rungs}
    assert bits["uniform"] == pytest.approx(np.log2(3))
    # Of the 11 events that are predicted, 5 cost one bit (the 0s), 6 cost two.
    assert bits["coin"] == pytest.approx((5 * 1 + 6 * 2) / 11)
    assert bits["Markov 2"] < bits["Markov 1"] < bits["unigram"] < bits["uniform"]


def test_sizes() -> None:
    """Contexts of a table; a network says how many parameters it has."""

    class Net(Unigram):
        parameters = 1234

    rungs = {r.name: r for r in ladder(TRAIN, TEST, 3, {"net": Net([0.4, 0.3, 0.3])}, orders=(1,))}
    assert {name: r.size for name, r in rungs.items()} == {
        "uniform": 0,
        "unigram": 1,
        "walk": 1,
        "Markov 1": 4,  # the beginning, 0, 1 and 2
        "net": 1234,
    }


def test_the_tables_are_the_generators_of_the_book() -> None:
    by_name = {name: g for name, g, _ in tables(TRAIN, 3)}
    expected = [
        "uniform",
        "unigram",
        "walk",
        *(f"Markov {k}" for k in (*MARKOV_ORDERS, LONG_ORDER)),
    ]
    assert list(by_name) == expected
    direct = NGram.fit(TRAIN, 3, order=3)
    assert bits_per_event(by_name["Markov 3"], TEST) == bits_per_event(direct, TEST)
    assert sample(by_name["uniform"], 3, rng=np.random.default_rng(0)).shape == (1, 3)


def test_a_printed_row() -> None:
    assert format_rung(Rung("uniform", 5.248, 0)) == f"uniform       5.248  {'▇' * 42}"


def test_memory_helps_on_real_tunes() -> None:
    """A slice of the shipped tunes: uniform, unigram, walk, Markov 1, 3 and 6 in falling order."""
    train, test = (corpus.sequences(split=s) for s in ("train", "test"))
    bits = [r.bits for r in ladder(train[::4], test[::4], 38, orders=(1, 3, 6))]
    assert bits[0] == pytest.approx(5.248, abs=0.0005)
    assert bits == sorted(bits, reverse=True)
    assert bits[-1] < 0.7 * bits[1]

"""The ladder: one row for each generator, on the same tunes."""

from __future__ import annotations

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib import NGram, Unigram, bits_per_event, corpus
from ssc_lib.judging.ladder import TABLES, Ladder, Rung, compared, fitted, format_rung, rungs
from tests.made import Bare, small_network

TRAIN = [np.array([14, 16, 14, 18] * 8)] * 4
TEST = [np.array([14, 16, 14, 18] * 3)]
SCALE = Rung("Markov 1", 1.5, 4), Rung("uniform", 5.248, 0), Rung("basic", 1.25, 9)


def test_rows_and_their_order() -> None:
    """Uniform over 38 events costs log2 38; a period of four needs two events of memory."""
    names = ["uniform", "unigram", "walk", "dice table", "Markov 1", "Markov 2"]
    table = ssc.ladder(*names, tunes=TEST, train=TRAIN)
    assert [row.name for row in table] == names
    assert table["uniform"].bits == pytest.approx(np.log2(38))
    # Of 128 events and one more of each kind, 65 are a C; of the 11 that are predicted, 5.
    surprise = -np.log2([65 / 166, 33 / 166])
    assert table["unigram"].bits == pytest.approx((5 * surprise[0] + 6 * surprise[1]) / 11)
    bits = [table[name].bits for name in ("Markov 2", "Markov 1", "unigram", "uniform")]
    assert bits == sorted(bits)


def test_sizes() -> None:
    """Contexts of a table, parameters of a network."""
    small = small_network()
    table = ssc.ladder(*TABLES[:5], {"small": small}, tunes=TEST, train=TRAIN)
    assert {row.name: row.size for row in table} == {
        "uniform": 0,
        "unigram": 1,
        "walk": 1,
        "dice table": 48,
        "Markov 1": 4,  # the beginning, and three pitches
        "small": small.parameters,
    }


def test_your_own_generator_has_a_row_among_the_others() -> None:
    table = ssc.ladder("unigram", {"mine": Bare()}, tunes=TEST, train=TRAIN)
    assert table["mine"].bits == pytest.approx(np.log2(38))
    with pytest.raises(TypeError, match="list is no generator: it has no vocabulary, start"):
        ssc.ladder({"mine": [1, 2]}, tunes=TEST)


def test_a_network_is_scored_in_its_own_range_key_and_bars() -> None:
    tunes = corpus.load(split="test")[:6]
    wide = small_network(0, 128)
    wide.key = None  # tunes stay in their own keys
    rows = [wide.encoding.encode(t.melody) for t in tunes]
    assert ssc.ladder({"wide": wide}, tunes=tunes)[0].bits == bits_per_event(wide, rows)
    lookback = small_network(encoding="lookback", follow_bar=True)
    alone = [bits_per_event(lookback.in_bars_of(t.melody.steps_per_bar), [t]) for t in tunes]
    events = [len(t.melody) - 1 for t in tunes]
    found = ssc.ladder({"lookback": lookback}, tunes=tunes)["lookback"].bits
    assert found == pytest.approx(np.average(alone, weights=events))


def test_the_tables_are_the_generators_of_the_book() -> None:
    direct = NGram.fit(TRAIN, order=3)
    assert bits_per_event(fitted("Markov 3", TRAIN), TEST) == bits_per_event(direct, TEST)
    assert isinstance(fitted("unigram", TRAIN), Unigram)
    assert fitted("basic", []).size == 837_158


def test_a_row_may_remember_its_tune() -> None:
    """Two numbers more, from the validation tunes; what is inside is the row without them."""
    train, tunes = corpus.load(split="train")[:300], corpus.load(split="test")[:20]
    table = ssc.ladder("Markov 3", "Markov 3 + memory", tunes=tunes, train=train)
    assert table[1].bits < table[0].bits - 0.3
    assert table[1].size == table[0].size + 2
    inside = fitted("Markov 3 + memory", train).generator
    assert bits_per_event(inside, tunes) == table[0].bits
    for name in ("nobody + memory", "memory", "Markov 3 + memory + memory"):
        with pytest.raises(ValueError, match="no row is called"):
            ssc.ladder(name, tunes=tunes)


def test_an_unknown_row_is_refused_before_anything_is_scored() -> None:
    for name in ("Markov x", "nobody", "Markov", "Markov "):
        with pytest.raises(ValueError, match=rf"no row is called '{name}'; there are uniform"):
            next(rungs("uniform", name, tunes=TEST, train=TRAIN))


def test_a_ladder_is_a_sequence_whose_rows_have_names() -> None:
    table = Ladder(SCALE)
    assert (len(table), table[0], table["basic"], table.best) == (3, SCALE[0], SCALE[2], SCALE[2])
    assert list(table[:2]) == list(SCALE[:2])
    with pytest.raises(KeyError, match=r"no row 'lookback'; there are Markov 1, uniform, basic"):
        table["lookback"]


def test_a_ladder_shows_itself_in_a_shell_and_in_a_notebook() -> None:
    table = Ladder([*SCALE, Rung("<none>", np.inf, 0)])
    lines = repr(table).splitlines()
    assert lines[1] == f"uniform       5.248  {'▇' * 42}"
    assert len(lines) == 4
    html = table._repr_html_()
    assert html.count("<tr>") == 5
    assert "&lt;none&gt;" in html
    assert "<td>inf</td>" in html


def test_a_printed_row() -> None:
    rung = Rung("uniform", 5.248, 1234)
    assert format_rung(rung) == f"uniform       5.248  {'▇' * 42}"
    assert format_rung(rung, with_size=True) == f"uniform       5.248      1,234  {'▇' * 42}"
    assert format_rung(Rung("none", np.inf, 0)) == f"none            inf  {'▇' * 60}"
    assert format_rung(rung, width=9) == f"uniform    5.248  {'▇' * 42}"


def test_the_best_network_is_compared_with_the_best_table() -> None:
    tables = [Rung("uniform", 5.2, 0), Rung("Markov 8", 1.6, 9), Rung("Markov 16", 1.7, 9)]
    networks = [Rung("basic", 1.2, 9), Rung("lookback", 1.0, 9)]
    assert (
        compared(tables, networks) == "lookback is 37.5 % below Markov 8, the best of these tables"
    )
    assert compared(tables, [Rung("new", 2.0, 9)]).startswith("new is 25.0 % above Markov 8, ")


def test_memory_helps_on_real_tunes() -> None:
    """A slice of the shipped tunes: uniform, unigram, walk, Markov 1, 3 and 6 in falling order.

    A dice table, which knows the place alone, stands between Markov 1 and Markov 3.
    """
    train, test = (corpus.load(split=s)[::4] for s in ("train", "test"))
    names = ["uniform", "unigram", "walk", "Markov 1", "Markov 3", "Markov 6"]
    table = ssc.ladder(*names, "dice table", tunes=test, train=train)
    assert table["Markov 3"].bits < table["dice table"].bits < table["Markov 1"].bits
    bits = [table[name].bits for name in names]
    assert bits[0] == pytest.approx(5.248, abs=0.0005)
    assert bits == sorted(bits, reverse=True)
    assert bits[-1] < 0.7 * bits[1]

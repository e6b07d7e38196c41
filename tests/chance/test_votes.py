"""Juries: each table by hand, what they say in music, and what they learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ssc_lib import (
    Jury,
    Melody,
    NGram,
    OneHot,
    Uniform,
    Unigram,
    beam_search,
    bits_per_event,
    compose,
    corpus,
    sample,
)
from ssc_lib.chance.votes import TABLES
from ssc_lib.generator import Generator
from tests.made import changes, small_network

SHAPES = {name: (5, *shape) for name, shape in TABLES.items()}
DIE = Uniform(38)


def odds(jury: Jury, row: list[int], event: int) -> float:
    """How much likelier than the last one, which nobody votes for, an event is after a row."""
    state = jury.start(1)
    for heard in row:
        state = jury.step(state, np.array([heard]))
    p = jury.distribution(state)[0]
    return float(p[event] / p[-1])


def one(table: str, *place: int, bar: int = 1) -> Jury:
    """A die and one entry of one table, which says ten to one."""
    entries = np.zeros(SHAPES[table])
    entries[place] = np.log(10)
    return Jury(DIE, [1.0], {table: entries}).in_bars_of(bar)


# -- each table by hand ----------------------------------------------------------------------------


def test_without_votes_a_jury_of_one_is_that_one() -> None:
    table = NGram.fit([[2, 4, 6, 4] * 5], 38, order=2)
    jury = Jury(table, [1.0])
    assert isinstance(jury, Generator)
    row = [2, 4, 6]
    state, inner = jury.start(1), table.start(1)
    for event in row:
        state, inner = jury.step(state, np.array([event])), table.step(inner, np.array([event]))
        np.testing.assert_allclose(jury.distribution(state), table.distribution(inner))


def test_a_source_votes_for_what_it_proposes() -> None:
    """In bars of 1, after 14 16 18 20: one, two and four bars ago stood 20, 18 and 14."""
    row = [14, 16, 18, 20]
    for source, event in enumerate([20, 18, 14]):
        jury = one("run", source, 0, 2)
        assert odds(jury, row, event) == pytest.approx(10)
        others = {20, 18, 14} - {event}
        assert [odds(jury, row, other) for other in others] == pytest.approx([1, 1])
    assert odds(one("run", 3, 0, 2), row, 14) == pytest.approx(1)  # nothing stood eight bars ago


def test_how_long_a_source_has_been_right() -> None:
    """16 came for three steps after the first: one bar ago has a run of 3, of class 2."""
    row = [14, 16, 16, 16, 16]
    found = [odds(one("run", 0, run, 2), row, 16) for run in range(7)]
    assert found == pytest.approx([1, 1, 10, 1, 1, 1, 1])


def test_what_a_source_proposes() -> None:
    """No event, note off and notes have entries of their own."""
    for event, kind in ((0, 0), (1, 1), (2, 2), (36, 2)):
        found = [odds(one("bar", 0, 1, k), [event], event) for k in range(3)]
        assert found == pytest.approx([10 if k == kind else 1 for k in range(3)])


def test_how_many_of_the_others_agree() -> None:
    """After 14 14 18 14: one bar ago is 14, two bars ago 18, four bars ago 14.

    That 14 stood two bars before the latest as well, and 18 came next: so says the longest repeat.
    """
    row = [14, 14, 18, 14]
    for source, agree, event in ((0, 1, 14), (2, 1, 14), (1, 1, 18), (4, 1, 18)):
        found = [odds(one("agree", source, n, 2), row, event) for n in range(5)]
        assert found == pytest.approx([10 if n == agree else 1 for n in range(5)])
    assert odds(one("agree", 0, 0, 2), [14], 14) == pytest.approx(10)  # one source alone


def test_how_sure_the_generators_are() -> None:
    """Of a proposal of probability 1/10 and a bit more, by one generator or by the mean of two."""
    sure = np.full(38, 0.05 / 36)
    sure[[14, 16]] = 0.8, 0.15
    for event, place in ((16, 4), (14, 6), (18, 0)):
        for members in ([Unigram(sure)], [Unigram(sure), Unigram(sure)]):
            entries = np.zeros(SHAPES["sure"])
            entries[0, place] = np.log(10)
            trust = [1 / len(members)] * len(members)
            jury = Jury(members, trust, {"sure": entries}).in_bars_of(1)
            expected = 10 * sure[event] / sure[37]
            assert odds(jury, [event], event) == pytest.approx(expected), (event, len(members))


def test_the_number_of_the_bar() -> None:
    """Bars of 2: the next event after four is in bar 2; after sixteen bars it is in bar 0."""
    row = [14, 16, 14, 16]
    found = [odds(one("bar", 0, number, 2, bar=2), row, 14) for number in range(8)]
    assert found == pytest.approx([1, 1, 10, 1, 1, 1, 1, 1])
    assert odds(one("bar", 0, 0, 2, bar=2), row * 8, 14) == pytest.approx(10)


def test_votes_for_one_event_add_up() -> None:
    """All five say 14, ten to one each, unless they are silent."""
    entries = np.full(SHAPES["bar"], np.log(10))
    jury = Jury(DIE, [1.0], {"bar": entries}).in_bars_of(1)
    for heard, voices in ((1, 1), (2, 3), (4, 4), (8, 5)):
        assert odds(jury, [14] * heard, 14) == pytest.approx(10.0**voices)


def test_what_a_jury_is_made_of() -> None:
    table = NGram.fit([[2, 4, 6, 4] * 5], 38, order=2)
    jury = Jury([table, DIE], [0.5, 0.5])
    assert jury.size == table.size + DIE.size + 5 * (21 + 15 + 7 + 24) + 2
    assert repr(jury) == "<Jury of NGram, Uniform: 38 events>"
    assert (jury.vocabulary, jury.key, jury.follows_bar) == (38, 0, True)
    assert not jury.in_bars_of(12).follows_bar


# -- in music --------------------------------------------------------------------------------------


def opinionated(generators: Any, seed: int = 0) -> Jury:
    """A jury with weights at random."""
    rng = np.random.default_rng(seed)
    weights = {name: rng.normal(size=shape) for name, shape in SHAPES.items()}
    trust = rng.random(len(generators)) if isinstance(generators, list) else [1.0]
    return Jury(generators, trust, weights)


@pytest.fixture(scope="module")
def table() -> NGram:
    return NGram.fit(corpus.sequences(split="train")[::20], 38, order=6)


@pytest.fixture(scope="module")
def juries(table: NGram) -> dict[str, Jury]:
    networks = [
        small_network(encoding="copy", follow_bar=True),
        small_network(encoding="lookback", follow_bar=True),
    ]
    return {
        "a table": opinionated(table),
        "networks": opinionated(networks, 1),
        "all of them": opinionated([table, *networks], 2),
    }


@pytest.mark.parametrize("name", ["a table", "networks", "all of them"])
def test_it_does_not_look_ahead(juries: dict[str, Jury], name: str) -> None:
    """300 cuts in each metre: what it says up to a cut is the same whatever follows."""
    for bar in (12, 16, 18):
        before, after = changes(juries[name], bar, cuts=300, seed=bar)
        assert before == 0
        assert after > 0.1


@pytest.mark.parametrize("name", ["a table", "networks", "all of them"])
def test_its_rows_sum_to_one_and_it_composes(juries: dict[str, Jury], name: str) -> None:
    jury = juries[name]
    player, rows = jury.in_bars_of(12), np.random.default_rng(3).integers(0, 38, (4, 60))
    state = player.start(4)
    for column in rows.T:
        state = player.step(state, column)
        p = player.distribution(state)
        assert p.shape == (4, 38) and (p > 0).all()
        np.testing.assert_allclose(p.sum(axis=1), 1)
    primer = Melody.of("C4 - E4 - G4 -", steps_per_bar=12)
    one, again = (compose(jury, rng=5, primer=primer, steps=40) for _ in range(2))
    assert one == again
    settings = {"primer": [14, 0, 16], "outputs": 3}
    drawn = sample(player, 30, rng=3, **settings)
    beam, _ = beam_search(player, 30, rng=3, beam_size=1, branch_factor=1, **settings)
    assert np.array_equal(drawn, beam)
    searched, bits = beam_search(player, 30, rng=3, beam_size=3, branch_factor=2, **settings)
    assert searched.shape == (3, 30)
    assert np.isfinite(bits).all()


def test_it_votes_in_the_bars_of_each_tune(table: NGram) -> None:
    """A tune as melody is scored as its row in its own bars, and not in others."""
    jury = opinionated(table)
    jig = next(t.melody for t in corpus.load(split="test") if t.melody.steps_per_bar == 12)
    row = [OneHot().squash(jig)[0]]
    own, other = (bits_per_event(jury.in_bars_of(bar), row) for bar in (12, 16))
    assert bits_per_event(jury, [jig]) == pytest.approx(own)
    assert abs(own - other) > 0.1
    with pytest.raises(ValueError, match="follows the bar, and a row of indices has none"):
        bits_per_event(jury, row)


# -- learning --------------------------------------------------------------------------------------


def drawn_by(jury: Jury, tunes: int, seed: int) -> list[Melody]:
    """Tunes of a jury's own, in bars of 4."""
    rows = sample(jury.in_bars_of(4), 64, rng=seed, outputs=tunes)
    return [OneHot(60, 72).decode(row, steps_per_bar=4) for row in rows]


@pytest.fixture(scope="module")
def known() -> Jury:
    """A die of 14 sides, and votes for what came one bar ago, the stronger the longer it holds."""
    die = Uniform(14)
    die.encoding, die.key = OneHot(60, 72), None
    run = np.zeros(SHAPES["run"])
    run[0] = np.log([7, 10, 15, 25, 40, 60, 80])[:, None]
    return Jury(die, [1.0], {"run": run})


def test_a_known_jury_is_learned_from_its_tunes(known: Jury) -> None:
    """On new tunes it is as good as the one that made them, and far better than no votes.

    Which table holds a weight is not told by tunes, so what is compared is what the jury says:
    seven to one for one bar ago after no run, as it was, and nothing for two and four bars ago.
    """
    learned = Jury.fit(known.generators, drawn_by(known, 300, 1))
    new = drawn_by(known, 100, 2)
    best, found, alone = (bits_per_event(g, new) for g in (known, learned, known.generators[0]))
    assert found == pytest.approx(best, abs=0.01)
    assert found < alone - 0.5
    said = [odds(learned.in_bars_of(1), [3, 5, 7, 9], event) for event in (9, 7, 3)]
    assert np.log(said) == pytest.approx([np.log(7), 0, 0], abs=0.5)


def test_votes_help_on_real_tunes(table: NGram) -> None:
    """Tunes that the table has not counted: learned votes beat none by far, there and on others."""
    tunes = corpus.load(split="train")[1::100]
    jury = Jury.fit(table, tunes)
    new = corpus.load(split="validation")[::30]
    for unseen in (tunes, new):
        assert bits_per_event(jury, unseen) < bits_per_event(table, unseen) - 0.2


def test_melodies_of_every_bar_and_length_are_heard(known: Jury) -> None:
    """Each event but the first of each piece is one ballot, whatever stands beside it."""
    pieces = [Melody([60] * n, steps_per_bar=bar) for n, bar in ((5, 4), (9, 4), (1, 4), (7, 3))]
    ballots = known.ballots(pieces)
    assert len(ballots.came) == 4 + 8 + 6
    assert (ballots.came == 2).all()
    proposing = (ballots.events[:, 0] == 2).sum()
    assert proposing == (5 - 4) + (9 - 4) + (7 - 3)


# -- what is refused -------------------------------------------------------------------------------


def test_generators_of_other_events_are_refused() -> None:
    words = "must speak of the same events; one has 130 in key None, the first 38 in 0"
    with pytest.raises(ValueError, match=words):
        Jury([DIE, small_network(0, 128, key=None)], [0.5, 0.5])
    with pytest.raises(TypeError, match="str is no generator"):
        Jury(["basic"], [1.0])


@pytest.mark.parametrize(
    ("trust", "weights", "words"),
    [
        ([0.5, 0.5], {}, "trust needs one number for each of the 1 generators, got 2"),
        ([1.0], {"luck": np.zeros(5)}, "unknown table 'luck'; there are run, agree, sure, bar"),
        ([1.0], {"sure": np.zeros((5, 6))}, r"sure has shape \(5, 6\); expected \(5, 7\)"),
    ],
)
def test_weights_that_will_not_do(trust: list[float], weights: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Jury(DIE, trust, weights)


def test_what_nothing_can_be_learned_from() -> None:
    for music in ([], [Melody([60])]):
        with pytest.raises(ValueError, match="no events to learn from: a piece needs at least two"):
            Jury.fit(DIE, music)
    with pytest.raises(TypeError, match="piece 1 is no melody; a jury needs its bars"):
        Jury.fit(DIE, [Melody([60, 62]), [14, 16]])

"""Choosing: what is measured, what the rules leave, and what the judge may hear."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import OneHot, compose
from ssc_lib.album import piece as pieces_module
from ssc_lib.album.choosing import RULES, USUAL, Candidate, Ear, best, choose
from ssc_lib.album.piece import Piece
from ssc_lib.judging.features import features

REAL = {"steps": 64}


class Parrot:
    """Plays a tune that it knows by heart."""

    vocabulary = 38

    def __init__(self, row: np.ndarray) -> None:
        self.row = row

    def start(self, batch: int) -> int:
        return 0

    def step(self, state: int, events: np.ndarray) -> int:
        return state + 1

    def distribution(self, state: int) -> np.ndarray:
        return np.eye(38)[[self.row[state]]]


def made(piece: Piece, **measures: object) -> Candidate:
    melody = compose(pieces_module.composer("coin"), rng=0, steps=32)[0]
    usual = {"copied": 3, "source": "", "described": np.zeros(28), "usual": 28, "at_home": True}
    return Candidate(piece, melody, **{**usual, **measures})  # type: ignore[arg-type]


def test_a_copy_is_found_and_its_tune_is_named(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    number = next(i for i, t in enumerate(ear.tunes) if t.melody.time_signature == (6, 8))
    monkeypatch.setattr("ssc_lib.album.piece.composer", lambda name: Parrot(ear.rows[number]))
    found = ear.measured(Piece("parrot", metre="6/8", bars=4, primer=""))
    assert found.copied == 48
    assert found.source == ear.tunes[number].title
    assert found.passes[0] is False


def test_the_usual_is_what_real_tunes_have(ear: Ear) -> None:
    """Nine in ten real tunes are within the usual in each measure; a coin is in few."""
    real = ear.people("4/4", 64)
    low, high = np.quantile(real, USUAL, axis=0)
    inside = ((low <= real) & (real <= high)).mean(axis=0)
    assert (inside >= 0.9 - 2 / len(real)).all()
    coin = ear.measured(Piece("coin", seed=1, bars=4))
    described = features([coin.melody])[0]
    assert coin.usual == sum(a <= x <= b for a, x, b in zip(low, described, high, strict=True))
    assert coin.usual < 15
    assert coin.passes[1] is False


def test_an_ending_is_a_note_of_the_tonic_chord(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    code = OneHot()
    for last, home in (("C4", True), ("E4", True), ("D4", False), ("B3", False)):
        words = " ".join(["C4 - E4 - G4 - F4 - D4 - B3 - C4 - - -"] * 3 + ["C4 - E4 - G4 - - -"])
        row = code.encode(Piece(bars=8, primer=f"{words} {last}").beginning)
        row = np.append(row, np.zeros(128, int))
        monkeypatch.setattr("ssc_lib.album.piece.composer", lambda name, row=row: Parrot(row))
        assert ear.measured(Piece("parrot", bars=4, primer="")).at_home is home


def test_rules_are_asked_in_order_and_none_empties_the_place() -> None:
    a, b, c = (Piece(seed=n) for n in range(3))
    row = [made(a, belief=0.9, copied=99), made(b, belief=0.2), made(c, belief=0.4)]
    assert best(row).piece == c
    assert best(row).left_out == ()
    row = [made(a, belief=0.1, at_home=False, copied=99), made(b, at_home=False, belief=0.05)]
    assert best(row).piece == b
    assert best(row).left_out == (RULES[2],)
    assert best(row[:1]).left_out == (RULES[0], RULES[2])


def test_the_judge_hears_only_the_other_places(ear: Ear) -> None:
    """A candidate's belief does not change with the company in its own place."""
    places = [[Piece("coin", seed=s, bars=4) for s in (1, 2)], [Piece("table-5", seed=3, bars=4)]]
    ticks: list[int] = []
    both = choose(places, ear, done=lambda: ticks.append(1))
    assert len(ticks) == 3
    assert [c.among for c in both] == [2, 1]
    alone = choose([places[0][:1], places[1]], ear)
    first = next(c for c in (alone[0],))
    again = ear.beliefs([first], [ear.measured(places[1][0])])
    assert first.belief == again[0]
    assert both[1].belief > 0.5 > both[0].belief


def test_without_others_the_judge_does_not_know(ear: Ear) -> None:
    assert choose([[Piece("coin", bars=4)]], ear)[0].belief == 0.5


def test_too_few_tunes_to_compare_with(ear: Ear) -> None:
    """A piece of the page may have any metre; nobody then says what is usual, or believes."""
    odd = ear.measured(Piece("coin", metre="7/8", bars=8))
    assert odd.usual is None
    assert odd.passes[1] is False
    assert ear.beliefs([odd], [odd]) == [0.5]


def test_a_metre_is_more_than_the_length_of_its_bar(ear: Ear) -> None:
    waltzes = [t.melody[:48] for t in ear.tunes if t.melody.time_signature == (3, 4)]
    waltzes = [melody for melody in waltzes if len(melody) == 48]
    assert np.array_equal(ear.people("3/4", 48), features(waltzes))
    jigs = [t.melody[:48] for t in ear.tunes if t.melody.time_signature == (6, 8)]
    assert np.array_equal(ear.people("6/8", 48), features(m for m in jigs if len(m) == 48))

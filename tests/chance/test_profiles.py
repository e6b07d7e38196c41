"""Bar profiles: by hand, as a trie, and against a slow sum over whole bars."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.chance.profiles import KINDS, SIGNS, Rhythm, kinds, profiles
from ssc_lib.music import corpus
from ssc_lib.music.melody import Melody

LETTERS = {".": -2, "o": -1, "x": 60}


def tune(*bars: str) -> Melody:
    events = [LETTERS[sign] for bar in bars for sign in bar]
    return Melody(events, steps_per_bar=len(bars[0]))


def along(rhythm: Rhythm, signs: str) -> list[np.ndarray]:
    """What is said before each step."""
    state, said = rhythm.start(1), []
    for sign in signs:
        said.append(rhythm.distribution(state)[0])
        state = rhythm.step(state, np.array([SIGNS.index(sign)]))
    return said


def test_kinds_and_profiles() -> None:
    melody = tune("x.xo", "xx..")
    assert "".join(SIGNS[k] for k in kinds(melody)) == "x.xoxx.."
    assert profiles(melody) == ["x.xo", "xx.."]
    assert profiles(melody[:7]) == ["x.xo"]  # a bar that is cut short is none
    assert profiles(melody[:3]) == []


def test_a_bar_costs_what_its_profile_costs() -> None:
    """Half xx.., three tenths x.x., a fifth x...: x.x. is 1 x .5 x .6 x 1, the mass of .3."""
    music = [tune(*(50 * ["xx.."] + 30 * ["x.x."] + 20 * ["x..."]))]
    rhythm = Rhythm.fit(music, order=0, echoes=False).in_bars_of(4)
    said = along(rhythm, "x.x.")
    found = [p[SIGNS.index(sign)] for p, sign in zip(said, "x.x.", strict=True)]
    assert found == pytest.approx([1, 0.5, 0.6, 1], abs=0.02)
    assert -np.log2(np.prod(found)) == pytest.approx(1.737, abs=0.05)


def test_steps_multiply_to_the_sum_over_profiles() -> None:
    """The marginal by its definition: each profile's prior times whether it fits, and the rest."""
    music = [tune("x.x.", "xx..", "x.x.", "xo..", "x.x.", "xx..", "x.x.", "....")] * 3
    rhythm = Rhythm.fit(music, echoes=False).in_bars_of(4)
    start = rhythm.start(1)
    prior, other = start.weights[0, :-1], start.weights[0, -1]
    total = 0.0
    for bar in itertools.product(SIGNS, repeat=4):
        by_hand = sum(w for w, p in zip(prior, rhythm.listed, strict=True) if p == "".join(bar))
        state = rhythm.steps.start(1)
        spelt = 1.0
        for sign in bar:
            spelt *= rhythm.steps.distribution(state)[0, SIGNS.index(sign)]
            state = rhythm.steps.step(state, np.array([SIGNS.index(sign)]))
        steps = np.prod([p[SIGNS.index(s)] for s, p in zip(bar, along(rhythm, bar), strict=True)])
        assert steps == pytest.approx(by_hand + other * spelt)
        total += steps
    assert total == pytest.approx(1)


def test_at_the_bar_line_the_profile_is_known() -> None:
    """AB AB AB ...: after A comes B, however the bar began."""
    rhythm = Rhythm.fit([tune(*(["x.x.", "xx.."] * 20))], order=1, echoes=False).in_bars_of(4)
    said = along(rhythm, "x.x.x")[-1:] + along(rhythm, "x.x.x.")[-1:]
    assert said[0][2] > 0.95
    assert said[1][2] > 0.9


def test_a_profile_that_was_never_seen_is_possible() -> None:
    rhythm = Rhythm.fit([tune(*(["x.x."] * 20 + ["xo.."]))]).in_bars_of(4)
    assert rhythm.listed == ["x.x."]  # the other was seen once
    for p, sign in zip(along(rhythm, "ooxo"), "ooxo", strict=True):
        assert p[SIGNS.index(sign)] > 0


def test_a_bar_of_an_unknown_length_is_spelt() -> None:
    rhythm = Rhythm.fit([tune("x.x.", "x.x.", "xx..")]).in_bars_of(7)
    for p in along(rhythm, "x.x.x.x" * 2):
        assert p.sum() == pytest.approx(1)
        assert (p > 0).all()


def test_echoes_lower_the_surprise_of_real_rhythms() -> None:
    train, unseen = corpus.load(split="train")[::6], corpus.load(split="validation")[::6]
    bits = []
    for echoes in (False, True):
        rhythm = Rhythm.fit(train, echoes=echoes)
        scores = []
        for bar in sorted({piece.melody.steps_per_bar for piece in unseen}):
            rows = [kinds(p.melody) for p in unseen if p.melody.steps_per_bar == bar]
            scores += ssc.log_probabilities(rhythm.in_bars_of(bar), rows)
        bits.append(-np.concatenate(scores).mean())
    assert bits[1] < bits[0] - 0.01
    assert bits[1] < 0.45


def test_what_cannot_be_counted_is_told() -> None:
    with pytest.raises(TypeError, match="piece 0 is of type ndarray and has no bars"):
        Rhythm.fit([np.array([1, 2])])
    with pytest.raises(ValueError, match="no melodies to count"):
        Rhythm.fit([])
    with pytest.raises(ValueError, match="no melody has a whole bar"):
        Rhythm.fit([Melody([60])])
    rhythm = Rhythm.fit([tune("x.x.")])
    with pytest.raises(ValueError, match="a bar needs at least 1 step, got 0"):
        rhythm.in_bars_of(0)
    with pytest.raises(ValueError, match="values of events run from 3 to 3"):
        rhythm.step(rhythm.start(1), np.array([KINDS]))

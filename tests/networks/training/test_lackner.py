"""Lackner's network: its size, its matrices, and what a threshold reads in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Melody
from ssc_lib.chance.harmony import Harmonised
from ssc_lib.music.chords import Chord

pytest.importorskip("keras", reason="Keras is not installed")
from ssc_lib.networks.training import lackner  # after the check that Keras is there

NOTES = st.lists(st.tuples(st.integers(60, 83), st.integers(1, 6), st.integers(0, 3)), min_size=1)


def test_the_matrices_are_his() -> None:
    chords = lackner.chord_roll([Chord.of("C").label] * 2 + [Chord.of("N.C.").label])
    assert chords.shape == (6, 12)
    assert np.flatnonzero(chords[0]).tolist() == [0, 4, 7]
    assert chords[4:].sum() == 0
    roll = lackner.melody_roll(Melody.of("C4 - - - D5 . D5 - C7"))
    assert roll.shape == (18, 24)
    assert np.flatnonzero(roll[:, 0]).tolist() == [0, 1, 2, 3]
    assert np.flatnonzero(roll[:, 14]).tolist() == [8, 12, 13]
    assert np.flatnonzero(roll[:, 12]).tolist() == [16]


@given(NOTES)
def test_a_melody_comes_back(notes: list[tuple[int, int, int]]) -> None:
    events: list[int] = []
    for pitch, length, rest in notes:
        events += [pitch] + [-2] * (length - 1) + ([-1] + [-2] * (rest - 1) if rest else [])
    tune = Melody([*events, -1])
    assert lackner.read_matrix(lackner.melody_roll(tune)).notes() == tune.notes()


def test_the_largest_sounds_if_it_is_above_the_threshold() -> None:
    said = np.zeros((4, 24))
    said[:, 3], said[:2, 5] = 0.4, 0.45
    assert len(lackner.read_matrix(said, 0.5).pitches) == 0
    assert lackner.read_matrix(said, 0.3).pitches.tolist() == [65, 63]
    assert lackner.read_matrix(said, 0.42).pitches.tolist() == [65]


def test_it_has_his_size_and_hears_chords_alone() -> None:
    model = lackner.build(seed=1)
    assert model.count_params() == 6_936
    assert model.input_shape == (None, None, 12)
    assert model.output_shape == (None, None, 24)


def test_examples_are_cut_and_filled_up() -> None:
    tune = Melody.of("C4 - - - E4 - - -")
    songs = [
        Harmonised.of(tune, [Chord.of("C")] * 8),
        Harmonised.of(tune * 2, [Chord.of("C")] * 16),
    ]
    x, y = lackner.examples(songs, 24)
    assert x.shape == (2, 24, 12)
    assert y.shape == (2, 24, 24)
    assert x[0, 16:].sum() == 0 and x[1].any(axis=1).all()
    low = int(np.flatnonzero(y[0, 0])[0])
    assert np.flatnonzero(y[0, 8])[0] == low + 4

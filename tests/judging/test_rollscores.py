"""Five scores of bars, by hand, and held to another program of each."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from ssc_lib.judging import rollscores as scores

RNG = np.random.default_rng(0)
X = RNG.random((6, 8, 24, 3)) < 0.15
X[2, :, :, 1] = False


def test_empty_bars_are_those_without_a_note() -> None:
    assert scores.empty_bars(X).tolist() == pytest.approx([0, 1 / 6, 0])


def test_pitch_classes_are_counted_where_there_are_notes() -> None:
    for track in range(3):
        sets = [
            {(21 + pitch) % 12 for pitch in np.flatnonzero(bar[:, :, track].any(axis=0))}
            for bar in X
        ]
        wanted = np.mean([len(s) for s in sets if s])
        assert scores.used_pitch_classes(X, 21)[track] == pytest.approx(wanted)


@pytest.mark.parametrize("steps", [1, 2, 3, 8, 9])
def test_qualified_notes_are_long_runs(steps: int) -> None:
    for track in range(3):
        lengths = [
            len(list(run))
            for bar in X
            for column in bar[:, :, track].T
            for on, run in groupby(column)
            if on
        ]
        wanted = np.mean([n >= steps for n in lengths])
        assert scores.qualified_notes(X, steps)[track] == pytest.approx(wanted)


def test_polyphony_counts_from_a_number_on() -> None:
    x = np.zeros((1, 4, 12, 1), dtype=bool)
    x[0, 0, :3] = x[0, 1, :2] = x[0, 2, 0] = True
    assert [scores.polyphonic_steps(x, n)[0] for n in (1, 2, 3, 4)] == [0.75, 0.5, 0.25, 0]


# C against: itself, a minor, e minor, G major, F sharp major; from the paper's formula
CHORDS = [([0, 4, 7], 0), ([9, 0, 4], 0.799), ([4, 7, 11], 0.849), ([7, 11, 2], 1.213)]
CHORDS += [([6, 10, 1], 1.970)]


@pytest.mark.parametrize(("chord", "wanted"), CHORDS)
def test_tonal_distance_of_chords(chord: list[int], wanted: float) -> None:
    x = np.zeros((2, 4, 12, 2), dtype=bool)
    x[:, :, [0, 4, 7], 0] = x[0][:, chord, 1] = True  # the second bar is silent in one track
    assert scores.tonal_distance(x)[0, 1] == pytest.approx(wanted, abs=5e-4)
    moved = scores.tonal_distance(x, low=29)[0, 1]
    assert moved == pytest.approx(wanted, abs=5e-4)  # no key is nearer than another


def test_silence_has_no_notes_to_share() -> None:
    silence = np.zeros((2, 4, 12, 2), dtype=bool)
    assert scores.empty_bars(silence).tolist() == [1, 1]
    assert scores.polyphonic_steps(silence).tolist() == [0, 0]
    assert np.isnan(scores.qualified_notes(silence)).all()
    assert np.isnan(scores.used_pitch_classes(silence)).all()
    assert np.isnan(scores.tonal_distance(silence)[0, 1])


def test_what_is_no_tensor() -> None:
    with pytest.raises(ValueError, match=r"\(bars, steps, pitches, tracks\)"):
        scores.empty_bars(np.zeros((4, 12)))
    with pytest.raises(ValueError, match="a step or more"):
        scores.qualified_notes(X, 0)
    with pytest.raises(ValueError, match="one pitch or more"):
        scores.polyphonic_steps(X, 0)

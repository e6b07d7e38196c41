"""Pitches and keys, by number and by name."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.music.pitches import (
    MAJOR_SCALE,
    best_major_key,
    key_number,
    pitch_name,
    pitch_number,
    sharps_of,
    spelled,
)


def test_a_name_and_its_number_are_each_others_inverse() -> None:
    assert [pitch_number(pitch_name(pitch)) for pitch in range(128)] == list(range(128))


def test_names_that_people_write() -> None:
    names = {"C4": 60, "c4": 60, "F#4": 66, "F♯4": 66, "Gb4": 66, "B♭3": 58, "C-1": 0, "G9": 127}
    assert {name: pitch_number(name) for name in names} == names


@pytest.mark.parametrize("name", ["", "H4", "C", "4", "C##4", "C4 "])
def test_what_is_no_pitch_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(ValueError, match="is no pitch; write C4 for middle C"):
        pitch_number(name)


def test_pitches_outside_midi_are_refused() -> None:
    with pytest.raises(ValueError, match=r"G#9 is pitch 128; MIDI has 0 \(C-1\) to 127 \(G9\)"):
        pitch_number("G#9")


def test_a_minor_key_has_the_notes_of_its_relative_major() -> None:
    names = {"C": 0, "Am": 0, "G": 7, "Em": 7, "F#": 6, "Gb": 6, "D#m": 6, "Cb": 11}
    assert {name: key_number(name) for name in names} == names
    assert [key_number(n) for n in range(12)] == list(range(12))


@pytest.mark.parametrize("name", ["H", "C major", "am7", "", 12, -1])
def test_what_is_no_key_is_refused_with_an_example(name: str | int) -> None:
    with pytest.raises(ValueError, match=r"Am"):
        key_number(name)


@pytest.mark.parametrize("key", range(12))
def test_the_best_key_of_a_scale_is_its_own(key: int) -> None:
    scale = (key + np.array([0, 2, 4, 5, 7, 9, 11])) % 12
    assert best_major_key(np.bincount(scale, minlength=12)) == key


def test_the_lowest_key_wins_a_tie() -> None:
    assert best_major_key(np.zeros(12, dtype=int)) == 0
    assert best_major_key(np.bincount([0], minlength=12)) == 0
    assert best_major_key(np.bincount([11], minlength=12)) == 0


def test_the_last_note_breaks_a_tie_and_nothing_else() -> None:
    pentatonic = np.bincount([7, 9, 11, 2, 4], minlength=12)  # in C, D and G major
    found = [best_major_key(pentatonic, last) for last in (67, 50, 0, 4, 11, 9)]
    assert found == [7, 2, 0, 7, 2, 0]
    assert best_major_key(np.bincount([7, 9, 11, 0, 2, 4, 6], minlength=12), last=0) == 7


# -- as written ----------------------------------------------------------------------------------


def test_signatures_on_the_circle_of_fifths() -> None:
    names = ["Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#"]
    assert [sharps_of(key_number(name)) for name in names] == list(range(-5, 7))


@pytest.mark.parametrize("key", range(12))
def test_every_pitch_is_spelled_under_every_signature(key: int) -> None:
    """Letter, alteration and octave make the pitch; a scale has each letter once."""
    sharps, natural = sharps_of(key), dict(zip("CDEFGAB", MAJOR_SCALE, strict=True))
    for pitch in range(128):
        letter, alter, octave = spelled(pitch, sharps)
        assert 12 * (octave + 1) + natural[letter] + alter == pitch
    scale = [spelled(60 + key + degree, sharps) for degree in MAJOR_SCALE]
    assert sorted(letter for letter, _, _ in scale) == list("ABCDEFG")
    assert sum(alter for _, alter, _ in scale) == sharps


def test_the_leading_note_of_the_relative_minor_is_a_raised_one() -> None:
    assert spelled(68, 0) == ("G", 1, 4)  # A minor
    assert spelled(69, -5) == ("A", 0, 4)  # B flat minor
    assert spelled(60, 6) == ("B", 1, 3)  # D sharp minor has C double sharp, and C is B sharp

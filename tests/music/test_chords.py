"""Chords by name, found in voices, and read from scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.music.chorales import chorales
from ssc_lib.music.chords import (
    LABELS,
    NAMES,
    QUALITIES,
    Chord,
    find_chords,
    per_step,
    read_chord_names,
    read_chords,
)
from ssc_lib.music.multitrack import Multitrack, Track
from ssc_lib.music.score import write_musicxml


@pytest.mark.parametrize(
    ("name", "classes", "label"),
    [
        ("C", (0, 4, 7), 1),
        ("Am", (9, 0, 4), 13 + 9),
        ("F#dim", (6, 9, 0), 25 + 6),
        ("Bb7", (10, 2, 5, 8), 1 + 10),
        ("Em7b5", (4, 7, 10, 2), 25 + 4),
        ("Dsus4", (2, 7, 9), 1 + 2),
        ("N.C.", (), 0),
    ],
)
def test_names_as_people_write_them(name: str, classes: tuple[int, ...], label: int) -> None:
    chord = Chord.of(name)
    assert chord.pitch_classes == classes and chord.label == label
    assert Chord.of(chord.name) == chord and repr(chord) == f"Chord.of({chord.name!r})"


def test_every_root_quality_and_bass_is_read_back() -> None:
    for root in range(12):
        for quality in QUALITIES:
            for bass in (None, (root + 5) % 12):
                chord = Chord(root, quality, bass)
                assert Chord.of(chord.name) == chord
                assert chord.transposed(7).transposed(-7) == chord
    assert [Chord.labelled(n).label for n in range(LABELS)] == list(range(LABELS))


def test_other_names_of_the_same() -> None:
    for one, other in (("Cmin", "Cm"), ("C#", "Db"), ("C/C", "C"), ("Gsus", "Gsus4"), ("E♭", "Eb")):
        assert Chord.of(one) == Chord.of(other)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("H7x", "'H7x' is no chord; write a root from A to G"),
        ("Cfoo", "there is no quality 'foo'; after the root"),
        ("C/H", "'C/H' is no chord"),
        ("", "'' is no chord"),
    ],
)
def test_bad_names_are_told_in_one_sentence(name: str, told: str) -> None:
    with pytest.raises(ValueError) as error:
        Chord.of(name)
    assert told in str(error.value) and "\n" not in str(error.value)


def test_numbers_out_of_range() -> None:
    with pytest.raises(ValueError, match="root must be a pitch class"):
        Chord(12)
    with pytest.raises(ValueError, match="unknown quality"):
        Chord(0, "x")
    with pytest.raises(ValueError, match="from 0 to 36"):
        Chord.labelled(37)
    with pytest.raises(ValueError, match="at least 1 step"):
        per_step([Chord(0)], 0)
    with pytest.raises(ValueError, match="no chords in it"):
        read_chord_names(" | ")


def test_chords_of_a_cadence() -> None:
    """C, F, G and C in three voices, and then silence."""
    high = Melody.of("E4 - - - F4 - - - D4 - - - E4 - - - . - - -")
    middle = Melody.of("C4 - - - C4 - - - B3 - - - C4 - - - . - - -")
    low = Melody.of("G3 - - - A3 - - - G3 - - - C3 - - - . - - -")
    music = Multitrack([Track(voice) for voice in (high, middle, low)])
    assert [c.name for c in find_chords(music)] == ["C", "F", "G", "C", "N.C."]
    drums = Track(Melody([36] * 20), voice="drums")
    assert find_chords(Multitrack([*music, drums])) == find_chords(music)
    with pytest.raises(ValueError, match="no voice"):
        find_chords([])


def test_a_note_that_begins_outweighs_one_that_lasts() -> None:
    """D F A below, with a B that rings on for one step of four: D minor, not B diminished."""
    voices = [Melody([50, -2, -2, -2]), Melody([53, -2, -2, -2]), Melody([57, -2, -2, -2])]
    assert [c.name for c in find_chords(voices)] == ["Dm"]


def test_chorales_are_mostly_in_the_chords_of_their_keys() -> None:
    found = [chord for c in chorales(12) for chord in find_chords(c.music)]
    names = [chord.name for chord in found]
    assert len({*names}) > 10 and names.count("N.C.") < 0.15 * len(names)


@pytest.mark.parametrize("name", ["Am", "Bb7", "F#m7b5", "Ebmaj7", "G/B", "Caug", "Bdim7", "Dsus4"])
def test_scores_carry_chords_out_and_in(name: str, tmp_path: Path) -> None:
    melody = Melody.of("C4 - - - E4 - - - G4 - - - C5 - - -")
    chords = [Chord.of("C")] * 8 + [Chord.of(name)] * 8
    path = write_musicxml(melody, tmp_path / "song.musicxml", chords=chords)
    assert read_chords(path) == chords


def test_chords_of_abc(tmp_path: Path) -> None:
    path = tmp_path / "song.abc"
    path.write_text('X:1\nT:Two\nM:4/4\nL:1/4\nK:C\n"C"C2E2|"G7"D4|\n', encoding="utf-8")
    assert [c.name for c in read_chords(path)] == ["C"] * 16 + ["G7"] * 16


def test_a_score_without_chords_says_so(tmp_path: Path) -> None:
    path = write_musicxml(Melody.of("C4 - E4 -"), tmp_path / "bare.musicxml")
    with pytest.raises(ValueError, match=r"bare.musicxml has no chord symbols"):
        read_chords(path)
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_chords(tmp_path / "gone.abc")


def test_names_are_twelve() -> None:
    assert len(NAMES) == 12 and [Chord.of(n).root for n in NAMES] == list(np.arange(12))

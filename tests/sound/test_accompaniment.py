"""Melody and chords as two tracks, heard and written."""

from __future__ import annotations

from pathlib import Path

import mido
import numpy as np

import ssc_lib as ssc
from ssc_lib import Melody
from ssc_lib.music.chords import Chord, per_step, read_chord_names
from ssc_lib.sound.accompaniment import accompanied

TUNE = Melody.of("C4 - E4 - G4 - - - B3 - D4 - G4 - - -")
CHORDS = per_step(read_chord_names("C/E G7"), 8)


def test_a_chord_is_held_and_its_bass_is_lowest() -> None:
    melody, chords = accompanied(TUNE, CHORDS).parts
    assert [t.pitch for t in melody.tones] == TUNE.pitches.tolist()
    first = [t for t in chords.tones if t.start_s == 0]
    assert [t.pitch for t in first] == [52, 60, 67] and {t.end_s for t in first} == {1.0}
    second = sorted(t.pitch for t in chords.tones if t.start_s == 1)
    assert second == [55, 62, 65, 71] and {t.voice for t in chords.tones} == {"string"}


def test_no_chord_is_silence_and_what_is_too_long_is_cut() -> None:
    _, chords = accompanied(TUNE, [Chord(None)] * 16).parts
    assert chords.tones == ()
    heard = accompanied(TUNE, CHORDS * 2)
    assert max(t.end_s for t in heard.tones) == heard.duration_s == TUNE.duration_s


def test_the_file_has_two_named_tracks(tmp_path: Path) -> None:
    path = ssc.write_midi(accompanied(TUNE, CHORDS), tmp_path / "song.mid")
    tracks = {t.name: t for t in mido.MidiFile(path).tracks}
    assert {"Melody", "Chords"} <= set(tracks)
    onsets = [m.note for m in tracks["Chords"] if m.type == "note_on" and m.velocity]
    assert sorted(onsets) == [52, 55, 60, 62, 65, 67, 71]
    melody = [m.note for m in tracks["Melody"] if m.type == "note_on" and m.velocity]
    assert melody == TUNE.pitches.tolist()


def test_it_sounds() -> None:
    """The chords stand to the left, and so the left is louder than the right."""
    both, alone = ssc.render(accompanied(TUNE, CHORDS)), ssc.render(TUNE)
    assert both.ndim == 2 and alone.ndim == 1
    left, right = np.square(both).mean(axis=0)
    assert left > 1.1 * right > 0

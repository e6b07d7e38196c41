"""Piano rolls: one order of axes, every way in and out, and what a roll without onsets loses."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given

from ssc_lib import Melody, Multitrack, Track, write_midi
from ssc_lib.music import rolls
from ssc_lib.music.rolls import PianoRoll
from ssc_lib.music.tracks import MidiError
from ssc_lib.sound.tone import perform
from tests.made import FILE, melodies, without_idle_note_offs

TWO = [Melody([64, -2, 64, -1]), Melody([48, -2, -2, -2])]
CHORD = [(60, 0, 4), (64, 0, 2), (64, 2, 4)]  # pitch, start, end; the upper note twice


def two_tracks(path: Path) -> Path:
    """A file of 96 ticks a quarter: chords with a program, one held note, and drums."""
    file = mido.MidiFile(ticks_per_beat=96)
    head = mido.MidiTrack([mido.MetaMessage("time_signature", numerator=3, denominator=4)])
    head.insert(0, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(90)))
    file.tracks.append(head)
    for channel, notes in ((0, CHORD), (1, [(40, 0, 4)]), (9, [(36, 0, 1)])):
        track = mido.MidiTrack([mido.Message("program_change", channel=channel, program=19)])
        moves = [(start, 1, pitch) for pitch, start, _ in notes]
        moves += [(end, 0, pitch) for pitch, _, end in notes]
        now = 0
        for at, on, pitch in sorted(moves):
            kind = "note_on" if on else "note_off"
            track.append(mido.Message(kind, channel=channel, note=pitch, time=24 * (at - now)))
            now = at
        file.tracks.append(track)
    file.save(path)
    return path


# -- axes and cells --------------------------------------------------------------------------------


def test_axes_are_step_pitch_track() -> None:
    roll = PianoRoll.of(TWO)
    assert roll.sounds.shape == roll.onsets.shape == (4, 128, 2)
    assert np.argwhere(roll.sounds[:, :, 0]).tolist() == [[0, 64], [1, 64], [2, 64]]
    assert np.argwhere(roll.onsets[:, :, 0]).tolist() == [[0, 64], [2, 64]]
    assert np.argwhere(roll.sounds[:, :, 1]).tolist() == [[n, 48] for n in range(4)]
    assert repr(roll) == "<PianoRoll: 4 steps, 2 tracks, 3 notes, with onsets>"


def test_bars_are_bar_step_pitch_track() -> None:
    roll = PianoRoll.of(Melody([60, -2, 62, -2, 64, -2], steps_per_bar=4))
    bars = roll.bars(60, 66)
    assert bars.shape == (2, 4, 6, 1)
    assert bars[1, :, 4, 0].tolist() == [True, True, False, False]  # the rest is filled up
    assert roll.bars_of_onsets(60, 66).sum() == 3
    assert roll.bars(62).sum() == 4  # what lies below is left out


def test_a_tensor_goes_back() -> None:
    roll = PianoRoll.of([melody.resized(32) for melody in TWO])
    again = PianoRoll.from_bars(roll.bars(40, 70), roll.bars_of_onsets(40, 70), low=40)
    assert again == roll
    assert PianoRoll.from_bars(roll.bars(), metre=(4, 4)).metre == (4, 4)


def test_no_steps_make_no_bars() -> None:
    roll = PianoRoll.of(Melody([]))
    assert roll.bars().shape == (0, 16, 128, 1)
    assert roll.notes() == [[]]


# -- notes -----------------------------------------------------------------------------------------


@given(melodies())
def test_a_melody_comes_back(melody: Melody) -> None:
    heard = without_idle_note_offs(melody)
    assert PianoRoll.of(melody).melodies() == [heard]


@given(melodies())
def test_without_onsets_only_repeated_notes_are_lost(melody: Melody) -> None:
    notes = melody.notes()
    repeated = sum(
        one.pitch == two.pitch and one.end_step == two.start_step for one, two in pairwise(notes)
    )
    found = PianoRoll.of(melody).without_onsets()
    assert len(found.notes()[0]) == len(notes) - repeated
    assert (found.sounds == PianoRoll.of(melody).sounds).all()


def test_a_chord_has_all_its_notes_and_the_top_line_is_its_melody() -> None:
    sounds, onsets = np.zeros((2, 4, 128, 1), dtype=bool)
    for pitch, start, end in CHORD:
        sounds[start:end, pitch], onsets[start, pitch] = True, True
    roll = PianoRoll(sounds, onsets)
    assert roll.notes() == [[(60, 0, 4), (64, 0, 2), (64, 2, 4)]]
    assert roll.melodies()[0].events.tolist() == [64, -2, 64, -2]


def test_equal_are_the_same_notes_on_the_same_grid() -> None:
    roll = PianoRoll.of(Melody([60, -2, 64, -2]))
    assert roll == roll.without_onsets()  # no note repeats, so nothing is lost
    assert PianoRoll.of(TWO) != PianoRoll.of(TWO).without_onsets()
    assert roll != PianoRoll.of(Melody([60, -2, 64, -2], qpm=90))
    assert roll != "a roll"


# -- files and arrays ------------------------------------------------------------------------------


def test_a_midi_file_with_tracks_keeps_chords_and_repeated_notes(tmp_path: Path) -> None:
    roll = PianoRoll.read_midi(two_tracks(tmp_path / "two.mid"))
    assert roll.notes() == [[(60, 0, 4), (64, 0, 2), (64, 2, 4)], [(40, 0, 4)]]
    assert (roll.qpm, roll.metre, roll.steps_per_bar) == (90, (3, 4), 12)
    finer = PianoRoll.read_midi(tmp_path / "two.mid", steps_per_quarter=24)
    assert finer.notes()[1] == [(40, 0, 24)]


@given(melodies())
def test_a_melody_goes_through_a_midi_file(tmp_path_factory, melody: Melody) -> None:
    path = tmp_path_factory.mktemp("midi") / "a.mid"
    write_midi(melody, path)
    roll = PianoRoll.read_midi(path, steps_per_quarter=melody.steps_per_quarter)
    assert roll.notes()[0] == melody.notes()


def test_a_roll_goes_through_a_midi_file_chords_and_all(tmp_path: Path) -> None:
    """Tracks, tempo and metre as well; a tuned roll is what `listen` and the plots take."""
    roll = PianoRoll.read_midi(two_tracks(tmp_path / "two.mid"))
    assert PianoRoll.read_midi(write_midi(roll, tmp_path / "again.mid")) == roll
    assert len(perform(roll).parts) == 2
    assert perform(roll.without_onsets()).parts[0].tones[1].end_s == 4 * 60 / 90 / 4


def test_tracks_go_in_and_out() -> None:
    tracks = Multitrack([Track(melody, voice="flute") for melody in TWO])
    assert PianoRoll.of(tracks).melodies() == TWO


def test_arrays_of_pypianoroll_go_in_and_out() -> None:
    roll = PianoRoll.of(TWO)
    arrays = roll.arrays()
    assert [a.shape for a in arrays] == [(4, 128), (4, 128)]
    assert arrays[0].dtype == bool
    assert PianoRoll.from_arrays(arrays) == roll.without_onsets()
    velocities = [100 * arrays[0].astype(np.uint8), arrays[1][:2].astype(np.uint8)]
    again = PianoRoll.from_arrays(velocities, steps_per_quarter=24, qpm=90)
    assert again.notes() == [[(64, 0, 3)], [(48, 0, 2)]]
    assert (again.steps_per_quarter, again.qpm) == (24, 90)


def test_an_array_that_was_given_is_not_held() -> None:
    array = np.zeros((4, 128, 1))
    roll = PianoRoll(array)
    array[0, 60, 0] = 1
    assert roll.notes() == [[]]
    with pytest.raises(ValueError, match="read-only"):
        roll.sounds[0, 60, 0] = True


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PianoRoll(np.zeros((4, 84, 1))), r"shape \(4, 84, 1\); expected \(steps, 128, tr"),
        (lambda: PianoRoll(np.zeros((4, 128))), r"in this order"),
        (lambda: PianoRoll(np.ones((4, 128, 1)), np.ones((5, 128, 1))), "give two of one shape"),
        (
            lambda: PianoRoll(np.zeros((4, 128, 1)), np.eye(4, 128)[:, :, None]),
            "an onset at step 0, pitch 0 of track 0 stands where nothing sounds",
        ),
        (lambda: PianoRoll(np.zeros((4, 128, 1)), metre=(1, 64)), "try steps_per_quarter=16"),
        (lambda: PianoRoll.from_arrays([np.zeros((128, 4))]), "array 0 has shape"),
        (lambda: PianoRoll.from_arrays([]), "there is no array"),
        (lambda: PianoRoll.from_bars(np.zeros((16, 84, 1))), "has no bars"),
        (lambda: PianoRoll.from_bars(np.zeros((1, 16, 84, 1)), low=60), "try another low"),
        (lambda: PianoRoll.of(TWO).bars(60, 129), "not from 60 up to 129"),
        (lambda: PianoRoll.of([TWO[0], TWO[1].stretched(2)]), "stretched first"),
    ],
)
def test_what_makes_no_roll_is_told(make, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize("music", [[], [60, 62], ["C4"]])
def test_what_is_no_music_is_told(music) -> None:
    with pytest.raises(TypeError, match="one Melody or a list of them"):
        PianoRoll.of(music)


def test_a_file_without_notes_or_too_long_is_told(tmp_path: Path, monkeypatch) -> None:
    silent = tmp_path / "silent.mid"
    write_midi(Melody([-2] * 16), silent)
    with pytest.raises(MidiError, match=r"silent\.mid has no notes to read"):
        PianoRoll.read_midi(silent)
    path = tmp_path / "file.mid"
    path.write_bytes(FILE)
    monkeypatch.setattr(rolls, "MOST_CELLS", 1000)
    with pytest.raises(MidiError, match="try fewer steps to a quarter note, or a shorter file"):
        PianoRoll.read_midi(path)

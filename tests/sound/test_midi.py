"""MIDI files of any music: annotated bytes, parts, velocities, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import mido
import pretty_midi
import pytest
from hypothesis import given, settings

import ssc_lib as ssc
from ssc_lib.music.melody import Melody
from ssc_lib.music.pitches import best_major_key, key_number
from ssc_lib.sound.midi import midi_bytes, write_midi
from ssc_lib.sound.tone import Tone, perform
from tests.made import melodies
from tests.music.four import FOUR


def read(data: bytes) -> Any:
    return pretty_midi.PrettyMIDI(io.BytesIO(data))


def string(start: float, end: float, pitch: float, to: float | None = None) -> Tone:
    return Tone(start, end, pitch, voice="string", end_pitch=to)


# C4 for two steps, E4 for one, a step of silence: at 220 ticks a quarter a step has 55.
TUNE = Melody([60, -2, 64, -1])
EVERY_BYTE = bytes.fromhex(
    "4d546864 00000006 0001 0002 00dc"  # MThd: format 1, two tracks, 220 ticks a quarter note
    "4d54726b 0000002b"  # MTrk, 43 bytes: time
    "00 ff5103 07a120"  # 500,000 microseconds a quarter note: 120 qpm
    "00 ff5804 04021808"  # 4/4
    "00 ff5902 0100"  # one sharp: C, F and G major hold both notes, and E minor is G's
    "815c ff010d 656e64206f66206d656c6f6479"  # after 220 ticks the text "end of melody"
    "01 ff2f00"  # end of track
    "4d54726b 00000014"  # MTrk, 20 bytes: notes
    "00 c0 00"  # program 0, the grand piano
    "00 90 3c 64"  # note on, C4, velocity 100
    "6e 3c 00"  # 110 ticks later C4 again, with velocity 0, which means off
    "00 40 64"  # at once E4
    "37 40 00"  # 55 ticks later E4 is off
    "01 ff2f00"  # end of track
)


def test_a_file_byte_by_byte() -> None:
    assert midi_bytes(TUNE) == EVERY_BYTE


def test_a_melody_and_its_performance_make_the_same_file() -> None:
    jig = Melody([67, -2, 69, -1, 71, -2], 2, 97.3, 6)
    assert midi_bytes(perform(jig)) == midi_bytes(jig)


@given(melody=melodies())
@settings(deadline=None, max_examples=50)
def test_the_same_music_gives_the_same_bytes(melody: Melody) -> None:
    again = Melody(melody.events, **melody.grid)
    assert midi_bytes(melody) == midi_bytes(again)
    assert midi_bytes(melody) != midi_bytes(melody, velocity=80)


def test_what_another_reader_sees() -> None:
    """pretty_midi on a melody at 60 qpm: a step lasts a quarter of a second."""
    melody = Melody([-2, 60, -2, 64, -1], qpm=60, steps_per_bar=12)
    file = read(midi_bytes(melody, velocity=90, program=40))
    (instrument,) = file.instruments
    assert instrument.program == 40
    seen = [(n.pitch, n.velocity, n.start, n.end) for n in instrument.notes]
    assert seen == [
        (60, 90, pytest.approx(0.25), pytest.approx(0.75)),
        (64, 90, pytest.approx(0.75), pytest.approx(1.0)),
    ]
    (signature,) = file.time_signature_changes
    assert (signature.numerator, signature.denominator) == (3, 4)


# One tune of each metre of the dances.
TUNES = {t.time_signature: t for t in reversed(ssc.corpus.load())}


@pytest.mark.parametrize("metre", TUNES)
def test_a_tune_of_every_metre_goes_out_and_comes_back(metre: str, tmp_path: Path) -> None:
    melody = TUNES[metre].melody
    path = write_midi(melody, tmp_path / "tune.mid")
    back = ssc.read_midi(path)
    assert back == melody
    assert "{}/{}".format(*back.metre or ()) == metre
    papers = {message.type: message for message in mido.MidiFile(path).tracks[0]}
    signature = papers["time_signature"]
    assert f"{signature.numerator}/{signature.denominator}" == metre
    key = best_major_key(melody.pitch_class_histogram, melody.pitches[-1])
    assert key_number(papers["key_signature"].key) == key
    assert read(ssc.listen(melody).midi).time_signature_changes[0].numerator == melody.metre[0]


def test_every_key_has_its_signature() -> None:
    for key in range(12):
        scale = Melody([60 + key + n for n in (0, 2, 4, 5, 7, 9, 11)])
        (signature,) = read(midi_bytes(scale)).key_signature_changes
        assert signature.key_number == key


def test_the_last_note_decides_between_two_signatures() -> None:
    """Five notes that lie in C, F and G major, ending on G."""
    (signature,) = read(midi_bytes(Melody([60, 62, 64, 69, 67]))).key_signature_changes
    assert signature.key_number == 7


# -- tones ---------------------------------------------------------------------------------------


def test_tones_keep_their_own_velocity_and_go_to_the_nearest_key() -> None:
    chord = [Tone(0, 1, 60, 40), Tone(0, 1, 64.5, 80), Tone(0.5, 2, 67.4, 127), Tone(0, 1, 127)]
    file = read(midi_bytes(chord))
    (instrument,) = file.instruments
    seen = sorted((n.pitch, n.velocity) for n in instrument.notes)
    assert seen == [(60, 40), (65, 80), (67, 127), (127, 80)]
    assert [n.end for n in instrument.notes if n.pitch == 67] == [pytest.approx(2, abs=0.002)]
    assert file.get_tempo_changes()[1].tolist() == [120]
    assert {n.velocity for n in read(midi_bytes(chord, velocity=7)).instruments[0].notes} == {7}


def test_each_voice_is_a_part_and_drums_are_on_channel_ten() -> None:
    tones = [*ssc.beat({"kick": [1, 0], "hat": [1, 1]}), string(0, 1, 50), Tone(0, 1, 60)]
    data = midi_bytes(tones, program=6)
    parts = read(data).instruments
    assert [(one.program, one.is_drum) for one in parts] == [(6, False), (48, False), (0, True)]
    assert [{n.pitch for n in one.notes} for one in parts] == [{60}, {50}, {36, 42}]
    assert bytes([0x99, 36]) in data  # note on, channel 10 (counted from 0: 9)


def test_a_glide_walks_key_by_key() -> None:
    """From 60 to 63 in 3 s: half a second each on the first and last key, one on those between."""
    (instrument,) = read(midi_bytes([string(0, 3, 60, 63), string(3, 6, 63, 60)])).instruments
    assert instrument.program == 48
    notes = sorted(instrument.notes, key=lambda n: n.start)
    assert [n.pitch for n in notes] == [60, 61, 62, 63, 63, 62, 61, 60]
    ends = [round(n.end, 2) for n in notes]
    assert ends == [0.5, 1.5, 2.5, 3.0, 3.5, 4.5, 5.5, 6.0]


@pytest.mark.parametrize("nothing", [[], Melody([]), Melody([-2] * 8)])
def test_silence_is_a_file_with_a_silent_piano(nothing: Any) -> None:
    data = midi_bytes(nothing)
    assert data[:4] == b"MThd" and bytes([0xC0, 0]) in data
    assert sum(len(one.notes) for one in read(data).instruments) == 0


# -- files ---------------------------------------------------------------------------------------


def test_any_music_can_be_written(tmp_path: Path) -> None:
    assert ssc.write_midi is write_midi
    path = write_midi([Tone(0, 1, 60)], tmp_path / "new" / "tone.mid")
    assert path == tmp_path / "new" / "tone.mid"
    assert path.read_bytes() == midi_bytes([Tone(0, 1, 60)])
    assert write_midi(TUNE, tmp_path / "tune.mid").read_bytes() == EVERY_BYTE


@pytest.mark.parametrize(
    ("qpm", "options", "words"),
    [
        (120, {"velocity": 0}, "velocity must be from 1 to 127"),
        (120, {"velocity": 128}, "velocity must be from 1 to 127"),
        (120, {"program": 128}, "program must be a General MIDI number"),
        (120, {"program": -1}, "program must be a General MIDI number"),
        (3, {}, "tempos from 3.58"),
        (1e6, {}, "tempos from 3.58"),
    ],
)
def test_bad_settings(tmp_path: Path, qpm: float, options: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        write_midi(Melody([60], qpm=qpm), tmp_path / "tune.mid", **options)
    assert not list(tmp_path.iterdir())
    assert midi_bytes(Melody([60], qpm=3.58))


def test_a_bar_that_is_too_long() -> None:
    with pytest.raises(ValueError, match="takes at most 255 beats, not 256; try shorter bars"):
        midi_bytes(Melody([60], steps_per_bar=1024))
    assert midi_bytes(Melody([60], steps_per_bar=1020))


def test_what_is_no_music_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="Melody or a list of Tone"):
        write_midi([Melody([60])], tmp_path / "tunes.mid")  # type: ignore[list-item]
    assert not list(tmp_path.iterdir())


# -- tracks --------------------------------------------------------------------------------------


def test_a_title_byte_by_byte() -> None:
    """An event more at the head of the first track, whose length grows by it."""
    titled = midi_bytes(TUNE, title="Ü")
    event = bytes.fromhex("00 ff03 02 c39c")  # at once, name, two bytes of UTF-8
    assert titled == EVERY_BYTE[:18] + bytes([0, 0, 0, 43 + 6]) + event + EVERY_BYTE[22:]
    assert midi_bytes(TUNE, title="") == EVERY_BYTE


def test_a_track_byte_by_byte() -> None:
    """The last track of a file: its name, program 61, controller 10 at 96 of 127, and a note."""
    horn = ssc.Track(Melody([60, -2]), "Horn", "brass", 0.5)
    data = midi_bytes(ssc.Multitrack([horn]), velocity=80)
    assert data.endswith(
        bytes.fromhex(
            "00 ff0304 486f726e"  # the name "Horn"
            "00 c0 3d"  # brass section
            "00 b0 0a60"  # place
            "00 90 3c50 6e 3c00"  # C4 for 110 ticks
            "01 ff2f00"
        )
    )


def test_settings_of_tracks() -> None:
    """Velocity is that of all tracks, the program that of pianos only; the metre stands first."""
    music = ssc.Multitrack([*FOUR, ssc.Track(FOUR[0].melody, "Keys")])
    file = read(midi_bytes(music, velocity=33, program=6))
    assert [one.program for one in file.instruments] == [73, 52, 61, 24, 6]
    assert {note.velocity for one in file.instruments for note in one.notes} == {33}
    assert [one.name for one in file.instruments] == [*FOUR.names, "Keys"]
    (metre,) = file.time_signature_changes
    assert (metre.numerator, metre.denominator) == (3, 4)
    assert file.key_signature_changes[0].key_number == 7


def test_tones_of_all_voices_are_parts() -> None:
    voices = ("brass", "flute", "piano", "drums", "kick", "organ")
    tones = [Tone(n, n + 1, 38, voice=voice, pan=0.5) for n, voice in enumerate(voices)]
    parts = read(midi_bytes(tones)).instruments
    assert [(one.program, one.is_drum) for one in parts] == [
        *((0, False), (19, False), (73, False), (61, False), (0, True))
    ]
    assert [note.pitch for note in parts[-1].notes] == [38, 36]
    assert not any(one.control_changes for one in parts)

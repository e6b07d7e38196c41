"""Melodies out of MIDI files: annotated bytes, exact round trips, and files that are none."""

from __future__ import annotations

from pathlib import Path

import mido
import pretty_midi
import pytest
from hypothesis import given, settings

from ssc_lib import Melody, read_midi, write_midi
from ssc_lib.music.midi import MidiError, time_signature
from ssc_lib.music.pitches import pitch_name
from tests.golden import TUNES
from tests.made import FILE, HEADER, melodies

# How twelve tunes in the public domain begin, as everybody sings them, and their numbers of notes.
TUNES_BY_HEART = {
    "au_clair_de_la_lune": ("C4 C4 C4 D4 E4 D4 C4 E4 D4 D4 C4", 44),
    "frere_jacques": ("C4 D4 E4 C4 C4 D4 E4 C4 E4 F4 G4", 32),
    "jingle_bells": ("E4 E4 E4 E4 E4 E4 E4 G4 C4 D4 E4", 51),
    "lightly_row": ("G4 E4 E4 F4 D4 D4 C4 D4 E4 F4 G4", 51),
    "london_bridge": ("G4 A4 G4 F4 E4 F4 G4 D4 E4 F4", 24),
    "mary_had_a_little_lamb_only4pitches": ("E4 D4 C4 D4 E4 E4 E4 D4 D4 D4", 26),
    "minuet_in_g": ("D5 G4 A4 B4 C5 D5 G4 G4", 64),
    "ode_to_joy": ("E4 E4 F4 G4 G4 F4 E4 D4 C4 C4 D4 E4", 62),
    "oh_susanna": ("C4 D4 E4 G4 G4 A4 G4 E4 C4 D4 E4", 55),
    "row_your_boat": ("C4 C4 C4 D4 E4 E4 D4 E4 F4 G4", 27),
    "twinkle": ("C4 C4 G4 G4 A4 A4 G4 F4 F4 E4 E4 D4 D4 C4", 42),
    "when_the_saints": ("C4 E4 F4 G4 C4 E4 F4 G4", 32),
}


def saved(folder: Path, data: bytes, name: str = "file.mid") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_file_byte_by_byte(tmp_path: Path) -> None:
    melody = read_midi(saved(tmp_path, FILE))
    assert melody.events.tolist() == [60, -2, -2, -2, -1, -2, 64, -2]
    assert (melody.qpm, melody.steps_per_bar, melody.steps_per_quarter) == (120, 12, 4)
    coarse = read_midi(tmp_path / "file.mid", steps_per_quarter=2)
    assert coarse.events.tolist() == [60, -2, -1, 64]
    assert coarse.steps_per_bar == 6


def test_a_wrapped_file(tmp_path: Path) -> None:
    """RMID: the same bytes as a chunk of a RIFF file."""
    size = len(FILE).to_bytes(4, "little")
    wrapped = b"RIFF" + (len(FILE) + 12).to_bytes(4, "little") + b"RMIDdata" + size + FILE
    assert read_midi(saved(tmp_path, wrapped)) == read_midi(saved(tmp_path, FILE, "plain.mid"))


@pytest.mark.parametrize("name", TUNES_BY_HEART)
def test_tunes_that_everybody_knows(name: str) -> None:
    """Files of another hand, at 120 quarters a minute, with the tune on a second track."""
    begins, notes = TUNES_BY_HEART[name]
    melody = read_midi(TUNES / f"{name}.mid")
    first = melody.pitches[: len(begins.split())]
    assert " ".join(map(pitch_name, first)) == begins
    assert len(melody.notes()) == notes
    assert melody.qpm == 120
    in_three = {"minuet_in_g", "row_your_boat"}  # 3/4 and 6/8
    assert melody.steps_per_bar == (12 if name in in_three else 16)


def test_every_tune_is_known_by_heart() -> None:
    assert {path.stem for path in TUNES.glob("*.mid")} == set(TUNES_BY_HEART)


# -- there and back ------------------------------------------------------------------------------


@given(melody=melodies())
@settings(max_examples=150)
def test_round_trip(melody: Melody, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.mid"
    write_midi(melody, path)
    assert read_midi(path, steps_per_quarter=melody.steps_per_quarter) == melody


def test_idle_note_offs_are_all_that_is_lost(tmp_path: Path) -> None:
    melody = Melody([60, -1, -1, -2, 64, -2, -1, -1])
    back = read_midi(write_midi(melody, tmp_path / "tune.mid"))
    assert back.events.tolist() == [60, -1, -2, -2, 64, -2, -1, -2]


def test_the_top_line_is_read_and_drums_are_not(tmp_path: Path) -> None:
    file = pretty_midi.PrettyMIDI(initial_tempo=120)
    low, high, drums = (pretty_midi.Instrument(0, is_drum=d) for d in (False, False, True))
    low.notes.append(pretty_midi.Note(80, 48, 0.0, 2.0))
    high.notes += [pretty_midi.Note(80, 72, 0.0, 0.5), pretty_midi.Note(80, 74, 0.5, 1.0)]
    drums.notes.append(pretty_midi.Note(80, 99, 0.25, 0.5))
    file.instruments += [low, high, drums]
    file.write(str(tmp_path / "band.mid"))
    assert read_midi(tmp_path / "band.mid").pitches.tolist() == [72, 74]


def test_notes_off_the_grid_go_to_the_nearest_step(tmp_path: Path) -> None:
    """Halves go up, and a note lasts at least a step."""
    file = pretty_midi.PrettyMIDI(resolution=480, initial_tempo=120)
    piano = pretty_midi.Instrument(0)
    for pitch, start, end in ((60, 0.01, 0.02), (62, 0.1875, 0.30), (64, 0.63, 0.87)):
        piano.notes.append(pretty_midi.Note(80, pitch, start, end))
    file.instruments.append(piano)
    file.write(str(tmp_path / "loose.mid"))
    # In steps of 1/8 s: 0.08 to 0.16, 1.5 to 2.4, 5.04 to 6.96.
    assert read_midi(tmp_path / "loose.mid").events.tolist() == [60, -1, 62, -1, -2, 64, -2]


def test_a_change_of_tempo_does_not_smear_the_grid(tmp_path: Path) -> None:
    file = mido.MidiFile(ticks_per_beat=96)
    track = mido.MidiTrack()
    for n, pitch in enumerate((60, 62, 64, 65)):
        track.append(mido.MetaMessage("set_tempo", tempo=500_000 + 77_777 * n))
        track.append(mido.Message("note_on", note=pitch, velocity=80))
        track.append(mido.Message("note_off", note=pitch, time=96))
    file.tracks.append(track)
    file.save(tmp_path / "rubato.mid")
    melody = read_midi(tmp_path / "rubato.mid")
    assert [n.start_step for n in melody.notes()] == [0, 4, 8, 12]
    assert melody.qpm == 120


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [(4, (4, 4)), (3, (3, 4)), (2, (2, 4)), (1.5, (3, 8)), (4.5, (9, 8)), (1.25, (5, 16))],
)
def test_time_signatures(quarters: float, expected: tuple[int, int]) -> None:
    assert time_signature(quarters) == expected


# -- files that are none -------------------------------------------------------------------------


@pytest.mark.parametrize("length", range(1, len(FILE), 3))
def test_a_truncated_file(tmp_path: Path, length: int) -> None:
    """Cut anywhere, it says so in one sentence that names the file."""
    path = saved(tmp_path, FILE[:length], "cut.mid")
    with pytest.raises(MidiError) as caught:
        read_midi(path)
    message = str(caught.value)
    assert str(path) in message
    assert "export" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b"Dear all, please find the tune attached.", "is not a MIDI file: it begins with b'Dear'"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "is not a MIDI file: it begins with b'RIFF'"),
        (HEADER + b"MTrk\0\0\0\4\0\xff\x2f\0", "has no notes to read"),
        (FILE.replace(b"\x00\x01\x00\x60", b"\x00\x01\x00\x00"), "damaged"),  # 0 ticks a quarter
        (FILE.replace(b"\x00\x01\x00\x60", b"\x00\x01\xe7\x28"), "seconds"),  # SMPTE time
        (FILE.replace(b"\x90\x3c", b"\x90\xbc"), "damaged"),  # a data byte above 127
    ],
)
def test_what_is_not_a_melody(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(MidiError, match=words):
        read_midi(saved(tmp_path, data))


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.mid: no such file; check"):
        read_midi(tmp_path / "nowhere.mid")
    with pytest.raises(MidiError, match="is a folder"):
        read_midi(tmp_path)


def test_a_melody_without_notes_can_be_written_but_not_read(tmp_path: Path) -> None:
    with pytest.raises(MidiError, match="has no notes"):
        read_midi(write_midi(Melody([-2, -2]), tmp_path / "silence.mid"))

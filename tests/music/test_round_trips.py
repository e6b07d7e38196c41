"""Public files by other programs go in and come out with the same notes, metre and key.

What stands in a file is read here by `mido`, `pretty_midi` and `music21`, before and after.

A melody holds no key signature. The one that is written is worked out from its notes, so a file
whose signature does not fit its top line comes out with another, and none of those is listed here:
of the files that music21 tests its MIDI reader with, these are test04, 08, 09, 10, 13, 15 and 17.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mido
import music21
import pretty_midi
import pytest

from ssc_lib import Melody, explain, read_midi, read_score, write_midi, write_musicxml
from ssc_lib.music.messages import MAJOR, MINOR
from tests.golden import TUNES

# A cuckoo in 3/4 and in G major, for the flute, written in hexadecimal in the chapter MIDI by hand.
BY_HAND = bytes.fromhex("""
    4D 54 68 64  00 00 00 06  00 00  00 01  00 60
    4D 54 72 6B  00 00 00 2A
    00 FF 51 03 07 A1 20   00 FF 58 04 03 02 18 08   00 FF 59 02 01 00
    00 C0 49   00 90 47 50   60 47 00   00 43 40   81 40 43 00   00 FF 2F 00
""")

INSTALLED = Path(music21.__file__).parent
PRIMITIVE = INSTALLED / "midi" / "testPrimitive"
OTHERS = [f"test{n:02}" for n in (1, 2, 3, 6, 7, 12, 14, 16, 18, 19, 20, 21)]
SCORES = [
    *(f"bach/bwv{n}.mxl" for n in ("1.6", "108.6", "116.6", "124.6", "130.6", "153.9", "165.6")),
    *("bach/bwv229.2.mxl", "bach/bwv245.40.mxl", "beach/prayer_of_a_tired_child.musicxml"),
    *("bach/bwv178.7.mxl", "haydn/opus1no1/movement1.mxl"),
]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Remarks on files by other programs are tested elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def signatures(data: bytes) -> tuple[set[tuple[int, int]], set[int]]:
    """The first metres of a file and the sharps of its first keys, as mido reads them."""
    metres, keys, first = set(), set(), math.inf
    for track in mido.MidiFile(file=io.BytesIO(data)).tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "time_signature" and tick <= first:
                metres, first = {(message.numerator, message.denominator)}, tick
            if message.type == "key_signature" and not keys:
                names = MINOR if message.key.endswith("m") else MAJOR
                keys.add(names.index(message.key.removesuffix("m")) - 7)
    return metres, keys


def struck(data: bytes) -> dict[int, int]:
    """The highest note that is struck at each sixteenth, as pretty_midi reads them."""
    file = pretty_midi.PrettyMIDI(io.BytesIO(data))
    found: dict[int, int] = {}
    for note in (n for part in file.instruments if not part.is_drum for n in part.notes):
        step = math.floor(4 * file.time_to_tick(note.start) / file.resolution + 0.5)
        found[step] = max(found.get(step, 0), note.pitch)
    return found


# -- the file by hand ------------------------------------------------------------------------------


def test_the_file_by_hand_breaks_no_rule() -> None:
    assert len(BY_HAND) == 64
    assert explain(BY_HAND).faults == ()


def test_the_file_by_hand_opens_in_mido() -> None:
    file = mido.MidiFile(file=io.BytesIO(BY_HAND))
    assert (file.type, file.ticks_per_beat, file.length) == (0, 96, 1.5)
    heard = [(m.note, m.velocity, m.time) for m in file.tracks[0] if m.type == "note_on"]
    assert heard == [(71, 80, 0), (71, 0, 96), (67, 64, 0), (67, 0, 192)]
    assert signatures(BY_HAND) == ({(3, 4)}, {1})


def test_the_file_by_hand_opens_in_pretty_midi() -> None:
    file = pretty_midi.PrettyMIDI(io.BytesIO(BY_HAND))
    (part,) = file.instruments
    assert part.program == 73
    notes = [(n.pitch, n.velocity, n.start, n.end) for n in part.notes]
    assert notes == [(71, 80, 0, 0.5), (67, 64, 0.5, 1.5)]
    metre, key = file.time_signature_changes[0], file.key_signature_changes[0]
    assert (metre.numerator, metre.denominator, key.key_number) == (3, 4, 7)


def test_the_file_by_hand_opens_in_music21() -> None:
    score = music21.converter.parseData(BY_HAND, format="midi").flatten()
    assert [(n.pitch.midi, n.offset, n.quarterLength) for n in score.notes] == [
        (71, 0, 1),
        (67, 1, 2),
    ]
    assert score[music21.meter.TimeSignature].first().ratioString == "3/4"
    assert score[music21.key.KeySignature].first().sharps == 1
    assert isinstance(score[music21.instrument.Instrument].first(), music21.instrument.Flute)


def test_the_file_by_hand_opens_in_the_library(tmp_path: Path) -> None:
    path = tmp_path / "cuckoo.mid"
    path.write_bytes(BY_HAND)
    melody = read_midi(path)
    assert melody == Melody.from_notes([(71, 0, 4), (67, 4, 12)], metre=(3, 4), steps_per_bar=12)


# -- files by other programs -----------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(TUNES.glob("*.mid")), ids=lambda path: path.stem)
def test_twelve_tunes_by_hand_come_out_whole(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    after = write_midi(read_midi(path), tmp_path / path.name).read_bytes()
    lines = [notes(data) for data in (before, after)]
    assert lines[0] == lines[1] and len(lines[0]) > 20
    assert signatures(after) == (signatures(before)[0], {path.stem == "minuet_in_g"})


def notes(data: bytes) -> list[tuple[int, int, int]]:
    """Pitch, onset and end of each note, in ticks of 220 to a quarter note."""
    (part,) = (p for p in pretty_midi.PrettyMIDI(io.BytesIO(data)).instruments if p.notes)
    return [(n.pitch, round(440 * n.start), round(440 * n.end)) for n in part.notes]


@pytest.mark.parametrize("name", OTHERS)
def test_twelve_midi_files_by_other_programs(name: str, tmp_path: Path) -> None:
    before = (PRIMITIVE / f"{name}.mid").read_bytes()
    melody = read_midi(PRIMITIVE / f"{name}.mid")
    after = write_midi(melody, tmp_path / "out.mid").read_bytes()
    assert struck(after) == struck(before)
    (metres, keys), (metre, key) = signatures(before), signatures(after)
    assert metre == (metres or {(4, 4)})
    assert key == (keys or key) and len(key) == 1


@pytest.mark.parametrize("name", SCORES)
def test_twelve_scores_by_other_programs(name: str, tmp_path: Path) -> None:
    source = INSTALLED / "corpus" / name
    melody = read_score(source, steps_per_quarter=12)
    path = write_musicxml(melody, tmp_path / "out.musicxml")
    before, after = (music21.converter.parse(file).parts[0] for file in (source, path))
    if before[music21.repeat.RepeatMark] or before[music21.bar.Repeat]:
        before = before.expandRepeats()
    assert line(after) == line(before)
    for kind in (music21.meter.TimeSignature, music21.key.KeySignature):
        one, other = (part[kind].first() for part in (before, after))
        assert getattr(one, "ratioString", None) == getattr(other, "ratioString", None)
        assert getattr(one, "sharps", None) == getattr(other, "sharps", None)


def line(part: Any) -> list[tuple[int, float]]:
    """Where each note of the top line begins, ties joined, as music21 reads the part."""
    found: dict[float, int] = {}
    for note in part.flatten().stripTies().notes:
        if not isinstance(note, music21.harmony.Harmony) and note.quarterLength:
            top = max(pitch.midi for pitch in note.pitches)
            at = round(float(note.offset), 4)
            found[at] = max(found.get(at, 0), top)
    return [(pitch, at) for at, pitch in sorted(found.items())]

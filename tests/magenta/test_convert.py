"""Files of every kind as note sequences: what goes in, what is left out and why."""

from __future__ import annotations

import hashlib
import resource
import zipfile
from pathlib import Path

import numpy as np
import pretty_midi
import pytest

from ssc_lib import Melody, write_midi, write_musicxml
from ssc_lib.magenta import convert as module
from ssc_lib.magenta.convert import midi_sequence
from ssc_lib.magenta.dataset import quantize_on_beats
from ssc_lib.magenta.extraction import extract_melodies
from ssc_lib.magenta.folders import convert_folder
from ssc_lib.magenta.notesequence import NoteSequence, Tempo, TimeSignature, read_sequences
from ssc_lib.magenta.quantization import ExtractionError, quantize, split_on_time_changes
from ssc_lib.music.musicxml import source
from ssc_lib.sound.midi import midi_bytes
from tests.made import FILE, HEADER
from tests.music.scores import attributes, notes, packed, part, score, written

TUNE = Melody([60, -2, 62, -2, 64, -2, 65, -2, 67, -2, -2, -2, -1, -2, -2, -2], qpm=100)
ABC = """X:1
T:First
M:6/8
L:1/8
K:G
G|GAB cde|d3 B2:|

X:2
T:Nothing
M:4/4
L:1/4
K:C
z4|z4|

X:3
T:Triplets
M:2/4
L:1/8
K:C
(3CDE (3EDC|C4|

X:4
T:Sevens
M:4/4
L:1/8
K:C
(7:4:7CDEFGAB C4|
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of every kind, good and bad, and one inside it."""
    place = tmp_path / "tunes"
    write_midi(TUNE, place / "b.mid")
    write_musicxml(TUNE, place / "a.musicxml")
    (place / "c.abc").write_text(ABC)
    (place / "d.mid").write_bytes(FILE[:40])
    (place / "e.mid").write_text("Dear all")
    (place / "f.xml").write_text("<settings/>")
    (place / "notes.txt").write_text("not music")
    write_midi(TUNE.transposed(12), place / "inside" / "a.MID")
    return place


def test_a_folder(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = convert_folder(folder, tmp_path / "out" / "tunes.tfrecord", workers=1)
    assert capsys.readouterr().out == ""
    assert (report.files, report.sequences) == (6, 5)
    found = list(read_sequences(report.output))
    assert report.notes == sum(len(s.notes) for s in found)
    assert [(s.filename, s.title) for s in found] == [
        ("a.musicxml", "a"),
        ("b.mid", ""),
        ("c.abc", "First"),
        ("c.abc", "Triplets"),
        ("c.abc", "Sevens"),
    ]
    assert {s.collection_name for s in found} == {"tunes"}
    assert found[1].id == "/id/midi/tunes/" + hashlib.sha1(b"b.mid").hexdigest()
    assert [s.reference_number for s in found] == [0, 0, 1, 3, 4]
    skipped = "\n".join(report.skipped)
    assert len(report.skipped) == 4 and skipped.count("\n") == 3
    for words in (
        "c.abc, tune 2 has no notes in its first part",
        "d.mid is damaged or cut short",
        "e.mid is not a MIDI file: it begins with 'Dear'",
        "f.xml begins with 'settings', where MusicXML begins with score-partwise",
    ):
        assert words in skipped
    assert str(folder) not in skipped


def test_midi_and_score_agree(folder: Path, tmp_path: Path) -> None:
    report = convert_folder(folder, tmp_path / "out.tfrecord", workers=1, progress=False)
    score, midi, jig, triplets, sevens = read_sequences(report.output)
    for sequence in (score, midi):
        assert sequence.tempos == [Tempo(0.0, pytest.approx(100.0))]
        assert sequence.time_signatures == [TimeSignature(0.0, 4, 4)]
        assert [n.pitch for n in sequence.notes] == [60, 62, 64, 65, 67]
        assert sequence.notes[1].start_time == pytest.approx(0.3)
        assert sequence.total_time == pytest.approx(1.8)
    assert (midi.encoding_type, midi.parser, midi.source_type) == (3, 2, 0)
    assert (score.encoding_type, score.parser, score.source_type) == (1, 0, 1)
    # The upbeat of the jig stands at the end of a bar, as if rests came before it.
    assert [n.quantized_start_step for n in quantize(jig).notes][:3] == [10, 12, 14]
    # Triplets keep their place; a step is a quarter of a quarter note.
    assert [n.start_time * 2 for n in triplets.notes[:4]] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert [n.start_time * 7 for n in sevens.notes[:4]] == pytest.approx([0, 1, 2, 3])


def test_what_a_score_loses_is_named_and_a_septuplet_loses_nothing(tmp_path: Path) -> None:
    """A part without notes, a reason for people; and seven notes in the time of four."""
    place = tmp_path / "tunes"
    place.mkdir()
    sevens = attributes("4/4", divisions="7") + notes("C4 D4 E4 F4 G4 A4 B4", 1)
    empty = part("", name="P0")
    written(place, score(empty, part(sevens + notes("C5 C5 C5", 7))), "a.xml")
    written(place, score(part(attributes(divisions="0") + notes("C4"))), "b.xml")
    written(place, packed({}), "c.mxl")
    report = convert_folder(place, tmp_path / "out.tfrecord", workers=1, progress=False)
    assert report.remarks == ["a.xml was read, but part 'P0' has no notes"]
    words = "has in measure 1 quarter notes of 0 divisions, where 1 is the least; export it again"
    assert report.skipped == [f"b.xml {words}", "c.mxl packs no score; export it again"]
    (sequence,) = read_sequences(report.output)
    assert [n.start_time for n in sequence.notes[:8]] == pytest.approx([n / 14 for n in range(8)])


def test_one_bad_tune_of_abc_loses_no_other(tmp_path: Path) -> None:
    """All three have the number 1; the second is named with its line. Sevenths need no grid."""
    head = "X:1\nM:C|\nL:1/4\nQ:1/4=60\nK:C\n"
    place = tmp_path / "tunes"
    place.mkdir()
    (place / "a.abc").write_text(
        f"By somebody\n\n{head}C>D|\n\n{head}C}}D|\n\n{head}(7EFGABcd|\n\nMany thanks.\n"
    )
    report = convert_folder(place, tmp_path / "out.tfrecord", workers=1, progress=False)
    assert report.skipped == ["a.abc, tune 1, line 15: found '}D|', which begins no sign of music"]
    dotted, sevenths = read_sequences(report.output)
    assert [(n.start_time, n.end_time) for n in dotted.notes] == [(0, 1.5), (1.5, 2)]
    assert [n.start_time for n in sevenths.notes] == pytest.approx([i * 2 / 7 for i in range(7)])
    assert dotted.time_signatures == [TimeSignature(0.0, 2, 2)]
    assert dotted.tempos == [Tempo(0.0, 60.0)]


def test_files_that_were_set_right_are_noted(folder: Path, tmp_path: Path) -> None:
    """In whatever process they were read."""
    (folder / "g.mid").write_bytes(FILE.replace(b"\0\1\0\x60", b"\0\7\0\x60"))
    for workers in (1, 2):
        report = convert_folder(folder, tmp_path / "o.tfrecord", workers=workers, progress=False)
        assert report.remarks == ["g.mid was read, but its head counts 7 tracks, and it holds 1"]
    assert report.sequences == 6


def test_instruments_are_numbered_and_drums_are_kept(tmp_path: Path) -> None:
    file = pretty_midi.PrettyMIDI(initial_tempo=90, resolution=96)
    file.time_signature_changes.append(pretty_midi.TimeSignature(3, 4, 0.0))
    file.key_signature_changes.append(pretty_midi.KeySignature(21, 0.0))  # A minor
    for program, drum, pitch in ((0, False, 60), (40, False, 72), (0, True, 36)):
        part = pretty_midi.Instrument(program, drum)
        part.notes.append(pretty_midi.Note(pitch, pitch, 0.0, 1.0))
        file.instruments.append(part)
    file.write(str(tmp_path / "band.mid"))
    sequence = midi_sequence(tmp_path / "band.mid")
    assert [(n.pitch, n.instrument, n.program, n.is_drum) for n in sequence.notes] == [
        (60, 0, 0, False),
        (72, 1, 40, False),
        (36, 2, 0, True),
    ]
    assert sequence.ticks_per_quarter == 96
    assert sequence.tempos == [Tempo(0.0, pytest.approx(90.0, abs=1e-3))]
    assert sequence.time_signatures == [TimeSignature(0.0, 3, 4)]
    assert [(k.key, k.mode) for k in sequence.key_signatures] == [(9, 1)]


def test_a_file_of_abc_without_a_tune_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.abc").write_text("Some words, and nothing else.\n")
    with pytest.raises(ValueError, match=r"the first: a\.abc: found no tune; expected one that"):
        convert_folder(tmp_path, tmp_path / "o.tfrecord", workers=1, progress=False)


def test_a_small_file_that_unpacks_to_a_huge_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (module, source):
        monkeypatch.setattr(place, "MOST_BYTES", 2**20)
    with zipfile.ZipFile(tmp_path / "a.mxl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("score.xml", bytes(2**24))
    assert (tmp_path / "a.mxl").stat().st_size < 2**16
    (tmp_path / "b.mid").write_bytes(bytes(2**20 + 1))
    (sentence,) = module.read_file(tmp_path, "x", "a.mxl").skipped
    assert sentence.startswith("a.mxl is larger than 1 MB, unpacked")
    assert "b.mid is 1 MB large" in module.read_file(tmp_path, "x", "b.mid").skipped[0]


def by_seconds(sequence: NoteSequence) -> None:
    for piece in split_on_time_changes(sequence):
        extract_melodies(quantize(piece))


def by_beats(sequence: NoteSequence) -> None:
    for piece in quantize_on_beats(sequence):
        extract_melodies(piece)


@pytest.mark.filterwarnings("ignore::ssc_lib.music.midi.MidiWarning")
def test_mutated_files(tmp_path: Path) -> None:
    """Of 500 damaged files each gives notes or one sentence, in bounded memory."""
    rng = np.random.default_rng(0)
    long = midi_bytes(Melody(rng.integers(-2, 128, 120), qpm=97))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read = refused = 0
    for n in range(500):
        good = np.frombuffer((FILE, long)[n % 2], np.uint8)
        bad = good[: rng.integers(8, len(good) + 1)].copy() if n % 5 == 0 else good.copy()
        where = rng.integers(8, len(bad) + 1, rng.integers(1, 6)) - 1
        bad[where] = rng.integers(0, 256, len(where))
        (tmp_path / "bad.mid").write_bytes(bad.tobytes())
        result = module.read_file(tmp_path, "x", "bad.mid")
        assert len(result.records) + len(result.skipped) == 1
        if result.skipped:
            refused += 1
            assert result.skipped[0].startswith("bad.mid") and "\n" not in result.skipped[0]
            assert len(result.skipped[0]) < 400
            continue
        read += 1
        sequence = midi_sequence(tmp_path / "bad.mid")
        for melodies in (by_seconds, by_beats):
            try:
                melodies(sequence)
            except ExtractionError as error:
                assert "\n" not in str(error)
    assert read > 50 and refused > 50
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 600, f"{grown:.0f} MB"


def test_a_file_that_claims_to_be_endless(tmp_path: Path) -> None:
    """One tick a quarter note, and a note that lasts nine million of them."""
    head = HEADER[:-2] + b"\0\1"
    track = b"\0\x90\x3c\x64" + b"\x84\xa5\xa8\x40" + b"\x80\x3c\x40" + b"\0\xff\x2f\0"
    data = head + b"MTrk" + len(track).to_bytes(4, "big") + track
    (tmp_path / "endless.mid").write_bytes(data)
    with pytest.raises(ExtractionError, match="are the most"):
        quantize(midi_sequence(tmp_path / "endless.mid"))

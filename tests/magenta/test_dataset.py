"""Melodies to train on: two sets of rules, file by file, and files to train from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest

from ssc_lib import Melody, Multitrack, Track, corpus, read_midi, write_midi
from ssc_lib.magenta.convert import midi_sequence
from ssc_lib.magenta.dataset import quantize_on_beats, read_dataset, read_files
from ssc_lib.magenta.extraction import TRAINING, Rules, extract_melodies
from ssc_lib.magenta.folders import convert_folder
from ssc_lib.magenta.notesequence import NoteSequence, SequenceNote, Tempo, TimeSignature
from ssc_lib.magenta.quantization import (
    BadTimeSignatureError,
    TooLongError,
    quantize,
    split_on_time_changes,
)
from ssc_lib.magenta.tfrecord import write_tfrecord
from ssc_lib.music.cleaning import Cleaning
from ssc_lib.music.collections import Tune
from ssc_lib.music.filerows import WORDS, rows_of

SCALE = [60, 62, 64, 65, 67, 69, 71, 72]


def expressive(path: Path, rng: np.random.Generator, bars: int = 12, hands: int = 2) -> Path:
    """A piece as a pianist plays it: the tempo changes every beat, and the hands play chords."""
    file = mido.MidiFile(ticks_per_beat=480)
    tempos = mido.MidiTrack()
    for _ in range(4 * bars):
        tempos.append(mido.MetaMessage("set_tempo", tempo=int(rng.integers(400_000, 700_000))))
        tempos.append(mido.MetaMessage("marker", text="beat", time=480))
    file.tracks.append(tempos)
    for hand in range(hands):
        track = mido.MidiTrack([mido.Message("program_change", channel=hand, program=hand)])
        for beat in range(4 * bars):
            pitch = SCALE[int(rng.integers(8))] - 24 * hand
            for chord in (pitch, pitch - 3):
                track.append(mido.Message("note_on", channel=hand, note=chord, velocity=70))
            late = 400 + int(rng.integers(-20, 20))
            for n, chord in enumerate((pitch, pitch - 3)):
                track.append(
                    mido.Message("note_off", channel=hand, note=chord, time=0 if n else late)
                )
            track.append(mido.MetaMessage("marker", text=str(beat), time=480 - late))
        file.tracks.append(track)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(path)
    return path


def records(path: Path, *sequences: NoteSequence) -> Path:
    return write_tfrecord(path, [s.to_bytes() for s in sequences])


def tune(rng: np.random.Generator, **papers: str) -> NoteSequence:
    return NoteSequence.from_melody(
        Melody(np.stack([rng.choice(SCALE, 64), np.full(64, -2)], 1).ravel()), **papers
    )


# -- the grid ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_grid_is_that_of_read_midi(tmp_path: Path, seed: int) -> None:
    """Two ways to the same steps: through ticks, and through seconds and the tempo map back."""
    path = expressive(tmp_path / "a.mid", np.random.default_rng(seed))
    (piece,) = quantize_on_beats(midi_sequence(path))
    notes = [(n.pitch, n.quantized_start_step, n.quantized_end_step) for n in piece.notes]
    assert Melody.from_notes(notes).events.tolist() == read_midi(path).events.tolist()


def test_beats_by_hand() -> None:
    """Two quarters at 60, then 120: second 2.25 is half a quarter on, step 10."""
    sequence = NoteSequence(
        notes=[
            SequenceNote(60, 80, 0.0, 1.0),
            SequenceNote(62, 80, 2.25, 2.5, 1),
            SequenceNote(36, 80, 0.5, 0.6, is_drum=True),
            SequenceNote(50, 0, 0.5, 0.6),
        ],
        tempos=[Tempo(2.0, 120.0), Tempo(0.0, 60.0)],
        total_time=2.5,
    )
    (piece,) = quantize_on_beats(sequence)
    assert [tuple(n[-2:]) for n in piece.notes] == [(0, 4), (10, 12)]
    assert {n.instrument for n in piece.notes} == {0}
    assert (piece.tempos, piece.total_quantized_steps) == ([Tempo(0.0, 60.0)], 12)
    assert piece.time_signatures == [TimeSignature(0.0, 4, 4)]


def test_a_new_time_signature_begins_a_new_stretch() -> None:
    """At 120 qpm a step lasts an eighth of a second; 3/4 begins at step 16."""
    notes = [SequenceNote(60, 80, 1.0, 3.0), SequenceNote(62, 80, 2.5, 3.0)]
    signatures = [TimeSignature(0.0, 4, 4), TimeSignature(1.0, 4, 4), TimeSignature(2.0, 3, 4)]
    first, second = quantize_on_beats(NoteSequence(notes=notes, time_signatures=signatures))
    assert tuple(first.notes[0][-2:]) == (8, 16)
    assert tuple(second.notes[0][-2:]) == (4, 8)
    assert second.time_signatures == [TimeSignature(0.0, 3, 4)]


def test_what_no_grid_fits() -> None:
    note = SequenceNote(60, 80, 0.0, 1e9)
    with pytest.raises(TooLongError, match="quarter notes"):
        quantize_on_beats(NoteSequence(notes=[note]))
    with pytest.raises(BadTimeSignatureError, match="4/0"):
        quantize_on_beats(
            NoteSequence(
                notes=[note._replace(end_time=1.0)], time_signatures=[TimeSignature(0.0, 4, 0)]
            )
        )
    early = NoteSequence(notes=[note._replace(end_time=1.0)], tempos=[Tempo(-5.0, 90.0)])
    assert tuple(quantize_on_beats(early)[0].notes[0][-2:]) == (0, 6)


# -- two sets of rules ---------------------------------------------------------------------------


def test_played_music_has_melodies_only_on_the_grid(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for n in range(3):
        expressive(tmp_path / "played" / f"{n}.mid", rng)
    report = convert_folder(tmp_path / "played", tmp_path / "a.tfrecord", workers=1, progress=False)
    pieces = split_on_time_changes(midi_sequence(tmp_path / "played" / "0.mid"))
    assert len(pieces) > 40
    with pytest.raises(ValueError, match=r"no melody in .*3 sequences.* try --rules grid"):
        read_dataset(report.output, progress=False)
    tunes, works, counts = read_dataset(report.output, rules="grid", progress=False)
    assert [t.number for t in tunes] == ["0.mid", "1.mid", "2.mid"]
    assert len(set(works)) == 3
    assert counts["pieces"] == counts["sequences"] == 3
    for found in tunes:
        assert (
            found.melody.events.tolist()
            == read_midi(tmp_path / "played" / found.number)
            .resized(len(found.melody))
            .events.tolist()
        )


def test_written_music_is_the_same_by_both(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    path = records(tmp_path / "a.tfrecord", *[tune(rng, filename=f"{n}.mid") for n in range(4)])
    original = read_dataset(path, progress=False)
    assert original[0] == read_dataset(path, rules="grid", progress=False)[0]
    assert [len(t.melody) for t in original[0]] == [128] * 4


def test_original_rules_cut_at_512_steps_and_drop_chords(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    long = NoteSequence.from_melody(Melody(rng.choice(SCALE, 600)), filename="long.mid")
    chords = tune(rng, filename="chords.mid")
    chords.notes.append(chords.notes[10]._replace(pitch=40))
    path = records(tmp_path / "a.tfrecord", long, chords)
    tunes, _, counts = read_dataset(path, progress=False)
    assert [(t.number, len(t.melody)) for t in tunes] == [("long.mid", 512)]
    assert counts["melodies_truncated"] == counts["polyphonic_tracks_discarded"] == 1
    tunes, _, _ = read_dataset(path, rules="grid", progress=False)
    assert [(t.number, len(t.melody)) for t in tunes] == [("long.mid", 600), ("chords.mid", 128)]


def test_works(tmp_path: Path) -> None:
    """Two melodies of one file are of one work, and so are two tunes of one title."""
    rng = np.random.default_rng(3)
    two = tune(rng, filename="月.mid")
    later = tune(rng)
    pause = two.total_time + 60
    two.notes += [
        n._replace(start_time=n.start_time + pause, end_time=n.end_time + pause)
        for n in later.notes
    ]
    two.total_time += pause
    pony = [tune(rng, filename=f"{n}.abc", title=t) for n, t in enumerate(("The Pony", "Pony"))]
    other = tune(rng, filename="日.mid")
    path = records(tmp_path / "a.tfrecord", two, other, *pony)
    tunes, works, _ = read_dataset(path, progress=False)
    assert [t.number for t in tunes] == ["月.mid (1)", "月.mid (2)", "日.mid", "0.abc", "1.abc"]
    assert works[0] == works[1] != works[2]
    assert works[3] == works[4] == "pony"
    saved = corpus.save(tunes, tmp_path / "melodies.npz", titles=works)
    assert saved[0].family == saved[1].family != saved[2].family
    assert saved[0].split == saved[1].split


def test_a_bad_sequence_is_counted_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    bad = [
        NoteSequence(notes=[SequenceNote(60, 80, 0.0, float("nan"))], total_time=1.0),
        NoteSequence(notes=[SequenceNote(60, 80, 0.0, 1e9)], total_time=1e9),
        NoteSequence(
            notes=[SequenceNote(60, 80, 0.0, 1.0)],
            time_signatures=[TimeSignature(0.0, 7, 32)],
            total_time=1.0,
        ),
    ]
    path = records(tmp_path / "a.tfrecord", *bad, tune(rng, filename="good.mid"))
    for rules in ("original", "grid"):
        tunes, _, counts = read_dataset(path, rules=rules, progress=False)
        assert [t.number for t in tunes] == ["good.mid"]
        errors = {k: v for k, v in counts.items() if k.startswith("dropped_for")}
        kinds = ("a_bad_note", "its_length", "an_uneven_bar")
        assert errors == {f"dropped_for_{kind}": 1 for kind in kinds}


def test_refusals(tmp_path: Path) -> None:
    path = records(tmp_path / "a.tfrecord")
    with pytest.raises(ValueError, match="unknown rules 'jazz'; there are original, grid"):
        read_dataset(path, rules="jazz")
    with pytest.raises(ValueError, match=r"no melody in .*a\.tfrecord \(it is empty\)"):
        read_dataset(path, progress=False)
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_dataset(tmp_path / "nowhere", progress=False)


# -- file by file --------------------------------------------------------------------------------

ABC = """X:1
T:The Pony
M:4/4
L:1/8
K:C
CDEF GABc|cBAG FEDC|CDEF GABc|cBAG FEDC|CDEF GABc|cBAG FEDC|CDEF GABc|cBAG FEDC|
X:2
T:Broken
M:4/4
K:C
CDEF [GA
X:3
T:Short
M:4/4
L:1/8
K:C
CDEF GABc|
"""


def music(folder: Path) -> Path:
    """A good file, an ABC file of three tunes, drums, triplets, and a file that is none."""
    rng = np.random.default_rng(8)
    write_midi(
        Melody(np.stack([rng.choice(SCALE, 64), np.full(64, -2)], 1).ravel()), folder / "a.mid"
    )
    (folder / "b.abc").write_text(ABC)
    beat = Multitrack([Track(Melody([36, -2] * 64), voice="drums")])
    write_midi(beat, folder / "c.mid")
    triplets = Melody(np.stack([rng.choice(SCALE, 99), np.full(99, -2)], 1).ravel(), 6)
    write_midi(triplets, folder / "d.mid")
    (folder / "e.mid").write_text("no tune")
    return folder


def test_a_folder_file_by_file(tmp_path: Path) -> None:
    a, b, c, d, e = read_files(music(tmp_path), progress=False)
    assert [row.name for row in (a, b, c, d, e)] == ["a.mid", "b.abc", "c.mid", "d.mid", "e.mid"]
    assert (len(a.tunes), a.notes, a.notes_read, a.off_grid, a.dropped) == (1, 64, 64, 0, {})
    assert [t.title for t in b.tunes] == ["The Pony"]
    assert b.works == ("pony",)
    assert b.dropped == {
        "melodies shorter than seven bars": 1,
        "files or tunes that cannot be read": 1,
    }
    assert b.refused[0].startswith("b.abc, tune 2")
    assert c.dropped == {"files with nothing but drums or silence": 1}
    assert (c.notes_read, c.tunes) == (0, ())
    assert (d.notes_read, d.off_grid) == (99, 66)  # two of three triplets
    assert e.refused == (
        "e.mid is not a MIDI file: it begins with 'no t' where MIDI has MThd; export it as MIDI "
        "from the program that made it",
    )
    assert (Cleaning(rows_of([a, b, c, d, e])).doubts[3][0]).startswith(
        "67 % of its notes begin off"
    )


def test_words_say_what_the_rules_are() -> None:
    assert (TRAINING.min_bars, TRAINING.min_unique_pitches) == (7, 5)
    assert (TRAINING.max_steps_truncate, Rules().min_bars) == (512, 7)
    said = {"polyphonic_tracks_discarded", *extract_melodies(quantize(NoteSequence()))[1]}
    assert set(WORDS) == said - {"melodies_discarded_too_long"}


@pytest.mark.parametrize("rules", ["original", "grid"])
def test_a_folder_and_its_tfrecord_file_hold_the_same(tmp_path: Path, rules: str) -> None:
    folder = music(tmp_path / "tunes")
    path = convert_folder(folder, tmp_path / "a.tfrecord", workers=1, progress=False).output
    whole, packed = (read_files(place, rules=rules, progress=False) for place in (folder, path))
    assert [replace(row, refused=(), remarks=()) for row in whole if row.counts] == packed
    assert read_dataset(folder, rules=rules, progress=False) == read_dataset(
        path, rules=rules, progress=False
    )


def test_a_folder_of_which_every_file_is_refused(tmp_path: Path) -> None:
    for name in ("a.mid", "b.mid"):
        (tmp_path / name).write_text("no tune")
    with pytest.raises(
        ValueError,
        match=r"no melody in .* \(it holds no file that can be read\); the first: a\.mid is",
    ):
        read_dataset(tmp_path, progress=False)
    (tmp_path / "a.mid").unlink()
    (tmp_path / "b.mid").unlink()
    with pytest.raises(ValueError, match="holds no MIDI, MusicXML or ABC files"):
        read_files(tmp_path, progress=False)


# -- files to train from -------------------------------------------------------------------------


def test_saved_tunes_are_loaded(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    tunes = [
        Tune(Melody(rng.choice(SCALE, n), steps_per_bar=bar), "x", str(n), f"n{n}", "", "4/4")
        for n, bar in ((70_000, 16), (40, 300), (30, 12))
    ]
    saved = corpus.save(tunes, tmp_path / "wide.npz")
    path = str(tmp_path / "wide.npz")
    assert corpus.load(path) == saved
    assert {t.split for t in saved} == {"train", "validation", "test"}
    assert len(corpus.load(path, split="train")) == 1
    assert len(corpus.sequences(path)) == 3
    (only,) = corpus.save(tunes[:1], tmp_path / "one.npz")
    assert only.split == "train"
    with pytest.raises(ValueError, match="no tunes to write"):
        corpus.save([], tmp_path / "none.npz")


def test_files_that_hold_no_tunes(tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    with pytest.raises(FileNotFoundError, match="ssc dataset writes"):
        corpus.load(str(path))
    np.savez(path, weights=np.zeros(3))
    good = corpus.DANCES.read_bytes()
    for data in (path.read_bytes(), b"", b"PK", good[: len(good) // 2]):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"bad\.npz is no file of tunes, or a damaged one"):
            corpus.load(str(path))

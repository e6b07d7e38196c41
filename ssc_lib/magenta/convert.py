"""MIDI, MusicXML and ABC files as note sequences, one file at a time.

MIDI files keep every note of every instrument, in seconds. Of a score the first part is read, as
`read_score` reads it: of a chord the top note, bars counted from a full bar of silence before an
upbeat. An ABC file may hold many tunes, which `ssc_lib.music.abc` reads; each is a sequence of its
own, and one that cannot be read is named with its line.

A file that cannot be read is named with the reason. `ssc_lib.magenta.folders` reads many.
"""

from __future__ import annotations

import hashlib
import os
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from ssc_lib.magenta.notesequence import (
    ABC,
    MIDI,
    MUSIC21,
    MUSIC_XML,
    PRETTY_MIDI,
    SCORE_BASED,
    KeySignature,
    NoteSequence,
    SequenceNote,
    Tempo,
    TimeSignature,
)
from ssc_lib.magenta.tfrecord import framed
from ssc_lib.music.abc import AbcError, AbcTune, read_abc, split_tunes
from ssc_lib.music.collections import pad_upbeat
from ssc_lib.music.melody import Melody
from ssc_lib.music.midi import TICKS_PER_QUARTER, MidiWarning, open_midi
from ssc_lib.music.score import OffGridError, ScoreError, read_score
from ssc_lib.music.tracks import MidiError

MOST_BYTES = 64 * 2**20  # of one file, unpacked; a symphony takes a tenth of it
KINDS = dict.fromkeys((".mid", ".midi", ".kar", ".rmi"), "midi") | {".abc": "abc"}
KINDS |= dict.fromkeys((".xml", ".mxl", ".musicxml"), "musicxml")
GRIDS = (4, 12, 48, 240)  # steps per quarter note tried in turn on a score
_WARNINGS = Lock()  # they are caught for the whole process, so its threads read one file at a time


class Read(NamedTuple):
    """Of one file: records as they stand in the TFRecord file, their notes, what was skipped."""

    records: list[bytes]
    notes: int
    skipped: list[str]
    remarks: list[str]  # on what was read, but not whole


def read_file(folder: Path, collection: str, name: str) -> Read:
    """Read a file of a folder, whatever is in it; the collection is what the folder is called."""
    kind = KINDS[Path(name).suffix.lower()]
    records, notes, skipped, remarks = [], 0, [], []
    digest = hashlib.sha1(name.encode(errors="surrogateescape")).hexdigest()
    with _WARNINGS, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", MidiWarning)
        try:
            _check_size(folder / name)
            for sequence in _SEQUENCES[kind](folder / name):
                if isinstance(sequence, str):
                    skipped.append(f"{name}, {sequence}")
                    continue
                sequence.collection_name = collection
                sequence.filename = name.encode(errors="replace").decode()
                sequence.id = f"/id/{kind}/{collection}/{digest}"
                records.append(framed(sequence.to_bytes()))
                notes += len(sequence.notes)
        except Exception as error:  # parsers raise many kinds; all mean that this file is left out
            skipped.append(_sentence(name, error, str(folder / name)))
    if not skipped:
        remarks = [_sentence(name, str(w.message), str(folder / name)) for w in warned]
    return Read(records, notes, skipped, remarks)


def _sentence(name: str, error: Exception | str, called: str = "the score") -> str:
    """Put the error into one sentence about ``name``, whatever the error called it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{name} cannot be opened ({error.strerror.lower()})"
    reason = " ".join(str(error).split())[:300]
    if not reason:
        return f"{name} cannot be read ({type(error).__name__})"
    return name + reason.removeprefix(called) if reason.startswith(called) else f"{name}: {reason}"


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if path.suffix.lower() == ".mxl" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    if size > MOST_BYTES:
        raise ValueError(
            f"{path} is {size / 2**20:,.0f} MB large, where {MOST_BYTES // 2**20} MB are the most"
        )


def midi_sequence(path: str | os.PathLike[str]) -> NoteSequence:
    """Read all notes of a MIDI file, drums included, in seconds, instruments numbered from 0.

    Raises
    ------
    FileNotFoundError, MidiError
        As for `read_midi`.
    """
    file = open_midi(path)
    notes = [
        SequenceNote(
            note.pitch,
            note.velocity,
            file.seconds(note.start),
            file.seconds(note.end),
            number,
            part.program,
            part.is_drum,
        )
        for number, part in enumerate(file.parts)
        for note in part.notes
    ]
    if not notes:
        raise MidiError(f"{path} has no notes (those that nothing ends do not count)")
    return NoteSequence(
        ticks_per_quarter=file.resolution,
        time_signatures=[
            TimeSignature(file.seconds(tick), numerator, denominator)
            for tick, numerator, denominator in file.signatures
        ],
        key_signatures=[
            KeySignature(file.seconds(tick), tonic, int(minor)) for tick, tonic, minor in file.keys
        ],
        tempos=[Tempo(tempo.begin_s, file.qpm(tempo)) for tempo in file.tempos],
        notes=notes,
        total_time=max(n.end_time for n in notes),
        encoding_type=MIDI,
        parser=PRETTY_MIDI,
    )


def _score_sequence(score: Any, **papers: Any) -> NoteSequence:
    from music21 import stream

    melody = _on_some_grid(score)
    melody = pad_upbeat(melody, next(iter(score.getElementsByClass(stream.Part)), score))
    return NoteSequence.from_melody(melody, source_type=SCORE_BASED, parser=MUSIC21, **papers)


def _on_some_grid(score: Any) -> Melody:
    """Read the first part of a score, on the coarsest of `GRIDS` that it fits."""
    for grid in GRIDS[:-1]:
        with suppress(OffGridError):
            return read_score(score, steps_per_quarter=grid)
    try:
        return read_score(score, steps_per_quarter=GRIDS[-1])
    except OffGridError as error:  # whoever converts a folder has no finer grid to try
        raise ScoreError(f"the score: {error.reason}") from error


def _musicxml_sequences(path: Path) -> Iterator[NoteSequence]:
    from music21.converter import Converter

    reader: Any = Converter()
    try:
        reader.parseFile(path.resolve(), forceSource=True, storePickle=False)
    except Exception as error:
        raise ScoreError(_sentence(f"{path} cannot be read as a score", error)) from error
    score = reader.stream
    title = (score.metadata and score.metadata.title) or ""
    try:
        sequence = _score_sequence(score, title=title, encoding_type=MUSIC_XML)
    except ScoreError as error:
        raise ScoreError(_sentence(str(path), error)) from error
    yield sequence


def _abc_sequences(path: Path) -> Iterator[NoteSequence | str]:
    """Read the tunes of an ABC file; in place of one that cannot be read, say why."""
    for text in split_tunes(path.read_text(encoding="utf-8", errors="replace")):
        try:
            tune = read_abc(text)
        except AbcError as error:
            yield str(error)
        else:
            name = "a tune without a number" if tune.number is None else f"tune {tune.number}"
            yield _abc_sequence(tune) if tune.notes else f"{name} has no notes in its first part"


def _abc_sequence(tune: AbcTune) -> NoteSequence:
    """A tune in seconds; bars are counted from a full bar of silence before an upbeat."""
    qpm = tune.qpm or 120.0
    notes = [
        SequenceNote(
            pitch,
            100,
            float((tune.silence + start) * 60) / qpm,
            float((tune.silence + start + duration) * 60) / qpm,
        )
        for pitch, start, duration in tune.notes
    ]
    return NoteSequence(
        ticks_per_quarter=TICKS_PER_QUARTER,
        time_signatures=[TimeSignature(0.0, *tune.metre or (4, 4))],
        tempos=[Tempo(0.0, qpm)],
        notes=notes,
        total_time=notes[-1].end_time,
        title=tune.title,
        reference_number=tune.number or 0,
        source_type=SCORE_BASED,
        encoding_type=ABC,
    )


_SEQUENCES: dict[str, Callable[[Path], Iterable[NoteSequence | str]]] = {
    "midi": lambda path: [midi_sequence(path)],
    "musicxml": _musicxml_sequences,
    "abc": _abc_sequences,
}

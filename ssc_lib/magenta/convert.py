"""MIDI, MusicXML and ABC files as note sequences, one file at a time.

MIDI files keep every note of every instrument, in seconds. Of a score the first part with notes is
read, as `ssc_lib.music.musicxml` says: its top line as it sounds, repeats played, bars counted from
a full bar of silence before an upbeat. An ABC file may hold many tunes, which `ssc_lib.music.abc`
reads; each is a sequence of its own, and one that cannot be read is named with its line.

A file that cannot be read is named with the reason. `ssc_lib.magenta.folders` reads many.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from ssc_lib.files import MOST_BYTES
from ssc_lib.magenta.notesequence import (
    ABC,
    MIDI,
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
from ssc_lib.music.midi import TICKS_PER_QUARTER, MidiWarning, open_midi
from ssc_lib.music.musicxml import ENDINGS, ScoreWarning, read_musicxml
from ssc_lib.music.tracks import MidiError

KINDS = dict.fromkeys((".mid", ".midi", ".kar", ".rmi"), "midi") | {".abc": "abc"}
KINDS |= dict.fromkeys(ENDINGS, "musicxml")
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
        for kind_of_remark in (MidiWarning, ScoreWarning):
            warnings.simplefilter("always", kind_of_remark)
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


def score_sequence(path: str | os.PathLike[str]) -> NoteSequence:
    """Read the line of a MusicXML file in seconds, after silence that makes its upbeat a full bar.

    Raises
    ------
    FileNotFoundError, ScoreError
        As for `read_musicxml`.
    """
    line = read_musicxml(path).with_silence()

    def timed(kind: Callable[..., Any], changes: list[tuple[float, Any]]) -> list[Any]:
        times = line.seconds(at for at, _ in changes)
        return [kind(time, value) for time, (_, value) in zip(times, changes, strict=True)]

    starts = line.seconds(note.start for note in line.notes)
    ends = line.seconds(note.end for note in line.notes)
    return NoteSequence(
        ticks_per_quarter=TICKS_PER_QUARTER,
        time_signatures=timed(lambda t, v: TimeSignature(t, *v), line.metres or [(0.0, (4, 4))]),
        tempos=timed(Tempo, line.tempos or [(0.0, 120.0)]),
        notes=[
            SequenceNote(note.pitch, 100, start, end)
            for note, start, end in zip(line.notes, starts, ends, strict=True)
        ],
        total_time=ends[-1],
        title=line.title,
        source_type=SCORE_BASED,
        encoding_type=MUSIC_XML,
    )


def _abc_sequences(path: Path) -> Iterator[NoteSequence | str]:
    """Read the tunes of an ABC file; in place of one that cannot be read, say why."""
    texts = split_tunes(path.read_text(encoding="utf-8", errors="replace"))
    if not texts:
        raise AbcError("found no tune; expected one that begins with X:1")
    for text in texts:
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
    "musicxml": lambda path: [score_sequence(path)],
    "abc": _abc_sequences,
}

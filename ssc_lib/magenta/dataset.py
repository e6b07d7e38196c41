"""Melodies to train on, out of note sequences or a folder, by either of two sets of rules.

**Original** rules lay a grid over the seconds and follow each instrument by itself; see
`ssc_lib.magenta.extraction`. They suit music that was written.

**Grid** rules take the steps from the file's own beats: a step is a quarter of a quarter note
however long that lasted, so a changing tempo does no harm. Of all instruments but the drums the top
line is read, as `read_midi` reads it: a note that begins cuts the one before, and of several that
begin together the highest stays. A silence of a bar or another time signature ends a melody, and a
melody needs seven bars and five pitch classes, as in the original. So an expressive piano file has
its melodies, with the accompaniment between them where it moves and the melody rests or holds.
"""

from __future__ import annotations

import math
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha1
from itertools import pairwise
from pathlib import Path

from ssc_lib.magenta.convert import Read
from ssc_lib.magenta.extraction import TRAINING, Rules, extract_melodies
from ssc_lib.magenta.folders import read_folder
from ssc_lib.magenta.notesequence import NoteSequence, SequenceNote, Tempo, read_sequences
from ssc_lib.magenta.quantization import (
    MOST_STEPS,
    ExtractionError,
    TooLongError,
    check,
    one_signature,
    quantize,
    split_on_time_changes,
)
from ssc_lib.magenta.tfrecord import unframed
from ssc_lib.music.collections import Tune
from ssc_lib.music.families import normalised_title
from ssc_lib.music.filerows import FileRow
from ssc_lib.music.melody import Melody

RULES = {
    "original": "each instrument by itself, by the rules of Melody RNN: at least seven bars and "
    "five pitch classes, at most 512 steps; an instrument whose notes begin together is left out",
    "grid": "the top line of all instruments but drums, on the beats of the file: at least seven "
    "bars and five pitch classes; a silence of a bar ends a melody",
}
OFF_GRID = 0.1  # of a step: notes that begin further away are counted


def read_dataset(
    path: str | os.PathLike[str], *, rules: str = "original", progress: bool = True
) -> tuple[list[Tune], list[str], Counter[str]]:
    """Read the melodies of every note sequence of a TFRecord file, or of a folder of music.

    Parameters
    ----------
    path, rules, progress
        As for `read_files`, which tells the same file by file.

    Returns
    -------
    tunes : list of Tune
    works : list of str
        What each tune is taken from: two melodies of one file, or of one title, agree in it. Give
        it to `corpus.save` as the titles, so that such melodies stay on one side of the split.
    counts : Counter
        Sequences read, pieces they were cut into, and what was dropped and why.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, the rules are unknown, or no melody is found.
    """
    return melodies_of(read_files(path, rules=rules, progress=progress), path, rules=rules)


def melodies_of(
    rows: Iterable[FileRow], path: str | os.PathLike[str], *, rules: str = "original"
) -> tuple[list[Tune], list[str], Counter[str]]:
    """Put the melodies of all files together: what `read_dataset` returns of this path."""
    rows = list(rows)
    tunes = [tune for row in rows for tune in row.tunes]
    works = [work for row in rows for work in row.works]
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.counts)
    if not tunes:
        dropped = ", ".join(f"{v} {k.replace('_', ' ')}" for k, v in counts.items() if v)
        advice = "try --rules grid" if rules == "original" else "longer pieces are needed"
        refused = [sentence for row in rows for sentence in row.refused]
        if refused and not counts:
            dropped, advice = "it holds no file that can be read", f"the first: {refused[0]}"
        raise ValueError(f"no melody in {path} ({dropped or 'it is empty'}); {advice}")
    return tunes, works, counts


def read_files(
    path: str | os.PathLike[str],
    *,
    rules: str = "original",
    recursive: bool = False,
    progress: bool = True,
) -> list[FileRow]:
    """Read the melodies of a folder of music, or of a TFRecord file, file by file.

    Parameters
    ----------
    path : path
        A folder of MIDI, MusicXML and ABC files; or a TFRecord file from `convert_folder` or from
        the original's tool, which does not know what files were refused as it was made.
    rules : {"original", "grid"}
    recursive : bool
        Read the folders inside a folder as well.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of FileRow
        For each file its melodies, and what was dropped and why. A file that cannot be read has a
        row that says so.

    Raises
    ------
    FileNotFoundError
        If there is no such file or folder.
    ValueError
        If the TFRecord file is damaged, the folder holds no music, or the rules are unknown.
    """
    from tqdm import tqdm

    if rules not in RULES:
        raise ValueError(f"unknown rules {rules!r}; there are {', '.join(RULES)}")
    if Path(path).is_dir():
        return [
            _row(name, map(NoteSequence.from_bytes, map(unframed, read.records)), rules, read)
            for name, read in read_folder(path, recursive=recursive, progress=progress)
        ]
    rows: dict[tuple[str, str], FileRow] = {}
    sequences = tqdm(read_sequences(path), "extracting", disable=not progress, delay=1)
    for number, sequence in enumerate(sequences, 1):
        name = sequence.filename or sequence.id or f"sequence {number}"
        place = sequence.collection_name, name
        row = _row(name, [sequence], rules)
        rows[place] = rows[place].joined(row) if place in rows else row
    return list(rows.values())


def _row(
    name: str, sequences: Iterable[NoteSequence], rules: str, read: Read | None = None
) -> FileRow:
    """Take the melodies of all sequences of a file."""
    name = name.encode(errors="replace").decode()  # it may be no Unicode
    tunes: list[Tune] = []
    works: list[str] = []
    counts: Counter[str] = Counter()
    notes = off_grid = 0
    for sequence in sequences:
        counts["sequences"] += 1
        called = f"{name} {sequence.reference_number}" if sequence.reference_number else name
        work = normalised_title(sequence.title) or sha1(called.encode()).hexdigest()
        found = _melodies(sequence, rules, counts)
        for n, (melody, signature) in enumerate(found, 1):
            number = called if len(found) == 1 else f"{called} ({n})"
            papers = (sequence.collection_name, number, sequence.title or called, "", signature)
            tunes.append(Tune(melody, *papers))
            works.append(work)
        notes += sum(1 for note in sequence.notes if not note.is_drum and note.velocity)
        off_grid += _off_grid(sequence)
    told = (tuple(read.skipped), tuple(read.remarks)) if read else ()
    return FileRow(name, tuple(tunes), tuple(works), notes, off_grid, counts, *told)


def _off_grid(sequence: NoteSequence, steps_per_quarter: int = 4) -> int:
    """Count pitched notes that begin more than a tenth of a step off the grid of the beats."""
    try:
        check(sequence)
        place = _beats(sequence, steps_per_quarter)
        places = [place(n.start_time) for n in sequence.notes if not n.is_drum and n.velocity]
    except ExtractionError:  # counted as dropped
        return 0
    return sum(1 for at in places if abs(at - round(at)) > OFF_GRID)


def _melodies(sequence: NoteSequence, rules: str, counts: Counter[str]) -> list[tuple[Melody, str]]:
    """Melodies with their time signatures; what is dropped goes into the counts."""
    found: list[tuple[Melody, str]] = []
    grid = rules == "grid"
    try:
        pieces = quantize_on_beats(sequence) if grid else split_on_time_changes(sequence)
    except ExtractionError as error:
        counts[error.counted] += 1
        return []
    counts["pieces"] += len(pieces)
    for piece in pieces:
        try:
            steps = piece if grid else quantize(piece)
            melodies, dropped = extract_melodies(steps, Rules() if grid else TRAINING)
        except ExtractionError as error:
            counts[error.counted] += 1
            continue
        counts.update(dropped)
        _, numerator, denominator = steps.time_signatures[0]
        found += [(m.melody, f"{numerator}/{denominator}") for m in melodies]
    return found


def quantize_on_beats(sequence: NoteSequence, steps_per_quarter: int = 4) -> list[NoteSequence]:
    """Put the pitched notes on the grid of the sequence's own beats, as one instrument.

    Returns
    -------
    list of NoteSequence
        Quantized; one for each stretch in one time signature, its steps counted from its start. A
        note that is held into the next stretch ends where that begins.

    Raises
    ------
    ExtractionError
        If a time, a pitch or a tempo is impossible, or the sequence is too long.
    """
    check(sequence)
    place = _beats(sequence, steps_per_quarter)

    def step(seconds: float) -> int:
        return math.floor(place(seconds) + 0.5)

    notes = []
    for note in sequence.notes:
        if not note.is_drum and note.velocity and note.start_time >= 0:
            start = step(note.start_time)
            end = max(step(note.end_time), start + 1)
            notes.append(
                note._replace(quantized_start_step=start, quantized_end_step=end, instrument=0)
            )
    cuts, signatures = [0], [one_signature([])]
    for change in sorted(sequence.time_signatures, key=lambda s: s.time):
        at = step(max(change.time, 0.0))
        if change[1:] == signatures[-1][1:]:
            continue
        if at == cuts[-1]:
            signatures[-1] = change._replace(time=0.0)
        else:
            cuts.append(at)
            signatures.append(change._replace(time=0.0))
    inside: list[list[SequenceNote]] = [[] for _ in cuts]
    ends = [*cuts[1:], MOST_STEPS + 1]
    for note in notes:
        n = bisect_right(cuts, note.quantized_start_step) - 1
        end = min(note.quantized_end_step, ends[n]) - cuts[n]
        start = note.quantized_start_step - cuts[n]
        inside[n].append(note._replace(quantized_start_step=start, quantized_end_step=end))
    qpm = min(sequence.tempos, key=lambda t: t.time).qpm if sequence.tempos else 120.0
    return [
        replace(
            sequence,
            notes=piece,
            tempos=[Tempo(0.0, qpm)],
            time_signatures=[one_signature([signature])],
            steps_per_quarter=steps_per_quarter,
            total_quantized_steps=max(n.quantized_end_step for n in piece),
        )
        for signature, piece in zip(signatures, inside, strict=True)
        if piece
    ]


def _beats(sequence: NoteSequence, steps_per_quarter: int) -> Callable[[float], float]:
    """Make the function from seconds to steps, by the tempos and back to the ticks."""
    tempos = sorted(
        (t._replace(time=max(t.time, 0.0)) for t in sequence.tempos), key=lambda t: t.time
    )
    if not tempos or tempos[0].time > 0:
        tempos.insert(0, Tempo(0.0, 120.0))
    times, quarters = [tempos[0].time], [0.0]
    for before, after in pairwise(tempos):
        quarters.append(quarters[-1] + (after.time - before.time) * before.qpm / 60)
        times.append(after.time)
    ticks = sequence.ticks_per_quarter if sequence.ticks_per_quarter > 0 else 2**20

    def place(seconds: float) -> float:
        n = max(bisect_right(times, seconds) - 1, 0)
        quarter = quarters[n] + (seconds - times[n]) * tempos[n].qpm / 60
        if quarter * steps_per_quarter > MOST_STEPS:
            raise TooLongError(f"the sequence lasts {quarter:.0f} quarter notes; it may be damaged")
        return round(quarter * ticks) * steps_per_quarter / ticks

    return place

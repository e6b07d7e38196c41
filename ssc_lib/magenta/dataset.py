"""Melodies to train on, out of a file of note sequences, by either of two sets of rules.

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
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1
from itertools import pairwise

from ssc_lib.magenta.extraction import TRAINING, Rules, extract_melodies
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
from ssc_lib.music.collections import Tune
from ssc_lib.music.families import normalised_title
from ssc_lib.music.melody import Melody

RULES = ("original", "grid")


def read_dataset(
    path: str | os.PathLike[str], *, rules: str = "original", progress: bool = True
) -> tuple[list[Tune], list[str], Counter[str]]:
    """Read the melodies of every note sequence of a TFRecord file.

    Parameters
    ----------
    path : path
        From `convert_folder`, or from the original's tool.
    rules : {"original", "grid"}
    progress : bool
        Show a progress bar.

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
    from tqdm import tqdm

    if rules not in RULES:
        raise ValueError(f"unknown rules {rules!r}; there are {', '.join(RULES)}")
    tunes: list[Tune] = []
    works: list[str] = []
    counts: Counter[str] = Counter()
    for sequence in tqdm(read_sequences(path), "extracting", disable=not progress, delay=1):
        counts["sequences"] += 1
        name = sequence.filename or sequence.id or f"sequence {counts['sequences']}"
        if sequence.reference_number:
            name += f" {sequence.reference_number}"
        work = normalised_title(sequence.title) or sha1(name.encode()).hexdigest()
        found = _melodies(sequence, rules, counts)
        for n, (melody, signature) in enumerate(found, 1):
            number = name if len(found) == 1 else f"{name} ({n})"
            papers = (sequence.collection_name, number, sequence.title or name, "", signature)
            tunes.append(Tune(melody, *papers))
            works.append(work)
    if not tunes:
        dropped = ", ".join(f"{v} {k.replace('_', ' ')}" for k, v in counts.items() if v)
        advice = "try --rules grid" if rules == "original" else "longer pieces are needed"
        raise ValueError(f"no melody in {path} ({dropped or 'it is empty'}); {advice}")
    return tunes, works, counts


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
    step = _beats(sequence, steps_per_quarter)
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


def _beats(sequence: NoteSequence, steps_per_quarter: int) -> Callable[[float], int]:
    """Make the function from seconds to the nearest step, by the tempos and back to the ticks."""
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

    def step(seconds: float) -> int:
        n = max(bisect_right(times, seconds) - 1, 0)
        quarter = quarters[n] + (seconds - times[n]) * tempos[n].qpm / 60
        if quarter * steps_per_quarter > MOST_STEPS:
            raise TooLongError(f"the sequence lasts {quarter:.0f} quarter notes; it may be damaged")
        return math.floor(round(quarter * ticks) * steps_per_quarter / ticks + 0.5)

    return step

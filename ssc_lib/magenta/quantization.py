"""Note sequences on a grid of steps, by the rules of the original Melody RNN.

**Quantizing** moves every note to the nearest step of a grid laid over the seconds by the one tempo
of the sequence. **Splitting** comes first where there is more than one: it cuts the sequence
wherever the tempo or the time signature takes another value.

Source: the behaviour of Melody RNN (Magenta, 2016), measured on its last release; the errors keep
their names.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ssc_lib.magenta.notesequence import (
    NoteSequence,
    SequenceNote,
    Tempo,
    TimeSignature,
)

MOST_STEPS = 2**20  # 36 hours at 120 quarter notes a minute; more is a damaged file


class ExtractionError(ValueError):
    """A note sequence from which no melody can be taken; the kinds below say why.

    Attributes
    ----------
    counted : str
        What `ssc_lib.magenta.read_dataset` calls such sequences where it counts them.
    """

    counted = "dropped"


class MultipleTempoError(ExtractionError):
    """The tempo changes."""

    counted = "dropped_for_a_changing_tempo"


class MultipleTimeSignatureError(ExtractionError):
    """The time signature changes."""

    counted = "dropped_for_a_changing_time_signature"


class BadTimeSignatureError(ExtractionError):
    """The time signature is none: its lower number is no power of two, or the upper one is 0."""

    counted = "dropped_for_a_bad_time_signature"


class NonIntegerStepsPerBarError(ExtractionError):
    """A bar is not a whole number of steps."""

    counted = "dropped_for_an_uneven_bar"


class NegativeTimeError(ExtractionError):
    """A note begins or ends before the piece."""

    counted = "dropped_for_a_negative_time"


class BadNoteError(ExtractionError):
    """A note does not last, or has no finite time, or no MIDI pitch."""

    counted = "dropped_for_a_bad_note"


class BadTempoError(ExtractionError):
    """A tempo is not above 0."""

    counted = "dropped_for_a_bad_tempo"


class TooLongError(ExtractionError):
    """The sequence has more steps than any piece of music."""

    counted = "dropped_for_its_length"


def quantize(sequence: NoteSequence, steps_per_quarter: int = 4) -> NoteSequence:
    """Move every note of a sequence to the nearest step, halves upwards.

    Start and end are moved apart from each other; a note lasts at least one step.

    Raises
    ------
    ExtractionError
        If the tempo or the time signature changes, or one of the numbers is impossible.

    Examples
    --------
    At 120 quarter notes a minute a step lasts an eighth of a second.

    >>> note = SequenceNote(pitch=60, velocity=80, start_time=0.1, end_time=0.5)
    >>> quantize(NoteSequence(notes=[note])).notes[0][-2:]
    (1, 4)
    """
    check(sequence)
    qpm, signature = _one_tempo(sequence.tempos), one_signature(sequence.time_signatures)
    steps_per_second = steps_per_quarter * qpm / 60
    notes = []
    total = _step(sequence.total_time * steps_per_second)
    for note in sequence.notes:
        start, end = (_step(t * steps_per_second) for t in (note.start_time, note.end_time))
        if start < 0 or end < 0:
            raise NegativeTimeError(
                f"a note begins at {note.start_time:g} s; times must be 0 or more"
            )
        notes.append(note._replace(quantized_start_step=start, quantized_end_step=end))
        if start == end:
            notes[-1] = notes[-1]._replace(quantized_end_step=start + 1)
        total = max(total, notes[-1].quantized_end_step)
    return replace(
        sequence,
        notes=notes,
        tempos=[Tempo(0.0, qpm)],
        time_signatures=[signature],
        steps_per_quarter=steps_per_quarter,
        total_quantized_steps=total,
    )


def check(sequence: NoteSequence) -> None:
    """Raise ExtractionError if a time, a pitch or a tempo of the sequence is impossible."""
    for note in sequence.notes:
        if not (math.isfinite(note.start_time) and math.isfinite(note.end_time)):
            raise BadNoteError(f"a note lasts from {note.start_time} to {note.end_time} seconds")
        if not 0 <= note.pitch <= 127:
            raise BadNoteError(f"a note has the pitch {note.pitch}; MIDI pitches are 0 to 127")
    for tempo in sequence.tempos:
        if not (math.isfinite(tempo.time) and 0 < tempo.qpm < math.inf):
            raise BadTempoError(f"a tempo of {tempo.qpm} at {tempo.time} s; it must be above 0")
    signatures: list[Any] = [*sequence.time_signatures, *sequence.key_signatures]
    if not all(math.isfinite(s.time) for s in signatures):
        raise BadTimeSignatureError("a time or key signature has no finite time")
    if not math.isfinite(sequence.total_time):
        raise BadNoteError(f"the sequence lasts {sequence.total_time} seconds")


def _step(position: float) -> int:
    if position > MOST_STEPS:
        raise TooLongError(
            f"the sequence reaches step {position:.0f}, where {MOST_STEPS:,} are the most; the "
            "file may be damaged"
        )
    return int(position + 0.5) if position > -MOST_STEPS else -1


def _one_tempo(tempos: Iterable[Tempo]) -> float:
    found = sorted(tempos, key=lambda t: t.time)
    if found and found[0].time != 0:
        found.insert(0, Tempo(0.0, 120.0))
    for tempo in found[1:]:
        if tempo.qpm != found[0].qpm:
            raise MultipleTempoError(
                f"the tempo changes from {found[0].qpm:g} to {tempo.qpm:g} quarter notes a minute "
                f"at {tempo.time:.2f} s, and one grid takes one tempo; cut the piece there"
            )
    return found[0].qpm if found else 120.0


def one_signature(signatures: Iterable[TimeSignature]) -> TimeSignature:
    """Find the one time signature, 4/4 if none is given; raise ExtractionError if it changes."""
    found = sorted(signatures, key=lambda s: s.time)
    if not found or found[0].time != 0:
        found.insert(0, TimeSignature(0.0, 4, 4))
    _, numerator, denominator = found[0]
    for time, *other in found[1:]:
        if other != [numerator, denominator]:
            raise MultipleTimeSignatureError(
                f"the time signature changes from {numerator}/{denominator} to "
                f"{other[0]}/{other[1]} at {time:.2f} s, and bars need one; cut the piece there"
            )
    if numerator < 1 or denominator < 1 or denominator & (denominator - 1):
        raise BadTimeSignatureError(
            f"{numerator}/{denominator} is no time signature; 4/4, 3/4 and 6/8 are"
        )
    return TimeSignature(0.0, numerator, denominator)


def steps_in_bar(sequence: NoteSequence) -> int:
    """Count the steps in a bar of a quantized sequence: at four a quarter, 16 in 4/4."""
    signature = sequence.time_signatures[0]
    steps = 4 * sequence.steps_per_quarter * signature.numerator / signature.denominator
    if steps % 1:
        raise NonIntegerStepsPerBarError(
            f"a bar of {signature.numerator}/{signature.denominator} is {steps:g} steps long; a "
            "whole number is needed: try more steps per quarter"
        )
    if steps > MOST_STEPS:
        raise TooLongError(f"a bar of {signature.numerator}/{signature.denominator} is no bar")
    return int(steps)


def split_on_time_changes(sequence: NoteSequence) -> list[NoteSequence]:
    """Cut the sequence wherever its tempo or time signature takes another value.

    A note belongs to the piece in which it begins, and ends with it. Each piece starts at time 0
    with the tempo, time signature and key in force; ``start_time_offset`` says where it was.
    """
    check(sequence)
    changes: list[Any] = [*sequence.tempos, *sequence.time_signatures, *sequence.key_signatures]
    changes.sort(key=lambda c: c.time)
    now: dict[type, tuple[float, ...]] = {Tempo: (120.0,), TimeSignature: (4, 4)}
    cuts: list[float] = [0.0]
    for change in changes:
        kind, value = type(change), tuple(change[1:])
        if kind in now and now[kind] != value and change.time < sequence.total_time:
            now[kind] = value
            if change.time > cuts[-1]:
                cuts.append(change.time)
    if sequence.total_time <= cuts[-1]:
        return []
    inside: list[list[SequenceNote]] = [[] for _ in cuts]
    ends = [*cuts[1:], sequence.total_time]
    for note in sequence.notes:
        if 0 <= note.start_time < sequence.total_time:
            n = bisect_right(cuts, note.start_time) - 1
            start, end = note.start_time - cuts[n], min(note.end_time, ends[n]) - cuts[n]
            inside[n].append(note._replace(start_time=start, end_time=end))
    pieces: list[NoteSequence] = []
    state: dict[type, Any] = {}
    at = 0
    for cut, notes in zip(cuts, inside, strict=True):
        while at < len(changes) and changes[at].time <= cut:
            state[type(changes[at])] = changes[at]._replace(time=0.0)
            at += 1
        last = max((n.end_time for n in notes), default=0.0)
        piece = replace(
            sequence,
            notes=notes,
            total_time=last,
            tempos=[v for v in state.values() if isinstance(v, Tempo)],
            time_signatures=[v for v in state.values() if isinstance(v, TimeSignature)],
            key_signatures=[v for v in state.values() if not isinstance(v, (Tempo, TimeSignature))],
            start_time_offset=cut,
            end_time_offset=sequence.total_time - cut - last,
        )
        pieces.append(piece)
    return pieces

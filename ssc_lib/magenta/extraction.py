"""Melodies out of note sequences, by the rules of the original Melody RNN.

A melody begins with the first note of an instrument and ends at a silence of a bar; what comes
after is the next melody. A note that begins while another sounds cuts it short. Notes that begin
together make the whole instrument drop out, or leave the highest, as the rules say.

The rules suit music that was written, not played. A pianist's tempo changes with every beat, so
splitting at the changes leaves fragments of a few notes, and a chord makes a hand drop out:
expressive piano files may yield no melody at all. For these there are the grid rules of
`ssc_lib.magenta.dataset`.

Source: the behaviour of Melody RNN (Magenta, 2016), measured on its last release; the errors keep
their names.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ssc_lib.magenta.notesequence import NoteSequence, SequenceNote
from ssc_lib.magenta.quantization import (
    BadNoteError,
    ExtractionError,
    quantize,
    steps_in_bar,
)
from ssc_lib.music.melody import NO_EVENT, NOTE_OFF, Melody


class PolyphonicMelodyError(ExtractionError):
    """Two notes of one instrument begin together."""


class SequenceGeneratorError(ExtractionError):
    """A primer with more than one melody."""


class EventSequenceRnnModelError(ExtractionError):
    """A primer that leaves nothing to compose."""


@dataclass(frozen=True)
class Rules:
    """What counts as a melody.

    Parameters
    ----------
    search_start_step : int
        Notes that begin earlier are left out; bars are counted from here.
    min_bars : int
        Shorter melodies are dropped.
    max_steps_truncate, max_steps_discard : int, optional
        Longer melodies are cut to so many steps, or dropped.
    gap_bars : float
        A silence of so many bars ends a melody.
    min_unique_pitches : int
        Melodies with fewer pitch classes (C in any octave is one) are dropped.
    ignore_polyphonic_notes : bool
        Of notes that begin together keep the highest; otherwise the whole instrument is dropped.
    pad_end : bool
        Fill the last bar.
    filter_drums : bool
        Leave drums out.
    """

    search_start_step: int = 0
    min_bars: int = 7
    max_steps_truncate: int | None = None
    max_steps_discard: int | None = None
    gap_bars: float = 1.0
    min_unique_pitches: int = 5
    ignore_polyphonic_notes: bool = True
    pad_end: bool = False
    filter_drums: bool = True


TRAINING = Rules(max_steps_truncate=512, ignore_polyphonic_notes=False)
PRIMER = Rules(min_bars=0, gap_bars=math.inf, min_unique_pitches=1)


class Extracted(NamedTuple):
    """A melody, the step of the sequence at which it begins, and its instrument."""

    melody: Melody
    start_step: int
    instrument: int


def extract_melodies(
    sequence: NoteSequence, rules: Rules = TRAINING
) -> tuple[list[Extracted], dict[str, int]]:
    """Find every melody of every instrument of a quantized sequence.

    Parameters
    ----------
    sequence : NoteSequence
        From `quantize`.
    rules : Rules
        `TRAINING`, `PRIMER`, or your own.

    Returns
    -------
    melodies : list of Extracted
        Instrument by instrument, in order of time.
    counts : dict
        How many instruments and melodies were dropped or cut, and why.

    Raises
    ------
    ExtractionError
        If a bar is not a whole number of steps, or a note ends before it begins.

    Examples
    --------
    >>> scale = Melody([60, 62, 64, 65, 67, 69, 71, 72] * 2, steps_per_quarter=1, steps_per_bar=2)
    >>> sequence = quantize(NoteSequence.from_melody(scale), 1)
    >>> extract_melodies(sequence)[0][0].melody
    <Melody: 16 steps, 16 notes, C4 to C5, 120 qpm>
    >>> extract_melodies(sequence, Rules(min_bars=9))[1]["melodies_discarded_too_short"]
    1
    """
    if not sequence.steps_per_quarter:
        raise ValueError("the sequence has no steps yet; call quantize first")
    bar = steps_in_bar(sequence)
    metre = sequence.time_signatures[0][1:]
    grid = sequence.steps_per_quarter, sequence.tempos[0].qpm, bar, metre
    counts = dict.fromkeys(
        (
            "polyphonic_tracks_discarded",
            "melodies_discarded_too_short",
            "melodies_discarded_too_few_pitches",
            "melodies_discarded_too_long",
            "melodies_truncated",
        ),
        0,
    )
    parts: dict[int, list[SequenceNote]] = {}
    for note in sorted(sequence.notes, key=lambda n: (n.quantized_start_step, -n.pitch)):
        parts.setdefault(note.instrument, []).append(note)
    found = []
    for instrument in sorted(parts):
        notes, search = parts[instrument], rules.search_start_step
        starts = [n.quantized_start_step for n in notes]
        while True:
            rest = bisect_left(starts, search)
            try:
                events, start = _one_melody(notes, rest, search, bar, rules)
            except PolyphonicMelodyError:
                counts["polyphonic_tracks_discarded"] += 1
                break
            if not events:
                break
            search = start + len(events) + (search - start - len(events)) % bar
            melody = Melody(events, *grid)
            kept = _kept(melody, rules, counts)
            if kept is not None:
                found.append(Extracted(kept, start, instrument))
    return found, counts


def _one_melody(
    notes: Sequence[SequenceNote], first: int, search: int, bar: int, rules: Rules
) -> tuple[list[int], int]:
    """Lay out events from the bar line before ``notes[first]`` on; also the step of that line."""
    if first == len(notes):
        return [], search
    # The bar is that of the first note, even of one that is then passed over.
    zero = notes[first].quantized_start_step
    zero -= (zero - search) % bar
    events: list[int] = []
    last_on = last_off = -1
    for n in range(first, len(notes)):
        note = notes[n]
        if (rules.filter_drums and note.is_drum) or not note.velocity:
            continue
        on, off = note.quantized_start_step - zero, note.quantized_end_step - zero
        if off <= on:
            raise BadNoteError(f"a note begins at step {on + zero} and ends at step {off + zero}")
        if on == last_on:
            if rules.ignore_polyphonic_notes:
                continue
            raise PolyphonicMelodyError(f"two notes begin together at step {on + zero}")
        if last_on >= 0 and on - last_off >= rules.gap_bars * bar:
            break
        events[off + 1 :] = []
        events += [NO_EVENT] * (off + 1 - len(events))
        events[on : off + 1] = [note.pitch, *[NO_EVENT] * (off - on - 1), NOTE_OFF]
        last_on, last_off = on, off
    if events:
        del events[-1]  # the note-off that the end of the melody says already
        if rules.pad_end and len(events) % bar:
            events += [NOTE_OFF, *[NO_EVENT] * (-len(events) % bar - 1)]
    return events, zero


def _kept(melody: Melody, rules: Rules, counts: dict[str, int]) -> Melody | None:
    """Cut the melody if it is too long; None if the rules drop it."""
    if len(melody) < melody.steps_per_bar * rules.min_bars:
        counts["melodies_discarded_too_short"] += 1
        return None
    if rules.max_steps_discard is not None and len(melody) > rules.max_steps_discard:
        counts["melodies_discarded_too_long"] += 1
        return None
    longest = rules.max_steps_truncate
    if longest is not None and len(melody) > longest:
        melody = melody.resized(longest - (longest % melody.steps_per_bar if rules.pad_end else 0))
        counts["melodies_truncated"] += 1
    if len(set((melody.pitches % 12).tolist())) < rules.min_unique_pitches:
        counts["melodies_discarded_too_few_pitches"] += 1
        return None
    return melody


class Primer(NamedTuple):
    """What the original's model is given: a melody to go on from, up to so many steps in all.

    ``start_step`` is the step of the piece at which the melody begins.
    """

    melody: Melody
    total_steps: int
    start_step: int


def original_primer(
    primer: Melody | NoteSequence | Sequence[int],
    steps: int = 128,
    *,
    qpm: float = 120.0,
    section: tuple[float, float] | None = None,
) -> Primer:
    """Make the primer that reaches the original's model when asked to go on from ``primer``.

    It is not what was asked for: trailing rests are dropped, and the continuation is said to begin
    one step after the end but in truth begins two steps after it, so that a note-off and a no-event
    come between. A rest of a bar or more at the beginning is cut off.

    Parameters
    ----------
    primer : events, Melody or NoteSequence
        A sequence brings its own tempo.
    steps : int
        Length of the piece from time 0, primer included.
    qpm : float
        Tempo of plain events.
    section : (float, float), optional
        Only the notes that begin between these seconds, the first left out.

    Raises
    ------
    ExtractionError
        If the tempo or the time signature of the primer changes, more than one instrument plays,
        or the primer leaves no step to compose.

    Examples
    --------
    >>> original_primer([60], 32).melody.events.tolist()
    [60, -1, -2]
    """
    if not isinstance(primer, NoteSequence):
        melody = primer if isinstance(primer, Melody) else Melody(primer, qpm=qpm)
        primer = NoteSequence.from_melody(melody)
    last_end = max((n.end_time for n in primer.notes), default=0.0)
    if section is not None:
        inside = [n for n in primer.notes if section[0] <= n.start_time < section[1]]
        ends = [n._replace(end_time=min(n.end_time, section[1])) for n in inside]
        primer = replace(primer, notes=ends)
    quantized = quantize(primer)
    tempo = quantized.tempos[0].qpm
    first = 0 if section is None else _after(section[0], tempo)
    found, _ = extract_melodies(quantized, replace(PRIMER, search_start_step=first))
    if len(found) > 1:
        raise SequenceGeneratorError(
            f"the primer has melodies on {len(found)} instruments, and only one can be gone on "
            "from; leave the others out"
        )
    begin = _after(last_end, tempo) + 1
    silence = Melody([], qpm=tempo, metre=quantized.time_signatures[0][1:])
    melody, start, _ = found[0] if found else (silence, begin - 1, 0)
    melody = melody.resized(begin - start)
    if len(melody) >= steps - start:
        raise EventSequenceRnnModelError(
            f"the primer takes {begin} of {steps} steps, two of them for the silence after it, and "
            f"leaves none to compose; ask for at least {begin + 1} steps"
        )
    return Primer(melody, steps - start, start)


def _after(seconds: float, qpm: float) -> int:
    """Find the first step after a time: one more even when the time falls exactly on a step."""
    position = seconds * 4 * qpm / 60
    nearest = round(position)
    return (nearest if abs(position - nearest) < 1e-6 else math.floor(position)) + 1

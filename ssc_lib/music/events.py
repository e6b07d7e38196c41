"""The row of events that a melody is made of: its three kinds, and its notes.

======  ==========  ===========================================================
code    name        meaning
======  ==========  ===========================================================
-2      no event    go on with what was going on: hold the note, or stay silent
-1      note off    the sounding note ends here
0..127  note on     this MIDI pitch begins here, and ends whatever sounded
======  ==========  ===========================================================

Chapter: One-hot melodies. Source of the codes: Magenta's Melody RNN.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ssc_lib.music.pitches import MAX_PITCH, pitch_number

NO_EVENT = -2
NOTE_OFF = -1
MOST_STEPS = 2**24  # of a melody made of notes; a MIDI file has at most a sixteenth of that


class Note(NamedTuple):
    """One sounding note on the step grid: it sounds from ``start_step`` up to ``end_step``."""

    pitch: int
    start_step: int
    end_step: int


def as_events(events: Iterable[int]) -> np.ndarray:
    """A row of events, checked: int16, read-only, without note-offs before the first note.

    Raises
    ------
    TypeError
        If an event is not an integer.
    ValueError
        If it is not one row, or an event lies outside -2..127.
    """
    array = np.asarray(events if isinstance(events, np.ndarray) else list(events))
    if array.size == 0:
        array = array.reshape(-1).astype(np.int16)
    if array.ndim != 1:
        raise ValueError(f"events must be one row of integers, got an array of shape {array.shape}")
    if not np.issubdtype(array.dtype, np.integer):
        raise TypeError(
            f"events must be integers, got {array.dtype}: -2, -1 or a MIDI pitch 0..127; "
            "for names such as C4 there is Melody.of"
        )
    bad = (array < NO_EVENT) | (array > MAX_PITCH)
    if bad.any():
        step = int(np.argmax(bad))
        raise ValueError(
            f"event {array[step]} at step {step} is out of range: expected -2 (no event), "
            f"-1 (note off) or a MIDI pitch from 0 to {MAX_PITCH}"
        )
    array = array.astype(np.int16)
    first_note = int(np.argmax(array >= 0)) if (array >= 0).any() else len(array)
    array[:first_note] = NO_EVENT
    array.setflags(write=False)
    return array


def notes_of(events: np.ndarray) -> list[Note]:
    """The notes, each ending at the next note, the next note-off or the end of the row."""
    notes: list[Note] = []
    pitch, start = None, 0
    for step, event in enumerate(events.tolist()):
        if event == NO_EVENT:
            continue
        if pitch is not None:
            notes.append(Note(pitch, start, step))
        pitch, start = (event, step) if event >= 0 else (None, step)
    if pitch is not None:
        notes.append(Note(pitch, start, len(events)))
    return notes


def from_notes(notes: Iterable[tuple[int, int, int]], steps: int | None = None) -> np.ndarray:
    """The events of ``(pitch, start_step, end_step)`` triples: see `Melody.from_notes`."""
    ordered = sorted((start, -pitch, end) for pitch, start, end in notes)
    for start, pitch, end in ordered:
        if start < 0 or end <= start:
            raise ValueError(
                f"note {-pitch} from step {start} to step {end}: a note begins at step 0 or "
                "later and lasts at least one step"
            )
    length = max((end for *_, end in ordered), default=0) if steps is None else steps
    if length > MOST_STEPS:
        raise ValueError(f"a melody of {length:,} steps is too long; the most is {MOST_STEPS:,}")
    events = np.full(max(length, 0) + 1, NO_EVENT)
    free_from, last_start = 0, -1
    for start, pitch, end in ordered:
        if start == last_start or start >= length:
            continue
        events[start + 1 : free_from + 1] = NO_EVENT
        events[start] = -pitch
        events[min(end, length)] = NOTE_OFF
        free_from, last_start = min(end, length), start
    return events[:length]


def from_text(text: str) -> np.ndarray:
    """The events of a text such as ``"C4 - D4 ."``: see `Melody.of`."""
    signs = {"-": NO_EVENT, ".": NOTE_OFF}
    words = text.replace("|", " ").split()
    return np.array([signs[w] if w in signs else pitch_number(w) for w in words], dtype=np.int16)


def sounds_at_end(events: np.ndarray) -> bool:
    """Whether a note is still sounding where the row ends."""
    acting = events[events != NO_EVENT]
    return len(acting) > 0 and bool(acting[-1] >= 0)


def shifted(events: np.ndarray, semitones: int, low: int, high: int) -> np.ndarray:
    """The events with every pitch moved and folded by octaves: see `Melody.transposed`."""
    check_octave(low, high)
    moved = events.copy()
    sounding = moved >= 0
    pitch = moved[sounding] + operator.index(semitones)
    pitch = np.where(pitch < low, low + (pitch - low) % 12, pitch)
    moved[sounding] = np.where(pitch >= high, high - 12 + (pitch - high) % 12, pitch)
    return moved


def check_octave(low: int, high: int) -> None:
    """Raise ValueError if a range of pitches is narrower than an octave."""
    if high - low < 12:
        raise ValueError(f"the range {low} <= pitch < {high} is narrower than an octave")

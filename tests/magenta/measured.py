"""What was measured of the original's extraction, and its note sequences as ours."""

from __future__ import annotations

from typing import Any

from ssc_lib.magenta.notesequence import NoteSequence, SequenceNote, Tempo, TimeSignature
from tests.golden import golden


def cases(name: str, key: str) -> list[Any]:
    """The cases of one of the files of numbers; those of a dict as pairs of name and case."""
    found = golden(name)[key]
    return [(k, found[k]) for k in found] if isinstance(found, dict) else found


def sequence(case: dict[str, Any]) -> NoteSequence:
    """The note sequence of a case of extraction."""
    notes = [
        SequenceNote(pitch, velocity, start, end, instrument, is_drum=bool(drum))
        for pitch, start, end, velocity, instrument, drum in case["notes"]
    ]
    return NoteSequence(
        notes=notes,
        tempos=[Tempo(*t) for t in case["tempos"]],
        time_signatures=[TimeSignature(*t) for t in case["time_signatures"]],
        total_time=case["total_time"],
    )

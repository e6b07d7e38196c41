"""Note sequences: the notes of a piece in seconds, as bytes, out and in.

The original Melody RNN keeps its training data as **NoteSequence** messages. `ssc_lib.magenta.wire`
says how a message is written: here whole numbers are varints, numbers with a fraction eight bytes,
and a field that is zero or empty is left out. Fields that melodies do not use (pedals, pitch bends,
lyrics) are passed over in reading.

Source: ``music.proto`` of note-seq, for the numbers of the fields.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ssc_lib.magenta.tfrecord import read_tfrecord
from ssc_lib.magenta.wire import (
    BYTES,
    EIGHT_BYTES,
    VARINT,
    Malformed,
    entries,
    with_eight_bytes,
    with_length,
    with_varint,
)
from ssc_lib.music.melody import Melody
from ssc_lib.music.midi import TICKS_PER_QUARTER

SCORE_BASED = 1  # values of source_type
MUSIC_XML, ABC, MIDI = 1, 2, 3  # values of encoding_type
MUSIC21, PRETTY_MIDI = 1, 2  # values of parser


class NoteSequenceError(ValueError):
    """Bytes that are no NoteSequence."""


class SequenceNote(NamedTuple):
    """A note in seconds; once quantized, also in steps.

    ``instrument`` counts the instruments of the file from 0; ``program`` is the General MIDI sound.
    """

    pitch: int = 0
    velocity: int = 0
    start_time: float = 0.0
    end_time: float = 0.0
    instrument: int = 0
    program: int = 0
    is_drum: bool = False
    quantized_start_step: int = 0
    quantized_end_step: int = 0


class TimeSignature(NamedTuple):
    """A time signature, and when it begins, in seconds."""

    time: float = 0.0
    numerator: int = 0
    denominator: int = 0


class KeySignature(NamedTuple):
    """Pitch class of the tonic, and mode: 0 is major, 1 is minor."""

    time: float = 0.0
    key: int = 0
    mode: int = 0


class Tempo(NamedTuple):
    """Quarter notes a minute, and when they begin, in seconds."""

    time: float = 0.0
    qpm: float = 0.0


@dataclass
class NoteSequence:
    """The notes of a piece, in seconds, with its tempos and time signatures.

    Examples
    --------
    >>> middle_c = SequenceNote(pitch=60, velocity=80, start_time=0.0, end_time=0.5)
    >>> piece = NoteSequence(filename="c.mid", notes=[middle_c], total_time=0.5)
    >>> NoteSequence.from_bytes(piece.to_bytes()) == piece
    True
    """

    id: str = ""
    filename: str = ""
    reference_number: int = 0
    collection_name: str = ""
    title: str = ""
    ticks_per_quarter: int = 0
    time_signatures: list[TimeSignature] = field(default_factory=list)
    key_signatures: list[KeySignature] = field(default_factory=list)
    tempos: list[Tempo] = field(default_factory=list)
    notes: list[SequenceNote] = field(default_factory=list)
    total_time: float = 0.0
    source_type: int = 0
    encoding_type: int = 0
    parser: int = 0
    steps_per_quarter: int = 0  # 0 until quantized
    total_quantized_steps: int = 0
    start_time_offset: float = 0.0  # where a piece cut out of a longer one began
    end_time_offset: float = 0.0

    def to_bytes(self) -> bytes:
        """Write the message as bytes, fields in the order of their numbers."""
        return _encode(self, _SEQUENCE)

    @classmethod
    def from_bytes(cls, data: bytes) -> NoteSequence:
        """Read a message. Raises NoteSequenceError if the bytes are none."""
        try:
            return cls(**_decode(memoryview(data), _SEQUENCE))
        except Malformed as error:
            raise NoteSequenceError(str(error)) from error

    @classmethod
    def from_melody(cls, melody: Melody, *, velocity: int = 100, **papers: Any) -> NoteSequence:
        """Take the notes of a melody, in seconds; ``papers`` are further fields, as ``title``."""
        step = melody.seconds_per_step
        notes = [
            SequenceNote(pitch, velocity, start * step, end * step)
            for pitch, start, end in melody.notes()
        ]
        return cls(
            ticks_per_quarter=TICKS_PER_QUARTER,
            time_signatures=[TimeSignature(0.0, *melody.time_signature)],
            tempos=[Tempo(0.0, melody.qpm)],
            notes=notes,
            total_time=notes[-1].end_time if notes else 0.0,
            **papers,
        )


# Field number -> name and kind. A dict in place of these is a message of its own, whose fields
# are kept beside the others.
_NOTE: dict[int, Any] = {
    1: ("pitch", int),
    2: ("velocity", int),
    3: ("start_time", float),
    4: ("end_time", float),
    7: ("instrument", int),
    8: ("program", int),
    9: ("is_drum", bool),
    13: ("quantized_start_step", int),
    14: ("quantized_end_step", int),
}
_REPEATED: dict[type, dict[int, Any]] = {
    TimeSignature: {1: ("time", float), 2: ("numerator", int), 3: ("denominator", int)},
    KeySignature: {1: ("time", float), 2: ("key", int), 3: ("mode", int)},
    Tempo: {1: ("time", float), 2: ("qpm", float)},
    SequenceNote: _NOTE,
}
_SEQUENCE: dict[int, Any] = {
    1: ("id", str),
    2: ("filename", str),
    3: ("collection_name", str),
    4: ("ticks_per_quarter", int),
    5: ("time_signatures", TimeSignature),
    6: ("key_signatures", KeySignature),
    7: ("tempos", Tempo),
    8: ("notes", SequenceNote),
    9: ("total_time", float),
    13: {1: ("source_type", int), 2: ("encoding_type", int), 3: ("parser", int)},
    15: {1: ("steps_per_quarter", int)},
    16: ("total_quantized_steps", int),
    17: {1: ("start_time_offset", float), 2: ("end_time_offset", float)},
    18: ("reference_number", int),
    19: {1: ("title", str)},
}
_IN_WORDS = {int: "whole number", bool: "truth value", float: "number", str: "text"}
_WIRE = {int: VARINT, bool: VARINT, float: EIGHT_BYTES}


# -- messages ------------------------------------------------------------------------------------


def _encode(message: Any, fields: dict[int, Any]) -> bytes:
    out: list[bytes] = []
    for number, entry in fields.items():
        if isinstance(entry, dict):
            body = _encode(message, entry)
            out.append(with_length(number, body) if body else b"")
            continue
        name, kind = entry
        value = getattr(message, name)
        if kind in _REPEATED:
            out += [with_length(number, _encode(item, _REPEATED[kind])) for item in value]
        elif kind is str:
            out.append(with_length(number, value.encode()) if value else b"")
        elif kind is float:
            body = struct.pack("<d", value)
            out.append(with_eight_bytes(number, body) if any(body) else b"")
        elif value:
            out.append(with_varint(number, int(value)))
    return b"".join(out)


def _decode(data: memoryview, fields: dict[int, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, wire, value in entries(data):
        entry = fields.get(number)
        if isinstance(entry, dict) and wire == BYTES:
            found |= _decode(value, entry)
        elif isinstance(entry, tuple):
            name, kind = entry
            if wire != _WIRE.get(kind, BYTES):
                raise NoteSequenceError(
                    f"field {number} ({name}) is written as no {_IN_WORDS.get(kind, 'message')}"
                )
            if kind in _REPEATED:
                found.setdefault(name, []).append(kind(**_decode(value, _REPEATED[kind])))
            elif kind is str:
                try:
                    found[name] = bytes(value).decode()
                except UnicodeDecodeError as error:
                    raise NoteSequenceError(f"field {number} ({name}) is not UTF-8") from error
            elif kind is float:
                (found[name],) = struct.unpack("<d", value)
            else:
                found[name] = kind(value - (1 << 64) if value >> 63 else value)
    return found


def read_sequences(path: str | os.PathLike[str]) -> Iterator[NoteSequence]:
    """Read the note sequences of a TFRecord file one at a time; errors as for `read_tfrecord`."""
    for number, record in enumerate(read_tfrecord(path), 1):
        try:
            yield NoteSequence.from_bytes(record)
        except NoteSequenceError as error:
            raise NoteSequenceError(
                f"{path}: record {number} is no NoteSequence ({error}); ssc convert writes such"
            ) from error

"""Any music as a MIDI file.

A melody is written on its own grid, with its tempo, its metre and a key signature, that of the
major key whose scale holds most notes, of several the one that suits the last note;
`ssc_lib.music.midi` reads it back exactly. Tones have none of these: they are written in seconds,
at 120 quarter notes a minute, each voice as a part of its own and all drums as one, without their
places. The tracks of a `Multitrack` are tracks of the file, each with its name, program, channel
and place, which `read_multitrack` reads back. MIDI knows keys only. A tone between two keys goes to
the nearest, and a glide walks from key to key.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import io
import math
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.music.instruments import PROGRAMS, program_of
from ssc_lib.music.midi import END_OF_MELODY, TICKS_PER_QUARTER
from ssc_lib.music.pitches import best_major_key
from ssc_lib.music.tracks import META, NAME, PAN
from ssc_lib.sound.tone import (
    KEYS,
    MELODY_VELOCITY,
    Grid,
    Music,
    Part,
    Performance,
    Tone,
    end_of,
    perform,
)

SLOWEST_QPM, FASTEST_QPM = 3.58, 60_000  # a quarter note is 1,000 to 2**24 - 1 microseconds
MOST_BEATS = 255  # the upper number of a time signature is one byte
MELODY_IN_FILE = 100  # the velocity of a melody's notes, as Melody RNN writes them
TICKS_OF_TONES, QPM_OF_TONES = 480, 120


def midi_bytes(
    music: Music, *, velocity: int | None = None, program: int = 0, title: str | None = None
) -> bytes:
    """Encode music as a standard MIDI file; the same music gives the same bytes.

    Parameters
    ----------
    music : Melody, Multitrack, iterable of Tone, or Performance
    velocity : int, 1..127, optional
        How hard every note is struck. By default each tone as it says, and a melody with 100, with
        what accompanies it louder by the same factor.
    program : int, 0..127
        General MIDI instrument of what a piano plays; 0 is the grand piano.
    title : str, optional
        The name of the first track, which is that of the whole.

    Raises
    ------
    TypeError, ValueError
        If the music is not playable, a setting is out of range, or the tempo is one that a MIDI
        file cannot hold.

    Examples
    --------
    >>> midi_bytes([Tone(0, 1, 60)])[:4]
    b'MThd'
    """
    import pretty_midi

    if velocity is not None and not 1 <= velocity <= 127:
        raise ValueError(f"velocity must be from 1 to 127, got {velocity}")
    if not 0 <= program <= 127:
        raise ValueError(f"program must be a General MIDI number from 0 to 127, got {program}")
    performance = perform(music)
    if velocity is None and performance.grid is not None:
        performance = _louder(performance)
    file = _empty_file(performance.grid)
    if performance.parts:
        file.instruments += [_track(part, velocity, program) for part in performance.parts]
    else:
        file.instruments += _parts(performance.tones, velocity, program)
    if performance.grid is not None:
        pitched = [tone.pitch for tone in performance.tones if tone.voice not in KEYS]
        pitches = np.array(pitched, dtype=int)
        last = int(pitches[-1]) if len(pitches) and not performance.parts else None
        key = best_major_key(np.bincount(pitches % 12, minlength=12), last)
        file.key_signature_changes.append(pretty_midi.KeySignature(key, 0.0))
        if _ends_in_silence(performance):
            file.text_events.append(pretty_midi.Text(END_OF_MELODY, performance.duration_s))
    buffer = io.BytesIO()
    file.write(buffer)
    return _titled(buffer.getvalue(), title) if title else buffer.getvalue()


def write_midi(
    music: Music,
    path: str | os.PathLike[str],
    *,
    velocity: int | None = None,
    program: int = 0,
    title: str | None = None,
) -> Path:
    """Write music to a MIDI file, whole or not at all; settings and errors as in `midi_bytes`.

    Returns
    -------
    Path
        Where the file is.
    """
    data = midi_bytes(music, velocity=velocity, program=program, title=title)
    return write_bytes(path, data)


def _empty_file(grid: Grid | None) -> Any:
    """Make a `pretty_midi.PrettyMIDI` without notes, with the tempo and the bars of the grid."""
    import pretty_midi

    if grid is None:
        return pretty_midi.PrettyMIDI(resolution=TICKS_OF_TONES, initial_tempo=QPM_OF_TONES)
    if not SLOWEST_QPM <= grid.qpm <= FASTEST_QPM:
        raise ValueError(
            f"a MIDI file takes tempos from {SLOWEST_QPM} to {FASTEST_QPM} quarter notes a "
            f"minute, not {grid.qpm:g}; try melody.with_qpm(120)"
        )
    if (beats := grid.time_signature[0]) > MOST_BEATS:
        raise ValueError(
            f"a bar of a MIDI file takes at most {MOST_BEATS} beats, not {beats}; try shorter bars"
        )
    resolution = math.lcm(TICKS_PER_QUARTER, grid.steps_per_quarter)
    file = pretty_midi.PrettyMIDI(resolution=resolution, initial_tempo=grid.qpm)
    file.time_signature_changes.append(pretty_midi.TimeSignature(*grid.time_signature, 0.0))
    return file


def _louder(performance: Performance) -> Performance:
    """A melody with 100 in place of its 80, and all else louder with it."""

    def louder(tones: Sequence[Tone]) -> tuple[Tone, ...]:
        factor = MELODY_IN_FILE / MELODY_VELOCITY
        return tuple(t._replace(velocity=min(round(factor * t.velocity), 127)) for t in tones)

    parts = tuple(part._replace(tones=louder(part.tones)) for part in performance.parts)
    return replace(performance, tones=louder(performance.tones), parts=parts)


def _parts(tones: Sequence[Tone], velocity: int | None, program: int) -> list[Any]:
    """Share the tones out: instruments that have some, or the silent piano if there are none."""
    import pretty_midi

    part = {voice: pretty_midi.Instrument(program=PROGRAMS[voice]) for voice in PROGRAMS}
    part["piano"].program = program
    part |= dict.fromkeys(KEYS, pretty_midi.Instrument(program=0, is_drum=True))  # channel 10
    for tone in tones:
        part[tone.voice].notes += _notes(tone, velocity)
    parts = [*(part[voice] for voice in PROGRAMS), part["kick"]]
    return [one for one in parts if one.notes] or [part["piano"]]


def _track(part: Part, velocity: int | None, program: int) -> Any:
    """Make the instrument of one track, with its name and place."""
    import pretty_midi

    number, is_drum = program_of(part.voice)
    number = program if part.voice == "piano" else number
    name = part.name.encode().decode("latin1")  # its bytes are then those of UTF-8
    one = pretty_midi.Instrument(program=number, is_drum=is_drum, name=name)
    one.notes = [note for tone in part.tones for note in _notes(tone, velocity)]
    if part.pan:
        place = round(64 + (63 if part.pan > 0 else 64) * part.pan)
        one.control_changes.append(pretty_midi.ControlChange(PAN, place, 0.0))
    return one


def _titled(data: bytes, title: str) -> bytes:
    """Put a name at the beginning of the first track of a file."""
    name = title.encode()
    event = bytes([0, 0xFF, NAME - META]) + _number(len(name)) + name
    length = int.from_bytes(data[18:22], "big") + len(event)
    return data[:18] + length.to_bytes(4, "big") + event + data[22:]


def _number(number: int) -> bytes:
    """Write a number of variable length: seven bits a byte, the last byte below 128."""
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(digits[::-1])


def _notes(tone: Tone, velocity: int | None) -> list[Any]:
    import pretty_midi

    loudness = round(tone.velocity) if velocity is None else velocity
    return [pretty_midi.Note(loudness, *span) for span in _keys(tone)]


def _keys(tone: Tone) -> list[tuple[int, float, float]]:
    """List each key that a tone is nearest to, and from when to when: a glide passes many.

    MIDI has no place between the keys, and bends the pitch of all notes of a channel at once.
    """
    first, last = (min(math.floor(p + 0.5), 127) for p in (tone.pitch, end_of(tone)))
    direction = 1 if last >= first else -1
    keys = list(range(first, last + direction, direction))
    slope = (end_of(tone) - tone.pitch) / (tone.end_s - tone.start_s)
    passed = [tone.start_s + (k + direction / 2 - tone.pitch) / slope for k in keys[:-1]]
    borders = [tone.start_s, *passed, tone.end_s]
    spans = zip(keys, borders[:-1], borders[1:], strict=True)
    return [(key, start, end) for key, start, end in spans if end > start]


def _ends_in_silence(performance: Performance) -> bool:
    ends = [tone.end_s for tone in performance.tones]
    return not ends or max(ends) != performance.duration_s

"""Melodies out of MIDI files.

A MIDI file counts time in **ticks**: whole numbers, so many to a quarter note (`pulses per
quarter`, written into the file's head). A melody counts in steps. In the files that the library
writes, a step is always a whole number of ticks, so a melody survives the trip exactly, tempo
included to a hundredth of a quarter note per minute; only note-offs that end nothing are dropped,
since they leave no trace in sound.

Reading takes the step grid from the file's own ticks, never from seconds, so that an expressive
tempo does not smear the rhythm. Where several notes sound, the top line is read. Writing stands in
`ssc_lib.sound.midi`, since not only melodies are written.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import io
import math
import os
import warnings
from pathlib import Path
from typing import Any

from ssc_lib.music.melody import Melody

TICKS_PER_QUARTER = 220
END_OF_MELODY = "end of melody"  # a text in the file, where a melody ends in silence


class MidiError(ValueError):
    """A MIDI file that cannot be read, or that holds no melody."""


def read_midi(path: str | os.PathLike[str], *, steps_per_quarter: int = 4) -> Melody:
    """Read the top line of a MIDI file (drums left out) on a grid of steps.

    Parameters
    ----------
    path : path of a ``.mid`` file
    steps_per_quarter : int
        Onsets and ends are rounded to the nearest step, halves upwards; a note lasts at least one.

    Returns
    -------
    Melody
        With the file's first tempo and first time signature.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    MidiError
        If it is not a MIDI file, is damaged, or has no notes.

    Examples
    --------
    >>> from ssc_lib import Melody, read_midi, write_midi
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "two_notes.mid"
    >>> read_midi(write_midi(Melody([60, -2, 64, -2]), path)).events.tolist()
    [60, -2, 64, -2]
    """
    file = open_midi(path)

    def step(time_s: float) -> int:
        steps: float = file.time_to_tick(time_s) * steps_per_quarter / file.resolution
        return math.floor(steps + 0.5)

    notes = []
    for instrument in file.instruments:
        for note in [] if instrument.is_drum else instrument.notes:
            start = step(note.start)
            notes.append((note.pitch, start, max(step(note.end), start + 1)))
    if not notes:
        raise MidiError(f"{path} has no notes to read (drums do not count); try another file")
    end = [step(text.time) for text in file.text_events if text.text == END_OF_MELODY]
    signatures = file.time_signature_changes
    quarters = 4 * signatures[0].numerator / signatures[0].denominator if signatures else 4
    steps_per_bar = quarters * steps_per_quarter
    return Melody.from_notes(
        notes,
        end[-1] if end else None,
        steps_per_quarter=steps_per_quarter,
        qpm=round(float(file.get_tempo_changes()[1][0]), 2),
        steps_per_bar=int(steps_per_bar) if steps_per_bar % 1 == 0 else 4 * steps_per_quarter,
    )


def open_midi(path: str | os.PathLike[str]) -> Any:
    """Read a MIDI file as a `pretty_midi.PrettyMIDI`; errors as for `read_midi`."""
    import pretty_midi

    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file; check the spelling and the folder")
    if path.is_dir():
        raise MidiError(f"{path} is a folder; give the path of one MIDI file")
    data = path.read_bytes()
    if not data:
        raise MidiError(f"{path} is empty (0 bytes); export or download it again")
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":  # a MIDI file in a wrapper
        data = data[20:]
    if data[:4] != b"MThd":
        raise MidiError(
            f"{path} is not a MIDI file: it begins with {data[:4]!r} where MIDI has b'MThd'; "
            "export it as MIDI from the program that made it"
        )
    if data[12:13] >= b"\x80":  # the division is negative: frames of film, not ticks a quarter note
        raise MidiError(
            f"{path} counts time in seconds (SMPTE), so it has no quarter notes to read steps "
            "from; export it with ticks per quarter note"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = pretty_midi.PrettyMIDI(io.BytesIO(data))
    except Exception as error:  # the parser raises a dozen kinds; all mean the same to a reader
        reason = str(error) or type(error).__name__
        raise MidiError(
            f"{path} is damaged or cut short and cannot be read as MIDI ({reason}); "
            "export or download it again"
        ) from error
    return file


def time_signature(quarters: float) -> tuple[int, int]:
    """Numerator and denominator of a bar of so many quarter notes: 4 is 4/4, 1.5 is 3/8."""
    denominator = 4
    while quarters * denominator / 4 % 1 and denominator < 64:
        denominator *= 2
    return round(quarters * denominator / 4), denominator

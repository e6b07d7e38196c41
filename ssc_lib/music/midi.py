"""Melodies out of MIDI files.

A MIDI file counts time in **ticks**: whole numbers, so many to a quarter note (`pulses per
quarter`, written into the file's head). A melody counts in steps. In the files that the library
writes, a step is always a whole number of ticks, so a melody survives the trip exactly, tempo
included to a hundredth of a quarter note per minute; only note-offs that end nothing are dropped,
since they leave no trace in sound.

Reading takes the step grid from the file's own ticks, never from seconds, so that an expressive
tempo does not smear the rhythm. Where several notes sound, the top line is read. How the bytes
become events stands in `ssc_lib.music.tracks`; writing stands in `ssc_lib.sound.midi`, since not
only melodies are written.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import math
import os
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import bars_of
from ssc_lib.music.tracks import (
    CONTROL,
    KEY,
    META,
    NOTE_ON,
    PROGRAM,
    TEMPO,
    TEXT,
    TIME,
    Event,
    MidiError,
    Track,
    Tracks,
    read_tracks,
)

TICKS_PER_QUARTER = 220
END_OF_MELODY = "end of melody"  # a text in the file, where a melody ends in silence
DRUMS = 9  # the channel of the drums, counted from 0
USUAL_TEMPO = 500_000  # microseconds a quarter note, where a file says nothing
MOST_QUARTERS = 10**7  # of a file
MOST_STEPS = 2**20  # of a melody, 36 hours at 120 quarter notes a minute


class MidiWarning(UserWarning):
    """A MIDI file that strays from the rules and was read all the same."""


class MidiNote(NamedTuple):
    """A note of a MIDI file, from tick to tick."""

    pitch: int
    velocity: int
    start: int
    end: int


class Tempo(NamedTuple):
    """How long ticks are from a tick on."""

    tick: int
    begin_s: float
    tick_s: float


@dataclass
class Part:
    """Notes of one instrument, in the order of their ends."""

    program: int
    is_drum: bool
    name: str = ""  # of the track
    pan: int = 64  # from 0, left, to 127, right
    notes: list[MidiNote] = field(default_factory=list)


@dataclass
class MidiFile:
    """The music of a MIDI file, counted in ticks."""

    resolution: int  # ticks to a quarter note
    tempos: list[Tempo]  # the first at tick 0
    signatures: list[tuple[int, int, int]]  # tick, numerator, denominator
    keys: list[tuple[int, int, bool]]  # tick, tonic 0 to 11, whether it is minor
    texts: list[tuple[int, str]]
    parts: list[Part]

    def seconds(self, tick: float) -> float:
        """When a tick is heard."""
        tempo = self.tempos[bisect_right(self.tempos, tick, key=lambda tempo: tempo.tick) - 1]
        return tempo.begin_s + tempo.tick_s * (tick - tempo.tick)

    def qpm(self, tempo: Tempo) -> float:
        """Quarter notes a minute."""
        return 60.0 / (tempo.tick_s * self.resolution)


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
        With the file's first tempo and first time signature. If there are others on the way, a
        `MidiWarning` says so.

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
    melody = top_line(file, path, steps_per_quarter=steps_per_quarter)
    if lost := changes(file):
        warnings.warn(f"{path} was read, but {lost}", MidiWarning, stacklevel=2)
    return melody


def top_line(file: MidiFile, path: str | os.PathLike[str], *, steps_per_quarter: int = 4) -> Melody:
    """The melody of a file that is open already, and its errors, as for `read_midi`."""

    def step(tick: int) -> int:
        return math.floor(tick * steps_per_quarter / file.resolution + 0.5)

    read = [note for part in file.parts if not part.is_drum for note in part.notes]
    if not read:
        raise MidiError(
            f"{path} has no notes to read (drums do not count, nor do notes that nothing ends); "
            "try another file"
        )
    last = max(note.end for note in read)
    # Other programs may write these words anywhere: they end a melody only where nothing follows.
    ends = [tick for tick, text in file.texts if text == END_OF_MELODY and tick >= last]
    steps = step(ends[-1] if ends else last)
    if steps > MOST_STEPS:
        raise MidiError(
            f"{path} lasts {steps:,} steps, where {MOST_STEPS:,} are the most; "
            "try fewer steps to a quarter note, or a shorter file"
        )
    notes = [(n.pitch, step(n.start), max(step(n.end), step(n.start) + 1)) for n in read]
    metre = file.signatures[0][1:] if file.signatures else None
    return Melody.from_notes(
        notes,
        steps if ends else None,
        steps_per_quarter=steps_per_quarter,
        qpm=round(file.qpm(file.tempos[0]), 2),
        **bars_of(metre, steps_per_quarter),
    )


def changes(file: MidiFile) -> str:
    """What changes while there are notes, though a melody has only one of it."""
    last = max(note.end for part in file.parts if not part.is_drum for note in part.notes)
    words = []
    if any(tempo.tick < last for tempo in file.tempos[1:]):
        qpm = file.qpm(file.tempos[0])
        words.append(f"its tempo changes, and all is at {qpm:.4g} quarter notes a minute")
    signatures = {(top, bottom) for tick, top, bottom in file.signatures if tick < last}
    if file.signatures and file.signatures[0][0] > 0:
        signatures.add((4, 4))  # until then
    if len(signatures) > 1:
        _, top, bottom = file.signatures[0]
        words.append(f"its time signature changes, and all is in {top}/{bottom}")
    return "; ".join(words)


def open_midi(path: str | os.PathLike[str]) -> MidiFile:
    """Read all notes of a MIDI file; errors as for `read_midi`.

    A file that strays from the rules gives a `MidiWarning` that says what was lost or set right.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file; check the spelling and the folder")
    if path.is_dir():
        raise MidiError(f"{path} is a folder; give the path of one MIDI file")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MidiError(f"{path} cannot be opened ({error.strerror}); try another file") from error
    if not data:
        raise MidiError(f"{path} is empty (0 bytes); export or download it again")
    try:
        found = read_tracks(data)
    except MidiError as error:
        raise MidiError(f"{path} {error}") from error
    if found.format == 2:
        found.tracks = _in_a_row(found.tracks)
    file = _music(found)
    quarters = max(track.end_tick for track in found.tracks) / found.resolution
    if quarters > MOST_QUARTERS:
        raise MidiError(
            f"{path} is damaged: it lasts {quarters:,.0f} quarter notes, where {MOST_QUARTERS:,} "
            "are the most; export or download it again"
        )
    struck = sum(NOTE_ON <= e.status < NOTE_ON + 16 and e.data[1] > 0 for e in _events(found))
    lost = struck - sum(len(part.notes) for part in file.parts)
    if lost:
        found.remarks.append(f"notes that have no end or no length, left out: {lost}")
    if found.remarks:
        more = f"; and {len(found.remarks) - 3} more" if len(found.remarks) > 3 else ""
        words = "; ".join(found.remarks[:3]) + more
        warnings.warn(f"{path} was read, but {words}", MidiWarning, stacklevel=3)
    return file


def _in_a_row(tracks: list[Track]) -> list[Track]:
    """One track after another, behind a first one with the tempos and signatures of all."""
    first, rest, begin = Track(), [], 0
    for track in tracks:
        events = [event._replace(tick=event.tick + begin) for event in track.events]
        papers = [event for event in events if event.status in (TEMPO, TIME, KEY)]
        if not any(event.status == TEMPO and event.tick == begin for event in papers):
            papers.insert(0, Event(begin, TEMPO, USUAL_TEMPO.to_bytes(3, "big")))
        first.events += papers
        begin += track.end_tick
        rest.append(Track([e for e in events if e.status not in (TEMPO, TIME, KEY)], begin))
    return [first, *rest]


def _events(found: Tracks) -> Iterator[Event]:
    return (event for track in found.tracks for event in track.events)


def _music(found: Tracks) -> MidiFile:
    """Tempos, signatures and keys of the first track, the place for them, and texts and notes."""
    first = found.tracks[0].events
    return MidiFile(
        found.resolution,
        tempos=_tempos([e for e in first if e.status == TEMPO], found.resolution),
        signatures=[(e.tick, e.data[0], 2 ** e.data[1]) for e in first if e.status == TIME],
        keys=[(e.tick, *_key(e.data)) for e in first if e.status == KEY],
        texts=sorted(
            ((e.tick, e.data.decode("latin1")) for e in _events(found) if e.status == TEXT),
            key=lambda text: text[0],
        ),
        parts=[part for track in found.tracks for part in _parts(track.events, track.name)],
    )


def _tempos(events: list[Event], resolution: int) -> list[Tempo]:
    tempos = [Tempo(0, 0.0, 60.0 / (120.0 * resolution))]
    for event in events:
        tick_s = 60.0 / ((6e7 / int.from_bytes(event.data[:3], "big")) * resolution)
        last = tempos[-1]
        if event.tick == 0:
            tempos = [Tempo(0, 0.0, tick_s)]
        elif tick_s != last.tick_s:
            begin_s = last.begin_s + last.tick_s * (event.tick - last.tick)
            tempos.append(Tempo(event.tick, begin_s, tick_s))
    return tempos


def _key(data: bytes) -> tuple[int, bool]:
    """Tonic and whether the key is minor, from the sharps (or, below 0, flats) and the mode."""
    sharps, minor = int.from_bytes(data[:1], "big", signed=True), bool(data[1])
    return (7 * sharps + 9 * minor) % 12, minor


def _parts(events: list[Event], name: str) -> list[Part]:
    """The notes of a track by program and channel, in the order in which the first of each ends.

    A note-off ends all notes of its pitch that began before it. A note that nothing ends is none.
    """
    parts: dict[tuple[int, int], Part] = {}
    programs, places = [0] * 16, [64] * 16
    sounding: dict[tuple[int, int], list[tuple[int, int]]] = {}  # start and velocity
    for tick, status, data in events:
        channel = status & 0x0F
        if status >= META:
            continue
        if status - channel == PROGRAM:
            programs[channel] = data[0]
            continue
        if status - channel == CONTROL:
            places[channel] = data[1]
            continue
        key = channel, data[0]
        if status - channel == NOTE_ON and data[1]:
            sounding.setdefault(key, []).append((tick, data[1]))
            continue
        open_notes = sounding.pop(key, [])
        closed = [note for note in open_notes if note[0] != tick]
        if closed and len(closed) < len(open_notes):
            sounding[key] = [note for note in open_notes if note[0] == tick]
        for start, velocity in closed:
            program = programs[channel]
            new = Part(program, channel == DRUMS, name, places[channel])
            part = parts.setdefault((program, channel), new)
            part.notes.append(MidiNote(data[0], velocity, start, tick))
    return list(parts.values())

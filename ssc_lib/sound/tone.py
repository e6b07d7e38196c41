"""The tone and the performance: what lies between a melody and its sound, picture and file.

A melody counts in steps and knows keys. A **tone** counts in seconds, may lie between the keys, and
names the voice that plays it. A **performance** is music as tones, and what is known of its steps
and bars. `perform` makes one at the door; from there on nobody asks again what the music was:
samples, rolls, plots and MIDI files are all made of the performance.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from ssc_lib.music.instruments import KEYS, VOICES, checked_place, drum_of
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import Metre, guessed_metre
from ssc_lib.music.multitrack import Multitrack, Track
from ssc_lib.music.rolls import PianoRoll

__all__ = ["KEYS", "VOICES", "Grid", "Music", "Part", "Performance", "Tone", "end_of", "perform"]

MELODY_VELOCITY = 80

_WANTED = "music must be a Melody or a list of Tone(start_s, end_s, pitch, velocity)"


class Tone(NamedTuple):
    """One note in seconds; ``pitch`` may lie between the keys (60.5 is a quarter tone above C4).

    ``voice`` is one of `VOICES`. A drum has no pitch: whatever is given becomes its key of the
    General MIDI drum kit; "drums" plays the drum that is nearest to its key. A string glides to
    ``end_pitch``, if it has one. ``pan`` is the tone's place, from -1, left, to 1, right.
    """

    start_s: float
    end_s: float
    pitch: float
    velocity: int = MELODY_VELOCITY
    voice: str = "piano"
    end_pitch: float | None = None
    pan: float = 0.0


class Part(NamedTuple):
    """The tones of one track, its name, and what it is called where it has none."""

    name: str
    label: str
    voice: str
    pan: float
    tones: tuple[Tone, ...]


class Grid(NamedTuple):
    """The steps under a performance: how many there are, and how they make quarters and bars."""

    steps: int
    steps_per_quarter: int
    steps_per_bar: int
    qpm: float
    time_signature: Metre

    @property
    def step_s(self) -> float:
        """Length of a step in seconds."""
        return 60.0 / self.qpm / self.steps_per_quarter

    @property
    def bar_s(self) -> float:
        """Length of a bar in seconds."""
        return self.steps_per_bar * self.step_s


@dataclass(frozen=True)
class Performance:
    """Music on its way to ear and eye. Made by `perform`, which checks every tone.

    Attributes
    ----------
    tones : tuple of Tone
    duration_s : float
        Length of the melody in seconds, trailing silence included, or the end of the last tone.
    grid : Grid or None
        The steps of a melody. None for tones, which have seconds only.
    parts : tuple of Part
        The tracks of a Multitrack or a PianoRoll, whose tones are those of the performance. Else
        there are none.
    """

    tones: tuple[Tone, ...]
    duration_s: float
    grid: Grid | None = None
    parts: tuple[Part, ...] = ()


Music: TypeAlias = Melody | Multitrack | PianoRoll | Iterable[Tone] | Performance


def perform(music: Music) -> Performance:
    """Turn music into a performance; one that is a performance already comes back as it is.

    Parameters
    ----------
    music : Melody, Multitrack, PianoRoll, iterable of Tone, or Performance

    Raises
    ------
    TypeError
        If it is no music, or a tone is not made of numbers.
    ValueError
        If a tone is out of range, does not last, or has a voice that does not exist.

    Examples
    --------
    >>> performance = perform(Melody([60, -2, 64, -1]))
    >>> [(tone.start_s, tone.end_s, tone.pitch) for tone in performance.tones]
    [(0.0, 0.25, 60), (0.25, 0.375, 64)]
    >>> performance.duration_s, performance.grid.bar_s
    (0.5, 2.0)
    >>> perform([Tone(1, 3, 60.5)]).duration_s
    3.0
    """
    if isinstance(music, Performance):
        return music
    if isinstance(music, Melody):
        grid = _grid(music, len(music))
        return Performance(_tones(music, grid), grid.steps * grid.step_s, grid)
    if isinstance(music, Multitrack):
        grid = _grid(music.tracks[0].melody, len(music))
        both = zip(music, music.names, strict=True)
        parts = tuple(_part(track, label, grid) for track, label in both)
        tones = tuple(tone for part in parts for tone in part.tones)
        return Performance(tones, grid.steps * grid.step_s, grid, parts)
    if isinstance(music, PianoRoll):
        return _unrolled(music)
    if isinstance(music, Tone):
        raise TypeError(f"{_WANTED}, got one tone alone; put it into a list: [{_short(music)}]")
    if not isinstance(music, Iterable):
        raise TypeError(f"{_WANTED}, got {_short(music)}")
    tones = tuple(_checked(number, given) for number, given in enumerate(music))
    return Performance(tones, float(max((tone.end_s for tone in tones), default=0.0)))


def _grid(melody: Melody, steps: int) -> Grid:
    bars = melody.steps_per_quarter, melody.steps_per_bar, melody.qpm, melody.time_signature
    return Grid(steps, *bars)


def _tones(melody: Melody, grid: Grid) -> tuple[Tone, ...]:
    step_s, notes = grid.step_s, melody.notes()
    return tuple(Tone(n.start_step * step_s, n.end_step * step_s, n.pitch) for n in notes)


def _part(track: Track, label: str, grid: Grid) -> Part:
    """Give the tones of a track its voice and place."""
    tones = (tone._replace(voice=track.voice, pan=track.pan) for tone in _tones(track.melody, grid))
    played = tuple(_as_drum(tone) for tone in tones)
    return Part(track.name, label, track.voice, track.pan, played)


def _unrolled(roll: PianoRoll) -> Performance:
    """Give each track of a roll to a piano, chords and all."""
    quarter, bar = roll.steps_per_quarter, roll.steps_per_bar
    grid = Grid(len(roll), quarter, bar, roll.qpm, roll.metre or guessed_metre(bar / quarter))
    tracks = [
        tuple(Tone(n.start_step * grid.step_s, n.end_step * grid.step_s, n.pitch) for n in notes)
        for notes in roll.notes()
    ]
    parts = tuple(Part("", f"piano {n}", "piano", 0.0, tones) for n, tones in enumerate(tracks, 1))
    tones = tuple(tone for part in parts for tone in part.tones)
    return Performance(tones, grid.steps * grid.step_s, grid, parts)


def _as_drum(tone: Tone) -> Tone:
    """Put a drum on its key, and name the drum of a key of the kit; other tones are as before."""
    if tone.voice == "drums":
        return tone._replace(voice=drum_of(tone.pitch))
    return tone._replace(pitch=KEYS[tone.voice]) if tone.voice in KEYS else tone


def end_of(tone: Tone) -> float:
    """Give the pitch at which a tone ends: its own, if it does not glide."""
    return tone.pitch if tone.end_pitch is None else tone.end_pitch


def _checked(number: int, given: Any) -> Tone:
    """Check the tone that was given at this place of a list; a drum is put on its key."""
    if isinstance(given, (Melody, Track)):
        kind = type(given).__name__
        raise TypeError(
            f"{_WANTED}, got a list with a {kind} in it; give one melody at a time, or "
            "a Multitrack of all"
        )
    try:
        tone = Tone(*given)
    except TypeError as error:
        raise TypeError(f"{_WANTED}, got {_short(given)} as number {number} of a list") from error
    try:
        start, end, pitch, velocity = (float(value) for value in tone[:4])
        end_pitch = pitch if tone.end_pitch is None else float(tone.end_pitch)
    except (TypeError, ValueError) as error:
        raise TypeError(f"tone {number} must hold four numbers, got {tuple(tone)!r}") from error
    if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end):
        raise ValueError(
            f"tone {number} sounds from {start:g} s to {end:g} s: it must start at 0 or later and "
            "end after it starts"
        )
    for value in (pitch, end_pitch):
        if not 0 <= value <= 127:
            raise ValueError(f"tone {number} has pitch {value:g}: expected MIDI 0..127 (60 is C4)")
    if not 1 <= velocity <= 127:
        raise ValueError(f"tone {number} has velocity {velocity:g}: expected 1 (soft) to 127")
    checked_place(f"tone {number}", tone.voice, tone.pan)
    if tone.end_pitch is not None and tone.voice != "string":
        raise ValueError(f"tone {number} glides, which only a string can; give it voice='string'")
    return _as_drum(tone)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."

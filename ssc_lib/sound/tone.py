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

from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import Metre

MELODY_VELOCITY = 80
KEYS = {"kick": 36, "snare": 38, "hat": 42}  # General MIDI: bass drum 1, acoustic snare, closed hat
VOICES = ("piano", *KEYS, "string")

_WANTED = "music must be a Melody or a list of Tone(start_s, end_s, pitch, velocity)"


class Tone(NamedTuple):
    """One note in seconds; ``pitch`` may lie between the keys (60.5 is a quarter tone above C4).

    ``voice`` is one of `VOICES`. A drum has no pitch: whatever is given becomes
    its key of the General MIDI drum kit. A string glides to ``end_pitch``, if it has one.
    """

    start_s: float
    end_s: float
    pitch: float
    velocity: int = MELODY_VELOCITY
    voice: str = "piano"
    end_pitch: float | None = None


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
    """

    tones: tuple[Tone, ...]
    duration_s: float
    grid: Grid | None = None


Music: TypeAlias = Melody | Iterable[Tone] | Performance


def perform(music: Music) -> Performance:
    """Turn music into a performance; one that is a performance already comes back as it is.

    Parameters
    ----------
    music : Melody, iterable of Tone, or Performance

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
        bars = music.steps_per_quarter, music.steps_per_bar, music.qpm, music.time_signature
        grid = Grid(len(music), *bars)
        step_s, notes = grid.step_s, music.notes()
        tones = tuple(Tone(n.start_step * step_s, n.end_step * step_s, n.pitch) for n in notes)
        return Performance(tones, grid.steps * step_s, grid)
    if isinstance(music, Tone):
        raise TypeError(f"{_WANTED}, got one tone alone; put it into a list: [{_short(music)}]")
    if not isinstance(music, Iterable):
        raise TypeError(f"{_WANTED}, got {_short(music)}")
    tones = tuple(_checked(number, given) for number, given in enumerate(music))
    return Performance(tones, float(max((tone.end_s for tone in tones), default=0.0)))


def end_of(tone: Tone) -> float:
    """Give the pitch at which a tone ends: its own, if it does not glide."""
    return tone.pitch if tone.end_pitch is None else tone.end_pitch


def _checked(number: int, given: Any) -> Tone:
    """Check the tone that was given at this place of a list; a drum is put on its key."""
    if isinstance(given, Melody):
        raise TypeError(f"{_WANTED}, got a list with a Melody in it; give one melody at a time")
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
    if tone.voice not in VOICES:
        voices = ", ".join(VOICES)
        raise ValueError(f"tone {number} has voice {tone.voice!r}; the voices are {voices}")
    if tone.end_pitch is not None and tone.voice != "string":
        raise ValueError(f"tone {number} glides, which only a string can; give it voice='string'")
    return tone._replace(pitch=KEYS[tone.voice]) if tone.voice in KEYS else tone


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."

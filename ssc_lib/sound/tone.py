"""The tone: what is between the notes of a melody and the samples of its sound.

A melody counts in steps and knows keys. A **tone** counts in seconds, may lie between the keys, and
names the voice that plays it. Whatever can be heard or drawn is a list of tones first.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from ssc_lib.music.melody import Melody

MAX_DURATION_S = 1800.0
MELODY_VELOCITY = 80
KEYS = {"kick": 36, "snare": 38, "hat": 42}  # General MIDI: bass drum 1, acoustic snare, closed hat


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


VOICES = ("piano", *KEYS, "string")


def as_tones(music: Melody | Iterable[Tone]) -> tuple[list[Tone], float]:
    """The tones of a melody, or of any list of tones, checked, and the length in seconds.

    The length is that of the melody, trailing silence included, or the end of the last tone.
    """
    if isinstance(music, Melody):
        step = music.seconds_per_step
        tones = [Tone(n.start_step * step, n.end_step * step, n.pitch) for n in music.notes()]
        duration_s = music.duration_s
    else:
        try:
            tones = [Tone(*tone) for tone in music]
        except TypeError as error:
            raise TypeError(
                "music must be a Melody or a list of Tone(start_s, end_s, pitch, velocity), "
                f"got {_short(music)}"
            ) from error
        for number, tone in enumerate(tones):
            _check_tone(number, tone)
            if tone.voice in KEYS:
                tones[number] = tone._replace(pitch=KEYS[tone.voice])
        duration_s = max((tone.end_s for tone in tones), default=0.0)
    if duration_s > MAX_DURATION_S:
        raise ValueError(
            f"the music lasts {duration_s:g} s, more than {MAX_DURATION_S:g} s; tones count in "
            "seconds (not steps or milliseconds), and long music is better rendered in parts"
        )
    return tones, float(duration_s)


def end_of(tone: Tone) -> float:
    """The pitch at which a tone ends: its own, if it does not glide."""
    return tone.pitch if tone.end_pitch is None else tone.end_pitch


def _check_tone(number: int, tone: Tone) -> None:
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


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."

"""Voices by name, and the numbers that MIDI has for them.

Whatever sounds here has a **voice**, named by a word, and a **place** from -1, left, to 1, right.
General MIDI numbers its instruments, its **programs**, from 0 to 127, in families of eight: pianos,
chimes, organs, guitars and so on. It has no number for a drum: channel 10 is the drum kit, and
each key of it another drum.

Source: MIDI Manufacturers Association, *General MIDI System Level 1*, 1991.
"""

from __future__ import annotations

from typing import Any

__all__ = ["KEYS", "PROGRAMS", "VOICES", "checked_place", "drum_of", "program_of", "voice_of"]

KEYS = {"kick": 36, "snare": 38, "hat": 42}  # bass drum 1, acoustic snare, closed hi-hat
PROGRAMS = {
    "piano": 0,  # acoustic grand piano
    "string": 48,  # string ensemble 1
    "organ": 19,  # church organ
    "choir": 52,  # choir aahs
    "flute": 73,
    "plucked": 24,  # nylon guitar
    "bowed": 42,  # cello
    "brass": 61,  # brass section
}
VOICES = ("piano", *KEYS, *(voice for voice in PROGRAMS if voice != "piano"), "drums")

# The voice that is nearest to each family of eight programs, from the pianos to the effects.
_FAMILIES = (
    *("piano", "piano", "organ", "plucked", "plucked", "bowed", "choir", "brass"),
    *("flute", "flute", "flute", "choir", "choir", "plucked", "piano", "piano"),
)
_ODD = {45: "plucked", 46: "plucked", 47: "piano", 48: "string", 49: "bowed", 50: "bowed"}
_ODD |= {51: "bowed", 55: "brass", 110: "bowed"}  # among their families, these sound otherwise
_SNARES, _HATS = range(37, 41), (42, 44, 46, *range(49, 60), 69, 70)  # keys of the drum kit


def program_of(voice: str) -> tuple[int, bool]:
    """The General MIDI program of a voice, and whether it stands on the drum kit.

    Examples
    --------
    >>> program_of("flute"), program_of("drums")
    ((73, False), (0, True))
    """
    return PROGRAMS.get(voice, 0), voice not in PROGRAMS


def voice_of(program: int, is_drum: bool = False) -> str:
    """The voice that is nearest to a General MIDI program: a violin (40) is bowed.

    Examples
    --------
    >>> voice_of(40), voice_of(46), voice_of(0, is_drum=True)
    ('bowed', 'plucked', 'drums')
    """
    return "drums" if is_drum else _ODD.get(program, _FAMILIES[program // 8])


def drum_of(key: float) -> str:
    """The drum that is nearest to a key of the General MIDI drum kit; skins are kicks.

    Examples
    --------
    >>> drum_of(35), drum_of(40), drum_of(49)
    ('kick', 'snare', 'hat')
    """
    number = round(key)
    return "snare" if number in _SNARES else "hat" if number in _HATS else "kick"


def checked_place(whose: str, voice: Any, pan: Any) -> None:
    """Check the voice and the place of ``whose``: "tone 3", or "the track Alto".

    Raises
    ------
    TypeError, ValueError
        If there is no such voice, or the place is not a number from -1 to 1.
    """
    if not isinstance(voice, str) or voice not in VOICES:
        raise ValueError(f"{whose} has voice {voice!r}; the voices are {', '.join(VOICES)}")
    try:
        place = float(pan)
    except (TypeError, ValueError):
        raise TypeError(f"{whose} has pan {pan!r}: expected a number from -1 to 1") from None
    if not -1 <= place <= 1:
        raise ValueError(f"{whose} has pan {place:g}: expected -1 (left) to 1 (right)")

"""Voices by name and by number: each goes to MIDI and back, and every number has a voice."""

from __future__ import annotations

from typing import Any

import pytest

from ssc_lib.music.instruments import (
    KEYS,
    PROGRAMS,
    VOICES,
    checked_place,
    drum_of,
    program_of,
    voice_of,
)


def test_a_voice_and_its_program_are_one() -> None:
    assert {voice: voice_of(*program_of(voice)) for voice in PROGRAMS} == {v: v for v in PROGRAMS}
    for voice in ("drums", *KEYS):
        assert program_of(voice) == (0, True) and voice_of(0, True) == "drums"
    assert set(VOICES) == {*PROGRAMS, *KEYS, "drums"} and len(set(VOICES)) == len(VOICES)


def test_every_program_has_a_voice() -> None:
    assert {voice_of(program) for program in range(128)} == set(PROGRAMS)


@pytest.mark.parametrize(
    ("program", "voice"),
    [
        (4, "piano"),  # electric piano
        (13, "piano"),  # xylophone
        (16, "organ"),  # drawbar organ
        (33, "plucked"),  # electric bass
        (40, "bowed"),  # violin
        (45, "plucked"),  # pizzicato
        (46, "plucked"),  # harp
        (47, "piano"),  # timpani
        (54, "choir"),  # synth voice
        (56, "brass"),  # trumpet
        (71, "flute"),  # clarinet
        (110, "bowed"),  # fiddle
    ],
)
def test_instruments_of_general_midi(program: int, voice: str) -> None:
    assert voice_of(program) == voice


def test_keys_of_the_drum_kit() -> None:
    assert {drum_of(key): key for key in KEYS.values()} == KEYS
    assert [drum_of(key) for key in (35, 37, 40, 41, 46, 49, 50, 51, 70)] == [
        *("kick", "snare", "snare", "kick", "hat", "hat", "hat", "hat", "hat")
    ]


@pytest.mark.parametrize(
    ("voice", "pan", "error", "words"),
    [
        ("gong", 0, ValueError, "^tone 3 has voice 'gong'; the voices are piano, kick, .*, drums$"),
        (None, 0, ValueError, "has voice None; the voices are"),
        ("organ", 1.5, ValueError, r"^tone 3 has pan 1\.5: expected -1 \(left\) to 1 \(right\)$"),
        ("organ", float("nan"), ValueError, "has pan nan"),
        ("organ", "left", TypeError, "^tone 3 has pan 'left': expected a number from -1 to 1$"),
        ("organ", None, TypeError, "has pan None"),
    ],
)
def test_no_voice_and_no_place(voice: Any, pan: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        checked_place("tone 3", voice, pan)
    checked_place("tone 3", "organ", -1)

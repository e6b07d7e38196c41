"""Music in words."""

from __future__ import annotations

from typing import Any

import pytest

from ssc_lib.music.melody import Melody
from ssc_lib.show.words import in_words, span
from ssc_lib.sound.drums import beat
from ssc_lib.sound.tone import Tone, perform
from tests.show.pages import CHORD, TUNE


@pytest.mark.parametrize(
    ("music", "words"),
    [
        (Melody([60, -2, 64, -1]), "C4 eighth note, E4 sixteenth note"),
        (Melody([61], 1), "C♯4 quarter note"),
        (Melody([60, -2, -2], 3, qpm=97.3), "C4 quarter note"),
        (Melody([60, -2], 3), "C4 0.667 quarter notes"),
        (Melody([60, -2, -2, -2, -2], steps_per_bar=5), "C4 1.25 quarter notes"),
        (Melody([-2] * 16), "no notes"),
        (Melody([]), "no notes"),
        (CHORD, "3 notes from C4 to G4"),
        ([], "no notes"),
    ],
)
def test_in_words(music: Any, words: str) -> None:
    assert in_words(perform(music)) == words


def test_long_tunes_are_told_in_part() -> None:
    words = in_words(perform(Melody([60, 62] * 16)))
    assert words.count("sixteenth note") == 24
    assert words.endswith("D4 sixteenth note, and 8 more notes")
    assert "more" not in in_words(perform(Melody([60, 62] * 12)))


@pytest.mark.parametrize(
    ("tones", "words"),
    [
        ([Tone(0, 1, 60)], "1 note, C4"),
        ([Tone(0, 1, 60, voice="string", end_pitch=52)], "1 note from E3 to C4"),
        ([Tone(0, 1, 60.4), Tone(0, 1, 59.6)], "2 notes from C4 to C4"),
        ([Tone(0, 1, 60, voice="string", end_pitch=64), Tone(1, 2, 62)], "2 notes from C4 to E4"),
        ([Tone(0, 1, 42, voice="hat")], "1 stroke on hat"),
        ([*beat({"snare": [1, 1], "kick": [1, 0]})], "3 strokes on kick, snare"),
        ([Tone(0, 1, 42, voice="hat"), Tone(0, 1, 60)], "1 stroke on hat and 1 note, C4"),
    ],
)
def test_span(tones: list[Tone], words: str) -> None:
    assert span(tones) == words


def test_a_melody_spans_its_range() -> None:
    assert span(perform(TUNE).tones) == "7 notes from C4 to G4"

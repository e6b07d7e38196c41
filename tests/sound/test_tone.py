"""Music at the door: what becomes a performance, and what is refused in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from ssc_lib.music.melody import Melody
from ssc_lib.music.rolls import PianoRoll
from ssc_lib.sound.mix import render
from ssc_lib.sound.tone import KEYS, Grid, Performance, Tone, end_of, perform
from tests.made import melodies
from tests.music.four import FOUR


def test_a_melody_by_hand() -> None:
    """At 90 a quarter lasts 2/3 s and a step of three to the quarter 2/9 s."""
    performance = perform(Melody([-2, 60, -2, 64, -1, -2], 3, 90, 9))
    assert performance.grid == Grid(6, 3, 9, 90, time_signature=(3, 4))
    assert performance.grid.step_s == pytest.approx(2 / 9)
    assert performance.grid.bar_s == pytest.approx(2)
    assert performance.duration_s == pytest.approx(12 / 9)
    first, second = performance.tones
    assert (first.pitch, first.voice, first.velocity) == (60, "piano", 80)
    assert (first.start_s, first.end_s) == pytest.approx((2 / 9, 6 / 9))
    assert (second.start_s, second.end_s, second.pitch) == pytest.approx((6 / 9, 8 / 9, 64))


def test_tones_stay_as_they_are_and_in_their_order() -> None:
    tones = [Tone(1, 3, 60.5, 20), Tone(0, 1, 40, voice="string", end_pitch=45.25)]
    performance = perform(tones)
    assert list(performance.tones) == tones
    assert performance.duration_s == 3
    assert performance.grid is None


def test_a_drum_stands_on_its_key() -> None:
    performance = perform([Tone(0, 1, 99, voice=drum) for drum in KEYS])
    assert [tone.pitch for tone in performance.tones] == [36, 38, 42]


def test_drums_are_named_by_their_keys() -> None:
    performance = perform([Tone(0, 1, key, voice="drums") for key in (35, 38, 46)])
    assert [(t.voice, t.pitch) for t in performance.tones] == [
        *(("kick", 35), ("snare", 38), ("hat", 46))
    ]


def test_tracks_are_parts() -> None:
    performance = perform(FOUR)
    assert performance.grid == Grid(24, 4, 12, 90, time_signature=(3, 4))
    assert performance.duration_s == FOUR.duration_s
    assert performance.tones == tuple(t for part in performance.parts for t in part.tones)
    for part, track in zip(performance.parts, FOUR, strict=True):
        assert (part.name, part.label, part.voice, part.pan) == (
            track.name,
            track.name,
            track.voice,
            track.pan,
        )
        alone = perform(track.melody).tones
        assert part.tones == tuple(t._replace(voice=part.voice, pan=part.pan) for t in alone)
    assert perform(performance) is performance and hash(performance)
    assert perform(FOUR[0].melody).parts == ()


def test_rows_of_numbers_and_generators_are_tones_too() -> None:
    rows = np.array([[0, 1, 60, 80], [0.5, 1.25, 70.5, 127]])
    expected = (Tone(0, 1, 60, 80), Tone(0.5, 1.25, 70.5, 127))
    assert perform(rows).tones == expected
    assert perform(tuple(row) for row in rows).tones == expected


@pytest.mark.parametrize("nothing", [Melody([]), []])
def test_nothing_is_music_too(nothing: Any) -> None:
    assert perform(nothing).tones == ()
    assert perform(nothing).duration_s == 0


@given(melody=melodies())
def test_a_performance_passes_through_and_keeps_the_notes(melody: Melody) -> None:
    performance = perform(melody)
    assert perform(performance) is performance
    assert [tone.pitch for tone in performance.tones] == melody.pitches.tolist()
    assert performance.duration_s == melody.duration_s
    assert performance.grid is not None
    assert performance.grid.step_s == melody.seconds_per_step
    ends = [tone.end_s for tone in performance.tones]
    assert all(a <= b.start_s for a, b in zip(ends, performance.tones[1:], strict=False))
    assert ends[-1] <= performance.duration_s


def test_a_performance_is_a_value() -> None:
    tune = Melody([60, -2, 64])
    assert perform(tune) == perform(Melody([60, -2, 64]))
    assert hash(perform(tune)) == hash(perform(tune))
    with pytest.raises(AttributeError):
        perform(tune).duration_s = 3  # type: ignore[misc]
    assert isinstance(perform(tune), Performance)


def test_where_a_tone_ends() -> None:
    assert end_of(Tone(0, 1, 60)) == 60
    assert end_of(Tone(0, 1, 60, voice="string", end_pitch=0)) == 0


WANTED = "music must be a Melody or a list of Tone"


@pytest.mark.parametrize(
    ("music", "words"),
    [
        (60, f"{WANTED}.*, got 60"),
        (None, f"{WANTED}.*, got None"),
        ([60, 62], f"{WANTED}.*, got 60 as number 0 of a list"),
        ([Tone(0, 1, 60), (0, 1)], rf"{WANTED}.*, got \(0, 1\) as number 1 of a list"),
        ("C4 D4", f"{WANTED}.*, got 'C' as number 0"),
        (Tone(0, 1, 60), rf"{WANTED}.*one tone alone; put it into a list: \[Tone\(start_s=0"),
        ([Melody([60]), Melody([62])], f"{WANTED}.*a Melody in it; give one melody at a time"),
        ([Tone(0, 1, 60, pan="left")], "tone 0 has pan 'left': expected a number"),
        ([FOUR[0]], f"{WANTED}.*a Track in it; give one melody at a time, or a Multitrack of all"),
        ([Tone(0, 1, "C4")], "tone 0 must hold four numbers"),
        ([Tone(0, 1, 60, voice="string", end_pitch="up")], "tone 0 must hold four numbers"),
    ],
)
def test_what_is_no_music(music: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words) as caught:
        perform(music)
    assert "\n" not in str(caught.value)


def test_what_goes_wrong_inside_a_generator_is_not_hidden() -> None:
    def broken() -> Any:
        yield Tone(0, 1, 60)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        perform(broken())


@pytest.mark.parametrize(
    ("tones", "words"),
    [
        ([Tone(0, 1, 60), Tone(1, 1, 60)], "tone 1 sounds from 1 s to 1 s"),
        ([Tone(-1, 1, 60)], "start at 0 or later"),
        ([Tone(0, float("nan"), 60)], "tone 0 sounds from 0 s to nan s"),
        ([Tone(0, float("inf"), 60)], "tone 0 sounds from 0 s to inf s"),
        ([Tone(0, 1, 128)], "MIDI 0..127"),
        ([Tone(0, 1, float("nan"))], "MIDI 0..127"),
        ([Tone(0, 1, 60, 0)], "velocity 0"),
        ([Tone(0, 1, 60, voice="gong")], "voice 'gong'; the voices are piano, kick, snare, hat"),
        ([Tone(0, 1, 60, pan=-2)], r"^tone 0 has pan -2: expected -1 \(left\) to 1 \(right\)"),
        ([Tone(0, 1, 60, 80, "piano", 64)], "which only a string can"),
        ([Tone(0, 1, 60, 80, "string", 130)], "pitch 130: expected MIDI"),
        ([Tone(0, 1, 60, 80, "string", float("nan"))], "pitch nan"),
    ],
)
def test_tones_that_nobody_can_play(tones: list[Tone], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        perform(tones)


def test_a_roll_is_played_by_pianos_chords_and_all() -> None:
    """Repeated notes are two where the roll has onsets, and the bar is the roll's."""
    roll = PianoRoll.of([Melody([64, -2, 64, -1], metre=(3, 4)), Melody([48, -2, -2, -2])])
    played = perform(roll)
    assert [len(part.tones) for part in played.parts] == [2, 1]
    assert [part.label for part in played.parts] == ["piano 1", "piano 2"]
    assert played.grid.time_signature == (3, 4)
    assert len(perform(roll.without_onsets()).tones) == 2
    assert np.abs(render(roll)).max() > 0.1

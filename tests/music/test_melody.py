"""The value that travels."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Melody
from ssc_lib.music.melody import Note, pitch_name
from tests.golden import golden
from tests.made import melodies, rows

# The ten-note example of the chapter: C4 D4 E4 E4 F4 D4 G4 E4 D4 C4.
TEN = [60, 62, 64, 64, 65, 62, 67, 64, 62, 60]


def test_notes_by_hand() -> None:
    """A hold, a cut, a note-off, silence, and a last note that lasts to the end."""
    melody = Melody([-2, 60, -2, 62, -1, -2, 60, -2])
    assert melody.notes() == [Note(60, 1, 3), Note(62, 3, 4), Note(60, 6, 8)]
    assert melody.pitches.tolist() == [60, 62, 60]
    assert melody.range == (60, 62)
    assert len(melody) == 8


def test_the_ten_note_example() -> None:
    melody = Melody(TEN, steps_per_quarter=1, steps_per_bar=4)
    assert melody.major_key == 0
    assert melody.pitch_class_histogram.tolist() == [2, 0, 3, 0, 3, 1, 0, 1, 0, 0, 0, 0]
    assert [len(bar) for bar in melody.bars()] == [4, 4, 2]
    assert melody.duration_s == 5.0
    assert repr(melody) == "<Melody: 10 steps, 10 notes, C4 to G4, 120 qpm>"


def test_seconds_by_hand() -> None:
    """At 90 quarters a minute and 4 steps each, a step is 60 / 90 / 4 = 1/6 second."""
    melody = Melody([60] * 16, qpm=90)
    assert melody.seconds_per_step == pytest.approx(1 / 6)
    assert melody.duration_s == pytest.approx(16 / 6)


def test_note_offs_before_the_first_note_say_nothing() -> None:
    assert Melody([-1, -2, -1, 60, -1]).events.tolist() == [-2, -2, -2, 60, -1]
    assert Melody([-1, -1]).events.tolist() == [-2, -2]


def test_empty_and_silent() -> None:
    assert Melody([]).notes() == []
    assert Melody([]).duration_s == 0
    assert Melody([]).bars() == []
    silence = Melody([-2, -2])
    assert repr(silence) == "<Melody: 2 steps, no notes>"
    assert repr(Melody([60])) == "<Melody: 1 step, 1 note, C4 to C4, 120 qpm>"
    assert (silence.squashed(), silence.squash_amount()) == (silence, 0)
    with pytest.raises(ValueError, match="no range"):
        _ = silence.range


def test_it_is_a_value() -> None:
    """Equal where equal, usable as a key, unchangeable, and apart from what it was made of."""
    source = np.array([60, -2])
    melody, same = Melody(source), Melody(iter([60, -2]))
    source[0] = 0
    assert melody == same
    assert len({melody, same, melody.with_qpm(90), Melody([60, -2], steps_per_bar=12)}) == 3
    assert melody != [60, -2]
    with pytest.raises(dataclasses.FrozenInstanceError):
        melody.qpm = 90  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        melody.events[0] = 1


# -- metre -----------------------------------------------------------------------------------


def test_six_eighths_are_not_three_quarters() -> None:
    """Bars of the same length; only where nobody names the metre it is guessed."""
    jig, waltz = (Melody([60, -2, 62], metre=metre) for metre in ((6, 8), (3, 4)))
    unnamed = Melody([60, -2, 62], steps_per_bar=12)
    assert jig.steps_per_bar == waltz.steps_per_bar == 12
    assert (jig.time_signature, unnamed.time_signature) == ((6, 8), (3, 4))
    assert unnamed.metre is None
    assert waltz == unnamed != jig
    assert repr(jig) == repr(waltz)
    assert jig.with_metre((3, 4)) == waltz
    assert waltz.with_metre((4, 4)).steps_per_bar == 16
    assert dataclasses.replace(unnamed, steps_per_bar=16).time_signature == (4, 4)
    with pytest.raises(ValueError, match="a bar of 6/8 is 12 steps long, but steps_per_bar is 16"):
        dataclasses.replace(jig, steps_per_bar=16)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m[2:9],
        lambda m: m[::2],
        lambda m: m + Melody([72]),
        lambda m: 2 * m,
        lambda m: 0 * m,
        lambda m: m.with_events([60]),
        lambda m: m.with_qpm(90),
        lambda m: m.resized(40),
        lambda m: m.stretched(3),
        lambda m: m.transposed(5),
        lambda m: m.to_key("Eb"),
        lambda m: m.squashed(),
        lambda m: m.bars()[1],
        lambda m: Melody.of("C4", **m.grid),
        lambda m: Melody.from_notes(m.notes(), **m.grid),
    ],
)
def test_melodies_made_of_one_keep_its_metre(change) -> None:
    melody = Melody([60, -2, 62, 64, -1, -2] * 4, metre=(6, 8))
    changed = change(melody)
    assert changed.metre == (6, 8)
    assert changed.steps_per_bar == 3 * changed.steps_per_quarter


# -- from notes ----------------------------------------------------------------------------------


def test_from_notes_keeps_the_top_line() -> None:
    """A chord gives its highest note; a later note cuts the one that sounds."""
    chord = Melody.from_notes([(60, 0, 4), (64, 0, 2)])
    assert chord.events.tolist() == [64, -2, -1, -2]
    cut = Melody.from_notes([(72, 0, 8), (60, 2, 4), (65, 6, 7)])
    assert cut.events.tolist() == [72, -2, 60, -2, -1, -2, 65, -1]


def test_from_notes_fits_the_length() -> None:
    notes = [(60, 1, 3), (62, 5, 9)]
    assert Melody.from_notes(notes, steps=6).events.tolist() == [-2, 60, -2, -1, -2, 62]
    assert Melody.from_notes(notes, steps=5).events.tolist() == [-2, 60, -2, -1, -2]
    assert len(Melody.from_notes([], steps=3)) == 3
    assert len(Melody.from_notes([])) == 0


@given(melodies())
def test_notes_and_back(melody: Melody) -> None:
    assert Melody.from_notes(melody.notes()[::-1], len(melody), **melody.grid) == melody


@pytest.mark.parametrize("note", [(60, -1, 2), (60, 3, 3), (60, 3, 2)])
def test_from_notes_refuses(note: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="begins at step 0 or later and lasts at least one step"):
        Melody.from_notes([note])


# -- transposition, squash, length ---------------------------------------------------------------


def test_transposed_folds_as_melody_rnn_does() -> None:
    """48 to 83: 47 is folded to 59 in the lowest octave, 84 to 72 in the highest."""
    melody = Melody([47, 36, 84, 95, 60, -1])
    assert melody.transposed(0, 48, 84).events.tolist() == [59, 48, 72, 83, 60, -1]


@given(rows, st.integers(-200, 200), st.integers(0, 100), st.integers(12, 28))
def test_transposed_stays_in_range_and_class(row: list, shift: int, low: int, width: int) -> None:
    melody = Melody(row)
    moved = melody.transposed(shift, low, low + width)
    assert ((moved.pitches >= low) & (moved.pitches < low + width)).all()
    assert ((moved.pitches - melody.pitches - shift) % 12 == 0).all()
    assert ((moved.events < 0) == (melody.events < 0)).all()


def test_squashed_takes_a_key_by_name() -> None:
    tune = Melody([60, 64, 67, 72])
    assert tune.squashed(key="Em") == tune.squashed(key="G") == tune.squashed(key=7)


@given(melodies(), st.integers(0, 11))
def test_squashed_is_in_the_key_and_the_range(melody: Melody, key: int) -> None:
    """The best key is moved to ``key``; another may tie with it, so the key's own score is best."""
    squashed = melody.squashed(48, 84, key)
    assert squashed.range[0] >= 48
    assert squashed.range[1] <= 83
    scale = {(key + degree) % 12 for degree in (0, 2, 4, 5, 7, 9, 11)}
    best = {(squashed.major_key + degree) % 12 for degree in (0, 2, 4, 5, 7, 9, 11)}
    held, most = (sum(int(p) % 12 in s for p in squashed.pitches) for s in (scale, best))
    assert held == most


@given(melodies(), st.integers(1, 5))
def test_stretched_sounds_the_same(melody: Melody, factor: int) -> None:
    finer = melody.stretched(factor)
    assert finer.duration_s == pytest.approx(melody.duration_s)
    assert [(p, a // factor, b // factor) for p, a, b in finer.notes()] == melody.notes()
    assert len(finer.bars()) == len(melody.bars())


def test_resized() -> None:
    melody = Melody([60, -2, 62])
    assert melody.resized(5).events.tolist() == [60, -2, 62, -1, -2]
    assert melody.resized(2).events.tolist() == [60, -2]
    assert melody.resized(0).events.tolist() == []
    assert Melody([60, -1]).resized(4).events.tolist() == [60, -1, -2, -2]
    assert Melody([-2]).resized(2).events.tolist() == [-2, -2]


def test_names_of_pitches() -> None:
    names = [pitch_name(p) for p in (0, 21, 60, 61, 69, 108, 127)]
    assert names == ["C-1", "A0", "C4", "C♯4", "A4", "C8", "G9"]


# -- as the original does ------------------------------------------------------------------------


def test_squashed_as_measured() -> None:
    cases = golden("squash_cases.json")
    assert len(cases) >= 20
    for case in cases:
        melody = Melody(case["events"])
        low, high, key = case["min_note"], case["max_note"], case["transpose_to_key"]
        assert melody.pitch_class_histogram.tolist() == case["note_histogram"], case
        assert melody.major_key == case["major_key"], case
        assert melody.squash_amount(low, high, key) == case["transpose_amount"], case
        assert melody.squashed(low, high, key).events.tolist() == case["result"], case


def test_cleaned_and_resized_as_measured() -> None:
    cases = golden("melody_object_cases.json")
    assert cases
    for case in cases:
        melody = Melody(case["input"])
        assert melody.events.tolist() == case["after_constructor"]
        for name, expected in case.items():
            if name.removeprefix("set_length_").isdigit():
                resized = melody.resized(int(name.removeprefix("set_length_")))
                assert resized.events.tolist() == expected, (case["input"], name)
            if name.startswith("increase_resolution_"):
                finer = melody.stretched(int(name.removeprefix("increase_resolution_")))
                assert finer.events.tolist() == expected, (case["input"], name)


# -- at the door ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([60, 128], "event 128 at step 1 is out of range"),
        ([60, -3], "event -3 at step 1 is out of range"),
        ([10**6], "event 1000000 at step 0 is out of range"),
        ([[60, 62]], "one row"),
    ],
)
def test_bad_events(events: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Melody(events)


@pytest.mark.parametrize("events", [[60.0], ["C4"], [True], [None]])
def test_events_of_other_kinds(events: list) -> None:
    with pytest.raises(TypeError, match="events must be integers"):
        Melody(events)


@pytest.mark.parametrize("setting", ["steps_per_quarter", "steps_per_bar"])
def test_bad_grids(setting: str) -> None:
    with pytest.raises(ValueError, match=f"{setting} must be at least 1"):
        Melody([60], **{setting: 0})
    with pytest.raises(TypeError, match=f"{setting} must be a whole number"):
        Melody([60], **{setting: 4.5})


@pytest.mark.parametrize("qpm", [0, -120, float("nan"), float("inf")])
def test_bad_tempos(qpm: float) -> None:
    with pytest.raises(ValueError, match="qpm"):
        Melody([60], qpm=qpm)


def test_bad_requests() -> None:
    melody = Melody([60])
    with pytest.raises(ValueError, match="0 or more"):
        melody.resized(-1)
    with pytest.raises(ValueError, match="at least 1"):
        melody.stretched(0)
    with pytest.raises(ValueError, match="narrower than an octave"):
        melody.squashed(60, 70)

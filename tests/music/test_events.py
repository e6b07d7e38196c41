"""The row of events: checked, taken apart into notes, and put together again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from ssc_lib.music.events import (
    Note,
    as_events,
    from_notes,
    from_text,
    notes_of,
    shifted,
    sounds_at_end,
)
from tests.made import melodies


def test_note_offs_before_the_first_note_are_no_events() -> None:
    assert as_events([-1, -2, 60, -1]).tolist() == [-2, -2, 60, -1]
    assert as_events([-1, -1]).tolist() == [-2, -2]
    assert as_events([]).tolist() == []


def test_a_checked_row_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        as_events([60])[0] = 61


@pytest.mark.parametrize(
    ("events", "error", "words"),
    [
        ([60.5], TypeError, "must be integers"),
        (["C4"], TypeError, "for names such as C4 there is Melody.of"),
        ([60, 128], ValueError, "event 128 at step 1 is out of range"),
        ([-3], ValueError, "event -3 at step 0 is out of range"),
        (np.zeros((2, 2), int), ValueError, r"array of shape \(2, 2\)"),
    ],
)
def test_what_is_no_row_of_events_is_refused(events, error, words) -> None:
    with pytest.raises(error, match=words):
        as_events(events)


def test_notes_by_hand() -> None:
    notes = [Note(60, 0, 2), Note(64, 2, 3), Note(62, 5, 6)]
    row = [60, -2, 64, -1, -2, 62]
    assert notes_of(np.array(row)) == notes
    assert from_notes(notes).tolist() == row


def test_notes_that_would_make_an_endless_row() -> None:
    """As a score asks for whose one note is 100,000,000 eighths long."""
    with pytest.raises(ValueError, match="a melody of 200,000,000 steps is too long; the most is"):
        from_notes([(60, 0, 200_000_000)])
    with pytest.raises(ValueError, match="is too long"):
        from_notes([(60, 0, 1)], 10**15)


@given(melodies())
def test_a_row_is_its_notes(melody) -> None:
    """Up to note-offs in silence, which end nothing."""
    row = from_notes(notes_of(melody.events), len(melody))
    assert notes_of(row) == notes_of(melody.events)
    assert len(row) == len(melody)


def test_words_are_events() -> None:
    assert from_text("C4 - D4 . | E4").tolist() == [60, -2, 62, -1, 64]
    assert from_text("").tolist() == []
    with pytest.raises(ValueError, match="'x' is no pitch"):
        from_text("C4 x")


def test_pitches_are_folded_into_the_range_by_octaves() -> None:
    row = np.array([47, -2, 48, 83, -1, 84, 127])
    assert shifted(row, 0, 48, 84).tolist() == [59, -2, 48, 83, -1, 72, 79]
    assert shifted(row, 12, 0, 128).tolist() == [59, -2, 60, 95, -1, 96, 127]
    with pytest.raises(ValueError, match="narrower than an octave"):
        shifted(row, 0, 60, 71)


def test_whether_a_note_sounds_at_the_end() -> None:
    ends = {(60, -2): True, (60, -1, -2): False, (-2,): False, (): False}
    assert {row: sounds_at_end(np.array(row, int)) for row in ends} == ends

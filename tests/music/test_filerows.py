"""Rows of a data set: what was kept of each file, counted by hand and by a slower way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from ssc_lib import Melody, Multitrack, Track, corpus
from ssc_lib.music.collections import Tune
from ssc_lib.music.filerows import FileRow, count_empty_bars, put_back, rows_of, sounding
from tests.made import melodies

SCALE = Melody.of("C4 D4 E4 F4 G4 A4 B4 C5 G4 E4")


@given(melodies())
def test_what_sounds_is_what_the_notes_say(melody: Melody) -> None:
    slow = np.zeros(len(melody), bool)
    for _, start, end in melody.notes():
        slow[start:end] = True
    assert sounding(melody).tolist() == slow.tolist()
    bars = [slow[i : i + melody.steps_per_bar] for i in range(0, len(slow), melody.steps_per_bar)]
    assert count_empty_bars(melody) == sum(not bar.any() for bar in bars)


def test_a_bar_in_which_a_note_is_held_is_not_empty() -> None:
    held = Melody([60, -2, -2, -2, -1, -2], steps_per_bar=2)
    assert count_empty_bars(held) == 1
    assert count_empty_bars(Melody([])) == 0


def test_a_row_counts_its_melodies() -> None:
    low = Melody([23, 24, 107, 108, -1, -2, -2], steps_per_bar=4)
    row = FileRow("a.mid", tuple(Tune(m, "", "", "") for m in (low, SCALE)))
    assert (row.notes, row.bars, row.empty_bars, row.outside) == (14, 3, 1, 2)
    assert row.dropped == {}


def test_what_was_dropped_is_told_in_words() -> None:
    counts = {
        "sequences": 1,
        "pieces": 3,
        "melodies_discarded_too_short": 2,
        "melodies_truncated": 0,
    }
    row = FileRow("a.mid", counts=counts | {"dropped_for_a_bad_note": 1}, refused=("a.mid is bad",))
    assert row.dropped == {
        "melodies shorter than seven bars": 2,
        "dropped for a bad note": 1,
        "files or tunes that cannot be read": 1,
    }
    silent = FileRow("drums.mid", counts={"sequences": 1}).dropped
    assert silent == {"files with nothing but drums or silence": 1}


def test_rows_of_the_corpus_keep_families_and_splits() -> None:
    tunes = corpus.load("airds")[:50]
    rows = rows_of(tunes)
    assert [row.tunes for row in rows] == [(tune,) for tune in tunes]
    assert rows[0].name == f"airds {tunes[0].number}, {tunes[0].title}"


def test_melodies_and_tracks_get_families_and_a_split() -> None:
    duet = Multitrack(
        [Track(SCALE, "Anna"), Track(Melody([40, 50]), "Ben"), Track(SCALE, voice="drums")]
    )
    rows = rows_of([SCALE.transposed(3), duet, Melody([70, 40, 71])])
    assert [row.name for row in rows] == ["piece 1", "piece 2", "piece 3"]
    assert [t.title for t in rows[1].tunes] == ["Anna", "Ben"]
    families = [[t.family for t in row.tunes] for row in rows]
    assert families == [[0], [0, 0], [1]]
    assert {t.split for row in rows for t in row.tunes} <= {"train", "validation", "test"}
    assert rows_of(rows) == rows
    assert rows_of(SCALE)[0].notes == 10


def test_tunes_are_put_back_in_order() -> None:
    rows = [FileRow("a", tuple(rows_of([SCALE])[0].tunes)), FileRow("b"), rows_of([SCALE])[0]]
    two = [Tune(SCALE, "", str(n), "") for n in range(2)]
    assert [row.tunes for row in put_back(rows, two)] == [(two[0],), (), (two[1],)]


def test_refusals() -> None:
    with pytest.raises(TypeError, match="piece 2 is no music but int; give tunes"):
        rows_of([SCALE, 3])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="no music to report on"):
        rows_of([])

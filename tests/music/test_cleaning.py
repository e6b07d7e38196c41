"""Doubts: each of them raised by a data set made for it, and none by the book's own tunes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ssc_lib import Melody, corpus
from ssc_lib.music.cleaning import RELATIVE, Cleaning
from ssc_lib.music.collections import Tune
from ssc_lib.music.filerows import FileRow, rows_of

SCALE = Melody.of("C4 D4 E4 F4 G4 A4 B4 C5 G4 E4")
OTHER = Melody.of("C4 G4 D4 C5 E4 F#4 C4 A4 Bb4 C4")


def row(name: str, *melodies: Melody, family: int = 0, **papers: int) -> FileRow:
    tunes = tuple(Tune(m, "", name, name, "", "4/4", family, "train") for m in melodies)
    return FileRow(name, tunes, (name,) * len(tunes), **papers)


def doubts(*rows: FileRow) -> list[list[str]]:
    return Cleaning(rows).doubts


@pytest.mark.parametrize(
    ("melody", "sentences"),
    [
        (SCALE + Melody([108, 24, 107, 23]), ["2 notes outside C1 to B7"]),
        (SCALE.resized(40), ["2 of 3 bars empty"]),
        (SCALE.resized(64), ["3 of 4 bars empty"]),
        (SCALE.resized(32) + 4 * SCALE.resized(16)[:12], []),
        (SCALE[:8], []),
        (SCALE[:7], ["only 7 notes"]),
    ],
)
def test_doubts_about_a_melody(melody: Melody, sentences: list[str]) -> None:
    assert doubts(row("a", melody)) == [sentences]


def test_a_giant_is_ten_times_the_file_in_the_middle() -> None:
    few, more = (row(n, OTHER, family=f, notes_read=20) for f, n in enumerate("ab"))
    few = replace(few, tunes=row("a", SCALE).tunes)
    giant = row("c", Melody.of("C4 C5 " * 9), family=2, notes_read=201)
    assert doubts(few, more, giant)[2] == [
        "a giant: 201 notes, where the file in the middle has 20"
    ]
    assert doubts(few, more, replace(giant, notes_read=200))[2] == []


def test_a_wrong_resolution_is_seen_by_what_falls_off_the_grid() -> None:
    (told,) = doubts(row("a", SCALE, notes_read=10, off_grid=4))[0]
    assert told.startswith("40 % of its notes begin off the grid of steps: a wrong resolution")
    assert doubts(row("a", SCALE, notes_read=10, off_grid=1)) == [[]]


def test_another_grid_than_most() -> None:
    fine = Melody(OTHER.events, steps_per_quarter=12)
    rows = row("a", SCALE), row("b", SCALE.transposed(1) + SCALE), row("c", fine, family=1)
    assert doubts(*rows)[2] == ["12 steps to a quarter, where most have 4"]


def test_duplicates_in_any_key_and_anywhere_in_the_bar() -> None:
    late = Melody([-2, -2, *SCALE.transposed(-5).events.tolist(), -1, -2])
    rows = row("a", SCALE), row("b", late), row("c", SCALE[:9]), row("d", OTHER, OTHER, family=1)
    assert doubts(*rows) == [
        [],
        ["the same notes as a"],
        [f"{RELATIVE} a"],
        ["one melody twice"],
    ]
    assert Cleaning(rows).duplicates == 2


def test_the_dances_are_clean() -> None:
    """No note outside, as the facts say, few empty bars, and no doubt but relatives."""
    cleaning = Cleaning(rows_of(corpus.load()))
    assert (cleaning.outside, len(cleaning.tunes)) == (0, 3019)
    assert cleaning.empty_bars < 0.001 * cleaning.bars
    assert cleaning.families == len({t.family for t in corpus.load()})
    kinds = ("the same notes as", "one melody twice", RELATIVE)
    assert not [s for told in cleaning.doubts for s in told if not s.startswith(kinds)]
    related = sum(any(s.startswith(kinds) for s in told) for told in cleaning.doubts)
    assert related == len(cleaning.tunes) - cleaning.families


def test_an_empty_melody_and_a_row_without_any() -> None:
    cleaning = Cleaning((row("a", Melody([])), FileRow("b", refused=("b is bad",))))
    assert cleaning.doubts == [["only 0 notes"], []]
    assert (cleaning.bars, cleaning.notes, cleaning.duplicates) == (0, 0, 0)
    assert cleaning.dropped == {"files or tunes that cannot be read": 1}

"""The printed keys of the dances: what a field says, and how many are known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ssc_lib import Melody, corpus
from ssc_lib.music import printed
from ssc_lib.music.collections import COLLECTIONS, Tune
from ssc_lib.music.keys import Key, key
from ssc_lib.music.printed import printed_keys, read_key


def test_fields_as_they_are_written() -> None:
    known = {
        "G": (7, "major"),
        "D Major": (2, "major"),
        "Bb": (10, "major"),
        "F#m": (6, "minor"),
        "AMin": (9, "minor"),
        "E Minor": (4, "minor"),
        "ADor": (9, "dorian"),
        "Dmix=c": (2, "mixolydian"),
        "Glydian": (7, "lydian"),
        "Bphr": (11, "phrygian"),
        "C aeolian": (0, "minor"),
    }
    assert {text: read_key(text) for text in known} == {t: Key(*k) for t, k in known.items()}
    assert [read_key(text) for text in ("Hp", "", "none", "D exp _b", "H")] == [None] * 5


def test_nearly_all_dances_have_a_printed_key() -> None:
    tunes = corpus.load()
    found = printed_keys(tunes)
    assert Counter(home and home.mode for home in found) == {
        "major": 2438,
        "minor": 401,
        "mixolydian": 88,
        "dorian": 74,
        "lydian": 9,
        "phrygian": 3,
        None: 6,
    }
    kerry = next(n for n, t in enumerate(tunes) if t.title.startswith("The Irish Washerwoman"))
    assert found[kerry] == Key(7)


@pytest.mark.parametrize(
    ("profile", "right"), [("krumhansl", 2519), ("temperley", 2556), ("aarden", 2301)]
)
def test_how_often_the_finder_is_right(profile: str, right: int) -> None:
    tunes = corpus.load()
    pairs = zip(tunes, printed_keys(tunes), strict=True)
    known = [(t, home) for t, home in pairs if home and home.mode in ("major", "minor")]
    assert len(known) == 2839
    assert sum(key(tune, profile) == home for tune, home in known) == right


def test_tunes_of_other_places_and_of_two_minds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal numbers and titles with two keys name none; a bad tune costs no other."""
    (tmp_path / "a.abc").write_text(
        "X:1\nT:One\nK:D\nD|\n\nX:2\nT:Two\nK:D\nD|\n\nX:2\nT:Two\nK:G\nD|\n\n"
        "X:3\nT:Bad\n%%begintext\n\nX:4\nT:Four\nM:6/8\nK:Edor\nE|\nK:C\n"
    )
    monkeypatch.setattr(printed, "DEFAULT", ("airds",))
    monkeypatch.setitem(COLLECTIONS, "airds", replace(COLLECTIONS["airds"], folders=(tmp_path,)))
    printed._printed.cache_clear()
    tunes = [
        Tune(Melody([60]), collection, number, title)
        for collection, number, title in (
            ("airds", "1", "One"),
            ("airds", "2", "Two"),
            ("airds", "4", "Four"),
            ("mozart", "1", "One"),
        )
    ]
    assert printed_keys(tunes) == [Key(2), None, Key(4, "dorian"), None]
    printed._printed.cache_clear()
    gone = replace(COLLECTIONS["airds"], folders=("nowhere",))
    monkeypatch.setitem(COLLECTIONS, "airds", gone)
    with pytest.raises(FileNotFoundError, match="nowhere: the installed music21 lacks this folder"):
        printed_keys(tunes)
    printed._printed.cache_clear()

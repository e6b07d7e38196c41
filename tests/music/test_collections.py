"""Reading collections out of music21: ABC and its rules, upbeats, papers, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ssc_lib import Melody
from ssc_lib.music import collections
from ssc_lib.music.chorales import chorales
from ssc_lib.music.collections import (
    COLLECTIONS,
    DEFAULT,
    Tune,
    read_collection,
    with_split,
)
from ssc_lib.music.mozart import Stretch


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is read as the collection of Aird, where a tune may last a bar."""
    aird = replace(COLLECTIONS["airds"], folders=(str(tmp_path),))
    monkeypatch.setitem(COLLECTIONS, "airds", aird)
    monkeypatch.setattr(collections, "MIN_BARS", 1)
    return tmp_path


def read_abc(folder: Path, text: str) -> tuple[list[Tune], dict[str, int]]:
    """Tunes of an ABC text, read as a collection is."""
    (folder / "tunes.abc").write_text(text)
    return read_collection("airds", progress=False)


def abc(music: str, head: str = "M:4/4\nL:1/4\nK:C\n") -> str:
    return f"X:1\nT:A tune\nZ:A friend\n{head}{music}\n"


# -- the music -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("music", "pitches"),
    [
        ("^FFGF|FGAB|", [66, 66, 67, 66, 65, 67, 69, 71]),  # to the end of the bar, not beyond
        ("_AA2A|A4|", [68, 68, 68, 69]),
        ("^F=FGF|F4|", [66, 65, 67, 65, 65]),  # a natural takes it back
        ("^FfFf|F4|", [66, 78, 66, 78, 65]),  # in every octave
        ("^FG^GF|GFGF|", [66, 67, 68, 66, 67, 65, 67, 65]),
    ],
)
def test_accidentals_last_to_the_end_of_the_bar(here: Path, music: str, pitches: list[int]) -> None:
    """As The ABC Music Standard 2.1 says, whose default carries them to every octave."""
    (tune,), _ = read_abc(here, abc(music))
    assert tune.melody.pitches.tolist() == pitches


def test_the_key_signature_holds(here: Path) -> None:
    (tune,), _ = read_abc(here, abc("FGAB|=FFGA|F4|", "M:4/4\nL:1/4\nK:G\n"))
    assert tune.melody.pitches.tolist() == [66, 67, 69, 71, 65, 65, 67, 69, 66]
    assert (tune.number, tune.title, tune.transcriber) == ("1", "A tune", "A friend")


def test_an_upbeat_is_padded_to_a_bar(here: Path) -> None:
    """One quarter before the first bar of 3/4: two quarters of silence come first."""
    (tune,), _ = read_abc(here, abc("C|DEF|GAB|", "M:3/4\nL:1/4\nK:C\n"))
    assert tune.time_signature == "3/4"
    assert tune.melody.steps_per_bar == 12
    assert [n.start_step for n in tune.melody.notes()][:3] == [8, 12, 16]


# -- the papers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notes", "transcriber"),
    [
        (["Jack Campin"], "Jack Campin"),
        (["Jane Roe <jane@example.org>"], "Jane Roe"),
        (["Jane Roe (jane@example.org)", "checked by a friend"], "Jane Roe; checked by a friend"),
        (["transcribed by jane@example.org"], "transcribed by jane"),
        (["jane@example.org"], "jane"),
        (['"Jane Roe", jane:example.org'], "Jane Roe"),
        ([], ""),
    ],
)
def test_people_are_named_and_not_made_reachable(
    here: Path, notes: list[str], transcriber: str
) -> None:
    text = "X:7\nT:The  Kerry\tCow\nT:another title\n"
    text += "".join(f"Z:{note}\n" for note in notes) + "M:4/4\nL:1/4\nK:C\nCDEF|\n"
    (tune,), _ = read_abc(here, text)
    assert (tune.number, tune.title) == ("7", "The Kerry Cow")
    assert tune.transcriber == transcriber


def test_where_numbers_begin_anew_in_each_file_the_file_names_the_tune(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = replace(COLLECTIONS["airds"], numbered=False)
    monkeypatch.setitem(COLLECTIONS, "airds", anew)
    (here / "alone.abc").write_text(abc("CDEF|GABc|"))
    pair = [abc("CDEF|GABc|"), abc("cBAG|FEDC|").replace("X:1", "X:2")]
    (here / "two.abc").write_text("\n".join(pair))
    tunes, _ = read_collection("airds", progress=False)
    assert [t.number for t in tunes] == ["alone", "two 1", "two 2"]


def test_a_tune_without_a_title_has_its_number(here: Path) -> None:
    (tune,), _ = read_abc(here, "X:12\nM:4/4\nL:1/4\nK:C\nCDEF|GABc|\n")
    assert (tune.title, tune.number, tune.transcriber) == ("airds 12", "12", "")


def test_a_tune_in_words() -> None:
    tune = Tune(Melody([60] * 32), "airds", "7", "Kerry Cow")
    assert repr(tune) == "<Tune: 'Kerry Cow' (airds 7), 32 steps>"
    (split,) = with_split([tune], [3], ["test"])
    assert (split.family, split.split, split.melody) == (3, "test", tune.melody)
    assert (tune.family, tune.split) == (-1, "")


# -- what is left out ----------------------------------------------------------------------------


def test_what_is_left_out_is_counted(here: Path) -> None:
    text = "\n".join(
        f"X:{n}\nT:{n}\nM:4/4\nL:1/4\nK:C\n{music}\n"
        for n, music in enumerate(("(3CDEFGA|C4|", "z4|z4|", "C,,,4|c''4|", "CDEF|GABc|"), 1)
    )
    tunes, skipped = read_abc(here, text)
    assert [t.number for t in tunes] == ["4"]
    assert skipped == {"no notes": 1, "off the grid": 1, "wider than 48..83": 1}


def test_three_bars_are_too_short(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collections, "MIN_BARS", 4)
    tunes, skipped = read_abc(here, abc("CDEF|GABc|CDEF|"))
    assert (tunes, skipped) == ([], {"shorter than four bars": 1})


def test_a_tune_that_cannot_be_read_costs_no_other(here: Path) -> None:
    """Two tunes of one number, a broken one between them, and one without title and number."""
    tunes = [
        abc("CDEF|"),
        abc("C}DEF|"),
        abc("EFGA|"),
        abc("GABc|").removeprefix("X:1\nT:A tune\n"),
    ]
    found, skipped = read_abc(here, "\n".join(tunes))
    assert [(t.number, t.title) for t in found] == [
        ("1", "A tune"),
        ("1", "A tune"),
        ("tunes line 25", "airds line 25"),
    ]
    assert [t.melody.pitches[0] for t in found] == [60, 64, 67]
    assert skipped == {"unreadable": 1}


def test_text_that_holds_no_tune_is_passed_over(here: Path) -> None:
    (here / "letter.abc").write_text("Dear all")
    tunes, skipped = read_abc(here, abc("CDEF|GABc|"))
    assert ([t.title for t in tunes], skipped) == (["A tune"], {})


def test_other_files_of_a_folder_are_not_read(here: Path) -> None:
    (here / "licence.txt").write_text(abc("CDEF|GABc|"))
    assert read_collection("airds", progress=False) == ([], {})


def test_a_limit_counts_scores_and_not_tunes(here: Path) -> None:
    texts = (abc(music).replace("X:1", f"X:{n}") for n, music in enumerate(("z4|", "CDEF|"), 1))
    (here / "tunes.abc").write_text("\n".join(texts))
    counts = [read_collection("airds", limit=n, progress=False) for n in (0, 1, 2)]
    assert [len(tunes) for tunes, _ in counts] == [0, 0, 1]
    assert [sum(skipped.values()) for _, skipped in counts] == [0, 1, 1]


# -- the collections -----------------------------------------------------------------------------


def test_every_collection_has_its_licence_note() -> None:
    assert all(c.source and c.licence and c.folders for c in COLLECTIONS.values())
    assert set(DEFAULT) <= set(COLLECTIONS)
    assert all("public domain" in COLLECTIONS[name].licence for name in DEFAULT)
    assert "unclear" in COLLECTIONS["essen"].licence


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(ValueError, match="unknown collection 'dances'; there are oneills, ryans"):
        read_collection("dances")


# -- scores --------------------------------------------------------------------------------------


def test_sopranos_of_the_chorales() -> None:
    """At 120 quarter notes a minute like all tunes, in the families that the chorales have."""
    tunes, skipped = read_collection("chorales", limit=12, progress=False)
    ours = chorales(12)
    assert [t.melody for t in tunes] == [c.voices[0].with_qpm(120) for c in ours]
    assert [(t.number, t.family) for t in tunes] == [(c.number, c.family) for c in ours]
    assert tunes[0].title == "Chorale BWV 2.6"
    assert all("{}/{}".format(*t.melody.metre) == t.time_signature for t in tunes)
    assert skipped.keys() <= {"not in four parts", "the metre changes", "off the grid"}


def test_a_work_of_mozart_is_a_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """And in one split, by name; lines that are too wide are left out and counted."""
    melody = Melody([60, -2] * 32)
    wide = Melody([40, 80] * 32)
    found = [
        Stretch(m, work, "movement1", part, 1)
        for work in ("k80", "k155", "k156", "k999")
        for part, m in ((1, melody), (2, wide), (3, melody))
    ]
    monkeypatch.setattr(collections, "read_mozart", lambda *_, **__: (found, {"silent bars": 5}))
    tunes, skipped = read_collection("mozart", progress=False)
    assert skipped == {"silent bars": 5, "wider than 48..83": 4}
    assert [(t.number.split()[0], t.family, t.split) for t in tunes[::2]] == [
        ("k80", 0, "train"),
        ("k155", 1, "validation"),
        ("k156", 2, "test"),
        ("k999", 3, "train"),
    ]
    assert (tunes[1].number, tunes[1].title) == (
        "k80 movement1 3.1",
        "Mozart k80 movement1, part 3",
    )

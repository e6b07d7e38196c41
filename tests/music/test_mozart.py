"""Mozart's lines out of the installed music21, and the stretches that a line is cut into."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from ssc_lib.music import chorales
from ssc_lib.music.mozart import read_mozart, stretches
from ssc_lib.music.musicxml import ScoreLine
from ssc_lib.music.musicxml.line import LineNote
from tests.music.scores import attributes, note, notes, part, score


def line(*rows: tuple[int, float, float], length: float, **others: object) -> ScoreLine:
    """A line of pitches, starts and ends, in 4/4 unless told."""
    settings = {"metres": [(0.0, (4, 4))], "tempos": [(0.0, 90.0)], **others}
    return ScoreLine([LineNote(*row) for row in rows], length, **settings)  # type: ignore[arg-type]


def quarters(count: int, first: int = 0) -> list[tuple[int, float, float]]:
    return [(60 + n % 12, float(n), n + 1.0) for n in range(first, first + count)]


# -- stretches -----------------------------------------------------------------------------------


def test_a_line_that_fits_is_one_stretch() -> None:
    (melody,), skipped = stretches(line(*quarters(16), length=16.0))
    assert [tuple(n) for n in melody.notes()] == [
        (60 + n % 12, 4 * n, 4 * n + 4) for n in range(16)
    ]
    assert (len(melody), melody.qpm, melody.metre, not skipped) == (64, 120, (4, 4), True)


def test_an_upbeat_comes_after_silence() -> None:
    (melody,), _ = stretches(line(*quarters(17), length=17.0, silence=3.0))
    assert [n.start_step for n in melody.notes()][:2] == [12, 16]
    assert len(melody) == 80


def test_bars_off_the_grid_and_silent_bars_part_it() -> None:
    """Bars 5 (a triplet), 10 (silent), and 13 to 15, which are too few, of sixteen."""
    rows = [row for row in quarters(60) if not 16 <= row[1] < 20 and not 36 <= row[1] < 40]
    rows = [row for row in rows if row[1] < 48 or row[1] >= 52]
    rows += [(70, 16.0, 16 + 1 / 3)]
    found, skipped = stretches(line(*sorted(rows, key=lambda r: r[1]), length=60.0))
    assert [len(m) // 16 for m in found] == [4, 4]
    assert [m.pitches[0] for m in found] == [60, 60 + 20 % 12]
    assert skipped == {
        "bars off the grid": 1,
        "silent bars": 2,
        "bars of stretches shorter than four": 4,
    }


def test_what_is_held_over_from_a_bar_that_is_left_out_is_silent() -> None:
    """And a note that goes on into one ends at its bar line."""
    rows = [(70, 0.0, 1 / 3), (71, 3.0, 5.0), *quarters(14, 5), (72, 19.0, 21.0), (73, 21.0, 21.2)]
    (melody,), skipped = stretches(line(*rows, length=24.0))
    assert len(melody) == 64
    first, *_, last = melody.notes()
    assert (first.start_step, last.pitch, last.end_step) == (4, 72, 64)
    assert skipped == {"bars off the grid": 2}


def test_each_stretch_is_in_one_metre() -> None:
    metres = [(0.0, (4, 4)), (16.0, (3, 4))]
    found, skipped = stretches(line(*quarters(28), length=28.0, metres=metres))
    assert [(m.metre, len(m)) for m in found] == [((4, 4), 64), ((3, 4), 48)]
    assert not skipped


def test_without_a_metre_a_bar_is_four_quarters() -> None:
    (melody,), _ = stretches(line(*quarters(16), length=16.0, metres=[]))
    assert melody.steps_per_bar == 16
    assert stretches(line(length=0.0)) == ([], {})


def test_bars_that_are_no_whole_steps_are_off_the_grid() -> None:
    found, skipped = stretches(line((60, 0.0, 1.0), length=1.5, metres=[(0.0, (3, 32))]))
    assert (found, set(skipped)) == ([], {"bars off the grid", "silent bars"})


# -- scores --------------------------------------------------------------------------------------


def put_in_place(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: bytes) -> None:
    """An installed music21 whose Mozart is these movements of K. 1."""
    place = folder / "corpus" / "mozart" / "k1"
    place.mkdir(parents=True)
    for name, data in files.items():
        (place / f"{name}.musicxml").write_bytes(data)
    spec = SimpleNamespace(submodule_search_locations=[str(folder)])
    monkeypatch.setattr(chorales, "find_spec", lambda _: spec)


def test_a_bad_file_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bar = notes("C4 D4 E4") + note("A4", 4) + note("F5", 4, "<chord/>").replace("<chord/>", "")
    bars = [attributes("5/4") + bar, *[bar] * 4]
    two = score(part(*bars, name="P1"), part(*bars, name="P2"))
    put_in_place(tmp_path, monkeypatch, movement1=b"<score-partwise><part", movement2=two)
    found, skipped = read_mozart()
    assert [tuple(s)[1:] for s in found] == [("k1", "movement2", n, 1) for n in (1, 2)]
    assert found[0].melody.pitches.tolist()[:5] == [60, 62, 64, 69, 77]
    assert skipped == {"unreadable scores": 1}
    assert read_mozart(1) == ([], {"unreadable scores": 1})


def test_the_installed_scores() -> None:
    """A movement of K. 155 in four parts, the highest first; progress is shown if wanted."""
    found, skipped = read_mozart(1)
    assert {(s.work, s.movement) for s in found} == {("k155", "movement1")}
    assert sorted({s.part for s in found}) == [1, 2, 3, 4]
    assert set(skipped) <= {
        "bars off the grid",
        "silent bars",
        "bars of stretches shorter than four",
    }
    for stretch in found:
        assert stretch.melody.metre == (4, 4)
        assert len(stretch.melody) >= 64


def test_progress_is_shown_where_it_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    read_mozart(1)
    assert capsys.readouterr() == ("", "")
    read_mozart(1, progress=True)
    assert "mozart: 100%" in capsys.readouterr().err


def test_a_music21_without_mozart_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place(tmp_path, monkeypatch)
    with pytest.raises(FileNotFoundError, match="no MusicXML in its corpus of mozart; install it"):
        read_mozart()

"""The cleaning report: a page for all eyes, on which no text of a file is more than text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import ssc_lib as ssc
from ssc_lib import Melody
from ssc_lib.music.collections import Tune
from ssc_lib.music.filerows import FileRow
from ssc_lib.show.report import CleaningReport, cleaning_report
from tests.browser import TOO_WIDE, needs_browser
from tests.made import contents

SCALE = Melody.of("C4 D4 E4 F4 G4 A4 B4 C5 G4 E4")
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>&amp;$name\x00\ud800'


def evil_report() -> CleaningReport:
    tune = Tune(SCALE, EVIL, EVIL, EVIL, EVIL, EVIL, 0, EVIL)
    row = FileRow(EVIL, (tune,), (EVIL,), 10, 5, {EVIL: 2}, (EVIL,), (EVIL,))
    twin = FileRow(f"{EVIL}2", (tune,), (EVIL,), 10, 5, {"sequences": 1})
    return cleaning_report([row, twin], name=EVIL, origin=EVIL, licence=EVIL, rules=EVIL)


class Tags(HTMLParser):
    """The tags of a page, and the texts of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(report: CleaningReport, folder: Path) -> str:
    return report.save(folder / "report.html").read_text(encoding="utf-8")


def lines(text: str, caption: str) -> list[list[str]]:
    """The cells of a table's lines, by its caption."""
    (table,) = re.findall(f"<caption>{caption}</caption>(.*?)</table>", text, re.DOTALL)
    body = table.partition("<tbody>")[2]
    return [re.findall("<t[hd][^>]*>(.*?)</t[hd]>", line) for line in body.split("</tr>")[:-1]]


def test_a_row_for_each_file_and_a_total(tmp_path: Path) -> None:
    kept = FileRow("a.mid", (Tune(SCALE, "x", "a.mid", "a"),), ("a",), 12, 0, {"sequences": 1})
    short = FileRow(
        "b.mid", counts={"sequences": 1, "melodies_discarded_too_short": 2}, notes_read=6
    )
    bad = FileRow("c.mid", refused=("c.mid is not a MIDI file",))
    report = cleaning_report([kept, short, bad], name="three")
    text = page(report, tmp_path)
    assert lines(text, "All files") == [
        ["a.mid", "", "1", "10", "1", "0", "0", "0", "train"],
        ["b.mid", "melodies shorter than seven bars: 2", *5 * ["0"], "", ""],
        ["c.mid", "is not a MIDI file", *5 * ["0"], "", ""],
    ]
    numbers = dict(lines(text, "The data set in numbers"))
    assert (numbers["files"], numbers["pitched notes read"], numbers["notes kept"]) == (
        "3",
        "18",
        "10",
    )
    assert lines(text, "What was cut or dropped, and why") == [
        ["melodies shorter than seven bars", "2"],
        ["files or tunes that cannot be read", "1"],
    ]
    assert lines(text, "The split by family")[-1] == ["all", "1", "1", "10"]
    assert repr(report) == (
        "<Cleaning report: 1 of 3 files gave 1 melody with 10 notes in 1 bar. "
        "1 file cannot be read.>"
    )


def test_nothing_in_a_file_is_more_than_text(tmp_path: Path) -> None:
    report = evil_report()
    for text in (page(report, tmp_path), report._repr_html_()):
        found = Tags(text)
        assert not {tag for tag, _ in found.tags} & {"script", "img", "iframe", "link"}
        assert not [a for _, attributes in found.tags for a in attributes if a.startswith("on")]
        assert sum("<script>alert(1)" in t for t in found.texts) > 5


def test_nothing_is_fetched(tmp_path: Path) -> None:
    text = page(cleaning_report([SCALE]), tmp_path)
    assert not re.search(r"https?:|src=|href=|url\(|@import", text)


def test_known_collections_bring_their_papers(tmp_path: Path) -> None:
    tunes = ssc.corpus.load("airds")[:5] + ssc.corpus.load("ryans")[:5]
    text = page(ssc.cleaning_report(tunes), tmp_path)
    for words in ("James Aird", "William Bradbury Ryan", "Jack Campin", "airds, ryans"):
        assert words in text
    assert "Look up three" in page(ssc.cleaning_report([SCALE]), tmp_path)


def test_a_notebook_shows_what_was_lost_before_what_is_doubted_before_relatives() -> None:
    related = [SCALE + Melody([72 + n]) for n in range(15)]
    papers = ("", "", "", "", "4/4", 0, "train")
    rows = [FileRow(f"{n:02}", (Tune(m, *papers),), ("",), 11) for n, m in enumerate(related)]
    last = Tune(Melody([20, *OTHER]), "", "", "", "", "4/4", 1, "train")
    rows.append(FileRow("odd", (last,), ("",), 11))
    rows.append(FileRow("bad", refused=("bad is bad",)))
    cell = cleaning_report(rows)._repr_html_()
    shown = [line[0] for line in lines(cell, "Files worth a look, or not kept whole")]
    assert len(shown) == 12
    assert shown == ["odd", "bad", *(f"{n:02}" for n in range(1, 11))]
    assert "has 5 files more" in cell
    assert len(cell) < 20_000


OTHER = [60, 67, 62, 72, 64, 66, 60, 69, 70, 60]


def test_one_melody_or_a_multitrack_is_a_data_set_of_one() -> None:
    assert "1 of 1 piece gave 1 melody" in repr(cleaning_report(SCALE))
    duet = ssc.Multitrack([ssc.Track(SCALE, "Anna"), ssc.Track(Melody(OTHER), "Ben")])
    assert "1 of 1 piece gave 2 melodies" in repr(cleaning_report([duet]))


def test_refusals(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"report\.pdf ends in \.pdf; a report is a page"):
        cleaning_report([SCALE]).save("report.pdf")
    (folder / "report.html").mkdir()
    with pytest.raises(IsADirectoryError, match="is a folder"):
        cleaning_report([SCALE]).save("report.html")
    assert contents(folder) == {"report.html": b"folder"}


@needs_browser
def test_for_all_eyes_and_on_a_phone(browser: Any, axe: str, tmp_path: Path) -> None:
    long = FileRow("a_name_as_long_as_names_may_be_without_a_space" * 4, refused=("it is bad",))
    tunes = ssc.corpus.load("airds")[:60]
    path = cleaning_report([*tunes, long], name="x" * 90).save(tmp_path / "report.html")
    seen = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    seen.on("request", lambda request: asked.append(request.url))
    seen.goto(path.as_uri())
    seen.evaluate(axe)
    for scheme in ("light", "dark"):
        seen.emulate_media(color_scheme=scheme)
        for width in (1280, 390):
            seen.set_viewport_size({"width": width, "height": 844})
            found = seen.evaluate(
                "async () => (await axe.run({preload: false})).violations.map("
                "v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))])"
            )
            assert found == []
            assert seen.evaluate(TOO_WIDE.replace("article", "main")) == []
    assert asked == [path.as_uri()]
    seen.close()

"""The built book: all its pages, small, and nothing fetched from elsewhere."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from _ext import questions
from tests.book.conftest import ROOT, toc_pages

MOST_PAGE_BYTES = 3_000_000
MOST_BOOK_BYTES = 60_000_000
# What a browser fetches by itself, and the attribute that says from where.
FETCHED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "audio": "src",
    "source": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
    "video": "src",
}


class Fetched(HTMLParser):
    """Collect the addresses that a page fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        canonical = tag == "link" and given.get("rel") == "canonical"
        if tag in FETCHED and not canonical:
            self.addresses.append(given.get(FETCHED[tag], ""))


def fetched(page: str) -> list[str]:
    parser = Fetched()
    parser.feed(page)
    return parser.addresses


def test_fetched_sees_what_a_page_loads() -> None:
    page = "<script src='//cdn.example/x.js'></script><img src='data:x'><a href='https://x'>x</a>"
    assert fetched(page) == ["//cdn.example/x.js", "data:x"]


def test_the_book_builds(built: tuple[Path, str]) -> None:
    """From stored outputs, in one go, with every warning an error."""
    _, printed = built
    if printed:
        complaints = [line for line in printed.splitlines() if "WARNING" in line or "ERROR" in line]
        pytest.fail("\n".join(complaints or [printed[-3000:]]), pytrace=False)


def test_every_page_is_there_and_small(html: Path) -> None:
    sizes = {page: (html / f"{page}.html").stat().st_size for page in toc_pages()}
    assert {page: size for page, size in sizes.items() if size > MOST_PAGE_BYTES} == {}


def test_front_door(html: Path) -> None:
    assert toc_pages()[0] in (html / "index.html").read_text(encoding="utf-8")
    assert (html / "mathjax" / "LICENSE").exists()


def test_nothing_comes_from_elsewhere(html: Path) -> None:
    remote = [
        f"{file.relative_to(html)}: {address[:100]}"
        for file in sorted(html.rglob("*.html"))
        for address in fetched(file.read_text(encoding="utf-8"))
        if address.startswith(("http:", "https:", "//"))
    ]
    assert not remote, "\n".join(["", *remote])


def test_size_of_the_book(html: Path) -> None:
    size = sum(file.stat().st_size for file in html.rglob("*") if file.is_file())
    assert size <= MOST_BOOK_BYTES, f"{size:,} bytes, at most {MOST_BOOK_BYTES:,}"


def test_the_teaching_page_offers_its_questions(html: Path) -> None:
    page = (html / "book/teaching/index.html").read_text(encoding="utf-8")
    for name in (questions.GIFT, questions.QTI):
        assert f'href="{name}"' in page
        assert (html / "book/teaching" / name).stat().st_size > 1000


def test_a_notebook_to_download_has_all_cells_and_no_outputs(html: Path) -> None:
    path = "book/3-networks/transformer.ipynb"
    own, offered = (json.loads((p / path).read_text("utf-8")) for p in (ROOT, html / "_sources"))
    assert [c["source"] for c in offered["cells"]] == [c["source"] for c in own["cells"]]
    code = [c for c in offered["cells"] if c["cell_type"] == "code"]
    assert code and not any(c["outputs"] or c["execution_count"] for c in code)

"""The zip of the book: all that a reader opens, and the same bytes for the same pages."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tools import offline

KEPT = ["_static/icons.woff2", "_static/lone.ttf", "book/questions.qti.zip", "index.html"]
LEFT = ["_static/icons.ttf", "_static/theme.js.map", "stochastic-soundcloud.zip"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    for name in KEPT + LEFT:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return tmp_path


def test_what_no_reader_opens_is_left_out(book: Path) -> None:
    with zipfile.ZipFile(offline.pack(book)) as packed:
        names = {name.removeprefix("stochastic-soundcloud/"): name for name in packed.namelist()}
        assert list(names) == KEPT
        assert [packed.read(name).decode() for name in names.values()] == KEPT


def test_the_same_pages_are_the_same_zip(book: Path) -> None:
    first = offline.pack(book).read_bytes()
    for name in KEPT:
        (book / name).touch()
    assert offline.pack(book).read_bytes() == first


def test_a_folder_without_a_book_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no built book: it has no index"):
        offline.pack(tmp_path)

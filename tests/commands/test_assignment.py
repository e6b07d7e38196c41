"""``ssc assignment``: an nbgrader source of a chapter."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssc_lib.classroom.assignment import read_notebook
from tests.made import contents, refused, run

BOOK = Path(__file__).parents[2] / "book"


def test_it_is_where_nbgrader_looks_for_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assignment", "coins") == 0  # the library is beside the book
    out, err = capsys.readouterr()
    assert out.endswith("coins.ipynb: 8 exercises with a locked test each, 18 points in all\n")
    assert err == ""
    assert [*contents(folder)] == ["source", "source/coins", "source/coins/coins.ipynb"]
    first = read_notebook(folder / "source/coins/coins.ipynb")
    assert run("assignment", "coins", "--book", str(BOOK), "-o", "mine.ipynb") == 0
    assert read_notebook(folder / "mine.ipynb") == first


def test_what_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chapter = BOOK / "1-chance" / "coins.ipynb"
    refused(capsys, folder, ["assignment", "tubas"], "no chapter 'tubas'", "walks")
    refused(capsys, folder, ["assignment", "coins", "--book", "."], "--book", "clone")
    refused(capsys, folder, ["assignment", "coins", "-o", "."], "is a folder")
    refused(capsys, folder, ["assignment", "coins", "-o", str(chapter)], "would be replaced")

"""tools/notebooks.py: running, tidying, blanking and setting up notebooks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import notebooks

SOLVED = """\
def f():
    # BEGIN SOLUTION
    return 1
    # END SOLUTION"""
MARKS = {"tags": ["exercise"], "exercise": "x-1"}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one chapter and its solution."""
    text = notebooks.ROOT / "pyproject.toml"
    (tmp_path / "pyproject.toml").write_text(text.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    for folder, source in (("book/1-part", "def f(): ..."), ("book/solutions", SOLVED)):
        (tmp_path / folder).mkdir(parents=True)
        cells = [
            new_markdown_cell("# Title\n\n[Open in Colab]()"),
            new_code_cell("1 + 1"),
            new_code_cell(source, metadata=MARKS),
        ]
        nbformat.write(new_notebook(cells=cells), tmp_path / folder / "chapter.ipynb")
    return tmp_path / "book"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def test_execute_twice_gives_the_same_file(book: Path) -> None:
    path = book / "solutions" / "chapter.ipynb"
    notebooks.main(["execute", str(path)])
    first = path.read_bytes()
    notebooks.main(["execute", str(path)])
    assert path.read_bytes() == first
    assert [cell.execution_count for cell in read(path).cells[1:]] == [1, 2]
    assert read(path).cells[1].outputs[0].data["text/plain"] == "2"
    assert b'execution"' not in first


def test_execute_leaves_a_failing_notebook_alone(book: Path) -> None:
    path = book / "1-part" / "chapter.ipynb"
    notebook = read(path)
    notebook.cells[1].source = "1 / 0"
    nbformat.write(notebook, path)
    before = path.read_bytes()
    with pytest.raises(SystemExit, match="ZeroDivisionError"):
        notebooks.main(["execute", str(path)])
    assert path.read_bytes() == before


def test_stubs_blanks_the_solution(book: Path) -> None:
    notebooks.main(["stubs", str(book)])
    stub = read(book / "1-part" / "chapter.ipynb").cells[2]
    assert stub.source == 'def f():\n    raise NotImplementedError("exercise x-1")'
    assert read(book / "solutions" / "chapter.ipynb").cells[2].source == SOLVED


def test_setup_writes_the_cell_and_the_link_once(book: Path) -> None:
    path = book / "1-part" / "chapter.ipynb"
    notebooks.main(["setup", str(path)])
    notebooks.main(["setup", str(path)])
    cells = read(path).cells
    assert [cell.source for cell in cells[1:3]] == [notebooks.setup_cell(), "1 + 1"]
    assert "/book/1-part/chapter.ipynb)" in cells[0].source


def test_tidy_drops_what_editors_leave() -> None:
    cell = new_code_cell(
        "1", metadata={"tags": ["a"], "execution": {"iopub.status.busy": "now"}, "scrolled": True}
    )
    notebook = new_notebook(cells=[cell, new_code_cell("2")], metadata={"colab": {"x": []}})
    notebook.cells[1]["id"] = cell["id"]
    notebooks.tidy(notebook)
    assert notebook.cells[0].metadata == {"tags": ["a"]}
    assert notebook.cells[0].id != notebook.cells[1].id
    assert set(notebook.metadata) == {"kernelspec", "language_info"}

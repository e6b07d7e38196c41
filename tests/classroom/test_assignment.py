"""A chapter as the source of an assignment in nbgrader."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from ssc_lib import checks
from ssc_lib.classroom.assignment import Notebook, assignment, find_book, points, read_notebook
from ssc_lib.classroom.sandbox import Limits
from ssc_lib.classroom.verdicts import judge
from tests.classroom.handed import TRUSTED, notebook

BOOK = Path(__file__).parents[2] / "book"
FLAGS = {"schema_version", "grade_id", "grade", "locked", "solution", "task"}


def made(chapter: str) -> Notebook:
    return assignment(*map(read_notebook, find_book(chapter, [BOOK])))


@pytest.mark.parametrize("chapter", checks.chapters())
def test_every_chapter_makes_one_in_nbgraders_format(chapter: str) -> None:
    """Schema 3 of nbgrader's cell metadata, and what its validator asks beyond the schema."""
    found = made(chapter)
    nbformat.validate(nbformat.from_dict(found))
    marked = [cell for cell in found["cells"] if "nbgrader" in cell["metadata"]]
    ids = [cell["metadata"]["nbgrader"]["grade_id"] for cell in marked]
    assert len(set(ids)) == len(ids)
    exercises = [name for name in checks.exercises() if name.rpartition("-")[0] == chapter]
    assert {*exercises, *(f"{name}-test" for name in exercises), "setup", "think"} == set(ids)
    for cell in marked:
        about = cell["metadata"]["nbgrader"]
        assert set(about) == FLAGS | ({"points"} if about["grade"] else set())
        assert about["schema_version"] == 3 and not about["task"]
        assert re.fullmatch(r"[\w-]+", about["grade_id"])
        inside = [sign in cell["source"] for sign in ("### BEGIN SOLUTION", "### END SOLUTION")]
        assert inside == 2 * [about["solution"] and cell["cell_type"] == "code"]
        if cell["cell_type"] == "markdown":
            assert about["grade"] and about["solution"]
    assert not [c for c in found["cells"] if "BEGIN SOLUTION" in c["source"] and c not in marked]
    assert not any(cell.get("outputs") for cell in found["cells"])


def test_points_go_by_the_stars() -> None:
    worth = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"].get("points")
        for cell in made("coins")["cells"]
        if "nbgrader" in cell["metadata"]
    }
    wanted = {
        "coins-1": 1,
        "coins-3": 2,
        "coins-7": 3,
        "coins-8": 3,
    }  # one star, two, three; compose
    assert {name: worth[f"{name}-test"] for name in wanted} == wanted
    assert points(made("coins")) == 18


def test_the_answers_pass_the_tests_and_the_stubs_fail_them() -> None:
    """As nbgrader runs them: solved, and with its own stub in place of the answers."""
    cells = [cell["source"] for cell in made("onehot")["cells"] if cell["cell_type"] == "code"]
    kept = [c for c in cells if "SOLUTION" in c or "found = verdict" in c or c.startswith("import")]
    blank = re.compile(r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION$", re.DOTALL | re.MULTILINE)
    stubs = [blank.sub(r"\1# YOUR CODE HERE\n\1raise NotImplementedError()", c) for c in kept]
    for version, fail in ((kept, False), (stubs, True)):
        found = judge(TRUSTED.run("running", notebook(*version), Limits()).sent)
        assert found.done
        tests = [n for n, source in enumerate(version, 1) if "found = verdict" in source]
        failed = [n for n in tests if any(e.startswith(f"cell {n}:") for e in found.errors)]
        assert failed == (tests if fail else []), found.errors
        if fail:
            assert any("○ onehot-1: still a stub" in error for error in found.errors)


def test_where_the_notebooks_are_and_where_not(tmp_path: Path) -> None:
    assert find_book("coins", [tmp_path, BOOK]) == (
        BOOK / "1-chance" / "coins.ipynb",
        BOOK / "solutions" / "coins.ipynb",
    )
    with pytest.raises(FileNotFoundError, match=r"clone the repository .* --book"):
        find_book("coins", [tmp_path])
    with pytest.raises(ValueError, match="choose one of attention, chords, coins"):
        find_book("coin", [BOOK])


def test_notebooks_that_do_not_belong_together(tmp_path: Path) -> None:
    chapter, solution = map(read_notebook, find_book("coins", [BOOK]))
    with pytest.raises(ValueError, match="coins-1 has no cell in the solutions"):
        assignment(chapter, {**solution, "cells": []})
    unchecked = [{**c, "source": "x = 1"} for c in solution["cells"]]
    with pytest.raises(ValueError, match="coins-1 asks no check"):
        assignment(chapter, {**solution, "cells": unchecked})
    (tmp_path / "a.ipynb").write_text("{}")
    with pytest.raises(ValueError, match="no notebook of format 4"):
        read_notebook(tmp_path / "a.ipynb")

"""An assignment for nbgrader: a chapter with its solutions, in cells that nbgrader knows.

nbgrader makes a release out of such a source (answers blanked, stubs in their place), takes what is
handed in, puts the tests back as they were and marks them. What a cell is to it stands in the
cell's metadata under ``nbgrader`` (schema 3): an id; ``solution``, to be blanked between
``### BEGIN SOLUTION`` and ``### END SOLUTION``; ``grade``, worth ``points``; ``locked``, put back
before it is run. Here each exercise becomes a cell to solve and a locked test that asks the
chapter's check, and the *think* questions a text that the teacher marks. Notebooks are the dicts
that JSON makes of them.

The format is that of the nbgrader documentation, *Creating and grading assignments*.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ssc_lib import checks
from ssc_lib.classroom.preparing import prepared
from ssc_lib.files import MOST_BYTES

STARS = re.compile(r"^### Exercise \d+(?: (★+)|, compose)$", re.MULTILINE)
COMPOSE_POINTS = 3
THINK_POINTS = 2
Notebook = dict[str, Any]


def find_book(chapter: str, folders: list[Path]) -> tuple[Path, Path]:
    """The notebooks of a chapter and its solutions, in the first folder that has them.

    Raises
    ------
    ValueError
        If no chapter of that name has exercises.
    FileNotFoundError
        If none of the folders has them.
    """
    if chapter not in checks.chapters():
        known = ", ".join(checks.chapters())
        raise ValueError(f"no chapter {chapter!r} has exercises; choose one of {known}")
    for folder in folders:
        solution = folder / "solutions" / f"{chapter}.ipynb"
        parts = sorted(folder.glob(f"[0-9]-*/{chapter}.ipynb"))
        if solution.is_file() and parts:
            return parts[0], solution
    looked = " and ".join(map(str, dict.fromkeys(folders)))
    raise FileNotFoundError(
        f"the notebooks of {chapter} are not in {looked}; the library comes without them, so clone "
        "the repository and give its folder of chapters: --book Stochastic_SoundCloud/book"
    )


def read_notebook(path: Path) -> Notebook:
    """A notebook as a dict, whose cells have their source as one string.

    Raises
    ------
    ValueError
        If it is no notebook of format 4.
    """
    try:
        with path.open("rb") as file:
            notebook = json.loads(file.read(MOST_BYTES))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            cell["metadata"] = dict(cell["metadata"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is no notebook of format 4; open it in Jupyter") from error
    return dict(notebook)


def assignment(chapter: Notebook, solution: Notebook) -> Notebook:
    """The source of an assignment: the chapter, solved, in nbgrader's cells and without outputs.

    Raises
    ------
    ValueError
        If an exercise of the chapter has no solution, or its cell does not end in a check.
    """
    solved = dict(_solved(chapter, solution))
    cells, stars = [], 1
    for cell in map(_bare, chapter["cells"]):
        text = cell["source"]
        if name := _exercise(cell):
            if name not in solved:
                raise ValueError(f"{name} has no cell in the solutions; take both of one version")
            cells += _pair(cell, name, solved[name], stars)
            continue
        cells.append(cell)
        if cell["cell_type"] == "markdown":
            for found in STARS.finditer(text):
                stars = len(found[1]) if found[1] else COMPOSE_POINTS
            if "## Think" in text.splitlines():
                cells.append(_text("think", THINK_POINTS))
        elif "find_spec" in text:
            _mark(cell, "setup", locked=True)
    return {**chapter, "cells": cells, "nbformat": 4, "nbformat_minor": 5}


def points(notebook: Notebook) -> float:
    """What an assignment is worth in all."""
    return sum(cell["metadata"].get("nbgrader", {}).get("points", 0) for cell in notebook["cells"])


def _solved(chapter: Notebook, solution: Notebook) -> Iterator[tuple[str, str]]:
    """The cell of each exercise with its answer, and with what the answer needs."""
    codes = [c for c in solution["cells"] if c["cell_type"] == "code"]
    known = [c["source"] for c in chapter["cells"] if c["cell_type"] == "code"]
    for place, cell in enumerate(codes):
        if name := _exercise(cell):
            source = cell["source"]
            for sign in ("BEGIN", "END"):
                source = source.replace(f"# {sign} SOLUTION", f"### {sign} SOLUTION")
            before = [c["source"] for c in codes[:place] if not _exercise(c)]
            yield name, prepared(source, before, known)


def _pair(cell: dict[str, Any], name: str, source: str, worth: int) -> list[dict[str, Any]]:
    """The cell of an exercise with its answer, and the test that follows."""
    solved = {**cell, "source": source, "metadata": {**cell["metadata"]}}
    test = {**cell, "id": f"{name}-test", "metadata": {}, "source": _test(name, source)}
    return [
        _mark(solved, name, solution=True),
        _mark(test, f"{name}-test", grade=True, locked=True, points=worth),
    ]


def _test(name: str, source: str) -> str:
    """A test that fails with the sentence of the check.

    Examples
    --------
    >>> print(_test("coins-1", 'ssc.check("coins-1", probability_of)'))
    from ssc_lib.checks import verdict
    <BLANKLINE>
    found = verdict("coins-1", probability_of)
    assert found.passed, found
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("check"):
            answer = ast.unparse(node.args[1])
            asked = f'found = verdict("{name}", {answer})'
            return f"from ssc_lib.checks import verdict\n\n{asked}\nassert found.passed, found"
    raise ValueError(f"the cell of {name} asks no check; take a notebook of this book")


def _text(name: str, worth: int) -> dict[str, Any]:
    """A text to write, which the teacher marks."""
    cell = {"cell_type": "markdown", "id": name, "metadata": {}, "source": "Your answer."}
    return _mark(cell, name, grade=True, solution=True, points=worth)


def _mark(cell: dict[str, Any], grade_id: str, **settings: Any) -> dict[str, Any]:
    """Put nbgrader's metadata into a cell."""
    flags = dict.fromkeys(("grade", "locked", "solution", "task"), False)
    cell["metadata"]["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **flags, **settings}
    return cell


def _bare(cell: dict[str, Any]) -> dict[str, Any]:
    """A copy without outputs."""
    bare = {**cell, "metadata": {**cell["metadata"]}}
    return {**bare, "outputs": [], "execution_count": None} if "outputs" in bare else bare


def _exercise(cell: dict[str, Any]) -> str:
    """The id of the exercise in a cell, or ""."""
    return str(cell["metadata"].get("exercise", "")) if cell["cell_type"] == "code" else ""

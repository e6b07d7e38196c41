"""Keep the book's notebooks in order.

    python tools/notebooks.py execute [PATH ...]   run in place, and tidy what Jupyter leaves behind
    python tools/notebooks.py stubs [PATH ...]     blank the exercises of chapters from solutions
    python tools/notebooks.py setup [PATH ...]     write the setup cell and the link to Colab

A PATH is a notebook or a folder of notebooks; without one, all of book/ is meant.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[1]
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT = {"tags", "exercise", "mystnb", "jupyter", "cellView"}
# How a cell is folded: in the book, in JupyterLab, in Colab.
FOLDED = {"tags": ["hide-input"], "jupyter": {"source_hidden": True}, "cellView": "form"}

SETUP = """\
# Installs the book's library where it is missing, as in Colab.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("ssc_lib") is None:
    library = "ssc-lib[train] @ git+{address}@{ref}"
    pip = [sys.executable, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, library], check=True)
    importlib.invalidate_caches()"""

BLANK = re.compile(r"^( *)# BEGIN SOLUTION\n.*?^ *# END SOLUTION$", re.DOTALL | re.MULTILINE)
COLAB_LINK = re.compile(r"\[Open in Colab\]\([^)]*\)")


def settings(root: Path) -> dict[str, Any]:
    """What stands in pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def project() -> tuple[str, str]:
    """The repository's address, and the branch or tag that readers get, from pyproject.toml."""
    found = settings(ROOT)
    return found["project"]["urls"]["Repository"], found["tool"]["ssc"]["ref"]


def setup_cell() -> str:
    """The source of the first code cell of every notebook."""
    address, ref = project()
    return SETUP.format(address=address, ref=ref)


def colab_link(path: Path) -> str:
    """The Markdown link that opens the notebook at ``path`` (inside the repository) in Colab."""
    address, ref = project()
    where = address.removeprefix("https://github.com/")
    return (
        "[Open in Colab](https://colab.research.google.com/github/"
        f"{where}/blob/{ref}/{path.as_posix()})"
    )


def exercise_id(cell: dict[str, Any]) -> str | None:
    """The id of an exercise cell, None for any other cell."""
    if cell["cell_type"] != "code" or "exercise" not in cell["metadata"].get("tags", []):
        return None
    return cell["metadata"].get("exercise", "")


def blanked(source: str, exercise: str) -> str:
    """A solution's cell without its solution: what the student gets.

    >>> print(blanked("def f():\\n    # BEGIN SOLUTION\\n    return 1\\n    # END SOLUTION", "x-1"))
    def f():
        raise NotImplementedError("exercise x-1")
    """
    return BLANK.sub(rf'\1raise NotImplementedError("exercise {exercise}")', source)


def tidy(notebook: nbformat.NotebookNode) -> None:
    """Leave out what changes from run to run or from editor to editor, in place."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in KEPT})
        if not cell.get("id") or cell["id"] in taken:
            cell["id"] = hashlib.sha256(f"{number}\n{cell.source}".encode()).hexdigest()[:8]
        taken.add(cell["id"])


def execute(path: Path) -> None:
    """Run a notebook in place; the file stays as it was when a cell fails."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        sys.exit(f"{path}: a cell failed, so the file was left as it was.\n{error}")
    tidy(notebook)
    nbformat.write(notebook, path)


def stubs(path: Path) -> None:
    """Write the exercise cells of the chapter at ``path`` anew from its solution notebook."""
    if path.parent.name == "solutions":
        return
    solution = nbformat.read(ROOT / "book" / "solutions" / path.name, as_version=4)
    solved = {exercise_id(cell): cell.source for cell in solution.cells if exercise_id(cell)}
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = exercise_id(cell)
        if name is None:
            continue
        if name not in solved:
            sys.exit(f"{path}: exercise {name!r} has no cell in book/solutions/{path.name}.")
        stub = blanked(solved[name], name)
        if cell.source != stub:
            cell.source, cell.outputs, cell.execution_count = stub, [], None
            print(f"{path}: rewrote {name}; run `execute` on it next")
    nbformat.write(notebook, path)


def setup(path: Path) -> None:
    """Write the setup cell, folded, and the link to Colab of the notebook at ``path``."""
    notebook = nbformat.read(path, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    if first.source != setup_cell() and "find_spec" not in first.source:
        first = nbformat.v4.new_code_cell()
        notebook.cells.insert(1, first)
    first.source = setup_cell()
    first.metadata.update(nbformat.from_dict(FOLDED))
    link = colab_link(path.resolve().relative_to(ROOT))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = COLAB_LINK.sub(lambda _: link, cell.source)
    nbformat.write(notebook, path)


def notebooks(paths: list[Path]) -> list[Path]:
    """The notebooks meant by files and folders, in order."""
    found = {
        one
        for path in paths
        for one in (path.rglob("*.ipynb") if path.is_dir() else [path])
        if ".ipynb_checkpoints" not in one.parts
    }
    return sorted(found)


def main(arguments: list[str] | None = None) -> None:
    """Run one subcommand on each notebook in turn."""
    actions = {"execute": execute, "stubs": stubs, "setup": setup}
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=actions)
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "book"], metavar="PATH")
    options = parser.parse_args(arguments)
    for path in notebooks(options.paths):
        print(f"{options.action} {path}", flush=True)
        actions[options.action](path)


if __name__ == "__main__":
    main()

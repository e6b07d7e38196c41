"""``ssc assignment``: a chapter and its solutions as the source of an assignment in nbgrader."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "assignment",
        run,
        "make an nbgrader source of a chapter: exercises with answers, points and locked tests",
        "ssc assignment markov\n  nbgrader generate_assignment markov\n\n"
        "It reads the chapter and its solutions, so it needs a clone of the repository",
    )
    c.add_argument("chapter", help="name of the chapter's file, such as markov")
    c.add_argument(
        "-o",
        "--output",
        metavar="FILE.ipynb",
        help="[source/CHAPTER/CHAPTER.ipynb, where nbgrader looks for it]",
    )
    c.add_argument(
        "--book",
        metavar="DIR",
        help="folder of the chapters [book here or above, or beside the library]",
    )


def run(options: argparse.Namespace) -> None:
    """Write the notebook, and say what it is worth."""
    import json

    from ssc_lib.classroom import assignment as module
    from ssc_lib.files import check_target, write_bytes

    here = Path.cwd()
    library = Path(__file__).parents[2]
    folders = [place / "book" for place in (here, *here.parents, library)]
    if options.book is not None:
        folders = [Path(options.book)]
    paths = module.find_book(options.chapter, folders)
    name = options.output or f"source/{options.chapter}/{options.chapter}.ipynb"
    target = check_target(name, paths)
    made = module.assignment(*map(module.read_notebook, paths))
    text = json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    tests = sum(cell["metadata"].get("nbgrader", {}).get("locked", False) for cell in made["cells"])
    path = write_bytes(target, text.encode())
    exercises = counted(tests - 1, "exercise")
    say(f"{path}: {exercises} with a locked test each, {module.points(made):g} points in all")

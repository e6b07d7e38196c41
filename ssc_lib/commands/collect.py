"""``ssc collect``: notebooks that were handed in, run apart from the machine and marked."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ssc_lib.commands.say import plain, say
from ssc_lib.music.counts import counted

if TYPE_CHECKING:
    from ssc_lib.classroom.collecting import Marking

LIMITS = (
    ("seconds", 600, "seconds by the clock for a notebook"),
    ("cpu_seconds", 300, "seconds of the processor for it"),
    ("cell_seconds", 60, "seconds for one of its cells"),
    ("memory_mb", 4096, "megabytes of memory for it"),
)


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "collect",
        run,
        "run the notebooks of a class apart from each other and from the machine, and mark them",
        "ssc collect submissions --output_dir marks\n\n"
        "A notebook runs in bubblewrap, or in a container if --image names one: without network,\n"
        "without your files, within the limits below. One that breaks or oversteps them costs\n"
        "only itself. The verdicts are those of the chapters' checks, made anew outside of it",
    )
    c.add_argument("folder", metavar="DIR", help="a notebook a student, called family-name.ipynb")
    c.add_argument("--recursive", action="store_true", help="look into the folders inside it, too")
    c.add_argument(
        "--output_dir",
        default="marks",
        metavar="DIR",
        help="folder for verdicts.csv and a page of feedback a student [%(default)s]",
    )
    c.add_argument("--chapter", help="mark the exercises of this chapter [those that are met]")
    for name, default, what in LIMITS:
        text = f"most {what} [%(default)s]"
        c.add_argument(f"--{name}", type=int, default=default, metavar="N", help=text)
    c.add_argument("--workers", type=int, help="notebooks side by side [one for two processors]")
    c.add_argument(
        "--image", help="run in Docker or Podman, in this image, which must hold the library"
    )
    c.add_argument(
        "--trust",
        action="store_true",
        help="run without a sandbox: each notebook may read, change and send whatever you may",
    )


def run(options: argparse.Namespace) -> None:
    """Run and judge all notebooks, then write the table and the feedback."""
    from tqdm import tqdm

    from ssc_lib import checks
    from ssc_lib.classroom.collecting import collect, columns, notebooks_of, screen
    from ssc_lib.classroom.sandbox import Limits, find_sandbox
    from ssc_lib.files import check_target

    limits = Limits(*(getattr(options, name) for name, *_ in LIMITS))
    for (name, *_), number in zip(LIMITS, limits, strict=True):
        if number < 1:
            raise ValueError(f"--{name} must be at least 1, got {number}")
    if options.chapter is not None and options.chapter not in checks.chapters():
        known = ", ".join(checks.chapters())
        raise ValueError(f"no chapter {options.chapter!r} has exercises; there are {known}")
    notebooks = notebooks_of(options.folder, recursive=options.recursive)
    output = Path(options.output_dir)
    check_target(output / "verdicts.csv")
    sandbox = find_sandbox(image=options.image, trust=options.trust)
    if sandbox.program is None:
        say("note: --trust, so nothing keeps these notebooks from your files", file=sys.stderr)
    half = max(1, (os.cpu_count() or 1) // 2)
    workers = half if options.workers is None else options.workers
    with tqdm(total=len(notebooks), unit="notebook", leave=False, disable=None) as bar:
        markings = collect(notebooks, sandbox, limits, workers=workers, each=bar.update)
    exercises = columns(markings, checks.exercises())
    if options.chapter is not None:
        exercises = [n for n in checks.exercises() if n.rpartition("-")[0] == options.chapter]
        exercises.sort(key=lambda name: int(name.rpartition("-")[2]))
    for line in screen(markings, exercises):
        say(line)
    for marking in markings:
        if marking.note:
            say(f"note: {marking.student}: {marking.note}", file=sys.stderr)
    _write(markings, exercises, output)


def _write(markings: list[Marking], exercises: list[str], output: Path) -> None:
    import csv
    import io

    from ssc_lib.classroom.collecting import feedback, table
    from ssc_lib.files import write_bytes

    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for row in table(markings, exercises):
        rows.writerow([_harmless(plain(cell)) for cell in row])
    path = write_bytes(output / "verdicts.csv", text.getvalue().encode())
    for marking in markings:
        page = output / "feedback" / f"{marking.student}.md"
        write_bytes(page, feedback(marking, exercises).encode("utf-8", "backslashreplace"))
    kept = f"{counted(len(markings), 'notebook')}, {counted(len(exercises), 'exercise')}"
    say(f"{path}: {kept}; feedback in {output / 'feedback'}")


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell

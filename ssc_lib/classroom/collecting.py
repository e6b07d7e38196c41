"""A folder of notebooks that were handed in: each is run and judged, and becomes a marking.

A marking is made of two confined processes: one runs the notebook, one judges what that sent. What
goes wrong in a notebook stands in its own marking, and nowhere else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import NamedTuple

from ssc_lib.checks.exercise import RIGHT, STUB, Verdict
from ssc_lib.classroom.sandbox import Limits, Sandbox
from ssc_lib.files import MOST_BYTES, find_files

MISSING = "–"  # the mark of an exercise that no cell gave to check


class Marking(NamedTuple):
    """What became of one notebook."""

    student: str
    verdicts: dict[str, Verdict]
    errors: list[str]  # a sentence a cell that failed
    note: str  # what ended it before its end; "" if nothing did

    def marks(self, exercises: Sequence[str]) -> list[str]:
        """The mark of each exercise."""
        return [self.verdicts[n].mark if n in self.verdicts else MISSING for n in exercises]

    def right(self, exercises: Sequence[str]) -> int:
        """How many of the exercises are right."""
        return self.marks(exercises).count(RIGHT)


def notebooks_of(folder: str | os.PathLike[str], *, recursive: bool = False) -> dict[str, Path]:
    """The notebooks of a folder by the name of the student: that of the file, without its ending.

    Raises
    ------
    NotADirectoryError, FileNotFoundError
        If it is no folder, or holds no notebook.
    """
    place = Path(folder)
    if not place.is_dir():
        raise NotADirectoryError(f"{place} is not a folder; give the folder of the notebooks")
    names, _ = find_files(place, {".ipynb"}, recursive=recursive)
    names = [name for name in names if not any(p.startswith(".") for p in Path(name).parts)]
    if not names:
        deeper = "" if recursive else "; --recursive looks into the folders inside it"
        raise FileNotFoundError(f"{place} holds no notebook (.ipynb){deeper}")
    return {name[: -len(".ipynb")]: place / name for name in names}


def collect(
    notebooks: dict[str, Path],
    sandbox: Sandbox,
    limits: Limits,
    *,
    workers: int = 1,
    each: Callable[[], object] = lambda: None,
) -> list[Marking]:
    """A marking on each notebook, in their order; ``each`` is called after one is made.

    Raises
    ------
    ValueError
        If there is not at least one worker.
    """
    if workers < 1:
        raise ValueError(f"workers must be at least 1, got {workers}")
    stop = Event()

    def marking(student: str) -> Marking:
        made = marking_of(student, notebooks[student], sandbox, limits, stop)
        each()
        return made

    with ThreadPoolExecutor(workers) as pool:
        try:
            return [*pool.map(marking, notebooks)]
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def marking_of(
    student: str, path: Path, sandbox: Sandbox, limits: Limits, stop: Event | None = None
) -> Marking:
    """Run one notebook, judge what it sent, and say what became of it."""
    try:
        data = _read(path)
    except (OSError, ValueError) as error:
        return Marking(student, {}, [], str(error))
    ran = sandbox.run("running", data, limits, stop)
    judged = sandbox.run("verdicts", ran.sent, limits, stop)
    try:
        found = json.loads(judged.sent)
    except ValueError:
        why = judged.stopped or "its results could not be read"
        return Marking(student, {}, [], f"it could not be judged: {why}")
    verdicts = {name: Verdict(name, *said) for name, said in found["verdicts"].items()}
    note = found["broken"]
    if not note and (ran.stopped or not found["done"]):  # a notebook may say that it is done
        note = f"{ran.stopped or 'its process ended'}, in cell {found['cell']} of {found['cells']}"
    return Marking(student, verdicts, found["errors"], note)


def _read(path: Path) -> bytes:
    """The bytes of a notebook; raises OSError or ValueError with a sentence on it."""
    if path.is_symlink():
        raise ValueError("it is a link, and links are not followed")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise OSError(f"it cannot be opened ({(error.strerror or 'no reason').lower()})") from error
    if len(data) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES >> 20} MB")
    return data


def columns(markings: Sequence[Marking], exercises: Sequence[str]) -> list[str]:
    """All exercises of the chapters that are met in the markings, in order."""
    met = {_place(name)[0] for marking in markings for name in marking.verdicts}
    return sorted((name for name in exercises if _place(name)[0] in met), key=_place)


def table(markings: Sequence[Marking], exercises: Sequence[str]) -> list[list[str]]:
    """Rows of text: a head, and a student a row with a mark for each exercise."""
    head = ["student", *exercises, "right", "of", "note"]
    return [head] + [
        [r.student, *r.marks(exercises), str(r.right(exercises)), str(len(exercises)), r.note]
        for r in markings
    ]


def screen(markings: Sequence[Marking], exercises: Sequence[str]) -> Iterator[str]:
    """The table as lines for a terminal, chapter by chapter."""
    chapters = [*dict.fromkeys(_place(name)[0] for name in exercises)]
    width = max(map(len, [*(marking.student for marking in markings), *chapters]), default=0)
    for chapter in chapters:
        names = [name for name in exercises if _place(name)[0] == chapter]
        numbers = " ".join(f"{_place(name)[1]:>2}" for name in names)
        yield f"{chapter:<{width}}  {numbers}   right"
        for marking in markings:
            if len(chapters) > 1 and not marking.verdicts.keys() & set(names):
                continue  # it is of another chapter
            marks = " ".join(f"{mark:>2}" for mark in marking.marks(names))
            right = f"{marking.right(names)} of {len(names)}"
            yield f"{marking.student:<{width}}  {marks}   {right}"


def feedback(marking: Marking, exercises: Sequence[str]) -> str:
    """A page of Markdown for one student: what each check found, and which cells failed."""
    right = f"{marking.right(exercises)} of {len(exercises)} exercises are right."
    parts = [f"# {literal(marking.student)}", right]
    if marking.note:
        parts.append(f"**The run was not whole:** {literal(marking.note)}.")
    marked = zip(marking.marks(exercises), exercises, strict=True)
    rows = [f"- {mark} **{name}**: {_said(marking, name)}" for mark, name in marked]
    parts.append("\n".join(rows))
    if marking.errors:
        parts.append("## Cells that failed")
        parts.append("\n".join(f"- {literal(error)}" for error in marking.errors))
    return "\n\n".join(part for part in parts if part) + "\n"


def _said(marking: Marking, name: str) -> str:
    if name not in marking.verdicts:
        return "no answer reached the check"
    found = marking.verdicts[name]
    return "still a stub" if found.mark == STUB else literal(found.sentence)


def literal(text: str) -> str:
    r"""Text of strangers as it is, where Markdown or HTML would read it as something else.

    Examples
    --------
    >>> print(literal("<b>*1*</b>"))
    &lt;b&gt;\*1\*&lt;/b&gt;
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{c}" if c in "\\`*_[]()#!|~$" else c for c in text)


def _place(name: str) -> tuple[str, int]:
    """Chapter and number of an exercise."""
    chapter, _, number = name.rpartition("-")
    return chapter, int(number)

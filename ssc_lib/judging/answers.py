"""The answers of a listening test, as files: a table with a row for each trial.

The test in the page gives each listener such a file. A spreadsheet may have been at it since, so
commas may have become semicolons, and points commas. A file that cannot be read costs itself and no
other; the error names file, row and value.

Chapter: The Music Turing Test.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ssc_lib.files import find_files, write_bytes

SOURCES = ("person", "machine")
MARKS = ("no", "yes")


class Trial(NamedTuple):
    """One clip, heard by one listener."""

    listener: str
    trial: int  # from 1
    clip: str
    machine: bool  # whether a machine made it
    said: bool  # whether the listener said so
    confidence: int = 1  # from 1, a guess, to 4, certain
    plays: int = 1
    seconds: float = 0.0  # from the first note to the answer
    years: float = math.nan  # of lessons; not a number where nobody told

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.machine == self.said


COLUMNS = (
    *("listener", "years", "trial", "clip", "source", "answer"),
    *("correct", "confidence", "plays", "seconds"),
)


def csv_text(trials: Iterable[Trial]) -> str:
    """Trials as the test in the page writes them.

    Examples
    --------
    >>> print(csv_text([Trial("7", 1, "airds 472", True, False, 3, 1, 12.5, 4)]))
    listener,years,trial,clip,source,answer,correct,confidence,plays,seconds
    7,4,1,airds 472,machine,person,no,3,1,12.5
    <BLANKLINE>
    """
    rows = [
        (
            *(t.listener, "" if math.isnan(t.years) else f"{t.years:g}", t.trial, t.clip),
            *(SOURCES[t.machine], SOURCES[t.said], MARKS[t.right]),
            *(t.confidence, t.plays, f"{t.seconds:.1f}"),
        )
        for t in trials
    ]
    return "".join(",".join(map(str, row)) + "\n" for row in [COLUMNS, *rows])


def save_answers(trials: Iterable[Trial], path: str | os.PathLike[str]) -> Path:
    """Write trials as a file, whole or not at all."""
    return write_bytes(path, csv_text(trials).encode())


def read_answers(path: str | os.PathLike[str]) -> list[Trial]:
    """The trials of one file, of one listener or of several.

    Raises
    ------
    ValueError
        With file, row and value, if something in it is not as the test in the page writes it.
    OSError
        If there is no such file, or it cannot be opened.
    """
    name = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        reader = csv.DictReader(
            text.splitlines(), delimiter=";" if ";" in first else ",", strict=True
        )
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
        rows = list(reader)
    except UnicodeDecodeError:
        raise ValueError(f"{name} is no text in UTF-8; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"{name} is no table ({error}); download the answers again") from None
    if missing:
        raise ValueError(f"{name} has no column {missing[0]!r}; the test writes {len(COLUMNS)}")
    found: dict[tuple[str, int], Trial] = {}
    for number, row in enumerate(rows, start=2):
        if row["listener"] == "listener":
            continue  # answers of several listeners, pasted one below the other
        trial = _trial(row, f"{name}, row {number}")
        if (trial.listener, trial.trial) in found:
            raise ValueError(
                f"{name}, row {number}: listener {trial.listener!r} has trial {trial.trial} "
                "already; keep one of the two"
            )
        found[trial.listener, trial.trial] = trial
    if not found:
        raise ValueError(f"{name} holds no answers; download them again")
    return list(found.values())


def read_class(folder: str | os.PathLike[str]) -> tuple[list[Trial], list[str]]:
    """The trials of all tables in a folder, and a sentence on each file that was left out.

    Left out is what cannot be read, and whose listener has answered in an earlier file.

    Returns
    -------
    trials : list of Trial
    left_out : list of str
    """
    trials: list[Trial] = []
    names, left_out = find_files(Path(folder), {".csv", ".txt"})
    for name in names:
        try:
            found = read_answers(Path(folder, name))
        except ValueError as error:
            left_out.append(str(error))
            continue
        except OSError as error:
            left_out.append(f"{name} cannot be opened ({(error.strerror or 'no reason').lower()})")
            continue
        twice = {t.listener for t in trials} & {t.listener for t in found}
        if twice:
            left_out.append(f"{name}: listener {min(twice)!r} has answered in an earlier file")
        else:
            trials += found
    return trials, left_out


def _trial(row: Mapping[str, str | None], where: str) -> Trial:
    """A row, checked."""

    def read(column: str, convert: Callable[[str], Any], expected: str) -> Any:
        value = (row[column] or "").strip()
        try:
            return convert(value)
        except ValueError:
            raise ValueError(f"{where}: {column} is {value!r}; expected {expected}") from None

    kinds, marks = " or ".join(SOURCES), " or ".join(MARKS)
    trial = Trial(
        listener=read("listener", _named, "a number or a name"),
        trial=read("trial", lambda text: _whole(text, 1, 10**6), "a whole number from 1"),
        clip=read("clip", _named, "the name of a clip"),
        machine=bool(read("source", SOURCES.index, kinds)),
        said=bool(read("answer", SOURCES.index, kinds)),
        confidence=read("confidence", lambda text: _whole(text, 1, 4), "1, 2, 3 or 4"),
        plays=read("plays", lambda text: _whole(text, 1, 10**6), "a whole number from 1"),
        seconds=read("seconds", _amount, "a number from 0"),
        years=read("years", lambda text: _amount(text) if text else math.nan, "a number, or none"),
    )
    if read("correct", MARKS.index, marks) != trial.right:
        raise ValueError(
            f"{where}: correct is {row['correct']!r}, but {SOURCES[trial.said]!r} was answered to "
            f"a clip by a {SOURCES[trial.machine]}; download the answers again"
        )
    return trial


def _named(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _whole(text: str, low: int, high: int) -> int:
    number = int(text)
    if not low <= number <= high:
        raise ValueError
    return number


def _amount(text: str) -> float:
    number = float(text.replace(",", "."))
    if not 0 <= number < math.inf:
        raise ValueError
    return number

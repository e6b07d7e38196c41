"""The verdicts on what a notebook sent: a process of its own, in which none of its code is run.

    python -m ssc_lib.classroom.verdicts LIMITS < lines > findings

The lines come from a process in which a stranger's code ran, so they may be anything. They are read
as values (`ssc_lib.classroom.answers`) and compared with references that this process has imported
afresh. It is confined as the other one is: a value may still be made to take long to look at.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from ssc_lib import checks
from ssc_lib.checks.exercise import WRONG, Exercise, Piece, Verdict, ruled
from ssc_lib.classroom.answers import read_outcome
from ssc_lib.classroom.sandbox import Limits

MOST_ERRORS = 20
MOST_LETTERS = 400


@dataclass
class Findings:
    """What is known of a notebook after it ran."""

    verdicts: dict[str, list[str]] = field(default_factory=dict)  # exercise: mark, sentence
    errors: list[str] = field(default_factory=list)  # a sentence a cell that failed
    cell: int = 0  # the last that began
    cells: int = 0
    done: bool = False
    broken: str = ""  # why it could not be run at all


def judge(lines: bytes) -> Findings:
    """What the lines of a notebook come to; the last answer to an exercise counts.

    Examples
    --------
    >>> found = judge(b'{"exercise": "coins-2", "outcomes": [{"value": 0.421875}]}')
    >>> found.verdicts["coins-2"][0]
    '✓'
    """
    found, outcomes = Findings(), {}
    for line in _objects(lines):
        if isinstance(line.get("outcomes"), list) and isinstance(line.get("exercise"), str):
            outcomes[line["exercise"]] = line["outcomes"]
        elif "error" in line and len(found.errors) < MOST_ERRORS:
            found.errors.append(_text(f"cell {line.get('cell')}: {line['error']}"))
        elif isinstance(line.get("cell"), int) and isinstance(line.get("of"), int):
            found.cell, found.cells = line["cell"], line["of"]
        elif "broken" in line:
            found.broken = _text(line["broken"])
        found.done = found.done or "done" in line
    for name in sorted(outcomes):
        with contextlib.suppress(ValueError):  # no exercise is called that
            _, mark, sentence = _ruled(checks.find(name), outcomes[name])
            found.verdicts[name] = [mark, _text(sentence)]
    return found


def _ruled(exercise: Exercise | Piece, outcomes: list[Any]) -> Verdict:
    try:
        return ruled(exercise, [*map(read_outcome, outcomes)])
    except Exception as error:  # a value that nobody thought of costs its own exercise
        sentence = f"what it gave could not be judged ({type(error).__name__})"
        return Verdict(exercise.name, WRONG, sentence)


def _objects(lines: bytes) -> Iterator[dict[str, Any]]:
    for line in lines.splitlines():
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue  # cut off when the process was stopped, or written by the notebook
        if isinstance(found, dict):
            yield found


def _text(found: Any) -> str:
    text = " ".join(str(found).split())
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 3] + "..."


def main() -> None:
    """Read lines, print findings."""
    Limits(*map(int, sys.argv[1:])).apply()
    print(json.dumps(asdict(judge(sys.stdin.buffer.read()))))


if __name__ == "__main__":
    main()

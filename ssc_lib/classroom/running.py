"""Run a notebook of a stranger, and send what its answers give: the process that is confined.

    python -m ssc_lib.classroom.running LIMITS < notebook > lines

The code cells run in order, as with *Run all*, in IPython and without Jupyter. A cell that fails
costs itself and those that need it. `ssc_lib.check` says nothing here: it tries the answer on the
cases of its exercise and sends the outcomes, a line of JSON. What the lines are worth is decided
elsewhere (`ssc_lib.classroom.verdicts`), since the code that runs here can write any line itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from ssc_lib import checks
from ssc_lib.checks.calling import Failure
from ssc_lib.checks.exercise import attempted
from ssc_lib.classroom.answers import write_outcome
from ssc_lib.classroom.sandbox import Limits

Send = Callable[[dict[str, Any]], None]


class Overtime(BaseException):
    """A cell took too long. No ``except Exception`` of the cell's own catches it."""


def cells_of(data: bytes) -> list[str]:
    """The sources of the code cells of a notebook.

    Raises
    ------
    ValueError
        If it is no notebook of format 4.
    """
    try:
        notebook = json.loads(data)
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        return ["".join(cell["source"]) for cell in cells]
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no notebook: no JSON ({str(error)[:80]})") from error
    except (KeyError, TypeError) as error:
        raise ValueError("it is no notebook of format 4; open it in Jupyter and save it") from error


def run_notebook(data: bytes, send: Send, cell_seconds: int) -> None:
    """Run its cells, and send a line for each cell, each failure and each answer."""
    try:
        cells = cells_of(data)
    except ValueError as error:
        send({"broken": str(error)})
        return
    _listen_to_checks(send, cell_seconds)
    shell = _shell()
    for number, source in enumerate(cells, 1):
        send({"cell": number, "of": len(cells)})
        try:
            with _alarm(cell_seconds):
                result = shell.run_cell(source, store_history=True)
            failed = result.error_before_exec or result.error_in_exec
        except Overtime as late:  # while IPython told of the first alarm
            failed = late
        if isinstance(failed, Overtime):
            send({"error": f"it took more than {cell_seconds} s", "cell": number})
        elif failed is not None:
            send({"error": _words(failed), "cell": number})
    send({"done": len(cells)})


def _listen_to_checks(send: Send, cell_seconds: int) -> None:
    """Let `ssc_lib.check` send the outcomes of an answer."""

    def check(name: str, answer: Any) -> None:
        exercise = checks.find(name)
        try:
            outcomes = attempted(exercise, answer)
        except Overtime:
            late = Failure(f"your function took more than {cell_seconds} s; does its loop end?")
            send({"exercise": exercise.name, "outcomes": [write_outcome(late)]})
            raise
        send({"exercise": exercise.name, "outcomes": [*map(write_outcome, outcomes)]})

    for module in ("ssc_lib", "ssc_lib.checks"):
        vars(sys.modules[module])["check"] = check


def _shell() -> Any:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    shell: Any = InteractiveShell.instance(config=config)
    shell.display_formatter.active_types = ["text/plain"]
    shell.enable_gui = lambda gui=None: None  # for %matplotlib: nothing is shown here
    return shell


@contextlib.contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    """Raise `Overtime` in what runs inside after so many seconds, and again each second."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise Overtime

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _words(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:300]
    except Exception:  # it may be of the reader's own class
        return type(error).__name__[:300]


def main() -> None:
    """Apply the limits, silence the notebook, run it."""
    limits = Limits(*map(int, sys.argv[1:]))
    limits.apply()
    data = sys.stdin.buffer.read()
    lines = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)

    def send(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=lines, flush=True)

    run_notebook(data, send, limits.cell_seconds)
    lines.flush()
    os._exit(0)  # whatever the notebook has left for the end of Python


if __name__ == "__main__":
    main()

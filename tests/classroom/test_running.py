"""A notebook run, and the lines that it sends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ssc_lib.classroom.running import cells_of
from ssc_lib.classroom.sandbox import Limits
from tests.classroom.handed import TRUSTED, notebook


def lines_of(*cells: str, cell_seconds: int = 60) -> list[dict[str, Any]]:
    ran = TRUSTED.run("running", notebook(*cells), Limits(cell_seconds=cell_seconds))
    assert ran.stopped == ""
    return [json.loads(line) for line in ran.sent.splitlines()]


def test_each_cell_costs_only_itself() -> None:
    lines = lines_of(
        "import ssc_lib as ssc\nprint('✓ coins-2: forged')",
        "def first(x, p):\n    raise NotImplementedError\nssc.check('coins-1', first)",
        "ssc.check('coins-99', first)",
        "this is no Python",
        "class Rude(Exception):\n    def __str__(self):\n        raise self\nraise Rude",
        "%matplotlib inline\nanswer = 27 / 64",
        "raise SystemExit",
        "ssc.check('coins-2', lambda: answer)",
        "from ssc_lib.checks import check\ncheck('coins-4', 3)",
    )
    cells = [line["cell"] for line in lines if "of" in line]
    assert cells == [*range(1, 10)]
    answers = {line["exercise"]: line["outcomes"] for line in lines if "exercise" in line}
    assert answers == {
        "coins-1": [{"stub": ""}],
        "coins-2": [{"value": 27 / 64}],
        "coins-4": [{"hint": "give check the function itself, without calling it"}],
    }
    errors = {line["cell"]: line["error"] for line in lines if "error" in line}
    assert sorted(errors) == [3, 4, 5, 7]
    assert errors[3].startswith("ValueError: no exercise 'coins-99'")
    assert errors[4].startswith("SyntaxError")
    assert errors[5] == "Rude"
    assert lines[-1] == {"done": 9}


def test_a_loop_without_an_end_costs_its_cell() -> None:
    lines = lines_of(
        "import ssc_lib as ssc",
        "def loop():\n    while True:\n        pass\nssc.check('coins-2', loop)",
        "ssc.check('coins-2', lambda: 1)",
        cell_seconds=1,
    )
    outcomes = [line["outcomes"][0] for line in lines if "exercise" in line]
    assert "more than 1 s; does its loop end?" in outcomes[0]["failure"]
    assert outcomes[1] == {"value": 1}
    assert {"error": "it took more than 1 s", "cell": 2} in lines


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "format 4"),
        (b'{"worksheets": []}', "format 4"),
        (b'{"cells": [{"cell_type": "code"}]}', "format 4"),
        (b'{"cells": [{"cell_type": "code", "source": 3}]}', "format 4"),
    ],
)
def test_what_is_no_notebook(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        cells_of(data)


def test_a_source_may_come_in_lines() -> None:
    assert cells_of(b'{"cells": [{"cell_type": "code", "source": ["a\\n", "b"]}]}') == ["a\nb"]

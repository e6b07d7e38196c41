"""The verdicts on what a notebook sent, whatever that is."""

from __future__ import annotations

import json
from typing import Any

from ssc_lib.classroom.verdicts import MOST_ERRORS, judge


def answer(name: str, *outcomes: Any) -> str:
    return json.dumps({"exercise": name, "outcomes": [*outcomes]})


def verdicts(*lines: str) -> dict[str, list[str]]:
    return judge("\n".join(lines).encode()).verdicts


def test_an_answer_gets_the_sentence_that_check_would_have_said() -> None:
    assert verdicts(answer("coins-2", {"value": 0.421875}))["coins-2"][0] == "✓"
    mark, sentence = verdicts(answer("coins-2", {"value": 0.75}))["coins-2"]
    assert mark == "✗" and sentence
    assert verdicts(answer("coins-2", {"stub": ""}))["coins-2"][0] == "○"


def test_the_last_answer_counts() -> None:
    wrong, right = (answer("coins-2", {"value": v}) for v in (1, 0.421875))
    assert verdicts(wrong, right)["coins-2"][0] == "✓"
    assert verdicts(right, wrong)["coins-2"][0] == "✗"


def test_a_line_cannot_say_its_own_verdict() -> None:
    """Neither by its keys nor by too few results, too many, or things that are no results."""
    forged = [
        {"exercise": "coins-2", "outcomes": []},
        {"exercise": "coins-2", "outcomes": [{"value": 0.421875}, {"value": 0.421875}]},
        {"exercise": "coins-2", "outcomes": [{"verdict": "✓"}], "mark": "✓"},
        {"exercise": "coins-2", "outcomes": [{"value": {"odd": "0.421875"}}]},
        {"exercise": "coins-2", "outcomes": [{"value": "0.421875"}]},
        {"exercise": "coins-8", "outcomes": [{"value": {"dict": []}}]},
        {"exercise": "groups-8", "outcomes": []},
    ]
    for line in forged:
        ((mark, _),) = verdicts(json.dumps(line)).values()
        assert mark == "✗", line
    assert verdicts('{"verdicts": {"coins-2": ["✓", "fine"]}}', '{"exercise": "no-1"}') == {}
    assert verdicts(answer("nothing", {"value": 1}), answer("checks-1", {"value": 1})) == {}


def test_lines_that_are_none_are_passed_over() -> None:
    found = judge(b'\xff\n{"cell": 3, "of": 9}\n[1]\n"x"\n' + b"[" * 100_000 + b'\n{"exercise": 4')
    assert (found.cell, found.cells, found.done, found.verdicts) == (3, 9, False, {})


def test_errors_are_few_and_short() -> None:
    line = json.dumps({"error": "long\n" * 999, "cell": 1})
    found = judge("\n".join([line] * 99).encode())
    assert len(found.errors) == MOST_ERRORS
    assert max(map(len, found.errors)) <= 400

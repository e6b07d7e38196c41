"""How an answer is called and judged, and where the blame for a failure falls."""

import pytest

from ssc_lib import checks
from ssc_lib.checks.exercise import EXERCISES, Exercise, Piece, judged


def cell(source):
    """The function ``f`` of a reader's cell."""
    exec(compile(source, "ipykernel_7/2718.py", "exec"), scope := {})
    return scope["f"]


def said(answer, cases=(([2, 1],),), **more):
    """What an answer is told by an exercise whose right answer is the length of a row."""
    row = Exercise(name="x-1", right=len, cases=cases, asks="it", praise="yes", **more)
    return judged(EXERCISES.pop(row.name), answer).sentence


def test_a_failure_is_told_by_the_line_of_the_cell() -> None:
    inverts = "import numpy as np\ndef f(x):\n    return np.linalg.inv(np.zeros((2, 2)))"
    assert "raised LinAlgError in line 3: Singular" in said(cell(inverts))
    assert "raised SystemExit in line 2: " in said(cell("def f(x):\n    raise SystemExit"))
    cached = "from functools import cache\n@cache\ndef f(x):\n    1 / 0"
    assert "raised ZeroDivisionError in line 4: " in said(cell(cached), [(2,)])
    piece = Piece(name="x-2", asks="a list", rules=lambda piece: iter(()), praise=str)
    failing = cell("def f(rng):\n    yield 1\n    1 / 0")
    assert "in line 3: " in judged(EXERCISES.pop(piece.name), failing).sentence


def test_a_call_that_cannot_be_and_an_argument_that_changes_are_told() -> None:
    assert "called with 1 argument, and missing a required argument: 'b'" in said(lambda a, b: a)
    assert "your function changed what it was given" in said(lambda x: x.sort())
    assert said([2, 1]) == "give check the function itself, without calling it"


def test_what_is_forbidden_is_found_in_helpers_and_inner_functions() -> None:
    forbids = {"sorted": "sort by hand"}
    helped = "def f(x):\n    return g(x)\ndef g(x):\n    return len(sorted(x))"
    for answer in (cell(helped), lambda x: len([sorted(x) for _ in x])):
        assert (said(answer, forbids=forbids), said(answer)) == ("sort by hand", "yes")


def test_rules_that_fail_on_an_answer_do_not_blame_it_on_the_reader() -> None:
    def rules(value, row):
        yield from ["one more"] * (len(row) - value)

    assert said(lambda x: "two", rules=rules) == "your function gave 'two', which is not it"
    assert (said(lambda x: 1, rules=rules), said(len, rules=rules)) == ("one more", "yes")


def test_of_the_mistakes_that_agree_the_one_that_agrees_most_is_told() -> None:
    more = {"cases": [([0],), ([5, 1],)]}
    more["mistakes"] = {"the first of {0}": lambda x: x[0], "always 0": lambda x: 0}
    assert said(lambda x: 0, **more) == "always 0"
    assert said(lambda x: x[0], **more) == "the first of [0]"


def test_an_unknown_exercise_offers_the_nearest_three() -> None:
    with pytest.raises(ValueError, match=r"'network-99'; did you mean (network-\d(, |\?)){3}"):
        checks.find("network-99")

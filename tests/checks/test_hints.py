"""Each exercise meets its two commonest wrong answers with a sentence that names the mistake.

The wrong answers of a chapter stand in ``wrong_<chapter>.py``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

from ssc_lib import checks
from tests import checks as here

WRONG = [
    answer
    for module in iter_modules(here.__path__)
    if module.name.startswith("wrong_")
    for answer in import_module(f"tests.checks.{module.name}").WRONG
]


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_a_wrong_answer_is_told_its_mistake(name, answer, words, capsys) -> None:
    checks.check(name, answer)
    said = capsys.readouterr().out
    assert said.startswith(f"✗ {name}: ")
    assert words in said


def test_every_exercise_meets_two_wrong_answers() -> None:
    tried = [name for name, *_ in WRONG]
    assert all(tried.count(name) >= 2 for name in checks.exercises())


@pytest.mark.parametrize("name", checks.exercises())
def test_nothing_is_no_answer(name, capsys) -> None:
    checks.check(name, lambda *_: None)
    assert capsys.readouterr().out.startswith(f"✗ {name}: ")


@pytest.mark.parametrize("name", checks.exercises())
def test_a_stub_is_a_stub(name, capsys) -> None:
    def stub(*_):
        raise NotImplementedError(f"exercise {name}")

    checks.check(name, stub)
    assert capsys.readouterr().out.startswith(f"○ {name}: still a stub")


def test_an_answer_that_fails_is_named_by_its_line(capsys) -> None:
    checks.check("markov-1", lambda: 1 / 0)
    assert "raised ZeroDivisionError in line" in capsys.readouterr().out


def test_a_call_in_place_of_a_function(capsys) -> None:
    checks.check("markov-1", (8 / 11, 3 / 11))
    assert "the function itself" in capsys.readouterr().out


def test_an_unknown_exercise_lists_the_known() -> None:
    with pytest.raises(ValueError, match=r"no exercise 'markov-99'; there are .*markov-1, "):
        checks.check("markov-99", lambda: None)

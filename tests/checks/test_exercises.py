"""Every exercise, by its declaration: mistakes are told, stubs are stubs, nothing is no answer.

What goes beyond the declarations stands beside, in a file for each chapter: wrong answers with
words of the sentence that they are told, and right ones in another form than the usual.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable
from importlib import import_module

import pytest

from ssc_lib import checks
from ssc_lib.checks.exercise import EXERCISES, Exercise, judged, untold

NAMES = checks.exercises()
TABLES = [name for name in NAMES if isinstance(EXERCISES[name], Exercise)]
RULED = [name for name in NAMES if EXERCISES[name].rules is not None]
ANSWERS = [import_module(f"tests.checks.{chapter}") for chapter in checks.chapters()]
EVERY_WRONG = [answer for chapter in ANSWERS for answer in chapter.WRONG]
WRONG = [answer for answer in EVERY_WRONG if answer[0] not in RULED]
RIGHT = [answer for chapter in ANSWERS for answer in chapter.RIGHT]
NONSENSE = ["a string", {"a": 1}, [[1], [2, 3]], object(), float("nan"), None]


@pytest.mark.parametrize("name", TABLES)
def test_each_mistake_is_told_its_own_sentence(name: str) -> None:
    assert untold([EXERCISES[name]]) == []


@pytest.mark.parametrize("name", TABLES)
def test_the_reference_passes_and_two_mistakes_are_known(name: str) -> None:
    exercise = EXERCISES[name]
    assert judged(exercise, exercise.right).sentence == exercise.praise
    assert len(exercise.mistakes) + len(sentences(exercise.rules)) >= 2


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_a_wrong_answer_is_told(name: str, answer: Callable, words: str) -> None:
    said = checks.verdict(name, answer)
    assert said.mark == "✗"
    assert words in said.sentence


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_in_another_form_passes(name: str, answer: Callable) -> None:
    said = checks.verdict(name, answer)
    assert said.passed, said


@pytest.mark.parametrize("name", NAMES)
def test_nonsense_is_refused_and_never_said_to_have_raised(name: str) -> None:
    for answer in NONSENSE:
        said = checks.verdict(name, lambda *_, answer=answer: answer)
        assert not said.passed
        assert "raised" not in said.sentence


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_is_a_stub(name: str) -> None:
    def stub(*_):
        raise NotImplementedError(f"exercise {name}")

    assert checks.verdict(name, stub).mark == "○"


@pytest.mark.parametrize("name", RULED)
def test_a_broken_rule_is_told_and_each_is_broken_by_some_answer(name: str, monkeypatch) -> None:
    rules, reached = EXERCISES[name].rules, set()

    def trace(frame, event, _):
        if frame.f_code is not rules.__code__:
            return None
        if event == "line":
            reached.add(frame.f_lineno)
        return trace

    def traced(*result):
        said = rules(*result)
        while True:  # traced only while a rule is asked: who drops this in between ends no other
            sys.settrace(trace)
            try:
                sentence = next(said, None)
            finally:
                sys.settrace(None)
            if sentence is None:
                return
            yield sentence

    monkeypatch.setattr(EXERCISES[name], "rules", traced)
    for exercise, answer, words in EVERY_WRONG:
        if exercise == name:
            said = checks.verdict(name, answer)
            assert said.mark == "✗"
            assert words in said.sentence
    never = [lines[0] for lines in sentences(rules) if not reached & {*lines}]
    assert not never, f"no answer reaches the sentences in lines {never}"


def sentences(rules: Callable | None) -> list[range]:
    """The lines of each ``yield`` in some rules."""
    if rules is None:
        return []
    source, first = inspect.getsourcelines(rules)
    nodes = ast.walk(ast.parse(textwrap.dedent("".join(source))))
    yields = [n for n in nodes if isinstance(n, ast.Yield | ast.YieldFrom)]
    return [range(n.lineno + first - 1, (n.end_lineno or 0) + first) for n in yields]

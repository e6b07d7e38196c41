"""Calling the reader's function: on copies, with whatever it raises told by the line of its cell.

The reader's code runs here and nowhere else, so what fails in judging is never blamed on it.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from ssc_lib.checks.differences import same

Answer = Callable[..., Any]


class Hint(Exception):
    """What is wrong with an answer, in a sentence that helps."""


class Failure(Exception):
    """The reader's function raised something; the text says what, and where."""


def call(answer: Answer, case: Sequence[Any], *, whole: bool = False) -> Any:
    """What the reader's function gives for copies of the arguments; ``whole`` lists a generator.

    Raises
    ------
    Failure
        If it raises, or takes other arguments; the text names the line of the reader's cell.
    Hint
        If it changes an argument in place.
    NotImplementedError
        If it is still a stub.
    """
    given = deepcopy(tuple(case))
    try:
        inspect.signature(answer).bind(*given)
    except TypeError as error:
        count = "1 argument" if len(given) == 1 else f"{len(given) or 'no'} arguments"
        raise Failure(f"your function is called with {count}, and {error}") from error
    except ValueError:  # a built-in function without a signature
        pass
    try:
        result = answer(*given)
        result = list(result) if whole and inspect.isgenerator(result) else result
    except NotImplementedError:
        raise
    except (Exception, SystemExit) as error:  # the reader's own code may fail in any way
        kind = type(error).__name__
        raise Failure(f"your function raised {kind}{_place(answer, error)}: {error}") from error
    for before, after in zip(case, given, strict=True):
        if isinstance(before, np.ndarray | list | dict) and not same(before, after, 0):
            raise Hint("your function changed what it was given; work on a copy of it")
    return result


def _place(answer: Answer, error: BaseException) -> str:
    """The last line of the reader's own code that an exception came through."""
    file = getattr(_code(answer), "co_filename", None)
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    return f" in line {lines[-1]}" if lines else ""


def check_names(answer: Answer, names: Mapping[str, str]) -> None:
    """Raise `Hint` if the reader's code uses one of the names."""
    used = _names(_code(answer), getattr(inspect.unwrap(answer), "__globals__", {}), set())
    for name, sentence in names.items():
        if name in used:
            raise Hint(sentence)


def _code(function: Any) -> Any:
    """The code of a function, also of one that `functools.cache` or the like has wrapped."""
    return getattr(inspect.unwrap(function), "__code__", None)


def _names(code: Any, scope: Mapping[str, Any], seen: set[str]) -> set[str]:
    """The names in a function's code, and in that of the functions of its cell that it calls."""
    if code is None:
        return seen
    for name in set(code.co_names) - seen:
        seen.add(name)
        inner = _code(scope.get(name))
        if inner is not None and inner.co_filename == code.co_filename:
            _names(inner, scope, seen)
    for part in filter(inspect.iscode, code.co_consts):
        _names(part, scope, seen)
    return seen

"""Answers to exercises: `check` runs the reader's function and says in a sentence what it found.

Each exercise has an id such as ``"markov-2"``: the chapter and a number. Its reference, cases and
mistakes are declared in the chapter's table, `ssc_lib.checks.markov`, in the form that
`ssc_lib.checks.exercise` describes. Nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ssc_lib.checks.exercise import EXERCISES, Exercise, Piece, Verdict, judged

__all__ = ["chapters", "check", "exercises", "find", "verdict"]

_ENGINE = {"calling", "differences", "exercise", "pieces"}


def chapters() -> list[str]:
    """Names of the chapters that have exercises."""
    return sorted(m.name for m in iter_modules(__path__) if m.name not in _ENGINE)


def exercises() -> list[str]:
    """Ids of all exercises."""
    for chapter in chapters():
        import_module(f"ssc_lib.checks.{chapter}")
    return sorted(EXERCISES)


def check(name: str, answer: Callable[..., Any]) -> None:
    """Check the answer to an exercise and print one sentence.

    Parameters
    ----------
    name : str
        Id of the exercise, such as ``"markov-1"``.
    answer : function
        What the exercise asks for.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> check("markov-1", lambda: (0.4, 0.15))
    ✗ markov-1: these sum to 0.55, and a distribution sums to 1; divide by the sum
    """
    print(verdict(name, answer))


def verdict(name: str, answer: Callable[..., Any]) -> Verdict:
    """What `check` prints, as a value (id, mark, sentence). Parameters and errors as there.

    Examples
    --------
    >>> verdict("coins-2", lambda: 27 / 64).passed
    True
    """
    return judged(find(name), answer)


def find(name: str) -> Exercise | Piece:
    """The exercise of that id; raises ValueError, with the nearest ids, if there is none."""
    chapter = str(name).rpartition("-")[0]
    if chapter in chapters():
        import_module(f"ssc_lib.checks.{chapter}")
    if name not in EXERCISES:
        near = get_close_matches(str(name), exercises(), n=3, cutoff=0.0)
        raise ValueError(f"no exercise {name!r}; did you mean {', '.join(near)}?")
    return EXERCISES[name]

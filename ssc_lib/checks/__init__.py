"""Answers to exercises: `check` runs the reader's function and says in a sentence what it found.

Each exercise has an id such as ``"markov-2"`` and a checker in the module of its chapter. A checker
calls the reader's function on a few inputs, compares with a result that the library works out by
itself, and raises `Hint` with a sentence that helps. Nothing is sent anywhere.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from ssc_lib.music.melody import Melody

Checker = Callable[[Callable[..., Any]], str]
_checkers: dict[str, Checker] = {}


class Hint(Exception):
    """What is wrong with an answer, in a sentence that helps."""


def exercise(name: str) -> Callable[[Checker], Checker]:
    """Register the checker of an exercise. It returns a word of confirmation or raises `Hint`."""

    def register(checker: Checker) -> Checker:
        _checkers[name] = checker
        return checker

    return register


def exercises() -> list[str]:
    """Ids of all exercises that have a checker."""
    for chapter in iter_modules(__path__):
        import_module(f"ssc_lib.checks.{chapter.name}")
    return sorted(_checkers)


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
    if name not in exercises():
        raise ValueError(f"no exercise {name!r}; there are {', '.join(exercises())}")
    if not callable(answer):
        print(f"✗ {name}: give check the function itself, without calling it")
        return
    try:
        print(f"✓ {name}: {_checkers[name](answer)}")
    except NotImplementedError:
        print(f"○ {name}: still a stub; put your answer where it raises, and run the cell again")
    except Hint as hint:
        print(f"✗ {name}: {hint}")
    except Exception as error:  # the reader's own code may fail in any way
        line = traceback.extract_tb(error.__traceback__)[-1].lineno
        print(f"✗ {name}: your function raised {type(error).__name__} in line {line}: {error}")


def compare(
    got: Any, right: Any, *, wrong: dict[str, Any] | None = None, what: str, tolerance: float = 1e-6
) -> None:
    """Raise `Hint` unless ``got`` equals ``right``.

    Parameters
    ----------
    got, right : number or array-like
    wrong : dict of hint -> value, optional
        Common wrong answers, each with the sentence that puts it right.
    what : str
        What was asked for, as in "the stationary distribution".
    tolerance : float
        Largest absolute difference that passes.
    """
    if got is None:
        raise Hint(f"your function returned None for {what}; did you forget `return`?")
    try:
        values = np.asarray(got, dtype=float)
    except (TypeError, ValueError) as error:
        raise Hint(f"{what} should be numbers, got {got!r}") from error
    expected = np.asarray(right, dtype=float)
    if values.shape == expected.shape and np.allclose(values, expected, rtol=0, atol=tolerance):
        return
    for hint, value in (wrong or {}).items():
        value = np.asarray(value, dtype=float)
        if values.shape == value.shape and np.allclose(values, value, rtol=0, atol=tolerance):
            raise Hint(hint)
    if values.shape != expected.shape:
        raise Hint(f"{what} should have shape {expected.shape}, got {values.shape}")
    if values.size == 1:
        raise Hint(f"{what} is not {values.item():.6g}; work one small case by hand and compare")
    place = int(np.argmax(abs(values - expected)))
    index = ", ".join(map(str, np.unravel_index(place, values.shape)))
    raise Hint(
        f"{what} is furthest off at index {index}: "
        f"got {values.flat[place]:.6g}; work that entry by hand and compare"
    )


def entropy(weights: np.ndarray) -> float:
    """Entropy in bits of weights that are not negative, once they are normalised."""
    p = weights[weights > 0] / weights.sum()
    return float(-(p * np.log2(p)).sum())


def composed(answer: Callable[..., Any], steps: int = 0) -> Melody:
    """The melody that an answer draws from an rng.

    Raises `Hint` unless it is a melody, the same for the same rng, of at least so many steps.
    """
    from ssc_lib.music.melody import Melody

    melody, again = (answer(np.random.default_rng(1)) for _ in range(2))
    if not isinstance(melody, Melody):
        raise Hint(f"return a Melody, got {type(melody).__name__}")
    if melody != again:
        raise Hint("the same rng gave two different melodies; draw from the rng you are given")
    if len(melody) < steps:
        raise Hint(f"{len(melody)} steps; write at least {steps}")
    return melody


def varied_bars(melody: Melody, cure: str) -> list[bytes]:
    """The events of each bar; raise `Hint`, with the cure, unless half of the bars differ."""
    bars = [bar.events.tobytes() for bar in melody.bars()]
    if len(set(bars)) < len(bars) / 2:
        raise Hint(f"more than half of the bars repeat another; {cure}")
    return bars


def copied_events(melody: Melody, most: int, cure: str) -> int:
    """How many events in a row one printed tune has too; raise `Hint` if more than ``most``."""
    from ssc_lib.judging.originality import longest_copy
    from ssc_lib.music import corpus
    from ssc_lib.music.onehot import OneHot

    row = OneHot().encode(melody.squashed())
    copied = longest_copy(row, corpus.sequences(split="train"))
    if copied > most:
        raise Hint(f"{copied} successive events stand in one printed tune; {cure}")
    return copied

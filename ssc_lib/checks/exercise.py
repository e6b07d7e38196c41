"""Exercises, declared: what is right, what goes wrong, and what to say about it.

An `Exercise` is a **reference**, a few **cases** to try it on and its **mistakes**: a sentence for
each, with the function that makes it. An answer that agrees with a mistake is told its sentence.
Since a mistake is a function, it tests itself: fed to `judged`, it must meet its own sentence
(`untold` lists those that do not), so nothing is written twice. A ``Piece`` is something to compose
from an rng, with the **rules** that it has to keep.

How the reader's function is called, and what becomes of what it raises, stands in
`ssc_lib.checks.calling`.

Each chapter has its table: the exercises of *Markov chains* are in `ssc_lib.checks.markov`, and
are called markov-1, markov-2, ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.checks.calling import Answer, Failure, Hint, call, check_names
from ssc_lib.checks.differences import difference, same, short

EXERCISES: dict[str, Exercise | Piece] = {}
RIGHT, WRONG, STUB = "✓", "✗", "○"


class Verdict(NamedTuple):
    """What `ssc_lib.check` prints, as a value: a teacher can collect it."""

    name: str  # id of the exercise
    mark: str  # "✓" right, "✗" not yet, "○" still a stub
    sentence: str  # what was found

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.mark == RIGHT

    def __str__(self) -> str:
        return f"{self.mark} {self.name}: {self.sentence}"


@dataclass(kw_only=True, eq=False)
class Exercise:
    """A function to write, whose results are compared with those of a reference.

    Parameters
    ----------
    name : str
        Chapter and number, as in "coins-4".
    right : function
        The reference.
    asks : str
        What it gives, as the object of "you gave 3 for ...". ``{0}``, ``{1}`` are the arguments,
        ``{case}`` is the name of the case.
    praise : str
        What a right answer is told.
    cases : sequence of argument tuples, or dict of name -> argument tuple
        By default one call without arguments.
    mistakes : dict of sentence -> function
        Of those that agree with the answer at the first case where it is wrong, the one that
        agrees most often is told. A sentence may hold ``{0}``, ``{1}``, ... for the arguments.
    tolerance : float
        Largest absolute difference that passes.
    rules : function, optional
        Where more than one result is right: takes a result and the arguments of its case, and
        yields a sentence for each rule that the result breaks. Replaces the comparison.
    forbids : dict of name -> sentence
        Functions that the answer may not use.
    """

    name: str
    right: Answer
    asks: str
    praise: str
    cases: Sequence[tuple[Any, ...]] | Mapping[str, tuple[Any, ...]] = ((),)
    mistakes: Mapping[str, Answer] = field(default_factory=dict)
    tolerance: float = 1e-6
    rules: Callable[..., Iterator[str]] | None = None
    forbids: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        EXERCISES[self.name] = self

    @property
    def arguments(self) -> list[tuple[Any, ...]]:
        """The arguments of each case."""
        return list(self.cases.values() if isinstance(self.cases, Mapping) else self.cases)

    @cached_property
    def expected(self) -> list[Any]:
        """What the reference gives for each case."""
        return [self.right(*deepcopy(case)) for case in self.arguments]

    def tried(self, answer: Answer) -> list[Any]:
        """What the answer gives for each case: a result, or the `Hint` or `Failure` it ends in."""
        check_names(answer, self.forbids)
        return [_outcome(call, answer, case) for case in self.arguments]

    def told(self, outcomes: Sequence[Any]) -> str:
        """The praise; raises `Hint` if an outcome is wrong, or the first that is an exception."""
        _check_count(outcomes, len(self.arguments))
        for place, outcome in enumerate(outcomes):
            if isinstance(outcome, Exception):
                raise outcome
            if complaint := self._complaint(place, outcome):
                raise Hint(self._mistake(place, outcomes) or complaint)
        return self.praise

    def _mistake(self, place: int, got: Sequence[Any]) -> str:
        """The sentence of the mistake that was made, with the arguments of its case, or ""."""
        made = {sentence: self._made(mistake) for sentence, mistake in self.mistakes.items()}
        told = [
            sentence
            for sentence, results in made.items()
            if self._equal(got[place], results[place]) and self._complaint(place, results[place])
        ]
        most = max(told, key=lambda s: sum(map(self._equal, got, made[s])), default="")
        return most.format(*self.arguments[place])

    def _complaint(self, place: int, value: Any) -> str:
        """What is wrong with the result of one case; empty if nothing is."""
        case, names = self.arguments[place], list(self.cases)
        label = names[place] if isinstance(self.cases, Mapping) else ", ".join(map(short, case))
        what = self.asks.format(*map(short, case), case=label)
        if self.rules is None:
            if self._equal(value, self.expected[place]):
                return ""
            return difference(value, self.expected[place], what, single=len(names) == 1)
        return _first(self.rules(value, *deepcopy(case)), value, what)

    def _equal(self, one: Any, other: Any) -> bool:
        return not isinstance(other, Exception) and same(one, other, self.tolerance)

    def _made(self, mistake: Answer) -> list[Any]:
        """What a mistake gives for each case: an exception where it fails."""
        return [_tried(mistake, case) for case in self.arguments]


@dataclass(kw_only=True, eq=False)
class Piece:
    """Something to compose: a function of an rng, whose result keeps some rules.

    Parameters
    ----------
    name : str
    asks : str
        What to return, as the object of "return ...".
    rules : function
        Takes a result and yields a sentence for each rule that it breaks.
    praise : function
        Takes a result and says what it is.
    kind : type, optional
        What a result must be an instance of.
    draws : int
        How many rngs to try; 0 for a function without one. The same rng must give the same piece
        and another one another: of a tuple, its last part, which is what is heard.
    calls : function
        How a piece is had from the answer and an rng: by default the answer takes the rng alone.
    forbids : dict of name -> sentence
        Functions that the answer may not use.
    """

    name: str
    asks: str
    rules: Callable[[Any], Iterator[str]]
    praise: Callable[[Any], str]
    kind: type | None = None
    draws: int = 2
    calls: Callable[[Answer, np.random.Generator], Any] = lambda f, rng: call(f, (rng,), whole=True)
    forbids: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        EXERCISES[self.name] = self

    @property
    def seeds(self) -> tuple[int, ...]:
        """Those of the rngs that are tried: the first one twice."""
        return (1, 1, *range(2, self.draws + 1)) if self.draws else ()

    def tried(self, answer: Answer) -> list[Any]:
        """A piece for each seed, or the `Hint` or `Failure` in its place."""
        check_names(answer, self.forbids)
        if not self.draws:
            return [_outcome(call, answer, (), whole=True)]
        return [_outcome(self.calls, answer, np.random.default_rng(seed)) for seed in self.seeds]

    def told(self, pieces: Sequence[Any]) -> str:
        """The praise; raises `Hint` if a rule is broken, or the first exception among them."""
        _check_count(pieces, max(1, len(self.seeds)))
        for failed in (piece for piece in pieces if isinstance(piece, Exception)):
            raise failed
        for piece in (*pieces[:1], *pieces[2:]):
            if self.kind is not None and not isinstance(piece, self.kind):
                raise Hint(f"return {self.asks}, got {short(piece)}")
            if complaint := _first(self.rules(piece), piece, self.asks):
                raise Hint(complaint)
        heard = [piece[-1] if isinstance(piece, tuple) else piece for piece in pieces]
        if self.draws and not same(heard[0], heard[1]):
            raise Hint("the same rng gave two different results; draw from the rng you are given")
        if self.draws and same(heard[0], heard[2]):
            raise Hint("another rng gave the same result; draw from the rng you are given")
        return self.praise(pieces[0])


def judged(exercise: Exercise | Piece, answer: Any) -> Verdict:
    """The verdict on an answer."""
    return ruled(exercise, attempted(exercise, answer))


def attempted(exercise: Exercise | Piece, answer: Any) -> list[Any]:
    """What the reader's code gives: its outcomes, or the exception that stands for all of them."""
    if not callable(answer):
        return [Hint("give check the function itself, without calling it")]
    try:
        return exercise.tried(answer)
    except (Hint, NotImplementedError) as found:
        return [found]


def ruled(exercise: Exercise | Piece, outcomes: Sequence[Any]) -> Verdict:
    """The verdict on what the reader's code gave; none of that code is run.

    So it may have been run elsewhere: `ssc_lib.classroom` does that with code of strangers.
    """
    try:
        return Verdict(exercise.name, RIGHT, exercise.told(outcomes))
    except NotImplementedError:
        sentence = "still a stub; put your answer where it raises, and run the cell again"
        return Verdict(exercise.name, STUB, sentence)
    except (Hint, Failure) as found:
        return Verdict(exercise.name, WRONG, str(found))


def _check_count(outcomes: Sequence[Any], wanted: int) -> None:
    """Raise the exception that stands for all outcomes, or `Hint` if some are missing."""
    if len(outcomes) == 1 and isinstance(outcomes[0], Exception):
        raise outcomes[0]
    if len(outcomes) != wanted:
        raise Hint(f"{len(outcomes)} results came and {wanted} were asked for; run it again")


def _outcome(run: Callable[..., Any], *given: Any, **how: Any) -> Any:
    """What a call of the reader's function gives, or the `Hint` or `Failure` that it ends in."""
    try:
        return run(*given, **how)
    except (Hint, Failure) as found:
        return found


def _tried(function: Answer, case: Sequence[Any]) -> Any:
    try:
        with np.errstate(all="ignore"):
            return function(*deepcopy(tuple(case)))
    except (Exception, SystemExit) as error:  # what fails there agrees with nothing
        return error


def _first(complaints: Iterable[str], got: Any, what: str) -> str:
    """The first complaint, if there is one. A result that the rules cannot read is one itself."""
    try:
        return next(iter(complaints), "")
    except Hint as hint:
        return str(hint)
    except Exception:  # whatever it is, it is not what was asked for
        return f"your function gave {short(got)}, which is not {what}"


@np.errstate(all="ignore")
def untold(exercises: Iterable[Exercise | Piece]) -> list[str]:
    """The declared mistakes that do not meet their own sentence; empty when all is well."""
    return [
        f"{exercise.name}: {sentence!r} was answered by {said!r}"
        for exercise in exercises
        if isinstance(exercise, Exercise)
        for sentence, mistake in exercise.mistakes.items()
        if (said := judged(exercise, mistake).sentence)
        not in [sentence.format(*case) for case in exercise.arguments]
    ]

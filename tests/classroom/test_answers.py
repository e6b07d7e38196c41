"""What an answer gives, as JSON and back."""

from __future__ import annotations

import json
from collections import namedtuple
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Melody, checks
from ssc_lib.chance.sieves import residue
from ssc_lib.checks.calling import Failure, Hint
from ssc_lib.checks.differences import same
from ssc_lib.checks.exercise import EXERCISES, Exercise, attempted, ruled
from ssc_lib.classroom.answers import Odd, read_outcome, write_outcome
from ssc_lib.sound.tone import Tone


def sent(outcome: Any) -> Any:
    return read_outcome(json.loads(json.dumps(write_outcome(outcome))))


PARTS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(max_size=9),
    st.complex_numbers(), st.fractions(),
)  # fmt: skip
VALUES = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert repr(sent(value)) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6).reshape(2, 3),
        np.array([1.5, np.nan, -np.inf]),
        np.array([True, False]),
        np.array(["C4", "E4"]),
        np.array([Fraction(1, 3), 2], dtype=object),
        np.zeros((0, 3)),
        np.float32(0.25),
        np.bool_(True),
        np.array(3.0),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        {1, 2, 3},
        frozenset("ab"),
        range(2, 9, 3),
        10**400,
        Melody([60, -2, 62, -1], qpm=90, metre=(6, 8), steps_per_bar=12),
        [Tone(0, 1, 60.5, voice="string", end_pitch=70)],
        ~(residue(3, 1) & residue(4)) ^ residue(5, 2) | residue(2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_kind_of_result_comes_back(value: Any) -> None:
    found = sent(value)
    assert type(found) is type(value)
    assert repr(found) == repr(value)
    if isinstance(value, np.ndarray):
        assert (found.dtype, found.shape) == (value.dtype, value.shape)


def test_what_ends_a_call_comes_back_as_that() -> None:
    for ending in (Hint("a hint"), Failure("it raised"), NotImplementedError("coins-1")):
        found = sent(ending)
        assert (type(found), str(found)) == (type(ending), str(ending))


def test_what_is_no_value_is_odd_and_agrees_with_nothing() -> None:
    class Mine:
        def __eq__(self, other: object) -> bool:
            return True

        def __repr__(self) -> str:
            return "exactly what you want"

    for value in (Mine(), [Mine()], lambda: 1, np.array([Mine()])):
        found = sent(value)
        assert not same(found, 1) and not same(found, [1]) and not same(found, "x")
    assert repr(sent(Mine())) == "exactly what you want"
    loop: list[Any] = []
    loop.append(loop)
    assert isinstance(sent(loop), Odd)


def test_a_generator_is_told_as_one_and_a_named_tuple_is_a_tuple() -> None:
    found = sent(n for n in (1, 2))
    assert type(found).__name__ == "generator"
    assert sent(namedtuple("Mine", "a b")(1, 2)) == (1, 2)


@pytest.mark.parametrize(
    "line",
    [
        '{"value": {"array": "AAAA", "dtype": "O", "shape": [1]}}',
        '{"value": {"array": "AAAA", "dtype": "<f8", "shape": [1000000000000]}}',
        '{"value": {"array": "AAAA", "dtype": "<f8,(2,)O", "shape": [1]}}',
        '{"value": {"objects": [1, 2], "shape": [3]}}',
        '{"value": {"record": "Melody", "fields": [[500]]}}',
        '{"value": {"record": "os.system", "fields": ["true"]}}',
        '{"value": {"sieve": [["residue", 100000000000, 0]]}}',
        '{"value": {"sieve": [["~", 0]]}}',
        '{"value": {"sieve": []}}',
        '{"value": {"eval": "1"}}',
        '{"value": {"dict": [[{"list": []}, 1]]}}',
        '{"value": {"list": 3}}',
        '{"value": [1]}',
        '{"value": 1, "hint": "x"}',
        "[]",
        "null",
    ],
)
def test_a_line_that_was_never_written_so_is_odd(line: str) -> None:
    assert isinstance(read_outcome(json.loads(line)), Odd)


def test_the_references_of_all_exercises_are_right_also_from_afar() -> None:
    wrong = []
    for name in checks.exercises():
        exercise = EXERCISES[name]
        if isinstance(exercise, Exercise):
            verdict = ruled(exercise, [sent(o) for o in attempted(exercise, exercise.right)])
            wrong += [] if verdict.passed else [str(verdict)]
    assert not wrong, "\n".join(wrong)

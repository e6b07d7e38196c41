"""Time signatures: read, guessed, and the bars they make."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib.music.metre import (
    Metre,
    bars_of,
    checked_grid,
    fits,
    guessed_metre,
    read_metre,
    steps_in_bar,
)

metres = st.tuples(st.integers(1, 64), st.sampled_from([1, 2, 4, 8, 16, 32, 64]))


@given(metres)
def test_a_time_signature_and_its_text(metre: Metre) -> None:
    assert read_metre("{}/{}".format(*metre)) == metre


@pytest.mark.parametrize("text", ["", "6", "6/", "6/7", "0/4", "6/0", "-6/8", "6/8/2", "3/4+2/8"])
def test_what_is_no_time_signature(text: str) -> None:
    with pytest.raises(ValueError, match="is no time signature; write 4/4, 3/4 or 6/8"):
        read_metre(text)


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [(4, (4, 4)), (3, (3, 4)), (2, (2, 4)), (1.5, (3, 8)), (4.5, (9, 8)), (1.25, (5, 16))],
)
def test_what_a_bar_suggests(quarters: float, expected: Metre) -> None:
    assert guessed_metre(quarters) == expected


@given(metres, st.integers(1, 48))
def test_a_bar_in_steps(metre: Metre, steps_per_quarter: int) -> None:
    """As many as its quarter notes hold; where they are no whole number, the metre is left out."""
    steps = steps_in_bar(metre, steps_per_quarter)
    assert steps == Fraction(metre[0], metre[1]) * 4 * steps_per_quarter
    found = bars_of(metre, steps_per_quarter)
    if steps.denominator == 1:
        assert found == {"steps_per_bar": steps, "metre": metre}
        assert fits(metre, steps_per_quarter, int(steps))
        assert not fits(metre, steps_per_quarter, int(steps) + 1)
    else:
        assert found == bars_of(None, steps_per_quarter)
        assert found == {"steps_per_bar": 4 * steps_per_quarter, "metre": None}


def test_a_metre_alone_makes_the_bar() -> None:
    grid = {"steps_per_quarter": 4, "qpm": 120, "steps_per_bar": None, "metre": None}
    assert checked_grid(**grid) == grid | {"steps_per_bar": 16}
    assert checked_grid(**grid | {"metre": [9, 8]}) == grid | {"steps_per_bar": 18, "metre": (9, 8)}


@pytest.mark.parametrize(
    ("quarter", "bar", "metre", "words"),
    [
        (4, 16, (6, 8), "a bar of 6/8 is 12 steps long, but steps_per_bar is 16; leave one"),
        (1, None, (3, 8), r"a bar of 3/8 is 1\.5 steps long, .*; try steps_per_quarter=2"),
        (4, None, (6, 7), r"a metre is a pair such as \(6, 8\) or \(4, 4\), got \(6, 7\)"),
        (4, None, (0, 4), "a metre is a pair"),
        (4, None, (6.0, 8), "a metre is a pair"),
        (4, None, "6/8", "a metre is a pair such as .*, got '6/8'"),
        (4, None, 6, "a metre is a pair"),
    ],
)
def test_metres_that_cannot_be(quarter: int, bar: int | None, metre: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked_grid(quarter, 120, bar, metre)
    assert not fits(metre, quarter, 16)

"""Metre: how many notes of which length fill a bar, as a time signature says.

The number of steps does not tell it. At four steps to a quarter note a bar of twelve is one of 3/4,
three beats of two eighths, or one of 6/8, two beats of three eighths. So a melody keeps the metre
that its file or its maker named, and only where nobody did, a time signature is guessed.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

Metre: TypeAlias = tuple[int, int]  # the upper and the lower number of a time signature


def read_metre(text: str) -> Metre:
    """Upper and lower number of a time signature.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> read_metre("6/8")
    (6, 8)
    """
    found = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", text.strip())
    metre = (int(found[1]), int(found[2])) if found else (0, 0)
    if not _is_metre(metre):
        raise ValueError(f"{text!r} is no time signature; write 4/4, 3/4 or 6/8")
    return metre


def guessed_metre(quarters: float) -> Metre:
    """Guess the time signature of a bar of so many quarter notes: 4 is 4/4, 1.5 is 3/8."""
    denominator = 4
    while quarters * denominator / 4 % 1 and denominator < 64:
        denominator *= 2
    return round(quarters * denominator / 4), denominator


def steps_in_bar(metre: Metre, steps_per_quarter: int) -> Fraction:
    """How many steps fill a bar; it may not be a whole number.

    Examples
    --------
    >>> steps_in_bar((6, 8), 4), steps_in_bar((3, 8), 1)
    (Fraction(12, 1), Fraction(3, 2))
    """
    return Fraction(4 * steps_per_quarter * metre[0], metre[1])


def fits(metre: Any, steps_per_quarter: int, steps_per_bar: int) -> bool:
    """Whether it is a metre, and makes a bar of so many steps."""
    return _is_metre(metre) and 4 * steps_per_quarter * metre[0] == steps_per_bar * metre[1]


def bars_of(metre: Metre | None, steps_per_quarter: int) -> dict[str, Any]:
    """Make ``steps_per_bar`` and ``metre`` for a melody whose file names this metre, or none.

    Without a metre, or where the grid has no such bar, a bar is four quarter notes.

    Examples
    --------
    >>> bars_of((6, 8), 4)
    {'steps_per_bar': 12, 'metre': (6, 8)}
    >>> bars_of((3, 8), 1)
    {'steps_per_bar': 4, 'metre': None}
    """
    if metre is not None and _is_metre(metre):
        steps = steps_in_bar(metre, steps_per_quarter)
        if steps.denominator == 1:
            return {"steps_per_bar": int(steps), "metre": metre}
    return {"steps_per_bar": 4 * steps_per_quarter, "metre": None}


def checked_grid(
    steps_per_quarter: Any, qpm: Any, steps_per_bar: Any, metre: Any
) -> dict[str, Any]:
    """Check the settings of a melody. Where ``steps_per_bar`` is None it is the metre's, or 16.

    Raises
    ------
    TypeError, ValueError
        If a number is not whole, or too small, or the metre is none or makes another bar.
    """
    quarter = _whole("steps_per_quarter", steps_per_quarter)
    if not (np.isfinite(qpm) and qpm > 0):
        raise ValueError(f"qpm (quarter notes per minute) must be above 0, got {qpm!r}; try 120")
    bar = None if steps_per_bar is None else _whole("steps_per_bar", steps_per_bar)
    if metre is not None:
        metre, steps = _checked_metre(metre, quarter)
        if bar not in (None, steps):
            raise ValueError(
                f"a bar of {metre[0]}/{metre[1]} is {steps} steps long, but steps_per_bar is "
                f"{bar}; leave one of them out"
            )
        bar = steps
    return {
        "steps_per_quarter": quarter,
        "qpm": float(qpm),
        "steps_per_bar": 16 if bar is None else bar,
        "metre": metre,
    }


def _checked_metre(metre: Any, steps_per_quarter: int) -> tuple[Metre, int]:
    """The metre, and the steps of its bar, which must be a whole number."""
    if not _is_metre(metre):
        raise ValueError(f"a metre is a pair such as (6, 8) or (4, 4), got {metre!r}")
    above, below = map(int, metre)
    steps, rest = divmod(4 * steps_per_quarter * above, below)
    if rest:
        exact = steps_in_bar((above, below), steps_per_quarter)
        raise ValueError(
            f"a bar of {above}/{below} is {float(exact):g} steps long, and a whole number is "
            f"needed; try steps_per_quarter={steps_per_quarter * exact.denominator}"
        )
    return (above, below), steps


def _is_metre(value: Any) -> bool:
    """Whether it is a pair of whole numbers, the lower one a power of two."""
    if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2:
        return False
    whole = all(isinstance(n, (int, np.integer)) and n >= 1 for n in value)
    return whole and int(value[1]).bit_count() == 1


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, got {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")
    return int(value)

"""Whether two answers agree, and how to say in a sentence what sets them apart.

The sentences speak of what the reader gave and never give the right answer away.
"""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np


def same(got: Any, right: Any, tolerance: float = 1e-6) -> bool:
    """Whether an answer agrees with the right one.

    Numbers, rows and tables of numbers agree to within ``tolerance``, and nan with nan. Lists,
    tuples and dicts of other things agree part by part; everything else by ``==``. A string is no
    number, and None agrees with None alone.
    """
    if right is None or got is None:
        return right is got
    if isinstance(right, Mapping):
        return (
            isinstance(got, Mapping)
            and got.keys() == right.keys()
            and all(same(got[key], right[key], tolerance) for key in right)
        )
    a, b = as_numbers(got), as_numbers(right)
    if b is not None:
        if a is None or a.shape != b.shape:
            return False
        return bool(np.allclose(a, b, rtol=0, atol=tolerance, equal_nan=True))
    if isinstance(right, list | tuple):
        return (
            isinstance(got, list | tuple | np.ndarray)
            and len(got) == len(right)
            and all(same(x, y, tolerance) for x, y in zip(got, right, strict=True))
        )
    try:
        return bool(np.all(got == right)) and np.shape(got) == np.shape(right)
    except (TypeError, ValueError):
        return False


def as_numbers(value: Any) -> np.ndarray | None:
    """A number, row or table as an array of floats or complex numbers; None if it is none.

    Fractions and booleans count as numbers, strings do not.
    """
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):  # rows of different lengths
        return None
    if array.dtype.kind == "O":
        if not all(isinstance(entry, numbers.Number) for entry in array.ravel()):
            return None
        for kind in (float, complex):
            with suppress(TypeError, OverflowError):  # complex among fractions; very many digits
                return array.astype(kind)
        return None
    if array.dtype.kind not in "biufc":
        return None
    return array.astype(complex if array.dtype.kind == "c" else float)


def difference(got: Any, right: Any, what: str, *, single: bool = False) -> str:
    """A sentence on an answer that is wrong and makes no known mistake.

    Parameters
    ----------
    got, right : anything
    what : str
        What was asked for, as in "the share after 3 flips".
    single : bool
        Whether there is only one case, so that no smaller one can be tried.
    """
    if got is None:
        return f"your function returned None for {what}; did you forget `return`?"
    if inspect.isgenerator(got):
        return f"you gave a generator for {what}; put list(...) around it"
    if right is None:
        return f"you gave {short(got)} for {what}, where there is nothing to give: return None"
    if isinstance(right, bool | np.bool_):
        if isinstance(got, bool | np.bool_):
            return f"you gave {got} for {what}; it is the other way round"
        return f"give True or False for {what}, not {short(got)}"
    values, expected = as_numbers(got), as_numbers(right)
    if expected is None:
        return _unlike(got, right, what)
    truths = np.asarray(right).dtype == bool
    if truths and (values is None or values.shape != expected.shape or set(values.flat) - {0, 1}):
        return f"give {_form(expected, 'truth value')} (True or False) for {what}"
    if values is None:
        members = as_numbers([*got]) if isinstance(got, set | frozenset) else None
        if members is not None and same(np.sort(members), np.sort(expected.ravel())):
            return f"the numbers are right; give them as a sorted list, not as a set, for {what}"
        return f"give {_form(expected)} for {what}, not {short(got)}"
    if values.shape != expected.shape:
        return f"give {_form(expected)} for {what}, not {_form(values)}"
    if np.isnan(values).any():
        return f"you gave nan for {what}: is 0 divided by 0 there, or the logarithm of 0 taken?"
    if values.ndim == 0:
        return _number(values.item(), expected.item(), what, single)
    if not truths and _rounded(values, expected):
        return f"give exact numbers for {what}; yours are close, but rounded or simulated"
    if not truths and np.allclose(np.sort(values.ravel()), np.sort(expected.ravel())):
        return f"the numbers are right and their order is not, for {what}"
    place = int(np.argmax(abs(values - expected)))
    index = ", ".join(map(str, np.unravel_index(place, values.shape)))
    given = bool(values.flat[place]) if truths else short(np.asarray(got).flat[place])
    return f"at index {index} of {what} you gave {given}; work that entry by hand and compare"


def _number(value: Any, expected: Any, what: str, single: bool) -> str:
    """A sentence on one wrong number."""
    said = f"you gave {value:.6g} for {what}"
    if isinstance(value, complex) or isinstance(expected, complex):
        return f"{said}; compare the real and the imaginary part"
    if _rounded(value, expected):
        return f"{said}, which is close: give the exact number, neither rounded nor simulated"
    if np.isclose(value / 100, expected, rtol=0.02, atol=0):
        return f"{said}; that is in percent, so divide by 100"
    if value and np.isclose(value, -expected):
        return f"{said}; mind the sign"
    size = "too large" if value > expected else "too small"
    return f"{said}, which is {size}" + ("" if single else "; work a small case by hand")


def _rounded(values: Any, expected: Any) -> bool:
    """Whether all is close; whole numbers in place of whole numbers were miscounted."""
    close = np.allclose(values, expected, rtol=0.02, atol=0)
    return bool(close and not np.array_equal([values, expected], np.round([values, expected])))


def _unlike(got: Any, right: Any, what: str) -> str:
    """A sentence on an answer that should not have been numbers."""
    if isinstance(right, Mapping):
        if not isinstance(got, Mapping):
            return f"give a dictionary for {what}, not {short(got)}"
        missing, extra = [*(right.keys() - got.keys())], [*(got.keys() - right.keys())]
        for keys, fault in ((missing, "is missing"), (extra, "does not belong there")):
            if keys:
                return f"the key {min(map(repr, keys))} {fault} in {what}"
        key = next((k for k in right if not same(got[k], right[k])), next(iter(right)))
        return difference(got[key], right[key], f"{key!r} in {what}")
    if isinstance(right, list | tuple) and isinstance(got, list | tuple | np.ndarray):
        if len(got) != len(right):
            return f"{what} has {len(right)} parts; you gave {len(got)}"
        place = next((i for i, y in enumerate(right) if not same(got[i], y)), 0)
        return difference(got[place], right[place], f"part {place} of {what}")
    if type(got) is not type(right):
        kind = type(right).__name__.replace("str", "string")
        return f"give {'an' if kind[0] in 'AEIOaeiou' else 'a'} {kind} for {what}, not {short(got)}"
    return f"you gave {short(got)} for {what}; work a small case by hand"


def _form(values: np.ndarray, entry: str = "number") -> str:
    """What an array is, in words."""
    if values.ndim == 0:
        return f"one {entry}"
    if values.ndim == 1:
        return f"a row of one {entry}" if len(values) == 1 else f"a row of {len(values)} {entry}s"
    if values.ndim == 2:
        sizes = zip(values.shape, ("row", "column"), strict=True)
        return "a table of " + " and ".join(f"{n} {name}{'s' * (n != 1)}" for n, name in sizes)
    return f"an array of {' x '.join(map(str, values.shape))} {entry}s"


def short(value: Any) -> str:
    """A value in at most some sixty characters."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        return f"{value:.6g}"
    if callable(value):
        return f"the function {getattr(value, '__name__', value)!s}"
    try:
        listed = isinstance(value, list)
        text = f"[{', '.join(map(short, value))}]" if listed else " ".join(repr(value).split())
    except Exception:  # it may be the reader's own class, or have too many digits
        text = f"a value of type {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."

"""What an answer gives, as JSON and back: how results leave the process that ran it.

Only values are read back, each by the constructor of its type. Nothing that arrives can name a
function to call, as a pickle can. What is no value (a generator, an object of the reader's own
class) arrives as an `Odd`, which agrees with nothing and prints as it was.
"""

from __future__ import annotations

import base64
import inspect
import operator
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from ssc_lib.chance.games import Match
from ssc_lib.chance.sieves import Sieve, residue
from ssc_lib.checks.calling import Failure, Hint
from ssc_lib.checks.differences import as_numbers, short
from ssc_lib.music.melody import Melody
from ssc_lib.sound.tone import Tone

RECORDS = {kind.__name__: kind for kind in (Match, Melody, Tone)}
_KINDS = "biufcSU"  # of arrays whose bytes are their values
_OPERATIONS: dict[str, Callable[..., Any]] = {
    "~": operator.inv,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
_LISTS: dict[str, Callable[..., Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}
_ENDINGS: dict[str, type[Exception]] = {
    "hint": Hint,
    "failure": Failure,
    "stub": NotImplementedError,
}


class Odd:
    """Something that was given and is no value; it prints as it did there."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def write_outcome(outcome: Any) -> dict[str, Any]:
    """A result, or the exception in its place, as something that JSON can write."""
    for name, kind in _ENDINGS.items():
        if isinstance(outcome, kind):
            return {name: str(outcome)[:500]}
    try:
        return {"value": write_value(outcome)}
    except (ValueError, TypeError, RecursionError, MemoryError, AttributeError):
        return {"value": _odd(outcome)}


def read_outcome(found: Any) -> Any:
    """What `write_outcome` wrote; an `Odd` for whatever it would not have written."""
    if not isinstance(found, dict) or len(found) != 1:
        return Odd("something that is no result")
    ((name, content),) = found.items()
    if name in _ENDINGS:
        return _ENDINGS[name](str(content)[:500])
    try:
        return read_value(content)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError) as error:
        return Odd(f"a result that cannot be read ({type(error).__name__})")


def write_value(value: Any) -> Any:
    """A value as something that JSON can write.

    Examples
    --------
    >>> write_value((1, True, Fraction(1, 3)))
    {'tuple': [1, True, {'fraction': [1, 3]}]}
    >>> read_value(write_value({"a": np.arange(3)}))
    {'a': array([0, 1, 2])}
    """
    if isinstance(value, np.ndarray | np.generic):
        return _write_array(value)
    if value is None or isinstance(value, bool | float | str):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 10**300 else {"big": hex(value)}
    for name, kind in _LISTS.items():
        if type(value) is kind:
            return {name: [write_value(part) for part in value]}
    if isinstance(value, Mapping):
        return {"dict": [[write_value(k), write_value(v)] for k, v in value.items()]}
    for name, record in RECORDS.items():
        if isinstance(value, record):
            return {
                "record": name,
                "fields": [write_value(getattr(value, f)) for f in _names(record)],
            }
    return _write_other(value)


def _write_other(value: Any) -> Any:
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, Fraction):
        return {"fraction": [value.numerator, value.denominator]}
    if isinstance(value, bytes | bytearray):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, range):
        return {"range": [value.start, value.stop, value.step]}
    if isinstance(value, Sieve):
        return {"sieve": _write_sieve(value)}
    if inspect.isgenerator(value):
        return {"generator": None}
    if isinstance(value, tuple | list):  # of the reader's own kind, such as a NamedTuple
        return {"tuple": [write_value(part) for part in value]}
    numbers = as_numbers(value)  # what NumPy reads as numbers the checks read so, too
    return _odd(value) if numbers is None else _write_array(numbers)


def _odd(value: Any) -> dict[str, str]:
    try:
        return {"odd": short(value)}
    except Exception:  # it may be anything
        return {"odd": "something that cannot be shown"}


def _write_array(array: np.ndarray | np.generic) -> dict[str, Any]:
    shape = list(np.shape(array))
    if array.dtype.kind == "O":
        return {"objects": [write_value(entry) for entry in np.ravel(array)], "shape": shape}
    if array.dtype.kind not in _KINDS:
        return _odd(array)
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    single = isinstance(array, np.generic)
    return {"array": data, "dtype": array.dtype.str, "shape": shape, "single": single}


def read_value(found: Any) -> Any:
    """The value that `write_value` wrote.

    Raises
    ------
    ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError
        If it wrote no such thing.
    """
    if not isinstance(found, dict):
        if isinstance(found, list):
            raise ValueError("a list must name its kind")
        return found
    if "record" in found:
        kind = RECORDS[found["record"]]
        return kind(**dict(zip(_names(kind), map(read_value, found["fields"]), strict=True)))
    if "array" in found or "objects" in found:
        return _read_array(found)
    ((name, content),) = found.items()
    if name in _LISTS:
        return _LISTS[name](map(read_value, content))
    if name == "dict":
        return {read_value(key): read_value(value) for key, value in content}
    return _READ[name](content)


def _read_array(found: dict[str, Any]) -> Any:
    shape = tuple(map(int, found["shape"]))
    if "objects" in found:
        objects = np.empty(len(found["objects"]), dtype=object)
        for place, entry in enumerate(found["objects"]):
            objects[place] = read_value(entry)
        return objects.reshape(shape)
    kind = np.dtype(str(found["dtype"]))
    if kind.kind not in _KINDS:
        raise ValueError(f"an array of {kind}")
    array = np.frombuffer(base64.b64decode(found["array"]), dtype=kind).reshape(shape).copy()
    return array[()] if found.get("single") else array


def _write_sieve(sieve: Sieve) -> list[list[Any]]:
    """Its operations in the order in which they were done, each with the places of its parts."""
    places: dict[int, int] = {}
    done: list[list[Any]] = []

    def visit(tree: tuple[Any, ...]) -> int:
        if id(tree) not in places:
            parts = tree[1:] if tree[0] == "residue" else map(visit, tree[1:])
            done.append([tree[0], *parts])
            places[id(tree)] = len(done) - 1
        return places[id(tree)]

    visit(sieve._tree)
    return done


def _read_sieve(operations: list[list[Any]]) -> Sieve:
    """The sieve that the operations make, done again."""
    made: list[Sieve] = []
    for sign, *parts in operations:
        if sign == "residue":
            made.append(residue(*parts))
        else:
            made.append(_OPERATIONS[sign](*(made[place] for place in parts)))
    return made[-1]


def _names(record: type[Any]) -> list[str]:
    if is_dataclass(record):
        return [field.name for field in fields(record) if field.init]
    return [*getattr(record, "_fields", ())]


_READ: dict[str, Callable[[Any], Any]] = {
    "complex": lambda parts: complex(*parts),
    "fraction": lambda parts: Fraction(*map(int, parts)),
    "big": lambda text: int(text, 16),
    "bytes": partial(base64.b64decode, validate=True),
    "range": lambda ends: range(*ends),
    "sieve": _read_sieve,
    "generator": lambda _: (part for part in [None]),
    "odd": lambda text: Odd(str(text)[:60]),
}

"""Sets of whole numbers built from residue classes: Xenakis's sieves.

A **residue class** ``m_a`` holds the whole numbers that leave the same remainder as ``a`` when
divided by ``m``. A **sieve** is any combination of residue classes by *and* (``&``), *or* (``|``),
*not* (``~``) and *one of the two* (``^``). It repeats for ever in both directions, so it is known
once a single period of it is known. Read as keys it is a scale, read as steps a rhythm.

Chapter: Sets and sieves. Sources: I. Xenakis, *Formalized Music*, 1992, page 197 for the major
scale and pages 272 to 278 for the meeting of two classes; C. Ariza, *Computer Music Journal* 29,
2005, for sieves as objects of a program.
"""

from __future__ import annotations

from collections.abc import Callable
from math import gcd, lcm
from operator import index
from typing import Any

import numpy as np

__all__ = ["LONGEST", "Sieve", "meet", "residue"]

LONGEST = 1_000_000


class Sieve:
    """A periodic set of whole numbers. Make one with `residue` and the operators.

    Two sieves are equal when they hold the same numbers, however they were written. A sieve is
    neither true nor false, so ``and``, ``or`` and ``not`` refuse it.

    Examples
    --------
    >>> three_or_four = residue(3, 0) | residue(4, 0)
    >>> three_or_four.points(0, 12).tolist()
    [0, 3, 4, 6, 8, 9]
    >>> three_or_four.period, -4 in three_or_four
    (12, True)
    >>> three_or_four == ~(~residue(3, 0) & ~residue(4, 0))
    True
    """

    __slots__ = ("_cycle", "_tree")

    def __init__(self, cycle: np.ndarray, tree: tuple[Any, ...]) -> None:
        self._cycle = _shortest(np.asarray(cycle, dtype=bool))
        self._tree = tree

    @property
    def period(self) -> int:
        """The smallest positive distance after which the sieve repeats."""
        return len(self._cycle)

    @property
    def moduli(self) -> frozenset[int]:
        """The moduli of the residue classes that the sieve was written with."""
        return frozenset(_moduli(self._tree))

    def points(self, low: int, high: int) -> np.ndarray:
        """The numbers of the sieve from ``low`` up to, but not including, ``high``, in order.

        Raises
        ------
        ValueError
            If ``high`` is below ``low``.
        """
        low, high = _whole(low, "low"), _whole(high, "high")
        if high < low:
            raise ValueError(f"expected low <= high, got {low} and {high}; swap them")
        numbers = np.arange(low, high)
        return numbers[self._cycle[numbers % self.period]]

    def shifted(self, by: int) -> Sieve:
        """The sieve with ``by`` added to each of its numbers."""
        by = _whole(by, "by")
        return Sieve(np.roll(self._cycle, by % self.period), _moved(self._tree, by))

    def __contains__(self, number: int) -> bool:
        return bool(self._cycle[_whole(number, "the number") % self.period])

    def __and__(self, other: Sieve) -> Sieve:
        return self._with(other, "&", np.logical_and)

    def __or__(self, other: Sieve) -> Sieve:
        return self._with(other, "|", np.logical_or)

    def __xor__(self, other: Sieve) -> Sieve:
        return self._with(other, "^", np.logical_xor)

    def __invert__(self) -> Sieve:
        return Sieve(~self._cycle, ("~", self._tree))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sieve):
            return NotImplemented
        return np.array_equal(self._cycle, other._cycle)

    def __hash__(self) -> int:
        return hash(self._cycle.tobytes())

    def __bool__(self) -> bool:
        raise TypeError("a sieve is neither true nor false; write &, | and ~ for and, or and not")

    def __repr__(self) -> str:
        return _written(self._tree)

    def _with(self, other: Sieve, sign: str, combine: Callable[..., np.ndarray]) -> Sieve:
        if not isinstance(other, Sieve):
            return NotImplemented
        length = lcm(self.period, other.period)
        if length > LONGEST:
            raise ValueError(
                f"periods {self.period} and {other.period} make one of {length:,}, more than "
                f"{LONGEST:,}; use smaller moduli"
            )
        cycles = (np.resize(sieve._cycle, length) for sieve in (self, other))
        return Sieve(combine(*cycles), (sign, self._tree, other._tree))


def residue(modulus: int, shift: int = 0) -> Sieve:
    """The residue class of all ``shift + k * modulus``, ``k`` any whole number.

    Parameters
    ----------
    modulus : int, 1 to 1,000,000
        The distance between neighbours. With 1 the class holds every number.
    shift : int
        Any member of the class; it may be negative.

    Raises
    ------
    ValueError
        If the modulus is out of range.

    Examples
    --------
    >>> residue(3, 2).points(-4, 9).tolist()
    [-4, -1, 2, 5, 8]
    """
    modulus, shift = _whole(modulus, "the modulus"), _whole(shift, "the shift")
    if not 1 <= modulus <= LONGEST:
        raise ValueError(f"the modulus must be from 1 to {LONGEST:,}, got {modulus}")
    cycle = np.zeros(modulus, dtype=bool)
    cycle[shift % modulus] = True
    return Sieve(cycle, ("residue", modulus, shift % modulus))


def meet(m: int, a: int, n: int, b: int) -> tuple[int, int] | None:
    """What the residue classes ``m_a`` and ``n_b`` have in common, without listing any member.

    Parameters
    ----------
    m, n : int, at least 1
        The moduli.
    a, b : int
        The shifts.

    Returns
    -------
    (modulus, shift) or None
        The modulus is the least common multiple of ``m`` and ``n``, and ``0 <= shift < modulus``.
        None if no number is in both, which is so exactly when ``gcd(m, n)`` does not divide
        ``a - b``.

    Examples
    --------
    >>> meet(3, 2, 4, 3)
    (12, 11)
    >>> meet(6, 3, 15, 3)
    (30, 3)
    >>> meet(4, 0, 6, 3) is None
    True

    Notes
    -----
    The Chinese remainder theorem: ``a + k m`` leaves remainder ``b`` modulo ``n`` when
    ``k = (b - a) / g * inverse of (m / g) modulo n / g``, with ``g = gcd(m, n)``.
    """
    m, a, n, b = (_whole(value, name) for value, name in zip((m, a, n, b), "manb", strict=True))
    if m < 1 or n < 1:
        raise ValueError(f"the moduli must be 1 or more, got {m} and {n}")
    common = gcd(m, n)
    if (b - a) % common:
        return None
    k = (b - a) // common * pow(m // common, -1, n // common) % (n // common)
    return lcm(m, n), (a + k * m) % lcm(m, n)


def _whole(value: Any, name: str) -> int:
    try:
        return index(value)
    except TypeError as error:
        raise TypeError(f"{name} must be a whole number, got {value!r}") from error


def _shortest(cycle: np.ndarray) -> np.ndarray:
    """The shortest cycle that gives the same set when repeated."""
    length = len(cycle)
    left, prime = length, 2
    while left > 1:
        if left % prime:
            prime = prime + 1 if prime * prime <= left else left
            continue
        left //= prime
        if np.array_equal(np.roll(cycle[:length], length // prime), cycle[:length]):
            length //= prime
    shortest = cycle[:length].copy()
    shortest.setflags(write=False)
    return shortest


def _moduli(tree: tuple[Any, ...]) -> set[int]:
    if tree[0] == "residue":
        return {tree[1]}
    return set().union(*(_moduli(part) for part in tree[1:]))


def _moved(tree: tuple[Any, ...], by: int) -> tuple[Any, ...]:
    if tree[0] == "residue":
        return "residue", tree[1], (tree[2] + by) % tree[1]
    return tree[0], *(_moved(part, by) for part in tree[1:])


def _written(tree: tuple[Any, ...], outer: str = "") -> str:
    """Python for the tree: evaluated, it gives the sieve again."""
    if tree[0] == "residue":
        return f"residue({tree[1]}, {tree[2]})"
    if tree[0] == "~":
        return "~" + _written(tree[1], "~")
    inner = f" {tree[0]} ".join(_written(part, tree[0]) for part in tree[1:])
    return inner if outer in ("", tree[0]) else f"({inner})"

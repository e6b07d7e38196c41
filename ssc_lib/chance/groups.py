"""Groups: what can be done to a motif, a chord or an order of events, and undone again.

A **permutation** of n places is a tuple ``p`` of the numbers 0 to n - 1: what is in place ``i``
goes to place ``p[i]``. The product ``compose(p, q)`` does **p first**: it sends ``i`` to
``q[p[i]]``. A set of permutations that holds the product of any two of its members, and with each
its inverse, is a **group**. A finite set that is closed under products is one.

Chapter: Groups. Sources: I. Xenakis, *Formalized Music*, 1992, chapter VIII, for the rotations of
the cube and the loop of *Nomos Alpha*; Agon, Andreatta, Assayag and Schaub, *Journal of New Music
Research* 33, 2004, for both seen again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from operator import index
from typing import Any, TypeVar

Permutation = tuple[int, ...]
T = TypeVar("T")

# The 24 rotations of the cube as Xenakis names them: where corners 1 to 4 go. No edge joins two of
# these, they are the corners of a tetrahedron. Corner k + 4 lies opposite corner k and goes where
# that one's opposite goes.
_NAMED = """
I 1234  A 2143  B 3412  C 4321  D 3124  D2 2314  E 4132  E2 2431
G 4213  G2 3241  L 1423  L2 1342  Q1 8756  Q2 7658  Q3 8675  Q4 8567
Q5 7586  Q6 6578  Q7 7865  Q8 6857  Q9 5876  Q10 5768  Q11 6785  Q12 5687
"""


def as_permutation(p: Any) -> Permutation:
    """A permutation as a tuple of ints, checked.

    Raises
    ------
    ValueError
        If ``p`` does not hold each of 0 to n - 1 once.
    """
    try:
        q = tuple(index(k) for k in p)
    except TypeError as error:
        raise ValueError(f"a permutation is a sequence of whole numbers, got {p!r}") from error
    if not q or sorted(q) != list(range(len(q))):
        raise ValueError(f"{q} is no permutation: it needs each of 0 to n - 1 once")
    return q


def compose(p: Any, q: Any) -> Permutation:
    """The product: ``p`` first, then ``q``.

    Parameters
    ----------
    p, q : permutations of the same length n

    Returns
    -------
    tuple of n ints
        Sends ``i`` to ``q[p[i]]``.

    Raises
    ------
    ValueError
        If one is no permutation, or their lengths differ.

    Examples
    --------
    A turn and a swap of a, b, c: first the turn, to c, a, b, then the swap, to a, c, b. In the
    other order they make c, b, a.

    >>> turn, swap = (1, 2, 0), (1, 0, 2)
    >>> compose(turn, swap), compose(swap, turn)
    ((0, 2, 1), (2, 1, 0))
    """
    p, q = as_permutation(p), as_permutation(q)
    if len(p) != len(q):
        raise ValueError(f"got permutations of {len(p)} and of {len(q)} things; take equal lengths")
    return tuple(q[i] for i in p)


def inverse(p: Any) -> Permutation:
    """The permutation that undoes ``p``.

    Examples
    --------
    >>> inverse((1, 2, 0))
    (2, 0, 1)
    """
    p = as_permutation(p)
    return tuple(sorted(range(len(p)), key=p.__getitem__))


def cycles(p: Any) -> list[Permutation]:
    """The rings in which ``p`` moves things round, each from its smallest member.

    Examples
    --------
    >>> cycles((1, 2, 0, 3))
    [(0, 1, 2), (3,)]
    """
    p = as_permutation(p)
    found: list[Permutation] = []
    seen: set[int] = set()
    for start in range(len(p)):
        ring = []
        i = start
        while i not in seen:
            seen.add(i)
            ring.append(i)
            i = p[i]
        if ring:
            found.append(tuple(ring))
    return found


def order(p: Any) -> int:
    """How often ``p`` must be repeated until everything is back in its place.

    It is the least common multiple of the lengths of the cycles.

    Examples
    --------
    >>> order((1, 2, 0, 4, 3))
    6
    """
    return math.lcm(*map(len, cycles(p)))


def closure(generators: Iterable[Any]) -> set[Permutation]:
    """The smallest group that holds all generators.

    Parameters
    ----------
    generators : permutations of the same length, at least one

    Raises
    ------
    ValueError
        If there is no generator, one is no permutation, or their lengths differ.

    Examples
    --------
    >>> len(closure([CUBE["D"], CUBE["Q12"]]))
    24
    """
    steps = [as_permutation(g) for g in generators]
    if not steps:
        raise ValueError("a closure needs at least one generator, got none")
    start = tuple(range(len(steps[0])))
    group, new = {start}, {start}
    while new:
        new = {compose(p, g) for p in new for g in steps} - group
        group |= new
    return group


def fibonacci(a: T, b: T, multiply: Callable[[T, T], T], *, limit: int = 10_000) -> list[T]:
    """The loop in which each term is the product of the two before it.

    Parameters
    ----------
    a, b : the first two terms
    multiply : function of two terms
        ``multiply(x, y)`` gives the term that follows ``x``, ``y``.
    limit : int, at least 1
        Longest loop that is looked for.

    Returns
    -------
    list
        One full period, ``a`` first and then, if the period is longer than 1, ``b``.

    Raises
    ------
    ValueError
        If the pair (a, b) has not come back after ``limit`` terms. In a group it always does.

    Examples
    --------
    >>> fibonacci(1, 2, lambda x, y: x * y % 7)
    [1, 2, 2, 4, 1, 4, 4, 2]
    """
    if limit < 1:
        raise ValueError(f"limit = {limit}: look for a loop of at least 1 term")
    loop = [a]
    x, y = b, multiply(a, b)
    while (x, y) != (a, b):
        if len(loop) >= limit:
            raise ValueError(
                f"the pair ({a!r}, {b!r}) did not come back in {limit} terms; "
                "are its terms members of a group?"
            )
        loop.append(x)
        x, y = y, multiply(x, y)
    return loop


def burnside(group: Iterable[Any], colours: int) -> int:
    """Ways to colour things, counting as one what the group turns into each other.

    Parameters
    ----------
    group : permutations, closed under products
    colours : int, at least 1

    Returns
    -------
    int
        The mean, over the group, of ``colours ** len(cycles(p))``: the colourings that ``p``
        leaves as they are. The formula is the lemma named after Burnside.

    Raises
    ------
    ValueError
        If the permutations are no group, or there is no colour.

    Examples
    --------
    Chords of a clock of four hours, up to transposition (a note is in or out):

    >>> burnside([transposition(n, 4) for n in range(4)], colours=2)
    6
    """
    members = {as_permutation(p) for p in group}
    if colours < 1:
        raise ValueError(f"colours = {colours}: take at least 1")
    if not members or any(compose(p, q) not in members for p in members for q in members):
        raise ValueError(f"these {len(members)} permutations are no group; take their closure")
    return sum(colours ** len(cycles(p)) for p in members) // len(members)


def transposition(n: int, size: int = 12) -> Permutation:
    """T_n on a clock of ``size`` pitch classes: ``k`` goes to ``k + n``.

    Examples
    --------
    >>> transposition(1, 4)
    (1, 2, 3, 0)
    """
    return tuple((k + n) % size for k in range(_hours(size)))


def inversion(n: int, size: int = 12) -> Permutation:
    """I_n on a clock of ``size`` pitch classes: ``k`` goes to ``n - k``.

    Examples
    --------
    >>> inversion(0, 4)
    (0, 3, 2, 1)
    """
    return tuple((n - k) % size for k in range(_hours(size)))


def _hours(size: int) -> int:
    if size < 1:
        raise ValueError(f"size = {size}: a clock has at least 1 pitch class")
    return size


def _cube() -> dict[str, Permutation]:
    words = _NAMED.split()
    group = {}
    for name, digits in zip(words[::2], words[1::2], strict=True):
        half = [int(digit) - 1 for digit in digits]
        group[name] = tuple(half + [(k + 4) % 8 for k in half])
    return group


CUBE = _cube()
"""The 24 rotations of the cube by Xenakis's names (D2 for his D squared), on corners 0 to 7.

Corners 0 to 3 are those of a tetrahedron: no edge of the cube joins two of them. Corner k + 4 lies
opposite corner k. Corner ``i`` goes to where corner ``p[i]`` was.
"""

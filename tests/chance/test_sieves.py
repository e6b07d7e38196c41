"""Sieves: published sieves, the laws of Boolean algebra, and moduli that break careless code."""

from __future__ import annotations

from math import gcd, lcm

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssc_lib.chance.sieves import LONGEST, Sieve, meet, residue

moduli = st.integers(1, 12)
shifts = st.integers(-30, 30)
classes = st.builds(residue, moduli, shifts)
sieves = st.recursive(
    classes,
    lambda inner: st.one_of(
        st.builds(lambda a: ~a, inner),
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a, b: a ^ b, inner, inner),
    ),
    max_leaves=4,
)
r = residue

MAJOR = (~r(3, 2) & r(4, 0)) | (~r(3, 1) & r(4, 1)) | (r(3, 2) & r(4, 2)) | (~r(3, 0) & r(4, 3))
NOMOS = (
    (~(r(13, 3) | r(13, 5) | r(13, 7) | r(13, 9)) & r(11, 2))
    | (~(r(11, 4) | r(11, 8)) & r(13, 9))
    | (r(13, 0) | r(13, 1) | r(13, 6))
)

# -- worked examples -----------------------------------------------------------------------------


def test_major_scale_of_formalized_music() -> None:
    assert MAJOR.points(0, 12).tolist() == [0, 2, 4, 5, 7, 9, 11]
    assert (MAJOR.period, MAJOR.moduli) == (12, {3, 4})


def test_nomos_alpha() -> None:
    """The sieve that Nomos Alpha starts from."""
    assert (NOMOS.period, len(NOMOS.points(0, 143))) == (143, 48)
    assert NOMOS.points(0, 33).tolist() == [0, 1, 2, 6, 9, 13, 14, 19, 22, 24, 26, 27, 32]


def test_a_union_with_a_long_period() -> None:
    assert (r(24, 23) | r(30, 3) | r(104, 70)).period == lcm(24, 30, 104) == 1560


@pytest.mark.parametrize(
    ("two", "one"),
    [
        ((3, 2, 4, 3), (12, 11)),
        ((6, 3, 15, 3), (30, 3)),
        ((4, 0, 6, 3), None),
        ((1, 5, 1, 2), (1, 0)),
    ],
)
def test_meet(two: tuple[int, int, int, int], one: tuple[int, int] | None) -> None:
    assert meet(*two) == one


def test_music21_agrees() -> None:
    """A second implementation, that of music21 after Ariza."""
    sieve = pytest.importorskip("music21.sieve")
    for text, ours in [
        ("(-3@2&4)|(-3@1&4@1)|(3@2&4@2)|(-3&4@3)", MAJOR),
        ("3@0|4@0", r(3) | r(4)),
        ("24@23|30@3|104@70", r(24, 23) | r(30, 3) | r(104, 70)),
    ]:
        theirs = sieve.Sieve(text).segment(z=list(range(200)))
        assert theirs == ours.points(0, 200).tolist()


# -- properties ----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(sieves, sieves)
def test_de_morgan(a: Sieve, b: Sieve) -> None:
    assert ~(a & b) == ~a | ~b
    assert ~(a | b) == ~a & ~b
    assert a ^ b == (a | b) & ~(a & b)
    assert hash(~(a & b)) == hash(~a | ~b)


@settings(max_examples=60)
@given(sieves, sieves, shifts)
def test_operators_mean_what_they_say(a: Sieve, b: Sieve, n: int) -> None:
    assert (n in a & b) == (n in a and n in b)
    assert (n in a | b) == (n in a or n in b)
    assert (n in ~a) == (n not in a)
    assert (n + 7 in a.shifted(7)) == (n in a)


@settings(max_examples=60)
@given(sieves)
def test_period_is_the_smallest(a: Sieve) -> None:
    cycle = [n in a for n in range(a.period)]
    assert all(cycle != cycle[d:] + cycle[:d] for d in range(1, a.period) if a.period % d == 0)
    assert (a.points(0, a.period) - a.period).tolist() == a.points(-a.period, 0).tolist()
    assert lcm(*a.moduli) % a.period == 0


@settings(max_examples=60)
@given(sieves)
def test_repr_gives_the_sieve_again(a: Sieve) -> None:
    assert eval(repr(a), {"residue": residue}) == a
    assert a.shifted(3) == eval(repr(a.shifted(3)), {"residue": residue})


@settings(max_examples=100)
@given(moduli, shifts, moduli, shifts)
def test_meet_is_the_intersection(m: int, a: int, n: int, b: int) -> None:
    found = meet(m, a, n, b)
    both = residue(m, a) & residue(n, b)
    assert (found is None) == bool((a - b) % gcd(m, n))
    assert both == (~residue(1) if found is None else residue(*found))


# -- pathological --------------------------------------------------------------------------------


def test_everything_and_nothing() -> None:
    everything, nothing = residue(1, 7), residue(2, 0) & residue(2, 1)
    assert everything.points(-2, 3).tolist() == [-2, -1, 0, 1, 2]
    assert nothing == ~everything
    assert nothing.period == everything.period == 1
    assert nothing.points(-100, 100).size == 0
    assert residue(3).points(5, 5).size == 0


def test_negative_numbers() -> None:
    assert residue(3, -1) == residue(3, 2)
    assert residue(3, 2).points(-7, 0).tolist() == [-7, -4, -1]
    assert -1 in residue(3, 2)
    assert -2 not in residue(3, 2)


def test_numpy_integers_are_whole_numbers() -> None:
    assert np.int64(6) in residue(np.int64(3), np.int64(0))


def test_errors() -> None:
    for modulus in (0, -3, LONGEST + 1):
        with pytest.raises(ValueError, match="modulus must be from 1"):
            residue(modulus, 0)
    with pytest.raises(ValueError, match="1 or more"):
        meet(0, 1, 3, 1)
    with pytest.raises(TypeError, match=r"whole number, got 2\.5"):
        residue(2.5, 0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="swap"):
        residue(3).points(4, 1)
    with pytest.raises(ValueError, match="smaller moduli"):
        residue(1009) & residue(1013)
    with pytest.raises(TypeError, match="neither true nor false"):
        residue(3) and residue(4)
    with pytest.raises(TypeError):
        residue(3) & 4  # type: ignore[operator]
    assert residue(3) != 3

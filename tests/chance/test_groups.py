"""Groups: the cube as Xenakis prints it, its loops, and counts from the literature."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib.chance import groups

CUBE = groups.CUBE
NAME = {p: name for name, p in CUBE.items()}
permutations = st.permutations(range(6))


def loop(a: str, b: str) -> list[str]:
    return [NAME[p] for p in groups.fibonacci(CUBE[a], CUBE[b], groups.compose)]


def test_rotations_of_the_cube() -> None:
    assert len(NAME) == 24 and groups.closure(CUBE.values()) == set(NAME)
    assert Counter(map(groups.order, NAME)) == {1: 1, 2: 9, 3: 8, 4: 6}


def test_the_loop_of_nomos_alpha_is_the_printed_one() -> None:
    printed = "D Q12 Q4 E Q8 Q2 E2 Q7 Q4 D2 Q3 Q11 L2 Q7 Q2 L Q8 Q11"
    assert loop("D", "Q12") == printed.split()


def test_periods_of_all_seed_pairs() -> None:
    periods = Counter(
        len(groups.fibonacci(a, b, groups.compose)) for a, b in product(NAME, repeat=2)
    )
    assert periods == {1: 1, 3: 51, 6: 180, 8: 32, 16: 96, 18: 216}


def test_loop_modulo_18() -> None:
    found = groups.fibonacci(11, 13, lambda x, y: x * y % 18)
    assert found[:8] == [11, 13, 17, 5, 13, 11, 17, 7] and len(found) == 24


def test_two_colourings_of_the_corners_and_chord_classes() -> None:
    assert groups.burnside(NAME, 2) == 23
    assert groups.burnside(NAME, 3) == 333
    turns = [groups.transposition(n) for n in range(12)]
    assert groups.burnside(turns, 2) == 352
    assert groups.burnside([*turns, *map(groups.inversion, range(12))], 2) == 224


@given(permutations, permutations, permutations)
def test_product_is_associative_and_inverses_undo(p, q, r) -> None:
    three = groups.compose(groups.compose(p, q), r)
    assert three == groups.compose(p, groups.compose(q, r))
    assert groups.compose(p, groups.inverse(p)) == tuple(range(6))
    assert groups.compose(groups.inverse(p), p) == tuple(range(6))


@given(permutations)
def test_order_is_the_first_power_that_does_nothing(p) -> None:
    power, n = tuple(p), 1
    while power != tuple(range(6)):
        power, n = groups.compose(power, p), n + 1
    assert n == groups.order(p)


@given(st.sampled_from(sorted(NAME)), st.sampled_from(sorted(NAME)))
def test_the_size_of_a_subgroup_divides_24(p, q) -> None:
    assert 24 % len(groups.closure([p, q])) == 0
    assert 24 % groups.order(p) == 0


def test_a_group_of_one() -> None:
    assert groups.closure([(0,)]) == {(0,)} and groups.order((0,)) == 1
    assert groups.fibonacci((0,), (0,), groups.compose) == [(0,)]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: groups.compose((0, 0), (0, 1)), "no permutation"),
        (lambda: groups.compose((0, 1), (0, 1, 2)), "equal lengths"),
        (lambda: groups.inverse("ab"), "whole numbers"),
        (lambda: groups.inverse(()), "no permutation"),
        (lambda: groups.closure([]), "at least one"),
        (lambda: groups.burnside([(1, 0)], 2), "no group"),
        (lambda: groups.burnside([], 2), "no group"),
        (lambda: groups.burnside([(0,)], 0), "at least 1"),
        (lambda: groups.fibonacci(3, 5, lambda x, y: x * y % 18, limit=50), "members of a group"),
        (lambda: groups.fibonacci(1, 1, max, limit=0), "limit = 0"),
        (lambda: groups.transposition(1, 0), "at least 1"),
        (lambda: groups.inversion(1, 0), "at least 1"),
    ],
)
def test_errors_name_the_cure(call, words) -> None:
    with pytest.raises(ValueError, match=words):
        call()

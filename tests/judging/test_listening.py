"""Counting a listening test: cases worked by hand, and what simulated classes were made with."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from ssc_lib.judging.answers import Trial
from ssc_lib.judging.listening import (
    Tally,
    at_least,
    by_listener,
    drawn,
    equivalence,
    interval,
    spreads,
    tally,
)
from ssc_lib.judging.turing import simulated

TOLD = Tally(hits=7, machines=10, alarms=3, people=10)


def answered(*pairs: tuple[bool, bool], listener: str = "1") -> list[Trial]:
    """Trials by (was it a machine, was it called one)."""
    return [
        Trial(listener, n, f"clip {n}", machine, said)
        for n, (machine, said) in enumerate(pairs, start=1)
    ]


def test_seven_hits_and_three_false_alarms_of_ten() -> None:
    assert (TOLD.right, TOLD.answers, TOLD.accuracy) == (14, 20, 0.7)
    assert TOLD.d_prime == pytest.approx(0.945, abs=0.001)
    assert TOLD.error == pytest.approx(0.58, abs=0.005)
    assert TOLD.bias == pytest.approx(0)


def test_a_class_has_a_smaller_error_and_a_perfect_listener_a_finite_value() -> None:
    whole = Tally(168, 240, 72, 240)
    assert whole.d_prime == pytest.approx(1.04, abs=0.005)
    assert whole.error == pytest.approx(0.12, abs=0.002)
    assert Tally(10, 10, 0, 10).d_prime == pytest.approx(3.38, abs=0.005)


def test_the_habit_of_saying_machine_is_no_ear() -> None:
    always = Tally(10, 10, 10, 10)
    assert always.d_prime == 0 and always.bias < -1.5 and always.accuracy == 0.5


def test_trials_are_counted() -> None:
    found = answered((True, True), (True, False), (False, True), (False, False), (False, False))
    assert tally(found) == Tally(1, 2, 1, 3)
    both = by_listener([*found, *answered((True, True), listener="2")])
    assert list(both) == ["1", "2"] and both["2"] == Tally(1, 1, 0, 0)
    assert tally([]) == Tally(0, 0, 0, 0)


@pytest.mark.parametrize(("right", "n"), [(15, 20), (14, 20), (10, 12), (0, 5), (5, 5)])
def test_chances_are_exact(right: int, n: int) -> None:
    expected = sum(comb(n, k) for k in range(right, n + 1)) / 2**n
    assert at_least(right, n) == pytest.approx(expected, rel=1e-12)


def test_equivalence_asks_for_both_sides() -> None:
    assert equivalence(500, 1000, 0.05) < 0.01  # in the middle of many
    assert equivalence(50, 100, 0.05) > 0.1  # of few
    assert equivalence(548, 1000, 0.05) > 0.4 and equivalence(452, 1000, 0.05) > 0.4
    for margin in (0, 0.5, float("nan")):
        with pytest.raises(ValueError, match="is not between 0 and"):
            equivalence(5, 10, margin)


def test_what_is_drawn_keeps_its_answers_together() -> None:
    """Two listeners who always say one thing each: a class drawn anew has none, one or both."""
    says = answered(*[(False, False)] * 5, (True, False))
    other = answered(*[(False, True)] * 5, (True, True), listener="2")
    again = drawn([*says, *other], "listeners", rng=1)
    assert set(again.alarms) == {0, 5, 10} and set(again.people) == {10}
    clips = drawn([*says, *other], "clips", rng=1)
    assert set(clips.machines) == {2} and set(clips.hits) == {1}  # the one clip, each time
    with pytest.raises(ValueError, match="cannot draw 'bars' of 6"):
        drawn(says, "bars")


def test_answers_that_are_all_independent_have_the_error_of_the_formula() -> None:
    found = simulated(1.0, of_clips=0, of_listeners=0, rng=3)
    errors = spreads(found, rng=0)
    assert errors["answers"] == pytest.approx(tally(found).error, rel=0.06)


def test_the_truth_of_24_simulated_listeners_is_found() -> None:
    """Each class within .5, twenty in the mean within .1, and 17 or more intervals hold it.

    One class has a standard error of .14, twenty .031; 19 intervals are expected.
    """
    for truth in (0.0, 1.0):
        classes = [simulated(truth, bias=0.3, rng=seed) for seed in range(20)]
        found = np.array([tally(trials).d_prime for trials in classes])
        assert abs(found - truth).max() < 0.5 and abs(found.mean() - truth) < 0.1
        ends = np.array([interval(trials, rounds=300, rng=0) for trials in classes])
        assert ((ends[:, 0] < truth) & (truth < ends[:, 1])).sum() >= 17
        assert np.mean([tally(t).bias for t in classes]) == pytest.approx(0.3, abs=0.08)


def test_the_same_seed_gives_the_same_interval_and_clips_that_differ_widen_it() -> None:
    trials = simulated(0.5, of_clips=0.5, rng=2)
    assert interval(trials, rng=4) == interval(trials, rng=4)
    errors = spreads(trials, rng=4)
    assert errors["together"] > 1.3 * errors["answers"] and errors["clips"] > errors["listeners"]
    low, high = interval(trials, lambda found: found.accuracy, level=0.9)
    assert low < tally(trials).accuracy < high

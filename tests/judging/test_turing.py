"""What a listening test is made of: pairs with one beginning, plans, and simulated answers."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import Melody, NGram
from ssc_lib.judging.listening import by_listener, tally
from ssc_lib.judging.turing import pairs, plan, simulated
from ssc_lib.music.collections import Tune


def tune(number: int, steps: int = 80, bar: int = 16, upbeat: int = 0) -> Tune:
    pitches = np.random.default_rng(number).choice([62, 64, 66, 67, 69, 71, 73, 74], steps // 2)
    events = np.column_stack([pitches, np.full(steps // 2, -2)]).ravel()
    events[: bar - upbeat if upbeat else 0] = -2
    return Tune(Melody(events, steps_per_bar=bar), "made", str(number), f"Tune {number}")


def test_both_versions_begin_with_the_first_bar_and_are_equally_long() -> None:
    tunes = [tune(1), tune(2, steps=78), tune(3, bar=12), tune(4, steps=200)]
    tunes += [tune(5, steps=96, upbeat=4), tune(6, steps=90, upbeat=4)]
    table = NGram.fit([t.melody.squashed() for t in tunes], order=2)
    found = pairs(table, tunes, rng=0)
    assert [pair.tune.number for pair in found] == ["1", "4", "5"]
    assert np.array_equal(found[2].tune.melody.events, tunes[4].melody.events[16:])
    for pair in found:
        own = pair.tune.melody.squashed()
        assert pair.person == own[:80] and len(pair.machine) == 80
        assert pair.machine[:16] == own[:16] and pair.machine != pair.person


def test_a_plan_has_each_tune_once_and_as_many_people_as_machines() -> None:
    plans = [plan(listener, tunes=40) for listener in range(60)]
    for heard in plans:
        assert len({place for place, _ in heard}) == 20 and sum(m for _, m in heard) == 10
    assert len({tuple(heard) for heard in plans}) == 60
    first = [heard[0][1] for heard in plans]
    assert 15 < sum(first) < 45  # people and machines come first about as often
    versions = {version for heard in plans for version in heard}
    assert len(versions) == 80  # somebody hears each version of each tune


@pytest.mark.parametrize(("tunes", "trials"), [(40, 19), (10, 20), (40, 0)])
def test_plans_that_cannot_be_are_refused(tunes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="an even number, a tune for each"):
        plan(1, tunes, trials)


def test_simulated_listeners_have_the_habit_and_the_confidence_they_were_given() -> None:
    trials = simulated(1.5, bias=-1.0, listeners=60, rng=0)
    assert tally(trials).bias == pytest.approx(-1.0, abs=0.1)
    assert {t.confidence for t in trials} == {1, 2, 3, 4}
    right = [np.mean([t.right for t in trials if t.confidence == c]) for c in (1, 4)]
    assert right[1] > right[0] + 0.1  # who is surer is right more often
    assert all(t.answers == 20 for t in by_listener(trials).values())


def test_noise_that_belongs_to_the_listener_makes_listeners_differ() -> None:
    def spread(share: float) -> float:
        found = by_listener(simulated(0, listeners=100, of_listeners=share, rng=5))
        return float(np.std([t.bias for t in found.values()]))

    assert spread(0.5) > 1.5 * spread(0)
    with pytest.raises(ValueError, match="leave no noise"):
        simulated(1, of_clips=0.5, of_listeners=0.5, rng=0)

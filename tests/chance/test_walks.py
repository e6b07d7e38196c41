"""Walks: the laws of the symmetric walk, exact reflection, and the generator that walks."""

from __future__ import annotations

import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Walk, bits_per_event, random_walk, reflect, sample
from ssc_lib.chance.walks import coin_step
from ssc_lib.generator import Generator


def test_four_steps_by_hand() -> None:
    """All 16 paths of four steps: ends -4, -2, 0, 2, 4 in 1, 4, 6, 4, 1 ways; mean square 4."""
    ends = [sum(path) for path in itertools.product([-1, 1], repeat=4)]
    assert [ends.count(e) for e in (-4, -2, 0, 2, 4)] == [1, 4, 6, 4, 1]
    assert np.mean(np.square(ends)) == 4
    draws = random_walk(4, walks=16_000, rng=np.random.default_rng(3))[:, -1]
    for e, ways in zip((-4, -2, 0, 2, 4), (1, 4, 6, 4, 1), strict=True):
        p = ways / 16
        assert abs((draws == e).mean() - p) < 4 * np.sqrt(p * (1 - p) / 16_000)


def test_mean_square_grows_by_one_a_step() -> None:
    """E S_n^2 = n; the variance of S_n^2 is 2 n (n - 1), so 4 standard errors bound the mean."""
    walks = random_walk(64, walks=10_000, rng=np.random.default_rng(5))
    n = np.arange(1, 65)
    error = np.sqrt(2 * n * (n - 1) / 10_000)
    assert (abs((walks[:, 1:] ** 2).mean(axis=0) - n) <= 4 * error + 1e-12).all()


def test_reflection_principle() -> None:
    """P(max >= 4 within 16) = P(S >= 4) + P(S > 4) = 0.3323, by counting all 2^16 paths."""
    paths = np.array(list(itertools.product([-1, 1], repeat=16)), dtype=np.int8).cumsum(axis=1)
    exact = (paths.max(axis=1) >= 4).mean()
    upper = sum(comb(16, k) for k in range(10, 17)) + sum(comb(16, k) for k in range(11, 17))
    assert exact == upper / 2**16
    assert round(float(exact), 4) == 0.3323
    assert comb(16, 8) / 2**16 == pytest.approx(0.1964, abs=5e-5)


def test_steps_of_ones_own() -> None:
    def gauss(rng, shape):
        return rng.normal(0, 0.5, shape)

    walks = random_walk(100, walks=4000, rng=np.random.default_rng(2), step=gauss)
    assert walks.shape == (4000, 101) and walks.dtype == float
    assert walks[:, -1].std() == pytest.approx(5, rel=0.05)
    assert set(np.unique(coin_step(np.random.default_rng(0), (100,)))) == {-1, 1}
    assert random_walk(0, rng=np.random.default_rng(0)).tolist() == [[0]]


def test_walks_that_cannot_be() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="got -1 and 1"):
        random_walk(-1, rng=rng)
    with pytest.raises(ValueError, match="got 1 and 0"):
        random_walk(1, walks=0, rng=rng)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1), st.floats(-100, 100), st.floats(0.01, 100))
def test_reflection_stays_between_and_leaves_alone_what_is(xs, low, length) -> None:
    high = low + length
    folded = reflect(xs, low, high)
    assert (folded >= low - 1e-6).all() and (folded <= high + 1e-6).all()
    np.testing.assert_allclose(reflect(folded, low, high), folded, atol=1e-6)


@given(st.integers(-200, 200), st.integers(-20, 20), st.integers(1, 30))
def test_reflection_is_a_walk_that_turns_round(x: int, low: int, length: int) -> None:
    """Go from low to x one step at a time, turning at each mirror: the second implementation."""
    high, here, direction = low + length, low, 1 if x >= low else -1
    for _ in range(abs(x - low)):
        if not low <= here + direction <= high:
            direction = -direction
        here += direction
    assert reflect([x], low, high).tolist() == [here]


def test_reflection_needs_two_mirrors() -> None:
    with pytest.raises(ValueError, match="below the high one, got 5 and 5"):
        reflect([1], 5, 5)


def test_mirrors_half_a_key_outside_make_all_keys_alike() -> None:
    """Symmetric steps of any size: T is symmetric, so the uniform distribution is stationary."""
    walk = Walk({-7: 0.1, -2: 0.2, -1: 0.1, 0: 0.2, 1: 0.1, 2: 0.2, 7: 0.1}, pitches=5)
    np.testing.assert_allclose(walk.T, walk.T.T, atol=1e-12)
    np.testing.assert_allclose(np.full(5, 0.2) @ walk.T, np.full(5, 0.2))


@given(
    st.dictionaries(st.integers(-40, 40), st.floats(0.01, 1), min_size=1),
    st.integers(1, 12),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
)
def test_rows_sum_to_one(weights, pitches, hold, off) -> None:
    total = sum(weights.values())
    walk = Walk({s: w / total for s, w in weights.items()}, pitches=pitches, hold=hold, off=off)
    assert isinstance(walk, Generator)
    np.testing.assert_allclose(walk.distribution(np.arange(pitches + 1)).sum(axis=1), 1)


def test_step_returns_a_new_state() -> None:
    walk = Walk({1: 1.0}, pitches=4)
    state = walk.start(2)
    after = walk.step(state, np.array([3, 0]))
    assert state.tolist() == [0, 0]
    assert walk.step(after, np.array([0, 1])).tolist() == after.tolist() == [2, 0]


def test_a_walk_upwards_turns_at_the_border() -> None:
    walk = Walk({1: 1.0}, pitches=3, first=[1, 0, 0])
    events = sample(walk, 5, rng=np.random.default_rng(0))[0]
    assert events.tolist() == [2, 3, 4, 4, 4]  # reflected half a key outside, and then again


def test_fit_counts_by_hand() -> None:
    """Notes 2 4 | 3 2: intervals +2, and -1; events 2, 4, 0, 3, 2, 1 give hold 1/6 and off 1/6."""
    walk = Walk.fit([[2, 4, 0], [3, 2, 1]], 5, smoothing=0)
    row = walk.distribution(walk.step(walk.start(1), np.array([2])))[0]
    # From the lowest of three pitches: +2 lands on the highest, -1 comes back to the lowest.
    np.testing.assert_allclose(row, [1 / 6, 1 / 6, 4 / 6 / 2, 0, 4 / 6 / 2])
    start = walk.distribution(walk.start(1))[0]
    np.testing.assert_allclose(start, [1 / 6, 1 / 6, 2 / 6, 1 / 6, 1 / 6])


def test_smoothing_leaves_nothing_impossible() -> None:
    walk = Walk.fit([[2, 2, 2]], 6)
    assert np.isfinite(bits_per_event(walk, [[2, 5, 0, 2, 1, 5]]))


def test_one_pitch() -> None:
    walk = Walk.fit([[2, 0, 2], []], 3)
    assert walk.T.tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"steps": {1: 0.5}}, "the steps sums to 0.5"),
        ({"steps": {1: 1.5, 2: -0.5}}, "none negative"),
        ({"steps": {1: 1.0}, "pitches": 0}, "at least 1"),
        ({"steps": {1: 1.0}, "hold": 0.7, "off": 0.7}, "together at most 1"),
        ({"steps": {1: 1.0}, "pitches": 3, "first": [0.5, 0.5]}, "2 probabilities, expected 3"),
    ],
)
def test_what_is_no_walk(settings, words) -> None:
    with pytest.raises(ValueError, match=words):
        Walk(**settings)


def test_what_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="got 2 events"):
        Walk.fit([[0, 1]], 2)
    with pytest.raises(ValueError, match="no steps to fit to"):
        Walk.fit([[2, 0]], 4, smoothing=0)

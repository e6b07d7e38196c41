"""Poisson's law against published tables, results worked by hand, and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import poisson_times
from ssc_lib.chance.poisson import (
    COLUMN_S,
    COLUMNS,
    MEAN_EVENTS,
    PRINTED_CELLS,
    TIMBRES,
    event_matrix,
    poisson_probabilities,
    superpose,
    thin,
)


def draws(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


# --- the law -------------------------------------------------------------------------------------


def test_the_table_of_achorripsis() -> None:
    """Formalized Music, 1992, p. 29: 107, 65, 19, 4 and 1 of 196 cells hold 0 to 4 events.

    196 times the law is 107.57, 64.54, 19.36, 3.87, 0.58; the printed row is within 0.6 of it.
    """
    expected = 196 * poisson_probabilities(MEAN_EVENTS, 4)
    np.testing.assert_allclose(expected, [107.57, 64.54, 19.36, 3.87, 0.58], atol=0.006)
    assert abs(expected - PRINTED_CELLS).max() < 0.6
    assert len(TIMBRES) * COLUMNS == sum(PRINTED_CELLS) == 196
    assert COLUMNS * COLUMN_S == 7 * 60  # seven minutes


def test_the_horse_kicks() -> None:
    """Bortkiewicz, 1898: 200 corps-years with mean 0.61; theory 108.7, 66.3, 20.2, 4.1, 0.6."""
    theory = 200 * poisson_probabilities(0.61, 4)
    np.testing.assert_allclose(theory, [108.7, 66.3, 20.2, 4.1, 0.6], atol=0.06)


def test_by_hand() -> None:
    """Mean 2: e^-2 times 1, 2, 2, 4/3."""
    np.testing.assert_allclose(
        poisson_probabilities(2, 3), np.exp(-2) * np.array([1, 2, 2, 4 / 3]), rtol=1e-14
    )
    assert poisson_probabilities(0, 2).tolist() == [1, 0, 0]
    assert poisson_probabilities(5, 0).tolist() == [math.exp(-5)]


@given(st.floats(0, 30))
def test_probabilities_sum_to_one_and_have_the_stated_mean(mean: float) -> None:
    p = poisson_probabilities(mean, 150)
    assert p.sum() == pytest.approx(1)
    assert p @ np.arange(151) == pytest.approx(mean)


def test_many_flips_of_a_rare_coin() -> None:
    """A million flips with p = 0.6 / 1,000,000: the binomial law differs by less than 1e-6."""
    n, p = 10**6, 0.6e-6
    binomial = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(5)]
    np.testing.assert_allclose(poisson_probabilities(0.6, 4), binomial, atol=1e-6)


# --- times ---------------------------------------------------------------------------------------


def test_one_gap_after_the_other_gives_the_same_times() -> None:
    for rate, duration_s in [(4, 10), (0.1, 30), (200, 5)]:
        rng = draws(3)
        slow, t = [], rng.exponential(1 / rate)
        while t < duration_s:
            slow.append(t)
            t += rng.exponential(1 / rate)
        np.testing.assert_array_equal(poisson_times(rate, duration_s, rng=draws(3)), slow)


@given(st.floats(0, 50), st.floats(0, 20), st.integers(0, 99))
def test_times_rise_within_the_duration(rate: float, duration_s: float, seed: int) -> None:
    times = poisson_times(rate, duration_s, rng=draws(seed))
    assert times.ndim == 1
    assert (np.diff(times) >= 0).all()
    assert ((times >= 0) & (times < duration_s)).all()


def test_counts_and_gaps_follow_the_law() -> None:
    """10,000 s at 3 a second.

    The number of events varies by sqrt(30,000) = 173, the mean gap by (1/3) / sqrt(30,000) =
    0.0019, the share of seconds with k events by at most sqrt(.25 / 10,000) = 0.005. Each bound is
    about four of these.
    """
    times = poisson_times(3, 10_000, rng=draws(7))
    assert abs(len(times) - 30_000) < 700
    gaps = np.diff(times)
    assert abs(gaps.mean() - 1 / 3) < 0.008
    assert abs(np.mean(gaps > 0.5) - math.exp(-1.5)) < 0.01
    seconds = np.bincount(times.astype(int), minlength=10_000)
    shares = np.bincount(seconds, minlength=9)[:9] / 10_000
    assert abs(shares - poisson_probabilities(3, 8)).max() < 0.02
    assert abs(seconds.var() / seconds.mean() - 1) < 4 * math.sqrt(2 / 10_000)


def test_silence() -> None:
    assert poisson_times(0, 10, rng=draws(0)).shape == (0,)
    assert poisson_times(5, 0, rng=draws(0)).shape == (0,)
    assert superpose().shape == superpose([], []).shape == (0,)
    assert thin([], 0.5, rng=draws(0)).shape == (0,)
    assert event_matrix(0, rng=draws(0)).sum() == 0


# --- merging and thinning ------------------------------------------------------------------------


def test_superpose_keeps_every_event_in_order() -> None:
    assert superpose([2.0, 5.0], [1.0, 5.0], [3.0]).tolist() == [1, 2, 3, 5, 5]


def test_thin_keeps_all_or_nothing_and_leaves_its_input_alone() -> None:
    times = np.arange(5.0)
    assert thin(times, 1, rng=draws(0)).tolist() == times.tolist()
    assert thin(times, 0, rng=draws(0)).tolist() == []
    assert thin(times, times > 2, rng=draws(0)).tolist() == [3, 4]
    assert times.tolist() == [0, 1, 2, 3, 4]


def test_two_and_three_a_second_of_which_two_in_five_stay() -> None:
    """Rate (2 + 3) * 0.4 = 2, so a gap exceeds 1 s with probability e^-2 = 0.135.

    In 5,000 s the rate varies by sqrt(2 / 5,000) = 0.02 and the share by 0.0034; bounds of four.
    """
    rng = draws(11)
    both = superpose(poisson_times(2, 5_000, rng=rng), poisson_times(3, 5_000, rng=rng))
    kept = thin(both, 0.4, rng=rng)
    assert abs(len(both) / 5_000 - 5) < 0.13
    assert abs(len(kept) / 5_000 - 2) < 0.08
    assert abs(np.mean(np.diff(kept) > 1) - math.exp(-2)) < 0.014


def test_thinning_to_a_rising_rate() -> None:
    """Lewis and Shedler: rate t on 0..100 by thinning rate 100; a quarter falls before 50."""
    times = poisson_times(100, 100, rng=draws(5))
    kept = thin(times, times / 100, rng=draws(6))
    assert abs(len(kept) - 5_000) < 4 * math.sqrt(5_000)
    assert abs(np.mean(kept < 50) - 1 / 4) < 4 * math.sqrt(3 / 16 / 5_000)


# --- the matrix ----------------------------------------------------------------------------------


def test_a_silent_column() -> None:
    """Seven cells are silent with probability e^-4.2 = 0.0150; 20,000 columns vary by 0.0009."""
    matrix = event_matrix(rng=draws(1), columns=20_000)
    assert matrix.shape == (7, 20_000)
    assert abs(np.mean(matrix.sum(axis=0) == 0) - 0.0150) < 0.0035


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: poisson_probabilities(-1, 3), "mean must be a finite number, 0 or more, got -1"),
        (lambda: poisson_probabilities(1, -1), "most must be 0 or more"),
        (lambda: poisson_times(-2, 3, rng=draws(0)), "rate must be"),
        (lambda: poisson_times(math.inf, 3, rng=draws(0)), "rate must be a finite"),
        (lambda: poisson_times(2, math.nan, rng=draws(0)), "duration_s must be"),
        (lambda: thin([1.0, 2.0], [0.5], rng=draws(0)), "1 probabilities for 2 events"),
        (lambda: thin([1.0], 1.5, rng=draws(0)), "from 0 to 1, got 1.5"),
        (lambda: thin([1.0], math.nan, rng=draws(0)), "from 0 to 1"),
        (lambda: superpose([[1.0]]), r"one row of times in seconds, got shape \(1, 1\)"),
        (lambda: event_matrix(-0.6, rng=draws(0)), "mean must be"),
        (lambda: event_matrix(rows=-1, rng=draws(0)), "-1 rows"),
    ],
)
def test_what_is_refused(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("rate", "duration_s"), [(1e9, 1), (1e300, 1e300), (np.float64(1e308), 10), (2, 1e300)]
)
def test_more_events_than_can_be_drawn_are_refused(rate: float, duration_s: float) -> None:
    """Before any memory is taken for them, and without a warning."""
    with pytest.raises(ValueError, match=r"more than 100,000,000 events in .*; give a lower rate"):
        poisson_times(rate, duration_s, rng=0)
    with pytest.raises(ValueError, match="mean must be at most 100,000,000 events in a cell"):
        event_matrix(max(rate, 1e9), rng=0)


@pytest.mark.filterwarnings("error")
def test_events_that_hardly_ever_come_do_not_come() -> None:
    for rate in (5e-324, np.float64(1e-310), 1e-200):
        assert len(poisson_times(rate, 1e150, rng=0)) == 0


@pytest.mark.filterwarnings("error")
def test_a_mean_of_which_nothing_is_left_is_refused() -> None:
    """Of 700 events the law is still right; beyond, e to the minus mean runs out of numbers."""
    assert poisson_probabilities(700, 1500).sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="mean must be at most 700, got 701"):
        poisson_probabilities(701, 3)

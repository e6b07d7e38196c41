"""Generators without memory."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Uniform, Unigram, bits_per_event, sample
from ssc_lib.chance.coins import longest_run


def test_the_same_distribution_whatever_was_heard() -> None:
    coin = Unigram([0.25, 0.75])
    state = coin.start(3)
    assert coin.distribution(coin.step(state, np.array([0, 1, 1]))).tolist() == [[0.25, 0.75]] * 3


def test_fit_counts_by_hand() -> None:
    """Events 0, 0, 1 of three: counts 2, 1, 0; with one added to each, 3, 2, 1 of 6."""
    sequences = [[0, 0], [1], []]
    np.testing.assert_allclose(Unigram.fit(sequences, 3).p, [3 / 6, 2 / 6, 1 / 6])
    np.testing.assert_allclose(Unigram.fit(sequences, 3, smoothing=0).p, [2 / 3, 1 / 3, 0])


def test_maximum_likelihood_costs_the_entropy_of_the_data() -> None:
    """Scored on its own data (first event aside) a fitted coin costs the entropy of its bias."""
    data = [0, *[0] * 25, *[1] * 75]
    coin = Unigram([0.25, 0.75])
    entropy = -(0.25 * np.log2(0.25) + 0.75 * np.log2(0.75))
    assert bits_per_event(coin, [data]) == pytest.approx(entropy)


@given(st.lists(st.lists(st.integers(0, 4)), min_size=1), st.floats(0.01, 10))
def test_fitted_probabilities_sum_to_one(sequences: list[list[int]], smoothing: float) -> None:
    assert Unigram.fit(sequences, 5, smoothing=smoothing).p.sum() == pytest.approx(1)


def test_draws_have_the_stated_frequencies() -> None:
    """Of 20,000 draws a share varies by under 0.0036, sqrt(p (1 - p) / 20,000); the bound is 4x."""
    p = np.array([0.1, 0.2, 0.7])
    draws = sample(Unigram(p), 100, outputs=200, rng=np.random.default_rng(7))
    assert abs(np.bincount(draws.ravel(), minlength=3) / draws.size - p).max() < 0.0144


def test_uniform_costs_log2_of_the_vocabulary() -> None:
    assert bits_per_event(Uniform(38), [[0, 5, 37]]) == pytest.approx(np.log2(38))


@pytest.mark.parametrize(
    ("p", "words"),
    [
        ([0.5, 0.4], "the distribution sums to 0.9; it must sum to 1: divide by the sum"),
        ([1.5, -0.5], "none negative"),
        ([np.nan, 1.0], "none negative"),
        ([], "one row"),
    ],
)
def test_what_is_not_a_distribution(p: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Unigram(p)


def test_bad_data_is_named() -> None:
    with pytest.raises(ValueError, match="values of sequence 1 run from 7 to 7"):
        Unigram.fit([[0], [7]], 5)
    with pytest.raises(TypeError, match="sequence 0 must be one row of integers"):
        Unigram.fit([[0.5]], 5)
    with pytest.raises(ValueError, match="no events"):
        Unigram.fit([[]], 5, smoothing=0)
    with pytest.raises(ValueError, match="at least 1"):
        Uniform(0)


def test_longest_run_by_hand() -> None:
    flips = [0, 1, 1, 1, 0, 0, 0, 0, 1]
    assert (longest_run(flips), longest_run(flips, of=1), longest_run(flips, of=0)) == (4, 3, 4)
    assert longest_run(np.array(flips), of=7) == longest_run([]) == 0
    assert longest_run(["C", "C", "E"]) == 2


@given(st.lists(st.integers(0, 1), max_size=40))
def test_longest_run_by_groups(flips: list[int]) -> None:
    groups = [(key, len(list(group))) for key, group in groupby(flips)]
    assert longest_run(flips) == max((n for _, n in groups), default=0)
    assert longest_run(flips, of=1) == max((n for key, n in groups if key), default=0)

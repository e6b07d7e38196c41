"""Densities, overlaps and distances against what is known of them, and the form of a piece."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gaussian_kde, norm

from ssc_lib import Melody
from ssc_lib.judging.measuring import density, distances, overlap, self_similarity


def test_the_density_is_that_of_scipy() -> None:
    values = np.random.default_rng(1).gamma(3, size=80)
    grid = np.linspace(-2, 12, 200)
    np.testing.assert_allclose(density(values, grid), gaussian_kde(values)(grid), rtol=1e-9)


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0, 2.0, 4.0])
def test_normals_apart_overlap_as_they_should(apart: float) -> None:
    """Twice the tail beyond the middle."""
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=3000), rng.normal(apart, size=3000)
    assert overlap(a, b) == pytest.approx(2 * norm.cdf(-apart / 2), abs=0.04)
    assert overlap(a, b) == pytest.approx(overlap(b, a), abs=1e-9)


def test_a_collection_and_itself_moved() -> None:
    values = np.random.default_rng(3).normal(size=200)
    assert overlap(values, values) == 1
    assert overlap(values, values + 50) < 1e-6
    assert overlap([2, 2, 2], [2, 2]) == pytest.approx(1)
    assert overlap([2, 2, 2], [5, 5]) < 1e-6


def test_distances_within_and_between() -> None:
    x, y = np.arange(6.0).reshape(3, 2), np.array([[1.0, 1.0]])
    assert distances(x).tolist() == [[2, 2], [4, 4], [2, 2]]
    assert distances(x, y).tolist() == [[1, 0], [1, 2], [3, 4]]


def test_one_value_has_no_density() -> None:
    with pytest.raises(ValueError, match="at least two values, got 1"):
        overlap([1], [1, 2])


def test_the_form_of_a_piece() -> None:
    a, b = [60, -2, 62, -2], [64, -2, 62, -2]
    form = self_similarity(Melody([*a, *b, *a, 60, -2], steps_per_bar=4))
    assert form.tolist() == [
        [1, 0.75, 1, 1],
        [0.75, 1, 0.75, 0.5],
        [1, 0.75, 1, 1],
        [1, 0.5, 1, 1],
    ]
    assert self_similarity(Melody([])).size == 0

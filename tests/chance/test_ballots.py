"""Ballots: the formula by hand, slopes against differences, and the one best jury."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.chance.ballots import Ballots, pooled
from ssc_lib.music.copies import SILENT

WIDTH = 9  # entries of the tables: four for the first source, five for the second


def made_up(n: int, *, weights: np.ndarray, trust: np.ndarray, seed: int) -> Ballots:
    """Two generators and two sources of which each is sometimes silent; a known jury draws."""
    rng = np.random.default_rng(seed)
    said = np.log(rng.dirichlet(np.ones(6), size=(n, len(trust))))
    events = rng.integers(0, 6, (n, 2))
    events[:, 1] = np.where(rng.random(n) < 0.3, events[:, 0], events[:, 1])  # they often agree
    events[rng.random((n, 2)) < 0.2] = SILENT
    places = np.stack([rng.integers(0, 4, (n, 2)), rng.integers(4, WIDTH, (n, 2))], axis=2)
    p = pooled(said, trust, events, weights[places].sum(axis=2))
    came = (p.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return Ballots(said, events, places, came)


# -- the formula -----------------------------------------------------------------------------------


def test_by_hand() -> None:
    """Of 1/2, 1/4, 1/4 two sources propose the last, in odds of 3 and of 2; then another is silent.

    In proportion that is 2 to 1 to 6, of 9 in all.
    """
    said = np.log([[[0.5, 0.25, 0.25]]])
    both = pooled(said, np.ones(1), np.array([[2, 2]]), np.log([[3, 2]]))
    assert both[0] == pytest.approx([2 / 9, 1 / 9, 6 / 9])
    silent = pooled(said, np.ones(1), np.array([[2, SILENT]]), np.log([[3, 2]]))
    assert silent[0] == pytest.approx([2 / 6, 1 / 6, 3 / 6])


def test_trust_is_an_exponent() -> None:
    """The squares of one generator times the roots of another."""
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.1, 0.8])
    nobody = np.full((1, 1), SILENT)
    found = pooled(np.log([[p, q]]), np.array([2, 0.5]), nobody, np.zeros((1, 1)))
    expected = p**2 * q**0.5
    assert found[0] == pytest.approx(expected / expected.sum())


# -- learning --------------------------------------------------------------------------------------

WEIGHTS = np.array([2.0, -1.0, 0.5, 1.5, 0.0, 1.0, -0.5, 0.3, -2.0])
TRUST = np.array([0.9, 0.3])


def test_slopes_are_what_differences_say() -> None:
    """The gradient, and the second derivatives with the sign changed."""
    ballots = made_up(60, weights=WEIGHTS, trust=TRUST, seed=1)
    w = np.random.default_rng(2).normal(size=WIDTH + 2)
    slope, bend = ballots._slope(w, WIDTH)
    h = 1e-5
    for n, step in enumerate(h * np.eye(WIDTH + 2)):
        more, less = (ballots._score(w + s, WIDTH) for s in (step, -step))
        assert slope[n] == pytest.approx((more - less) / (2 * h), abs=1e-5)
        above, below = (ballots._slope(w + s, WIDTH)[0] for s in (step, -step))
        np.testing.assert_allclose(bend[n], (below - above) / (2 * h), atol=1e-5)
    assert np.linalg.eigvalsh(bend).min() > -1e-9  # concave


def test_a_known_jury_is_found_again() -> None:
    """From 40,000 draws: trust and the weights that were used, up to what no draw can tell.

    Where one table gives and the other takes the same, nothing changes. So the sum of a pair of
    entries is what is compared.
    """
    ballots = made_up(40_000, weights=WEIGHTS, trust=TRUST, seed=3)
    trust, flat = ballots.best(np.full(2, 0.5), np.zeros(WIDTH), 0.1)
    assert trust == pytest.approx(TRUST, abs=0.03)
    found, true = (np.add.outer(w[:4], w[4:]) for w in (flat, WEIGHTS))
    np.testing.assert_allclose(found, true, atol=0.15)


def test_there_is_one_best_jury_wherever_it_begins() -> None:
    ballots = made_up(500, weights=WEIGHTS, trust=TRUST, seed=4)
    rng, answers = np.random.default_rng(5), []
    for _ in range(3):
        answers.append(np.concatenate(ballots.best(rng.random(2), rng.normal(size=WIDTH), 1.0)))
    for other in answers[1:]:
        np.testing.assert_allclose(other, answers[0], atol=0.02)


def test_a_step_that_goes_too_far_is_halved() -> None:
    """From far away a whole step of Newton's overshoots; the score ends no lower all the same."""
    ballots = made_up(500, weights=WEIGHTS, trust=TRUST, seed=6)
    near = ballots.best(np.ones(2), np.zeros(WIDTH), 1.0)
    far = ballots.best(np.full(2, 30.0), np.full(WIDTH, -30.0), 1.0)
    np.testing.assert_allclose(np.concatenate(far), np.concatenate(near), atol=0.02)


def test_the_penalty_keeps_what_was_seldom_seen_near_zero() -> None:
    """An entry that was never seen stays at zero, and a larger penalty makes all smaller."""
    ballots = made_up(200, weights=WEIGHTS, trust=TRUST, seed=7)
    seen = ballots.places < 8
    ballots = ballots._replace(places=np.where(seen, ballots.places, 7))
    loose, tight = (ballots.best(np.ones(2), np.zeros(WIDTH), p)[1] for p in (0.1, 30.0))
    assert loose[8] == tight[8] == 0
    assert abs(tight).sum() < abs(loose).sum() / 2

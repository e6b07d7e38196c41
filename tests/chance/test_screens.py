"""The screens of *Analogique A* against what is printed of them."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import MarkovChain, sample, screen_chain
from ssc_lib.chance.screens import ALPHA, BETA, screen_values

# The matrix of transition probabilities of the eight screens as Xenakis prints it, "from" in the
# columns and "to" in the rows, three decimals: I. Xenakis, Formalized Music, 1992, chapter 3,
# after the rules of pp. 82-87.
PRINTED = """
    .021 .357 .084 .189 .165 .204 .408 .096
    .084 .089 .076 .126 .150 .136 .072 .144
    .084 .323 .021 .126 .150 .036 .272 .144
    .336 .081 .019 .084 .135 .024 .048 .216
    .019 .063 .336 .171 .110 .306 .102 .064
    .076 .016 .304 .114 .100 .204 .018 .096
    .076 .057 .084 .114 .100 .054 .068 .096
    .304 .014 .076 .076 .090 .036 .012 .144
"""


def test_the_printed_matrix() -> None:
    printed = np.array(PRINTED.split(), dtype=float).reshape(8, 8)
    assert abs(screen_chain().P.T - printed).max() < 0.0005


def test_screens_count_upwards_in_frequency_intensity_density() -> None:
    values = dict(zip("ABCDEFGH", screen_values(), strict=True))
    assert values["A"] == (0, 0, 0)
    assert values["B"] == (0, 0, 1)
    assert values["E"] == (1, 0, 0)
    assert values["H"] == (1, 1, 1)
    assert screen_chain().states == list("ABCDEFGH")


def test_one_entry_by_hand() -> None:
    """From A every mover sees alpha once and beta once, so stays at 0 with (.2 + .85) / 2 = .525.

    Frequency: d0 proposes alpha, g0 beta. Intensity: f0 and d0 both propose alpha. Density: f0 and
    g0 both propose alpha. So P(A to A) = .525 * .2 * .2 = .021.
    """
    assert screen_chain().P[0, 0] == pytest.approx(0.525 * 0.2 * 0.2)


@pytest.mark.parametrize(
    ("matrix", "stationary", "eigenvalue", "entropy_rate"),
    [  # Formalized Music, pp. 85-87: .73 and .27, .722 bit, .707 bit (.7083 unrounded)
        (ALPHA, [1 / 2, 1 / 2], -0.6, 0.7219),
        (BETA, [8 / 11, 3 / 11], 0.45, 0.7083),
    ],
)
def test_the_two_elementary_matrices(
    matrix: np.ndarray, stationary: list[float], eigenvalue: float, entropy_rate: float
) -> None:
    chain = MarkovChain(matrix)
    np.testing.assert_allclose(chain.stationary(), stationary)
    np.testing.assert_allclose(np.sort(np.linalg.eigvals(matrix)), np.sort([1, eigenvalue]))
    assert chain.entropy_rate() == pytest.approx(entropy_rate, abs=5e-5)


def test_alpha_swings_as_in_the_book() -> None:
    """From certainty, by hand and rounded on the way: 20, 68, 39, 57, 46, 52, 49, 50 per cent."""
    chain = MarkovChain(ALPHA)
    swing = np.array([100 * chain.n_step(n)[0, 0] for n in range(1, 9)])
    assert abs(swing - [20, 68, 39, 57, 46, 52, 49, 50]).max() < 1
    np.testing.assert_allclose(swing, 50 + 50 * (-0.6) ** np.arange(1, 9))


def test_the_long_run() -> None:
    """Stationary law, entropy rate and second eigenvalue, computed apart from the matrix above."""
    chain = screen_chain()
    expected = [0.171, 0.110, 0.133, 0.130, 0.145, 0.121, 0.082, 0.108]
    assert abs(chain.stationary() - expected).max() < 0.0006
    assert chain.entropy_rate() == pytest.approx(2.623, abs=0.0005)
    sizes = np.sort(abs(np.linalg.eigvals(chain.P)))
    assert sizes[-2] == pytest.approx(0.21, abs=0.005)


def test_a_long_walk_visits_screens_as_often_as_the_law_says() -> None:
    """200 walks of 500 screens; the chain mixes in about three, so shares vary by under 0.0025."""
    chain = screen_chain()
    walks = sample(chain, 500, outputs=200, rng=np.random.default_rng(1958))
    shares = np.bincount(walks[:, 10:].ravel(), minlength=8) / walks[:, 10:].size
    assert abs(shares - chain.stationary()).max() < 0.01

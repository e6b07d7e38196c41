"""Markov chains: worked examples, properties, and chains that break careless code."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ssc_lib import MarkovChain, sample


def random_chain(size: int, seed: int) -> MarkovChain:
    P = np.random.default_rng(seed).random((size, size)) ** 4
    return MarkovChain(P / P.sum(axis=1, keepdims=True))


matrices = st.integers(1, 7).flatmap(
    lambda k: hnp.arrays(float, (k, k), elements=st.sampled_from([0, 0, 0.001, 0.3, 1, 5]))
)


# -- worked examples -----------------------------------------------------------------------------


def test_stationary_by_hand() -> None:
    """J. R. Norris, Markov Chains, 1997, example 1.7.7: rows (0,1,0), (0,1/2,1/2), (1/2,0,1/2)."""
    chain = MarkovChain([[0, 1, 0], [0, 0.5, 0.5], [0.5, 0, 0.5]])
    np.testing.assert_allclose(chain.stationary(), [1 / 5, 2 / 5, 2 / 5])
    # Only the last two states leave a choice, of one bit: 2/5 + 2/5.
    assert chain.entropy_rate() == pytest.approx(0.8)


def test_transitions_of_a_protocol() -> None:
    """The 51 letters of Xenakis, Formalized Music, pp. 73-74: A to B 17 of 23, B to A 17 of 27."""
    protocol = "ABABBBABAABABABABBBBABAABABBAABABBABAAABABBAABBABBA"
    chain = MarkovChain.fit([["AB".index(c) for c in protocol]], 2, states="AB")
    np.testing.assert_allclose(chain.P, [[6 / 23, 17 / 23], [17 / 27, 10 / 27]])
    assert chain.states == ["A", "B"]


def test_departures_not_visits() -> None:
    """State 1 is visited twice, left once: its row is 1 to state 0, not 1/2."""
    chain = MarkovChain.fit([[0, 1, 0, 1]], 2)
    np.testing.assert_array_equal(chain.P, [[0, 1], [1, 0]])
    np.testing.assert_array_equal(chain.initial, [1, 0])


def test_additive_smoothing_by_hand() -> None:
    """Counts 0 to 1 twice, 1 to 0 once; with 1 added: (1, 3)/4 and (2, 1)/3."""
    chain = MarkovChain.fit([[0, 1, 0, 1], []], 2, smoothing=1)
    np.testing.assert_allclose(chain.P, [[1 / 4, 3 / 4], [2 / 3, 1 / 3]])


def test_n_steps_are_a_power_of_the_matrix() -> None:
    chain = random_chain(5, seed=1)
    np.testing.assert_allclose(chain.n_step(3), chain.P @ chain.P @ chain.P)
    np.testing.assert_array_equal(chain.n_step(0), np.eye(5))


def test_a_fair_choice_is_one_bit_and_a_cycle_none() -> None:
    assert MarkovChain([[0.5, 0.5], [0.5, 0.5]]).entropy_rate() == pytest.approx(1)
    assert MarkovChain([[0, 1], [1, 0]]).entropy_rate() == 0


def test_estimates_back_what_was_simulated() -> None:
    """About 4,000 departures a state: a standard error of at most 0.008; the bound is 4 of them."""
    chain = random_chain(5, seed=2)
    walks = sample(chain, 500, outputs=40, rng=np.random.default_rng(3))
    departures = np.bincount(walks[:, :-1].ravel(), minlength=5)
    fitted = MarkovChain.fit(walks, 5)
    assert (abs(fitted.P - chain.P) < 4 * np.sqrt(0.25 / departures)[:, None]).all()


# -- properties ----------------------------------------------------------------------------------


@given(matrices)
def test_any_chain(weights: np.ndarray) -> None:
    """Dead ends filled, rows sum to 1, pi P = pi where pi is unique, periods divide loops."""
    sums = weights.sum(axis=1, keepdims=True)
    P = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    chain = MarkovChain(P, dead_end="stay")
    np.testing.assert_allclose(chain.P.sum(axis=1), 1)
    classes = chain.communicating_classes()
    assert sorted(i for c in classes for i in c) == list(range(chain.vocabulary))
    for i in range(chain.vocabulary):
        loops = [n for n in range(1, 15) if chain.n_step(n)[i, i] > 0]
        assert chain.period(i) == np.gcd.reduce(loops or [0])
    if len(chain.closed_classes()) == 1:
        pi = chain.stationary()
        np.testing.assert_allclose(pi @ chain.P, pi, atol=1e-12)
        assert pi.sum() == pytest.approx(1)
        assert 0 <= chain.entropy_rate() <= np.log2(chain.vocabulary) + 1e-9
    else:
        with pytest.raises(ValueError, match="not unique"):
            chain.stationary()


@given(st.lists(st.lists(st.integers(0, 3), min_size=1), min_size=1))
def test_a_fitted_chain_has_rows_that_sum_to_one(sequences: list[list[int]]) -> None:
    for policy in ("restart", "uniform", "stay"):
        chain = MarkovChain.fit(sequences, 4, dead_end=policy)
        np.testing.assert_allclose(chain.P.sum(axis=1), 1)


# -- pathological chains -------------------------------------------------------------------------


def test_a_periodic_chain_has_a_stationary_law() -> None:
    """A cycle of three never settles, yet spends a third of the time in each state."""
    cycle = MarkovChain([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert cycle.period() == 3
    np.testing.assert_allclose(cycle.stationary(), [1 / 3, 1 / 3, 1 / 3])
    np.testing.assert_array_equal(cycle.n_step(3), np.eye(3))


def test_two_closed_classes_have_no_single_stationary_law() -> None:
    P = [[0, 0.5, 0.5, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    chain = MarkovChain(P, states="abcd")
    assert chain.communicating_classes() == [[0], [1], [2, 3]]
    assert chain.closed_classes() == [[1], [2, 3]]
    with pytest.raises(ValueError, match=r"\{b\} and \{c, d\} are closed classes"):
        chain.stationary()
    with pytest.raises(ValueError, match="not unique"):
        chain.entropy_rate()
    assert [chain.period(i) for i in range(4)] == [0, 1, 2, 2]


def test_an_absorbing_state_takes_everything() -> None:
    chain = MarkovChain([[0.5, 0.5, 0], [0.5, 0.25, 0.25], [0, 0, 1]])
    np.testing.assert_array_equal(chain.stationary(), [0, 0, 1])
    assert chain.entropy_rate() == 0


def test_one_state() -> None:
    chain = MarkovChain([[1.0]])
    assert (chain.stationary().tolist(), chain.period(), chain.entropy_rate()) == ([1.0], 1, 0)


@pytest.mark.parametrize("epsilon", [1e-6, 1e-12, 1e-15])
def test_nearly_decoupled_blocks_keep_all_their_digits(epsilon: float) -> None:
    """Two pairs that exchange visits at rates epsilon and 3 epsilon: 3/4 and 1/4 of the time.

    Elimination with subtractions loses all digits here. The shares follow exactly from the balance
    of the two flows: pi_0 epsilon = pi_2 (3 epsilon), in fractions of the numbers in the matrix.
    """
    P = np.array(
        [
            [0.5 - epsilon, 0.5, epsilon, 0],
            [0.5, 0.5, 0, 0],
            [3 * epsilon, 0, 0.5 - 3 * epsilon, 0.5],
            [0, 0, 0.5, 0.5],
        ]
    )
    pi = MarkovChain(P).stationary()
    out, back = Fraction(P[0, 2]), Fraction(P[2, 0])
    share = float(back / (out + back)) / 2
    np.testing.assert_allclose(pi, [share, share, 0.5 - share, 0.5 - share], rtol=1e-12)


def test_a_law_of_very_small_numbers() -> None:
    """A walk up with probability 1/1000: each state is 999 times rarer than the one below."""
    K = 40
    P = np.diag(np.full(K - 1, 0.001), 1) + np.diag(np.full(K - 1, 0.999), -1)
    P[0, 0], P[-1, -1] = 0.999, 0.001
    pi = MarkovChain(P).stationary()
    np.testing.assert_allclose(pi[1:] / pi[:-1], 1 / 999, rtol=1e-10)


# -- dead ends -----------------------------------------------------------------------------------

DEAD = [[0, 1], [0, 0]]


def test_a_dead_end_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"state 1 \(end\) is a dead end.*'restart'"):
        MarkovChain(DEAD, states=["begin", "end"])


@pytest.mark.parametrize(
    ("policy", "row"), [("restart", [0.9, 0.1]), ("uniform", [0.5, 0.5]), ("stay", [0, 1])]
)
def test_dead_end_policies(policy: str, row: list[float]) -> None:
    chain = MarkovChain(DEAD, initial=[0.9, 0.1], dead_end=policy)
    assert chain.P[1].tolist() == row
    assert chain.dead_ends.tolist() == [1]


def test_a_state_seen_only_at_the_end_restarts() -> None:
    """0 0 1 and 0 1: state 1 is never left; tunes begin with 0, so it goes to 0."""
    chain = MarkovChain.fit([[0, 0, 1], [0, 1]], 2)
    np.testing.assert_allclose(chain.P, [[1 / 3, 2 / 3], [1, 0]])
    with pytest.raises(ValueError, match="dead end"):
        MarkovChain.fit([[0, 0, 1]], 2, dead_end="raise")


# -- at the door ---------------------------------------------------------------------------------


def test_rows_that_drift_are_named() -> None:
    P = random_chain(6, seed=4).P.copy()
    P[3] *= 1 + 1e-7
    with pytest.raises(ValueError, match=r"row 3 \(3\) sums to 1\.0000001"):
        MarkovChain(P)
    with pytest.raises(ValueError, match=r"row 1 \(G\) sums to 0\.8; every row"):
        MarkovChain([[0.5, 0.5], [0.4, 0.4]], states=["C", "G"])


def test_rounding_of_the_arithmetic_passes() -> None:
    tenths = np.full((10, 10), 0.1)
    assert tenths[0].cumsum()[-1] != 1
    MarkovChain(tenths)


@pytest.mark.parametrize(
    ("P", "settings", "words"),
    [
        ([[0.5, 0.5]], {}, "square"),
        ([[]], {}, "square"),
        ([[1.5, -0.5], [0.5, 0.5]], {}, r"P\[0, 1\] = -0.5"),
        ([[1, 0], [np.nan, 1]], {}, r"P\[1, 0\] = nan"),
        ([[1, 0], [np.inf, 1]], {}, r"P\[1, 0\] = inf"),
        ([[1.0]], {"states": ["a", "b"]}, "2 names for 1 states"),
        ([[1.0]], {"initial": [0.5]}, "initial sums to 0.5"),
        ([[1.0]], {"initial": [np.nan]}, "initial must be one row"),
        ([[1.0]], {"initial": [0.5, 0.5]}, "initial has 2 probabilities, expected 1"),
        ([[1.0]], {"dead_end": "jump"}, "choose 'raise'"),
    ],
)
def test_what_is_not_a_chain(P: list, settings: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        MarkovChain(P, **settings)


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match="values of sequence 1 run from 2 to 2"):
        MarkovChain.fit([[0], [2]], 2)
    with pytest.raises(TypeError, match="integers"):
        MarkovChain.fit([[0.5, 1.0]], 2)
    with pytest.raises(ValueError, match="no sequences"):
        MarkovChain.fit([], 2)
    with pytest.raises(ValueError, match="negative"):
        MarkovChain.fit([[0]], 2, smoothing=-1)
    with pytest.raises(ValueError, match="0 or more"):
        MarkovChain([[1.0]]).n_step(-1)
    with pytest.raises(ValueError, match="state 5 is not one of 0 to 0"):
        MarkovChain([[1.0]]).period(5)


def test_nothing_of_the_callers_is_changed_or_kept() -> None:
    P, events = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([0, 1])
    chain = MarkovChain(P, dead_end="stay")
    assert P[1].tolist() == [0, 0]
    state = chain.step(chain.start(2), events)
    events[:] = 1
    assert state.tolist() == [0, 1]
    with pytest.raises(ValueError, match="read-only"):
        chain.P[0, 0] = 1


def test_the_first_event_comes_from_initial() -> None:
    chain = MarkovChain(np.eye(3), initial=[0, 1, 0])
    assert chain.distribution(chain.start(2)).tolist() == [[0, 1, 0]] * 2
    assert repr(chain) == "<MarkovChain: 3 states (0, 1, 2)>"

"""Sampling and scoring, for every generator alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import (
    MarkovChain,
    Melody,
    NGram,
    Uniform,
    Unigram,
    bits_per_event,
    sample,
)
from ssc_lib.generator import Generator, log_probabilities, sharpen
from tests.made import small_network

LAW = Unigram([0.4, 0.3, 0.2, 0.1])


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


GENERATORS = [
    Uniform(38),
    Unigram(np.full(38, 1 / 38)),
    MarkovChain(np.full((38, 38), 1 / 38)),
    NGram.fit([[14, 0, 16, 0, 18]], 38, order=3),
    NGram.fit([[14, 0, 16, 0, 18]], 38, order=0, method="additive"),
    small_network(),
]
each_generator = pytest.mark.parametrize("generator", GENERATORS, ids=lambda g: type(g).__name__)


# -- the protocol --------------------------------------------------------------------------------


@each_generator
def test_protocol(generator: Generator) -> None:
    """Rows sum to 1, and a step gives a new state and leaves the old one alone."""
    assert isinstance(generator, Generator)
    state = generator.start(3)
    before = generator.distribution(state)
    later = generator.step(state, np.array([0, 14, 37]))
    assert before.shape == (3, generator.vocabulary)
    np.testing.assert_allclose(before.sum(axis=1), 1)
    np.testing.assert_allclose(generator.distribution(later).sum(axis=1), 1)
    np.testing.assert_array_equal(generator.distribution(state), before)


# -- sampling ------------------------------------------------------------------------------------


@each_generator
def test_same_seed_same_output(generator: Generator) -> None:
    first, again = (sample(generator, 20, rng=rng(3), outputs=4, primer=[14]) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (4, 20)
    assert (first[:, 0] == 14).all()


def test_the_rng_is_used_on() -> None:
    numbers = rng(3)
    first, second = (sample(Uniform(38), 50, rng=numbers) for _ in range(2))
    assert (first != second).any()


@given(
    st.lists(st.floats(-30, 30), min_size=2, max_size=8),
    st.sampled_from([0.05, 0.5, 1.0, 1.7, 30.0]),
)
def test_temperature_divides_the_logits(logits: list[float], temperature: float) -> None:
    z = np.array([logits])
    p = np.exp(z - z.max())
    hot = np.exp((z - z.max()) / temperature)
    np.testing.assert_allclose(
        sharpen(p / p.sum(), temperature), hot / hot.sum(), rtol=1e-9, atol=1e-300
    )


@pytest.mark.parametrize("temperature", [1e-3, 1e-300, 5e-324])
def test_temperature_towards_zero_takes_the_likeliest(temperature: float) -> None:
    p = np.array([[0.2, 0.5, 0.3, 0.0], [0.25, 0.25, 0.25, 0.25]])
    expected = [[0, 1, 0, 0], [0.25, 0.25, 0.25, 0.25]]
    np.testing.assert_allclose(sharpen(p, temperature), expected, atol=1e-200)


def test_heat_never_allows_the_impossible() -> None:
    assert sharpen(np.array([[0.0, 0.9, 0.1]]), 1e9)[0, 0] == 0


def slow_top_p(row: np.ndarray, top_p: float) -> np.ndarray:
    """Take events from the likeliest down until they have the mass; renormalise."""
    kept, mass = np.zeros(len(row)), 0.0
    for event in sorted(range(len(row)), key=lambda e: -row[e]):
        if mass >= top_p:
            break
        kept[event] = row[event]
        mass += row[event]
    return kept / kept.sum()


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8).filter(any), st.floats(0.01, 1))
def test_top_p_against_a_loop(weights: list[int], top_p: float) -> None:
    row = np.array(weights) / sum(weights)
    ordered = np.cumsum(np.sort(row)[::-1])
    if abs(ordered - top_p).min() > 1e-9:  # on a tie of mass and top_p, rounding decides
        np.testing.assert_allclose(sharpen(row[None], top_p=top_p)[0], slow_top_p(row, top_p))


def test_top_p_by_hand() -> None:
    """Of 0.4, 0.3, 0.2, 0.1 the first two are the fewest that have 0.65."""
    np.testing.assert_allclose(sharpen(LAW.p[None], top_p=0.65), [[4 / 7, 3 / 7, 0, 0]])
    assert set(sample(LAW, 500, rng=rng(), top_p=0.65)[0]) == {0, 1}


def test_draws_follow_the_sharpened_law() -> None:
    """Of 40,000 draws a share varies by under 0.0025; the bound is four times that."""
    draws = sample(LAW, 400, rng=rng(1), outputs=100, temperature=0.5)
    expected = LAW.p**2 / (LAW.p**2).sum()
    assert abs(np.bincount(draws.ravel(), minlength=4) / draws.size - expected).max() < 0.01


def test_impossible_events_are_never_drawn() -> None:
    """At the ends and in the middle, in double and in single precision."""
    law = Unigram([0, 0.5, 0, 0.5, 0])
    assert set(sample(law, 2000, rng=rng(2))[0]) == {1, 3}
    law.p = law.p.astype(np.float32)
    assert set(sample(law, 2000, rng=rng(2))[0]) == {1, 3}


@pytest.mark.parametrize(("u", "event"), [(0.0, 1), (1 - 2**-53, 3)])
def test_the_ends_of_the_unit_interval(u: float, event: int) -> None:
    """The smallest and the largest number that an rng can give draw possible events too."""

    class Fixed(np.random.Generator):
        def random(self, size: int) -> np.ndarray:
            return np.full(size, u)

    fixed = Fixed(np.random.PCG64(0))
    assert sample(Unigram([0, 0.3, 0.3, 0.4, 0]), 3, rng=fixed).tolist() == [[event] * 3]


def test_outputs_do_not_mix() -> None:
    """A chain that repeats its state for ever: each output stays what it began with."""
    rows = sample(MarkovChain(np.eye(5)), 10, rng=rng(4), outputs=20)
    assert (rows == rows[:, :1]).all()
    assert len(set(rows[:, 0])) > 1


def test_a_primer_may_fill_all_steps() -> None:
    assert sample(LAW, 3, rng=rng(), primer=[3, 2, 1]).tolist() == [[3, 2, 1]]
    assert sample(LAW, 0, rng=rng()).shape == (1, 0)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"primer": [0, 1, 2, 3, 0]}, "the primer has 5 events, more than the 4 steps"),
        ({"primer": [4]}, "values of the primer run from 4 to 4; this vocabulary has 0 to 3"),
        ({"primer": [-1]}, "this vocabulary has 0 to 3"),
        ({"outputs": 0}, "outputs must be at least 1, got 0"),
        ({"temperature": 0}, "temperature must be a number above 0, got 0"),
        ({"temperature": -1.0}, "temperature must be a number above 0, got -1.0"),
        ({"temperature": float("nan")}, "temperature must be a number above 0, got nan"),
        ({"temperature": float("inf")}, "temperature must be a number above 0, got inf"),
        ({"top_p": 0}, "top_p must be above 0"),
        ({"top_p": 1.1}, "top_p must be above 0"),
        ({"top_p": float("nan")}, "top_p must be above 0"),
    ],
)
def test_bad_settings(settings: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sample(LAW, 4, rng=rng(), **settings)


def test_a_primer_of_other_things() -> None:
    with pytest.raises(TypeError, match="the primer must be one row of integers"):
        sample(LAW, 4, rng=rng(), primer=[0.5])
    with pytest.raises(TypeError, match="shape"):
        sample(LAW, 4, rng=rng(), primer=[[0, 1], [1, 0]])


# -- scoring -------------------------------------------------------------------------------------


def test_bits_by_hand() -> None:
    """0 0 1 under rows (1/2, 1/2), (1, 0): one bit for 0 after 0 and one for 1; then 0 is sure."""
    chain = MarkovChain([[0.5, 0.5], [1, 0]])
    assert bits_per_event(chain, [[0, 0, 1]]) == 1
    assert bits_per_event(chain, [[0, 0, 1, 0]]) == pytest.approx(2 / 3)
    # Events count, not tunes: (2 bits + 0 bits) of 3 events.
    assert bits_per_event(chain, [[0, 0, 1], [1, 0]]) == pytest.approx(2 / 3)
    assert bits_per_event(chain, [[1, 1]]) == np.inf


@each_generator
def test_bits_do_not_depend_on_the_batch(generator: Generator) -> None:
    numbers = rng(6)
    tunes = [numbers.integers(0, 38, n) for n in (1, 2, 9, 30, 4, 4)]
    together = log_probabilities(generator, tunes)
    assert [len(row) for row in together] == [0, 1, 8, 29, 3, 3]
    for size in (1, 4):
        for row, expected in zip(
            log_probabilities(generator, tunes, batch=size), together, strict=True
        ):
            np.testing.assert_allclose(row, expected, atol=1e-9)


def test_a_sample_costs_the_entropy_rate() -> None:
    """On its own music a chain costs its entropy rate: 39,000 events, a bound of 0.02 bit."""
    P = rng(7).random((4, 4)) ** 3
    chain = MarkovChain(P / P.sum(axis=1, keepdims=True))
    music = sample(chain, 400, rng=rng(8), outputs=100)
    assert bits_per_event(chain, music) == pytest.approx(chain.entropy_rate(), abs=0.02)


def test_nothing_to_score() -> None:
    with pytest.raises(ValueError, match="sequence 1 is empty"):
        bits_per_event(LAW, [[0, 1], []])
    with pytest.raises(ValueError, match="no events to score"):
        bits_per_event(LAW, [[0], [1]])
    with pytest.raises(ValueError, match="values of sequence 0 run from 0 to 9"):
        bits_per_event(LAW, [[0, 9]])


def test_one_melody_is_no_list_of_them() -> None:
    """Its events would be taken for pieces, by scoring and by fitting alike."""
    tune = Melody([60, -2, 64, -2])
    for use in (lambda: bits_per_event(Uniform(38), tune), lambda: NGram.fit(tune, order=2)):
        with pytest.raises(TypeError, match=r"got a single one; write \[melody\]"):
            use()

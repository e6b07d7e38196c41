"""Beam search: equal to sampling where it must be, better where it can be, fair to the primer."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import Jury, MarkovChain, NGram, Unigram, beam_search, sample
from ssc_lib.beam import take
from ssc_lib.generator import log_probabilities
from tests.made import small_network

ROWS = [np.random.default_rng(s).integers(0, 38, 40) for s in range(4)]


GENERATORS = {
    "unigram": Unigram(np.full(38, 1 / 38)),
    "chain": MarkovChain(np.full((38, 38), 1 / 38)),
    "table": NGram.fit(ROWS, 38, order=3),
    "network": small_network(),
    "lookback": small_network(encoding="lookback"),
    "copy": small_network(encoding="copy", follow_bar=True).in_bars_of(4),
    "jury": Jury(
        [NGram.fit(ROWS, 38, order=3), small_network(encoding="copy")],
        [0.8, 0.4],
        {"run": np.full((5, 7, 3), 2.0), "sure": -np.ones((5, 7))},
    ).in_bars_of(4),
}


@pytest.mark.parametrize("name", GENERATORS)
def test_one_candidate_is_sampling(name: str) -> None:
    settings = {"primer": [14, 0, 16], "outputs": 3, "temperature": 0.8, "top_p": 0.9}
    one = beam_search(
        GENERATORS[name], 20, beam_size=1, branch_factor=1, rng=np.random.default_rng(3), **settings
    )[0]
    other = sample(GENERATORS[name], 20, rng=np.random.default_rng(3), **settings)
    assert np.array_equal(one, other)


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("every", [1, 3, 50])
def test_the_score_is_that_of_the_events_without_the_primer(name: str, every: int) -> None:
    events, bits = beam_search(
        GENERATORS[name],
        15,
        primer=[14, 0, 16],
        outputs=4,
        beam_size=3,
        branch_factor=2,
        steps_per_iteration=every,
        rng=np.random.default_rng(1),
    )
    assert events.shape == (4, 15)
    assert (events[:, :3] == [14, 0, 16]).all()
    scored = log_probabilities(GENERATORS[name], list(events))
    assert bits == pytest.approx([row[2:].sum() for row in scored], abs=1e-6)


def test_a_beam_finds_what_is_likelier() -> None:
    """On average over 200 outputs, 8 candidates x 4 copies beat plain sampling by far."""
    table, rng = GENERATORS["table"], np.random.default_rng(2)
    _, plain = beam_search(table, 16, outputs=200, beam_size=1, branch_factor=1, rng=rng)
    _, beam = beam_search(table, 16, outputs=200, beam_size=8, branch_factor=4, rng=rng)
    assert beam.mean() > plain.mean() + 5


def test_it_looks_past_the_first_step() -> None:
    """0 is likelier at first but leads to a coin; 1 leads to a certainty. The pair (1, 3) wins."""
    chain = MarkovChain(
        [[0, 0, 0.5, 0.5], [0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]], initial=[0.55, 0.45, 0, 0]
    )
    events, bits = beam_search(
        chain, 2, beam_size=1, branch_factor=60, steps_per_iteration=2, rng=np.random.default_rng(0)
    )
    assert events.tolist() == [[1, 3]]
    assert bits[0] == pytest.approx(np.log2(0.45))


@pytest.mark.parametrize("name", GENERATORS)
def test_taking_rows_of_a_state(name: str) -> None:
    """Outputs 2, 0 and 0 of three, stepped on, say what they said in their own places."""
    generator = GENERATORS[name]
    state = generator.start(3)
    for column in np.array(ROWS[:3]).T[:5]:
        state = generator.step(state, column)
    p = generator.distribution(state)
    taken = take(state, np.array([2, 0, 0]), 3)
    assert np.array_equal(generator.distribution(taken), p[[2, 0, 0]])
    assert np.array_equal(generator.distribution(state), p)


def test_rows_of_a_state_by_hand() -> None:
    """Arrays wherever they are nested; a number of outputs; and what has no outputs stays."""
    rows, picked = np.array([2, 0, 0]), [30, 10, 10]
    column = np.array([10, 20, 30])
    assert take(column, rows, 3).tolist() == picked
    nested = take({"layers": [(column, column)], "name": "a", "none": None}, rows, 3)
    assert [a.tolist() for a in nested["layers"][0]] == [picked, picked]
    assert (nested["name"], nested["none"]) == ("a", None)
    assert take(3, rows, 3) == 3
    assert take([10, 20, 30], rows, 3) == picked
    assert column.tolist() == [10, 20, 30]


def test_a_state_of_another_build_is_named() -> None:
    class Memory:
        """Nothing that could be picked from."""

    for state, words in [
        (Memory(), "state is of type Memory, which beam search cannot copy"),
        (np.zeros((5, 3)), r"array of shape \(5, 3\) where there are 3 outputs"),
        ({"a": np.array(0)}, r"array of shape \(\) where there are 3 outputs"),
    ]:
        with pytest.raises(TypeError, match=words):
            take(state, np.array([0, 1]), 3)


@pytest.mark.parametrize("name", ["beam_size", "branch_factor", "steps_per_iteration"])
def test_settings_are_at_least_one(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        beam_search(GENERATORS["chain"], 4, rng=np.random.default_rng(0), **{name: 0})


def test_a_long_primer_is_refused() -> None:
    with pytest.raises(ValueError, match="the primer has 3 events, more than the 2 steps"):
        beam_search(GENERATORS["chain"], 2, primer=[1, 2, 3], rng=np.random.default_rng(0))

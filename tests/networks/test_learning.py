"""A plain network: its gradient against differences, its training against itself."""

from __future__ import annotations

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.networks.learning import PlainNetwork, clipped, learn


@pytest.fixture
def network() -> PlainNetwork:
    rng = np.random.default_rng(3)
    shapes = {"W": (6, 4), "U": (4, 4), "b": 4, "Y": (4, 6), "y": 6}
    return PlainNetwork({name: rng.normal(0, 0.7, shape) for name, shape in shapes.items()})


EVENTS = np.array([[1, 0, 5, 3, 3, 2], [4, 4, 0, 1, 2, 0]])


@pytest.mark.parametrize("name", ["W", "U", "b", "Y", "y"])
@pytest.mark.parametrize("drops", [False, True])
def test_the_gradient_is_what_differences_give(
    network: PlainNetwork, name: str, drops: bool
) -> None:
    rng = np.random.default_rng(1)
    h = rng.uniform(-1, 1, (2, 4))
    kept = (rng.random((5, 2, 4)) > 0.4) / 0.6 if drops else None
    found = network.gradient(EVENTS, h, kept=kept)[2][name]
    weights, eps = network.arrays[name], 1e-6
    for at in np.ndindex(weights.shape):
        sides = []
        for change in (eps, -eps):
            weights[at] += change
            sides.append(network.gradient(EVENTS, h, kept=kept)[0] * np.log(2))
            weights[at] -= change
        assert found[at] == pytest.approx((sides[0] - sides[1]) / (2 * eps), abs=1e-8)


def test_its_bits_are_those_of_a_generator(network: PlainNetwork) -> None:
    bits, h, _ = network.gradient(EVENTS[:1], network.start(1))
    assert bits == pytest.approx(ssc.bits_per_event(network, [EVENTS[0]]))
    state = network.start(1)
    for event in EVENTS[0, :-1]:
        state = network.step(state, np.array([event]))
    assert np.allclose(state, h)
    assert network.distribution(state).sum() == pytest.approx(1)


def test_it_knows_nothing_at_first() -> None:
    network = PlainNetwork.random(rng=0)
    events = np.random.default_rng(0).integers(0, 38, (4, 33))
    bits, _, gradient = network.gradient(events, network.start(4))
    assert bits == pytest.approx(np.log2(38), abs=0.02)
    assert (
        network.size
        == sum(g.size for g in gradient.values())
        == 38 * 64 + 64 * 64 + 64 + 64 * 38 + 38
    )


def test_the_state_is_carried_and_the_gradient_is_cut(network: PlainNetwork) -> None:
    whole, h, found = network.gradient(EVENTS, network.start(2))
    first, carried, one = network.gradient(EVENTS[:, :4], network.start(2))
    second, end, two = network.gradient(EVENTS[:, 3:], carried)
    assert whole == pytest.approx((3 * first + 2 * second) / 5)
    assert np.allclose(h, end)
    assert np.allclose(found["Y"], (3 * one["Y"] + 2 * two["Y"]) / 5)
    assert not np.allclose(found["U"], (3 * one["U"] + 2 * two["U"]) / 5)


def test_a_long_gradient_is_cut_and_a_short_one_left() -> None:
    gradient = {"U": np.array([3.0, 0.0]), "b": np.array([4.0])}
    short, norm = clipped(gradient, 1.0)
    assert norm == 5
    assert np.allclose([*short["U"], *short["b"]], [0.6, 0, 0.8])
    assert np.array_equal(clipped(gradient, 6.0)[0]["U"], gradient["U"])
    assert clipped({"U": np.zeros(2)}, 1.0)[1] == 0


def test_learning_makes_it_less_surprised_and_a_seed_tells_all() -> None:
    rng = np.random.default_rng(0)
    tunes = np.tile(rng.integers(0, 38, (4, 33)), (8, 1))
    runs = []
    for _ in range(2):
        network = PlainNetwork.random(16, rng=1)
        bits = [u.bits for u in learn(network, tunes, 300, rng=2, segment=8, batch=8, dropout=0.1)]
        runs.append((bits, network.arrays["U"]))
    assert runs[0][0] == runs[1][0] and np.array_equal(runs[0][1], runs[1][1])
    assert np.mean(runs[0][0][-10:]) < 4 < 5.2 < runs[0][0][0]


def test_the_first_step_of_adam_is_the_rate() -> None:
    network = PlainNetwork.random(8, rng=0)
    before = network.copy()
    tunes = np.random.default_rng(0).integers(0, 38, (8, 9))
    next(learn(network, tunes, 1, rng=0, segment=8, batch=8, rate=0.01))
    moved = np.abs(network.arrays["U"] - before.arrays["U"])
    assert moved == pytest.approx(0.01, rel=1e-2)


def test_what_cannot_be_is_refused(network: PlainNetwork) -> None:
    tunes = np.zeros((4, 33), dtype=int)
    for settings in ({"segment": 5}, {"segment": 0}, {"dropout": 1.0}, {"rate": 0}, {"longest": 0}):
        with pytest.raises(ValueError, match=r"got|do not fill"):
            next(learn(network, tunes, 1, rng=0, **settings))
    arrays = dict(network.arrays)
    with pytest.raises(ValueError, match="U is missing"):
        PlainNetwork({name: a for name, a in arrays.items() if name != "U"})
    with pytest.raises(ValueError, match=r"U has the shape \(3, 4\); with 4 units and 6 events"):
        PlainNetwork(arrays | {"U": np.zeros((3, 4))})
    with pytest.raises(ValueError, match="at least one unit"):
        PlainNetwork.random(0, rng=0)

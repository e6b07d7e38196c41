"""Two networks with a coin a cell: gradients against differences, and that they learn."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.chance.voices import by_threshold, nats_of_coins
from ssc_lib.networks.frames import BarAutoencoder, FrameNetwork
from ssc_lib.networks.learning import learn


@pytest.fixture
def network() -> FrameNetwork:
    rng = np.random.default_rng(3)
    shapes = {"W": (5, 4), "U": (4, 4), "b": 4, "Y": (4, 5), "y": 5}
    return FrameNetwork({name: rng.normal(0, 0.7, shape) for name, shape in shapes.items()})


FRAMES = np.random.default_rng(0).random((2, 6, 5)) < 0.4


@pytest.mark.parametrize("name", ["W", "U", "b", "Y", "y"])
def test_the_gradient_of_frames_is_what_differences_give(network: FrameNetwork, name: str) -> None:
    h = np.random.default_rng(1).uniform(-1, 1, (2, 4))
    found = network.gradient(FRAMES, h)[2][name]
    weights, eps = network.arrays[name], 1e-6
    for at in np.ndindex(weights.shape):
        sides = []
        for change in (eps, -eps):
            weights[at] += change
            sides.append(network.gradient(FRAMES, h)[0] * np.log(2))
            weights[at] -= change
        assert found[at] == pytest.approx((sides[0] - sides[1]) / (2 * eps), abs=1e-8)


def test_what_it_foretells_is_what_it_is_trained_on(network: FrameNetwork) -> None:
    piece = np.random.default_rng(2).random((6, 88)) < 0.1
    wide = FrameNetwork.random(np.full(88, 0.3), units=7, rng=1)
    bits, h, _ = wide.gradient(piece[None], wide.start(1))
    said = wide.foretold(piece)
    assert -bits * np.log(2) == pytest.approx(nats_of_coins(said[1:], piece[1:]))
    assert h.shape == (1, 7) and said.shape == (6, 88)
    assert said[0] == pytest.approx(0.3)


def test_it_learns_to_alternate_and_goes_on() -> None:
    tune = np.tile(np.eye(3, dtype=bool)[[0, 1]], (9, 1))[:17]
    network = FrameNetwork.random(np.full(3, 0.5), units=8, rng=0)
    done = list(
        learn(network, np.tile(tune, (8, 1, 1)), 300, rng=0, segment=16, batch=8, rate=0.02)
    )
    assert done[-1].bits < 0.1 < 2.5 < done[0].bits
    assert (network.go_on(tune[:2], 17, by_threshold) == tune).all()
    assert network.go_on(tune, 2, by_threshold).shape == (2, 3)


def test_a_frame_network_says_what_it_lacks(network: FrameNetwork) -> None:
    with pytest.raises(ValueError, match="U is missing"):
        FrameNetwork({"W": np.zeros((2, 2))})
    with pytest.raises(ValueError, match="probability between 0 and 1"):
        FrameNetwork.random(np.zeros(3), rng=0)
    with pytest.raises(ValueError, match="without dropout"):
        network.gradient(FRAMES, network.start(2), kept=np.ones(1))


@pytest.mark.parametrize("name", ["E", "e", "M", "S", "D", "d", "X", "x"])
def test_the_gradient_of_bars_is_what_differences_give(name: str) -> None:
    rng = np.random.default_rng(5)
    net = BarAutoencoder(rng.uniform(0.2, 0.8, (2, 3)), hidden=4, numbers=2, rng=1)
    net.arrays = {key: rng.normal(0, 0.5, w.shape) for key, w in net.arrays.items()}
    bars, noise = rng.random((3, 2, 3)) < 0.5, rng.normal(size=(3, 2))
    found = net.gradient(bars, noise)[1][name]
    weights, eps = net.arrays[name], 1e-6
    for at in np.ndindex(weights.shape):
        sides = []
        for change in (eps, -eps):
            weights[at] += change
            sides.append(sum(net.gradient(bars, noise)[0]))
            weights[at] -= change
        assert found[at] == pytest.approx((sides[0] - sides[1]) / (2 * eps), abs=1e-4)


def test_it_paints_from_noise_what_it_has_seen() -> None:
    two = np.array([[[1, 0], [1, 0]], [[0, 1], [0, 1]]])
    net = BarAutoencoder(np.full((2, 2), 0.5), hidden=16, numbers=2, rng=0)
    losses = list(net.learn(np.tile(two, (32, 1, 1)), 150, rng=0, batch=16, rate=0.01))
    assert losses[-1].painting < 0.5 < 2.5 < losses[0].painting
    assert losses[-1].numbers > 0.3
    painted = net.compose(200, rng=1) > 0.5
    shares = [(painted == bar).all(axis=(1, 2)).mean() for bar in two]
    assert min(shares) > 0.25 and sum(shares) > 0.9
    assert (net.compose(5, rng=2) == net.compose(5, rng=2)).all()


def test_a_painter_of_nothing() -> None:
    with pytest.raises(ValueError, match="probability between 0 and 1"):
        BarAutoencoder([0.0, 0.5], rng=0)
    with pytest.raises(ValueError, match="sizes above 0"):
        BarAutoencoder([0.5], hidden=0, rng=0)

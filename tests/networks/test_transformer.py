"""The transformer: against whole matrices with a mask, by hand, its reach, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.networks.cells import softmax
from ssc_lib.networks.checked import NetworkFileError
from ssc_lib.networks.network import State
from ssc_lib.networks.transformer import BARS, STEPS, Transformer, distances, normed
from tests.made import changes, small_transformer


def at_once(network: Transformer, row: np.ndarray, bar: int) -> np.ndarray:
    """The distribution after each event: all rows together under a mask, head by head."""
    a, width, heads, n = network.arrays, network.units[0], network.heads, len(row)
    d, scale = width // heads, np.sqrt(width // heads)
    p, j = np.indices((n, n))
    seen = (j <= p) & (p - j < network.reach)
    steps = np.minimum(np.maximum(p - j, 0), STEPS - 1)
    whole = (p + 1 - j) % bar == 0
    bars = np.where(whole & seen, np.minimum((p + 1 - j) // bar, BARS - 1), 0)
    x = network.encoding.in_bars_of(bar).inputs(row) @ a["embedding/kernel"]
    for block in range(len(network.units)):
        w = {k.split("/")[1]: v for k, v in a.items() if k.startswith(f"block_{block}/")}
        q, k, v = np.split(normed(x, w["gain"]) @ w["queries"], 3, axis=1)
        mixed = []
        for head in range(heads):
            own = slice(head * d, (head + 1) * d)
            scores = q[:, own] @ k[:, own].T / scale
            scores = scores + w["steps"][head][steps] + w["bars"][head][bars]
            mixed.append(softmax(np.where(seen, scores, -np.inf)) @ v[:, own])
        x = x + np.concatenate(mixed, axis=1) @ w["out"]
        hidden = np.maximum(0, normed(x, w["gain_2"]) @ w["wide"] + w["wide_bias"])
        x = x + hidden @ w["narrow"] + w["narrow_bias"]
    w = {k.split("/")[1]: v for k, v in a.items() if k.startswith("copying/")}
    q, k = np.split(normed(x, w["gain"]) @ w["queries"], 2, axis=1)
    logits = normed(x, a["norm/gain"]) @ a["output/kernel"] + a["output/bias"]
    for head in range(heads):
        own = slice(head * d, (head + 1) * d)
        scores = np.zeros((n, n))
        scores[:, 1:] = q[:, own] @ k[:-1, own].T / scale  # the key of an event: the row before
        scores = scores + w["steps"][head][steps] + w["bars"][head][bars]
        scores = np.where(seen & (j > 0), scores, -np.inf)
        alpha = softmax(np.column_stack([scores, np.zeros(n)]))[:, :-1]
        logits = logits + w["weight"][head] * alpha @ np.eye(38)[row]
    return softmax(logits)


@pytest.mark.parametrize(("bar", "reach"), [(4, 40), (6, 7), (3, 1), (1, 200)])
def test_step_by_step_is_as_at_once_under_a_mask(bar: int, reach: int) -> None:
    """Distances are clipped, the cache is full, and heads differ."""
    network = small_transformer(reach=reach)
    row = np.random.default_rng(bar).integers(0, 38, 60)
    player, expected = network.in_bars_of(bar), at_once(network, row, bar)
    state = player.start(1)
    for event, said in zip(row, expected, strict=True):
        state = player.step(state, np.array([event]))
        np.testing.assert_allclose(player.distribution(state)[0], said, atol=1e-12)


def test_distances_by_hand() -> None:
    """In bars of three: the event two rows before stands a bar before the next one."""
    steps, bars = distances(7, 3)
    assert steps.tolist() == list(range(7))
    assert bars.tolist() == [0, 0, 1, 0, 0, 2, 0]
    steps, bars = distances(200, 1)
    assert steps.max() == STEPS - 1 and bars.max() == BARS - 1


def test_one_head_that_copies_what_stood_a_bar_ago() -> None:
    """All weights zero but one entry for one bar, and the weight of a vote: p = w over the rest."""
    network = small_transformer(blocks=1, heads=1, width=4)
    arrays = {name: np.zeros_like(array) for name, array in network.arrays.items()}
    arrays["copying/bars"][0, 1] = 50.0
    arrays["copying/weight"][0] = np.log(37)
    copies = Transformer(arrays, network.settings).in_bars_of(4)
    state = copies.start(1)
    for event in [14, 16, 18, 20, 14]:
        state = copies.step(state, np.array([event]))
    assert copies.distribution(state)[0, 16] == pytest.approx(0.5)
    assert copies.distribution(state)[0, 18] == pytest.approx(0.5 / 37)


def test_before_the_first_event_it_says_what_its_bias_says() -> None:
    network = small_transformer()
    p = network.distribution(network.start(2))
    np.testing.assert_allclose(p, softmax(network.arrays["output/bias"])[None].repeat(2, axis=0))


@pytest.mark.parametrize("bar", [12, 16])
def test_it_does_not_look_ahead(bar: int) -> None:
    before, after = changes(small_transformer(), bar, cuts=150, seed=bar)
    assert before == 0 and after > 0.01


def test_a_step_changes_no_state() -> None:
    player = small_transformer(reach=3).in_bars_of(4)
    states: list[State] = [player.start(2)]
    for event in (14, 3, 0, 20, 7):
        states.append(player.step(states[-1], np.array([event, 2])))
    said = [player.distribution(state) for state in states]
    player.step(states[2], np.array([9, 9]))
    again = [player.distribution(state) for state in states]
    assert all(np.array_equal(a, b) for a, b in zip(said, again, strict=True))
    assert states[-1].layers[0][0].shape == (2, 2, 3, 3)  # batch, heads, reach, width / heads


def test_it_composes_and_searches() -> None:
    network = small_transformer()
    one, other = (ssc.compose(network, rng=3, steps=48, outputs=2) for _ in range(2))
    assert [m.events.tolist() for m in one] == [m.events.tolist() for m in other]
    assert len({m.events.tobytes() for m in one}) == 2
    best = ssc.beam_search(network.in_bars_of(16), 12, beam_size=3, primer=[14], rng=1)
    assert len(np.ravel(best[0])) >= 1


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    network = small_transformer()
    loaded = ssc.load_network(network.save(tmp_path / "t.npz", half=False))
    assert isinstance(loaded, Transformer) and loaded.size == network.size
    tune = ssc.Melody.of("C4 - E4 - G4 - E4 - C4 - E4 - G4 - C5 -", metre=(2, 4))
    bits = [ssc.bits_per_event(g, [tune]) for g in (network, loaded)]
    assert bits[0] == pytest.approx(bits[1], abs=1e-5)


@pytest.mark.parametrize(
    ("name", "shape", "told"),
    [
        ("block_0/queries", (6, 6), "block 0 has arrays of shapes"),
        ("block_1/bars", (3, BARS), "block 1 has arrays of shapes"),
        ("copying/weight", (3,), "the attention that copies has arrays"),
        ("embedding/kernel", (94, 8), "the embedding has arrays"),
        ("output/kernel", (8, 38), "the output layer has arrays"),
        ("more", (2,), "belong to no block"),
    ],
)
def test_what_does_not_fit_is_refused(name: str, shape: tuple[int, ...], told: str) -> None:
    network = small_transformer()
    with pytest.raises(NetworkFileError, match=told):
        Transformer({**network.arrays, name: np.zeros(shape)}, network.settings)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"heads": 4}, "6 numbers a row do not share out to 4 heads"),
        ({"reach": 0}, "needs a reach"),
        ({"reach": 10**6}, "the setting reach is"),
        ({"encoding": "one-hot"}, "the encoding"),
    ],
)
def test_settings_that_no_transformer_has(changed: dict[str, object], told: str) -> None:
    network = small_transformer()
    with pytest.raises(NetworkFileError, match=told):
        Transformer(network.arrays, network.settings | changed)


def test_an_array_that_is_missing_is_named() -> None:
    network = small_transformer()
    arrays = {k: v for k, v in network.arrays.items() if k != "copying/steps"}
    with pytest.raises(NetworkFileError, match="copying/steps"):
        Transformer(arrays, network.settings)

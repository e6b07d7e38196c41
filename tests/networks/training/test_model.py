"""The Keras model and the NumPy network that comes out of it: the same answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

from ssc_lib import bits_per_event
from ssc_lib.networks.cells import softmax
from ssc_lib.networks.training import Settings
from ssc_lib.networks.training.model import build, export, surprise_of_sum
from ssc_lib.networks.training.segments import as_pairs, segments
from tests.made import TINY, TRAIN, VALIDATION

pytestmark = pytest.mark.usefixtures("without_xla")

FAMILY = [
    {},
    {"attention": 5},
    {"encoding": "lookback"},
    {"encoding": "key"},
    {"encoding": "key", "attention": 5},
    {"encoding": "copy"},
]
COPY = Settings(**{**TINY.__dict__, "dropout": 0.0, "encoding": "copy"})


def wanted(targets: np.ndarray, labels: int) -> np.ndarray:
    """Which labels are asked for, shape (..., labels): one, or all that spell an event."""
    if targets.dtype == np.int8 or targets.dtype == bool:
        return targets.astype(bool)
    return np.arange(labels) == targets[..., None]


@pytest.mark.parametrize("config", FAMILY, ids=str)
def test_numpy_answers_as_keras_does(config: dict[str, Any]) -> None:
    """Keras scores segments, NumPy steps whole tunes: the same, and nothing is lost at a cut."""
    settings = Settings(**{**TINY.__dict__, "dropout": 0.0, **config})
    built = build(settings, 1)
    net = export(built, settings)
    theirs = labels = 0.0
    for part in segments(as_pairs(TRAIN, settings), 3, 8, np.random.default_rng(0)):
        logits = np.asarray(built([part.inputs, part.keep]), dtype=float)
        right = softmax(logits) * wanted(part.targets, logits.shape[-1])
        real = part.weights == 1
        theirs -= np.log(right.sum(axis=-1)[real]).sum()
        labels += part.weights.sum()
    ours = 0.0
    for row, (_, targets) in zip(TRAIN, as_pairs(TRAIN, settings), strict=True):
        state = net.start(1)
        for event, right in zip(row, wanted(targets, net.encoding.label_count), strict=False):
            state = net.step(state, np.array([event]))
            ours -= np.log(net.labels(state)[0, right].sum())
    assert ours / labels == pytest.approx(theirs / labels, abs=1e-5)


@pytest.mark.parametrize("config", FAMILY, ids=str)
def test_an_event_has_the_probability_of_all_its_labels(config: dict[str, Any]) -> None:
    """Summed over labels a distribution still sums to 1, and no event gets less than its label."""
    settings = Settings(**{**TINY.__dict__, **config})
    net = export(build(settings, 1), settings)
    row, targets = TRAIN[0], as_pairs(TRAIN, settings)[0][1]
    state = net.start(1)
    for event, following, right in zip(
        row, row[1:], wanted(targets, net.encoding.label_count), strict=False
    ):
        state = net.step(state, np.array([event]))
        p = net.distribution(state)
        assert p.sum() == pytest.approx(1, abs=1e-5)
        assert p[0, following] >= net.labels(state)[0, right].sum() - 1e-7


def test_a_network_that_copies_says_of_each_label_what_keras_does() -> None:
    """Eight steps of the first tune of each of three lanes: all 19 labels within 1e-5."""
    built = build(COPY, 1)
    net = export(built, COPY)
    part = next(segments(as_pairs(TRAIN, COPY), 3, 8, np.random.default_rng(0)))
    expected = softmax(np.asarray(built([part.inputs, part.keep]), dtype=float))
    assert expected.shape == (3, 8, 14 + 5)
    events, state = part.inputs[..., :14].argmax(axis=-1), net.start(3)
    for step in range(8):
        state = net.step(state, events[:, step])
        np.testing.assert_allclose(net.labels(state), expected[:, step], atol=1e-5)


# -- the loss of a sum ---------------------------------------------------------------------------


def test_the_surprise_of_a_sum_is_numpys() -> None:
    """Minus the log of the sum of the softmax over the labels that spell the event."""
    rng = np.random.default_rng(0)
    logits = rng.normal(scale=5, size=(3, 4, 7)).astype(np.float32)
    spellings = rng.random((3, 4, 7)) < 0.4
    spellings[..., 0] = True  # its own label always spells it
    found = np.asarray(surprise_of_sum(spellings.astype(np.int8), logits))
    expected = -np.log((softmax(logits.astype(float)) * spellings).sum(axis=-1))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_one_label_that_is_right_is_the_surprise_at_it() -> None:
    """Also in logits of 16 bits, and where it is all but impossible."""
    logits = np.array([[0.0, 90.0, -90.0]], dtype=np.float16)
    for label, nats in ((0, 90), (1, 0), (2, 180)):
        found = np.asarray(surprise_of_sum(np.eye(3, dtype=np.int8)[[label]], logits))
        assert found == pytest.approx([nats], abs=1e-3)


def test_the_loss_of_an_update_is_the_mean_surprise_of_a_sum() -> None:
    """Over the real events of a segment; padding, which spells nothing, has no say."""
    built = build(COPY, 10)
    parts = list(segments(as_pairs(TRAIN, COPY), 3, 8, np.random.default_rng(0)))
    part = min(parts, key=lambda part: part.weights.sum())
    real = part.weights == 1
    assert not real.all()
    right = softmax(np.asarray(built([part.inputs, part.keep]), dtype=float)) * part.targets
    loss = build(COPY, 10).train_on_batch(
        [part.inputs, part.keep],
        part.targets,
        sample_weight=part.weights * real.size / real.sum(),
    )
    assert float(loss) == pytest.approx(-np.log(right.sum(axis=-1)[real]).mean(), abs=1e-5)


def test_export_takes_the_average_and_leaves_the_model_alone() -> None:
    """With momentum 1/2 the average is w1 after one update, and (w1 + w2) / 2 after two."""
    settings = Settings(**{**TINY.__dict__, "dropout": 0.0, "average": 0.5})
    built = build(settings, 10)
    part = next(segments(as_pairs(TRAIN, settings), 3, 8, np.random.default_rng(0)))
    seen = []
    for _ in range(2):
        built.train_on_batch([part.inputs, part.keep], part.targets, sample_weight=part.weights)
        seen.append(np.asarray(built.get_layer("output").kernel))
    exported = export(built, settings).arrays["output/kernel"]
    assert exported == pytest.approx((seen[0] + seen[1]) / 2, abs=1e-6)
    assert np.array_equal(np.asarray(built.get_layer("output").kernel), seen[1])
    assert np.array_equal(export(built, settings, averaged=False).arrays["output/kernel"], seen[1])


def test_a_short_average_forgets_the_first_weights() -> None:
    """Its momentum is 1/2 at the second update, 3/5 at the third: 0.3, 0.3 and 0.4 of the three.

    With 0.999 at each it would be 0.998 of the first and 0.001 of the others.
    """
    settings = Settings(**{**TINY.__dict__, "dropout": 0.0, "average": 0.999})
    built = build(settings, 10)
    part = next(segments(as_pairs(TRAIN, settings), 3, 8, np.random.default_rng(0)))
    seen = []
    for _ in range(3):
        built.train_on_batch([part.inputs, part.keep], part.targets, sample_weight=part.weights)
        seen.append(np.asarray(built.get_layer("output").kernel))
    exported = export(built, settings).arrays["output/kernel"]
    assert exported == pytest.approx(0.3 * seen[0] + 0.3 * seen[1] + 0.4 * seen[2], abs=1e-6)


@pytest.mark.parametrize(("updates", "momentum"), [(1, 0.5), (8, 9 / 11), (10_000, 0.999)])
def test_a_long_run_has_the_momentum_that_was_asked_for(updates: int, momentum: float) -> None:
    optimizer = build(Settings(**{**TINY.__dict__, "average": 0.999}), 10).optimizer
    optimizer.iterations.assign(updates)
    assert float(optimizer.ema_momentum) == pytest.approx(momentum, abs=1e-6)


@pytest.mark.parametrize(("schedule", "last"), [("cosine", 0.0), ("constant", 0.01)])
def test_the_rate_follows_the_schedule(schedule: str, last: float) -> None:
    settings = Settings(units=(4,), rate=0.01, batch=2, segment=4, schedule=schedule)
    model = build(settings, 2)
    rates, zeros = [], np.zeros((2, 4), np.int32)
    for _ in range(3):
        rates.append(float(model.optimizer.learning_rate))
        model.train_on_batch([zeros, np.ones((2, 1), np.float32)], zeros)
    assert rates == pytest.approx([0.01, (0.01 + last) / 2, last], abs=1e-8)


# -- look-backs that follow the bar --------------------------------------------------------------


def test_a_network_is_scored_in_the_bars_of_each_tune() -> None:
    """Scored with bars as one batch, or tune by tune in its own bars: the same."""
    settings = Settings(**{**TINY.__dict__, "encoding": "key", "attention": 4, "follow_bar": True})
    net = export(build(settings, 1), settings)
    tunes = [
        net.encoding.decode(row, steps_per_bar=bar)
        for bar, row in zip([6, 8, 6], VALIDATION, strict=True)
    ]
    alone = [
        bits_per_event(net.in_bars_of(tune.steps_per_bar), [net.encoding.squash(tune, net.key)[0]])
        for tune in tunes
    ]
    counts = [len(row) - 1 for row in VALIDATION]
    together = bits_per_event(net, tunes)
    assert together == pytest.approx(np.average(alone, weights=counts), abs=1e-6)
    with pytest.raises(ValueError, match="follows the bar, and a row of indices has none"):
        bits_per_event(net, VALIDATION)


def test_the_originals_look_backs_do_not_follow() -> None:
    settings = Settings(**{**TINY.__dict__, "encoding": "lookback"})
    net = export(build(settings, 1), settings)
    assert net.in_bars_of(12) is net

"""Blocks in Keras: over segments, tunes and lanes they say what the NumPy transformer says."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

from ssc_lib.music import corpus
from ssc_lib.networks.cells import softmax
from ssc_lib.networks.training import Settings
from ssc_lib.networks.training.model import build, export
from ssc_lib.networks.training.segments import Course, as_heard, as_pairs
from ssc_lib.networks.transformer import Transformer

pytestmark = pytest.mark.usefixtures("without_xla")

SETTINGS = Settings(
    encoding="place", follow_bar=True, units=(16, 16), heads=2, reach=40, segment=8, batch=4,
    dropout=0.0, epochs=1,
)  # fmt: skip


def test_keras_and_numpy_agree() -> None:
    """Ten tunes of several metres in four lanes: memories are shorter, full, and begun anew."""
    rows, bars = as_heard(corpus.load(split="validation")[:10], SETTINGS)
    course = Course(as_pairs(rows, SETTINGS, bars), SETTINGS)
    model = build(SETTINGS, 10)
    rng = np.random.default_rng(0)
    for variable in model.trainable_variables:
        variable.assign(np.asarray(variable) + rng.normal(0, 0.3, variable.shape))
    network = export(model, SETTINGS)
    assert isinstance(network, Transformer)
    players, states = [network] * 4, [network.start(1)] * 4
    compared = begun = 0
    for segment in course.segments(0):
        logits = model.predict_on_batch([segment.inputs, segment.keep])
        for lane in range(4):
            if not segment.keep[lane, 0]:
                bar = int(segment.inputs[lane, 0, 62:86].argmax()) + 1
                players[lane] = network.in_bars_of(bar)
                states[lane] = players[lane].start(1)
                begun += 1
            for x, z in zip(
                segment.inputs[lane, segment.weights[lane] > 0],
                logits[lane, segment.weights[lane] > 0],
                strict=True,
            ):
                states[lane] = players[lane].step(states[lane], x[:38].argmax()[None])
                found = players[lane].distribution(states[lane])[0]
                np.testing.assert_allclose(found, softmax(z), atol=1e-5)
                compared += 1
    assert begun == 10 and compared == sum(len(row) - 1 for row in rows)


def test_an_update_teaches_every_array() -> None:
    model = build(SETTINGS, 10)
    tunes = corpus.load(split="validation")[:8]
    rows, bars = as_heard(tunes, SETTINGS)
    course = Course(as_pairs(rows, SETTINGS, bars), SETTINGS)
    before = {v.path: np.asarray(v).copy() for v in model.trainable_variables}
    for segment, _ in zip(course.segments(0), range(8), strict=False):
        model.train_on_batch([segment.inputs, segment.keep], segment.targets)
    same = [v.path for v in model.trainable_variables if np.array_equal(v, before[v.path])]
    assert not same


def test_heads_share_the_width() -> None:
    with pytest.raises(ValueError, match="3 heads share"):
        Settings(encoding="place", follow_bar=True, units=(16, 16), heads=3, reach=4)
    with pytest.raises(ValueError, match="all as wide"):
        Settings(encoding="place", follow_bar=True, units=(16, 8), heads=2, reach=4)

"""Attention trained with a state that is carried on: the memory is bounded, the query not blind."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

from ssc_lib.networks.training import Settings
from ssc_lib.networks.training.layers import MOST_KEPT
from ssc_lib.networks.training.model import build, export

pytestmark = pytest.mark.usefixtures("without_xla")


def test_training_bounds_the_memory_and_hides_the_cell_state_from_the_query() -> None:
    settings = Settings(
        units=(12,), attention=6, encoding="key", batch=4, segment=8, rate=0.3, dropout=0
    )
    model = build(settings, 1000)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(4, 8, settings.reader.input_size)).astype(np.float32)
    y, keep = rng.integers(0, 40, (4, 8)), np.ones((4, 1), np.float32)
    wide = []
    for _ in range(5):
        model.train_on_batch([x, keep], y)
        kernel = np.asarray(model.get_layer("lstm_0").cell.mix["output_kernel"])
        assert np.linalg.norm(kernel[12:], 2) < 1.05 * MOST_KEPT
        query = np.asarray(model.get_layer("lstm_0").cell.mix["query_kernel"])
        assert not query[:12].any() and query[12:].all()
        wide.append(np.linalg.norm(kernel[:12], 2))
    assert max(wide) > 2 * MOST_KEPT  # the rest of the kernel is free


def test_averaged_weights_keep_the_rules_too() -> None:
    settings = Settings(
        units=(6,), attention=3, encoding="key", batch=2, segment=4, average=0.99, dropout=0
    )
    model = build(settings, 10)
    x = np.ones((2, 4, settings.reader.input_size), np.float32)
    model.train_on_batch([x, np.ones((2, 1), np.float32)], np.zeros((2, 4), np.int32))
    arrays = export(model, settings).arrays
    assert not arrays["attention/query_kernel"][:6].any()
    assert np.linalg.norm(arrays["attention/output_kernel"][6:], 2) < 1.05 * MOST_KEPT

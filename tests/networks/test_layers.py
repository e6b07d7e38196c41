"""What the attention layer keeps of its memory can't grow without end."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.networks.layers import MOST_KEPT
from ssc_lib.networks.model import Settings, build

pytest.importorskip("keras")


def test_training_keeps_the_memory_a_contraction() -> None:
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
        wide.append(np.linalg.norm(kernel[:12], 2))
    assert max(wide) > 2 * MOST_KEPT  # the rest of the kernel is free

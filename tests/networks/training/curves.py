"""Reads the curves of a run's folder back, by TensorFlow."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssc_lib.networks.training.events import FILES

Points = list[tuple[int, float]]  # step and value


def read_curves(folder: Path) -> dict[str, Points]:
    """Every point in every events file of a folder, by its tag; in the order of the files."""
    tf = pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    curves: dict[str, Points] = {}
    for path in sorted(folder.glob(FILES)):
        for record in tf.data.TFRecordDataset(str(path)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                point = (event.step, float(tf.make_ndarray(value.tensor)))
                curves.setdefault(value.tag, []).append(point)
    return curves

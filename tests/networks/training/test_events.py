"""The curves of a run: written by TensorFlow, and read by it and by TensorBoard."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

from ssc_lib.networks.training.events import FILES, TAGS, Curves
from tests.networks.training.curves import read_curves

HISTORY = [
    {"epoch": 1, "train_bits": 2.5, "validation_bits": 2.25, "seconds": 4.0, "ended": 1004.0},
    {"epoch": 2, "train_bits": 2.0, "validation_bits": 2.125, "seconds": 5.0, "ended": 1100.0},
    {"epoch": 3, "train_bits": 1.5, "validation_bits": 2.0, "seconds": 6.0, "ended": 1110.0},
]
WHOLE = {tag: [(row["epoch"], row[tag]) for row in HISTORY] for tag in TAGS}


def test_each_epoch_can_be_read_at_once(tmp_path: Path) -> None:
    curves = Curves(tmp_path)
    for n in range(1, 4):
        curves.add(HISTORY[:n])
        assert read_curves(tmp_path) == {tag: points[:n] for tag, points in WHOLE.items()}
    assert len(list(tmp_path.glob(FILES))) == 1


@pytest.mark.parametrize("kept", [None, 5, -3, 0])
def test_a_run_that_goes_on_has_every_epoch_once(tmp_path: Path, kept: int | None) -> None:
    """Whatever the stop left of the file, and if it had an epoch that the checkpoint has not."""
    before = Curves(tmp_path)
    for n in (1, 2):
        before.add(HISTORY[:n])
    (path,) = tmp_path.glob(FILES)
    path.write_bytes(path.read_bytes()[:kept])
    (tmp_path / "events.out.tfevents.0").write_bytes(b"of an older version")
    after = Curves(tmp_path)
    for n in (2, 3):
        after.add(HISTORY[:n])
    assert read_curves(tmp_path) == WHOLE


def test_tensorboard_reads_them(tmp_path: Path) -> None:
    module = "tensorboard.backend.event_processing.event_accumulator"
    accumulator = pytest.importorskip(module, reason="TensorBoard is not installed")
    from tensorboard.util.tensor_util import make_ndarray

    Curves(tmp_path).add(HISTORY)
    log = accumulator.EventAccumulator(str(tmp_path)).Reload()
    found = {
        tag: [(e.step, float(make_ndarray(e.tensor_proto))) for e in log.Tensors(tag)]
        for tag in log.Tags()["tensors"]
    }
    assert found == WHOLE
    plugins = {log.SummaryMetadata(tag).plugin_data.plugin_name for tag in TAGS}
    assert plugins == {"scalars"}


def test_without_tensorflow_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    Curves(tmp_path).add(HISTORY)
    assert not list(tmp_path.iterdir())


def test_where_they_cannot_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"could not be written to .*file/run; make room") as caught:
        Curves(tmp_path / "file" / "run").add(HISTORY)
    assert "\n" not in str(caught.value)

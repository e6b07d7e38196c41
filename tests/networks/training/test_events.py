"""The events file: by hand, read back, and read by those who defined it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssc_lib.magenta import TFRecordError, framed, read_tfrecord
from ssc_lib.networks.training.events import FILE_NAME, TAGS, Scalar, read_events, write_events

HISTORY = [
    {"epoch": 1, "train_bits": 2.5, "validation_bits": 2.25, "seconds": 4.0, "ended": 1004.0},
    {"epoch": 2, "train_bits": 2.0, "validation_bits": 2.125, "seconds": 5.0, "ended": 1100.0},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_events(tmp_path / FILE_NAME, HISTORY)


def test_the_first_record_by_hand(path: Path) -> None:
    """Field 1 as 8 bytes: 1000.0 is 0x408f400000000000; then field 3, 13 letters."""
    first = bytes.fromhex("09 0000000000408f40 1a 0d") + b"brain.Event:2"
    assert path.read_bytes().startswith(framed(first))


def test_a_point_by_hand(path: Path) -> None:
    """Field 2 holds the epoch; in field 5, values of a tag and 4 bytes: 2.5 is 0x40200000."""
    second = list(read_tfrecord(path))[1]
    assert second[9:].startswith(bytes.fromhex("10 01 2a"))
    assert bytes.fromhex("0a 11 0a 0a") + b"train_bits" + bytes.fromhex("15 00002040") in second


def test_what_is_written_is_read(path: Path) -> None:
    assert read_events(path) == {
        tag: [Scalar(row["epoch"], row["ended"], row[tag]) for row in HISTORY] for tag in TAGS
    }


def test_tensorflow_reads_it(path: Path) -> None:
    tf = pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    events = list(tf.compat.v1.train.summary_iterator(str(path)))
    assert events[0].file_version == "brain.Event:2"
    found = [
        (e.step, e.wall_time, {v.tag: v.simple_value for v in e.summary.value}) for e in events[1:]
    ]
    assert found == [(r["epoch"], r["ended"], {t: r[t] for t in TAGS}) for r in HISTORY]


def test_tensorboard_reads_it(path: Path) -> None:
    module = "tensorboard.backend.event_processing.event_accumulator"
    accumulator = pytest.importorskip(module, reason="TensorBoard is not installed")
    log = accumulator.EventAccumulator(str(path.parent)).Reload()
    assert sorted(log.Tags()["scalars"]) == sorted(TAGS)
    found = [(e.wall_time, e.step, e.value) for e in log.Scalars("validation_bits")]
    assert found == [(1004.0, 1, 2.25), (1100.0, 2, 2.125)]


def test_a_longer_history_grows_the_file_in_place(path: Path) -> None:
    """A TensorBoard that has the file open sees the new epoch, and no epoch twice."""
    whole, place = path.read_bytes(), path.stat().st_ino
    write_events(path, HISTORY[:1])
    assert path.read_bytes() != whole  # another run, from its start: replaced
    place = path.stat().st_ino
    for _ in range(2):
        write_events(path, HISTORY)
        assert (path.read_bytes(), path.stat().st_ino) == (whole, place)


@pytest.mark.parametrize("kept", [0, 5, -1])
def test_a_file_cut_short_is_completed(path: Path, kept: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    with pytest.raises(TFRecordError) if kept else pytest.raises(AssertionError):
        assert read_events(path)
    write_events(path, HISTORY)
    assert path.read_bytes() == whole


def test_another_file_is_replaced(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(b"of another run" + whole)
    write_events(path, HISTORY)
    assert path.read_bytes() == whole


def test_epochs_of_an_old_log_are_timed_by_their_seconds(path: Path) -> None:
    old = [{k: v for k, v in row.items() if k != "ended"} for row in HISTORY]
    write_events(path, old)
    assert [p.time_s for p in read_events(path)["seconds"]] == [4.0, 9.0]


def test_a_run_without_epochs_has_no_curves(tmp_path: Path) -> None:
    assert read_events(write_events(tmp_path / FILE_NAME, [])) == {}

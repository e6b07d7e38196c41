"""TFRecord files: by hand, by TensorFlow, and damaged."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from ssc_lib.magenta.tfrecord import TFRecordError, framed, read_tfrecord, write_tfrecord
from tests.magenta import mag


def test_a_record_by_hand() -> None:
    """Length, its checksum, the record, its checksum."""
    length = bytes([3, 0, 0, 0, 0, 0, 0, 0])
    assert framed(b"one") == length + mag.checksum(length) + b"one" + mag.checksum(b"one")


def test_a_file_there_and_back(tmp_path: Path) -> None:
    path = write_tfrecord(tmp_path / "a" / "some.tfrecord", [b"one", b"", b"three" * 100])
    assert list(read_tfrecord(path)) == [b"one", b"", b"three" * 100]
    assert path.stat().st_size == 3 * 16 + 3 + 500
    assert list(read_tfrecord(write_tfrecord(path, []))) == []


def test_tensorflow_reads_and_writes_the_same(tmp_path: Path) -> None:
    tf = pytest.importorskip("tensorflow")
    records = [b"one", bytes(range(256)) * 5, b""]
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    write_tfrecord(ours, records)
    with tf.io.TFRecordWriter(str(theirs)) as writer:
        for record in records:
            writer.write(record)
    assert ours.read_bytes() == theirs.read_bytes()
    assert [r.numpy() for r in tf.data.TFRecordDataset(str(ours))] == records


def test_damaged_files(tmp_path: Path) -> None:
    path, data = tmp_path / "bad.tfrecord", framed(b"one") + framed(b"two")
    cases = [
        (data[:-1], "is cut short in record 2"),
        (data[:-9], "is cut short in record 2"),
        (data[:25], "is cut short in record 2"),
        (data[:20] + b"X" + data[21:], "is damaged at record 2"),
        (data[:13] + b"X" + data[14:], "is damaged in record 1"),
        (b"MThd this is a tune", "is not a TFRecord file"),
        (b"x", "is not a TFRecord file"),
        (_claims(2**60), "is cut short in record 1"),
        (data[:19] + _claims(2**64 - 1), "is cut short in record 2"),
    ]
    for content, words in cases:
        path.write_bytes(content)
        with pytest.raises(TFRecordError, match=words) as caught:
            list(read_tfrecord(path))
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(FileNotFoundError, match="no such file"):
        list(read_tfrecord(tmp_path / "nowhere"))


def _claims(length: int) -> bytes:
    """The head of a record that says it is so long, with a right checksum."""
    head = struct.pack("<Q", length)
    return head + mag.checksum(head) + b"short"

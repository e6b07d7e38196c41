"""Training examples of the original: TensorFlow reads what is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Melody, OneHot
from ssc_lib.magenta.sequence_example import sequence_example, write_examples
from ssc_lib.magenta.tfrecord import read_tfrecord


def test_bytes_by_hand() -> None:
    """Two events of an encoding of two: one step, input (1, 0), label 1."""
    floats = bytes.fromhex("0000803f 00000000")
    feature = b"\x0a\x0c" + b"\x12\x0a" + b"\x0a\x08" + floats  # float_list is field 2
    inputs = b"\x0a\x18" + b"\x0a\x06inputs" + b"\x12\x0e" + feature
    feature = b"\x0a\x05" + b"\x1a\x03" + b"\x0a\x01" + b"\x01"  # int64_list is field 3
    labels = b"\x0a\x11" + b"\x0a\x06labels" + b"\x12\x07" + feature
    assert sequence_example([0, 1], 2) == b"\x12\x2d" + inputs + labels


def test_tensorflow_reads_it() -> None:
    tf = pytest.importorskip("tensorflow")
    encoding = OneHot()
    row = encoding.encode(Melody([60, -2, -1, 83, 48, -2]))
    shapes = {
        "inputs": tf.io.FixedLenSequenceFeature([38], tf.float32),
        "labels": tf.io.FixedLenSequenceFeature([], tf.int64),
    }
    context, read = tf.io.parse_single_sequence_example(
        sequence_example(row), sequence_features=shapes
    )
    assert context == {}
    assert np.array_equal(read["inputs"], encoding.matrix(row[:-1]))
    assert np.array_equal(read["labels"], row[1:])


@pytest.mark.parametrize("events", [[], [3], [0, 38], [-1, 3]])
def test_refusals(events: list[int]) -> None:
    with pytest.raises(ValueError, match="expected two or more events from 0 to 37"):
        sequence_example(events)


def test_a_file_of_examples(tmp_path: Path) -> None:
    """One for each melody; and no file at all if one of them cannot be written."""
    rows = [[2, 0, 1], [3, 3]]
    path = write_examples(tmp_path / "a.tfrecord", rows, 4)
    assert list(read_tfrecord(path)) == [sequence_example(row, 4) for row in rows]
    with pytest.raises(ValueError, match="expected two or more events"):
        write_examples(tmp_path / "b.tfrecord", [*rows, [7]], 4)
    assert [p.name for p in tmp_path.iterdir()] == ["a.tfrecord"]

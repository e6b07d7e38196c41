"""Training examples as the original Melody RNN reads them: one SequenceExample a melody.

A SequenceExample holds rows of features, one for each step. Here there are two rows: ``inputs``,
the one-hot vector of each event but the last, and ``labels``, the number of the event that follows.
A melody of n events gives n - 1 steps; its first event is never predicted.

Source: the message tf.train.SequenceExample and its field numbers.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ssc_lib.magenta.tfrecord import write_tfrecord
from ssc_lib.magenta.wire import to_varint, with_length

_FLOATS, _INTEGERS = 2, 3  # fields of tf.train.Feature


def sequence_example(events: Iterable[int], size: int = 38) -> bytes:
    """Write the message of one melody.

    Parameters
    ----------
    events : sequence of int, each from 0 to ``size - 1``, at least two
        From `OneHot.encode`.
    size : int
        Number of events of the encoding.

    Raises
    ------
    ValueError
        If there are fewer than two events, or one is out of range.

    Examples
    --------
    Three events are two steps: each input takes 4 bytes for each of 38 numbers, and a few more.

    >>> len(sequence_example([14, 0, 16]))
    365
    """
    row = [int(e) for e in events]
    if len(row) < 2 or min(row) < 0 or max(row) >= size:
        raise ValueError(f"expected two or more events from 0 to {size - 1}, got {row[:8]}")
    one_hot = np.eye(size, dtype="<f4")
    inputs = {e: _feature(_FLOATS, one_hot[e].tobytes()) for e in set(row[:-1])}
    labels = {e: _feature(_INTEGERS, to_varint(e)) for e in set(row[1:])}
    lists = _feature_list("inputs", b"".join(inputs[e] for e in row[:-1]))
    lists += _feature_list("labels", b"".join(labels[e] for e in row[1:]))
    return with_length(2, lists)  # field 1, the context, stays empty


def write_examples(
    path: str | os.PathLike[str], melodies: Iterable[Iterable[int]], size: int = 38
) -> Path:
    """Write melodies to a TFRecord file, an example each; whole or not at all.

    Parameters
    ----------
    path : path
    melodies : sequences of events, and ``size``
        As for `sequence_example`.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        As `sequence_example` does.
    """
    return write_tfrecord(path, (sequence_example(events, size) for events in melodies))


def _feature(kind: int, values: bytes) -> bytes:
    """Write one step of a row: a Feature with a list of packed numbers."""
    return with_length(1, with_length(kind, with_length(1, values)))


def _feature_list(name: str, steps: bytes) -> bytes:
    """Write a row under its name: an entry of a map, key 1, value 2."""
    return with_length(1, with_length(1, name.encode()) + with_length(2, steps))

"""The log of a training run as TensorBoard reads it, written without TensorFlow.

An **events file** is a TFRecord file of messages, in the wire format that Melody RNN's files have
as well (`ssc_lib.magenta.wire`):

=======  ======  ===============  ================================================
message  field   type             meaning
=======  ======  ===============  ================================================
Event    1       8 bytes, float   when, in seconds since 1970
Event    2       varint           step; here the epoch
Event    3       text             ``brain.Event:2``, in the first record only
Event    5       message          Summary
Summary  1       message, many    Value
Value    1       text             tag: the name of the curve
Value    2       4 bytes, float   its value
=======  ======  ===============  ================================================

The file follows from the history of the run alone, and a longer history only adds bytes at its
end. So a run that was stopped never logs an epoch twice, and a file that a power cut left short is
completed by the next epoch. Look at it with ``tensorboard --logdir runs``.

Source: ``event.proto`` and ``summary.proto`` of TensorFlow.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ssc_lib.files import write_bytes
from ssc_lib.magenta import framed, read_tfrecord, wire

# TensorBoard knows an events file by the middle of its name; the number would be a time.
FILE_NAME = "events.out.tfevents.0"
TAGS = ("train_bits", "validation_bits", "seconds")
VERSION = "brain.Event:2"


class Scalar(NamedTuple):
    """One point of a curve."""

    step: int
    time_s: float  # since 1970
    value: float


def write_events(path: str | os.PathLike[str], history: Sequence[Mapping[str, float]]) -> Path:
    """Write the curves of a history to an events file; returns the path.

    Where the file already holds the first epochs of this history the others are put at its end, so
    that a TensorBoard which has it open sees them. Any other file is replaced.

    Parameters
    ----------
    path : path
    history : sequence of rows
        As `ssc_lib.networks.training.train` returns it.
    """
    path, data = Path(path), b"".join(map(framed, _messages(history)))
    held = path.read_bytes() if path.is_file() else b""
    if not held or not data.startswith(held):
        return write_bytes(path, data)
    with path.open("ab") as file:
        file.write(data[len(held) :])
    return path


def _messages(history: Sequence[Mapping[str, float]]) -> Iterator[bytes]:
    clock, first = 0.0, True
    for row in history:
        # a run from before epochs had a time gets the seconds that it took
        end = row.get("ended", clock + row["seconds"])
        if first:
            yield _event(end - row["seconds"], wire.with_length(3, VERSION.encode()))
        values = b"".join(wire.with_length(1, _value(tag, row[tag])) for tag in TAGS)
        step = wire.with_varint(2, int(row["epoch"]))
        yield _event(end, step + wire.with_length(5, values))
        clock, first = end, False


def _event(time_s: float, body: bytes) -> bytes:
    return wire.with_eight_bytes(1, struct.pack("<d", time_s)) + body


def _value(tag: str, value: float) -> bytes:
    number = wire.with_four_bytes(2, struct.pack("<f", value))
    return wire.with_length(1, tag.encode()) + number


def read_events(path: str | os.PathLike[str]) -> dict[str, list[Scalar]]:
    """Read the curves in an events file, by their tags.

    Raises
    ------
    FileNotFoundError, ssc_lib.magenta.TFRecordError
        If there is no such file, or it is damaged.
    """
    curves: dict[str, list[Scalar]] = {}
    for record in read_tfrecord(path):
        event = memoryview(record)
        time_s = _float(event, 1, wire.EIGHT_BYTES, "<d")
        for value in wire.parts(wire.part(event, 5), 1):
            point = _float(value, 2, wire.FOUR_BYTES, "<f")
            scalar = Scalar(wire.integer(event, 2), time_s, point)
            curves.setdefault(wire.text(value, 1), []).append(scalar)
    return curves


def _float(data: memoryview, number: int, kind: int, form: str) -> float:
    found = 0.0
    for n, k, value in wire.entries(data):
        if (n, k) == (number, kind):
            (found,) = struct.unpack(form, value)
    return found

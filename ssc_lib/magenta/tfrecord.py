"""TFRecord files: a row of records, each between its length and a checksum.

=======  =========================================
bytes    meaning
=======  =========================================
8        length of the record, lowest byte first
4        masked CRC-32C of those eight bytes
length   the record
4        masked CRC-32C of the record
=======  =========================================

Written and read here without TensorFlow. For the checksum see `ssc_lib.magenta.checksum`.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from ssc_lib.files import write_bytes
from ssc_lib.magenta.checksum import crc32c, masked
from ssc_lib.magenta.shards import find_shards


class TFRecordError(ValueError):
    """A file that is no TFRecord file, or a damaged one."""


def _checksum(data: bytes) -> bytes:
    return struct.pack("<I", masked(crc32c(data)))


def framed(record: bytes) -> bytes:
    """Frame a record as it stands in a TFRecord file: length, checksum, record, checksum."""
    length = struct.pack("<Q", len(record))
    return length + _checksum(length) + record + _checksum(record)


def unframed(frame: bytes) -> bytes:
    """Take the record out of what `framed` made.

    Examples
    --------
    >>> unframed(framed(b"a record"))
    b'a record'
    """
    return frame[12:-4]


def write_tfrecord(path: str | os.PathLike[str], records: Iterable[bytes]) -> Path:
    """Write records to a TFRecord file, whole or not at all. Returns the path."""
    return write_bytes(path, map(framed, records))


def read_tfrecord(path: str | os.PathLike[str]) -> Iterator[bytes]:
    """Read the records of a TFRecord file, one at a time, and compare their checksums.

    Parameters
    ----------
    path : path
        Of a file, of shards without their numbers, or a pattern of names; see
        `ssc_lib.magenta.shards.find_shards`. Shards are read one after another.

    Raises
    ------
    FileNotFoundError
        If there is no such file, or a shard is missing.
    ValueError
        If there are two sets of shards of that name; a TFRecordError if a file is no TFRecord file,
        is damaged or is cut short.
    """
    for file in find_shards(path):
        yield from _read_one(file)


def _read_one(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        left, number = path.stat().st_size, 0
        while left:
            number += 1
            head = file.read(12)
            if head[8:] != _checksum(head[:8]):
                what = (
                    "is not a TFRecord file"
                    if number == 1
                    else f"is cut short in record {number}"
                    if len(head) < 12
                    else f"is damaged at record {number}"
                )
                raise TFRecordError(f"{path} {what}; ssc convert makes one anew")
            (length,) = struct.unpack("<Q", head[:8])
            left -= 16 + length
            if left < 0:
                raise TFRecordError(f"{path} is cut short in record {number}; make it again")
            record = file.read(length)
            if file.read(4) != _checksum(record):
                raise TFRecordError(
                    f"{path} is damaged in record {number}: its checksum is wrong; make it again"
                )
            yield record

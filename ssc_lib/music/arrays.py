"""Arrays of a ``.npz`` file, limited before they are made.

An ``.npz`` file is a zip archive of ``.npy`` files, each of which says its shape before its
numbers. Zeros deflate to a thousandth: a file of 4 MB may become an array of 9 GB. So the shapes
are read first. What is read is also no more than numbers: no text, no objects of Python.

Networks, corpora and checkpoints of a training are such files. Their settings and papers are JSON
in an array of bytes, see `as_json`.

Source: *A simple file format for NumPy arrays* (the NumPy Enhancement Proposal 1), version 1.0 of
the format, which is the one that plain numbers are written in; *APPNOTE: .ZIP file format
specification*, section 4.3.16, for the end of the archive.
"""

from __future__ import annotations

import json
import math
import os
import re
import struct
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

MOST_NUMBERS = 2**26  # of all arrays of a file: 67 million
MOST_DIRECTORY = 2**20  # bytes of an archive's table of contents: some ten thousand arrays
MOST_JSON = 2**20  # bytes of a text in JSON

_END = struct.Struct("<4s4H2IH")  # the last record of an archive that has no comment
_FURTHER = b"PK\x06\x07"  # stands before it in archives beyond 4 GB
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAGIC = b"\x93NUMPY\x01\x00"
_HEAD = re.compile(
    rb"\{'descr': *'[<>|=]([biuf])([1248])', *'fortran_order': *(?:True|False), *"
    rb"'shape': *\(((?:\d{1,12}(?:, *|(?=\))))*)\),? *\} *\n?"
)
_MOST_DIMENSIONS = 8


class DamagedError(ValueError):
    """A file that is damaged, of another kind or too large: the reason, as a clause."""


def read_arrays(path: str | os.PathLike[str], *, most: int = MOST_NUMBERS) -> dict[str, np.ndarray]:
    """Read all arrays of a ``.npz`` file that `numpy.savez` or `numpy.savez_compressed` wrote.

    Parameters
    ----------
    path : path
    most : int
        How many numbers the arrays may have together, of at most 8 bytes each.

    Returns
    -------
    dict of str -> ndarray
        Of bool, int, unsigned int or float.

    Raises
    ------
    OSError
        If the file cannot be opened.
    DamagedError
        If it is no such file, is damaged, or would become larger; nothing of that size is made.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "some.npz"
    >>> np.savez_compressed(path, zeros=np.zeros(10**6))
    >>> read_arrays(path)["zeros"].shape
    (1000000,)
    >>> read_arrays(path, most=1000)
    Traceback (most recent call last):
    ssc_lib.music.arrays.DamagedError: it holds 1,000,000 numbers, where 1,000 are the most
    """
    with Path(path).open("rb") as file:
        _check_directory(file)
        try:
            with zipfile.ZipFile(file) as archive:
                return _read(archive, most)
        except DamagedError:
            raise
        except Exception as error:  # zip, zlib and numpy each fail in their own ways
            raise DamagedError("the archive is damaged") from error


def _check_directory(file: BinaryIO) -> None:
    """Raise DamagedError unless this is a zip archive with a table of contents of some size."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - 20))
    tail = file.read()
    if len(tail) < _END.size or tail[-_END.size :][:4] != b"PK\5\6":
        raise DamagedError("it is no archive of arrays, or is cut short")
    *_, directory, _, _ = _END.unpack(tail[-_END.size :])
    if tail.startswith(_FURTHER) or directory > MOST_DIRECTORY:
        raise DamagedError("it holds more arrays than a file of this library")


def _read(archive: zipfile.ZipFile, most: int) -> dict[str, np.ndarray]:
    entries = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}
    if len(entries) < len(archive.infolist()):
        raise DamagedError("it holds two arrays of one name")
    total = sum(_count(archive, name, entry) for name, entry in entries.items())
    if total > most:
        raise DamagedError(f"it holds {total:,} numbers, where {most:,} are the most")
    arrays = {}
    for name, entry in entries.items():
        with archive.open(entry) as file:
            arrays[name] = np.lib.format.read_array(file, allow_pickle=False)
    return arrays


def _count(archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> int:
    """How many numbers an array says that it has; DamagedError unless its size is as it says."""
    bad = DamagedError(f"its array {quoted(name)} holds no plain numbers, or is damaged")
    if entry.compress_type not in _METHODS or entry.flag_bits & 1:
        raise bad
    with archive.open(entry) as file:
        start = file.read(len(_MAGIC) + 2)
        if len(start) < len(_MAGIC) + 2 or not start.startswith(_MAGIC):
            raise bad
        (length,) = struct.unpack("<H", start[-2:])
        head = _HEAD.fullmatch(file.read(length))
    if head is None:
        raise bad
    kind, width, sides = head.groups()
    shape = [int(n) for n in re.findall(rb"\d+", sides)]
    numbers = math.prod(shape)
    size = len(start) + length + numbers * int(width)
    if len(shape) > _MOST_DIMENSIONS or (kind == b"b" and width != b"1") or entry.file_size != size:
        raise bad
    return numbers


def as_json(data: np.ndarray | bytes, *, most: int = MOST_JSON) -> Any:
    """Parse a text in JSON, from its bytes; raises DamagedError if it is none, or too long."""
    size = data.nbytes if isinstance(data, np.ndarray) else len(data)
    if size > most:
        raise DamagedError(f"a text in it has more than {most:,} bytes")
    try:
        return json.loads(bytes(data))
    except (ValueError, RecursionError) as error:
        raise DamagedError("a text in it is not as it was written") from error


def take(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Take an array out of those of a file; raises DamagedError if it is not there."""
    if name not in arrays:
        raise DamagedError(f"it lacks the array {quoted(name)}")
    return arrays.pop(name)


def quoted(name: str) -> str:
    """A name for a message: its beginning in quotation marks, whatever stands in it."""
    return repr(name[:40])

"""TensorFlow's first checkpoint format (V1), read in Python.

A checkpoint is a **sorted table** of keys and values, in the form that LevelDB gave it::

    data block ... data block   index block   footer of 48 bytes

The footer names the index block, the index names the data blocks. A **block** is a row of entries,
then the places where keys start afresh, then how many such places there are. After it come one
byte for the compression (0 none, 1 Snappy) and a masked CRC-32C of all before. An **entry** is
three varints (bytes of the key shared with the key before, further bytes of the key, bytes of the
value), then the rest of the key, then the value.

The value under the empty key lists the tensors with their shapes. Every other value holds the
numbers of one tensor, and its name. So keys need only be stepped over, never put together.

The checksum of every block is checked. A hostile file cannot ask for much: blocks may not overlap,
what they hold together has a limit, and the numbers of a tensor must be there before it is made.
Of the format, tensors that are split into slices are refused, and tensors that are not 32-bit
floats (a step counter, say) are left out.

Sources: *LevelDB table format* and *Snappy compressed format description*, which come with those
projects; TensorFlow's ``saved_tensor_slice.proto`` and ``tensor.proto``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ssc_lib.magenta.checksum import crc32c, masked
from ssc_lib.magenta.wire import Malformed, integer, part, parts, piece, text, varint

MAX_BYTES = 64 * 2**20
MAX_TENSORS = 1000
MAX_DIMENSIONS = 8

FOOTER_BYTES, TRAILER_BYTES = 48, 5
MAGIC = bytes.fromhex("57fb808b247547db")
FLOAT32 = 1


def unsnap(data: memoryview, limit: int = MAX_BYTES) -> bytes:
    r"""Undo Snappy compression.

    The stream is the length of the result, as a varint, then elements. An element is either bytes
    to take over (a **literal**) or a **copy** of bytes that stand ``offset`` back in the result.

    Parameters
    ----------
    data : memoryview
    limit : int
        Longest result allowed.

    Raises
    ------
    Malformed
        If the stream is broken, or its result is longer than ``limit`` or than it says.

    Examples
    --------
    Six bytes: a literal of two, then a copy of four from two back, which repeats itself.

    >>> unsnap(memoryview(b"\x06" b"\x04do" b"\x01\x02"))
    b'dododo'
    """
    total, at = varint(data, 0)
    if total > limit:
        raise Malformed(f"a block would unpack to {total:,} bytes")
    out = bytearray()
    while at < len(data):
        tag, kind = data[at] >> 2, data[at] & 3
        at += 1
        # Bytes of the number that follows the tag: the length of a long literal, or the offset.
        extra = (max(0, tag - 59), 1, 2, 4)[kind]
        number = int.from_bytes(piece(data, at, extra), "little")
        at += extra
        if kind == 0:
            length = 1 + (number if extra else tag)
            literal = piece(data, at, length)
            at += length
        else:
            length, offset = tag + 1, number
            if kind == 1:
                length, offset = 4 + (tag & 7), number | tag >> 3 << 8
            if not 0 < offset <= len(out):
                raise Malformed("a compressed block points before its start")
        if length > total - len(out):
            raise Malformed("a compressed block is longer than it says")
        if kind == 0:
            out += literal
        else:
            pattern = out[len(out) - offset : len(out) - offset + length]
            out += (pattern * -(-length // len(pattern)))[:length]
    if len(out) != total:
        raise Malformed("a compressed block is shorter than it says")
    return bytes(out)


def _block(data: memoryview, offset: int, size: int, limit: int) -> memoryview:
    """Check and unpack the contents of a block."""
    stored = piece(data, offset, size + TRAILER_BYTES)
    checksum = int.from_bytes(stored[size + 1 :], "little")
    if checksum != masked(crc32c(bytes(stored[: size + 1]))):
        raise Malformed("a checksum does not match, so the file is damaged")
    compression, contents = stored[size], stored[:size]
    if compression == 1:
        return memoryview(unsnap(contents, limit))
    if compression != 0:
        raise Malformed(f"a block has the unknown compression {compression}")
    return contents


def _entries(block: memoryview) -> Iterator[tuple[int, memoryview]]:
    """For each entry of a block: how long its key is, and its value."""
    if len(block) < 4:
        raise Malformed("a block is too short")
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 - 4 * restarts
    if end < 0:
        raise Malformed("a block is too short")
    block, at, key = block[:end], 0, 0
    while at < end:
        shared, at = varint(block, at)
        unshared, at = varint(block, at)
        length, at = varint(block, at)
        if shared > key:
            raise Malformed("a key shares more than there is")
        piece(block, at, unshared)
        at += unshared
        value = piece(block, at, length)
        at += length
        key = shared + unshared
        yield key, value


def read_table(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Walk through a sorted table: the length of each key, and its value.

    Raises
    ------
    Malformed
        As soon as something is wrong.
    """
    body = len(data) - FOOTER_BYTES
    if body < 0 or data[-len(MAGIC) :] != MAGIC:
        raise Malformed(
            "its weights are not a checkpoint of TensorFlow's first format",
            "export it anew with Magenta's melody_rnn_generate --save_generator_bundle",
        )
    footer, data, at = data[body:], data[:body], 0
    handle = []
    for _ in range(4):  # offset and size of the meta-index, which is not used, and of the index
        number, at = varint(footer, at)
        handle.append(number)
    left, end = MAX_BYTES, 0
    index = _block(data, handle[2], handle[3], left)
    for _, value in _entries(index):
        offset, at = varint(value, 0)
        size, at = varint(value, at)
        if offset < end:
            raise Malformed("two blocks overlap")
        end = offset + size + TRAILER_BYTES
        block = _block(data, offset, size, left)
        left -= len(block)
        yield from _entries(block)


def _shapes(meta: memoryview) -> dict[str, tuple[int, ...] | None]:
    """Read the shape of each tensor, None for those that are not 32-bit floats."""
    shapes: dict[str, tuple[int, ...] | None] = {}
    for tensor in parts(meta, 1):
        name = text(tensor, 1)
        shape = dimensions(part(tensor, 2))
        if name in shapes or len(shapes) == MAX_TENSORS:
            raise Malformed(f"the tensor {name!r} is listed twice or is one too many")
        if min(shape, default=1) < 1:
            raise Malformed(f"the tensor {name!r} has the shape {shape}")
        shapes[name] = shape if integer(tensor, 3) == FLOAT32 else None
    return shapes


def dimensions(shape: memoryview) -> tuple[int, ...]:
    """Read the sizes in a ``TensorShapeProto``."""
    sizes = []
    for dimension in parts(shape, 2):
        sizes.append(integer(dimension, 1))
        if len(sizes) > MAX_DIMENSIONS:
            raise Malformed("a tensor has too many dimensions")
    return tuple(sizes)


def _numbers(record: memoryview, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Read the numbers of one tensor."""
    if any(integer(extent, 2) for extent in parts(part(record, 2), 1)):
        raise Malformed(f"the tensor {name!r} is split into slices, which is not supported")
    raw = part(part(record, 3), 5)
    if len(raw) != 4 * math.prod(shape):
        raise Malformed(f"the tensor {name!r} of shape {shape} has {len(raw):,} bytes")
    array = np.frombuffer(raw, "<f4").astype(np.float32).reshape(shape)
    if not np.isfinite(array).all():
        raise Malformed(f"the tensor {name!r} has numbers that are not finite")
    return array


def read_checkpoint(data: bytes | memoryview) -> dict[str, np.ndarray]:
    """Read the tensors of a V1 checkpoint.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    dict of str -> ndarray of float32
        By name, in the order of the list of tensors.

    Raises
    ------
    Malformed
        If anything in the file is not as it should be.
    """
    shapes: dict[str, tuple[int, ...] | None] = {}
    found: dict[str, np.ndarray | None] = {}
    for key, value in read_table(memoryview(data)):
        if key == 0:
            if shapes:
                raise Malformed("there are two lists of tensors")
            shapes = _shapes(part(value, 1))
            continue
        record = part(value, 2)
        name = text(record, 1)
        if name not in shapes or name in found:
            raise Malformed(f"the tensor {name!r} is not in the list of tensors or comes twice")
        shape = shapes[name]
        found[name] = None if shape is None else _numbers(record, name, shape)
    missing = [name for name in shapes if name not in found]
    if missing or not shapes:
        raise Malformed(f"the numbers of {missing[0]!r} are missing" if missing else "it is empty")
    return {name: array for name in shapes if (array := found[name]) is not None}

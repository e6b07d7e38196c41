"""A PNG file, byte by byte: a picture in shades of one colour.

Sixteen shades, two pixels a byte, not compressed, so that the same numbers give the same bytes with
every version of every library. A PNG file is a signature and a few **chunks**, each with its
length, a name of four letters, its contents and a checksum: ``IHDR`` (size and kind), ``PLTE`` (the
colours), ``tRNS`` (how opaque each is), ``IDAT`` (the pixels) and ``IEND``.

Chapter: Attention. Source: the PNG specification, W3C, 2003.
"""

from __future__ import annotations

import struct
from zlib import adler32, crc32

import numpy as np

LEVELS = 15  # shades above nothing, in proportion to the weight
MOST_OPAQUE = 217  # of 255: what lies below the full colour can still be seen
LONGEST_BLOCK = 65535  # of what is not compressed, in bytes


def shades(weights: np.ndarray, colour: tuple[int, int, int]) -> bytes:
    """Make a PNG of one pixel a weight, from clear for 0 to the full colour for the largest.

    Parameters
    ----------
    weights : ndarray, shape (height, width), none negative
    colour : (red, green, blue), each 0..255

    Examples
    --------
    >>> len(shades(np.eye(2), (0, 0, 0)))
    160
    """
    height, width = weights.shape
    levels = np.rint(LEVELS * weights / (weights.max() or 1)).astype(np.uint8)
    even = np.pad(levels, ((0, 0), (0, width % 2)))
    packed = even[:, ::2] << 4 | even[:, 1::2]  # two pixels a byte
    lines = np.pad(packed, ((0, 0), (1, 0)))  # each line begins with 0, for "no filter"
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0),
        b"PLTE": bytes(colour) * (LEVELS + 1),
        b"tRNS": bytes(round(MOST_OPAQUE * level / LEVELS) for level in range(LEVELS + 1)),
        b"IDAT": _uncompressed(lines.tobytes()),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))
        for name, body in chunks.items()
    )


def _uncompressed(data: bytes) -> bytes:
    """Pack data as zlib does without compression: in blocks, each with its length twice."""
    blocks = b""
    for begin in range(0, len(data), LONGEST_BLOCK):
        part = data[begin : begin + LONGEST_BLOCK]
        last = begin + len(part) == len(data)
        blocks += struct.pack("<BHH", last, len(part), len(part) ^ 0xFFFF) + part
    return b"\x78\x01" + blocks + struct.pack(">I", adler32(data))

"""A PNG file, byte by byte."""

from __future__ import annotations

import struct
from zlib import crc32, decompress

import numpy as np
import pytest

from ssc_lib.show.png import LEVELS, shades
from tests.made import read_png

RED = (0xC2, 0x41, 0x0C)


def chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG file, their checksums checked."""
    found, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert crc32(name + body) == check
        found[name] = body
        at += 12 + length
    return found


def test_a_small_picture_by_hand() -> None:
    """Two rows of three pixels: 0, 5, 15 and 15, 0, 10; two pixels a byte, the last one padded."""
    data = shades(np.array([[0, 1 / 3, 1], [1, 0, 2 / 3]]), RED)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    parts = chunks(data)
    assert list(parts) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    assert parts[b"IHDR"] == bytes([0, 0, 0, 3, 0, 0, 0, 2, 4, 3, 0, 0, 0])  # 4 bits, a palette
    assert parts[b"PLTE"] == bytes(RED) * 16
    assert parts[b"tRNS"][0] == 0 and parts[b"tRNS"][-1] == 217
    assert decompress(parts[b"IDAT"]).hex(" ", 3) == "0005f0 00f0a0"


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (40, 64), (300, 600)])
def test_a_picture_says_what_it_was_given(shape: tuple[int, int]) -> None:
    weights = np.random.default_rng(1).random(shape)
    seen = read_png(shades(weights, RED))
    assert seen.shape == (*shape, 4)
    np.testing.assert_allclose(seen[..., 3], weights / weights.max() * 217 / 255, atol=0.035)
    assert np.round(255 * seen[0, 0, :3]).tolist() == list(RED)
    assert len(np.unique(seen[..., 3])) <= LEVELS + 1


def test_a_picture_of_nothing_is_clear() -> None:
    assert read_png(shades(np.zeros((2, 3)), RED))[..., 3].max() == 0

"""The checksum of TFRecord files and checkpoints: published values, and a second hand at it."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.magenta.checksum import crc32c, masked
from tests.magenta import mag


@pytest.mark.parametrize(
    ("data", "crc"),
    [  # RFC 3720, appendix B.4, and the check value of the catalogue of CRCs
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
        (b"", 0),
    ],
)
def test_published_checksums(data: bytes, crc: int) -> None:
    assert crc32c(data) == crc_of_view(data) == crc


def crc_of_view(data: bytes) -> int:
    return crc32c(memoryview(data))


def test_the_mask_by_hand() -> None:
    """Bit 15 comes to the bottom, bit 14 to the top; then a constant, within 32 bits."""
    assert masked(0) == 0xA282EAD8
    assert masked(1 << 15) == 0xA282EAD9
    assert masked(1 << 14) == 0x2282EAD8
    assert masked(0xFFFFFFFF) == 0xA282EAD7


def test_another_hand_computes_the_same() -> None:
    """Bit by bit, with the halves of the mask the other way about."""
    rng = np.random.default_rng(0)
    for length in range(40):
        data = rng.bytes(length)
        assert masked(crc32c(data)).to_bytes(4, "little") == mag.checksum(data)

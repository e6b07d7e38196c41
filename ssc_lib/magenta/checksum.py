"""The checksum of TFRecord files and of checkpoints: CRC-32C, masked.

Source: RFC 3720, appendix B.4.
"""

from __future__ import annotations


def _crc_table() -> list[int]:
    table = list(range(256))
    for _ in range(8):
        table = [v >> 1 ^ 0x82F63B78 * (v & 1) for v in table]
    return table


_TABLE = _crc_table()


def crc32c(data: bytes | memoryview) -> int:
    """Compute the Castagnoli checksum of some bytes.

    Examples
    --------
    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    table, crc = _TABLE, 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def masked(crc: int) -> int:
    """Mask a checksum as it is stored: turn it right by 15 bits, and add a constant.

    Without the mask, the checksum of bytes that hold their own checksum would say little.

    Examples
    --------
    >>> hex(masked(0))
    '0xa282ead8'
    """
    return (crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8 & 0xFFFFFFFF

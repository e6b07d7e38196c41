"""The wire format of Protocol Buffers, in and out, as much of it as our files need.

A **message** is a row of fields. Each field starts with a **tag**, ``8 * number + wire type``, and
goes on with its value. Wire type 0 is a **varint**: seven bits a byte, the lowest first, and the
high bit says that another byte follows. Wire type 2 is a length, as a varint, and that many bytes:
text, a message inside the message, or numbers packed together. Types 1 and 5 are 8 and 4 bytes.
Messages are read and written here by hand, so protobuf is not needed.

The reader trusts no input: each length is held against the bytes that are there before a byte is
taken, and no message is entered unless the caller enters it. A view of the bytes is handed out,
never a copy. Whoever asks for a field of another type than it has gets none, as the format has it.

Source: the section *Encoding* of the Protocol Buffers documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5


class Malformed(ValueError):
    """Bytes that are not what their format asks for.

    Parameters
    ----------
    reason : str
        What is wrong, as a clause that can stand in brackets.
    advice : str
        What to try instead.
    """

    def __init__(self, reason: str, advice: str = "fetch the file again or export it anew") -> None:
        super().__init__(reason)
        self.advice = advice


# -- reading -------------------------------------------------------------------------------------


def varint(data: memoryview, at: int) -> tuple[int, int]:
    """Read the varint that starts at ``at``; also where it ends.

    Raises `Malformed` if the bytes end before the varint does, or it has more than 64 bits.

    Examples
    --------
    300 is 10 0101100 in binary: the low seven bits first, with the high bit set, then the rest.

    >>> varint(memoryview(bytes([0b10101100, 0b00000010])), 0)
    (300, 2)
    """
    value = 0
    for n, octet in enumerate(data[at : at + 10]):
        value |= (octet & 127) << 7 * n
        if octet < 128:
            if value >> 64:
                break
            return value, at + n + 1
    raise Malformed(f"the number at byte {at:,} does not end within 64 bits")


def piece(data: memoryview, at: int, length: int) -> memoryview:
    """Take ``length`` bytes from ``at`` on; raises `Malformed` if that many are not there."""
    if not 0 <= length <= len(data) - at:
        raise Malformed(f"{length:,} bytes are announced where {max(len(data) - at, 0):,} are left")
    return data[at : at + length]


def entries(data: memoryview) -> Iterator[tuple[int, int, Any]]:
    """Read number, wire type and value of each field: an int for a varint, else the bytes."""
    at = 0
    while at < len(data):
        start = at
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if number == 0 or kind not in (VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES):
            raise Malformed(f"byte {start:,} begins no field")
        if kind == VARINT:
            value, at = varint(data, at)
            yield number, kind, value
            continue
        length = 8 if kind == EIGHT_BYTES else 4
        if kind == BYTES:
            length, at = varint(data, at)
        left = len(data) - at
        if length > left:
            raise Malformed(f"field {number} wants {length:,} bytes where {left:,} remain")
        yield number, kind, data[at : at + length]
        at += length


def fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Read number and value of each field, as `entries`; pass over fields of 4 and 8 bytes."""
    return ((n, value) for n, kind, value in entries(data) if kind in (VARINT, BYTES))


def parts(data: memoryview, number: int) -> Iterator[memoryview]:
    r"""Read each value of a field of bytes, in order.

    Examples
    --------
    >>> [bytes(p) for p in parts(memoryview(b"\x0a\x02do\x0a\x02re"), 1)]
    [b'do', b're']
    """
    return (v for n, v in fields(data) if n == number and isinstance(v, memoryview))


def part(data: memoryview, number: int) -> memoryview:
    """Read the value of a field of bytes: of several the last, empty if there is none."""
    last = memoryview(b"")
    for value in parts(data, number):
        last = value
    return last


def integer(data: memoryview, number: int) -> int:
    """Read the value of a varint field: of several the last, 0 if there is none."""
    last = 0
    for n, value in fields(data):
        if n == number and isinstance(value, int):
            last = value
    return last


def text(data: memoryview, number: int, longest: int = 200) -> str:
    """Read a field of UTF-8 text of at most ``longest`` bytes; otherwise raises `Malformed`."""
    raw = part(data, number)
    if len(raw) > longest:
        raise Malformed(f"a name has {len(raw):,} bytes")
    try:
        return bytes(raw).decode()
    except UnicodeDecodeError as error:
        raise Malformed("a name is not text") from error


# -- writing -------------------------------------------------------------------------------------


def to_varint(value: int) -> bytes:
    """Write a whole number, seven bits to a byte, lowest first; a negative one as 64 bits.

    Examples
    --------
    >>> to_varint(300) == bytes([0b10101100, 0b00000010])
    True
    """
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def with_varint(number: int, value: int) -> bytes:
    """Write field ``number`` holding a whole number."""
    return to_varint(number << 3 | VARINT) + to_varint(value)


def with_length(number: int, body: bytes) -> bytes:
    """Write field ``number`` holding a text, a message or other bytes."""
    return to_varint(number << 3 | BYTES) + to_varint(len(body)) + body


def with_eight_bytes(number: int, body: bytes) -> bytes:
    """Write field ``number`` holding 8 bytes, such as a number with a fraction."""
    return to_varint(number << 3 | EIGHT_BYTES) + body

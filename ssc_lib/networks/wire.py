"""The wire format of Protocol Buffers, as much of it as a reader of weights needs.

A **message** is a row of fields. Each field starts with a **tag**, ``8 * number + wire type``, and
goes on with its value. Wire type 0 is a **varint**: seven bits a byte, the lowest first, and the
high bit says that another byte follows. Wire type 2 is a length, as a varint, and that many bytes:
text, a message inside the message, or numbers packed together. Types 1 and 5 are 8 and 4 bytes.

Nothing here trusts its input: each length is held against the bytes that are there before a byte
is taken, and no message is entered unless the caller enters it. A view of the bytes is handed out,
never a copy. Whoever asks for a field of another type than it has gets none, as the format has it.

Source: the section *Encoding* of the Protocol Buffers documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def varint(data: memoryview, at: int) -> tuple[int, int]:
    """The varint that starts at ``at``, and where it ends.

    Raises `Malformed` if the bytes end before the varint does, or it has more than 64 bits.

    Examples
    --------
    300 is 10 0101100 in binary: the low seven bits first, with the high bit set, then the rest.

    >>> varint(memoryview(bytes([0b10101100, 0b00000010])), 0)
    (300, 2)
    """
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise Malformed("it ends in the middle of a number")
        octet = data[at]
        at += 1
        value |= (octet & 127) << shift
        if octet < 128:
            if value >> 64:
                break
            return value, at
    raise Malformed("a number has more than 64 bits")


def piece(data: memoryview, at: int, length: int) -> memoryview:
    """``length`` bytes from ``at`` on, if that many are there; otherwise raises `Malformed`."""
    if not 0 <= length <= len(data) - at:
        raise Malformed(f"{length:,} bytes are announced where {max(len(data) - at, 0):,} are left")
    return data[at : at + length]


def fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field: an int for a varint, otherwise the bytes.

    Fields of 4 and 8 bytes are passed over.
    """
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if number == 0:
            raise Malformed("a field has the number 0")
        if kind == VARINT:
            value, at = varint(data, at)
            yield number, value
        elif kind == BYTES:
            length, at = varint(data, at)
            part = piece(data, at, length)
            at += length
            yield number, part
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            length = 8 if kind == EIGHT_BYTES else 4
            piece(data, at, length)
            at += length
        else:
            raise Malformed(f"a field has the unknown wire type {kind}")


def parts(data: memoryview, number: int) -> Iterator[memoryview]:
    """Each value of a field of bytes, in order.

    Examples
    --------
    >>> [bytes(p) for p in parts(memoryview(b"\\x0a\\x02do\\x0a\\x02re"), 1)]
    [b'do', b're']
    """
    return (v for n, v in fields(data) if n == number and isinstance(v, memoryview))


def part(data: memoryview, number: int) -> memoryview:
    """The value of a field of bytes: the last if there are several, empty if there is none."""
    last = memoryview(b"")
    for value in parts(data, number):
        last = value
    return last


def integer(data: memoryview, number: int) -> int:
    """The value of a varint field: the last if there are several, 0 if there is none."""
    last = 0
    for n, value in fields(data):
        if n == number and isinstance(value, int):
            last = value
    return last


def text(data: memoryview, number: int, longest: int = 200) -> str:
    """A field of UTF-8 text; raises `Malformed` if it is not, or longer than ``longest`` bytes."""
    raw = part(data, number)
    if len(raw) > longest:
        raise Malformed(f"a name has {len(raw):,} bytes")
    try:
        return bytes(raw).decode()
    except UnicodeDecodeError as error:
        raise Malformed("a name is not text") from error

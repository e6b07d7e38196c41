"""The wire format: fields of every type, in and out, and damage."""

from __future__ import annotations

import pytest

from ssc_lib.magenta.wire import Malformed, fields, integer, part, parts, text, to_varint, varint
from tests.magenta import mag


def view(*octets: int) -> memoryview:
    return memoryview(bytes(octets))


@pytest.mark.parametrize("n", [0, 1, 127, 128, 300, 2**32, 2**63, 2**64 - 1])
def test_varints_there_and_back(n: int) -> None:
    data = mag.number(n)
    assert to_varint(n) == data
    assert varint(memoryview(data + b"\7"), 0) == (n, len(data))


@pytest.mark.parametrize(
    "octets", [(), (0x80,), (0xFF,) * 9, (0x80,) * 11, (*(0xFF,) * 9, 2), (0xFF,) * 10]
)
def test_varints_that_end_early_or_never(octets: tuple[int, ...]) -> None:
    with pytest.raises(Malformed):
        varint(view(*octets), 0)


def test_fields_of_every_type() -> None:
    """Field 1 = 150, field 2 = "ab", eight bytes, four bytes, field 1 = 2."""
    data = view(0x08, 0x96, 0x01, 0x12, 2, 97, 98, 0x19, *range(8), 0x25, *range(4), 0x08, 2)
    assert [(n, v if isinstance(v, int) else bytes(v)) for n, v in fields(data)] == [
        (1, 150),
        (2, b"ab"),
        (1, 2),
    ]
    assert integer(data, 1) == 2  # the last one counts
    assert text(data, 2) == "ab"
    assert (integer(data, 2), bytes(part(data, 1)), list(parts(data, 9))) == (0, b"", [])


@pytest.mark.parametrize(
    "octets",
    [
        (0x12, 3, 97, 98),  # three bytes announced, two there
        (0x12, *(0xFF,) * 9, 1),  # all the bytes in the world
        (0x19, 1, 2),  # eight bytes announced
        (0x25, 1),  # four bytes announced
        (0x0B,),  # a group, which nobody writes any more
        (0x0F,),  # no such wire type
        (0x00, 1),  # field 0
    ],
)
def test_broken_fields(octets: tuple[int, ...]) -> None:
    with pytest.raises(Malformed):
        list(fields(view(*octets)))


def test_names_are_short_text() -> None:
    with pytest.raises(Malformed, match="not text"):
        text(memoryview(mag.field(1, b"\xff\xfe")), 1)
    with pytest.raises(Malformed, match="201 bytes"):
        text(memoryview(mag.field(1, "x" * 201)), 1)


def test_a_negative_number_takes_ten_bytes() -> None:
    assert to_varint(-1) == b"\xff" * 9 + b"\x01"

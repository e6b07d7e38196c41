"""The sorted table and its compression."""

from __future__ import annotations

import os

import numpy as np
import pytest

from ssc_lib.magenta import checkpoint
from ssc_lib.magenta.checkpoint import read_checkpoint, read_table, unsnap
from ssc_lib.magenta.wire import Malformed
from tests.magenta import mag

# -- compression ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stream", "result"),
    [
        (b"\0", b""),
        (b"\x03\x08abc", b"abc"),
        (b"\x3d\xf0\x3c" + b"x" * 61, b"x" * 61),  # a literal, its length in one further byte
        (b"\x03\xf4\x02\0abc", b"abc"),  # in two
        (b"\x03\xf8\x02\0\0abc", b"abc"),  # in three
        (b"\x03\xfc\x02\0\0\0abc", b"abc"),  # in four
        (b"\x07\x08abc\x01\x03", b"abcabca"),  # a copy of 4 from 3 back
        (b"\x06\x08abc\x0a\x03\0", b"abcabc"),  # of 3, the offset in two bytes
        (b"\x06\x08abc\x0b\x03\0\0\0", b"abcabc"),  # in four
        (b"\x41\x00a\xfe\x01\0", b"a" * 65),  # of 64, from one back
        (b"\x84\x02\xf0\xff" + bytes(range(256)) + b"\x21\x00", bytes(range(256)) + b"\0\1\2\3"),
    ],
)
def test_snappy_streams_by_hand(stream: bytes, result: bytes) -> None:
    assert unsnap(memoryview(stream)) == result


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"\x03\x08ab",  # a literal that ends early
        b"\x03\xf4\x02",  # a length that ends early
        b"\x03\x04ab",  # shorter than it says
        b"\x01\x04ab",  # longer than it says
        b"\x06\x08abc\x01",  # no offset
        b"\x07\x08abc\x01\x00",  # an offset of 0
        b"\x07\x08abc\x01\x04",  # from before the start
        b"\x08\x08abc\xfe\x01\0",  # a copy longer than the rest
        b"\xff\xff\xff\xff\x0f\x00a",  # 4 GiB
        b"\xff\xff\xff\x1f\xfc\xff\xff\xff\x7fa",  # a literal of 2 GiB
    ],
)
def test_broken_snappy_streams(stream: bytes) -> None:
    with pytest.raises(Malformed):
        unsnap(memoryview(stream))


def test_snappy_stops_at_its_limit() -> None:
    stream = memoryview(mag.snapped(bytes(1000)))
    assert unsnap(stream, 1000) == bytes(1000)
    with pytest.raises(Malformed, match="would unpack to 1,000 bytes"):
        unsnap(stream, 999)


# -- the table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("compressed", [False, True])
def test_a_table_there_and_back(compressed: bool) -> None:
    entries = [(b"", b"0"), (b"do", b"1"), (b"dodo", b""), (b"re", b"2" * 500)]
    data = mag.table([entries[:3], entries[3:]], compressed=compressed)
    walked = [(length, bytes(value)) for length, value in read_table(memoryview(data))]
    assert walked == [(len(key), value) for key, value in entries]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_checkpoint_there_and_back(compressed: bool) -> None:
    tensors = mag.tensors("attention_rnn")
    read = read_checkpoint(mag.checkpoint(tensors, compressed=compressed))
    assert list(read) == list(tensors)
    for name, array in tensors.items():
        assert read[name].dtype == np.float32
        np.testing.assert_array_equal(read[name], array)


def test_every_flipped_bit_of_a_block_is_noticed() -> None:
    data = mag.checkpoint({"a": np.arange(3.0)})
    end = len(data) - 48
    for bit in range(8 * end):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Malformed):
            read_checkpoint(damaged)


def test_every_truncation_is_noticed() -> None:
    data = mag.checkpoint({"a": np.arange(3.0)})
    for length in range(len(data)):
        with pytest.raises(Malformed):
            read_checkpoint(data[:length])


def test_tensors_that_are_not_floats_are_left_out() -> None:
    assert read_checkpoint(mag.checkpoint({"global_step": np.arange(3.0)}, kind=9)) == {}


def record(name: str, sizes: tuple[int, ...], raw: bytes, extent: bytes = b"") -> bytes:
    about = mag.field(1, name) + mag.field(2, mag.field(1, extent))
    return mag.field(2, about + mag.field(3, mag.field(5, raw)))


def listed(*tensors: tuple[str, tuple[int, ...]]) -> bytes:
    about = [mag.field(1, n) + mag.field(2, mag.shape(s)) + mag.field(3, 1) for n, s in tensors]
    return mag.field(1, b"".join(mag.field(1, a) for a in about))


HUGE = 2**62


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([], "empty"),
        ([(b"", listed(("a", (2,))))], "numbers of 'a' are missing"),
        ([(b"", listed(("a", (2,)))), (b"a", record("b", (2,), bytes(8)))], "not in the list"),
        ([(b"a", record("a", (2,), bytes(8))), (b"", listed(("a", (2,))))], "not in the list"),
        ([(b"", listed(("a", (1,)), ("a", (1,))))], "listed twice"),
        ([(b"", listed(("a", (1,)))), (b"", listed(("a", (1,))))], "two lists"),
        ([(b"", listed(*((f"t{n}", (1,)) for n in range(1001))))], "one too many"),
        ([(b"", listed(("a", (1,) * 9)))], "too many dimensions"),
        ([(b"", listed(("a", (0, HUGE))))], "has the shape"),
        ([(b"", listed(("a", (2,)))), (b"a", record("a", (2,), bytes(7)))], "has 7 bytes"),
        ([(b"", listed(("a", (HUGE, HUGE)))), (b"a", record("a", (1,), bytes(4)))], "has 4 bytes"),
        (
            [(b"", listed(("a", (1,)))), *2 * [(b"a", record("a", (1,), bytes(4)))]],
            "comes twice",
        ),
        (
            [(b"", listed(("a", (1,)))), (b"a", record("a", (1,), bytes.fromhex("0000c07f")))],
            "not finite",
        ),
        (
            [
                (b"", listed(("a", (2,)))),
                (b"a", record("a", (2,), bytes(8), mag.field(2, 1))),
            ],
            "split into slices",
        ),
    ],
)
def test_checkpoints_that_make_no_sense(entries: list[tuple[bytes, bytes]], reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        read_checkpoint(mag.table([entries] if entries else []))


def test_blocks_may_not_overlap() -> None:
    """Ten thousand entries that name one block would be ten thousand times the work."""
    one = mag.table([[(b"", b"0" * 100)]])
    size = one.index(mag.checksum(mag.block([(b"", b"0" * 100)]) + b"\0")) - 1
    again = mag.number(0) + mag.number(size)
    data = mag.table(
        [[(b"", b"0" * 100)]], change_index=lambda _: mag.block([(b"k", again)] * 10_000)
    )
    with pytest.raises(Malformed, match="overlap"):
        list(read_table(memoryview(data)))


def test_blocks_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "MAX_BYTES", 10_000)
    blocks = [[(b"%d" % n, bytes(3000))] for n in range(4)]
    assert len(list(read_table(memoryview(mag.table(blocks[:3], compressed=True))))) == 3
    with pytest.raises(Malformed, match="would unpack"):
        list(read_table(memoryview(mag.table(blocks, compressed=True))))


def test_a_key_may_not_share_more_than_there_is() -> None:
    with pytest.raises(Malformed, match="shares"):
        list(read_table(memoryview(mag.table([[(b"", b"")]], change=lambda b: b"\1" + b[1:]))))


def test_unknown_compression() -> None:
    contents = mag.block([(b"", b"")])
    data = bytearray(mag.table([[(b"", b"")]]))
    data[len(contents)] = 7
    data[len(contents) + 1 : len(contents) + 5] = mag.checksum(bytes(data[: len(contents) + 1]))
    with pytest.raises(Malformed, match="unknown compression 7"):
        list(read_table(memoryview(data)))


@pytest.mark.parametrize("length", [0, 47, 48, 1000])
def test_bytes_that_are_no_table(length: int) -> None:
    with pytest.raises(Malformed, match="not a checkpoint"):
        list(read_table(memoryview(os.urandom(length))))

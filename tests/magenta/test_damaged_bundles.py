"""Damaged and hostile bundles: each is read or refused in one sentence."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib.magenta import checkpoint, wire
from ssc_lib.magenta.bundle import BundleError, read_bundle, to_arrays
from ssc_lib.magenta.checksum import crc32c, masked
from tests.golden import BUNDLES
from tests.magenta import mag
from tests.magenta.mag import written


class Work:
    """What reading costs: bytes that go into checksums, and numbers that are taken apart."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.checksummed = self.numbers = 0
        varint = wire.varint

        def counted_crc(data: bytes) -> int:
            self.checksummed += len(data)
            return crc32c(data)

        def counted_varint(data: memoryview, at: int) -> tuple[int, int]:
            self.numbers += 1
            return varint(data, at)

        patch.setattr(checkpoint, "crc32c", counted_crc)
        for module in (wire, checkpoint):
            patch.setattr(module, "varint", counted_varint)

    def is_bounded_by(self, size: int) -> bool:
        """Whether each byte went into one checksum at most, and each field was passed four times.

        So a file cannot ask for more time than its size; and the next file is counted from zero.
        """
        bounded = self.checksummed <= size and self.numbers <= 4 * size
        self.checksummed = self.numbers = 0
        return bounded


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


def damaged(data: bytes, rng: np.random.Generator) -> bytes:
    """Flip bits, cut off, cut out, repeat, or overwrite with the largest bytes."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        a, b = sorted(int(n) for n in rng.integers(0, len(out) + 1, size=2))
        b = min(b, a + int(rng.integers(1, 40)))
        kind = rng.integers(6)
        if kind == 0:
            del out[a:]
        elif kind == 1:
            del out[a:b]
        elif kind == 2:
            out[a:a] = out[a:b]
        elif kind == 3:
            out[a:b] = b"\xff" * (b - a)
        elif kind == 4:
            at = int(rng.integers(0, len(out) + 1))
            out[at:at] = rng.bytes(int(rng.integers(1, 12)))
        elif out:
            for at in rng.integers(0, len(out), size=int(rng.integers(1, 9))):
                out[at] ^= 1 << int(rng.integers(8))
    return bytes(out)


def library_seal(stored: bytes) -> bytes:
    """The library's own checksum, since the test's, bit by bit, is slow."""
    return masked(crc32c(stored)).to_bytes(4, "little")


def damaged_bundles(rng: np.random.Generator) -> Iterator[bytes]:
    """500 of them: 200 plain, 250 with checksums made to fit again, 50 real ones."""

    def change(contents: bytes) -> bytes:
        return damaged(contents, rng) if rng.random() < 0.5 else contents

    small = mag.tensors(units=(1,))
    plain = mag.bundle(weights=mag.checkpoint(small))
    attentive = mag.bundle("attention_rnn", memory=(1, 80))
    for n in range(200):
        yield damaged(attentive if n % 10 == 0 else plain, rng)
    settings: dict[str, Any] = {
        "change": change,
        "change_index": lambda c: damaged(c, rng) if rng.random() < 0.1 else c,
        "seal": library_seal,
    }
    for n in range(250):
        yield mag.bundle(weights=mag.checkpoint(small, compressed=n % 4 == 0, **settings))
    real = [p.read_bytes() for p in sorted(BUNDLES.glob("*.mag"))]
    for n in range(50):
        yield damaged(real[n % len(real)], rng)


def test_reading_is_counted(tmp_path: Path, work: Work) -> None:
    """A whole bundle has both kinds of work, or counting would show nothing."""
    data = mag.bundle()
    read_bundle(written(tmp_path, data))
    assert work.checksummed > len(data) / 2 and work.numbers > 50
    assert work.is_bounded_by(len(data))
    read_bundle(written(tmp_path, data))
    assert not work.is_bounded_by(20)


def test_five_hundred_damaged_bundles(tmp_path: Path, work: Work) -> None:
    """Each is read or refused in one sentence, with little work and memory."""
    reasons: set[str] = set()
    peak = read = count = 0
    for data in damaged_bundles(np.random.default_rng(2024)):
        path = written(tmp_path, data)
        tracemalloc.start()
        try:
            to_arrays(read_bundle(path))
            read += 1
        except BundleError as error:
            assert str(error).startswith(f"{path} cannot be read")
            assert "\n" not in str(error)
            reasons.add("".join(c for c in str(error) if not c.isdigit()))
        finally:
            peak = max(peak, tracemalloc.get_traced_memory()[1] - 8 * len(data))
            tracemalloc.stop()
        assert work.is_bounded_by(len(data))
        count += 1
    assert count == 500
    assert read > 20, "the damage is such that nothing can be read: it tests little"
    assert len(reasons) > 15, reasons
    assert peak < 2**20, f"{peak:,} bytes more than eight times the file"


@pytest.mark.parametrize("announced", [2**20, 2**24, 2**30, 2**62])
def test_a_small_file_cannot_ask_for_much_memory(tmp_path: Path, announced: int) -> None:
    """30 kB of copies would unpack to 640 kB, and say that it is even more."""
    bomb = mag.number(announced) + b"\0a" + b"\xfe\1\0" * 10_000
    settings: dict[str, Any] = {"squeeze": lambda _: bomb, "seal": library_seal}
    path = written(tmp_path, mag.bundle(compressed=True, **settings))
    tracemalloc.start()
    with pytest.raises(BundleError, match=r"shorter than it says|would unpack"):
        read_bundle(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 2**20


def test_many_empty_fields_and_tensors(tmp_path: Path, work: Work) -> None:
    """What is small in the file stays small in memory, and is soon read."""
    tiny = mag.field(1, b"")
    fields = mag.field(2, b"") * 2 + tiny * 100_000
    meta = mag.table([[(b"", mag.field(1, tiny * 100_000))]], seal=library_seal)
    tracemalloc.start()
    for data in (fields, mag.bundle(weights=meta), mag.bundle("attention_rnn") + tiny * 100_000):
        with pytest.raises(BundleError):
            read_bundle(written(tmp_path, data))
        assert work.is_bounded_by(len(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 2**20

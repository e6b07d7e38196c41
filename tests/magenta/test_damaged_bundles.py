"""Damaged and hostile bundles: each is read or refused in one sentence."""

from __future__ import annotations

import tracemalloc
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib.magenta import checkpoint, wire
from ssc_lib.magenta.bundle import BundleError, read_bundle, to_arrays
from ssc_lib.magenta.checksum import crc32c
from tests.hostile import damaged_bundles, library_seal
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
    for data in islice(damaged_bundles(np.random.default_rng(2024)), 500):
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

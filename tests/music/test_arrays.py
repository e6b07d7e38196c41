"""Archives of arrays, read within limits."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib.music.arrays import DamagedError, as_json, quoted, read_arrays, take

Members = list[tuple[str, bytes]]


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array))
    return buffer.getvalue()


def written(path: Path, members: Members, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_writes_is_read(tmp_path: Path, save: Any) -> None:
    arrays = {
        "a": np.arange(6.0).reshape(2, 3),
        "layer/kernel": np.ones((2, 3, 4), np.float16),
        "fortran": np.asfortranarray(np.arange(6).reshape(2, 3)),
        "big-endian": np.arange(3, dtype=">i4"),
        "none": np.zeros((0, 5), np.uint8),
        "one": np.array(7.5),
        "yes": np.array([True, False]),
    }
    save(tmp_path / "a.npz", **arrays)
    found = read_arrays(tmp_path / "a.npz")
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


@pytest.mark.parametrize(
    "array",
    [
        np.array(["text"]),
        np.zeros(3, complex),
        np.zeros(2, [("x", int)]),
        np.zeros(2, np.longdouble),
    ],
)
def test_what_is_no_number_is_refused(tmp_path: Path, array: np.ndarray) -> None:
    np.savez(tmp_path / "a.npz", good=np.zeros(3), odd=array)
    with pytest.raises(DamagedError, match="its array 'odd' holds no plain numbers"):
        read_arrays(tmp_path / "a.npz")


def test_objects_of_python_are_refused_without_advice_to_allow_them(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", odd=np.array([{}, []], dtype=object))
    with pytest.raises(DamagedError, match="its array 'odd' holds no plain numbers") as caught:
        read_arrays(tmp_path / "a.npz")
    assert "pickle" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\3\4 cut short", b"x" * 5000])
def test_a_text_is_no_archive(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(data)
    with pytest.raises(DamagedError, match="it is no archive of arrays, or is cut short"):
        read_arrays(tmp_path / "a.npz")


def test_shapes_are_held_against_the_limit_before_anything_is_made(tmp_path: Path) -> None:
    """Three megabytes of zeros take three thousand bytes."""
    np.savez_compressed(tmp_path / "a.npz", some=np.ones(5), zeros=np.zeros(3 * 2**20, np.uint8))
    assert (tmp_path / "a.npz").stat().st_size < 5000
    tracemalloc.start()
    with pytest.raises(DamagedError, match="it holds 3,145,733 numbers, where 2,097,152 are the"):
        read_arrays(tmp_path / "a.npz", most=2**21)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20
    assert read_arrays(tmp_path / "a.npz")["zeros"].shape == (3 * 2**20,)


@pytest.mark.parametrize(
    "shape", ["(99999999999,)", "(40000, 40000)", "(4,)", "(-3,)", "(3, 3)", "()", "(3,3,)x", "[3]"]
)
def test_a_shape_that_is_not_that_of_the_numbers(tmp_path: Path, shape: str) -> None:
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    data = b"\x93NUMPY\1\0" + len(head).to_bytes(2, "little") + head.encode() + bytes(24)
    written(tmp_path / "a.npz", [("a.npy", data)])
    with pytest.raises(DamagedError, match="its array 'a' holds no plain numbers, or is damaged"):
        read_arrays(tmp_path / "a.npz")


def test_archives_of_other_kinds(tmp_path: Path) -> None:
    good = npy(np.zeros(3))
    cases: list[tuple[Members, int, str]] = [
        ([("a.npy", good)], zipfile.ZIP_BZIP2, "its array 'a' holds no plain"),
        ([("a.npy", good)], zipfile.ZIP_LZMA, "its array 'a' holds no plain"),
        ([("a.npy", good), ("a", good)], zipfile.ZIP_STORED, "two arrays of one name"),
        ([("a.txt", b"hello")], zipfile.ZIP_STORED, "its array 'a.txt' holds no plain"),
        ([("\x1b[2J.npy", good[:-1])], zipfile.ZIP_STORED, r"its array '\\x1b\[2J' holds"),
        ([(f"{'x' * 200}{n}", b"") for n in range(5000)], zipfile.ZIP_STORED, "more arrays than"),
    ]
    for members, method, words in cases:
        with pytest.raises(DamagedError, match=words):
            read_arrays(written(tmp_path / "a.npz", members, method))


def test_damage_within_is_found_by_the_checksum(tmp_path: Path) -> None:
    path = written(tmp_path / "a.npz", [("a.npy", npy(np.arange(40)))], zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedError, match="the archive is damaged"):
        read_arrays(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_arrays(tmp_path / "a.npz")


def test_json_within_limits() -> None:
    text = np.frombuffer('{"a": "ü"}'.encode(), np.uint8)
    assert as_json(text) == as_json(text.tobytes()) == {"a": "ü"}
    with pytest.raises(DamagedError, match="more than 5 bytes"):
        as_json(text, most=5)
    for bad in (b"", b"{", b"\xff", b"[" * 100_000, b"9" * 10_000):
        with pytest.raises(DamagedError, match="a text in it is not as it was written"):
            as_json(bad)


def test_taking_and_quoting() -> None:
    arrays = {"a": np.zeros(1)}
    assert take(arrays, "a").shape == (1,) and not arrays
    with pytest.raises(DamagedError, match="it lacks the array 'a'"):
        take(arrays, "a")
    assert quoted("x\n" + "y" * 100) == repr("x\n" + "y" * 38)

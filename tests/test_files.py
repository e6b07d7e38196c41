"""Files appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssc_lib.files import write_bytes


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folders" / "file.bin"
    assert write_bytes(path, b"one") == path
    write_bytes(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file.bin"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_bytes(tmp_path / "file.bin", b"old")

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_places_that_cannot_be(tmp_path: Path) -> None:
    write_bytes(tmp_path / "file", b"")
    with pytest.raises(NotADirectoryError, match="choose another place"):
        write_bytes(tmp_path / "file" / "inside", b"")
    with pytest.raises(NotADirectoryError, match="choose another place"):
        write_bytes(tmp_path / "file" / "deeper" / "inside", b"")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        write_bytes(tmp_path, b"")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]

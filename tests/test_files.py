"""Files appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ssc_lib.files import check_target, find_files, write_bytes


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folders" / "file.bin"
    assert write_bytes(path, b"one") == path
    write_bytes(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file.bin"]
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_bytes(tmp_path / "file.bin", b"old")

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
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


def test_what_is_no_ordinary_file_is_left_alone(tmp_path: Path) -> None:
    file = write_bytes(tmp_path / "file", b"kept")
    link = tmp_path / "link"
    link.symlink_to(file)
    with pytest.raises(OSError, match=r"link is a link; name the file"):
        write_bytes(link, b"new")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe is no ordinary file"):
        write_bytes(tmp_path / "pipe", b"new")
    with pytest.raises(OSError, match="null is no ordinary file"):
        write_bytes(os.devnull, b"new")
    assert file.read_bytes() == b"kept"


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_writes_is_not(
    tmp_path: Path,
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = tmp_path / f".file.{ended.pid}.part"
    alive = tmp_path / f".file.{os.getppid()}.part"
    other = tmp_path / f".other.{ended.pid}.part"
    for part in (dead, alive, other):
        part.write_bytes(b"half")
    write_bytes(tmp_path / "file", b"whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([alive.name, other.name, "file"])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Linux tells of ended processes")
def test_what_an_ended_process_left_is_removed_before_anyone_has_asked_how_it_ended(
    tmp_path: Path,
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as ended:
        assert ended.stdout is not None and ended.stdout.read() == b""  # so it has ended, or will
        state = Path(f"/proc/{ended.pid}/stat")
        while ") Z " not in state.read_text():
            pass
        (tmp_path / f".file.{ended.pid}.part").write_bytes(b"half")
        write_bytes(tmp_path / "file", b"whole")
        assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_an_input_is_no_target_by_any_name(tmp_path: Path) -> None:
    source = write_bytes(tmp_path / "in" / "a.mid", b"music")
    os.link(source, tmp_path / "hard")
    (tmp_path / "folder").symlink_to(tmp_path / "in")
    for target in (source, tmp_path / "hard", tmp_path / "folder" / "a.mid"):
        with pytest.raises(ValueError, match=r"is to be read.* and would be replaced; give"):
            check_target(target, [tmp_path / "gone", source])
    with pytest.raises(OSError, match="is a link"):
        (tmp_path / "soft").symlink_to(source)
        check_target(tmp_path / "soft", [source])
    for free in (tmp_path / "new", write_bytes(tmp_path / "other", b"")):
        assert check_target(free, [source]) == free


def test_folders_that_are_links_are_named(tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.mid", b"")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    names = ["in/a.mid"], ["in/up is a link to a folder, and links are not followed"]
    assert find_files(tmp_path, {".mid"}, recursive=True) == names
    assert find_files(tmp_path / "in", {".mid"}) == (["a.mid"], [])

"""Shards: their names, who is missing, and the marks of those that are whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssc_lib.magenta.shards import find_shards, origin, put_mark, read_mark, remove, shard_paths
from ssc_lib.magenta.tfrecord import read_tfrecord, write_tfrecord


def test_names() -> None:
    """Those of TensorFlow Datasets."""
    assert shard_paths("a/b.tfrecord", 1) == [Path("a/b.tfrecord")]
    assert shard_paths("a/b.tfrecord", 12)[11] == Path("a/b.tfrecord-00011-of-00012")


def test_shards_are_read_as_one(tmp_path: Path) -> None:
    paths = shard_paths(tmp_path / "a.tfrecord", 3)
    for n, path in enumerate(paths):
        write_tfrecord(path, [b"first of %d" % n, b"second"])
    (tmp_path / ".a.tfrecord-00000-of-00003.7.part").write_bytes(b"half")
    write_tfrecord(tmp_path / "b.tfrecord-00000-of-00001", [b"of another set"])
    whole = [b"first of 0", b"second", b"first of 1", b"second", b"first of 2", b"second"]
    for name in ("a.tfrecord", "a.tfrecord-*", "a.tfrecord*-of-00003", "a.tfrecord-?????-of-*"):
        assert find_shards(tmp_path / name) == paths
        assert list(read_tfrecord(tmp_path / name)) == whole
    assert find_shards(paths[1]) == [paths[1]]
    together = b"".join(path.read_bytes() for path in paths)
    (tmp_path / "one").write_bytes(together)
    assert list(read_tfrecord(tmp_path / "one")) == whole


def test_a_set_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    for path in (paths := shard_paths(tmp_path / "a.tfrecord", 4)):
        write_tfrecord(path, [b"x"])
    paths[1].unlink()
    paths[3].unlink()
    for name in ("a.tfrecord", "*"):
        with pytest.raises(
            FileNotFoundError, match=r"a\.tfrecord lacks 2 of its 4 shards, number 00001 first"
        ):
            find_shards(tmp_path / name)
    write_tfrecord(tmp_path / "a.tfrecord-00000-of-00001", [b"y"])
    with pytest.raises(ValueError, match=r"shards of 1 and of 4; name one set, such as 'a\.tfr"):
        find_shards(tmp_path / "a.tfrecord")
    assert len(find_shards(tmp_path / "a.tfrecord-*-of-00001")) == 1
    for name in ("b.tfrecord", "b*", "nowhere/a.tfrecord"):
        with pytest.raises(FileNotFoundError, match="no such file; ssc convert makes one"):
            find_shards(tmp_path / name)


def test_a_mark_holds_for_the_same_files_and_a_whole_shard(tmp_path: Path) -> None:
    path, source = tmp_path / "a-00000-of-00002", tmp_path / "a.mid"
    source.write_bytes(b"one")
    path.write_bytes(b"a shard")
    now = origin(tmp_path, ["a.mid", "gone.mid"], "tunes")
    put_mark(path, now, {"notes": 3})
    assert read_mark(path, now) == {"notes": 3}
    path.write_bytes(b"a share")
    assert read_mark(path, now) is None
    path.write_bytes(b"a shard")
    assert read_mark(path, now) == {"notes": 3}
    mark = tmp_path / ".a-00000-of-00002.done"
    for damaged in (b"", b"{", b"[]", b"{}", b"\xff", mark.read_bytes()[:-1]):
        whole = mark.read_bytes()
        mark.write_bytes(damaged)
        assert read_mark(path, now) is None
        mark.write_bytes(whole)
    remove(path)
    assert read_mark(path, now) is None
    assert [p.name for p in tmp_path.iterdir()] == ["a.mid"]


def test_an_origin_changes_with_its_files(tmp_path: Path) -> None:
    path = tmp_path / "a.mid"
    path.write_bytes(b"one")
    seen = {origin(tmp_path, ["a.mid"], "tunes")}
    seen.add(origin(tmp_path, ["a.mid"], "songs"))
    seen.add(origin(tmp_path, ["a.mid", "b.mid"], "tunes"))
    os.utime(path, ns=(0, 1))
    seen.add(origin(tmp_path, ["a.mid"], "tunes"))
    path.write_bytes(b"longer")
    os.utime(path, ns=(0, 1))
    seen.add(origin(tmp_path, ["a.mid"], "tunes"))
    assert len(seen) == 5
    assert origin(tmp_path, ["a.mid"], "tunes") in seen

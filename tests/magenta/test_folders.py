"""Folders as TFRecord files: one or shards, by any executor, stopped and gone on with."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib import Melody, write_midi
from ssc_lib.magenta import folders as module
from ssc_lib.magenta.folders import Report, convert_folder, find_inputs, read_folder
from ssc_lib.magenta.notesequence import read_sequences
from ssc_lib.magenta.shards import find_shards
from tests.made import FILE, contents, long_file, made_up

ROOT = Path(__file__).parents[2]
TUNE = Melody([60, -2, 62, -2, 64, -2, 65, -2, 67, -2, -2, -2, -1, -2, -2, -2], qpm=100)
ABC = "X:1\nK:C\nCDEF|\n\nX:2\nK:C\nz4|\n\nX:3\nK:C\nC}}D|\n\nX:4\nK:C\nGABc|\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good files and bad ones, some set right, some in a folder inside."""
    place = tmp_path / "tunes"
    for n in range(7):
        write_midi(TUNE.transposed(n), place / f"{n}.mid")
    (place / "a.abc").write_text(ABC)
    (place / "b.mid").write_text("Dear all")
    (place / "c.mid").write_bytes(FILE.replace(b"\0\1\0\x60", b"\0\7\0\x60"))
    write_midi(TUNE, place / "inside" / "d.MID")
    return place


def converted(folder: Path, output: Path, **settings: Any) -> tuple[str, Report]:
    """Convert, and give a digest of the records: one after another shards are the one file."""
    report = convert_folder(folder, output, recursive=True, progress=False, **settings)
    data = b"".join(path.read_bytes() for path in find_shards(output))
    assert [p.name for p in output.parent.glob(".*.part")] == []
    return hashlib.sha256(data).hexdigest(), report


def many(place: Path) -> None:
    """Thirty-nine files that are soon read, and one that is not."""
    place.mkdir()
    made_up(place, 39, 20, np.random.default_rng(0))
    (place / "long.mid").write_bytes(long_file(100_000))


def told(report: Report) -> tuple[Any, ...]:
    return report.files, report.sequences, report.notes, report.skipped, report.remarks


# -- one result, whoever does the work -----------------------------------------------------------


def test_the_file_does_not_depend_on_the_processes(folder: Path, tmp_path: Path) -> None:
    one = convert_folder(folder, tmp_path / "1.tfrecord", recursive=True, workers=1, progress=False)
    two = convert_folder(folder, tmp_path / "2.tfrecord", recursive=True, workers=2, progress=False)
    assert one.output.read_bytes() == two.output.read_bytes()
    assert one.skipped == two.skipped
    assert [s.filename for s in read_sequences(two.output)][-1] == "inside/d.MID"


def test_the_files_of_the_benchmark(tmp_path: Path) -> None:
    """As many as asked for, each with so many notes, none of which is lost."""
    paths = made_up(tmp_path, 3, 20, np.random.default_rng(0))
    report = convert_folder(tmp_path, tmp_path / "out.tfrecord", workers=1, progress=False)
    assert (report.files, report.notes, report.skipped) == (len(paths), 3 * 20, [])


def test_shards_hold_what_the_one_file_holds(folder: Path, tmp_path: Path) -> None:
    whole, report = converted(folder, tmp_path / "whole", workers=1)
    assert (report.files, report.sequences, len(report.skipped)) == (11, 11, 3)
    for shards in (2, 3, 11):
        for workers in (1, 2):
            output = tmp_path / f"{shards}-{workers}"
            same, other = converted(folder, output, shards=shards, workers=workers)
            assert same == whole and told(other) == told(report)
            assert len(find_shards(output)) == shards
            sizes = [len(list(read_sequences(path))) for path in find_shards(output)]
            assert sum(sizes) == 11
    for shards in (0, -1, 12):
        with pytest.raises(ValueError, match=r"from 1 to 11, since .* holds 11 of the files"):
            converted(folder, tmp_path / "no", shards=shards)


@pytest.mark.parametrize("shards", [1, 4])
def test_an_executor_does_the_same(folder: Path, tmp_path: Path, shards: int) -> None:
    whole, report = converted(folder, tmp_path / "whole", workers=1)
    with ThreadPoolExecutor(3) as threads:
        same, other = converted(folder, tmp_path / "a", shards=shards, executor=threads)
    assert same == whole and told(other) == told(report)
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        same, other = converted(folder, tmp_path / "b", shards=shards, executor=processes)
    assert same == whole and told(other) == told(report)


@pytest.mark.parametrize("shards", [1, 4])
def test_two_workers_of_dask_do_the_same(folder: Path, tmp_path: Path, shards: int) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    whole, report = converted(folder, tmp_path / "whole", workers=1)
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        executor = client.get_executor()
        same, other = converted(folder, tmp_path / "out", shards=shards, executor=executor)
    assert same == whole and told(other) == told(report)


def test_a_worker_of_dask_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Killed as soon as the first shard stands, while others are made."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    place = tmp_path / "tunes"
    many(place)
    whole, report = converted(place, tmp_path / "whole", workers=1)
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client, ThreadPoolExecutor(1) as threads:
        pid = next(iter(client.run(os.getpid).values()))

        def kill() -> int:
            while not list(tmp_path.glob("out-*")):
                time.sleep(0.001)
            os.kill(pid, signal.SIGKILL)
            return len(list(tmp_path.glob("out-*")))

        killed = threads.submit(kill)
        settings = {"shards": 20, "executor": client.get_executor()}
        same, other = converted(place, tmp_path / "out", **settings)
        assert killed.result() < 20
    assert same == whole and told(other) == told(report)


def crashing(folder: Path, collection: str, name: str) -> Any:
    """Read a file as `read_file` does; one of them takes the process along, if it is not ours."""
    if name == "3.mid":
        os._exit(1)
    return read_file(folder, collection, name)


read_file = module.read_file


@pytest.mark.parametrize("shards", [1, 4])
def test_a_file_that_crashes_its_reader_costs_no_other(
    folder: Path, tmp_path: Path, shards: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor the other files of its shard."""
    monkeypatch.setattr(module, "read_file", crashing)
    _, report = converted(folder, tmp_path / "out", shards=shards, workers=2)
    assert (report.files, report.sequences, len(report.skipped)) == (11, 10, 4)
    assert "3.mid made the process that read it crash" in report.skipped
    names = [s.filename for s in read_sequences(tmp_path / "out")]
    good = [f"{n}.mid" for n in (0, 1, 2, 4, 5, 6)]
    assert names == [*good, "a.abc", "a.abc", "c.mid", "inside/d.MID"]


# -- stopped, and gone on with -------------------------------------------------------------------


def test_a_run_goes_on_where_it_was_stopped(folder: Path, tmp_path: Path) -> None:
    """Whole shards are kept as they are, and what was said of them is said again."""
    output = tmp_path / "out"
    whole, report = converted(folder, output, shards=4, workers=1)
    paths = find_shards(output)
    first, second, third, _ = paths
    second.unlink()  # not made yet
    third.write_bytes(third.read_bytes()[:-1])  # damaged
    before = [path.stat().st_ino for path in paths if path.exists()]
    same, other = converted(folder, output, shards=4, workers=1)
    assert same == whole and told(other) == told(report) and other.kept == 2
    after = [path.stat().st_ino for path in paths if path != second]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]
    assert converted(folder, output, shards=4)[1].kept == 4
    assert first.exists()


def test_shards_are_made_again_for_other_files(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    converted(folder, output, shards=4, workers=1)
    write_midi(TUNE.transposed(-12), folder / "5.mid")
    same, report = converted(folder, output, shards=4, workers=1)
    assert report.kept == 3
    assert same == converted(folder, tmp_path / "whole", workers=1)[0]
    (folder / "0.mid").unlink()
    same, _ = converted(folder, output, shards=4, workers=1)
    assert same == converted(folder, tmp_path / "whole", workers=1)[0]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("there", [1, 3])
def test_a_killed_run_is_gone_on_with(tmp_path: Path, there: int) -> None:
    """SIGKILL as soon as so many shards stand: they are kept, and nothing is half-written."""
    place, output = tmp_path / "tunes", tmp_path / "out"
    many(place)
    whole, _ = converted(place, tmp_path / "whole", workers=1)
    command = ["convert", str(place), "-o", str(output), "--shards", "20", "--workers", "2"]
    running = subprocess.Popen([sys.executable, "-m", "ssc_lib.commands.main", *command], cwd=ROOT)
    while len(list(tmp_path.glob(".out-*.done"))) < there:
        assert running.poll() is None, "the run ended before it could be killed"
        time.sleep(0.001)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    same, report = converted(place, output, shards=20, workers=2)
    assert same == whole
    assert there <= report.kept < 20


# -- places --------------------------------------------------------------------------------------


def closed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Folders that nobody may open, whoever runs the test."""
    scandir = os.scandir

    def guarded(path: str) -> object:
        if Path(path).name in names:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)


def test_folders_that_cannot_be_opened_are_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_midi(TUNE, folder / "inside" / "deeper" / "a.mid")
    closed(monkeypatch, "deeper")
    out = tmp_path / "out.tfrecord"
    report = convert_folder(folder, out, recursive=True, workers=1, progress=False)
    words = "inside/deeper is a folder that cannot be opened (permission denied)"
    assert report.skipped[0] == words
    assert report.files == 11
    assert words not in convert_folder(folder, out, workers=1, progress=False).skipped
    with pytest.raises(ValueError, match=r"holds no MIDI.*; deeper is a folder that cannot be"):
        (folder / "inside" / "d.MID").unlink()
        convert_folder(folder / "inside", out, recursive=True)
    closed(monkeypatch, "tunes")
    with pytest.raises(
        PermissionError, match=r"tunes cannot be opened \(permission denied\); give"
    ):
        convert_folder(folder, out)


def test_links_that_lead_nowhere_are_named_and_pipes_are_no_files(tmp_path: Path) -> None:
    place = tmp_path / "tunes"
    write_midi(TUNE, place / "a.mid")
    (place / "b.mid").symlink_to(place / "gone.mid")
    (place / "c.mid").mkdir()
    os.mkfifo(place / "d.mid")
    report = convert_folder(place, tmp_path / "out.tfrecord", workers=1, progress=False)
    assert report.skipped == ["b.mid cannot be opened (no such file or directory)"]
    assert (report.files, report.sequences) == (2, 1)


def test_places_that_will_not_do(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.tfrecord"
    with pytest.raises(FileNotFoundError, match=r"nowhere is not a folder"):
        convert_folder(tmp_path / "nowhere", out)
    with pytest.raises(NotADirectoryError, match=r"0\.mid is not a folder"):
        convert_folder(folder / "0.mid", out)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"holds no MIDI, MusicXML or ABC files; try --recursive"):
        convert_folder(tmp_path / "empty", out)
    for name in ("bad.mid", "worse.mid"):
        (tmp_path / "empty" / name).write_bytes(b"")
    for shards in (1, 2):
        with pytest.raises(
            ValueError, match=r"no file that can be read; the first: bad\.mid is empty"
        ):
            convert_folder(tmp_path / "empty", out, shards=shards, workers=1, progress=False)
    with pytest.raises(IsADirectoryError, match="is a folder"):
        convert_folder(folder, tmp_path, workers=1, progress=False)
    with pytest.raises(ValueError, match="workers must be at least 1"):
        convert_folder(folder, out, workers=0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "tunes"]


def test_no_file_that_is_read_is_replaced(folder: Path, tmp_path: Path) -> None:
    """By whatever name it is called."""
    os.link(folder / "0.mid", tmp_path / "linked")
    (tmp_path / "also").symlink_to(folder)
    before = contents(folder)
    for output in (folder / "0.mid", tmp_path / "linked", tmp_path / "also" / "0.mid"):
        with pytest.raises(ValueError, match=r"(0\.mid|linked) is to be read.* would be replaced"):
            convert_folder(folder, output, progress=False)
    assert contents(folder) == before
    convert_folder(folder, folder / "out.tfrecord", workers=1, progress=False)  # beside them


def test_one_file_of_that_name_would_hide_the_shards(folder: Path, tmp_path: Path) -> None:
    converted(folder, tmp_path / "out", workers=1)
    with pytest.raises(ValueError, match="out is there, and would be read in place of its shards"):
        convert_folder(folder, tmp_path / "out", shards=2)


def test_links_to_folders_are_named_and_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "inside" / "again").symlink_to(folder)
    _, report = converted(folder, tmp_path / "out", workers=1)
    assert report.skipped[0] == "inside/again is a link to a folder, and links are not followed"
    assert report.files == 11


def test_a_folder_is_read_as_it_is_converted(folder: Path, tmp_path: Path) -> None:
    (folder / "away").symlink_to(tmp_path)
    report = convert_folder(folder, tmp_path / "a", workers=1, recursive=True, progress=False)
    names, reads = zip(*read_folder(folder, recursive=True, progress=False), strict=True)
    assert names[-1] == "away" and "is a link to a folder" in reads[-1].skipped[0]
    assert b"".join(r for read in reads for r in read.records) == (tmp_path / "a").read_bytes()
    assert sorted(s for read in reads for s in read.skipped) == sorted(report.skipped)
    assert find_inputs(folder, recursive=True) == [folder / name for name in names[:-1]]
    assert find_inputs(tmp_path / "a") == [tmp_path / "a"]

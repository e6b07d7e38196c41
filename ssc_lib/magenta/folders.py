"""A folder of MIDI, MusicXML and ABC files as TFRecord files of note sequences: one, or shards.

A file that cannot be read is left out and named with the reason; it never stops the others.

A folder that is large becomes several files, called shards. Each shard is a job of its own: whoever
does it reads the shard's files and writes the shard, whole or not at all. So the music passes
through no single machine, a run that was stopped goes on at the first shard that is missing, and a
job that was done twice does no harm. How files are read stands in `ssc_lib.magenta.convert`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ssc_lib.files import check_target, find_files, write_bytes
from ssc_lib.magenta.convert import KINDS, Read, read_file
from ssc_lib.magenta.parallel import in_order
from ssc_lib.magenta.shards import (
    MOST,
    find_shards,
    origin,
    put_mark,
    read_mark,
    remove,
    shard_paths,
    sweep_shards,
)

FILES_A_PROCESS = 50  # a process takes a while to start


@dataclass
class Report:
    """What `convert_folder` did: the files it read, what it wrote, what it left out and why.

    Sentences begin with the name of a file, or of a folder that could not be opened.
    """

    output: Path
    files: int = 0
    sequences: int = 0
    notes: int = 0
    skipped: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # on files that were read, but not whole
    kept: int = 0  # shards that an earlier run had made

    def add(self, other: Report | Read) -> None:
        """Count what another report says, or what was read of one file."""
        if isinstance(other, Report):
            self.sequences += other.sequences
            self.kept += other.kept
        else:
            self.sequences += len(other.records)
        self.notes += other.notes
        self.skipped += other.skipped
        self.remarks += other.remarks


class Shard(NamedTuple):
    """A file to write, and the files that it is made from."""

    path: Path
    names: list[str]


def convert_folder(
    folder: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    recursive: bool = False,
    shards: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = True,
) -> Report:
    """Read every MIDI, MusicXML and ABC file of a folder into one TFRecord file, or into shards.

    Parameters
    ----------
    folder : path
        Files ending in .mid, .midi, .kar, .rmi, .xml, .mxl, .musicxml and .abc are read, sorted by
        name.
    output : path
        The TFRecord file, written whole or not at all.
    recursive : bool
        Read the folders inside it as well, but not those that are links.
    shards : int, at least 1
        Write so many files, ``output-00000-of-00010`` and so on; `ssc_lib.magenta.read_tfrecord`
        reads them by the name of the output. The same call again keeps the shards that are whole,
        and makes the others.
    workers : int, optional
        Processes side by side; by default one for each processor, fewer for a small folder. The
        files do not depend on it.
        A script that asks for more than one must start under ``if __name__ == "__main__":``.
    executor : concurrent.futures.Executor, optional
        Do the work there, in place of processes of our own: each shard is a job, or each file if
        there is one shard. On other machines `ssc_lib` must be installed, and the folder and the
        output must bear the same names. The files do not depend on it.
    progress : bool
        Show a progress bar.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If there is no such folder.
    PermissionError
        If it cannot be opened; of a folder inside it, the report says so.
    ValueError
        If it holds no file of these kinds, or none that can be read; if the output is one of them;
        or if there are to be more shards than files.

    Examples
    --------
    On the machines of a Dask cluster:

    >>> from dask.distributed import Client  # doctest: +SKIP
    >>> with Client("scheduler:8786") as client:  # doctest: +SKIP
    ...     convert_folder("/data/tunes", "/data/tunes.tfrecord", shards=100,
    ...                    recursive=True, executor=client.get_executor())
    """
    from tqdm import tqdm

    folder, output = Path(folder), Path(output)
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1, got {workers}")
    check_target(output)
    names, closed = _found(folder, recursive)
    if not 1 <= shards <= min(len(names), MOST):
        raise ValueError(
            f"shards must be from 1 to {min(len(names), MOST):,}, since {folder} holds "
            f"{len(names):,} of the files to read, got {shards}"
        )
    if shards > 1 and output.exists():
        raise ValueError(
            f"{output} is there, and would be read in place of its shards; remove it, or give "
            "another name"
        )
    paths = shard_paths(output, shards)
    inputs = [folder / name for name in names]
    for path in paths:
        check_target(path, inputs)
    workers = workers or _processes(names)
    read = partial(read_file, folder, folder.resolve().name)
    report = Report(output, len(names), skipped=closed)
    with tqdm(
        desc="reading", total=len(names), disable=not progress, delay=1, unit=" files"
    ) as bar:
        if shards == 1:
            answers = in_order(read, names, workers, executor)
            write_bytes(output, _some(_records(names, answers, report, bar.update), folder, report))
            return report
        cuts = [len(names) * n // shards for n in range(shards + 1)]
        jobs = [Shard(path, names[a:b]) for path, (a, b) in zip(paths, pairwise(cuts), strict=True)]
        make = partial(_make_unless_there, folder, read)
        done = in_order(make, jobs, min(workers, shards), executor)
        for job, answer in zip(jobs, done, strict=True):
            # A process that died loses no shard: each file is read again in a process of its own.
            report.add(answer or make(job, workers=2))
            bar.update(len(job.names))
    sweep_shards(output, shards)
    if not report.sequences:
        for path in paths:
            remove(path)
        raise _nothing(folder, report)
    return report


def read_folder(
    folder: str | os.PathLike[str], *, recursive: bool = False, progress: bool = True
) -> Iterator[tuple[str, Read]]:
    """Read every file as `convert_folder` does, and write nothing: the names, and what was read.

    A folder inside that cannot be opened is among them. Errors are those of `convert_folder`.
    """
    from tqdm import tqdm

    folder = Path(folder)
    names, closed = _found(folder, recursive)
    read = partial(read_file, folder, folder.resolve().name)
    answers = in_order(read, names, _processes(names))
    pairs = zip(names, answers, strict=True)
    for name, answer in tqdm(
        pairs, "reading", total=len(names), disable=not progress, delay=1, unit=" files"
    ):
        yield name, answer or _crashed(name)
    for sentence in closed:
        yield sentence.partition(" is a ")[0], Read([], 0, [sentence], [])


def find_inputs(path: str | os.PathLike[str], *, recursive: bool = False) -> list[Path]:
    """The files of music of a folder, or the TFRecord files of a name: see `find_shards`."""
    if not Path(path).is_dir():
        return find_shards(path)
    return [Path(path, name) for name in _found(Path(path), recursive)[0]]


def _processes(names: list[str]) -> int:
    """How many processes read so many files."""
    return min(os.cpu_count() or 1, 1 + len(names) // FILES_A_PROCESS)


def _crashed(name: str) -> Read:
    return Read([], 0, [f"{name} made the process that read it crash"], [])


def _found(folder: Path, recursive: bool) -> tuple[list[str], list[str]]:
    """Names of the files to read, and sentences on folders that are not."""
    if not folder.is_dir():
        kind = NotADirectoryError if folder.exists() else FileNotFoundError
        raise kind(f"{folder} is not a folder; give one that holds MIDI, MusicXML or ABC files")
    names, closed = find_files(folder, KINDS, recursive=recursive)
    if not names:
        advice = "give another folder" if recursive else "try --recursive or another folder"
        advice += f"; {closed[0]}" if closed else ""
        raise ValueError(f"{folder} holds no MIDI, MusicXML or ABC files; {advice}")
    return names, closed


def _make_unless_there(
    folder: Path, read: Callable[[str], Read], job: Shard, workers: int = 1
) -> Report:
    """Make a shard and its mark, or report what the mark says if the shard is whole."""
    version = sys.modules["ssc_lib"].__version__
    made_from = origin(folder, job.names, folder.resolve().name, version)
    if found := read_mark(job.path, made_from):
        return Report(job.path, kept=1, **found)
    report = Report(job.path)
    answers = in_order(read, job.names, workers)
    write_bytes(job.path, _records(job.names, answers, report))
    told = ("sequences", "notes", "skipped", "remarks")
    put_mark(job.path, made_from, {name: getattr(report, name) for name in told})
    return report


def _records(
    names: list[str],
    answers: Iterable[Read | None],
    report: Report,
    update: Callable[[int], object] = lambda done: None,
) -> Iterator[bytes]:
    """The records of files in their order; the report counts what was read."""
    for name, answer in zip(names, answers, strict=True):
        read = answer or _crashed(name)
        report.add(read)
        update(1)
        yield from read.records


def _some(records: Iterator[bytes], folder: Path, report: Report) -> Iterator[bytes]:
    """The same records; ValueError at their end if there were none."""
    yield from records
    if not report.sequences:
        raise _nothing(folder, report)


def _nothing(folder: Path, report: Report) -> ValueError:
    return ValueError(f"{folder} holds no file that can be read; the first: {report.skipped[0]}")

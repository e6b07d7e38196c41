"""Shards: one set of records in several files, each made once.

The shards of ``tunes.tfrecord`` are called ``tunes.tfrecord-00000-of-00010`` and so on, as
TensorFlow Datasets and Magenta name theirs. One after the other they hold what the one file would.

Beside a shard that is whole stands its **mark**, a hidden file ``.NAME.done``. It says what the
shard was made from, its checksum (SHA-256), and what was said of it. So a run that was stopped goes
on: a shard is kept if the same is asked for and the checksum is right, and made again if not.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ssc_lib.files import sweep, write_bytes

MOST = 10**5  # numbers of shards have five digits
SHARD = re.compile(r"(.*)-(\d{5})-of-(\d{5})")


def shard_paths(output: str | os.PathLike[str], number: int) -> list[Path]:
    """The paths of so many shards; of a single one, the name as it is.

    Examples
    --------
    >>> [path.name for path in shard_paths("tunes.tfrecord", 2)]
    ['tunes.tfrecord-00000-of-00002', 'tunes.tfrecord-00001-of-00002']
    """
    output = Path(output)
    if number == 1:
        return [output]
    return [output.with_name(f"{output.name}-{n:05}-of-{number:05}") for n in range(number)]


def find_shards(path: str | os.PathLike[str]) -> list[Path]:
    """The files that a name stands for, in order.

    Parameters
    ----------
    path : path
        Of a file; or of a set, without the numbers of its shards; or a pattern with ``*`` or ``?``,
        such as ``"tunes.tfrecord-*-of-00010"``.

    Raises
    ------
    FileNotFoundError
        If there is no such file, or a shard of a set is missing.
    ValueError
        If there are two sets of one name.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    names = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    if set("*?") & set(path.name):
        found = [name for name in names if fnmatchcase(name, path.name) and name[0] != "."]
    else:
        found = [name for name in names if (m := SHARD.fullmatch(name)) and m[1] == path.name]
    if not found:
        raise FileNotFoundError(f"{path}: no such file; ssc convert makes one from a folder")
    for name, numbers in _sets(found).items():
        if len(numbers) > 1:
            listed = " and of ".join(map(str, sorted(numbers)))
            raise ValueError(
                f"{path.with_name(name)} has shards of {listed}; name one set, such as "
                f"'{name}-*-of-{min(numbers):05}'"
            )
        ((total, there),) = numbers.items()
        if missing := sorted(set(range(total)) - there):
            raise FileNotFoundError(
                f"{path.with_name(name)} lacks {len(missing)} of its {total} shards, number "
                f"{missing[0]:05} first; run ssc convert again to make what is missing"
            )
    return [path.with_name(name) for name in sorted(found)]


def _sets(names: list[str]) -> dict[str, dict[int, set[int]]]:
    """Of each set of shards, by its name and how many it says it has: the numbers found."""
    sets: dict[str, dict[int, set[int]]] = {}
    for match in filter(None, map(SHARD.fullmatch, names)):
        name, number, total = match.groups()
        sets.setdefault(name, {}).setdefault(int(total), set()).add(int(number))
    return sets


# -- marks ---------------------------------------------------------------------------------------


def origin(folder: Path, names: list[str], *words: str) -> str:
    """A digest of files by their names, sizes and times of change, and of whatever else counts."""
    digest = hashlib.sha256(json.dumps(words).encode())
    for name in names:
        try:
            about = (folder / name).stat()
            said: list[Any] = [name, about.st_size, about.st_mtime_ns]
        except OSError:
            said = [name]
        digest.update(json.dumps(said).encode())
    return digest.hexdigest()


def put_mark(path: Path, made_from: str, report: dict[str, Any]) -> None:
    """Mark a shard as whole, made from files of this `origin`."""
    about = {"made_from": made_from, "sha256": _checksum(path), "report": report}
    write_bytes(_mark(path), json.dumps(about).encode())


def read_mark(path: Path, made_from: str) -> dict[str, Any] | None:
    """The report on a shard that is whole and was made from files of this `origin`, or None."""
    try:
        about = json.loads(_mark(path).read_bytes())
        if (about["made_from"], about["sha256"]) != (made_from, _checksum(path)):
            return None
        report: dict[str, Any] = dict(about["report"])
    except (OSError, ValueError, KeyError, TypeError):  # not there, or damaged
        return None
    return report


def sweep_shards(output: Path, number: int) -> None:
    """Remove what killed runs left beside these shards, also beside those that were kept."""
    every = output.with_name(f"{output.name}-*-of-{number:05}")
    sweep(every)
    sweep(_mark(every))


def remove(path: Path) -> None:
    """Remove a shard and its mark."""
    for file in (_mark(path), path):
        file.unlink(missing_ok=True)


def _mark(path: Path) -> Path:
    return path.with_name(f".{path.name}.done")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

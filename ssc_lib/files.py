"""Files: found without silence, and written so that nothing is ever half-written.

What is written stands under a hidden name, ``.NAME.PID.part``, until it is whole and on the disk.
A run that was killed leaves that file behind; the next one that writes to the same place removes
it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Container, Iterable
from pathlib import Path

MOST_BYTES = 64 * 2**20  # of one file that is read, unpacked; a symphony takes a tenth of it


def write_bytes(path: str | os.PathLike[str], data: bytes | Iterable[bytes]) -> Path:
    """Write ``data`` to ``path`` at once: the file appears whole or not at all.

    Data may come in pieces; if one of them cannot be made, nothing is written. Parent folders are
    made.

    Raises
    ------
    OSError
        If the place cannot be written, or is a folder, a link, a pipe or a device: only ordinary
        files are replaced.
    """
    target = check_target(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise NotADirectoryError(
            f"{target.parent} cannot be a folder, since a file of that name is in the way; "
            "choose another place"
        ) from error
    except OSError as error:
        raise type(error)(
            f"the folder {target.parent} cannot be made ({error.strerror}); choose another place"
        ) from error
    sweep(target)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return target


def cache_folder() -> Path:
    """Where things are kept that can be made again: the folder that the system has for it.

    The environment variable ``SSC_CACHE`` names another one.
    """
    if named := os.environ.get("SSC_CACHE"):
        return Path(named)
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "stochastic-soundcloud"


def find_files(
    folder: Path, endings: Container[str], *, recursive: bool = False
) -> tuple[list[str], list[str]]:
    """Find the files of a folder whose names end in one of ``endings``, in small letters.

    Returns
    -------
    names : list of str
        Seen from the folder and sorted. A file that nobody may look at is among them.
    closed : list of str
        A sentence on each folder inside that cannot be opened, or is a link, which is not followed.

    Raises
    ------
    PermissionError
        If the folder itself cannot be opened.
    """
    names, closed = [], []

    def cannot(error: OSError) -> None:
        reason = (error.strerror or "no reason given").lower()
        if Path(error.filename) == folder:
            raise PermissionError(f"{folder} cannot be opened ({reason}); give another folder")
        name = Path(error.filename).relative_to(folder).as_posix()
        closed.append(f"{name} is a folder that cannot be opened ({reason})")

    for place, folders, files in os.walk(folder, onerror=cannot):
        for path in (Path(place, file) for file in files):
            if path.suffix.lower() in endings and _may_be_read(path):
                names.append(path.relative_to(folder).as_posix())
        if not recursive:
            break
        for path in (Path(place, name) for name in folders):
            if path.is_symlink():
                name = path.relative_to(folder).as_posix()
                closed.append(f"{name} is a link to a folder, and links are not followed")
    return sorted(names), sorted(closed)


def _may_be_read(path: Path) -> bool:
    """Whether this is no pipe or device; what cannot be looked at is named when it is read."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def check_target(
    path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]] = ()
) -> Path:
    """The path of a file to write.

    Raises
    ------
    OSError
        If something other than a file is there.
    ValueError
        If it is one of the ``inputs``, the files that are to be read, by whatever name.
    """
    target = Path(path)
    if target.is_symlink():
        raise OSError(f"{target} is a link; name the file that it leads to, or another")
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder; give the name of a file to write")
    if not target.exists():
        return target
    if not target.is_file():
        raise OSError(f"{target} is no ordinary file; give the name of a file to write")
    there = target.stat()
    for name in inputs:
        with contextlib.suppress(OSError):  # what is not there is not replaced
            if os.path.samestat(there, Path(name).stat()):
                also = "" if Path(name) == target else f", as {name},"
                raise ValueError(
                    f"{target} is to be read{also} and would be replaced; give another name or "
                    "folder to write to"
                )
    return target


def sweep(target: Path) -> None:
    """Remove what runs that have ended left beside ``target``."""
    for left in target.parent.glob(f".{target.name}.*.part"):
        pid = left.name.split(".")[-2]
        if pid.isdigit() and not _runs(int(pid)):
            with contextlib.suppress(OSError):  # another process was quicker
                left.unlink()


def _runs(pid: int) -> bool:
    """Whether a process is running; where the system does not tell, it may be."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):  # Linux: it may have ended, and nobody has asked how
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return True


def _sync_folder(folder: Path) -> None:
    """Bring the new name of a file to the disk, where folders can be opened for that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""Writing files so that nothing is ever half-written: write beside, then rename."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_bytes(path: str | os.PathLike[str], data: bytes | Iterable[bytes]) -> Path:
    """Write ``data`` to ``path`` at once: the file appears whole or not at all.

    Data may come in pieces; if one of them cannot be made, nothing is written.
    Parent folders are made. Raises OSError if the place cannot be written.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise NotADirectoryError(
            f"{target.parent} cannot be a folder, since a file of that name is in the way; "
            "choose another place"
        ) from error
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder; give the name of a file to write")
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
        os.chmod(beside, 0o644)
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise
    return target

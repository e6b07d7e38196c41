"""Pack the built book into one zip that opens without a network, from a folder or a memory stick.

    python -m tools.offline [_build/html]

`make offline` builds the book first. The zip lies beside the pages' start, so that a published book
offers it. Only what no reader opens is left out: maps for debugging the theme's scripts, and fonts
that lie there a second time for browsers of the past.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from tools.notebooks import ROOT

NAME = "stochastic-soundcloud"


def left_out(path: Path) -> bool:
    """Whether no reader opens this file of a built book."""
    twice = path.suffix == ".ttf" and path.with_suffix(".woff2").exists()
    return twice or path.suffix == ".map" or path.name == f"{NAME}.zip"


def pack(folder: Path) -> Path:
    """Write the zip of the book in this folder, and return where it is.

    The same pages make the same zip, byte for byte.
    """
    if not (folder / "index.html").exists():
        sys.exit(f"{folder} holds no built book: it has no index.html; run `make book` first.")
    target = folder / f"{NAME}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        for path in sorted(folder.rglob("*")):
            if left_out(path) or not path.is_file():
                continue
            name = f"{NAME}/{path.relative_to(folder).as_posix()}"
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            book.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


def main(arguments: list[str]) -> None:
    """Pack the book that the one argument names, or the one of `make book`."""
    target = pack(Path(*arguments) if arguments else ROOT / "_build" / "html")
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])

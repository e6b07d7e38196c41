"""The book as files, and the book as built pages."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def toc_pages() -> list[str]:
    """Every page that _toc.yml lists, without suffix."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def files(entry: object) -> list[str]:
        if isinstance(entry, list):
            return [page for one in entry for page in files(one)]
        if isinstance(entry, dict):
            own = [entry[key] for key in ("root", "file") if key in entry]
            return own + [page for value in entry.values() for page in files(value)]
        return []

    return files(toc)


def build(out: Path) -> str:
    """Build the book from scratch, as `make book` does; return what was printed on failure."""
    start = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", start, "build", str(ROOT), "--path-output", str(out)]
    done = subprocess.run(
        [*command, "-W", "-n", "--keep-going"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    return "" if done.returncode == 0 else done.stdout or "no output"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the built book and what went wrong; one worker builds, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    out, result = shared / "built-book", shared / "built-book.txt"
    try:
        out.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not result.exists():
            assert time.monotonic() < deadline, "another worker never finished building the book"
            time.sleep(0.2)
    else:
        complaints = "the build was interrupted"
        try:
            complaints = build(out)
        finally:
            partial = result.with_suffix(".part")
            partial.write_text(complaints, encoding="utf-8")
            partial.replace(result)
    return out / "_build" / "html", result.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def html(built: tuple[Path, str]) -> Path:
    """The folder of the pages of a book that builds."""
    folder, complaints = built
    if complaints:
        pytest.fail("the book does not build: test_the_book_builds shows why", pytrace=False)
    return folder

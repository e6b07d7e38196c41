"""What holds for every text file in git: one address, no machine's paths, no registries."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.book import prose
from tools.notebooks import ROOT, project

pytestmark = pytest.mark.lint


def tracked_texts() -> list[Path]:
    """The text files in git, without what others wrote (_extra); all files where git is missing."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split("\0")
        paths = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        hidden = {".venv", ".venv-colab", "_build", ".git"}
        paths = [p for p in ROOT.rglob("*") if not hidden & set(p.relative_to(ROOT).parts)]
    ours = [p for p in sorted(paths) if p.is_file() and p.relative_to(ROOT).parts[0] != "_extra"]
    return [path for path in ours if is_text(path)]


def is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


TEXTS = tracked_texts()
# The lints' own bad examples.
EXEMPT = {ROOT / "tests" / "book" / "test_lints.py"}


@pytest.mark.parametrize(
    "lint",
    [
        prose.no_machine_paths,
        prose.no_registries,
        lambda text: prose.one_address(text, project()[0]),
    ],
    ids=["no-machine-paths", "no-registries", "one-address"],
)
def test_texts(lint) -> None:
    complaints = [
        f"{path.relative_to(ROOT)}: {complaint}"
        for path in TEXTS
        if path not in EXEMPT
        for complaint in lint(path.read_text(encoding="utf-8"))
    ]
    assert not complaints, "\n".join(["", *complaints])


def test_pages_are_built_from_the_branch() -> None:
    workflow = (ROOT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    assert f"branches: [{project()[1]}]" in workflow


def test_there_are_texts() -> None:
    assert ROOT / "pyproject.toml" in TEXTS

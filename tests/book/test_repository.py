"""What holds for every text file in git: one address and release, no machine's paths or registries.

And for the files beside them: workflows, forms and updates.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.book import prose
from tools import release
from tools.notebooks import ROOT, project, settings

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
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))


def one_ref(text: str) -> prose.Complaints:
    """Behind the repository's address stands the branch or tag that readers get."""
    address, ref = project()
    return [
        f"{other or 'no branch or tag'} is named behind the address, pyproject.toml has {ref}"
        for other in release.named_refs(prose.PAYLOAD.sub("", text), address) - {ref}
    ]


@pytest.mark.parametrize(
    "lint",
    [
        prose.no_machine_paths,
        prose.no_registries,
        lambda text: prose.one_address(text, project()[0]),
        one_ref,
    ],
    ids=["no-machine-paths", "no-registries", "one-address", "one-ref"],
)
def test_texts(lint) -> None:
    complaints = [
        f"{path.relative_to(ROOT)}: {complaint}"
        for path in TEXTS
        if path not in EXEMPT
        for complaint in lint(path.read_text(encoding="utf-8"))
    ]
    assert not complaints, "\n".join(["", *complaints])


def test_version_day_and_tag_agree() -> None:
    assert release.complaints(ROOT) == []


def test_pages_are_published_when_the_branch_moves() -> None:
    workflow = (GITHUB / "workflows" / "pages.yml").read_text(encoding="utf-8")
    assert f"branches: [{settings(ROOT)['tool']['ssc']['branch']}]" in workflow


def test_the_published_book_stands_under_the_repository() -> None:
    urls = settings(ROOT)["project"]["urls"]
    owner, name = urls["Repository"].removeprefix("https://github.com/").split("/")
    assert urls["Documentation"] == f"https://{owner}.github.io/{name}/"
    address = re.compile(rf"https?://{owner}\.github\.io[^\s\"')]*", re.IGNORECASE)
    named = [one for path in TEXTS for one in address.findall(path.read_text(encoding="utf-8"))]
    assert set(named) == {urls["Documentation"]}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_one_commit(path: Path) -> None:
    used = re.findall(r"uses: *(.*)", path.read_text(encoding="utf-8"))
    pinned = r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert used
    assert [one for one in used if not re.fullmatch(pinned, one)] == []


def test_an_action_has_one_version() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    used = set(re.findall(r"uses: *(.*)", text))
    names = [one.partition("@")[0] for one in used]
    assert sorted(set(names)) == sorted(names)


def test_updates_look_at_actions_and_packages() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert {one["package-ecosystem"] for one in updates} == {"github-actions", "pip"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_are_whole(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.stem == "config":
        assert all({"name", "url", "about"} == set(link) for link in form["contact_links"])
        return
    assert form["name"] and form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    ids = [field["id"] for field in fields]
    assert sorted(set(ids)) == sorted(ids)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_there_are_texts() -> None:
    assert ROOT / "pyproject.toml" in TEXTS
    assert len(FORMS) >= 3

"""tools/release.py, on a copy of the files that name a version or a tag."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tools import notebooks, release

NAMES = (
    *release.VERSIONS,
    *release.REFS,
    "README.md",
    "book/how-to-use.md",
    "book/index.ipynb",
    "book/1-chance/coins.ipynb",
)
ADDRESS, NOW = notebooks.project()
LOG = """\
# Changelog

## Unreleased

### Added

- A drum.
"""


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository before its first release, or after its latest one."""
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(notebooks.ROOT / name, tmp_path / name)
    (tmp_path / "CHANGELOG.md").write_text(LOG, encoding="utf-8")
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    return tmp_path


def every_text(root: Path) -> dict[str, str]:
    return {name: release.read(root, name) for name in (*NAMES, "CHANGELOG.md")}


def test_a_release_stands_in_every_place(copy: Path) -> None:
    changed = release.release(copy, "999.0.0", "2099-01-31")
    assert {path.relative_to(copy).as_posix() for path in changed} == {*NAMES, "CHANGELOG.md"}
    assert release.complaints(copy) == []
    for name, text in every_text(copy).items():
        assert release.named_refs(text, ADDRESS) <= {"v999.0.0"}, name
    log = release.read(copy, "CHANGELOG.md")
    assert log == LOG.replace("Unreleased\n", "Unreleased\n\n## 999.0.0 - 2099-01-31\n")
    assert "\ndate-released: 2099-01-31\n" in release.read(copy, "CITATION.cff")


def test_a_released_notebook_differs_in_its_setup_cell_and_links_alone(copy: Path) -> None:
    name = "book/1-chance/coins.ipynb"
    before = release.read(copy, name)
    release.release(copy, "999.0.0", "2099-01-31")
    after = release.read(copy, name)
    assert after.replace("v999.0.0", NOW) == before
    first = next(cell for cell in json.loads(after)["cells"] if cell["cell_type"] == "code")
    assert "".join(first["source"]) == notebooks.setup_cell()
    assert "@v999.0.0" in notebooks.setup_cell()


def test_the_next_release_is_a_later_one(copy: Path) -> None:
    release.release(copy, "999.0.0", "2099-01-31")
    with pytest.raises(SystemExit, match="nothing stands under Unreleased"):
        release.release(copy, "999.0.1", "2099-02-01")
    log = release.read(copy, "CHANGELOG.md")
    news = log.replace("## Unreleased\n", "## Unreleased\n\n### Fixed\n\n- The drum.\n")
    (copy / "CHANGELOG.md").write_text(news, encoding="utf-8")
    before = every_text(copy)
    for early in ("999.0.0", "99.10.10"):
        with pytest.raises(SystemExit, match=f"{early} is not later than 999.0.0"):
            release.release(copy, early, "2099-02-01")
    assert every_text(copy) == before
    release.release(copy, "1000.0.0", "2099-02-01")
    assert release.complaints(copy) == []
    assert release.read(copy, "CITATION.cff").count("date-released") == 1


@pytest.mark.parametrize("version", ["1.2", "v1.2.0", "1.2.0rc1", "", "1.2.0\n"])
def test_a_version_is_three_numbers(copy: Path, version: str) -> None:
    before = every_text(copy)
    with pytest.raises(SystemExit, match="three numbers"):
        release.release(copy, version, "2099-01-31")
    assert every_text(copy) == before


def test_a_file_without_its_line_stops_the_release_before_anything_is_written(copy: Path) -> None:
    (copy / "CITATION.cff").write_text("title: x\n", encoding="utf-8")
    before = every_text(copy)
    with pytest.raises(SystemExit, match=r"CITATION\.cff: expected one line"):
        release.release(copy, "999.0.0", "2099-01-31")
    assert every_text(copy) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("CITATION.cff", "version: 999.0.0", "version: 999.0.1", "CITATION.cff says 999.0.1"),
        ("CITATION.cff", "2099-01-31", "2099-01-30", "different days"),
        ("ssc_lib/__init__.py", '"999.0.0"', '"999"', "__init__.py says 999"),
        (".github/workflows/pages.yml", "v999.0.0", "v999", "pages.yml says v999"),
        ("pyproject.toml", 'ref = "v999.0.0"', 'ref = "v99.0.0"', "readers get v99.0.0"),
        ("CHANGELOG.md", "## 999.0.0", "## 998.0.0", "the latest section is not 999.0.0"),
        ("CHANGELOG.md", "## Unreleased\n", "", "its first section is not Unreleased"),
        ("pyproject.toml", 'ref = "v999.0.0"', 'ref = "master"', "readers get the branch"),
    ],
)
def test_places_that_disagree_are_named(
    copy: Path, name: str, old: str, new: str, said: str
) -> None:
    release.release(copy, "999.0.0", "2099-01-31")
    text = release.read(copy, name)
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in complaint for complaint in release.complaints(copy))


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        (f"{ADDRESS}/blob/v1.0.0/README.md", {"v1.0.0"}),
        (f"pip install git+{ADDRESS}@v1.0.0.", {"v1.0.0"}),
        (f"pip install git+{ADDRESS}", {""}),
        (f"pip install git+{ADDRESS}.git@main", {"main"}),
        (f"git clone {ADDRESS}", set()),
        (f"{ADDRESS}/issues", set()),
        ("https://github.com/other/project/blob/main/README.md", set()),
    ],
)
def test_what_a_text_names(text: str, refs: set[str]) -> None:
    assert release.named_refs(text, ADDRESS) == refs
    assert release.named_refs(release.with_ref(text, ADDRESS, "v2.0.0"), ADDRESS) == (
        {"v2.0.0"} if refs else set()
    )


def test_the_command_says_what_to_do_next(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release.main(["999.0.0", "--date", "2099-01-31"])
    said = capsys.readouterr().out
    assert said.startswith(f"v999.0.0 stands in {len(NAMES)} files.")
    branch = notebooks.settings(copy)["tool"]["ssc"]["branch"]
    assert f"git push --atomic origin {branch} v999.0.0" in said

"""Every notebook of the book through every lint; see lints.py for what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ssc_lib import checks
from tests.book import lints, prose
from tools.notebooks import ROOT, colab_link, notebooks, setup_cell

pytestmark = pytest.mark.lint

BOOK = ROOT / "book"
ALL = notebooks([BOOK])
SOLUTIONS = [path for path in ALL if path.parent.name == "solutions"]
CHAPTERS = [p for p in ALL if p.parent.name[0].isdigit() and p.stem != "index"]


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(BOOK).with_suffix("").as_posix() for path in paths]


def load(path: Path) -> lints.Notebook:
    return json.loads(path.read_text(encoding="utf-8"))


def report(complaints: prose.Complaints) -> None:
    assert not complaints, "\n".join(["", *complaints])


@pytest.fixture(scope="module")
def glossary() -> set[str]:
    text = (BOOK / "reference" / "glossary.md").read_text(encoding="utf-8")
    return prose.glossary_terms(text)


def test_there_are_notebooks() -> None:
    assert CHAPTERS
    assert SOLUTIONS


@pytest.mark.parametrize("path", ALL, ids=names(ALL))
@pytest.mark.parametrize(
    "lint",
    [
        lints.run_in_order,
        lints.no_idle_cells,
        lints.no_errors,
        lints.no_semicolons,
        lints.pictures_described,
        lints.clips_described,
        lints.clips_in_own_words,
    ],
    ids=lambda lint: lint.__name__,
)
def test_cells_and_outputs(lint, path: Path) -> None:
    report(lint(load(path)))


@pytest.mark.parametrize("path", ALL, ids=names(ALL))
def test_file(path: Path) -> None:
    report(lints.small_enough(path.read_bytes()))


@pytest.mark.parametrize("path", ALL, ids=names(ALL))
def test_setup_cell_and_colab(path: Path) -> None:
    notebook = load(path)
    report(lints.setup_first(notebook, setup_cell()))
    report(lints.opens_in_colab(notebook, colab_link(path.relative_to(ROOT))))


@pytest.mark.parametrize("path", CHAPTERS, ids=names(CHAPTERS))
@pytest.mark.parametrize(
    "lint",
    [
        lints.short_cells,
        lints.enough_cells,
        lints.right_length,
        lints.sections_in_order,
        lints.minutes_told,
    ],
    ids=lambda lint: lint.__name__,
)
def test_shape_of_a_chapter(lint, path: Path) -> None:
    report(lint(load(path)))


@pytest.mark.parametrize("path", ALL, ids=names(ALL))
def test_exercises_are_marked(path: Path) -> None:
    report(lints.well_marked(load(path), checks.exercises()))


@pytest.mark.parametrize("path", CHAPTERS, ids=names(CHAPTERS))
def test_exercises_equal_their_solutions(path: Path) -> None:
    student, solution = load(path), load(BOOK / "solutions" / path.name)
    assert lints.exercises(student), "a chapter has exercises"
    report(lints.stubs_match(student, solution))


@pytest.mark.parametrize("path", SOLUTIONS, ids=names(SOLUTIONS))
def test_solutions_pass(path: Path) -> None:
    assert path.name in {chapter.name for chapter in CHAPTERS}, "a solution without a chapter"
    report(lints.solutions_pass(load(path)))


def test_exercise_ids_are_unique_in_the_book() -> None:
    ids = [name for path in CHAPTERS for name, _, _ in lints.exercises(load(path))]
    assert sorted(ids) == sorted(set(ids))


def test_every_check_has_its_exercise() -> None:
    ids = {name for path in CHAPTERS for name, _, _ in lints.exercises(load(path))}
    assert set(checks.exercises()) == ids


@pytest.mark.parametrize("path", CHAPTERS, ids=names(CHAPTERS))
def test_new_terms(path: Path, glossary: set[str]) -> None:
    report(lints.new_terms(load(path), glossary))


def all_prose() -> dict[str, str]:
    """The Markdown of every page and notebook, by path."""
    pages = {path: lints.markdown(load(path)) for path in ALL}
    pages |= {path: path.read_text(encoding="utf-8") for path in sorted(BOOK.rglob("*.md"))}
    return {path.relative_to(ROOT).as_posix(): text for path, text in pages.items()}


def test_linked_terms(glossary: set[str]) -> None:
    pages = all_prose().items()
    report([f"{page}: {c}" for page, text in pages for c in prose.terms_known(text, glossary)])


def test_pictures_in_prose() -> None:
    check = prose.markdown_pictures_described
    report([f"{page}: {c}" for page, text in all_prose().items() for c in check(text)])

"""A folder of notebooks and what becomes of it; no notebook is run here."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ssc_lib import checks
from ssc_lib.checks.exercise import Verdict
from ssc_lib.classroom import collecting
from ssc_lib.classroom.collecting import Marking, collect, columns, feedback, notebooks_of, screen
from ssc_lib.classroom.sandbox import Ended, Limits
from tests.classroom.handed import TRUSTED, hand_in

ADA = Marking("ada", {"coins-2": Verdict("coins-2", "✓", "27/64")}, [], "")
BOB = Marking(
    "bob", {"coins-10": Verdict("coins-10", "✗", "<b>no</b> `x` [a](b)")}, ["cell 3: *E*"], "late"
)


def test_which_notebooks_a_folder_holds(tmp_path: Path) -> None:
    for name in ("cara", "bob", ".hidden"):
        hand_in(tmp_path, name, "1")
    hand_in(tmp_path / "ada", "work", "1")
    hand_in(tmp_path / ".ipynb_checkpoints", "bob-checkpoint", "1")
    assert [*notebooks_of(tmp_path)] == ["bob", "cara"]
    assert [*notebooks_of(tmp_path, recursive=True)] == ["ada/work", "bob", "cara"]
    with pytest.raises(NotADirectoryError, match="give the folder"):
        notebooks_of(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="--recursive"):
        notebooks_of(tmp_path / "empty")


def test_what_cannot_be_read_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST_BYTES", 9)
    hand_in(tmp_path, "large", "1" * 99)
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "large.ipynb")
    notebooks = {**notebooks_of(tmp_path), "gone": tmp_path / "gone.ipynb"}
    ended = []
    markings = collect(notebooks, TRUSTED, Limits(), workers=2, each=lambda: ended.append(1))
    notes = {marking.student: marking.note for marking in markings}
    assert [*notes] == ["large", "link", "gone"] and len(ended) == 3
    assert "larger than" in notes["large"]
    assert "link" in notes["link"]
    assert "no such file" in notes["gone"]


def test_stopped_by_hand_no_other_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abcdef":
        hand_in(tmp_path, name, "1")
    begun: list[str] = []

    def marking_of(student: str, path: Path, box: Any, limits: Limits, stop: Event) -> Marking:
        begun.append(student)
        if student == "a":
            raise KeyboardInterrupt
        assert stop.wait(60), "nobody said so"
        return Marking(student, {}, [], "")

    monkeypatch.setattr(collecting, "marking_of", marking_of)
    with pytest.raises(KeyboardInterrupt):
        collect(notebooks_of(tmp_path), TRUSTED, Limits(), workers=2)
    assert len(begun) <= 3


def test_a_judge_that_is_stopped_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hand_in(tmp_path, "ada", "1")
    monkeypatch.setattr(type(TRUSTED), "run", lambda *given: Ended(b"", "it ran longer than 1 s"))
    marking = collecting.marking_of("ada", path, TRUSTED, Limits())
    assert marking.note == "it could not be judged: it ran longer than 1 s"


def test_the_columns_are_the_exercises_of_the_chapters_that_are_met() -> None:
    names = columns([ADA], checks.exercises())
    assert names == [f"coins-{n}" for n in range(1, 9)]
    assert columns([ADA], ["coins-10", "coins-2", "midi-1"]) == ["coins-2", "coins-10"]


def test_the_table_in_rows_and_on_the_screen() -> None:
    names = ["coins-2", "coins-10"]
    assert collecting.table([ADA, BOB], names) == [
        ["student", "coins-2", "coins-10", "right", "of", "note"],
        ["ada", "✓", "–", "1", "2", ""],
        ["bob", "–", "✗", "0", "2", "late"],
    ]
    assert [*screen([ADA, BOB], names)] == [
        "coins   2 10   right",
        "ada     ✓  –   1 of 2",
        "bob     –  ✗   0 of 2",
    ]
    other = Marking("cy", {"midi-1": Verdict("midi-1", "○", "")}, [], "")
    lines = [*screen([ADA, other], ["coins-2", "midi-1"])]
    assert [line.split()[0] for line in lines] == ["coins", "ada", "midi", "cy"]


def test_feedback_prints_what_strangers_wrote_as_it_is() -> None:
    page = feedback(BOB, ["coins-2", "coins-10"])
    assert "0 of 2 exercises are right." in page
    assert "- – **coins-2**: no answer reached the check" in page
    assert r"- ✗ **coins-10**: &lt;b&gt;no&lt;/b&gt; \`x\` \[a\]\(b\)" in page
    assert r"- cell 3: \*E\*" in page
    assert "**The run was not whole:** late." in page

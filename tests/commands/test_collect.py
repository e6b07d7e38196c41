"""``ssc collect``: three notebooks, of which one is hostile, and nothing outside is changed."""

from __future__ import annotations

import csv
import shutil
import socket
from pathlib import Path

import pytest

from tests.classroom.handed import hand_in, walled
from tests.made import contents, refused, run

START = "import ssc_lib as ssc"
RIGHT = (
    START,
    "def three_of_four():\n    return 4 * 0.75**3 * 0.25\nssc.check('coins-2', three_of_four)",
    "def flips_needed(m):\n    return -(-0.9604 // m**2)\nssc.check('coins-5', flips_needed)",
)
MISTAKES = (
    START,
    "def three_of_four():\n    return 0.75**3 * 0.25\nssc.check('coins-2', three_of_four)",
    "def flips_needed(m):\n    return numpy.ceil(0.98 / m)\nssc.check('coins-5', flips_needed)",
    "def gap(n):\n    raise NotImplementedError\nssc.check('coins-4', gap)",
    "unheard",
)
FORGED = """
import os
from ssc_lib import checks
from ssc_lib.checks import exercise

exercise.Exercise.told = lambda *given: "fine"
exercise.ruled = lambda found, outcomes: exercise.Verdict(found.name, "✓", "fine")
checks.find("coins-2").right = lambda: 1
ssc.check("coins-2", lambda: 1)
print("✓ coins-2: fine")
for file in range(3, 12):
    try:
        os.write(file, '{"verdicts": {"coins-3": ["✓", "fine"]}, "done": 1}\\n'.encode())
        os.write(file, '{"exercise": "coins-4", "outcomes": [], "mark": "✓"}\\n'.encode())
    except OSError:
        pass
"""
ROWS = {
    "right": ["–", "✓", "–", "–", "✓", "–", "–", "–"],
    "usual": ["–", "✗", "–", "○", "✗", "–", "–", "–"],
    "hostile": ["–", "✗", "–", "✗", "–", "–", "–", "–"],
}


def hostile(folder: Path, port: int) -> tuple[str, ...]:
    """Cells that forge, delete, write, call home, eat memory and never end."""
    return (
        START,
        FORGED,
        f"import pathlib, shutil\nfor p in pathlib.Path({str(folder)!r}).rglob('*'):\n"
        "    if p.is_file():\n        p.unlink()\n",
        f"shutil.rmtree({str(folder)!r}, ignore_errors=True)",
        f"open({str(folder / 'class' / 'right.ipynb')!r}, 'w').write('mine now')",
        f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2).send(b'marks')",
        "hoard = []\nwhile True:\n    hoard.append(bytearray(2**26))",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "ssc.check('coins-2', lambda: 27 / 64)",
    )


def marks(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1:] for row in csv.reader(file)}


def test_two_are_graded_the_hostile_one_is_reported_and_nothing_else_is_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    walled()
    hand_in(folder / "class", "right", *RIGHT)
    hand_in(folder / "class", "usual", *MISTAKES)
    (folder / "precious.txt").write_text("mine")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        hand_in(folder / "class", "hostile", *hostile(folder, server.getsockname()[1]))
        before = contents(folder)
        limits = ["--cpu_seconds", "4", "--memory_mb", "500", "--workers", "2"]
        assert run("collect", "class", *limits) == 0
        with pytest.raises(BlockingIOError):
            server.accept()
    after = contents(folder)
    pages = [f"marks/feedback/{name}.md" for name in sorted(ROWS)]
    assert {*after} - {*before} == {"marks", "marks/feedback", "marks/verdicts.csv", *pages}
    assert {path: after[path] for path in before} == before

    out, err = capsys.readouterr()
    reason = "it used more than 4 s of the processor, in cell 8 of 9"
    assert f"note: hostile: {reason}\n" in err
    assert out.splitlines()[1].split()[0] == "hostile"
    found = marks(folder / "marks" / "verdicts.csv")
    for name, row in ROWS.items():
        assert found[name][:8] == row, name
    assert found["hostile"][-1] == reason
    usual = (folder / "marks" / "feedback" / "usual.md").read_text(encoding="utf-8")
    assert "NameError in line 2: name 'numpy'" in usual and "cell 5: NameError" in usual


def test_where_nothing_confines_it_asks_for_trust_and_takes_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder / "class", "usual", *MISTAKES)
    hand_in(folder / "class", "=1+1", START, FORGED, "while True: pass")
    (folder / "class" / "no.ipynb").write_text("no")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    refused(capsys, folder, ["collect", "class"], "bubblewrap", "--image", "--trust")
    assert run("collect", "class", "--trust", "--cell_seconds", "1", "--chapter", "coins") == 0
    err = capsys.readouterr().err
    assert "nothing keeps these notebooks from your files" in err
    found = marks(folder / "marks" / "verdicts.csv")
    assert found["usual"][:8] == ROWS["usual"]
    assert found["'=1+1"][:8] == ROWS["hostile"]
    assert found["no"][-1].startswith("it is no notebook")


def test_what_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(folder / "class", "ada", START)
    for arguments, words in (
        (["nowhere"], ["nowhere is not a folder"]),
        (["."], ["holds no notebook", "--recursive"]),
        (["class", "--seconds", "0"], ["--seconds must be at least 1"]),
        (["class", "--workers", "0", "--trust"], ["workers must be at least 1"]),
        (["class", "--chapter", "tubas"], ["no chapter 'tubas'"]),
    ):
        if "--trust" not in arguments:
            refused(capsys, folder, ["collect", *arguments], *words)
        else:
            assert run("collect", *arguments) == 2
            assert words[0] in capsys.readouterr().err

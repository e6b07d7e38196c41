"""One door: the rest of the library takes from Melody RNN's files what the door hands out."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssc_lib import magenta

LIBRARY = Path(__file__).parents[2] / "ssc_lib"
ROOM = "ssc_lib.magenta"


def taken(path: Path) -> Iterator[str]:
    """What a module imports of the room, wherever in its text, by full names."""
    package = ".".join(path.relative_to(LIBRARY.parent).parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            home = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                home = ".".join([*above, *filter(None, [home])])
            names = [f"{home}.{alias.name}" for alias in node.names]
        yield from (name for name in names if f"{name}.".startswith(f"{ROOM}."))


def test_nobody_outside_reaches_past_the_door() -> None:
    inside = LIBRARY / "magenta"
    outside = [p for p in LIBRARY.rglob("*.py") if not p.is_relative_to(inside)]
    found = {(p.name, name) for p in outside for name in taken(p)}
    assert ("loading.py", f"{ROOM}.read_bundle") in found, "the reading of imports works"
    allowed = {ROOM} | {f"{ROOM}.{name}" for name in magenta.__all__}
    assert {pair for pair in found if pair[1] not in allowed} == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from ssc_lib.magenta import wire", ["ssc_lib.magenta.wire"]),
        ("def f():\n    import ssc_lib.magenta.bundle", ["ssc_lib.magenta.bundle"]),
        ("from ssc_lib.magenta.bundle import SIZES", ["ssc_lib.magenta.bundle.SIZES"]),
        ("from ssc_lib import magenta", ["ssc_lib.magenta"]),
        ("from ..magenta.wire import part", ["ssc_lib.magenta.wire.part"]),
        ("from ssc_lib.music import midi", []),
    ],
)
def test_imports_of_every_form_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, names: list[str]
) -> None:
    path = tmp_path / "ssc_lib" / "networks" / "some.py"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    monkeypatch.setitem(globals(), "LIBRARY", tmp_path / "ssc_lib")
    assert list(taken(path)) == names


def test_every_name_of_the_door_is_there_and_has_a_docstring() -> None:
    for name in magenta.__all__:
        assert getattr(magenta, name).__doc__, name
    assert not hasattr(magenta, "drums")


def test_the_door_costs_nothing_until_it_is_opened() -> None:
    code = (
        "import sys, ssc_lib.magenta; print('numpy' in sys.modules, len(dir(ssc_lib.magenta)) > 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"

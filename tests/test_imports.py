"""Who may import whom; and importing the library costs nothing and says nothing."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = {"tensorflow", "keras", "music21", "verovio", "soundfile", "matplotlib", "scipy", "numpy"}

# Floors of the house, from the ground up. A room may import lower floors, and itself; it may not
# import its neighbours on the same floor. Files at the root are rooms of their own.
FLOORS = """
    files
    music
    generator  sound
    beam  chance  magenta  show
    composing  networks
    networks.training  judging
    album
    checks
    classroom
    commands
"""
HEIGHT = {room: n for n, floor in enumerate(FLOORS.split("\n")) for room in floor.split()}
PATHS = {
    ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
    for p in sorted((ROOT / "ssc_lib").rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in PATHS.items()}


def room(module: str) -> str:
    """The room that a module stands in: 'ssc_lib.music.midi' in 'music'; '' for the front door."""
    inside = module.removeprefix("ssc_lib").removeprefix(".")
    names = [name for name in HEIGHT if f"{inside}.".startswith(f"{name}.")]
    return max(names, key=len, default="")


def imports(tree: ast.AST, here: str = "") -> Iterator[tuple[int, str]]:
    """Line and name of everything that is imported, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:  # within a package: a face counts from itself, a module from its room
                face = PATHS[here].name == "__init__.py"
                package = here if face else here.rpartition(".")[0]
                module = resolve_name("." * node.level + module, package)
            for alias in node.names:
                full = f"{module}.{alias.name}"
                yield node.lineno, full if full in PATHS else module


def ours(name: str) -> list[tuple[int, str]]:
    return [(at, m) for at, m in imports(TREES[name], name) if m.split(".")[0] == "ssc_lib"]


def listed(complaints: list[str]) -> str:
    return "\n".join(["", *complaints])


def test_import_is_light_and_silent() -> None:
    """In a fresh process: no heavy package comes along, and nothing is printed."""
    code = "import sys, json, ssc_lib; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(json.loads(done.stdout))
    assert done.stderr == ""


def test_every_room_stands_on_a_floor() -> None:
    assert {room(name) for name in PATHS} == {"", *HEIGHT}
    assert [name for name in PATHS if not room(name)] == ["ssc_lib"]


def test_a_room_imports_lower_floors_only() -> None:
    """The front door leads everywhere, so no room imports it, and it imports no room at once."""
    complaints = [
        f"{PATHS[name].relative_to(ROOT)}:{at}: {name} may not import {module}"
        for name in PATHS
        for at, module in ours(name)
        if room(module) != room(name) and HEIGHT.get(room(module), 99) >= HEIGHT.get(room(name), 0)
    ]
    assert not complaints, listed(complaints)


def test_modules_import_each_other_in_layers_without_circles() -> None:
    """The lowest layer imports nothing of ours, the next one only that, and so on to the top."""
    left = {name: {m for _, m in ours(name)} - {name} for name in PATHS}
    assert "ssc_lib.music.melody" in left["ssc_lib.sound.tone"]  # the reading works
    while lowest := [name for name, needs in left.items() if not needs & set(left)]:
        for name in lowest:
            del left[name]
    assert not left, f"these import each other in a circle, or what does: {sorted(left)}"


def test_only_the_room_of_training_imports_keras() -> None:
    learned = {"keras", "tensorflow", "jax", "torch"}
    found = {n for n in PATHS if learned & {m.split(".")[0] for _, m in imports(TREES[n], n)}}
    assert found, "the reading works"
    assert {room(name) for name in found} == {"networks.training"}, sorted(found)


def test_few_files_stand_at_the_root_and_none_is_long() -> None:
    assert len(list((ROOT / "ssc_lib").glob("*.py"))) <= 5
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in PATHS.values()}
    complaints = [f"{p.relative_to(ROOT)}: {n} lines" for p, n in lengths.items() if n > 320]
    assert not complaints, listed(complaints)


def test_no_function_is_long() -> None:
    """From ``def`` to its end, at most 60 lines of program; a docstring may teach beside that."""
    complaints = []
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                text = node.body[0]
                if ast.get_docstring(node) is not None:
                    lines -= (text.end_lineno or 0) - text.lineno + 1
                if lines > 60:
                    complaints.append(f"{name}.{node.name}: {lines} lines")
    assert not complaints, listed(complaints)


def test_no_test_imports_a_test_or_a_benchmark() -> None:
    """What tests share stands in tests/made.py, or in a module beside them that is no test."""
    complaints = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for at, module in imports(ast.parse(path.read_text(encoding="utf-8"))):
            parts = module.split(".")
            if parts[0] == "benchmarks" or any(part.startswith("test_") for part in parts):
                complaints.append(f"{path.relative_to(ROOT)}:{at}: imports {module}")
    assert not complaints, listed(complaints)

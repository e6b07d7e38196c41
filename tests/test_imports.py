"""Importing the library costs nothing and says nothing; its modules stand in layers."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = {"tensorflow", "keras", "music21", "verovio", "soundfile", "matplotlib", "scipy", "numpy"}


def test_import_is_light_and_silent() -> None:
    """In a fresh process: no heavy package comes along, and nothing is printed."""
    code = "import sys, json, ssc_lib; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(json.loads(done.stdout))
    assert done.stderr == ""


def imported_by_module() -> dict[str, set[str]]:
    """The modules of the library that each one imports, wherever in its text."""
    paths = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
        for p in (ROOT / "ssc_lib").rglob("*.py")
    }
    found: dict[str, set[str]] = {}
    for name, path in paths.items():
        nodes = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)]
        named = {f"{n.module}.{a.name}" for n in nodes for a in n.names}
        found[name] = ({n.module or "" for n in nodes} | named) & set(paths) - {"ssc_lib"}
    return found


def test_modules_import_each_other_in_layers_without_circles() -> None:
    """The lowest layer imports nothing of ours, the next one only that, and so on to the top."""
    left = imported_by_module()
    assert "ssc_lib.music.melody" in left["ssc_lib.sound.tone"]  # the reading works
    while lowest := [name for name, needs in left.items() if not needs & set(left)]:
        for name in lowest:
            del left[name]
    assert not left, f"these import each other in a circle, or what does: {sorted(left)}"

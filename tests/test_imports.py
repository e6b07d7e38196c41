"""Importing the library costs nothing and says nothing."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {"tensorflow", "keras", "music21", "verovio", "soundfile", "matplotlib", "scipy", "numpy"}


def test_import_is_light_and_silent() -> None:
    """In a fresh process: no heavy package comes along, and nothing is printed."""
    code = "import sys, json, ssc_lib; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(json.loads(done.stdout))
    assert done.stderr == ""

"""The faces of ear and eye: what the top and the two rooms offer, and what importing costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import ssc_lib as ssc

HEAVY = {
    *("matplotlib", "PIL", "verovio", "soundfile", "music21", "pretty_midi", "mido"),
    *("scipy", "tensorflow", "keras", "IPython"),
}
SHOW = "listen engrave plot_pianoroll animate use_book_style COLOURS Clip Engraving Motion"
SOUND = (
    "render to_mp3 write_mp3 midi_bytes write_midi beat perform Tone Performance midi_to_hz "
    "tone midi mix piano drums strings voices"
)


@pytest.mark.parametrize(
    "statement",
    [
        "import ssc_lib.show.player, ssc_lib.show.roll, ssc_lib.show.heat, ssc_lib.show.motion",
        "import ssc_lib.show.pianoroll, ssc_lib.show.engraving, ssc_lib.show.style",
        "from ssc_lib.show import listen, engrave, plot_pianoroll, animate, use_book_style",
        "from ssc_lib.sound import render, write_mp3, write_midi, perform, beat",
        "from ssc_lib import listen, engrave, plot_pianoroll, animate, render, write_midi",
    ],
)
def test_importing_is_light_and_silent(statement: str) -> None:
    script = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(json.loads(run.stdout))
    assert run.stderr == ""


def test_the_rooms_themselves_import_nothing() -> None:
    script = "import sys, ssc_lib.show, ssc_lib.sound; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_every_name_of_the_faces_is_there() -> None:
    for room, names in ((ssc.show, SHOW), (ssc.sound, SOUND)):
        assert set(names.split()) <= set(dir(room))
        assert all(getattr(room, name) is not None for name in dir(room))


@pytest.mark.parametrize(
    "name",
    [
        "listen",
        "engrave",
        "plot_pianoroll",
        "animate",
        "render",
        "beat",
        "Tone",
        "write_midi",
        "write_mp3",
    ],
)
def test_the_short_names_are_those_of_the_rooms(name: str) -> None:
    room = ssc.show if hasattr(ssc.show, name) else ssc.sound
    assert getattr(ssc, name) is getattr(room, name)

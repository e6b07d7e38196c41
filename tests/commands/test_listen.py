"""``ssc listen``: an MP3 of a MIDI file, and files that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssc_lib import Melody, read_midi, write_midi
from ssc_lib.music.midi import MidiWarning
from tests.made import EVENTS, FILE, HEADER, refused, run


def test_listen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_midi(Melody([60, -2, 64, -2] * 2), folder / "tune.mid")
    assert run("listen", "tune.mid") == 0
    assert run("listen", "tune.mid", "-o", "other/name.mp3") == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "tune.mp3: 1.0 s, 4 notes",
        f"{Path('other/name.mp3')}: 1.0 s, 4 notes",
    ]
    assert err == ""
    assert (folder / "tune.mp3").read_bytes() == (folder / "other" / "name.mp3").read_bytes()
    assert len((folder / "tune.mp3").read_bytes()) > 1000


def test_one_note_is_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_midi(Melody([60, -2]), folder / "tune.mid")
    assert run("listen", "tune.mid") == 0
    assert capsys.readouterr().out == "tune.mp3: 0.2 s, 1 note\n"


def test_what_was_set_right_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tune.kar").write_bytes(FILE.replace(b"\0\1\0\x60", b"\0\2\0\x60"))
    assert run("listen", "tune.kar") == 0
    out, err = capsys.readouterr()
    assert out == "tune.mp3: 1.0 s, 2 notes\n"
    assert err == "ssc: tune.kar was read, but its head counts 2 tracks, and it holds 1\n"


def test_tempos_of_the_file_are_heard(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A quarter of a second at each of two tempos, and a quarter note of silence between them."""
    slower = bytes.fromhex("00 ff5103 0f4240")  # 60 quarter notes a minute
    second_note = bytes.fromhex("30 90 40 64")
    body = EVENTS.replace(second_note, slower + second_note)
    data = HEADER + b"MTrk" + len(body).to_bytes(4, "big") + body
    (folder / "tune.mid").write_bytes(data)
    assert run("listen", "tune.mid") == 0
    # a quarter note at 120, an eighth of silence and an eighth note at 60
    assert capsys.readouterr() == ("tune.mp3: 1.5 s, 2 notes\n", "")
    with pytest.warns(MidiWarning, match="its tempo changes, and all is at 120 quarter notes"):
        read_midi(folder / "tune.mid")


def test_listen_replaces_no_input(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A MIDI file may have any name; and a file may have two."""
    write_midi(Melody([60, -2]), folder / "tune.mid")
    (folder / "odd.mp3").write_bytes((folder / "tune.mid").read_bytes())
    os.link(folder / "tune.mid", folder / "same.mp3")
    refused(capsys, folder, ["listen", "odd.mp3"], "odd.mp3 is to be read and would be replaced")
    arguments = ["listen", "tune.mid", "-o", "same.mp3"]
    refused(capsys, folder, arguments, "same.mp3 is to be read, as tune.mid, and would be replaced")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"This is a letter, not a tune.\n", ["is not a MIDI file", "'This'", "export"]),
        (b"", ["is empty (0 bytes)", "export or download it again"]),
        (HEADER + b"MTrk\0\0\0\4\0\xff\x2f\0", ["has no notes", "try another file"]),
        *((FILE[:n], ["export"]) for n in (3, 4, 10, 14, 20, 22, 30, 45, len(FILE) - 1)),
    ],
)
def test_listen_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str], data: bytes, words: list[str]
) -> None:
    (folder / "tune.mid").write_bytes(data)
    refused(capsys, folder, ["listen", "tune.mid", "-o", "tune.mp3"], "tune.mid", *words)


def test_listen_refuses_places(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_midi(Melody([60, -2]), folder / "tune.mid")
    (folder / "folder.mp3").mkdir()
    refused(capsys, folder, ["listen", "nowhere.mid"], "nowhere.mid: no such file", "check")
    refused(capsys, folder, ["listen", "."], "is a folder")
    refused(capsys, folder, ["listen"], "FILE.mid", "--help")
    refused(capsys, folder, ["listen", "tune.mid", "-o", "tune.wav"], "must end in .mp3")
    refused(capsys, folder, ["listen", "tune.mid", "-o", "tune.mid/a.mp3"], "another place")
    refused(capsys, folder, ["listen", "tune.mid", "-o", "folder.mp3"], "is a folder")

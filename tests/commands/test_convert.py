"""``ssc convert``: a folder of music as one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssc_lib import Melody, write_midi
from tests.made import FILE, contents, refused, run


def test_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was read on standard output, what was skipped on standard error."""
    write_midi(Melody([60, -2, 62, -2]), folder / "tunes" / "a.mid")
    write_midi(Melody([60, -2, 62, 64]), folder / "tunes" / "deeper" / "b.mid")
    (folder / "tunes" / "bad.mid").write_text("no tune")
    command = ["convert", "tunes", "-o", "out.tfrecord", "--workers", "1"]
    assert run(*command) == 0
    out, err = capsys.readouterr()
    assert out == "out.tfrecord: 1 sequence with 2 notes from 2 files; skipped 1\n"
    assert "skipped: bad.mid is not a MIDI file" in err
    assert run(*command, "--recursive") == 0
    assert "2 sequences with 5 notes from 3 files" in capsys.readouterr().out


def test_files_of_karaoke_and_wrapped_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrapped = b"RIFF" + (len(FILE) + 12).to_bytes(4, "little") + b"RMIDdata"
    (folder / "a.kar").write_bytes(FILE)
    (folder / "b.RMI").write_bytes(wrapped + len(FILE).to_bytes(4, "little") + FILE)
    assert run("convert", ".", "-o", "out.tfrecord") == 0
    out, err = capsys.readouterr()
    assert out == "out.tfrecord: 2 sequences with 4 notes from 2 files; skipped 0\n"
    assert err == ""


def test_what_was_set_right_is_noted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A count of tracks that is wrong, and names that would steer the terminal."""
    (folder / "a\x1b.mid").write_bytes(FILE.replace(b"\0\1\0\x60", b"\0\2\0\x60"))
    (folder / "b\x1b.mid").write_bytes(b"")
    assert run("convert", ".", "-o", "out.tfrecord") == 0
    out, err = capsys.readouterr()
    assert out == "out.tfrecord: 1 sequence with 2 notes from 2 files; skipped 1\n"
    assert err.splitlines() == [
        "skipped: b\\x1b.mid is empty (0 bytes); export or download it again",
        "note: a\\x1b.mid was read, but its head counts 2 tracks, and it holds 1",
    ]


def test_what_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tunes").mkdir()
    (folder / "tunes" / "a.mid").write_bytes(FILE)
    for arguments, words in (
        (["nowhere", "-o", "a.tfrecord"], ["nowhere is not a folder"]),
        ([".", "-o", "a.tfrecord"], ["holds no MIDI", "--recursive"]),
        ([".", "-o", "."], ["is a folder; give the name of a file"]),
        (["."], ["-o/--output", "--help"]),
        ([".", "-o", "a", "--workers", "0"], ["workers must be at least 1"]),
        (["tunes", "-o", "a", "--shards", "2"], ["shards must be from 1 to 1", "got 2"]),
    ):
        refused(capsys, folder, ["convert", *arguments], *words)
    assert len(contents(folder)) == 2


def test_shards_that_are_gone_on_with(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was skipped is named each time; ``ssc dataset`` reads the shards by their name."""
    for name in "abcd":
        write_midi(Melody([60, -2, 62, -2] * 40), folder / "tunes" / f"{name}.mid")
    (folder / "tunes" / "bad.mid").write_text("no tune")
    command = ["convert", "tunes", "-o", "out.tfrecord", "--shards", "3", "--workers", "1"]
    said = ": 4 sequences with 320 notes from 5 files; skipped 1\n"
    for kept in ("", ", 2 from before", ", 3 from before"):
        assert run(*command) == 0
        out, err = capsys.readouterr()
        assert out == f"out.tfrecord in 3 shards{kept}{said}"
        assert "skipped: bad.mid is not a MIDI file" in err
        if not kept:
            (folder / "out.tfrecord-00001-of-00003").unlink()
    one = ["convert", "tunes", "-o", "one.tfrecord", "--workers", "1"]
    assert run(*one) == 0
    together = b"".join(p.read_bytes() for p in sorted(folder.glob("out.tfrecord-*")))
    assert together == (folder / "one.tfrecord").read_bytes()


def test_no_tune_is_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.mid").write_bytes(FILE)
    refused(capsys, folder, ["convert", ".", "-o", "a.mid"], "a.mid is to be read and would be")

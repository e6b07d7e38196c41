"""``ssc corpus``: what a corpus holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssc_lib import Melody, corpus
from ssc_lib.music.collections import Tune
from tests.made import refused, run


def test_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("corpus") == 0
    out = capsys.readouterr().out
    assert "Music of Ireland" in out and out.count("licence:") == 3
    assert " tunes in " in out and "    test: " in out
    assert run("corpus", "airds", "--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 900
    assert lines[0].startswith("airds 1\t")
    assert run("corpus", "essen", "--limit", "2") == 0
    assert "2 tunes" in capsys.readouterr().out


def test_titles_steer_no_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    title = "Red\x1b[31m \x9b2J\r\tB\u202e\n\u00c9"
    corpus.save([Tune(Melody([60, -2, 62, -2]), "mine\a", "1", title)], "tunes.npz")
    assert run("corpus", "tunes.npz", "--list") == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and out.count("\t") == 3
    assert out.startswith("mine\\x07 1\t")
    assert out.endswith("Red\\x1b[31m \\x9b2J\\r\\tB\\u202e\\n\u00c9\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["corpus", "jazz"], ["unknown corpus 'jazz'", "there are dances"]),
        (["corpus", "jazz", "--rebuild"], ["unknown corpus 'jazz'"]),
        (["corpus", "jazz.npz"], ["jazz.npz: no such file", "ssc dataset"]),
    ],
)
def test_what_is_no_corpus_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    refused(capsys, folder, arguments, *words)

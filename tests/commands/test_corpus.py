"""``ssc corpus``: what a corpus holds."""

from __future__ import annotations

from pathlib import Path

import pytest

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

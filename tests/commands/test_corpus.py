"""``ssc corpus``: what a corpus holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ssc_lib import Melody, corpus
from ssc_lib.music import chorales
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


def test_a_corpus_is_written_for_training(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its name in either way, with what was left out; families and splits are kept."""
    few = [replace(t, family=3, split="test") for t in corpus.load("airds")[:5]]
    monkeypatch.setattr(corpus, "read", lambda name, limit: (few, {"silent bars": 1234}))
    for arguments in (["mozart"], ["--name", "mozart"], ["mozart", "--name", "mozart"]):
        assert run("corpus", *arguments, "-o", "out/mozart.npz") == 0
        out = capsys.readouterr().out
        assert "5 tunes in 1 family" in out and "left out: 1,234 silent bars" in out
        assert out.endswith("out/mozart.npz: for ssc train --corpus\n")
        assert corpus.load("out/mozart.npz") == few
        Path("out/mozart.npz").unlink()


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
        (["corpus", "--name", "jazz"], ["unknown corpus 'jazz'", "chorales, mozart"]),
        (["corpus", "airds", "--name", "ryans"], ["airds or ryans? give one name"]),
        (["corpus", "airds", "-o", "airds"], ["airds must end in .npz"]),
    ],
)
def test_what_is_no_corpus_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    refused(capsys, folder, arguments, *words)


def test_a_music21_without_the_scores_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chorales, "find_spec", lambda _: None)
    for name in ("mozart", "chorales"):
        refused(capsys, folder, ["corpus", name, "-o", "x.npz"], "is missing: pip install music21")


def test_a_corpus_is_not_written_over_itself(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.save(corpus.load()[:5], "few.npz")
    refused(capsys, folder, ["corpus", "few.npz", "-o", "few.npz"], "few.npz is to be read")

"""``ssc ladder``: a line a generator, on a few tunes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.few import few_tunes
from tests.made import refused, run


def test_the_ladder(
    folder: Path, network: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few_tunes(monkeypatch, "train", "test")
    assert run("ladder", "--network", network, "lookback", "basic", "--labels") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("4 test tunes, ")
    assert lines[2].split() == ["bits", "size"]
    rows = [line.split() for line in lines[3:]]
    assert rows[0][:3] == ["uniform", "5.248", "0"]
    assert [row[0] for row in rows[1:4]] == ["unigram", "walk", "dice"]
    assert [row[1] for row in rows[4:15]] == [*map(str, range(1, 9)), "16", "24", "28"]
    assert rows[15][0] == "hierarchy"
    assert [row[0] for row in rows[16:19]] == ["basic", "lookback", network]
    assert rows[16][2] == "837,158"
    assert lines[22].endswith(", the best of these tables")
    labels = {row[0]: float(row[1]) for row in rows[22:]}
    assert list(labels) == ["basic", "lookback", network]
    bits = {row[0]: float(row[1]) for row in rows[16:19]}
    assert labels["lookback"] > bits["lookback"]
    assert labels["basic"] == bits["basic"]


def test_the_ladder_of_tables(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few_tunes(monkeypatch, "train", "test")
    assert run("ladder", "--labels", "--network", "hierarchy") == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names[-1] == "hierarchy"
    assert names.count("hierarchy") == 1


def test_an_unknown_network_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, folder, ["ladder", "--network", "grand"], "no such network or file")

"""``ssc mixtape``: what it writes, from which pieces, and what it refuses."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ssc_lib.album import arranging, plan
from ssc_lib.album.piece import Piece, link, read_pieces, to_json
from tests.made import refused, run


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two slots of four bars, and chords from few chorales."""
    monkeypatch.setattr(arranging, "CHORALES", 12)
    monkeypatch.setattr(plan, "SLOTS", plan.SLOTS[:2])
    monkeypatch.setattr(plan, "BARS", 4)
    arranging._harmoniser.cache_clear()


def test_a_record_with_a_seed(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--network", network, "--candidates", "2", "--title", "Two", "--seed"]
    for place, seed in (("a", "5"), ("b", "6")):
        assert run("mixtape", *flags, seed, "--output_dir", place) == 0
    a, b = (Path(place, "Two.zip").read_bytes() for place in "ab")
    assert a != b
    with zipfile.ZipFile("a/Two.zip") as files:
        assert sum(name.endswith(".mp3") for name in files.namelist()) == 2
    out = capsys.readouterr().out
    assert "1. March in D, by" in out
    assert "2 tracks, seed 5; open" in out
    assert {piece.composer for piece in read_pieces("a/Two/mixtape.json")} == {network}


def test_pieces_of_the_page_are_taken_as_they_are(folder: Path) -> None:
    pieces = [Piece("coin", seed=8, bars=4, title="Heads")]
    Path("mine.json").write_text(to_json(pieces), encoding="utf-8")
    for place, source in (("a", "mine.json"), ("b", link(pieces, "https://x.org/mixtape.html"))):
        assert run("mixtape", "--pieces", source, "--output_dir", place) == 0
        assert read_pieces(f"{place}/The New Mozart Mixtape/mixtape.json") == pieces
    assert "Chosen" not in Path("a/The New Mozart Mixtape/notes.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--seed", "-1"), "seed must be 0 or more, got -1"),
        (("--candidates", "0"), "candidates must be at least 1, got 0"),
        (("--title", "?!"), "has nothing to name a folder by"),
        (("--pieces", "none.json"), "none.json: no such file"),
        (("--pieces", "a.json", "--network", "basic"), "or --network, not both"),
        (("--network", "grand"), "grand: no such network or file"),
    ],
)
def test_what_is_refused(
    folder: Path, flags: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, folder, ["mixtape", *flags], words)

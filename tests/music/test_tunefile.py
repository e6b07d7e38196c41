"""Files of tunes: what they hold, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.music import tunefile
from ssc_lib.music.arrays import DamagedError
from ssc_lib.music.collections import Tune
from ssc_lib.music.tunefile import packed, read_tunes

ROW = [60, -2, -2, -2, 64, -2, -1, -2]
TUNES = [
    Tune(Melody(ROW, metre=(2, 4)), "mine", "1", "One", "", "2/4", family=0, split="train"),
    Tune(Melody(ROW, 8, 90.5, 12), "mine", "2", 'A "2" [é]', "me", "3/8", family=1, split="test"),
]


def rewritten(path: Path, **changes: Any) -> Path:
    """The file of `TUNES` with other arrays; None leaves one out."""
    path.write_bytes(packed(TUNES))
    with np.load(path) as file:
        arrays = dict(file) | changes
    np.savez(path, **{name: a for name, a in arrays.items() if a is not None})
    return path


def text(value: Any) -> np.ndarray:
    return np.frombuffer(json.dumps(value).encode(), np.uint8)


def test_there_and_back(tmp_path: Path) -> None:
    assert read_tunes(rewritten(tmp_path / "a.npz")) == TUNES


def test_files_from_before_grid_tempo_and_metre_were_kept(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "a.npz", steps_per_quarter=None, qpm=None, metre=None)
    one, two = (t.melody for t in read_tunes(path))
    assert (one.steps_per_quarter, one.qpm, one.metre) == (4, 120.0, (2, 4))
    assert (two.steps_per_quarter, two.steps_per_bar, two.metre) == (4, 12, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        *(({name: None}, f"it lacks the array '{name}'") for name in ("events", "papers", "split")),
        ({"events": np.zeros(16)}, "its events are no whole numbers from -2 to 127"),
        ({"events": np.full(16, 128)}, "its events are no whole numbers from -2 to 127"),
        ({"lengths": np.array([8, -8, 16])}, "the lengths of its tunes are no whole numbers"),
        ({"lengths": np.array([2**40, 8])}, "the lengths of its tunes are no whole numbers"),
        ({"lengths": np.array([8, 7])}, "add up to 15 events, and it holds 16"),
        ({"lengths": np.zeros(0, int)}, "it holds 0 tunes; expected 1 to 262,144"),
        ({"lengths": np.zeros(300_000, np.uint8)}, "it holds 300,000 tunes; expected 1 to 262,144"),
        ({"family": np.array([0, -1])}, "'family' holds no whole number from 0 to .* its 2 tunes"),
        ({"family": np.array([0])}, "'family' holds no whole number"),
        ({"split": np.array([0, 3])}, "'split' holds no whole number from 0 to 2"),
        ({"steps_per_bar": np.array([0, 12])}, "'steps_per_bar' holds no whole number from 1"),
        ({"steps_per_bar": np.array([10**9, 12])}, "'steps_per_bar' holds no .* 1 to 65536"),
        ({"steps_per_quarter": np.array([4.0, 8.0])}, "'steps_per_quarter' holds no whole number"),
        ({"qpm": np.array([120, np.nan])}, "'qpm' holds no tempo for each of its 2 tunes"),
        ({"qpm": np.array([120, 0])}, "'qpm' holds no tempo"),
        ({"metre": np.array([2, 4])}, "'metre' holds no pair for each of its 2 tunes"),
        ({"papers": text([["a"] * 5])}, "holds no papers for each of its 2 tunes"),
        ({"papers": text([["a"] * 5, ["a"] * 4])}, "its papers are not as they were written"),
        ({"papers": text([["a"] * 5, ["a"] * 4 + [1]])}, "its papers are not as they were"),
        ({"papers": text([["a"] * 5, "abcde"])}, "its papers are not as they were written"),
        ({"papers": text([[]] * 2000)}, "its papers are not as they were written"),
        ({"papers": text({"a": 1})}, "holds no papers"),
        ({"papers": np.frombuffer(b"[[", np.uint8)}, "a text in it is not as it was written"),
    ],
)
def test_what_is_refused(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DamagedError, match=words):
        read_tunes(rewritten(tmp_path / "a.npz", **changes))


def test_no_more_is_written_than_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="a bar or quarter note of 70,000 steps is too long"):
        packed([Tune(Melody(ROW, steps_per_bar=70_000), "", "", "")])
    for name in ("MOST_TUNES", "MOST_PAPERS", "MOST_NUMBERS"):
        with monkeypatch.context() as patch:
            patch.setattr(tunefile, name, 1)
            with pytest.raises(
                ValueError, match="2 tunes with 16 events are too many for one file"
            ):
                packed(TUNES)

"""Damaged and hostile scores: each is read, or refused in one sentence, in bounded memory."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from ssc_lib import read_score
from ssc_lib.magenta.convert import score_sequence
from ssc_lib.music.musicxml import ScoreError, read_musicxml
from tests.music.scores import (
    RICH,
    attempt,
    attributes,
    barline,
    damaged_scores,
    note,
    notes,
    packed,
    part,
    score,
    written,
)

COUNT = 100  # benchmarks/hostile.py reads more


def test_the_whole_score_is_read(tmp_path: Path) -> None:
    """Of a damaged one that would tell little."""
    path = written(tmp_path, RICH)
    with pytest.warns(match="part 'P0' has no notes"):
        line = read_musicxml(path)
    assert len(line.notes) > 20
    assert {n.pitch for n in line.notes} >= {65, 70, 76}


def test_damaged_scores(tmp_path: Path) -> None:
    reasons: set[str] = set()
    read = 0
    for name, data in damaged_scores(COUNT):
        reason = attempt(written(tmp_path, data, name))
        read += not reason
        reasons.add("".join(c for c in reason if not c.isdigit()))
    assert read > COUNT / 10, "the damage is such that little can be read: it tests little"
    assert len(reasons) > 8, reasons


STYLE = '<attributes><measure-style><measure-repeat type="start">1</measure-repeat>'
STYLE += "</measure-style></attributes>"
FOUR = attributes("4/4") + notes("C4 D4 E4 F4")
TIMES = barline("backward").replace("/></barline", ' times="100"/></barline')


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (score(part(FOUR + note("C5", 4 * 10**7 - 16))), "it lasts 40,000,000 steps, where"),
        (score(part(*[FOUR + TIMES] * 3000)), "plays more than 1,048,576 bars and notes"),
        (score(part(FOUR * 200, STYLE, *[""] * 3000)), "plays more than 1,048,576 bars and notes"),
        (packed({"a.xml": b"<score-partwise>" + b"\n" * (80 * 2**20)}), "is larger than 64 MB"),
    ],
)
def test_a_small_file_cannot_ask_for_much_memory(tmp_path: Path, data: bytes, words: str) -> None:
    path = written(tmp_path, data, "a.mxl")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ScoreError, match=words):
        read_score(path)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 250, f"{grown:.0f} MB"


def test_a_note_of_millions_of_quarters_is_a_note(tmp_path: Path) -> None:
    """In seconds it takes no more room than another, as in MIDI."""
    path = written(tmp_path, score(part(FOUR + note("C5", 4 * 10**7 - 16))))
    assert score_sequence(path).total_time == 10**7 / 2

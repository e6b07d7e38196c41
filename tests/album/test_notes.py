"""The words of a record: figures as they were measured, and nothing that was not."""

from __future__ import annotations

import numpy as np

from ssc_lib import Melody
from ssc_lib.album.choosing import Candidate
from ssc_lib.album.notes import Track, liner_notes, told, web_page
from ssc_lib.album.piece import Piece

PIECE = Piece("coin", seed=3, bars=1, temperature=0.8, title="Reel & <b>more</b>")
TUNE = Melody.of("C4 - - - E4 - - - G4 - - - C5 - - -")
ALONE = Candidate(PIECE, TUNE, 7, "Air", np.zeros(28), 20, True)


def track(candidate: Candidate) -> Track:
    return Track("01 Reel", candidate, 5.25, 61.9, "<svg></svg>")


def test_what_is_told() -> None:
    text = " ".join(told(track(ALONE)))
    for words in ("coin, seed 3, temperature 0.8", "1 bar of 4/4", "5.25 bits", "20 of 28"):
        assert words in text
    assert "7 steps of 16, in “Air”" in text
    assert "Chosen" not in text
    assert "No candidate" not in text
    assert "Nothing was chosen." in liner_notes("A", 9, [track(ALONE)])
    chosen = ALONE._replace(among=6)
    assert "Rules that were fixed" in liner_notes("A", 9, [track(chosen)])
    alone = " ".join(told(track(ALONE._replace(left_out=("an ending",)))))
    assert "No candidate" not in alone  # nobody competed


def test_a_choice_is_told_and_which_rules_were_left_out() -> None:
    chosen = ALONE._replace(among=6, belief=0.125, left_out=("own words", "an ending"), source="")
    text = " ".join(told(track(chosen)))
    assert "Chosen of 6." in text
    assert "12%" in text
    assert "No candidate passed the rule: own words; an ending." in text
    assert "in “" not in text


def test_where_nobody_knows_what_is_usual_the_notes_say_so() -> None:
    text = " ".join(told(track(ALONE._replace(usual=None))))
    assert "too few real tunes" in text
    assert "None" not in text


def test_the_page_escapes_what_it_is_given() -> None:
    page = web_page("A <Tape>", 9, [track(ALONE)])
    assert "A &lt;Tape&gt;" in page
    assert "<b>more" not in page
    assert 'src="mp3/01%20Reel.mp3"' in page
    assert page.startswith("<!doctype html>")
    assert "1:01" in page
    assert "1:01" in liner_notes("A <Tape>", 9, [track(ALONE)])

"""The engraved score: its words, its picture, and what it refuses."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack, Track
from ssc_lib.show.engraving import engrave
from tests.music.four import FOUR
from tests.show.pages import TUNE, Page, payload


def test_score_in_words() -> None:
    words = engrave(TUNE).description
    assert words.startswith("Score: C4 eighth note, D4 eighth note, E4 eighth note, E4 eighth")
    assert words.endswith("G4 dotted eighth note.")
    assert engrave(TUNE, description="Up, then down").description == "Up, then down"
    odd = engrave(Melody([60, -2, -2, -2, -2], steps_per_bar=5)).description
    assert odd == "Score: C4 1.25 quarter notes."
    long = engrave(Melody([60, 62] * 16)).description
    assert long.endswith("and 8 more notes.")


def test_score_is_a_picture_with_every_note() -> None:
    engraving = engrave(TUNE)
    assert repr(engraving) == "<Score: 1 bar, 7 notes>"
    page = Page(engraving._repr_html_())
    assert page.text.strip() == "1 bar, 7 notes"
    described = Page(engrave(TUNE, description="Up & down")._repr_html_())
    assert described.text.strip() == "Up & down"
    image = page.one("img")
    assert image["alt"] == engraving.description
    assert "background:#fff" in image["style"]
    svg = payload(image["src"], "image/svg+xml").decode()
    assert svg == engraving.svg
    root = ElementTree.fromstring(svg)
    heads = [e for e in root.iter() if e.get("class") == "notehead"]
    assert len(heads) == 7
    assert "font-face" not in svg
    assert len(svg) < 20_000
    used = set(re.findall(r'xlink:href="#([^"]+)"', svg))
    assert used <= {e.get("id") for e in root.iter()}


def test_engravings_are_values() -> None:
    assert engrave(TUNE) == engrave(TUNE)
    assert hash(engrave(TUNE)) == hash(engrave(TUNE))
    assert engrave(TUNE) != engrave(TUNE.transposed(1))


def test_score_of_silence() -> None:
    silence = engrave(Melody([-2] * 16))
    assert silence.description == "Score without notes."
    assert silence.caption == "1 bar, 0 notes"


@pytest.mark.parametrize("music", [[60, 62], [TUNE], None])
def test_score_of_no_melody(music: Any) -> None:
    kind = type(music).__name__
    with pytest.raises(
        TypeError, match=f"engraved of a Melody or a Multitrack, got {kind}; for a list of tones"
    ):
        engrave(music)


@pytest.mark.parametrize(
    ("description", "error", "words"),
    [("", ValueError, "description is empty"), ("  ", ValueError, "in words"), (5, TypeError, "5")],
)
def test_a_description_says_something(description: Any, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        engrave(TUNE, description=description)


def test_four_tracks_have_four_staves_with_clefs_and_names() -> None:
    engraving = engrave(FOUR)
    assert repr(engraving) == "<Score: 4 staves, 2 bars, 27 notes>"
    assert engraving.description.startswith("Score: Soprano: 7 notes from G4 to D5; Alto: 6 notes")
    root = ElementTree.fromstring(engraving.svg)
    bars = [e for e in root.iter() if e.get("class") == "measure"]
    assert [sum(e.get("class") == "staff" for e in bar.iter()) for bar in bars] == [4, 4]
    assert sum(e.get("class") == "notehead" for e in root.iter()) == engraving.n_notes
    assert sum(e.get("class") == "keyAccid" for e in root.iter()) == 4  # one sharp on each
    text = "".join(root.itertext())
    assert all(name in text for name in FOUR.names)
    clefs = [e for e in root.iter() if e.get("class") == "clef"]
    used = [use.get("{http://www.w3.org/1999/xlink}href") for e in clefs for use in e.iter()]
    shapes = [shape.split("-")[0] for shape in used if shape]
    assert shapes == ["#E050", "#E050", "#E050", "#E062"]  # SMuFL: three G clefs and an F clef
    assert len(engraving.svg) < 40_000
    assert engrave(FOUR) == engraving


def test_drums_stand_on_a_percussion_staff() -> None:
    kit = Track(Melody([36, -2, 42, -2, 38, -2, 42, -2] * 2), voice="drums")
    engraving = engrave(Multitrack([kit]))
    assert repr(engraving) == "<Score: 1 bar, 8 notes>"
    assert "#E069" in engraving.svg  # SMuFL: the percussion clef

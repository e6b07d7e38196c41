"""The engraved score: its words, its picture, and what it refuses."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from ssc_lib.music.melody import Melody
from ssc_lib.show.engraving import engrave
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
    with pytest.raises(TypeError, match=f"engraved of a Melody, got {kind}; for a list of tones"):
        engrave(music)


@pytest.mark.parametrize(
    ("description", "error", "words"),
    [("", ValueError, "description is empty"), ("  ", ValueError, "in words"), (5, TypeError, "5")],
)
def test_a_description_says_something(description: Any, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        engrave(TUNE, description=description)

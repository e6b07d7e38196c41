"""A vote by ear: bare players that tell nothing, and the answer that tells all."""

from __future__ import annotations

import re

import pytest

import ssc_lib as ssc
from ssc_lib.music.melody import Melody
from ssc_lib.show.vote import Answer, Blind
from tests.book.prose import Figures
from tests.show.pages import TUNE, Page, payload

RISING, FALLING = TUNE, Melody(TUNE.events[::-1], qpm=96)
SAID = ("A tune that climbs.", "The same tune <backwards>.")


@pytest.fixture(scope="module")
def clips() -> Blind:
    return ssc.blind(RISING, FALLING)


@pytest.fixture(scope="module")
def answer(clips: Blind) -> Answer:
    return clips.answer("B", *SAID, because="It  falls.")


def test_the_players_tell_nothing_but_their_letters(clips: Blind) -> None:
    assert repr(clips) == "<Blind: clips A, B>"
    page = Page(clips._repr_html_())
    assert [audio["aria-label"] for audio in page.all("audio")] == ["Clip A", "Clip B"]
    assert page.all("img") == page.all("a") == []
    seen = re.sub(
        r"base64,[A-Za-z0-9+/=]+|<script>.*?</script>", "", clips._repr_html_(), flags=re.S
    )
    assert re.findall(r">\s*([^<>\s][^<>]*?)\s*<", seen) == ["Clip A", "Clip B"]
    assert "note" not in seen and "piano" not in seen.lower()


def test_the_sound_is_that_of_a_clip(clips: Blind) -> None:
    sounds = [payload(a["src"], "audio/mpeg") for a in Page(clips._repr_html_()).all("audio")]
    assert sounds == [ssc.listen(m).mp3 for m in (RISING, FALLING)]


def test_the_answer_is_closed_and_has_rolls_words_and_notes_but_no_sound(
    clips: Blind, answer: Answer
) -> None:
    html = answer._repr_html_()
    assert repr(answer) == "<Answer: B. It falls.>"
    page = Page(html)
    details = page.one("details")
    assert "open" not in details and details["data-right"] == "B"
    assert page.all("audio") == []
    assert [image["alt"].split(": ", 1)[1] for image in page.all("img")] == list(SAID)
    text = " ".join(page.text.split())
    assert "B. It falls." in text and "Clip B: The same tune <backwards>." in text
    assert [link["download"] for link in page.all("a")] == ["clip-a.mid", "clip-b.mid"]
    sounds = [f["data-sound"] for f in Page(clips._repr_html_()).all("figure")]
    assert [f["data-of"] for f in page.all("figure")] == sounds
    figures = Figures()
    figures.feed(html)
    assert figures.complaints == []


def test_what_cannot_be_asked(clips: Blind) -> None:
    with pytest.raises(ValueError, match="a vote needs two to 6 clips, got 1"):
        ssc.blind(RISING)
    with pytest.raises(ValueError, match="there is no clip 'C'; the clips are A, B"):
        clips.answer("C", *SAID, because="It falls.")
    with pytest.raises(ValueError, match="2 clips need as many descriptions, got 1"):
        clips.answer("A", SAID[0], because="It falls.")
    with pytest.raises(ValueError, match="because is empty"):
        clips.answer("A", *SAID, because=" ")

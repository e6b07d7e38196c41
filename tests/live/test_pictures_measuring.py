"""The living picture of Measuring melodies: its bars return as the library says, and it sounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import ssc_lib as ssc
from _ext.live_payloads import EVENT, LIVE
from ssc_lib.judging.features import returning_bars
from ssc_lib.judging.judge import really
from ssc_lib.judging.measuring import self_similarity
from tests.browser import needs_browser
from tests.live.pages import opened, plays_and_stops, write_page

SCRIPT = (LIVE / "measuring.js").read_text(encoding="utf-8")
FOUND = re.findall(r'\["([^"]+)",\s+"([^"]+)" \+\s+"([^"]+)"\]', SCRIPT)
PIECES = [
    (who, ssc.Melody(ssc.OneHot().decode([ord(c) - EVENT for c in a + b]).events, metre=(6, 8)))
    for who, a, b in FOUND
]


def test_they_stand_in_the_order_of_their_returns() -> None:
    returns = [returning_bars(melody) for _, melody in PIECES]
    assert len(returns) == 5
    assert returns == sorted(returns)
    assert returns[0] == 0 < returns[-1]


def test_the_last_one_is_a_printed_tune() -> None:
    tunes = [t for t in ssc.corpus.load(split="test") if t.melody.steps_per_bar == 12]
    assert any(melody == PIECES[-1][1] for melody in really(tunes, 96))


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "measuring")) as page:
        yield page


@needs_browser
@pytest.mark.parametrize("place", [1, 5])
def test_the_form_is_that_of_the_library(page: Any, place: int) -> None:
    page.get_by_role("slider").fill(str(place))
    who, melody = PIECES[place - 1]
    form = self_similarity(melody)
    cells = page.locator(".ssc-live svg rect[fill-opacity]").evaluate_all(
        "all => all.map(one => Number(one.getAttribute('fill-opacity')))"
    )
    assert cells == pytest.approx((form**3).ravel().tolist())
    told = page.text_content("p[role=status]")
    assert f"{8 * returning_bars(melody):.0f} of 8 bar" in told
    assert who not in told
    page.get_by_role("button", name="Who made it?").click()
    assert who in page.text_content("p[role=status]")


@needs_browser
def test_it_sounds_and_stops(page: Any) -> None:
    plays_and_stops(page)

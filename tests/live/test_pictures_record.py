"""The living picture of The New Mozart Mixtape: its pieces, what the judge believes, and sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import ssc_lib as ssc
from _ext.live_payloads import EVENT, LIVE
from ssc_lib.album.choosing import Ear
from ssc_lib.album.piece import Piece
from tests.browser import needs_browser
from tests.live.pages import opened, plays_and_stops, write_page

SCRIPT = (LIVE / "record.js").read_text(encoding="utf-8")
FOUND = [
    (float(belief), a + b)
    for belief, a, b in re.findall(r'\[([\d.]+),\s+"(.*?)" \+\s+"(.*?)"\]', SCRIPT)
]


def test_pieces_and_beliefs_are_those_of_the_library() -> None:
    ear = Ear(ssc.corpus.load(split="train"))
    jig: dict[str, Any] = {"metre": "6/8", "bars": 8, "qpm": 140, "primer": "E5 - C5 - C5 -"}
    own, others = (
        [ear.measured(Piece(who, seed=seed, **jig)) for seed in range(8)]
        for who in ("transformer", "basic")
    )
    rows = [ssc.OneHot().squash(candidate.melody, 0)[0] for candidate in own]
    assert [row for _, row in FOUND] == ["".join(chr(EVENT + e) for e in row) for row in rows]
    assert [belief for belief, _ in FOUND] == pytest.approx(ear.beliefs(own, others), abs=0.006)


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "record")) as page:
        yield page


@needs_browser
@pytest.mark.parametrize("count", [1, 4, 8])
def test_it_plays_the_best_of_so_many(page: Any, count: int) -> None:
    page.get_by_role("slider").fill(str(count))
    beliefs = [belief for belief, _ in FOUND[:count]]
    told = page.text_content("p[role=status]")
    assert f"{100 * max(beliefs):.0f} %" in told
    if count > 1:
        assert f"The best of {count} is no. {beliefs.index(max(beliefs)) + 1}:" in told
    assert page.locator(".ssc-live circle[visibility=visible]").count() == count


@needs_browser
def test_it_sounds_and_stops(page: Any) -> None:
    plays_and_stops(page)

"""The living picture of When the tune votes: it composes as the library, counts and sounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext.live_payloads import LIVE
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser

Q = np.bincount([14, 16, 18, 21, 23, 26, 14, 21], minlength=38) / 8
FILLED = """() => [...document.querySelectorAll(".ssc-live svg rect")]
  .map((cell) => [cell.y.baseVal.value, cell.classList.contains("ssc-bar")])"""
PITCHES = (72, 69, 67, 64, 62, 60)


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "votes")) as page:
        yield page


def looped(w: float, seed: int) -> ssc.Melody:
    """The melody of the chapter's function."""
    run = np.zeros((5, 7, 3))
    run[0] = w
    jury = ssc.Jury(ssc.Unigram(Q), [1.0], {"run": run})
    return ssc.compose(jury, rng=seed, steps=128, primer=[60])[0]


@pytest.mark.parametrize(("w", "seed"), [(2.0, 3), (-2.0, 3), (5.0, 8), (8.0, 1)])
def test_it_composes_as_the_library(page: Any, w: float, seed: int) -> None:
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_label("Seed").press("Tab")
    page.get_by_role("slider").fill(str(w))
    chance = float(np.sum(Q**2))
    theory = chance * np.exp(w) / (1 - chance + chance * np.exp(w))
    events = looped(w, seed).events
    again = events[16:] == events[:-16]
    told = f"Weight {w:g}: {100 * again.mean():.0f} % of the notes return; {100 * theory:.0f} %"
    page.wait_for_function(
        "(told) => document.querySelector('p[role=status]').textContent.startsWith(told)", arg=told
    )
    cells = page.evaluate(FILLED)
    assert [PITCHES[round(y / 14)] for y, _ in cells] == events.tolist()
    assert [filled for _, filled in cells] == [False] * 16 + again.tolist()


def test_it_sounds_and_stops(page: Any) -> None:
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => SSC.speaker.context.state === 'running'")
    page.wait_for_function("() => document.querySelectorAll('.ssc-now').length === 1")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play").wait_for()


def test_it_is_small() -> None:
    assert (LIVE / "votes.js").stat().st_size < 20_000

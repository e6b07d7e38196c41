"""The living picture of Attention: it looks where the library looks, it plays and it is small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext.live_payloads import LIVE
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser

SONG = ("C4 - D4 - E4 - C4 - " * 2 + "E4 - F4 - G4 - - - " * 2) + (
    "G4 A4 G4 F4 E4 - C4 - " * 2 + "C4 - G3 - C4 - - - " * 2
)
BAR, DOUBT = 8, 4.3
STATUS = "() => document.querySelector('p[role=status]').textContent"
BANDS = """() => [...document.querySelectorAll("svg[aria-label^='Fr'] rect.ssc-bar")]
  .map((band) => Number(band.getAttribute("opacity")))"""
BARS = "() => document.querySelector('.ssc-bars').getAttribute('aria-label')"


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "recall")) as page:
        yield page


def weights(now: int, sharpness: float) -> np.ndarray:
    """Where the library looks after so many steps: at the generator, then one bar back and on."""
    memory = ssc.Memory(ssc.Uniform(38), sharpness, DOUBT).in_bars_of(BAR)
    state = memory.start(1)
    for event in ssc.OneHot().encode(ssc.Melody.of(SONG))[:now]:
        state = memory.step(state, np.array([event]))
    return memory.weights(state)[0]


@pytest.mark.parametrize(("now", "sharpness"), [(28, 0.8), (5, 2), (44, 0), (63, 3), (33, 1.5)])
def test_it_looks_where_the_library_looks(page: Any, now: int, sharpness: float) -> None:
    page.get_by_label("Steps heard").fill(str(now))
    page.get_by_label("Sharpness").fill(str(sharpness))
    bands, found = page.evaluate(BANDS), weights(now, sharpness)
    assert len(bands) == 64
    for back in range(1, now // BAR + 1):
        assert bands[now - BAR * back] == pytest.approx(0.8 * found[back] ** 0.5, abs=6e-4)
    assert sum(b**2 for b in bands) == pytest.approx(0.64 * (1 - found[0]), abs=6e-3)
    assert f"generator {100 * found[0]:.0f} %" in page.evaluate(BARS)
    events = ssc.Melody.of(SONG).events
    said = page.evaluate(STATUS)
    if now < BAR:
        assert said.startswith(f"After {now} steps there is no bar to look at.")
    else:
        best = int(found[1:].argmax()) + 1
        told = re.search(r"bar (\d) \((\d+) %\)", said)
        assert told
        assert int(told[1]) == (now - BAR * best) // BAR + 1
        assert int(told[2]) == pytest.approx(100 * found[best], abs=0.51)
    name = "hold" if events[now] < 0 else ssc.OneHot().names[int(events[now]) - 46]
    assert said.endswith(f"Then comes {name}.")


def test_what_is_proposed_adds_up(page: Any) -> None:
    """Bars of one value share their weight; all shares together are one."""
    page.get_by_label("Steps heard").fill("33")
    shares = [int(n) for n in re.findall(r"(\d+) %", page.evaluate(BARS))]
    assert len(shares) == 5
    assert sum(shares) == pytest.approx(100, abs=2.5)


def test_it_plays_and_stops(page: Any) -> None:
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => SSC.speaker.context.state === 'running'")
    page.wait_for_function("() => document.querySelector('input[type=range]').value !== '28'")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play").wait_for()


def test_it_is_small() -> None:
    assert (LIVE / "recall.js").stat().st_size < 20_000

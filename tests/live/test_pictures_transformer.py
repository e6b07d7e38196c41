"""The living picture of A small transformer: it looks where Python looks, tells it and sounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext.live_payloads import LIVE
from ssc_lib.networks.transformer import Transformer
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser

BAR, STEPS = 12, 108
LOOKS = """() => [...document.querySelectorAll(".ssc-live svg rect.ssc-bar")]
  .map((cell) => Number(cell.getAttribute("opacity")))"""


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "gaze")) as page:
        yield page


@pytest.fixture(scope="module")
def row() -> np.ndarray:
    tunes = ssc.corpus.load(split="test")
    jig = next(t for t in tunes if t.title == "The Old Leather Breeches").melody
    return ssc.OneHot().squash(jig.resized(STEPS))[0]


@pytest.mark.parametrize("step", [1, 50, 61, 107])
def test_it_looks_where_the_library_looks(page: Any, row: np.ndarray, step: int) -> None:
    network = ssc.load_network("transformer")
    assert isinstance(network, Transformer)
    player = network.in_bars_of(BAR)
    seen = player.looks(row[:step]).mean(axis=0)[-1]
    state = player.start(1)
    for event in row[:step]:
        state = player.step(state, np.array([event]))
    p = player.distribution(state)[0, row[step]]
    page.get_by_role("slider").fill(str(step))
    page.wait_for_function(
        "(told) => document.querySelector('p[role=status]').textContent.startsWith(told)",
        arg=f"Step {step}, bar {step // BAR + 1}: ",
        timeout=60_000,
    )
    told = page.text_content("p[role=status]")
    assert told.endswith(f"it gives {100 * p:.0f} %.")
    far = step - int(seen.argmax())
    assert ("hardly anywhere" in told) == (seen.sum() < 0.1)
    assert seen.sum() < 0.1 or f"most {far} steps back" in told
    expected = np.zeros(STEPS)
    expected[:step] = seen / max(seen.max(), 0.25)
    assert abs(np.array(page.evaluate(LOOKS)) - expected).max() < 0.006


def test_it_sounds_and_stops(page: Any) -> None:
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => SSC.speaker.context && SSC.speaker.context.state === 'running'", timeout=60_000
    )
    page.wait_for_function("() => Number(document.querySelector('input[type=range]').value) < 60")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play").wait_for()


def test_it_is_small() -> None:
    assert (LIVE / "gaze.js").stat().st_size < 20_000

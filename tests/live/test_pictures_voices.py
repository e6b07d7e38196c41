"""The living picture of *Coins, thresholds and voices*: a bar of coins, held to the library's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from _ext.live_payloads import LIVE
from ssc_lib.chance.voices import by_coins, by_threshold, largest
from ssc_lib.judging.rollscores import runs
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser
COINS = np.repeat([[0.65, 0.3], [0.4, 0.45]], [12, 4], axis=0)  # (step, first or second pitch)
BAR = np.repeat(COINS[:, None], 4, axis=1)  # (step, voice, first or second pitch)


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    with opened(browser, write_page(site, "voices")) as page:
        yield page


def told(on: np.ndarray) -> str:
    """What the status line says of a bar, by the library's counts."""
    counts = on.sum(axis=2)
    none, one, two = ((counts == n).sum() for n in range(3))
    notes = runs(on.transpose(0, 2, 1)[None], 1).sum()
    return f"{notes} notes; of 64 steps of a voice {one} have one pitch, {none} none, {two} two."


def status(page: Any) -> str:
    return str(page.locator("p[role=status]").inner_text())


@pytest.mark.parametrize("line", [0.2, 0.3, 0.42, 0.5, 0.7])
def test_the_threshold_is_the_librarys(page: Any, line: float) -> None:
    page.get_by_label("Line of the threshold").fill(str(line))
    assert status(page) == f"A threshold at {line:.2f}: {told(by_threshold(BAR, line))}"


@pytest.mark.parametrize("seed", [0, 2, 12])
def test_the_coins_are_the_librarys(page: Any, seed: int) -> None:
    page.get_by_label("Seed of the coins").fill(str(seed))
    page.get_by_label("Seed of the coins").blur()
    assert status(page) == f"Coins, seed {seed}: {told(by_coins(BAR, rng=seed))}"
    page.get_by_role("button", name="Toss again").click()
    assert status(page) == f"Coins, seed {seed + 1}: {told(by_coins(BAR, rng=seed + 1))}"


def test_the_largest_of_each_voice_is_one_pitch(page: Any) -> None:
    page.get_by_label("Say yes or no by").select_option("largest")
    assert status(page) == f"The largest of each voice: {told(largest(BAR, axis=2))}"
    assert "64 have one pitch" in status(page).replace("a voice ", "")
    assert page.locator('rect[fill="#3b82c4"]').count() == 64
    assert "8 notes" in page.locator("svg").last.get_attribute("aria-label")


def test_it_plays_is_stopped_and_says_why_it_does_not(page: Any) -> None:
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_label("Line of the threshold").fill("0.7")
    page.get_by_role("button", name="Play").click()
    assert status(page) == "No cell is on; lower the line, then play the bar."
    page.get_by_label("Seed of the coins").fill("-1")
    page.get_by_label("Seed of the coins").blur()
    assert status(page) == "A seed is a whole number from 0 on, not -1; try 1."


def test_light_enough() -> None:
    script = LIVE / "voices.js"
    assert script.stat().st_size <= 20_000
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 150

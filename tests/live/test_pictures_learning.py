"""The living picture of How a network learns: the chapter's gradient, seen, told and heard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from _ext.live_payloads import LIVE
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    with opened(browser, write_page(site, "learning")) as page:
        yield page


def going_back(w: float, x: float, steps: int = 64) -> np.ndarray:
    """What is left of a gradient after 0 to 64 steps back, by the chapter's formula."""
    h, factors = 0.0, []
    for t in range(steps):
        h = np.tanh(w * h + x * (t % 2 == 0))
        factors.append(w * (1 - h**2))
    return np.asarray(np.cumprod([1.0, *factors[::-1]]))


def put(page: Any, w: float, x: float) -> None:
    page.get_by_label("w, the weight").fill(f"{w:g}")
    page.get_by_label("x, how hard").fill(f"{x:g}")


def status(page: Any) -> str:
    return str(page.locator("p[role=status]").inner_text())


@pytest.mark.parametrize(("w", "x"), [(0.95, 0), (1, 0), (1.05, 0), (1.3, 0.5), (0.6, 1)])
def test_it_tells_the_gradient_of_the_chapter(page: Any, w: float, x: float) -> None:
    put(page, w, x)
    left = going_back(w, x)
    said = [float(n) for n in re.findall(r"\d[\d.]*(?:e-?\d+)?(?= is left| four)", status(page))]
    assert said == pytest.approx([left[16], left[64]], rel=0.5 if left[64] < 1e-3 else 5e-3)
    label = page.locator("svg").get_attribute("aria-label")
    assert len(re.findall(r"\d: ", label)) == 4


def test_the_curve_is_the_gradient(page: Any) -> None:
    put(page, 1.05, 0)
    places = re.findall(r"([\d.]+) ([\d.]+)", page.locator("path.ssc-line").get_attribute("d"))
    heights = np.array([float(y) for _, y in places])
    assert len(heights) == 65
    slope = np.diff(heights)  # a share a step is a straight line on this axis, and upwards
    assert (slope < 0).all() and np.ptp(slope) < 0.21


def test_it_plays_and_is_stopped_by_a_slider(page: Any) -> None:
    page.get_by_role("button", name="Play").click()
    page.locator("circle[r='6']").wait_for()
    put(page, 1.05, 0)
    assert page.get_by_role("button", name="Play").is_visible()
    assert page.locator("circle[r='6']").count() == 0


def test_a_gradient_that_is_gone_can_be_played(page: Any) -> None:
    put(page, 0.5, 1)
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Stop").click()
    assert re.search(r"e-\d+ four bars back", status(page))


def test_a_weight_that_is_none_stays_within_the_slider(page: Any) -> None:
    page.get_by_label("w, the weight").evaluate(
        "input => { input.value = 99; input.dispatchEvent(new Event('input')); }"
    )
    assert status(page).startswith("Of the gradient 657 is left one bar back")


def test_light_enough() -> None:
    script = LIVE / "learning.js"
    assert script.stat().st_size <= 20_000
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 200

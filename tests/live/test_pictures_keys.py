"""The living picture of Scales and keys: its finder is the library's, its tune moves, it sounds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ssc_lib as ssc
from _ext.live_payloads import LIVE
from ssc_lib.music.keys import MODES, PROFILES, Key, correlations, durations
from ssc_lib.music.pitches import NAMES
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser

BOOK = Path(__file__).parents[2] / "book"


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    with opened(browser, write_page(site, "keys")) as page:
        yield page


def tune(root: int, mode: str) -> ssc.Melody:
    """The tune of the chapter, whose cell spells it as the script does."""
    cells = json.loads((BOOK / "2-music/keys.ipynb").read_text(encoding="utf-8"))["cells"]
    written = next(found for cell in cells if (found := re.search(r'bars = "(.*?)"', source(cell))))
    scale, events = Key(0, mode).scale, []
    for word in written[1].split():
        pitch = -2 if word == "-" else 60 + root + 12 * (int(word) // 7) + scale[int(word) % 7]
        events += [pitch, -2, -2, -2]
    return ssc.Melody(events)


def status(page: Any) -> str:
    return str(page.locator("p[role=status]").inner_text())


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@pytest.mark.parametrize("mode", MODES)
def test_the_finder_is_the_librarys(page: Any, mode: str) -> None:
    page.get_by_label("Mode").select_option(mode)
    for root in (0, 3, 11):
        page.get_by_label("Root").fill(str(root))
        fits = correlations(durations(tune(root, mode)), PROFILES["temperley"])
        best = fits.argmax().item()
        name = f"{NAMES[best % 12]} {'major' if best < 12 else 'minor'}"
        assert status(page) == (
            f"{NAMES[root]} {mode}: the finder says {name}, correlation {fits[best]:.3f}."
        )
        label = page.locator("svg").last.get_attribute("aria-label")
        told = [float(number) for number in re.findall(r"-?\d\.\d\d", label)]
        assert told == pytest.approx(fits, abs=0.0051)


def test_the_keyboard_shows_the_scale(page: Any) -> None:
    page.get_by_label("Root").fill("2")
    page.get_by_label("Mode").select_option("dorian")
    keys = page.locator("svg").first
    assert keys.get_attribute("aria-label") == "Piano keys of the scale: D E F G A B C"
    radii = [float(dot.get_attribute("r")) for dot in keys.locator("circle").all()]
    assert sum(r == 6 for r in radii) == 2 and sum(r > 0 for r in radii) == 16


def test_it_plays_and_is_stopped(page: Any) -> None:
    page.get_by_label("Music", exact=True).select_option("scale")
    page.get_by_role("button", name="Play").click()
    pressed = page.locator('rect[fill="#8ab4e0"]')
    pressed.wait_for()
    page.get_by_label("Root").fill("5")
    assert page.get_by_role("button", name="Play").is_visible()
    assert pressed.count() == 0
    assert status(page).startswith("F major: the finder says F major")


def test_a_root_that_is_none_stays_within_the_octave(page: Any) -> None:
    page.get_by_label("Root").evaluate(
        "input => { input.value = 99; input.dispatchEvent(new Event('input')); }"
    )
    assert status(page).startswith("B major: the finder says B major")


def test_light_enough() -> None:
    script = LIVE / "keys.js"
    assert script.stat().st_size <= 20_000
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 150

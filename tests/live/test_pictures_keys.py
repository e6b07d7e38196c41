"""The living picture of Scales and keys: its finder is the library's, its tune moves, it sounds."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ssc_lib as ssc
from _ext.live_payloads import LIVE
from ssc_lib.music.keys import MODES, PROFILES, Key, correlations, durations
from ssc_lib.music.pitches import NAMES
from tests.browser import needs_browser

pytestmark = needs_browser

BOOK = Path(__file__).parents[2] / "book"


@pytest.fixture(scope="module")
def place(site: Path) -> Path:
    shutil.copy(LIVE / "keys.js", site)
    page = site / "keys.html"
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Keys</title>'
        '<script defer src="engine.js"></script><script defer src="keys.js"></script>'
        '<main><div class="ssc-live" data-machine="keys">Fallback</div></main>',
        encoding="utf-8",
    )
    return page


@pytest.fixture
def page(browser: Any, place: Path) -> Iterator[Any]:
    page = browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.goto(place.as_uri())
    yield page
    assert said == []
    page.close()


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
    page.get_by_label("Play", exact=True).select_option("scale")
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

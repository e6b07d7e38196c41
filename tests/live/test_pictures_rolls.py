"""The living picture of *Piano rolls and tensors*: cells to click, held to the library's roll."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from _ext.live_payloads import LIVE
from ssc_lib import PianoRoll
from ssc_lib.music.pitches import pitch_number
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    with opened(browser, write_page(site, "rolls")) as page:
        yield page


def cell(page: Any, name: str, step: int) -> Any:
    return page.get_by_role("gridcell", name=f"{name}, step {step}:")


def status(page: Any) -> str:
    return str(page.get_by_role("status").inner_text())


def roll_of(page: Any) -> PianoRoll:
    """The roll that the cells say, as the library has it."""
    sounds, onsets = np.zeros((2, 16, 128, 1), dtype=bool)
    for told in page.locator(".ssc-on").evaluate_all("all => all.map(e => e.ariaLabel)"):
        name, step, word = told.replace(", step ", ":").split(":")
        place = int(step) - 1, pitch_number(name), 0
        sounds[place], onsets[place] = True, word.strip() == "struck"
    return PianoRoll(sounds, onsets)


def notes(roll: PianoRoll) -> int:
    return len(roll.notes()[0])


def test_the_notes_are_those_of_the_library_whatever_is_clicked(page: Any) -> None:
    rng = np.random.default_rng(4)
    switch = page.get_by_label("Onset plane")
    for _ in range(60):
        name, step = rng.choice(["C4", "D4", "E4", "G4", "C5"]), rng.integers(1, 17)
        cell(page, name, step).click()
    roll = roll_of(page)
    kept, left = notes(roll), notes(roll.without_onsets())
    assert left < kept
    assert status(page) == f"With its onsets the roll holds {kept} notes."
    switch.uncheck()
    assert status(page) == (
        f"Without onsets {left} of {kept} notes are left: {kept - left} melted into the one before."
    )
    assert page.locator(".ssc-struck").count() == 0


def test_two_repeated_notes_melt_and_come_back(page: Any) -> None:
    assert status(page) == "With its onsets the roll holds 7 notes."
    assert notes(roll_of(page).without_onsets()) == 5
    switch = page.get_by_label("Onset plane")
    switch.uncheck()
    assert "5 of 7 notes are left: 2 melted" in status(page)
    switch.check()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Stop").click()
    assert status(page) == "With its onsets the roll holds 7 notes."


def test_the_keyboard_reaches_every_cell(page: Any) -> None:
    first = cell(page, "C5", 1)
    first.focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert cell(page, "A4", 2).get_attribute("aria-label") == "A4, step 2: struck"
    assert page.evaluate("document.activeElement.ariaLabel") == "A4, step 2: struck"
    assert page.locator('[role="gridcell"][tabindex="0"]').count() == 1
    page.keyboard.press("Space")
    assert cell(page, "A4", 2).get_attribute("aria-label") == "A4, step 2: silent"


def test_an_empty_roll_and_a_tempo_that_is_none_are_told(page: Any) -> None:
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Play").click()
    assert status(page) == "The roll is empty; click a cell, then play it."
    page.get_by_role("button", name="As at the beginning").click()
    page.get_by_label("Quarter notes a minute").fill("-3")
    page.get_by_role("button", name="Play").click()
    assert status(page) == "The tempo goes from 30 to 300 quarter notes a minute, not -3; try 120."
    assert page.get_by_role("button", name="Play").is_visible()


def test_light_enough() -> None:
    source = (LIVE / "rolls.js").read_text(encoding="utf-8")
    assert len(source) <= 20_000
    assert source.count("\n") <= 150

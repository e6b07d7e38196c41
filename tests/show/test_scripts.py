"""The scripts in a real browser: the playhead, one sound at a time, a click, the slider.

Needs Debian's Chromium or another one on the path. Where there is none the tests are skipped;
with CI_BROWSER=1 in the environment a missing browser is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.music.melody import Melody
from tests.browser import needs_browser
from tests.show.pages import TUNE

pytestmark = needs_browser


@pytest.fixture(scope="module")
def clips() -> list[str]:
    """Two clips; the second has a heat map."""
    rows = np.random.default_rng(1).dirichlet(np.ones(8), 16)
    first = ssc.listen(Melody(TUNE.events.tolist() * 2), description="A tune, twice")
    second = ssc.listen(TUNE, description="The tune", attention=rows)
    return [first._repr_html_(), second._repr_html_()]


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 800, "height": 900})
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text))
    yield page
    assert page.errors == []
    page.close()


def show(page: Any, *pieces: str) -> None:
    page.set_content("<!doctype html><title>Clips</title>" + "".join(pieces))
    page.wait_for_function("[...document.querySelectorAll('audio')].every(a => a.readyState > 0)")


def left(page: Any, number: int) -> float:
    """Where a playhead stands, in percent of the picture's width."""
    head = page.locator(".ssc-playhead").nth(number)
    return float(head.evaluate("h => parseFloat(h.style.left)"))


def start(page: Any, number: int) -> None:
    page.locator("audio").nth(number).evaluate("a => a.play()")
    page.wait_for_function(
        "n => document.querySelectorAll('audio')[n].currentTime > 0.3", arg=number
    )


def is_quiet(page: Any, number: int) -> bool:
    return bool(page.locator("audio").nth(number).evaluate("a => a.paused"))


def test_a_clip_has_a_picture_a_player_and_a_link(page: Any, clips: list[str]) -> None:
    show(page, clips[0])
    assert page.locator("img").evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
    assert page.locator("audio").evaluate("a => a.duration") == pytest.approx(4.6, abs=0.1)
    link = page.get_by_role("link", name="Download as MIDI")
    assert link.get_attribute("download") == "a-tune-twice.mid"
    assert left(page, 0) == pytest.approx(6.25)


def test_the_playhead_is_in_step_with_the_sound(page: Any, clips: list[str]) -> None:
    show(page, clips[0])
    start(page, 0)
    page.locator("audio").evaluate("a => { a.pause(); a.currentTime = 2.3 }")
    page.wait_for_function("parseFloat(document.querySelector('.ssc-playhead').style.left) > 50")
    assert left(page, 0) == pytest.approx(6.25 + 93.75 * 2.3 / 4.6, abs=0.01)


def test_a_second_clip_stops_the_first(page: Any, clips: list[str]) -> None:
    show(page, *clips)
    start(page, 0)
    assert not is_quiet(page, 0)
    start(page, 1)
    assert is_quiet(page, 0) and not is_quiet(page, 1)
    assert left(page, 0) > 6.25 and left(page, 1) > 6.25


def test_a_click_on_the_picture_takes_the_sound_there(page: Any, clips: list[str]) -> None:
    show(page, *clips)
    box = page.locator("img").nth(1).bounding_box()
    for share, expected in ((0.5, 2.6 * (50 - 6.25) / 93.75), (0.03, 0)):
        page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        page.wait_for_function("!document.querySelectorAll('audio')[1].seeking")
        at_s = page.locator("audio").nth(1).evaluate("a => a.currentTime")
        assert at_s == pytest.approx(expected, abs=0.02)
    assert is_quiet(page, 1)
    assert page.locator("audio").nth(0).evaluate("a => a.currentTime") == 0


def test_the_looks_show_the_row_of_the_step_that_sounds(page: Any, clips: list[str]) -> None:
    """Sixteen steps of an eighth of a second: at 1.3 s step 10, at 10/15 of the way down."""
    show(page, clips[1])
    page.locator("audio").evaluate("a => { a.currentTime = 1.3 }")
    looks = page.locator(".ssc-looks")
    page.wait_for_function(
        "document.querySelector('.ssc-looks').style.backgroundPosition.includes('66.')"
    )
    assert looks.evaluate("g => getComputedStyle(g).display") == "block"


def test_who_wants_less_motion_keeps_the_strip_alone(page: Any, clips: list[str]) -> None:
    page.emulate_media(reduced_motion="reduce")
    show(page, clips[1])
    page.locator("audio").evaluate("a => { a.currentTime = 1.3 }")
    page.wait_for_function("parseFloat(document.querySelector('.ssc-playhead').style.left) > 50")
    assert page.locator(".ssc-looks").evaluate("g => getComputedStyle(g).display") == "none"


def test_the_same_clip_twice_is_two_clips(page: Any, clips: list[str]) -> None:
    show(page, clips[0], clips[0])
    start(page, 1)
    assert left(page, 0) == pytest.approx(6.25)
    assert left(page, 1) > 6.25


def test_a_clip_that_comes_after_its_script_is_wired_a_moment_later(
    page: Any, clips: list[str]
) -> None:
    script = clips[0].split("<script>")[1].split("</script>")[0]
    show(page, f"<script>{script}</script>")
    page.evaluate("html => { document.body.innerHTML = html }", clips[0])  # runs no script
    page.wait_for_function("document.querySelector('.ssc-playhead').style.left != ''")


def test_a_saved_page_plays(page: Any, tmp_path: Any) -> None:
    saved = ssc.listen(TUNE, title="A tune").save(tmp_path / "tune.html")
    page.goto(saved.as_uri())
    assert page.title() == "A tune"
    start(page, 0)
    assert left(page, 0) > 6.25


def test_the_slider_and_the_button_of_a_moving_plot(page: Any) -> None:
    def draw(ax: Any, n: int) -> None:
        ax.plot(np.arange(n))
        ax.set(xlim=(0, 30), ylim=(0, 30))

    moving = ssc.animate(draw, [5, 10, 30], description="A line that grows", seconds=0.2)
    show(page, moving._repr_html_(), moving._repr_html_())
    figure = page.locator("figure").first
    over = figure.locator("img").nth(1)
    slider, said = figure.locator("input"), figure.locator("output")
    assert figure.locator("img").count() == 2
    assert (slider.input_value(), said.text_content(), over.is_visible()) == ("2", "30", False)
    slider.focus()
    page.keyboard.press("Home")
    assert (said.text_content(), over.is_visible()) == ("5", True)
    assert slider.get_attribute("aria-valuetext") == "5"
    assert over.evaluate("i => i.decode().then(() => i.naturalWidth)") == 800
    button = figure.get_by_role("button")
    button.click()
    assert button.text_content() == "Pause"
    page.wait_for_function("document.querySelector('figure button').textContent === 'Play'")
    assert (slider.input_value(), said.text_content(), over.is_visible()) == ("2", "30", False)
    assert page.locator("figure").nth(1).locator("output").text_content() == "30"


def test_a_roll_in_an_answer_follows_the_sound_of_the_vote(page: Any) -> None:
    """One sound at a time, and a click on the roll plays from there."""
    clips = ssc.blind(TUNE, Melody(TUNE.events[::-1]))
    answer = clips.answer("A", "Forwards", "Backwards", because="It climbs.")
    show(page, clips._repr_html_(), answer._repr_html_())
    assert not page.locator("img").first.is_visible()
    page.locator("summary").click()
    start(page, 0)
    start(page, 1)
    assert is_quiet(page, 0) and not is_quiet(page, 1)
    assert left(page, 1) > 6.25 and page.locator(".ssc-playhead").nth(0).is_visible()
    image = page.locator("img").first
    image.click(position={"x": image.bounding_box()["width"] / 2, "y": 10})
    page.wait_for_function("!document.querySelectorAll('audio')[0].paused")
    assert is_quiet(page, 1) and left(page, 0) > 45

"""The listening test of The Music Turing Test: done by keyboard on a phone, and its file read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from _ext.live_payloads import LIVE, PAIRS, listening_pairs
from ssc_lib.judging.answers import read_answers
from ssc_lib.judging.judge import wilson
from ssc_lib.judging.listening import at_least
from ssc_lib.judging.turing import plan
from tests.browser import TOO_WIDE, needs_browser
from tests.live.pages import write_page

REFUSED = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(globalThis, name, {
    get() { throw new DOMException("refused", "SecurityError"); } });
}
Object.defineProperty(navigator, "clipboard", { value: {
  writeText() { return Promise.reject(new DOMException("refused", "NotAllowedError")); } } });"""


@contextmanager
def visited(browser: Any, path: Path, scheme: str) -> Iterator[Any]:
    """The page on a phone that stands still, keeps nothing and asks nobody."""
    phone = {"width": 390, "height": 800}
    context = browser.new_context(viewport=phone, color_scheme=scheme, reduced_motion="reduce")
    context.add_init_script(REFUSED)
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda r: said.append(r.url) if not r.url.startswith("file:") else None)
    page.goto(path.as_uri())
    yield page
    assert said == []
    context.close()


def begin(page: Any, number: int = 7, years: str = "3") -> None:
    """From the first screen to the first practice clip, by keyboard."""
    page.keyboard.press("Tab")
    for key in (str(number), "Tab", years, "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="Practice clip 1 of 2").wait_for()


def answer(page: Any, machine: bool, sure: int) -> None:
    """Hear a clip, answer it, and go on; the focus stands on Play."""
    for key in ("Enter", "Tab", "Space", *["ArrowDown"] * machine, "Tab", "Space"):
        page.keyboard.press(key)
    for key in [*["ArrowRight"] * (sure - 1), "Enter"]:
        page.keyboard.press(key)


@needs_browser
def test_it_is_done_by_keyboard_on_a_phone_and_the_file_is_read(
    browser: Any, site: Path, tmp_path: Path
) -> None:
    pairs = listening_pairs()
    said, heard = [place % 3 == 0 for place in range(20)], plan(7, 40)
    clips = [f"{pairs[tune][1]} {('person', 'machine')[made]}" for tune, made in heard]
    with visited(browser, write_page(site, "turing"), "dark") as page:
        begin(page)
        answer(page, True, 1)
        status = page.text_content("p[role=status]")
        assert status == "You were right: a machine went on after the first bar."
        answer(page, True, 4)
        assert "wrong: it was printed" in page.text_content("p[role=status]")
        page.keyboard.press("Enter")
        for place, machine in enumerate(said):
            page.get_by_role("heading", name=f"Clip {place + 1} of 20").wait_for()
            assert page.text_content("p[role=status]") == ""
            answer(page, machine, 1 + place % 4)
        right = sum(made == machine for (_, made), machine in zip(heard, said, strict=True))
        assert page.locator("h2").inner_text() == f"You were right {right} times of 20"
        shares = (right / 20, *wilson(right / 20, 20))
        told = page.locator("main p").first.inner_text()
        assert all(f"{100 * share:.0f} %" in told for share in shares)
        assert f"{100 * at_least(right, 20):.1f} % of all tests" in told
        page.keyboard.press("Tab")
        with page.expect_download() as started:
            page.keyboard.press("Enter")
        assert started.value.suggested_filename == "turing-7.csv"
        path = tmp_path / "turing-7.csv"
        started.value.save_as(path)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("copy them with Ctrl and C").wait_for()
        assert page.get_by_label("The answers").input_value() == path.read_text()
        assert page.evaluate("getSelection().toString() || document.activeElement.selectionEnd")
    found = read_answers(path)
    assert [t.clip for t in found] == clips and [t.said for t in found] == said
    assert [t.confidence for t in found] == [1 + place % 4 for place in range(20)]
    assert {(t.listener, t.years, t.plays) for t in found} == {("7", 3, 1)}


@needs_browser
def test_what_is_left_out_gets_a_sentence_and_the_one_file_is_the_test(
    browser: Any, site: Path, axe: str
) -> None:
    with visited(browser, site / "music-turing-test.html", "light") as page:
        page.get_by_label("Your number").fill("-1")
        page.get_by_role("button", name="I take part: begin").click()
        assert "one to nine digits" in page.text_content("p[role=status]")
        page.get_by_label("Your number").fill("8")
        page.get_by_role("button", name="I take part: begin").click()
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Next").click()
        assert "hear the clip first" in page.text_content("p[role=status]").lower()
        page.get_by_role("button", name="Play: practice clip 1 of 2").click()
        page.get_by_role("button", name="Stop: practice clip 1 of 2").click()
        page.get_by_role("button", name="Play: practice clip 1 of 2").wait_for()
        page.get_by_role("button", name="Next").click()
        assert "Choose who wrote it" in page.text_content("p[role=status]")
        assert page.evaluate(TOO_WIDE) == []
        page.evaluate(axe)
        found = page.evaluate("() => axe.run()")
        assert [(f["id"], f["nodes"][0]["html"][:200]) for f in found["violations"]] == []


def test_pairs_have_one_first_bar_and_two_ways_on() -> None:
    found = listening_pairs()
    assert len(found) == PAIRS and len({print_ for _, print_, *_ in found}) == PAIRS
    for _, _, person, machine in found:
        assert len(person) == len(machine) == 80
        assert person[:16] == machine[:16] and person != machine
        assert person[0] > "1"  # a note on the first beat


@pytest.mark.parametrize("name", ["turing", "listening"])
def test_it_is_small(name: str) -> None:
    lines = (LIVE / f"{name}.js").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 200 and max(map(len, lines)) <= 100

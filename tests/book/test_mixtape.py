"""The mixtape machine in the page of the book: by keyboard alone, for all eyes, on a phone.

Needs Debian's Chromium or another one on the path; see `tests.browser`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import ssc_lib as ssc
from tests.browser import TOO_WIDE, Quiet, needs_browser

pytestmark = needs_browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
STATUS = "words => document.querySelector('.ssc-status').textContent.includes(words)"


@pytest.fixture(params=["folder", "server"])
def address(request: pytest.FixtureRequest, html: Path) -> Iterator[str]:
    """The book in a folder, and under a sub-path of a server."""
    if request.param == "folder":
        yield html.as_uri()
        return
    handler = partial(Quiet, directory=str(html.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{html.name}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page from which nothing is asked elsewhere, and whose console stays free of trouble."""
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    away: list[str] = []
    trouble: list[str] = []
    kept = (address, "blob:", "data:")
    page.on("request", lambda r: None if r.url.startswith(kept) else away.append(r.url))
    page.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    yield page
    assert away == []
    assert trouble == []
    context.close()


def tab_to(page: Any, name: str) -> None:
    """Press the tab key until a link or button of this name has the focus."""
    script = "() => document.activeElement.textContent.trim()"
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate(script) == name:
            return
    pytest.fail(f"the tab key never reaches {name}")


def test_by_keyboard_alone_from_the_landing_page_to_a_midi_file(
    page: Any, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/book/index.html")
    tab_to(page, "the mixtape machine")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mixtape.html")
    for name in ("C4", "Compose"):
        tab_to(page, name)
        page.keyboard.press("Enter")
    page.wait_for_function(STATUS, arg="Now playing")
    tab_to(page, "Download MIDI")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    started.value.save_as(tmp_path / "tune.mid")
    expected = ssc.compose(ssc.load_network("lookback"), rng=7, primer=ssc.Melody.of("C4 -"))[0]
    assert ssc.read_midi(tmp_path / "tune.mid").notes() == expected.notes()


def test_for_all_eyes_and_on_a_phone(page: Any, address: str, axe: str) -> None:
    """With a piece that was composed, one on the mixtape, and a link that brings another."""
    page.goto(f"{address}/book/mixtape.html")
    page.get_by_label("Table", exact=False).first.check()
    page.get_by_role("button", name="Compose", exact=True).click()
    page.get_by_text("The longest stretch").wait_for()
    page.get_by_role("button", name="Add to my mixtape").click()
    page.get_by_role("button", name="Stop").click()
    title = "a_title_that_is_as_long_as_titles_may_be_and_has_no_space"
    page.evaluate(f"location.hash = 'piece=coin_1_1_8_4/4__120_8_C4_{title}'")
    page.locator(".ssc-offer").wait_for()
    page.evaluate(axe)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
        page.wait_for_timeout(300)
        found = page.evaluate(
            "async tags => (await axe.run({runOnly: tags, preload: false})).violations.map("
            "v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))])",
            WCAG,
        )
        assert found == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    assert page.evaluate(TOO_WIDE) == []

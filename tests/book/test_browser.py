"""The built pages in a real browser: quiet, self-contained, accessible, and audible.

Needs Debian's Chromium or another one on the path. Where there is none the tests are skipped;
with CI_BROWSER=1 in the environment a missing browser is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from tests.book.conftest import toc_pages
from tests.browser import TOO_WIDE, Quiet, needs_browser

pytestmark = needs_browser

PAGES = toc_pages()
CHAPTERS = [page for page in PAGES if page.split("/")[1][0].isdigit()]
# The theme's own: the visible label of myst-nb's "Show code cell source" differs from its name.
NOT_OURS = {"label-content-name-mismatch": {"enabled": False}}


@pytest.fixture(scope="module")
def address(html: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(html)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def open_page(browser: Any, address: str, name: str) -> SimpleNamespace:
    """Open a page; note every request that would leave the machine and every console error."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    seen = SimpleNamespace(page=page, name=name, away=[], errors=[])

    def watch(route: Any) -> None:
        if route.request.url.startswith(address + "/"):
            route.continue_()
        else:
            seen.away.append(route.request.url)
            route.abort()

    def listen(message: Any) -> None:
        if message.type in ("error", "warning"):
            seen.errors.append(f"{message.type}: {message.text}")

    page.route("http://**/*", watch)
    page.route("https://**/*", watch)
    page.on("websocket", lambda socket: seen.away.append(socket.url))
    page.on("console", listen)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    answer = page.goto(f"{address}/{name}.html", wait_until="networkidle")
    assert answer.ok, f"{name}: status {answer.status}"
    page.wait_for_function("!window.MathJax || !!window.MathJax.startup?.document")
    page.evaluate("window.MathJax && MathJax.startup.promise")
    return seen


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[SimpleNamespace]:
    seen = open_page(browser, address, request.param)
    yield seen
    seen.page.close()


def test_formulas_are_drawn(visit: SimpleNamespace) -> None:
    """Every formula is one that MathJax drew, without a mark of an error."""
    left = visit.page.evaluate(
        """() => [...document.querySelectorAll("article .math")]
          .filter(m => !m.querySelector("mjx-container svg") || m.querySelector("[data-mjx-error]"))
          .map(m => m.textContent)"""
    )
    assert left == []


def test_pictures_and_clips_load(visit: SimpleNamespace) -> None:
    """Every picture can be drawn, and every clip has a length."""
    page = visit.page
    page.wait_for_function(
        "() => [...document.querySelectorAll('article audio')].every(a => a.readyState || a.error)"
    )
    broken = page.evaluate(
        """async () => {
          const all = selector => [...document.querySelectorAll("article " + selector)];
          const drawn = img => img.decode().then(() => img.naturalWidth > 0, () => false);
          const pictures = await Promise.all(all("img").map(async i => [i.alt, await drawn(i)]));
          const clips = all("audio").map(a => [a.currentSrc.slice(0, 60), a.duration > 0]);
          return [...pictures, ...clips].filter(([, good]) => !good);
        }"""
    )
    assert broken == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(visit: SimpleNamespace, axe: str, scheme: str) -> None:
    """axe-core finds nothing wrong in the article."""
    page = visit.page
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
    page.wait_for_timeout(300)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe)
    found = page.evaluate(
        "async rules => (await axe.run('article', {rules, preload: false})).violations.map("
        "v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))])",
        NOT_OURS,
    )
    assert found == []


def test_fits_a_phone(visit: SimpleNamespace) -> None:
    """At 390 pixels nothing makes the page scroll sideways."""
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)  # the theme's side bars move away
    too_wide = page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert too_wide == []


def test_nothing_leaves_the_machine_and_the_console_is_quiet(visit: SimpleNamespace) -> None:
    visit.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    visit.page.wait_for_timeout(200)
    assert visit.away == []
    assert visit.errors == []


PLAYHEAD = """audio => {
  const head = audio.closest("figure").querySelector("[class*=playhead]");
  return head.getBoundingClientRect().x;
}"""
LOUDNESS = """async audio => {
  const bytes = await (await fetch(audio.currentSrc)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 44100).decodeAudioData(bytes);
  const samples = sound.getChannelData(0);
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}"""


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_player_plays(browser: Any, address: str, name: str) -> None:
    """Space starts the first clip; time goes on, the playhead moves, and there is sound."""
    seen = open_page(browser, address, name)
    page = seen.page
    audio = page.locator("article figure:has(.ssc-playhead) audio").first
    audio.scroll_into_view_if_needed()
    assert audio.evaluate(LOUDNESS) > 0.01
    audio.focus()
    page.keyboard.press("Space")
    page.wait_for_function("a => a.currentTime > 0.2", arg=audio.element_handle(), timeout=5000)
    time, place = audio.evaluate("a => a.currentTime"), audio.evaluate(PLAYHEAD)
    page.wait_for_timeout(1000)
    later, further = audio.evaluate("a => a.currentTime"), audio.evaluate(PLAYHEAD)
    page.close()
    assert later > time + 0.5
    assert further > place + 3
    assert seen.errors == []

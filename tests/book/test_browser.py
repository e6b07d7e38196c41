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
# The theme's own: the visible label of myst-nb's "Show code cell source" differs from its name, and
# the logo stands outside all landmarks.
NOT_OURS = {name: {"enabled": False} for name in ("label-content-name-mismatch", "region")}
# What axe sees in the dark that it has not seen in the light.
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = """async options => (await axe.run({...options, preload: false})).violations.map(
  v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))])"""
# Most of a page's elements are words in a colour, a weight or a slant. One of each kind that can be
# seen stays an element; the others become text of what they stand in, so that axe looks at each
# kind once. A kind is the path of tags and classes that lead to a word: its style hangs on that.
ONE_OF_EACH = """() => {
  const own = e => `${e.tagName}.${e.className}`;
  const way = e => e.matches("article") ? "" : `${way(e.parentElement)}>${own(e)}`;
  const words = [...document.querySelectorAll("article :is(span, em, strong, code)")].filter(
    word => [...word.attributes].every(a => a.name === "class") && word.checkVisibility());
  const kinds = new Map(words.map(word => [word, way(word)]));
  const seen = new Set();
  for (const [word, kind] of kinds) {
    if (seen.has(kind)) word.replaceWith(...word.childNodes);
    seen.add(kind);
  }
}"""
AT_ONCE = "*, *::before, *::after { transition: none !important; }"


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
    answer = page.goto(f"{address}/{name}.html")
    assert answer.ok, f"{name}: status {answer.status}"
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    page.add_style_tag(content=AT_ONCE)
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
    """axe-core finds nothing wrong in the whole page; in the dark, nothing in its colours."""
    page = visit.page
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe)
        page.evaluate(ONE_OF_EACH)
    options = {"rules": NOT_OURS} if scheme == "light" else {"runOnly": COLOURS}
    assert page.evaluate(AXE, options) == []


def test_fits_a_phone(visit: SimpleNamespace) -> None:
    """At 390 pixels nothing makes the page scroll sideways."""
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    too_wide = page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert too_wide == []


# What paper would cut or hide: wide code, and what is folded.
CUT = """() => {
  const all = selector => [...document.querySelectorAll("article " + selector)];
  const wide = all("pre").filter(pre => pre.scrollWidth > pre.clientWidth + 1);
  const hidden = all("details > :not(summary)").filter(part => !part.checkVisibility());
  const players = all("audio").filter(audio => audio.checkVisibility());
  return [...wide, ...hidden, ...players].map(e => e.outerHTML.slice(0, 200));
}"""


def test_paper_cuts_nothing(visit: SimpleNamespace) -> None:
    """On A4 code wraps, what is folded is open, and no player stands there."""
    page = visit.page
    page.set_viewport_size({"width": 680, "height": 1000})
    page.emulate_media(media="print")
    cut = page.evaluate(CUT)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert cut == []


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


def test_a_player_plays(visit: SimpleNamespace) -> None:
    """Space starts the first clip; time goes on, the playhead moves, and there is sound."""
    page = visit.page
    clips = page.locator("article figure:has(.ssc-playhead) audio")
    if not clips.count():
        assert visit.name not in CHAPTERS
        return
    audio = clips.first
    audio.scroll_into_view_if_needed()
    assert audio.evaluate(LOUDNESS) > 0.01
    audio.focus()
    page.keyboard.press("Space")
    page.wait_for_function("a => a.currentTime > 0.2", arg=audio.element_handle(), timeout=5000)
    time, place = audio.evaluate("a => a.currentTime"), audio.evaluate(PLAYHEAD)
    page.wait_for_timeout(500)
    later, further = audio.evaluate("a => a.currentTime"), audio.evaluate(PLAYHEAD)
    audio.evaluate("a => a.pause()")
    assert later > time + 0.2
    assert further > place + 1


def test_nothing_leaves_the_machine_and_the_console_is_quiet(visit: SimpleNamespace) -> None:
    """Neither when the page was opened and read to its end, nor in any test before this one."""
    assert visit.away == []
    assert visit.errors == []

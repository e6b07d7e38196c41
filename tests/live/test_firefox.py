"""The machines in Firefox: from a folder and from a server, same tune, sound, nothing asked.

Mozilla's own client steers an installed Firefox: ``make firefox`` installs it (PyPI's
``marionette_driver``) and runs these tests; without it, or without Firefox, they are skipped.
Firefox plays nothing where there is no sound card. A machine without one needs PulseAudio with an
empty one: ``pulseaudio --start --exit-idle-time=-1; pactl load-module module-null-sink``.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext.ssc_live import SCRIPTS
from ssc_lib.networks.loading import shipped_networks
from tests.browser import Quiet
from tests.live.pages import write_page

marionette = pytest.importorskip("marionette_driver.marionette", reason="make firefox installs it")
from marionette_driver import Wait  # noqa: E402

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = pytest.mark.skipif(FIREFOX is None, reason="no Firefox: install 'firefox-esr'")

PICTURES = sorted(SCRIPTS.keys() - {"vote", "mixtape", "turing"})  # which one press makes sound
COMPOSED = """
  const [given, done] = arguments;
  SSC.pieces.composed(SSC.pieces.checked(given)).then(
    (piece) => done([...piece.events]), (error) => done(String(error)));
"""
# What Firefox itself says of pages; its other messages are about the browser.
TOLD = """
  return Services.console.getMessageArray()
    .filter((m) => m instanceof Ci.nsIScriptError && /^(file|http):/.test(m.sourceName))
    .map((m) => m.errorMessage);
"""


@pytest.fixture(scope="module")
def firefox() -> Iterator[Any]:
    browser = marionette.Marionette(bin=FIREFOX, headless=True, prefs={"media.autoplay.default": 0})
    browser.start_session()
    browser.timeout.script = 60
    yield browser
    browser.quit()


@pytest.fixture(scope="module", params=["folder", "server"])
def root(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """The address of the pages, in a folder and on a web server under a sub-path."""
    write_page(site, "mixtape")
    for name in PICTURES:
        write_page(site, name)
    if request.param == "folder":
        yield site.as_uri()
        return
    handler = partial(Quiet, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}"
        server.shutdown()


@pytest.fixture
def page(firefox: Any, root: str) -> Iterator[Any]:
    """Firefox, in which nothing is asked from elsewhere and the console stays silent."""
    with firefox.using_context("chrome"):
        firefox.execute_script("Services.console.reset()")
    yield firefox
    names = "return performance.getEntriesByType('resource').map((entry) => entry.name)"
    asked = in_page(firefox, names)
    home = root.rsplit("/", 1)[0]  # a browser asks every server for its icon
    assert [url for url in asked if not url.startswith((home, "blob:", "data:"))] == []
    with firefox.using_context("chrome"):
        assert firefox.execute_script(TOLD) == []


def in_page(page: Any, script: str, *arguments: Any) -> Any:
    """Run a script among the page's own, and not beside them as the client does by itself."""
    return page.execute_script(script, script_args=arguments, sandbox=None)


def waits_for(page: Any, condition: str) -> None:
    Wait(page, timeout=30).until(lambda _: in_page(page, f"return Boolean({condition})"))


def press(page: Any, name: str) -> None:
    script = "const [name] = arguments;"
    script += "return [...document.querySelectorAll('button')].find((b) => b.textContent === name)"
    page.execute_script(script, script_args=[name]).click()


@pytest.mark.parametrize("composer", ["coin", "table-4", *shipped_networks()])
def test_the_same_tune(page: Any, root: str, composer: str) -> None:
    page.navigate(f"{root}/mixtape.html")
    given = {"composer": composer, "temperature": 1, "topP": 1, "seed": "7", "metre": "4/4"}
    given |= {"key": "", "qpm": 120, "bars": 8, "primer": "C4", "title": ""}
    events = page.execute_async_script(COMPOSED, script_args=[given], sandbox=None)
    python = in_page(page, "return SSC.pieces.python(arguments[0])", given)
    names: dict[str, Any] = {"ssc": ssc}
    exec(python, names)
    assert events == list(names["melody"])


def test_compose_sounds_and_the_playhead_moves(page: Any, root: str) -> None:
    page.navigate(f"{root}/mixtape.html")
    press(page, "Compose")
    waits_for(page, "document.querySelector('[role=status]').textContent.includes('Now playing')")
    waits_for(page, "SSC.speaker.context.state === 'running'")
    where = "document.querySelector('.ssc-roll-head').getBoundingClientRect().x"
    before = in_page(page, f"return {where}")
    waits_for(page, f"{where} > {before} + 3")
    press(page, "Stop")


def test_a_clip_is_as_the_library_renders_it(page: Any, root: str) -> None:
    page.navigate(f"{root}/mixtape.html")
    melody = ssc.Melody.of("C4 - E4 - G4 - C5 -")
    script = "const music = new SSC.Melody(...arguments);"
    script += "return [...SSC.render(music)].map((sample) => Math.round(sample * 32768))"
    clip = in_page(page, script, list(melody), {"qpm": melody.qpm})
    assert abs(np.array(clip) - np.round(ssc.render(melody) * 32768)).max() <= 2


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_sounds(page: Any, root: str, picture: str) -> None:
    page.navigate(f"{root}/{picture}.html")
    waits_for(page, "document.querySelector('.ssc-live button')")
    in_page(
        page,
        "[...document.querySelectorAll('.ssc-live button')]"
        ".find((button) => /^(Play|Start|Run)\\b/.test(button.textContent)).click()",
    )
    waits_for(page, "SSC.speaker.context && SSC.speaker.context.state === 'running'")

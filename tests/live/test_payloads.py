"""What a page loads on first use, how large it is, and what is said where it does not load.

Needs Debian's Chromium or another one on the path; see `tests.browser`.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from _ext import live_payloads, ssc_live
from _ext.live_payloads import ENGINE, LEARNED, LIVE, SCRIPTS, write_engine
from ssc_lib.networks.loading import shipped_networks
from ssc_lib.networks.members import TUNED
from ssc_lib.networks.network import Network
from tests.browser import needs_browser
from tests.made import small_network

MESSAGE = "async name => { try { await SSC.load(name) } catch (e) { return e.message } }"
TUNES = "async () => (await SSC.load('tunes')).papers.length"


def size(path: Path) -> int:
    return path.stat().st_size


# -- files -----------------------------------------------------------------------------------------


def test_no_file_is_larger_than_a_page_may_ask_for(site: Path) -> None:
    networks = [site / f"{name}.payload.js" for name in (*shipped_networks(), *TUNED)]
    assert {path.name: size(path) for path in networks if size(path) > 2_200_000} == {}
    assert size(site / "tunes.payload.js") <= 160_000
    assert size(site / "engine.js") + size(site / "learned.js") <= 60_000
    assert size(site / "jigs.payload.js") <= 8_000
    assert len(list(site.glob("*.payload.js"))) == len(networks) + 2 >= 6


def test_every_script_has_its_place_and_none_is_long() -> None:
    paths = list(LIVE.glob("*.js"))
    used = {name for names in ssc_live.SCRIPTS.values() for name in names}
    assert {path.stem for path in paths} == (used - {"engine", "learned"}) | {
        *ssc_live.LATER,
        *SCRIPTS,
    }
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 200, path.name
        assert max(map(len, lines)) <= 100, path.name
        assert '"use strict";' in lines, path.name


def test_comments_and_blanks_go_and_texts_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = r"""
    // A comment with "quotes", and `one` more
    "use strict";
    const a = "it // is  no comment"; // but this is
    const b = 'nor /* is */ this', c = `nor   // this
      ${ a + b } /* ends */`;
    const d = a.replace(/\s*\/\/ "/g, "  "); /* gone */
    const e = (x) => x / 2 / 3 - -x;
    """
    kept = [
        *('"it // is  no comment"', "'nor /* is */ this'", "`nor   // this\n      ${"),
        *("} /* ends */`;", r'/\s*\/\/ "/g,"  "', "x/2/3- -x"),
    ]
    (tmp_path / "one.js").write_text(source, encoding="utf-8")
    monkeypatch.setattr(live_payloads, "LIVE", tmp_path)
    text = live_payloads.write_script(tmp_path / "built.js", ["one"]).read_text(encoding="utf-8")
    assert [part for part in kept if part not in text] == []
    assert text.startswith('"use strict";const a=')
    assert [word for word in ("comment with", "but this is", "gone") if word in text] == []


def test_every_text_of_every_script_is_in_the_book(site: Path) -> None:
    """As it stands in the source, whatever it holds."""
    built = {
        path.stem: path.read_text(encoding="utf-8")
        for path in site.glob("*.js")
        if ".payload" not in path.name
    }
    found = 0
    for path in LIVE.glob("*.js"):
        part = "engine" if path.stem in ENGINE else "learned" if path.stem in LEARNED else path.stem
        code = re.sub(r"(?m)(^|\s)//( .*)?$", "", path.read_text(encoding="utf-8"))
        for text in re.findall(r'"[^"\n]*"', code):
            if text != '"use strict"':
                assert text in built[part], (path.name, text)
                found += 1
    assert found > 500


def test_the_same_library_gives_the_same_files(site: Path, tmp_path: Path) -> None:
    name = "tunes.payload.js"
    again = tmp_path / name
    again.write_bytes(live_payloads.script(live_payloads.tunes()))
    assert again.read_bytes() == (site / name).read_bytes()


def test_a_network_of_finer_weights_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_payloads, "load_network", lambda name: small_network())
    with pytest.raises(ValueError, match="the network fine has weights of more than 16 bits"):
        live_payloads.network("fine")


# -- in the page -----------------------------------------------------------------------------------


@needs_browser
def test_the_scripts_run_as_they_are(browser: Any, page: Any, tmp_path: Path) -> None:
    """One after another, as they stand in ``live/``, they make the same global."""
    scripts = "".join(f'<script src="{LIVE.as_uri()}/{name}.js"></script>' for name in SCRIPTS)
    path = tmp_path / "sources.html"
    path.write_text(f'<!doctype html><meta charset="utf-8">{scripts}', encoding="utf-8")
    other = browser.new_page()
    other.goto(path.as_uri())
    names = other.evaluate("Object.keys(SSC)")
    assert names == page.evaluate("Object.keys(SSC)")
    assert {"rng", "compose", "Network", "render", "midiBytes", "load"} <= set(names)
    assert other.evaluate("SSC.missing()") == ""
    other.close()


@needs_browser
def test_one_global_and_nothing_before_it_is_asked_for(
    browser: Any, site: Path, tmp_path: Path
) -> None:
    (tmp_path / "bare.html").write_text("<!doctype html>", encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "bare.html").as_uri())
    names = "Object.getOwnPropertyNames(globalThis)"
    before = set(page.evaluate(names))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url.rpartition("/")[2]))
    page.goto((site / "page.html").as_uri())
    assert set(page.evaluate(names)) - before == {"SSC"}
    assert requests == ["page.html", "engine.js"]
    page.evaluate("() => Promise.all([SSC.load('tunes'), SSC.load('tunes')])")
    page.evaluate(TUNES)
    assert requests == ["page.html", "engine.js", "learned.js", "tunes.payload.js"]
    page.close()


@needs_browser
def test_weights_arrive_bit_for_bit(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The smallest and the largest numbers of 16 bits, and both zeros."""
    network = small_network()
    arrays = {name: a.astype(np.float16) for name, a in network.arrays.items()}
    rare = [0.0, -0.0, 6e-8, -6e-8, 6.1e-5, 65504, -65504, 1]
    arrays["output/bias"][:8] = np.array(rare, np.float16)
    made = Network(arrays, network.settings)
    monkeypatch.setattr(live_payloads, "load_network", lambda name: made)
    (tmp_path / "rare.payload.js").write_bytes(live_payloads.script(live_payloads.network("rare")))
    write_engine(tmp_path)
    path = tmp_path / "page.html"
    path.write_text('<!doctype html><script src="engine.js"></script>', encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    script = """async () => {
      const network = await SSC.load("rare");
      const { W, U } = network.layers[1];
      return [network.bias, W, U].map((a) => Array.from(a));
    }"""
    names = ("output/bias", "lstm_1/kernel", "lstm_1/recurrent_kernel")
    for name, numbers in zip(names, page.evaluate(script), strict=True):
        found, expected = np.array(numbers), arrays[name].astype(float).ravel()
        assert np.array_equal(found, expected)
        assert np.array_equal(np.signbit(found), np.signbit(expected))
    page.close()


@needs_browser
def test_a_network_that_copies_travels_with_its_encoding(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loaded as any network that ships, it says in bars of six what it says in Python."""
    network = small_network(encoding="copy", follow_bar=True)
    arrays = {name: a.astype(np.float16) for name, a in network.arrays.items()}
    made = Network(arrays, network.settings)
    monkeypatch.setattr(live_payloads, "load_network", lambda name: made)
    payload = live_payloads.script(live_payloads.network("copying"))
    (tmp_path / "copying.payload.js").write_bytes(payload)
    write_engine(tmp_path)
    path = tmp_path / "page.html"
    path.write_text('<!doctype html><script src="engine.js"></script>', encoding="utf-8")
    player, row = made.in_bars_of(6), [14, 0, 16, 0, 18, 1] * 3
    state = player.start(1)
    for event in row:
        state = player.step(state, np.array([event]))
    script = """async row => {
      const player = (await SSC.load("copying")).inBarsOf(6);
      const state = player.start();
      for (const event of row) player.step(state, event);
      return Array.from(player.distribution(state));
    }"""
    page = browser.new_page()
    page.goto(path.as_uri())
    np.testing.assert_allclose(page.evaluate(script, row), player.distribution(state)[0])
    page.close()


@pytest.fixture
def server(site: Path) -> Iterator[str]:
    """The site under a sub-path of a server that calls every script UTF-8: payloads are not."""

    class Handler(SimpleHTTPRequestHandler):
        extensions_map: ClassVar = {".js": "text/javascript; charset=utf-8", ".html": "text/html"}

        def log_message(self, *_: Any) -> None:
            pass

    def handler(*args: Any) -> Handler:
        return Handler(*args, directory=str(site.parent))

    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/{site.name}"
    running.shutdown()
    running.server_close()


@needs_browser
def test_payloads_load_from_a_server_under_a_sub_path(browser: Any, server: str) -> None:
    page = browser.new_page()
    page.goto(f"{server}/page.html")
    assert page.evaluate(TUNES) > 2000
    assert page.evaluate("async () => (await SSC.load('basic')).size") > 800_000
    page.close()


@needs_browser
@pytest.mark.parametrize("lacking", ["BigInt", "DecompressionStream"])
def test_an_old_browser_gets_a_sentence(browser: Any, site: Path, lacking: str) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(f"delete globalThis.{lacking}")
    page.goto((site / "page.html").as_uri())
    assert page.evaluate("SSC.missing()").startswith("This browser is too old to compose")
    assert page.evaluate(MESSAGE, "basic") == page.evaluate("SSC.missing()")
    if lacking == "BigInt":
        script = "() => { try { SSC.rng(7) } catch (e) { return e.message } }"
        assert page.evaluate(script) == page.evaluate("SSC.missing()")
    assert errors == []
    page.close()


@needs_browser
@pytest.mark.parametrize("damage", ["missing", "cut", "wrong"])
def test_a_payload_that_does_not_load_gets_a_sentence_and_is_tried_again(
    browser: Any, site: Path, tmp_path: Path, damage: str
) -> None:
    for name in ("engine.js", "learned.js", "page.html"):
        shutil.copy(site / name, tmp_path / name)
    whole = (site / "tunes.payload.js").read_bytes()
    broken = tmp_path / "tunes.payload.js"
    if damage == "cut":
        broken.write_bytes(whole[:50_000])
    elif damage == "wrong":
        text = whole.decode("utf-16")
        broken.write_bytes(
            re.sub("[\u4e00-\ucdff]{9}", 9 * "\u4e00", text, count=99).encode("utf-16")
        )
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    said = page.evaluate(MESSAGE, "tunes")
    assert said.startswith("The file tunes.payload.js did not load or is damaged; reload the page")
    broken.write_bytes(whole)
    assert page.evaluate(TUNES) > 2000
    page.close()

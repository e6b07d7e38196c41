"""Bare pages with a machine each, that load what the book's own pages load, and stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _ext.ssc_live import SCRIPTS, STYLES


def write_page(site: Path, *machines: str, body: str = "") -> Path:
    """A page with these machines behind its body, in the folder with all scripts."""
    scripts = dict.fromkeys(name for machine in machines for name in SCRIPTS[machine])
    styles = dict.fromkeys(style for one in machines for style in STYLES.get(one, ["live"]))
    links = "".join(f'<link rel="stylesheet" href="{style}.css">' for style in styles)
    links += "".join(f'<script defer src="{name}.js"></script>' for name in scripts)
    places = "".join(
        f'<div class="ssc-live" data-machine="{name}"><p>Instead</p></div>'
        for name in machines
        if name != "vote"
    )
    page = site / f"{'-'.join(machines)}.html"
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Machine</title>'
        f"{links}<body><h1>Machine</h1><main>{body}{places}</main></body></html>",
        encoding="utf-8",
    )
    return page


@contextmanager
def opened(browser: Any, path: Path) -> Iterator[Any]:
    """The page in a browser; nothing may leave it, and its console stays silent."""
    page = browser.new_page()
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    yield page
    assert said == []
    assert [url for url in requests if not url.startswith(("file:", "blob:", "data:"))] == []
    page.close()


def plays_and_stops(page: Any) -> None:
    """Press Play, see the playhead of the roll, and press Stop."""
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => SSC.speaker.context.state === 'running'")
    page.locator(".ssc-roll-head[visibility=visible]").wait_for(state="attached")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play").wait_for()

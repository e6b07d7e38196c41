"""The browser of the tests that look at pages: Debian's Chromium, or another one on the path.

Where there is none, those tests are skipped; with CI_BROWSER=1 in the environment a missing browser
is a failure. The fixture ``browser`` in ``tests/conftest.py`` starts it.
"""

from __future__ import annotations

import os
import shutil
from http.server import SimpleHTTPRequestHandler
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next((path for path in map(shutil.which, NAMES) if path), None)
REQUIRED = os.environ.get("CI_BROWSER") == "1"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]

# What makes a page scroll sideways.
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const own = e => getComputedStyle(e).overflowX !== "visible";
  const scrolls = e => e && (own(e) || scrolls(e.parentElement));
  return [...document.querySelectorAll("article *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e.parentElement))
    .map(e => e.outerHTML.slice(0, 200)).concat("the page scrolls sideways");
}"""

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED,
    reason="no Chromium on the path: install Debian's package 'chromium' to run these",
)


class Quiet(SimpleHTTPRequestHandler):
    """Serve files without a word."""

    def log_message(self, *_: Any) -> None:
        pass

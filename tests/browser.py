"""The browser of the tests that look at pages: Debian's Chromium, or another one on the path.

Where there is none, those tests are skipped; with CI_BROWSER=1 in the environment a missing browser
is a failure. The fixture ``browser`` in ``tests/conftest.py`` starts it.
"""

from __future__ import annotations

import os
import shutil

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

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED,
    reason="no Chromium on the path: install Debian's package 'chromium' to run these",
)

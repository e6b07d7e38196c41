"""A bare page with the scripts of ``live/``, opened from a folder as a reader might."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from _ext.live_payloads import write_engine, write_payloads
from ssc_lib.music import corpus


@pytest.fixture(scope="module")
def train() -> list[np.ndarray]:
    """The training tunes, as rows of events."""
    return corpus.sequences(split="train")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages with one and with both scripts of the engine, and the payloads, in a folder."""
    place = tmp_path_factory.mktemp("site")
    write_engine(place)
    write_payloads(place)
    text = '<!doctype html><meta charset="utf-8"><script src="engine.js"></script>'
    (place / "page.html").write_text(text, encoding="utf-8")
    text += '<script src="learned.js"></script>'
    (place / "whole.html").write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def page(browser: Any, site: Path) -> Iterator[Any]:
    """The page; nothing may leave it, and its console stays silent."""
    page = browser.new_page()
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.goto((site / "whole.html").as_uri())
    yield page
    assert said == []
    assert [url for url in requests if not url.startswith("file:")] == []
    page.close()

"""A bare page with the scripts of ``live/``, opened from a folder as a reader might."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from _ext.ssc_live import write_live
from ssc_lib.music import corpus
from tests.live.pages import opened


@pytest.fixture(scope="module")
def train() -> list[np.ndarray]:
    """The training tunes, as rows of events."""
    return corpus.sequences(split="train")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that pages load in a folder, and a page with one and with both parts of the engine."""
    place = tmp_path_factory.mktemp("site")
    write_live(place)
    text = '<!doctype html><meta charset="utf-8"><script src="engine.js"></script>'
    (place / "page.html").write_text(text, encoding="utf-8")
    text += '<script src="learned.js"></script>'
    (place / "whole.html").write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def page(browser: Any, site: Path) -> Iterator[Any]:
    """The page with both parts of the engine."""
    with opened(browser, site / "whole.html") as page:
        yield page

"""Fixtures that several test files share."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.browser import CHROMIUM, SWITCHES
from tests.made import small_network

# A busy machine is no fault of an example: none has a deadline.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; networks are kept outside it."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(small_network().save(tmp_path_factory.mktemp("networks") / "small.npz"))


@pytest.fixture
def without_xla(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train without XLA, whose compiler takes longer than what most tests look at.

    Tests that hold a run to another to the last bit have it, as readers do: what XLA compiles
    adds up in one order, on however many threads.
    """
    if importlib.util.find_spec("keras"):
        from ssc_lib.networks.training import model

        monkeypatch.setattr(model, "_jit_compile", lambda: False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "CI_BROWSER=1, but there is no Chromium on the path"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield running
        running.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that looks for what not everybody can use."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

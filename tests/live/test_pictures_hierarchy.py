"""The living picture of Hierarchy: its counts are the corpus's, and it collapses as Python does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from _ext.live_payloads import LIVE
from ssc_lib.chance.profiles import LEAST, profiles
from ssc_lib.music import corpus
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

SOURCE = (LIVE / "profiles.js").read_text(encoding="utf-8")
NAMES = {"x": "A note", ".": "No event", "o": "Note off"}


@pytest.fixture(scope="module")
def counted() -> Counter[str]:
    tunes = [t.melody for t in corpus.load(split="train") if t.melody.metre == (6, 8)]
    seen = Counter(profile for melody in tunes for profile in profiles(melody))
    return Counter({profile: n for profile, n in seen.items() if n >= LEAST})


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "profiles")) as page:
        yield page


def test_the_counts_are_those_of_the_training_tunes(counted: Counter[str]) -> None:
    found = {p: int(n) for p, n in re.findall(r"([x.o]{12})(\d+)", SOURCE)}
    assert found == dict(counted)


@needs_browser
@pytest.mark.parametrize("heard", ["", "x.", "x.x.x.x...", "..........x"])
def test_what_fits_and_what_comes_next(page: Any, counted: Counter[str], heard: str) -> None:
    for sign in heard:
        page.get_by_role("button", name=NAMES[sign], exact=True).click()
    fit = {p: n for p, n in counted.items() if p.startswith(heard)}
    mass = sum(fit.values())
    notes = sum(n for p, n in fit.items() if p[len(heard)] == "x") / mass
    told = page.text_content("p[role=status]")
    assert f"{len(fit)} profile" in told
    assert f"comes next with {100 * notes:.1f} %" in told
    if heard:
        assert f"for {np.log2(counted.total() / mass):.2f} bits" in told
    shares = page.locator(".ssc-live svg g[visibility=visible] text").all_text_contents()
    expected = [f"{100 * n / mass:.1f} %" for n in sorted(fit.values(), reverse=True)[:10]]
    assert shares == expected


@needs_browser
def test_a_bar_ends_and_begins_anew_and_a_wrong_one_is_told(page: Any) -> None:
    for sign in "x.x.x.x.x.x.":
        page.get_by_role("button", name=NAMES[sign], exact=True).click()
    assert "its profile is known" in page.text_content("p[role=status]")
    assert page.get_by_role("button", name="A note").is_disabled()
    page.get_by_role("button", name="Back").click()
    assert page.get_by_role("button", name="A note").is_enabled()
    page.get_by_role("button", name="New bar").click()
    while page.get_by_role("button", name="Note off").is_enabled():
        page.get_by_role("button", name="Note off").click()
    assert "no bar of 6/8 in the list begins so" in page.text_content("p[role=status]")


@needs_browser
def test_it_sounds_and_stops(page: Any) -> None:
    page.get_by_role("button", name="Play the likeliest").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play the likeliest").wait_for()


def test_it_is_small() -> None:
    assert len(SOURCE.encode()) < 20_000

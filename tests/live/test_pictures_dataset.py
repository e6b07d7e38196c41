"""The living picture of *A data set of your own*: its families are the library's, and it sounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from _ext import live_payloads
from _ext.live_payloads import JIGS, LIVE
from ssc_lib.music import corpus, families
from ssc_lib.music.collections import Tune
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    with opened(browser, write_page(site, "families")) as page:
        page.get_by_role("button", name="Deal again").wait_for()
        yield page


def folder() -> list[Tune]:
    """The tunes of the picture, in its order."""
    found = {(t.collection, t.number): t for t in reversed(corpus.load(split="train"))}
    return [found[name, str(number)] for name, numbers in JIGS.items() for number in numbers]


def status(page: Any) -> str:
    return str(page.locator("p[role=status]").inner_text())


def shown(page: Any) -> tuple[list[set[int]], set[int]]:
    """The families of more than one, and the test tunes, as the map tells them."""
    label = page.locator("svg").get_attribute("aria-label")
    told = re.fullmatch(r"A map of the tunes\. Families: (.*)\. In the test: (.*)", label)
    rows = [] if told[1] == "none" else told[1].split("; ")
    return [{int(n) for n in row.split(", ")} for row in rows], {int(n) for n in told[2].split(",")}


@pytest.mark.parametrize("percent", [2, 10, 20, 35, 60])
def test_the_families_are_those_of_the_library(
    page: Any, percent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "CONTAINMENT", percent / 100)
    page.get_by_label("Relatives share at least").fill(str(percent))
    numbers = families.find_families([t.melody for t in folder()], [""] * 24).tolist()
    members: dict[int, set[int]] = {}
    for place, number in enumerate(numbers, 1):
        members.setdefault(number, set()).add(place)
    found, _ = shown(page)
    assert found == [row for row in members.values() if len(row) > 1]
    largest = max(Counter(numbers).values())
    assert status(page).startswith(f"{len(members)} families, the largest of {largest}. ")


def test_the_leaks_are_counted_and_dealing_by_family_has_none(page: Any) -> None:
    dealt = []
    for _ in range(6):
        page.get_by_role("button", name="Deal again").click()
        found, test = shown(page)
        leaks = {n for row in found for n in row & test if row - test}
        assert status(page).endswith(f" {len(leaks)} of 5 test tunes have a relative in training.")
        assert page.locator(".ssc-test").count() == len(test) == 5
        assert page.locator(".ssc-leak").count() == len(leaks)
        dealt.append((test, leaks))
    assert len({frozenset(test) for test, _ in dealt}) > 1
    assert any(leaks for _, leaks in dealt)
    page.get_by_label("Deal", exact=True).select_option("family by family")
    for _ in range(4):
        page.get_by_role("button", name="Deal again").click()
        found, test = shown(page)
        assert all(row <= test or not row & test for row in found)
        assert f" 0 of {len(test)} test tunes have a relative" in status(page)


def test_a_tune_and_the_most_alike_are_played(page: Any) -> None:
    tunes = folder()
    sets = [families.shingles(t.melody) for t in tunes]
    page.locator(".ssc-spot").nth(1).click()
    like = [len(sets[1] & s) / min(len(sets[1]), len(s)) * (n != 1) for n, s in enumerate(sets)]
    nearest = max(range(24), key=like.__getitem__)
    page.get_by_role("button", name="Play it and the most alike").click()
    page.locator(".ssc-now").wait_for()
    assert page.locator(".ssc-now").text_content() == "2"
    assert status(page) == (
        f"2 {tunes[1].title}, then {nearest + 1} {tunes[nearest].title}: they share "
        f"{100 * like[nearest]:.0f} % of their shingles."
    )
    page.get_by_role("button", name="Stop").click()
    assert page.locator(".ssc-now").count() == 0


def test_a_folder_that_does_not_load_is_told(browser: Any, site: Path, tmp_path: Path) -> None:
    for name in ("engine.js", "learned.js", "families.js", "live.css"):
        (tmp_path / name).write_bytes((site / name).read_bytes())
    page = browser.new_page()
    page.goto(write_page(tmp_path, "families").as_uri())
    said = page.get_by_role("status")
    said.filter(has_text="The file jigs.payload.js did not load").wait_for()
    page.close()


def test_light_enough_and_the_folder_has_relatives_and_strangers() -> None:
    script = LIVE / "families.js"
    assert script.stat().st_size <= 20_000
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 200
    numbers = families.find_families([t.melody for t in folder()], [""] * 24).tolist()
    assert 6 <= len(set(numbers)) <= 14
    assert live_payloads.jigs()["count"] == 24

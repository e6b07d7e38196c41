"""The living picture of Whose tune is it?: it writes and finds as the library does, and sounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext.live_payloads import LIVE
from ssc_lib.judging.whose import Concordance
from tests.browser import needs_browser
from tests.live.pages import opened, plays_and_stops, write_page

EVERY, STEPS, LEAST, PRIMER, ORDERS = 4, 128, 16, [21], [1, 2, 4, 6, 8, 12, 16]


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "whose")) as page:
        page.get_by_role("slider").wait_for(timeout=60_000)
        yield page


def settled(page: Any, order: int) -> str:
    """Move the slider, and read the status line."""
    page.get_by_role("slider").fill(str(ORDERS.index(order)))
    page.wait_for_function(
        "(told) => document.querySelector('p[role=status]').textContent.startsWith(told)",
        arg=f"Order {order}: ",
        timeout=60_000,
    )
    return str(page.text_content("p[role=status]"))


@needs_browser
@pytest.mark.parametrize("order", [1, 16])
def test_it_finds_what_the_library_finds(page: Any, train: list[np.ndarray], order: int) -> None:
    rows, printed = train[::EVERY], ssc.corpus.load(split="train")[::EVERY]
    table, book = ssc.NGram.fit(rows, 38, order=order), Concordance(rows)
    row = ssc.sample(table, STEPS, primer=PRIMER, rng=0)[0]
    quotes = book.quotations(row, LEAST)
    said = settled(page, order)
    assert f"longest copy has {book.lengths(row).max()} steps" in said
    share = sum(q.length for q in quotes) / STEPS
    assert f"{100 * share:.0f} % of the steps" in said or not quotes
    told = page.locator(".ssc-live li").all_text_contents()
    quotes = sorted(quotes)
    assert len(told) == len(quotes) and (len(quotes) > 0) == (order == 16)
    for text, q in zip(told, quotes, strict=True):
        assert text.startswith(f"{q.length} steps from step {q.start + 1} on")
        assert printed[q.tune].title.split(",")[0] in text


@needs_browser
def test_both_sound_and_stop(page: Any) -> None:
    settled(page, 8)
    plays_and_stops(page)
    page.get_by_role("button", name="Hear the source").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Hear the source").wait_for()


def test_it_is_small() -> None:
    assert len((LIVE / "whose.js").read_bytes()) < 20_000

"""The living pictures and the vote, on a bare page: moved, heard, and held to the library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext.live_payloads import LIVE
from tests.browser import needs_browser
from tests.live.pages import opened, write_page

pytestmark = needs_browser

PICTURES = ("coin", "chain", "temperature")
BY_HAND = [[1 / 2, 1 / 2, 0], [1 / 4, 1 / 2, 1 / 4], [0, 1 / 2, 1 / 2]]


@pytest.fixture(scope="module")
def clips() -> Any:
    return ssc.blind(ssc.Melody([60, -2, 64, -2]), ssc.Melody([64, -2, 60, -2]))


@pytest.fixture(scope="module")
def place(site: Path, clips: Any) -> Path:
    """A page with a vote and all pictures."""
    answer = clips.answer("B", "It rises.", "It falls.", because="Falling is going down.")
    question = '<div class="ssc-vote"><p>Which falls?</p><div data-answers="A, B"></div></div>'
    body = clips._repr_html_() + question + answer._repr_html_()
    return write_page(site, "vote", *PICTURES, body=body)


@pytest.fixture
def page(browser: Any, place: Path) -> Iterator[Any]:
    with opened(browser, place) as page:
        yield page


def machine(page: Any, name: str) -> Any:
    return page.locator(f'[data-machine="{name}"]')


def press(page: Any, name: str, label: str) -> None:
    machine(page, name).get_by_role("button", name=label, exact=True).click()


def status(page: Any, name: str) -> str:
    return str(machine(page, name).locator("[role=status]").inner_text())


def wait_for(page: Any, name: str, pattern: str) -> re.Match[str]:
    page.wait_for_function(
        "([name, pattern]) => new RegExp(pattern).test("
        'document.querySelector(`[data-machine="${name}"] [role=status]`).textContent)',
        arg=[name, pattern],
    )
    found = re.search(pattern, status(page, name))
    assert found
    return found


# -- the vote --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "verdict"), [("A", "It is B."), ("B", "So it is.")])
def test_a_vote_opens_the_answer(page: Any, said: str, verdict: str) -> None:
    assert not page.get_by_text("Falling is going down.").is_visible()
    vote = page.locator(".ssc-vote")
    vote.get_by_role("button", name=said, exact=True).focus()
    page.keyboard.press("Enter")
    assert vote.get_by_role("status").inner_text() == (
        f"You said {said}. {verdict} The reasons stand below."
    )
    assert page.get_by_text("Falling is going down.").is_visible()
    pressed = [b.get_attribute("aria-pressed") for b in vote.get_by_role("button").all()]
    assert pressed == [str(said == name).lower() for name in "AB"]


# -- the pictures --------------------------------------------------------------------------------


def test_the_coin_is_numpys_and_its_share_is_told(page: Any) -> None:
    press(page, "coin", "Start")
    found = wait_for(page, "coin", r"p = 0\.5: (\d+) heads in (\d{2,}) flips")
    heads, flips = int(found[1]), int(found[2])
    assert heads == (np.random.default_rng(2).random(flips) < 0.5).sum()
    assert f"{flips} flips" in machine(page, "coin").locator("svg").get_attribute("aria-label")
    page.get_by_label("p, the chance of a stroke").fill("1")
    found = wait_for(page, "coin", r"p = 1: (\d+) heads in (\d+) flips")
    assert found[1] == found[2]
    press(page, "coin", "Stop")
    assert machine(page, "coin").get_by_role("button", name="Start").is_visible()


def test_the_chain_walks_as_the_library_and_settles(page: Any) -> None:
    bars = machine(page, "chain").locator(".ssc-bars")
    press(page, "chain", "Start")
    steps = int(wait_for(page, "chain", r"After (\d+) steps")[1])
    press(page, "chain", "Stop")
    told = re.findall(r"([CEG]) (\d+) %", bars.get_attribute("aria-label"))
    chain = ssc.MarkovChain(BY_HAND)
    walked = ssc.sample(chain, 200, primer=[0], rng=1958)[0]
    counts = {n: [round(100 * np.mean(walked[:n] == s)) for s in range(3)] for n in range(1, 60)}
    assert [int(share) for _, share in told] in [counts[steps], counts[steps + 1]]


def test_an_edited_row_makes_room(page: Any) -> None:
    page.get_by_label("Probability of a step from C to G").fill("0.5")
    page.keyboard.press("Tab")
    values = [
        float(page.get_by_label(f"Probability of a step from C to {to}").input_value())
        for to in "CEG"
    ]
    assert values == [0.25, 0.25, 0.5]
    assert "From C the chain now goes to C, E and G with probabilities 0.25, 0.25" in status(
        page, "chain"
    )
    for name in "CE":
        page.get_by_label(f"Probability of a step from {name} to {name}").fill("1")
        page.keyboard.press("Tab")
    assert "the stationary distribution is not unique: {C} and {E}" in status(page, "chain")
    press(page, "chain", "As at the beginning")
    assert page.get_by_label("Probability of a step from C to C").input_value() == "0.5"


def test_the_network_draws_what_the_library_draws(page: Any) -> None:
    """Eight steps at a temperature of its own, each with the surprise that Python finds."""
    page.get_by_label("Temperature", exact=True).fill("1.3")
    network = ssc.load_network("basic")
    wanted = ssc.sample(network, 9, primer=[67 - 46], temperature=1.3, rng=4)[0]
    bits = -ssc.log_probabilities(network, [wanted])[0]
    names = ["go on", "stop", *(ssc.music.pitches.pitch_name(p) for p in range(48, 84))]
    for event, surprise in zip(wanted[1:], bits, strict=True):
        before = status(page, "temperature")
        press(page, "temperature", "One step")
        page.wait_for_function(
            'before => { const now = document.querySelector(`[data-machine="temperature"] '
            "[role=status]`).textContent; return now !== before && /^Drawn/.test(now); }",
            arg=before,
        )
        said = status(page, "temperature")
        assert said.startswith(f"Drawn: {names[event]}, "), said
        assert said.endswith(f"a surprise of {surprise:.1f} bits.")
    page.get_by_label("Top-p").fill("0.1")
    assert "1 of 38 events can be drawn" in status(page, "temperature")


@pytest.mark.parametrize("name", PICTURES)
def test_a_seed_that_is_none_is_told(page: Any, name: str) -> None:
    machine(page, name).get_by_label("Seed").fill("-1.5")
    page.keyboard.press("Tab")
    press(page, name, "Run" if name == "temperature" else "Start")
    wait_for(page, name, "seed")
    assert machine(page, name).get_by_role("button").first.is_enabled()


def test_light_enough() -> None:
    for name in ("vote", *PICTURES):
        assert (LIVE / f"{name}.js").stat().st_size <= 20_000

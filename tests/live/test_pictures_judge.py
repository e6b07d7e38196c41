"""The living picture of The machine as a judge: its pieces, its verdicts, and sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext.live_payloads import EVENT, LIVE
from ssc_lib.judging.features import features
from ssc_lib.judging.judge import continuations, logistic, really
from tests.browser import needs_browser
from tests.live.pages import opened, plays_and_stops, write_page

Piece = tuple[float, bool, str]
BAR = 12
SCRIPT = (LIVE / "judge.js").read_text(encoding="utf-8")


def pieces() -> list[Piece]:
    """Twelve pieces in the order of the judge's verdicts, of which each was held out.

    Of either kind one on which the judge is as wrong as can be, and five on which it is right.
    """
    tunes = [t for t in ssc.corpus.load(split="test") if t.melody.steps_per_bar == BAR]
    real, made = really(tunes), continuations(ssc.load_network("basic"), tunes, rng=0)
    x, n = np.concatenate([features(real), features(made)]), len(real)
    y, fold, score = np.repeat([0.0, 1.0], n), np.tile(np.arange(n) % 5, 2), np.zeros(2 * n)
    for k in range(5):
        learn = fold != k
        mean, spread = x[learn].mean(axis=0), x[learn].std(axis=0)
        z = (x - mean) / np.where(spread > 0, spread, 1)
        w = logistic(z[learn], y[learn])
        score[~learn] = 1 / (1 + np.exp(-(z[~learn] @ w[1:] + w[0])))
    people, machines = np.argsort(score[:n]), n + np.argsort(score[n:])
    right = [people[score[people] < 0.5], machines[score[machines] > 0.5]]
    chosen = [people[-1], machines[0]]
    for group in right:
        chosen += group[np.linspace(0, len(group) - 1, 5).astype(int)].tolist()
    both = [*real, *made]
    rows = [(float(score[i]), bool(i >= n), ssc.OneHot().encode(both[i])) for i in chosen]
    return [(s, m, "".join(chr(EVENT + e) for e in row)) for s, m, row in sorted(rows, key=_score)]


def _score(row: tuple[float, bool, np.ndarray]) -> float:
    return row[0]


def written() -> list[Piece]:
    """The pieces that stand in the script."""
    found = re.findall(r'\[([\d.]+), (true|false),\s+"(.*?)" \+\s+"(.*?)"\]', SCRIPT)
    return [(float(score), made == "true", a + b) for score, made, a, b in found]


def test_the_pieces_are_those_of_the_library() -> None:
    for (score, made, row), (s, m, r) in zip(pieces(), written(), strict=True):
        assert made == m and row == r and abs(score - s) < 0.006


def test_either_kind_is_there_and_the_judge_errs_on_both() -> None:
    found = written()
    assert len(found) == 12 and [s for s, *_ in found] == sorted(s for s, *_ in found)
    wrong = {made for score, made, _ in found if made != (score > 0.5)}
    assert sum(made for _, made, _ in found) == 6 and wrong == {True, False}


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "judge")) as page:
        yield page


@needs_browser
@pytest.mark.parametrize("place", [1, 6, 12])
def test_it_tells_the_verdict_first_and_then_the_truth(page: Any, place: int) -> None:
    score, made, _ = written()[place - 1]
    page.get_by_role("slider").fill(str(place))
    verdict = f"Piece {place} of 12: the judge gives a machine {100 * score:.0f} %."
    assert page.text_content("p[role=status]") == verdict
    page.get_by_role("button", name="Who made it?").click()
    told = page.text_content("p[role=status]")
    assert told.startswith(verdict) and ("basic made it" in told) == made
    assert ("is right" in told) == (made == (score > 0.5))


@needs_browser
def test_it_sounds_and_stops(page: Any) -> None:
    plays_and_stops(page)


def test_it_is_small() -> None:
    assert len(SCRIPT.encode()) < 20_000

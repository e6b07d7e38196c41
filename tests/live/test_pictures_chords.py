"""The living picture of Chords and melodies: its counts, its melody, what it tells, and sound."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from _ext.live_payloads import LIVE
from ssc_lib.chance.harmony import with_chords
from ssc_lib.music.chorales import chorales
from ssc_lib.music.chords import Chord
from tests.browser import needs_browser
from tests.live.pages import opened, plays_and_stops, write_page

SCRIPT = (LIVE / "chords.js").read_text(encoding="utf-8")
SUNG = {k: json.loads(v) for k, v in re.findall(r"^ +(\w+): (\[[\d, ]{20,}\]),", SCRIPT, re.M)}
ALL = json.loads(re.findall(r"const ALL = (\[.*?\])", SCRIPT)[0])


def test_the_counts_are_those_of_the_chorales() -> None:
    kept = [c for c in chorales() if c.voices[0].time_signature in ((4, 4), (3, 4))]
    counts = np.zeros((37, 12))
    for song in with_chords(kept):
        beats = np.arange(0, len(song.events), 4)
        note = song.events[beats] >= 2
        np.add.at(counts, (song.labels[beats][note], (song.events[beats][note] - 2) % 12), 1)
    assert sorted(SUNG) == ["Am", "C", "Dm", "F", "G"]
    for name, row in {**SUNG, None: ALL}.items():
        own = counts.sum(axis=0) if name is None else counts[Chord.of(name).label]
        assert np.rint(1000 * own / own.sum()).tolist() == row


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    with opened(browser, write_page(site, "chords")) as page:
        yield page


def told(row: str, belief: float, seed: int) -> str:
    """What the picture says, with the library's random numbers."""
    rng, chords = np.random.default_rng(seed), row.split()
    rows = {n: np.array(SUNG[n]) / sum(SUNG[n]) for n in chords}
    p = {n: belief * q + (1 - belief) * np.array(ALL) / sum(ALL) for n, q in rows.items()}
    inside = []
    for beat in range(32):
        name = chords[beat // 4 % len(chords)]
        u, pc = rng.random(), 0
        while pc < 11 and u >= p[name][pc]:
            u, pc = u - p[name][pc], pc + 1
        inside.append(pc in Chord.of(name).pitch_classes)
    expected = np.mean([p[n][list(Chord.of(n).pitch_classes)].sum() for n in chords])
    return (
        f"{100 * np.mean(inside):.0f} % of the beats are notes of their chord; "
        f"{100 * expected:.0f} % are expected."
    )


@needs_browser
@pytest.mark.parametrize(
    ("row", "belief", "seed"), [("C G Am F", 1, 1), ("C Am F G", 0.3, 8), ("Dm G C C", 0, 5)]
)
def test_it_sings_as_it_believes(page: Any, row: str, belief: float, seed: int) -> None:
    page.get_by_role("combobox").select_option(row)
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_label("Seed").press("Tab")
    page.get_by_role("slider").fill(str(belief))
    assert page.text_content("p[role=status]") == told(row, belief, seed)


@needs_browser
def test_it_sounds_and_stops(page: Any) -> None:
    plays_and_stops(page)


def test_it_is_small() -> None:
    assert len(SCRIPT.encode()) < 20_000

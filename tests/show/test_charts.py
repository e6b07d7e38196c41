"""Charts: each bar as tall as its number, said in words, and readable."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Melody, corpus, key
from ssc_lib.music.collections import Tune
from ssc_lib.show.charts import bars, binned, charts


def drawn(figure: str) -> list[float]:
    """The heights of the bars."""
    return [float(h) for h in re.findall(r"v-([0-9.]+)h", figure)]


@given(st.dictionaries(st.text(max_size=9), st.integers(0, 10**6), min_size=1, max_size=40))
def test_heights_are_in_proportion_and_the_page_stays_whole(counts: dict[str, int]) -> None:
    figure = bars(counts, title="<Title> & more")
    clean = "".join(c for c in figure if c.isprintable())
    if clean == figure and "\ufffe" not in figure and "\uffff" not in figure:
        ElementTree.fromstring(figure)
    most = max(counts.values())
    expected = [max(114 * n / most, 1) for n in counts.values() if n]
    assert drawn(figure) == pytest.approx(expected, abs=0.051)
    assert "<figcaption>&lt;Title&gt; &amp; more</figcaption>" in figure


def test_every_number_is_said() -> None:
    figure = bars({"C": 1200, "G": 0, "Am": 3}, title="Keys")
    assert 'aria-label="Bar chart. Keys: C 1,200, Am 3."' in figure
    assert re.findall(">([^<]+)</text>", figure) == ["1,200", "C", "0", "G", "3", "Am"]


def test_of_many_bars_some_have_names_and_the_tallest_its_number() -> None:
    counts = {str(n): n % 30 for n in range(40)}
    names = {name: name for name in counts if int(name) % 12 == 0}
    texts = re.findall(">([^<]+)</text>", bars(counts, title="Pitches", names=names))
    assert sorted(texts) == ["0", "12", "24", "29", "36"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 4, 5, 9], {"1-4": 2, "5-8": 1, "9+": 1}), ([], {"1-4": 0, "5-8": 0, "9+": 0})],
)
def test_bins(values: list[int], expected: dict[str, int]) -> None:
    assert binned(values, (4, 8)) == expected


def test_bins_of_shares() -> None:
    assert binned([0, 0.1, 5, 60], (0, 5, 50), " %") == {
        "0 %": 1,
        "to 5 %": 2,
        "to 50 %": 0,
        "over 50 %": 1,
    }


def test_the_charts_count_what_is_there() -> None:
    tunes = corpus.load("airds")[:80]
    pitches, lengths, notes, metres, keys, empty, families, parts = charts(tunes)
    total = sum(len(t.melody.pitches) for t in tunes)

    def counted(figure: str) -> int:
        numbers = re.findall(r" ([\d,]+)(?=, |\.\")", figure)
        return sum(int(number.replace(",", "")) for number in numbers)

    assert counted(notes) == counted(pitches) == total
    for figure in (metres, keys, parts):
        assert counted(figure) == 80
    assert all('role="img"' in figure for figure in (lengths, empty, families))


def test_tunes_without_notes() -> None:
    assert len(list(charts([]))) == 8
    assert len(list(charts([Tune(Melody([]), "", "", "", split="train")]))) == 8
    one = list(charts([Tune(Melody([60]), "", "", "", split="train")]))
    assert "C4 1" in one[0]


def test_keys_are_those_of_the_finder() -> None:
    tunes = corpus.load("ryans")[:60]
    found = Counter(key(tune).name for tune in tunes)
    keys = list(charts(tunes))[4]
    for name, count in found.most_common(3):
        assert f"{name} {count}," in keys

"""The copy encoding: sources and runs by hand, one step at a time, and nothing of the future."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Copies, OneHot, corpus
from ssc_lib.music.copies import BARS, REACH, SILENT, CopyHistory
from ssc_lib.music.places import PLACES

FEW = Copies(48, 51)  # 5 events: -, off, C, C#, D


def real(bar: int) -> np.ndarray:
    """The first test tune with bars of so many steps, as events."""
    tune = next(t for t in corpus.load(split="test") if t.melody.steps_per_bar == bar)
    return OneHot().squash(tune.melody)[0]


def by_definition(row: list[int], bar: int) -> tuple[list[int], list[int]]:
    """What each source proposes after a row, and its run, counted backwards one by one."""
    n = len(row)

    def run(bars: int) -> int:
        k = 0
        while n - 1 - k - bars * bar >= 0 and row[n - 1 - k] == row[n - 1 - k - bars * bar]:
            k += 1
        return k

    def event(bars: int) -> int:
        return row[n - bars * bar] if n >= bars * bar else SILENT

    most, nearest = max((run(bars), -bars) for bars in range(1, REACH + 1))
    longest = event(-nearest) if most else SILENT
    return [*map(event, BARS), longest], [*map(run, BARS), most]


# -- by hand ---------------------------------------------------------------------------------------


def test_sizes() -> None:
    encoding = Copies()
    assert (encoding.size, encoding.input_size, encoding.label_count) == (38, 319, 43)
    assert encoding.names == OneHot().names
    assert Copies(0, 128).label_count == 135
    assert encoding.in_bars_of(12) == Copies(bar=12)


def test_sources_by_hand() -> None:
    """Bars of 2: C D C# C# C D C# are two bars and a half that say the same after two bars."""
    heard = FEW.in_bars_of(2).prefixes([2, 4, 3, 3, 2, 4, 3])
    assert heard.proposals()[-1].tolist() == [4, 3, SILENT, SILENT, 3]
    assert heard.lengths()[-1].tolist() == [0, 3, 0, 0, 3]
    assert heard.proposals()[0].tolist() == [SILENT] * 5
    assert heard.proposals()[3].tolist() == [3, 2, SILENT, SILENT, SILENT]  # C# C# is no repeat yet


def test_an_input_by_hand() -> None:
    """The same melody at its last position."""
    x = FEW.in_bars_of(2).inputs([2, 4, 3, 3, 2, 4, 3])
    assert (x.dtype, x.shape) == (np.float32, (7, 5 + 25 + 35 + 48 + 8))
    parts = np.split(x[-1], np.cumsum([5, 25, 35, 24, 24]))
    latest, proposed, runs, place, length, number = (part.tolist() for part in parts)
    assert latest == [0, 0, 0, 1, 0]
    assert proposed == [*(0, 0, 0, 0, 1), *(0, 0, 0, 1, 0), *[0] * 10, *(0, 0, 0, 1, 0)]
    assert runs == [1, *[0] * 6, *(0, 0, 1, 0, 0, 0, 0), *[0] * 14, *(0, 0, 1, 0, 0, 0, 0)]
    assert (place.index(1), length.index(1), number.index(1)) == (1, 1, 3)
    assert sum(place) == sum(length) == sum(number) == 1


@pytest.mark.parametrize(
    ("steps", "kind"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 4), (15, 4), (16, 5), (32, 6), (90, 6)]
)
def test_classes_of_runs(steps: int, kind: int) -> None:
    """One note for ever, in bars of one step, has been as one bar ago for all its steps but one."""
    heard = FEW.in_bars_of(1).prefixes([2] * (steps + 1))
    assert heard.lengths()[-1, 0] == heard.lengths()[-1, 4] == steps
    assert np.flatnonzero(heard.input()[-1, 30:37]).tolist() == [kind]


def test_of_equal_runs_the_nearest() -> None:
    """Bars of 1: C D has come 3 and 6 steps ago; then came C#, and before that no event."""
    heard = FEW.in_bars_of(1).prefixes([2, 4, 0, 2, 4, 3, 2, 4])
    assert heard.runs[-1, [2, 5]].tolist() == [2, 2]
    assert (heard.proposals()[-1, 4], heard.lengths()[-1, 4]) == (3, 2)


def test_the_longest_repeat_reaches_32_bars() -> None:
    encoding = Copies(0, 128, bar=1)
    for distance, found in ((REACH, 3), (REACH + 1, SILENT)):
        row = [*range(2, 2 + distance), 2]
        assert encoding.prefixes(row).proposals()[-1, 4] == found


def test_bars_longer_than_any_place() -> None:
    """Bars of 30 steps: the places from 24 on are one, and so are their lengths."""
    x = FEW.in_bars_of(30).inputs([2] * 61)
    places, lengths = x[:, 65 : 65 + PLACES], x[:, 65 + PLACES : 65 + 2 * PLACES]
    assert (lengths.argmax(axis=1) == PLACES - 1).all()
    counted = [min(n % 30, PLACES - 1) for n in range(1, 62)]
    assert places.argmax(axis=1).tolist() == counted
    assert (places.sum(axis=1) == 1).all()
    assert np.array_equal(FEW.in_bars_of(24).inputs([2])[:, 65 + PLACES :], x[:1, 65 + PLACES :])


def test_the_number_of_the_bar_starts_again_after_eight() -> None:
    number = FEW.in_bars_of(2).inputs([2] * 40)[:, -8:].argmax(axis=1)
    assert number.tolist() == [n // 2 % 8 for n in range(1, 41)]


def test_silent_sources_say_nothing() -> None:
    """Their columns are empty, their labels stand for no event, and none of them is chosen."""
    history = FEW.track(1).step(np.array([4]))
    assert history.proposals().tolist() == [[SILENT] * 5]
    assert history.meanings().tolist() == [[0, 1, 2, 3, 4, *[0] * 5]]
    assert history.chosen().tolist() == [[0, 1, 2, 3, 4]]
    assert history.input()[0, 5:65].sum() == 0


def test_labels_by_hand() -> None:
    """Bars of 1. Labels 5 to 9 are one, two, four and eight bars ago, and the longest repeat."""
    encoding = FEW.in_bars_of(1)
    row = [2, 4, 2, 4, 4]
    assert encoding.labels(row).tolist() == [
        2,  # nothing was heard
        4,  # one bar ago was C
        6,  # two bars ago was C, and nothing has come twice
        9,  # two bars ago was D; since C was right as well, so says the longest repeat
        5,  # one bar ago was D; all others say C
    ]
    assert encoding.prefixes(row[:4]).proposals()[-1].tolist() == [4, 2, 2, SILENT, 2]
    assert encoding.spellings(row).astype(int).tolist() == [
        [0, 0, 0, 0, 1, *(0, 0, 0, 0, 0)],
        [0, 0, 1, 0, 0, *(0, 1, 0, 0, 0)],
        [0, 0, 0, 0, 1, *(0, 1, 0, 0, 1)],
        [0, 0, 0, 0, 1, *(1, 0, 0, 0, 0)],
    ]


def test_what_a_label_adds_to_its_event() -> None:
    """Half for "as one bar ago", which is D, and 1/16 for each of the others."""
    history = FEW.in_bars_of(1).track(1).step(np.array([4]))
    p = np.full((1, 10), 1 / 18)
    p[0, 5] = 1 / 2
    expected = [5 / 18, 1 / 18, 1 / 18, 1 / 18, 1 / 18 + 1 / 2]  # silent labels are no event
    assert history.over_events(p)[0] == pytest.approx(expected)


# -- step by step ----------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 4), max_size=40), st.integers(1, 5))
def test_sources_are_what_they_are_defined_to_be(row: list[int], bar: int) -> None:
    heard = FEW.in_bars_of(bar).prefixes(row)
    expected = [by_definition(row[: n + 1], bar) for n in range(len(row))]
    assert heard.proposals().tolist() == [proposed for proposed, _ in expected]
    assert heard.lengths().tolist() == [runs for _, runs in expected]


@pytest.mark.parametrize("bar", [12, 16, 18])
def test_stepping_through_a_tune_is_encoding_it(bar: int) -> None:
    """In 6/8, 4/4 and 9/8, whole tunes, beside another melody; and labels come back as events."""
    encoding, row = Copies().in_bars_of(bar), real(bar)
    other = np.random.default_rng(bar).integers(0, 38, len(row))
    whole, history = encoding.prefixes(row), encoding.track(2)
    inputs = encoding.inputs(row)
    for p, event in enumerate(row):
        history = history.step(np.array([other[p], event]))
        for name in ("heard", "recent", "runs"):
            assert np.array_equal(getattr(history, name)[1], getattr(whole, name)[p]), (name, p)
        assert np.array_equal(history.input()[1], inputs[p])
        for method in (CopyHistory.proposals, CopyHistory.lengths, CopyHistory.meanings):
            assert np.array_equal(method(history)[1], method(whole)[p])
    assert (whole.lengths()[:, 4] > 16).any()  # there was something to copy
    labels = encoding.labels(row)
    assert (labels >= 38).mean() > 0.4
    assert encoding.events_of(labels).tolist() == row.tolist()


@pytest.mark.parametrize("bar", [12, 16, 18])
def test_each_event_is_spelt_by_its_own_label_and_by_sources(bar: int) -> None:
    encoding, row = Copies().in_bars_of(bar), real(bar)
    spelt = encoding.spellings(row)
    assert spelt.shape == (len(row) - 1, 43)
    own = np.arange(1, len(row))
    assert spelt[own - 1, row[1:]].all()
    assert spelt[own - 1, encoding.labels(row)[1:]].all()
    assert (spelt[:, :38].sum(axis=1) == 1).all()
    assert 0.3 < spelt[:, 42].mean() < 1


def test_a_step_leaves_the_history_before_it_alone() -> None:
    before = FEW.in_bars_of(1).track(1).step(np.array([2])).step(np.array([2]))
    x = before.input()
    one, other = before.step(np.array([2])), before.step(np.array([4]))
    assert (one.lengths()[0, 0], other.lengths()[0, 0]) == (2, 0)
    np.testing.assert_array_equal(before.input(), x)


def test_nothing_is_known_of_what_comes() -> None:
    """300 cuts: inputs and meanings up to a cut are the same whatever follows it."""
    rng, rows = np.random.default_rng(0), {bar: real(bar) for bar in (12, 16, 18)}
    for n in range(300):
        bar = (12, 16, 18)[n % 3]
        encoding, row = Copies().in_bars_of(bar), rows[bar]
        cut = int(rng.integers(1, len(row)))
        other = np.concatenate([row[:cut], rng.integers(0, 38, rng.integers(1, 40))])
        mine, theirs = encoding.prefixes(row), encoding.prefixes(other)
        assert np.array_equal(mine.input()[:cut], theirs.input()[:cut])
        assert np.array_equal(mine.meanings()[:cut], theirs.meanings()[:cut])


# -- what is refused -------------------------------------------------------------------------------


def test_nothing_to_encode() -> None:
    encoding = Copies()
    assert encoding.inputs([]).shape == (0, 319)
    assert encoding.labels([]).tolist() == encoding.events_of([]).tolist() == []
    assert encoding.spellings([3]).shape == (0, 43)
    with pytest.raises(ValueError, match="nothing was heard yet"):
        encoding.track(1).input()


def test_bad_rows_are_named() -> None:
    encoding = Copies()
    for method in (encoding.inputs, encoding.labels, encoding.prefixes, encoding.spellings):
        with pytest.raises(ValueError, match=r"events run from 0 to 38; .* 0 to 37"):
            method([0, 38])
        with pytest.raises(TypeError, match="events must be one row of integers, got float64"):
            method([0.5])
    with pytest.raises(ValueError, match=r"labels run from 0 to 43; .* 0 to 42"):
        encoding.events_of([0, 43])
    with pytest.raises(ValueError, match="one event for each of the 2 melodies, got 1"):
        encoding.track(2).step(np.array([0]))
    with pytest.raises(ValueError, match="at least 1 melody, got 0"):
        encoding.track(0)


def test_bad_settings() -> None:
    with pytest.raises(ValueError, match="a bar needs at least 1 step, got 0; 16 are a bar of 4/4"):
        Copies(bar=0)
    with pytest.raises(ValueError, match="expected 0 <= low < high <= 128"):
        Copies(60, 60)

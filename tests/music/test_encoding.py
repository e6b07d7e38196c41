"""What all encodings share: events of melodies, and a memory that steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssc_lib import Copies, KeyMelody, Lookback, Melody, OneHot
from ssc_lib.music.encoding import as_indices

BASIC = [OneHot(), Lookback(), KeyMelody(), Copies()]
ENCODINGS = [*BASIC, Lookback(60, 84, (2, 4)), OneHot(0, 128), Copies(60, 84, 6)]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=repr)
def test_a_melody_comes_back_from_its_events(encoding) -> None:
    melody = Melody.of("C5 - D5 . E5 - - C5", qpm=90, steps_per_bar=12)
    assert encoding.decode(encoding.encode(melody), **melody.grid) == melody
    assert len(encoding.names) == encoding.size


@pytest.mark.parametrize("encoding", BASIC, ids=repr)
@settings(max_examples=20)
@given(row=st.lists(st.integers(0, 37), max_size=80))
def test_labels_spell_the_events_that_they_were_made_of(encoding, row) -> None:
    labels = encoding.labels(row)
    assert encoding.events_of(labels).tolist() == list(row)
    if len(row):
        assert encoding.inputs(row).shape == (len(row), encoding.input_size)
        assert 0 <= labels.min() <= labels.max() < encoding.label_count


@pytest.mark.parametrize("encoding", BASIC, ids=repr)
def test_the_memory_says_the_same_step_by_step(encoding) -> None:
    row = encoding.encode(3 * Melody.of("C4 - D4 - E4 . C4 -"))
    history, W = encoding.track(2), np.random.default_rng(0).normal(size=(encoding.input_size, 5))
    p = np.random.default_rng(1).dirichlet(np.ones(encoding.label_count), size=2)
    for position, event in enumerate(row):
        label = encoding.labels(row)[position]
        assert history.meanings()[0, label] == event
        assert history.chosen()[1, event] == label
        summed = np.zeros(encoding.size)
        np.add.at(summed, history.meanings()[0], p[0])
        assert np.allclose(history.over_events(p)[0], summed)
        history = history.step(np.array([event, event]))
        assert np.array_equal(history.input()[0], encoding.inputs(row[: position + 1])[-1])
        assert np.allclose(history.times(W), history.input() @ W)


def test_squashed_is_moved_by_what_it_says() -> None:
    tune = Melody.of("G5 - A5 - B5 - G5 -")
    events, amount = OneHot().squash(tune)
    assert OneHot().decode(events) == tune.squashed() == tune.transposed(amount)
    assert OneHot().squash(tune, None)[1] == 0


def test_bars_change_only_what_follows_them() -> None:
    assert OneHot().in_bars_of(12) == OneHot()
    assert Lookback().in_bars_of(12) == Lookback(distances=(12, 24), counter_period=12)
    assert KeyMelody().in_bars_of(12).bar == 12


def test_one_row_of_indices() -> None:
    assert as_indices([], 3, "x").tolist() == []
    assert as_indices((2, 0), 3, "x").dtype == np.int64
    for values, error, words in [
        ([0.5], TypeError, "x must be one row of integers, got float64"),
        ([[0, 1]], TypeError, r"shape \(1, 2\)"),
        ([0, 3], ValueError, "x run from 0 to 3; this vocabulary has 0 to 2"),
        ([-1], ValueError, "x run from -1 to -1"),
    ]:
        with pytest.raises(error, match=words):
            as_indices(values, 3, "x")

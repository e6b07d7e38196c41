"""Tunes as pairs of what is read and what is asked, dealt out to lanes and cut into segments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ssc_lib import Copies, Lookback, Melody, OneHot
from ssc_lib.networks.training import Settings
from ssc_lib.networks.training.segments import (
    Course,
    Pair,
    as_heard,
    as_pairs,
    count_segments,
    segments,
)
from tests.made import TINY, TRAIN, scales


def pairs(rows: list[np.ndarray]) -> list[Pair]:
    return as_pairs(*as_heard(rows, TINY)[:1], TINY, [0] * len(rows))


# -- pairs ---------------------------------------------------------------------------------------


def test_one_hot_pairs_by_hand() -> None:
    """Every event but the last is read, every event but the first is asked for."""
    ((inputs, targets),) = as_pairs([np.array([1, 0, 3])], TINY, [0])
    assert (inputs.tolist(), targets.tolist()) == ([1, 0], [0, 3])


def test_other_encodings_read_vectors_and_ask_for_labels() -> None:
    settings = Settings(encoding="lookback")
    row = OneHot().encode([60, -2, 62, -2] * 10)
    ((inputs, targets),) = as_pairs([row], settings, [0])
    np.testing.assert_array_equal(inputs, Lookback().inputs(row[:-1]))
    np.testing.assert_array_equal(targets, Lookback().labels(row)[1:])


def test_a_network_that_copies_is_asked_for_every_label_that_spells_the_event() -> None:
    """And reads in bars of each tune; padding spells nothing."""
    settings = Settings(encoding="copy", follow_bar=True)
    row = np.array([14, 0, 16, 0, 18, 19] * 4)
    pair, other = as_pairs([row, row], settings, [6, 16])
    reader = Copies().in_bars_of(6)
    np.testing.assert_array_equal(pair[0], reader.inputs(row[:-1]))
    np.testing.assert_array_equal(pair[1], reader.spellings(row))
    assert pair[1][6:].sum() > other[1][6:].sum()
    (part,) = segments([pair], 1, 30, np.random.default_rng(0))
    assert part.targets.shape == (1, 30, 43)
    assert (part.targets[0, :23] == reader.spellings(row)).all()
    assert part.targets[0, 23:].sum() == 0
    assert part.weights.tolist() == [[1] * 23 + [0] * 7]


def test_look_backs_follow_each_tune() -> None:
    """In bars of 6 steps the second bar of a repeated bar is all repeats; in 16 it is not."""
    settings = Settings(encoding="lookback", follow_bar=True)
    bar = [14, 0, 16, 0, 18, 19]
    row = np.array(bar * 4)
    (_, followed), (_, fixed) = as_pairs([row, row], settings, [6, 16])
    assert set(followed[5:11].tolist()) == {38, 39}
    assert {14, 16, 18} <= set(fixed[5:].tolist())


def test_look_backs_need_bars() -> None:
    with pytest.raises(ValueError, match="follow_bar needs the length of each tune's bar"):
        as_heard(TRAIN, Settings(encoding="lookback", follow_bar=True))


def test_melodies_are_heard_in_the_key_the_range_and_the_bars_of_the_settings() -> None:
    tune = Melody.of("G5 - A5 B5", steps_per_bar=12)
    rows, bars = as_heard([tune, [14, 0]], Settings())
    assert rows[0].tolist() == OneHot().encode(tune.squashed()).tolist()
    assert (rows[1].tolist(), bars) == ([14, 0], [12, 0])
    own, _ = as_heard([tune], Settings(low=0, high=128, key=None))
    assert OneHot(0, 128).decode(own[0]).events.tolist() == list(tune)


# -- segments ------------------------------------------------------------------------------------


def test_segments_by_hand() -> None:
    """One lane, segments of 3: a tune of five events has four to predict, in two segments."""
    parts = list(segments(pairs([np.array([1, 2, 3, 4, 5])]), 1, 3, np.random.default_rng(0)))
    assert [p.inputs.tolist() for p in parts] == [[[1, 2, 3]], [[4, 0, 0]]]
    assert [p.targets.tolist() for p in parts] == [[[2, 3, 4]], [[5, 0, 0]]]
    assert [p.weights.tolist() for p in parts] == [[[1, 1, 1]], [[1, 0, 0]]]
    assert [p.keep.tolist() for p in parts] == [[[0]], [[1]]]
    assert [p.tunes_seen for p in parts] == [1, 1]


def test_segments_hold_every_event_once_and_keep_tunes_apart() -> None:
    """Lanes put together again, cut where a tune begins, are the tunes."""
    rows = [*TRAIN, np.array([7])]  # a tune of one event has nothing to predict
    parts = list(segments(pairs(rows), 3, 8, np.random.default_rng(1)))
    found = []
    for lane in range(3):
        for part in parts:
            real = part.weights[lane] == 1
            if part.keep[lane, 0] == 0:
                found.append([part.inputs[lane, 0]])
            if real.any():
                found[-1].extend(part.targets[lane, real].tolist())
    assert sorted(map(list, found)) == sorted(row.tolist() for row in TRAIN)
    assert parts[-1].tunes_seen == len(TRAIN)


def test_lanes_are_nearly_equal() -> None:
    parts = list(segments(pairs(scales(3, 200)), 8, 16, np.random.default_rng(2)))
    share = np.mean([p.weights.mean() for p in parts])
    assert share > 0.85


def test_the_order_is_that_of_the_rng() -> None:
    first, same, other = (
        next(segments(pairs(TRAIN), 3, 8, np.random.default_rng(s))).inputs.tolist()
        for s in (1, 1, 2)
    )
    assert first == same != other


def test_counting_is_as_good_as_cutting() -> None:
    for lanes, length in ((1, 3), (3, 8), (8, 16), (20, 4)):
        rngs = np.random.default_rng(4), np.random.default_rng(4)
        parts = list(segments(pairs(TRAIN), lanes, length, rngs[0]))
        assert count_segments(pairs(TRAIN), lanes, length, rngs[1]) == len(parts)


# -- epochs --------------------------------------------------------------------------------------


def test_a_course_shuffles_each_epoch_anew_and_the_same_way_again() -> None:
    course, same = (Course(pairs(TRAIN), TINY) for _ in range(2))
    first, again, second = (
        [part.inputs.tolist() for part in c.segments(epoch)]
        for c, epoch in ((course, 0), (same, 0), (course, 1))
    )
    assert first == again != second
    assert course.updates == [len(first), len(second)]


def test_the_seed_decides_the_order() -> None:
    one, other = (Course(pairs(TRAIN), replace(TINY, seed=seed)) for seed in (5, 6))
    assert next(one.segments(0)).inputs.tolist() != next(other.segments(0)).inputs.tolist()

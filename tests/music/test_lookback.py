"""Lookback encoding: labels, inputs, stepping, and what labels mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import KeyMelody, Lookback, OneHot
from ssc_lib.music.lookback import RepeatEncoding
from tests.golden import golden
from tests.made import distances

# Few different events, so that repeats are common.
few = st.sampled_from([0, 0, 1, 14, 16, 37])
rows = st.lists(few, max_size=80)
encodings = st.builds(
    lambda kind, d: kind(distances=d), st.sampled_from([Lookback, KeyMelody]), distances
)
# The same in little: rows of 20 steps reach both distances, and the counter starts again.
little = st.builds(
    lambda kind, d, bits: kind(distances=tuple(sorted(d)), counter_bits=bits),
    st.sampled_from([Lookback, KeyMelody]),
    st.sets(st.integers(1, 9), min_size=2, max_size=2),
    st.integers(1, 5),
)


@pytest.mark.parametrize(("name", "encoding"), [("lookback", Lookback()), ("key", KeyMelody())])
def test_the_original(name: str, encoding: RepeatEncoding) -> None:
    """Labels, inputs and decoded labels are the original's, at every position."""
    numbers = golden("encodings.json")
    sizes = numbers["encoders"][name]
    assert encoding.input_size == sizes["input_size"]
    assert encoding.label_count == sizes["num_classes"]
    assert encoding.default_label == sizes["default_event_label"]
    compared = 0
    for case in numbers["melodies"].values():
        indices = encoding.encode(case["events"])
        assert encoding.labels(indices).tolist() == case[name]["labels_all"]
        np.testing.assert_array_equal(encoding.inputs(indices), case[name]["inputs_all"])
        assert encoding.events_of(case[name]["labels_all"]).tolist() == indices.tolist()
        compared += len(indices)
    assert compared > 400


def test_sizes() -> None:
    encoding = Lookback()
    assert (encoding.size, encoding.input_size, encoding.label_count) == (38, 121, 40)
    assert encoding.default_label == 0
    assert encoding.names == OneHot().names
    assert Lookback(0, 128).input_size == 3 * 130 + 7
    assert Lookback(distances=[12, 24]) == Lookback(distances=(12, 24))  # as read from a file


def test_labels_by_hand() -> None:
    """Bars of 4 steps. The rules in order: early no-event, two bars ago, one bar ago, itself."""
    encoding = Lookback(distances=(4, 8))
    melody = [
        *(14, 0, 16, 1),  # a no-event in the first two bars is 39, though nothing is repeated
        *(14, 0, 18, 1),  # 38 as one bar ago, but the no-event is 39 again
        *(14, 0, 16, 0),  # both bars ago agree on 14 and 0: two bars ago wins; a new no-event: 0
        *(20, 0, 16, 0),  # new; 39; only one bar ago: 38; only one bar ago: 38
    ]
    assert encoding.labels(melody).tolist() == [
        *(14, 39, 16, 1),
        *(38, 39, 18, 38),
        *(39, 39, 39, 0),
        *(20, 39, 38, 38),
    ]
    assert encoding.events_of(encoding.labels(melody)).tolist() == melody


def test_the_default_distances_are_16_and_32() -> None:
    encoding = Lookback()
    bar = list(range(2, 18))
    assert encoding.labels(bar).tolist() == bar
    assert encoding.labels(bar * 3)[16:].tolist() == [38] * 16 + [39] * 16
    assert encoding.labels([0] * 33).tolist() == [39] * 33
    assert encoding.labels([*range(2, 34), 0]).tolist()[-1] == 0


def test_a_repeat_of_what_was_before_the_beginning_is_a_no_event() -> None:
    assert Lookback().events_of([39, 38, 14]).tolist() == [0, 0, 14]
    assert Lookback(distances=(1, 2)).events_of([38, 14, 38, 39, 1, 39]).tolist() == [
        0,
        14,
        14,
        14,
        1,
        14,
    ]


def test_an_input_by_hand() -> None:
    """Bars of 2 steps, the melody C off D D C at its last position, p = 4."""
    encoding = Lookback(48, 51, distances=(2, 4), counter_bits=3)  # 5 events: -, off, C, C#, D
    x = encoding.inputs([2, 1, 4, 4, 2])
    assert x.dtype == np.float32
    assert x[-1].tolist() == [
        *(0, 0, 1, 0, 0),  # C sounds
        *(0, 0, 0, 0, 1),  # a bar ago, D came next
        *(0, 1, 0, 0, 0),  # two bars ago, note off came next
        *(1, -1, 1),  # five events, binary 101
        *(0, 1),  # C is the event of two bars ago, not of one
    ]
    assert x[0].tolist() == [*(0, 0, 1, 0, 0), *(1, 0, 0, 0, 0), *(1, 0, 0, 0, 0), 1, -1, -1, 0, 0]
    assert x[1, 5:15].tolist() == [*(0, 0, 1, 0, 0), *(1, 0, 0, 0, 0)]  # C could come again


def test_the_counter_starts_again() -> None:
    counter = Lookback().inputs([0] * 64)[:, 114:119]
    assert counter[0].tolist() == [1, -1, -1, -1, -1]
    assert counter[30].tolist() == [1] * 5
    assert counter[31].tolist() == [-1] * 5
    np.testing.assert_array_equal(counter[:32], counter[32:])


def test_meanings_by_hand() -> None:
    history = Lookback(distances=(1, 3)).track(2)
    assert history.meanings().tolist() == [[*range(38), 0, 0]] * 2
    for events in ([14, 0], [16, 1], [18, 20]):
        history = history.step(np.array(events))
    assert history.meanings()[:, 38:].tolist() == [[18, 14], [20, 0]]
    assert history.heard.tolist() == [3, 3]


def test_chosen_labels_by_hand() -> None:
    """Of two look-backs that fit, the longer; before its reach, no event is a repeat of nothing."""
    history = Lookback(distances=(1, 3)).track(2)
    for events in ([14, 0], [16, 0], [16, 0]):
        chosen = history.chosen()
        assert chosen[:, 0].tolist() == [39, 39]
        history = history.step(np.array(events))
    assert chosen[:, [14, 16]].tolist() == [[14, 38], [14, 16]]
    assert history.chosen()[:, [0, 14, 16]].tolist() == [[0, 39, 38], [39, 14, 16]]
    key = KeyMelody(distances=(1, 3)).track(1).step(np.array([14]))
    assert key.chosen()[0, [0, 1, 2, 14]].tolist() == [39, 37, 0, 38]


def test_a_step_leaves_the_history_before_it_alone() -> None:
    before = Lookback().track(1).step(np.array([14]))
    x = before.input()
    one, other = before.step(np.array([16])), before.step(np.array([1]))
    assert before.recent[0, -2:].tolist() == [0, 14]
    assert (one.recent[0, -1], other.recent[0, -1]) == (16, 1)
    np.testing.assert_array_equal(before.input(), x)


@given(encodings, rows)
def test_decode_after_labels(encoding: RepeatEncoding, row: list[int]) -> None:
    labels = encoding.labels(row)
    assert labels.shape == (len(row),)
    assert encoding.events_of(labels).tolist() == row


@given(encodings, rows)
def test_labels_by_the_rules_one_by_one(encoding: RepeatEncoding, row: list[int]) -> None:
    d1, d2 = encoding.distances
    plain = row if isinstance(encoding, Lookback) else [(e - 2) % 38 for e in row]
    for p, label in enumerate(encoding.labels(row)):
        if row[p] == (0 if p < d2 else row[p - d2]):
            assert label == 39
        elif p >= d1 and row[p] == row[p - d1]:
            assert label == 38
        else:
            assert label == plain[p]


@given(
    little,
    st.integers(0, 20).flatmap(
        lambda n: st.lists(st.lists(few, min_size=n, max_size=n), min_size=1, max_size=3)
    ),
)
def test_stepping_a_batch_is_encoding_each_melody(
    encoding: RepeatEncoding, batch: list[list[int]]
) -> None:
    """The same inputs and labels; the label chosen for an event means it; all can be spelt."""
    inputs = [encoding.inputs(row) for row in batch]
    labels = [encoding.labels(row) for row in batch]
    prefixes = [encoding.prefixes(row) for row in batch]
    every_event = np.arange(encoding.size)
    history = encoding.track(len(batch))
    for p, events in enumerate(zip(*batch, strict=True)):
        meanings = history.meanings()
        assert meanings.shape == (len(batch), encoding.label_count)
        chosen = history.chosen()
        every_meaning = np.take_along_axis(meanings, chosen, axis=1)
        np.testing.assert_array_equal(every_meaning, [every_event] * len(batch))
        history = history.step(np.array(events))
        x = history.input()
        assert x.dtype == np.float32
        for lane, event in enumerate(events):
            assert chosen[lane, event] == labels[lane][p]
            np.testing.assert_array_equal(np.unique(meanings[lane]), every_event)
            np.testing.assert_array_equal(x[lane], inputs[lane][p])
            after = prefixes[lane].meanings()[p]
            np.testing.assert_array_equal(history.meanings()[lane], after)


@pytest.mark.parametrize("encoding", [Lookback(), KeyMelody()])
def test_nothing_to_encode(encoding: RepeatEncoding) -> None:
    assert encoding.inputs([]).shape == (0, encoding.input_size)
    assert encoding.labels([]).tolist() == []
    assert encoding.events_of([]).tolist() == []
    with pytest.raises(ValueError, match="nothing was heard yet"):
        encoding.track(1).input()


@pytest.mark.parametrize("encoding", [Lookback(), KeyMelody()])
def test_bad_rows_are_named(encoding: RepeatEncoding) -> None:
    for method in (encoding.inputs, encoding.labels, encoding.prefixes):
        with pytest.raises(ValueError, match=r"events run from 0 to 38; .* 0 to 37"):
            method([0, 38])
        with pytest.raises(TypeError, match="events must be one row of integers, got float64"):
            method([0.5])
        with pytest.raises(TypeError, match=r"one row of integers, got int64 of shape \(1, 2\)"):
            method(np.zeros((1, 2), dtype=int))
    with pytest.raises(ValueError, match=r"labels run from -1 to 39; .* 0 to 39"):
        encoding.events_of([-1, 39])
    with pytest.raises(ValueError, match="events run from 38 to 38"):
        encoding.track(1).step(np.array([38]))
    with pytest.raises(ValueError, match="one event for each of the 2 melodies, got 1"):
        encoding.track(2).step(np.array([0]))
    with pytest.raises(ValueError, match="at least 1 melody, got 0"):
        encoding.track(0)


@pytest.mark.parametrize("kind", [Lookback, KeyMelody])
def test_bad_settings(kind: type[RepeatEncoding]) -> None:
    for wrong in ((32, 16), (16, 16), (0, 16), (16,), (8, 16, 32)):
        with pytest.raises(ValueError, match=r"the shorter first, got .*; try \(16, 32\)"):
            kind(distances=wrong)
    with pytest.raises(ValueError, match="expected 0 <= low < high <= 128"):
        kind(60, 60)
    with pytest.raises(ValueError, match="counter_bits must lie between 1 and 62, got 0"):
        kind(counter_bits=0)


def test_a_counter_that_starts_anew_with_each_bar() -> None:
    """In bars of six steps the counter shows 1, 2, 3, 4, 5, 0, 1; the original's goes on to 7."""
    row = np.zeros(7, dtype=int)
    for period, counts in ((6, [1, 2, 3, 4, 5, 0, 1]), (0, [1, 2, 3, 4, 5, 6, 7])):
        bits = Lookback(counter_period=period).inputs(row)[:, 114:119] > 0
        assert (bits @ [1, 2, 4, 8, 16]).tolist() == counts


def test_a_period_is_not_negative() -> None:
    with pytest.raises(ValueError, match="counter_period must be 0 or more, got -1"):
        Lookback(counter_period=-1)

"""The place encoding: by hand, step by step as at once, and past its longest bar."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.music.places import CYCLE, PLACES, Places


def columns(encoding: Places, events: list[int]) -> list[list[int]]:
    return [np.flatnonzero(x).tolist() for x in encoding.inputs(events)]


def test_a_bar_of_three_steps_by_hand() -> None:
    """Event, place of the next one, length of the bar, number of its bar."""
    encoding = Places(60, 62, bar=3)  # no event, note off, C and C sharp: four events
    place, bar, number = 4, 4 + PLACES, 4 + 2 * PLACES
    assert columns(encoding, [2, 0, 3, 1]) == [
        [2, place + 1, bar + 2, number],
        [0, place + 2, bar + 2, number],
        [3, place, bar + 2, number + 1],
        [1, place + 1, bar + 2, number + 1],
    ]
    assert encoding.input_size == number + CYCLE and encoding.label_count == 4


def test_bars_are_counted_by_eights() -> None:
    encoding = Places(bar=2)
    assert np.array_equal(encoding.inputs([0] * 40)[3], encoding.inputs([0] * 40)[3 + 2 * CYCLE])
    assert not np.array_equal(encoding.inputs([0] * 40)[3], encoding.inputs([0] * 40)[3 + CYCLE])


@pytest.mark.parametrize("bar", [1, 16, 24, 40])
def test_step_by_step_is_as_at_once(bar: int) -> None:
    encoding = Places().in_bars_of(bar)
    rows = np.random.default_rng(bar).integers(0, 38, (3, 100))
    history = encoding.track(3)
    at_once = [encoding.inputs(row) for row in rows]
    for step in range(100):
        history = history.step(rows[:, step])
        assert np.array_equal(history.input(), [x[step] for x in at_once])


def test_labels_are_the_events() -> None:
    encoding = Places()
    row = np.array([14, 0, 16, 1])
    assert encoding.labels(row).tolist() == encoding.events_of(row).tolist() == row.tolist()
    p = np.random.default_rng(0).random((2, 38))
    assert np.array_equal(encoding.track(2).over_events(p), p)
    assert encoding.track(2).chosen().tolist() == [list(range(38))] * 2


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(ValueError, match="a bar needs at least 1 step"):
        Places(bar=0)
    with pytest.raises(ValueError, match="nothing was heard"):
        Places().track(1).input()
    with pytest.raises(ValueError, match="one event for each of the 2"):
        Places().track(2).step(np.array([1]))
    with pytest.raises(ValueError, match="0 to 37"):
        Places().track(1).step(np.array([38]))

"""One-hot encoding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Melody, OneHot
from tests.golden import golden
from tests.made import rows

EVERY_PITCH = OneHot(0, 128)


def test_the_ten_note_example() -> None:
    """C4 is 60 - 48 + 2 = 14, and so on up the scale; the matrix is 10 by 38."""
    ten = [60, 62, 64, 64, 65, 62, 67, 64, 62, 60]
    encoding = OneHot()
    indices = encoding.encode(ten)
    assert indices.tolist() == [14, 16, 18, 18, 19, 16, 21, 18, 16, 14]
    matrix = encoding.matrix(indices)
    assert matrix.shape == (10, 38)
    assert matrix.sum(axis=1).tolist() == [1] * 10
    assert matrix.argmax(axis=1).tolist() == indices.tolist()


def test_the_vocabulary() -> None:
    encoding = OneHot()
    assert encoding.size == 38
    assert encoding.names[:3] == ["no event", "note off", "C3"]
    assert encoding.names[-1] == "B5"
    assert len(encoding.names) == 38
    assert encoding.encode([48, 83, -1, -2]).tolist() == [2, 37, 1, 0]
    assert EVERY_PITCH.size == 130
    assert EVERY_PITCH.encode([0, 127]).tolist() == [2, 129]


@given(rows)
def test_decode_after_encode(row: list[int]) -> None:
    melody = Melody(row, 3, 97.0, 9)
    grid = {"steps_per_quarter": 3, "qpm": 97.0, "steps_per_bar": 9}
    assert EVERY_PITCH.decode(EVERY_PITCH.encode(melody), **grid) == melody


@given(st.integers(0, 127).flatmap(lambda low: st.tuples(st.just(low), st.integers(low + 1, 128))))
def test_encode_after_decode_in_any_range(limits: tuple[int, int]) -> None:
    """Every index but note-offs before the first note, which a melody cleans."""
    encoding = OneHot(*limits)
    indices = [*range(2, encoding.size), 0, 1]
    assert encoding.encode(encoding.decode(indices)).tolist() == indices


@pytest.mark.parametrize(("name", "encoding"), [("basic", OneHot()), ("mono", EVERY_PITCH)])
def test_the_original(name: str, encoding: OneHot) -> None:
    numbers = golden("encodings.json")
    assert numbers["encoders"][name]["num_classes"] == encoding.size
    compared = 0
    for case in numbers["melodies"].values():
        labels = case.get(name, {}).get("labels_all")
        if labels is not None:
            assert encoding.encode(case["events"]).tolist() == labels
            assert encoding.decode(labels).events.tolist() == case["events"]
            assert encoding.matrix(labels).shape == (len(labels), encoding.size)
            compared += len(labels)
    assert compared > 100


def test_what_a_network_reads_and_answers_are_the_events() -> None:
    encoding = OneHot(60, 72)
    assert encoding.input_size == encoding.label_count == encoding.size == 14
    assert encoding.labels([2, 0, 13]).tolist() == [2, 0, 13]


def test_nothing_to_encode() -> None:
    assert OneHot().encode([]).tolist() == []
    assert OneHot().decode([]) == Melody([])
    assert OneHot().matrix([]).shape == (0, 38)


@pytest.mark.parametrize("pitch", [47, 84])
def test_a_pitch_outside_is_named(pitch: int) -> None:
    with pytest.raises(ValueError, match=f"pitch {pitch} at step 1 .* 48 to 83; try"):
        OneHot().encode([60, pitch])


@pytest.mark.parametrize("index", [-1, 38])
def test_an_index_outside_is_named(index: int) -> None:
    for method in (OneHot().decode, OneHot().matrix):
        with pytest.raises(ValueError, match="this vocabulary has 0 to 37"):
            method([0, index])
        with pytest.raises(TypeError, match="integers"):
            method(np.array([0.5]))


@pytest.mark.parametrize("limits", [(-1, 10), (60, 60), (70, 60), (0, 129)])
def test_bad_ranges(limits: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="expected 0 <= low < high <= 128"):
        OneHot(*limits)

"""The longest copied stretch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import corpus, longest_copy
from ssc_lib.judging.originality import longest_copies

rows = st.lists(st.integers(0, 3), max_size=15)


def slow(piece: list[int], tunes: list[list[int]]) -> int:
    """Every stretch of the piece against every place of every tune."""
    found = 0
    for tune in tunes:
        for i in range(len(piece)):
            for j in range(len(tune)):
                n = 0
                while i + n < len(piece) and j + n < len(tune) and piece[i + n] == tune[j + n]:
                    n += 1
                found = max(found, n)
    return found


def test_by_hand() -> None:
    """Of 5 1 2 3 9, the stretch 1 2 3 stands in the second tune."""
    tunes = [np.array([1, 2, 4]), np.array([0, 1, 2, 3, 4])]
    assert longest_copy([5, 1, 2, 3, 9], tunes) == 3
    assert longest_copies([[5, 1, 2, 3, 9], [1, 2], [7], []], tunes) == [3, 2, 0, 0]


def test_a_stretch_does_not_run_from_one_tune_into_the_next() -> None:
    assert longest_copy([1, 2, 3, 4], [np.array([1, 2]), np.array([3, 4])]) == 2


def test_a_whole_tune_and_nothing() -> None:
    tune = np.arange(100)
    assert longest_copy(tune, [tune]) == 100
    assert longest_copy(tune, []) == 0


@given(rows, st.lists(rows, max_size=4))
def test_against_a_slow_search(piece: list[int], tunes: list[list[int]]) -> None:
    assert longest_copy(piece, [np.array(t, dtype=int) for t in tunes]) == slow(piece, tunes)


@pytest.mark.parametrize("event", [-1, 255])
def test_events_out_of_range(event: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 254"):
        longest_copy([event], [np.array([1])])


def test_many_pieces_copy_what_each_copies_alone() -> None:
    """From eight pieces on, most stretches are ruled out by their last sixteen events."""
    train, test = (corpus.sequences(split=s)[:40] for s in ("train", "test"))
    pieces = [*test[:6], train[0], train[1][5:60], np.concatenate([train[2][:50], test[0]]), []]
    assert longest_copies(pieces, train) == [longest_copy(p, train) for p in pieces]

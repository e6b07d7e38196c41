"""Stretches that a piece shares with tunes, against a slow search; and the nearest tune."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import corpus, longest_copy
from ssc_lib.judging.whose import Concordance, nearest, share_found

rows = st.lists(st.integers(0, 3), max_size=15)


def test_matching_lengths_by_hand() -> None:
    """Of 1 2 3 9, three events stand in the first tune from its second on, and 9 in the other."""
    book = Concordance([np.array([0, 1, 2, 3, 4]), np.array([7, 8, 9])])
    assert book.lengths([1, 2, 3, 9]).tolist() == [3, 2, 1, 1]
    assert book.lengths([5, 6]).tolist() == [0, 0] and book.lengths([]).tolist() == []
    assert Concordance([]).lengths([1, 2]).tolist() == [0, 0]


@given(rows, st.lists(rows, max_size=4))
def test_matching_lengths_against_a_slow_search(piece: list[int], tunes: list[list[int]]) -> None:
    found = Concordance([np.array(t, dtype=int) for t in tunes]).lengths(piece)
    assert found.tolist() == [
        max((n for n in range(len(piece) - i + 1) if _within(piece[i : i + n], tunes)), default=0)
        for i in range(len(piece))
    ]


def _within(stretch: list[int], tunes: list[list[int]]) -> bool:
    n = len(stretch)
    return not n or any(t[j : j + n] == stretch for t in tunes for j in range(len(t) - n + 1))


def test_copies_longer_than_the_words_that_are_sorted() -> None:
    tune = np.random.default_rng(0).integers(0, 3, 300)
    piece = np.concatenate([[7], tune[20:220], [7], tune[:70]])
    found = Concordance([tune[::-1], tune]).lengths(piece)
    assert found[1] == 200 and found[2] == 199 and found[202] == 70 and found[0] == 0
    assert found.max() == longest_copy(piece, [tune])


def test_quotations_do_not_overlap_and_name_their_tunes() -> None:
    tunes = [np.array([0, 1, 2, 3, 4]), np.array([9, 3, 4, 5, 6, 7])]
    found = Concordance(tunes).quotations([1, 2, 3, 4, 5, 6, 7, 8], least=2)
    assert found == [(2, 5, 1, 1), (0, 2, 0, 1)]  # 3 4 5 6 7, and what it leaves of 1 2 3 4
    assert Concordance(tunes).quotations([8, 8], least=2) == []
    with pytest.raises(ValueError, match="least=0; try 16"):
        Concordance(tunes).quotations([1], least=0)


def test_quotations_of_a_real_piece_stand_where_they_say() -> None:
    train, piece = corpus.sequences(split="train"), corpus.sequences(split="test")[3]
    found = Concordance(train).quotations(piece, least=12)
    assert found and found[0].length == longest_copy(piece, train)
    taken = np.zeros(len(piece), dtype=int)
    for start, length, tune, place in found:
        assert (piece[start : start + length] == train[tune][place : place + length]).all()
        taken[start : start + length] += 1
    assert taken.max() == 1


def test_share_of_n_grams() -> None:
    assert share_found(np.array([3, 2, 1, 1]), 2) == pytest.approx(2 / 3)
    assert share_found(np.array([3, 2, 1, 1]), 4) == 0
    with pytest.raises(ValueError, match="no 5-grams"):
        share_found(np.array([3, 2, 1, 1]), 5)


def test_the_nearest_tune_by_hand() -> None:
    """One change makes 1 2 9 4 a stretch of the second tune; a note left out makes another."""
    tunes = [np.array([5, 5, 5]), np.array([0, 1, 2, 3, 4, 5])]
    assert nearest([1, 2, 9, 4], tunes) == (1, 1)
    assert nearest([1, 2, 2, 3], tunes) == (1, 1) and nearest([2, 3, 4], tunes) == (0, 1)
    assert nearest([5, 0, 1], [tunes[0], tunes[1]]) == (1, 1), "not from one tune into the next"
    assert nearest([8, 8], [np.array([], dtype=int)]) == (2, 0)
    with pytest.raises(ValueError, match="at least one tune"):
        nearest([1], [])


@given(rows, st.lists(rows, min_size=1, max_size=4))
def test_the_nearest_tune_against_a_plain_table(piece: list[int], tunes: list[list[int]]) -> None:
    def edits(tune: list[int]) -> int:
        row = [0] * (len(tune) + 1)
        for read, element in enumerate(piece, start=1):
            new = [read]
            for j, other in enumerate(tune):
                new.append(min(row[j] + (element != other), row[j + 1] + 1, new[j] + 1))
            row = new
        return min(row)

    found = nearest(piece, [np.array(t, dtype=int) for t in tunes])
    assert found.edits == min(map(edits, tunes)) == edits(tunes[found.tune])

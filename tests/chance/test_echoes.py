"""Echoes: what they propose, how their runs grow, and how they are counted and heard."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.chance.echoes import CYCLE, LAGS, LONGEST, SILENT, Echoes, Past


def heard(symbols: list[int], bar: int = 1) -> Past:
    past = Past.blank(1, bar)
    for symbol in symbols:
        past = past.step(np.array([symbol]))
    return past


def test_an_echo_proposes_what_stood_so_many_bars_ago() -> None:
    past = heard(list(range(10)))  # the next is number 10
    assert past.proposals().tolist() == [[9, 8, 6, 2]]
    assert heard(list(range(10)), bar=3).proposals().tolist() == [[7, 4, SILENT, SILENT]]


def test_a_run_counts_proposals_that_came_true() -> None:
    assert heard([5, 7, 5, 7, 5]).runs.tolist() == [[0, 3, 1, 0]]
    assert heard([5, 7, 5, 7, 6]).runs.tolist() == [[0, 0, 0, 0]]


def test_silence_against_silence_leaves_a_run_and_against_a_note_ends_it() -> None:
    bar = [5, SILENT, 7, SILENT]
    assert heard(2 * bar, bar=4).runs[0, 0] == 2
    assert heard([*bar, 5, SILENT, SILENT], bar=4).runs[0, 0] == 0
    assert heard([*bar, 5, 6], bar=4).runs[0, 0] == 0


def test_a_step_leaves_the_old_past_alone() -> None:
    past = heard([1, 2, 3])
    recent = past.recent.copy()
    past.step(np.array([9]))
    assert (past.recent == recent).all()


def test_chances_are_shares_of_what_was_right() -> None:
    """A A A A: the echo of one bar is right with a run of 0, 1 and 2, once each."""
    chances = Echoes.count([np.zeros(4, dtype=int)], [1]).chances
    assert chances.shape == (len(LAGS), LONGEST + 1, CYCLE)
    assert [chances[0, run, run + 1] for run in range(3)] == [0.75, 0.75, 0.75]  # 1.5 of 2
    assert chances[3].tolist() == np.full((LONGEST + 1, CYCLE), 0.5).tolist()  # nothing seen


def test_counts_add_up_over_tunes_of_all_lengths_and_bars() -> None:
    """Slowly, tune by tune, with lists."""
    rng = np.random.default_rng(0)
    rows = [rng.integers(-1, 3, size=n) for n in (3, 40, 25, 60)]
    bars = [2, 3, 2, 1]
    seen, right = np.zeros((2, len(LAGS), LONGEST + 1, CYCLE))
    for row, bar in zip(rows, bars, strict=True):
        for i, lag in enumerate(LAGS):
            run = 0
            for t, symbol in enumerate(row.tolist()):
                proposed = row[t - lag * bar] if t >= lag * bar else SILENT
                if symbol >= 0 and proposed >= 0:
                    place = i, min(run, LONGEST), t // bar % CYCLE
                    seen[place] += 1
                    right[place] += symbol == proposed
                if symbol != proposed:
                    run = 0
                elif symbol >= 0:
                    run += 1
    np.testing.assert_allclose(Echoes.count(rows, bars).chances, (right + 0.5) / (seen + 1))


def test_the_surest_echo_is_heard_and_takes_nothing_away() -> None:
    chances = np.zeros((4, LONGEST + 1, CYCLE))
    chances[0], chances[1] = 0.3, 0.6
    p = np.array([[0.1, 0.2, 0.7]])
    echoes = Echoes(chances)
    np.testing.assert_allclose(echoes.heard_in(p, heard([1, 0])), [[0.05, 0.6, 0.35]])
    np.testing.assert_allclose(echoes.heard_in(p, heard([2, 2])), p)  # the generator is surer
    np.testing.assert_allclose(echoes.heard_in(p, heard([])), p)
    certain = np.array([[0.0, 1.0, 0.0]])
    np.testing.assert_allclose(echoes.heard_in(certain, heard([1, 1])), certain)


def test_a_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"have shape \(2, 2\), expected \(4, 9, 4\)"):
        Echoes(np.zeros((2, 2)))

"""Viterbi against all rows of states, and chords under melodies."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.chance.harmony import with_chords
from ssc_lib.chance.hidden import Harmoniser, on_the_beat, viterbi
from ssc_lib.music.chorales import chorales
from ssc_lib.music.onehot import OneHot


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_the_likeliest_of_all_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    initial, P = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3), 3)
    emission, seen = rng.dirichlet(np.ones(4), 3), rng.integers(0, 4, 6)

    def probability(states: tuple[int, ...]) -> float:
        p = initial[states[0]] * emission[states[0], seen[0]]
        for before, now, symbol in zip(states, states[1:], seen[1:], strict=False):
            p *= P[before, now] * emission[now, symbol]
        return float(p)

    best = max(product(range(3), repeat=6), key=probability)
    assert viterbi(initial, P, emission, seen).tolist() == list(best)


def test_impossible_ways_are_not_taken() -> None:
    P = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert viterbi(np.array([1.0, 0.0]), P, np.eye(2), np.array([0, 1, 0])).tolist() == [0, 1, 0]


def test_pitch_classes_on_the_beat() -> None:
    row = OneHot().encode(Melody.of("C4 - D4 - - - - - . - E4 - - - - -"))
    assert on_the_beat(row).tolist() == [0, 2, 12, 4]


def test_it_harmonises_in_the_key_of_the_melody() -> None:
    model = Harmoniser.fit(with_chords(chorales(40)))
    assert model.P.sum(axis=1) == pytest.approx(1) and model.emission.sum(axis=1) == pytest.approx(
        1
    )
    tune = Melody.of("G4 - - - E4 - - - F4 - - - D4 - - - B3 - - - C4 - - - - - - -")
    chords = model.harmonise(tune)
    assert len(chords) == 7
    moved = model.harmonise(tune.transposed(5))
    assert [chord.transposed(-5) for chord in moved] == chords
    tones = [p in c.pitch_classes for p, c in zip((7, 4, 5, 2, 11, 0), chords, strict=False)]
    assert sum(tones) >= 4

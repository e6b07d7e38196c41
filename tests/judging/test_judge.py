"""The judge: a regression against its conditions, kinds that are alike and kinds that are not."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import Melody, NGram, corpus
from ssc_lib.judging.features import FEATURES, features
from ssc_lib.judging.judge import continuations, logistic, really, tell_apart, wilson
from tests.made import small_network


def melodies(seed: int, count: int = 60, leap: int = 0) -> list[Melody]:
    """Walks on the scale of C, with leaps of an octave here and there if asked for."""
    rng, scale = np.random.default_rng(seed), [60, 62, 64, 65, 67, 69, 71, 72]
    made = []
    for _ in range(count):
        at = np.clip(np.cumsum(rng.integers(-1, 2, 32)) + 3, 0, 7)
        pitches = np.array(scale)[at] + leap * (rng.random(32) < 0.2)
        made.append(Melody(np.column_stack([pitches, np.full(32, -2)]).ravel()))
    return made


def test_logistic_regression_meets_its_conditions() -> None:
    """At the optimum the gradient is zero, and the weights of the truth are found again."""
    rng = np.random.default_rng(1)
    x, truth = rng.normal(size=(4000, 3)), np.array([0.5, -1.0, 2.0])
    y = (rng.random(4000) < 1 / (1 + np.exp(-(x @ truth + 0.3)))).astype(float)
    w = logistic(x, y, penalty=2.0)
    p = 1 / (1 + np.exp(-(x @ w[1:] + w[0])))
    assert abs(x.T @ (p - y) + 2.0 * w[1:]).max() < 1e-6 and abs((p - y).sum()) < 1e-6
    assert abs(w - [0.3, *truth]).max() < 0.2


def test_logistic_regression_ends_where_the_kinds_are_far_apart() -> None:
    x = np.linspace(-1, 1, 20)[:, None]
    w = logistic(x * 100, (x[:, 0] > 0).astype(float))
    assert np.isfinite(w).all() and w[1] > 0


def test_kinds_that_are_alike_are_not_told_apart() -> None:
    verdict = tell_apart(melodies(1), melodies(2))
    assert verdict.low < 0.5 < verdict.high or verdict.accuracy < verdict.chance
    assert verdict.answers == 120


def test_kinds_that_differ_are_told_apart_by_what_differs() -> None:
    real, made = melodies(1), melodies(2, leap=12)
    assert tell_apart(real, made).accuracy > 0.95
    leaps = [FEATURES.index("leaps")]
    assert tell_apart(real, made, columns=leaps).accuracy > 0.9
    rhythm = [FEATURES.index("mean duration")]
    verdict = tell_apart(real, made, columns=rhythm)
    assert verdict.accuracy == 0.5  # the constant alone: one answer to all
    assert verdict.accuracy == pytest.approx((verdict.humans + 1 - verdict.machines) / 2)


def test_features_that_were_measured_give_the_same_verdict() -> None:
    real, made = melodies(1, 20), melodies(2, 20, leap=12)
    assert tell_apart(features(real), features(made)) == tell_apart(real, made)


def test_a_generator_goes_on_after_each_tune() -> None:
    """In the order of the tunes, in their metres, and the same with the same seed."""
    tunes = corpus.load(split="test")[:12]
    real = really(tunes, 48)
    long = [t for t in tunes if len(t.melody) >= t.melody.steps_per_bar + 48]
    made, again = (continuations(small_network(), tunes, 48, rng=3) for _ in range(2))
    assert [m.events.tolist() for m in made] == [m.events.tolist() for m in again]
    assert len({m.steps_per_bar for m in made}) > 1
    for melody, rival, tune in zip(made, real, long, strict=True):
        assert melody.grid == rival.grid and len(melody) == len(rival) == 48
        bar = tune.melody.steps_per_bar
        assert rival == tune.melody.squashed()[bar : bar + 48]


def test_a_table_that_knows_the_tunes_by_heart_goes_on_as_they_do() -> None:
    tunes = corpus.load(split="test")[:3]
    parrot = NGram.fit(tunes, order=60)
    made, real = continuations(parrot, tunes, 30, rng=0), really(tunes, 30)
    same = [np.mean(a.events == b.events) for a, b in zip(made, real, strict=True)]
    assert max(same) > 0.6


def test_a_generator_of_all_keys_is_judged_in_c() -> None:
    tunes = corpus.load(split="test")[:6]
    made = continuations(small_network(0, 128, key=None), tunes, 32, rng=1)
    moved = continuations(small_network(), tunes, 32, rng=1)
    assert [m.grid for m in made] == [m.grid for m in moved]


def test_wilson_as_published() -> None:
    low, high = wilson(0.5, 100)
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)


def test_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="as many real melodies as made ones"):
        tell_apart(melodies(1, 20), melodies(2, 19))
    with pytest.raises(ValueError, match="10 or more; got 4 and 4"):
        tell_apart(melodies(1, 4), melodies(2, 4))

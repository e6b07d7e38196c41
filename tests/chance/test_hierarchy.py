"""The hierarchical table: the chain rule, the three scores, and what a generator must do."""

from __future__ import annotations

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.chance.hierarchy import (
    Hierarchy,
    coded_bits,
    given_bits,
    marginal_bits,
    repeats,
)
from ssc_lib.chance.ngram import NGram
from ssc_lib.chance.profiles import Rhythm
from ssc_lib.music import corpus
from ssc_lib.music.melody import Melody
from tests.made import changes

TRAIN = corpus.load(split="train")[::12]
TABLE = Hierarchy.fit(TRAIN)


@pytest.mark.parametrize("bar", [8, 12, 16, 18, 7, 1])
def test_rows_sum_to_one_in_every_bar(bar: int) -> None:
    generator, rng = TABLE.in_bars_of(bar), np.random.default_rng(bar)
    state = generator.start(3)
    for _ in range(5 * bar):
        p = generator.distribution(state)
        assert p.shape == (3, 38)
        assert (p >= 0).all()
        np.testing.assert_allclose(p.sum(axis=1), 1)
        state = generator.step(state, rng.integers(0, 38, size=3))


def test_an_event_is_its_kind_and_its_pitch() -> None:
    """Bits of a tune are bits of its rhythm and bits of its pitches, to the last digit."""
    table = Hierarchy.fit(TRAIN, echoes=False)
    piece = corpus.load(split="validation")[3]
    bar, events = piece.melody.steps_per_bar, table.encoding.squash(piece.melody)[0]
    [whole] = ssc.log_probabilities(table, [piece])
    [rhythm] = ssc.log_probabilities(table.rhythm.in_bars_of(bar), [np.minimum(events, 2)])
    [pitch] = ssc.log_probabilities(table.pitches, [events[events >= 2] - 2])
    first = 0.0
    if events[0] < 2:  # the first note is no first event, and counts
        p = table.pitches.distribution(table.pitches.start(1))[0]
        first = np.log2(p[events[events >= 2][0] - 2])
    assert whole.sum() == pytest.approx(rhythm.sum() + pitch.sum() + first)


def test_outputs_of_a_batch_do_not_hear_each_other() -> None:
    alone = [ssc.log_probabilities(TABLE, [tune])[0] for tune in TRAIN[:5]]
    together = ssc.log_probabilities(TABLE, TRAIN[:5])
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_allclose(one, other)


def test_nothing_is_heard_before_its_time() -> None:
    """What is said of the beginning does not depend on the end."""
    tune = TRAIN[0].melody
    [whole] = ssc.log_probabilities(TABLE, [tune])
    events = TABLE.encoding.squash(tune)[0]
    [part] = ssc.log_probabilities(TABLE.in_bars_of(tune.steps_per_bar), [events[:50]])
    np.testing.assert_allclose(whole[:49], part)
    before, after = changes(TABLE, 12, cuts=8, seed=1)
    assert before == 0 < after


def test_a_step_leaves_the_old_state_alone() -> None:
    generator = TABLE.in_bars_of(4)
    state = generator.start(2)
    for event in (14, 0, 16, 0, 14):
        before = generator.distribution(state)
        after = generator.step(state, np.array([event, event]))
        np.testing.assert_array_equal(generator.distribution(state), before)
        state = after


def test_it_composes_by_sampling_and_by_beam_search() -> None:
    plain = ssc.compose(TABLE, rng=1, primer=Melody([60], steps_per_bar=12), steps=60, outputs=2)
    again = ssc.compose(TABLE, rng=1, primer=Melody([60], steps_per_bar=12), steps=60, outputs=2)
    assert plain == again
    [found] = ssc.compose(TABLE, rng=1, steps=40, beam=ssc.Beam(3, 2, 5), temperature=0.01)
    assert len(found) == 40
    events, bits = ssc.beam_search(TABLE.in_bars_of(8), 32, rng=0, primer=[14], beam_size=2)
    [scores] = ssc.log_probabilities(TABLE.in_bars_of(8), events)
    assert bits[0] == pytest.approx(scores.sum())


def test_a_form_is_heard() -> None:
    """Four bars, and the first of them again: the notes of the repeat are expected."""
    notes = [60, -2, 64, -2, 67, -2, 65, -2, 62, -2, 69, -2, 71, -2, 72, -2]
    table = Hierarchy.fit([Melody(2 * notes, steps_per_bar=4)] * 3 + TRAIN)
    rng = np.random.default_rng(0)
    fresh = [int(p) for p in rng.choice([60, 62, 64, 65, 67, 69, 71, 72], size=16)]
    tune = Melody([e for p in fresh for e in (p, -2)] * 2, steps_per_bar=8)
    [scores] = ssc.log_probabilities(table, [tune])
    assert -scores[35:].sum() < 0.5 * -scores[:28].sum()


def test_it_is_below_flat_tables_on_unseen_tunes() -> None:
    unseen = corpus.load(split="validation")[::8]
    bits = {
        "flat": ssc.bits_per_event(NGram.fit(TRAIN, order=8), unseen),
        "no echoes": ssc.bits_per_event(Hierarchy.fit(TRAIN, echoes=False), unseen),
        "hierarchy": ssc.bits_per_event(TABLE, unseen),
    }
    assert bits["hierarchy"] < bits["no echoes"] - 0.15
    assert bits["no echoes"] < bits["flat"] - 0.1


def test_the_three_scores_of_one_bar() -> None:
    """Profiles 11 and 10 of .6 and .4; notes follow with .9; the bar is 10."""
    p, fit = [0.6, 0.4], [0.09, 0.81]
    assert given_bits(p, fit, 1) == pytest.approx(0.304, abs=5e-4)
    assert coded_bits(p, fit, 1) == pytest.approx(1.626, abs=5e-4)
    assert marginal_bits(p, fit) == pytest.approx(1.404, abs=5e-4)
    assert coded_bits(p, fit, 1) - given_bits(p, fit, 1) == pytest.approx(-np.log2(0.4))
    with pytest.raises(ValueError, match="one fit for each profile, got 2 and 1"):
        marginal_bits([0.5, 0.5], [1])
    with pytest.raises(ValueError, match=r"must sum to 1, got 0\.9"):
        coded_bits([0.5, 0.4], [1, 1], 0)


def test_repeats_by_hand() -> None:
    melody = Melody([60, 62, 60, -2, 64, 65, 60, 62], steps_per_bar=2)
    assert repeats([melody], 3) == 1
    assert repeats([melody], 1) == 0
    assert repeats([melody], 1, pitches=False) == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="more than 4 bars"):
        repeats([melody], 4)
    with pytest.raises(ValueError, match="at least 1 bar, got 0"):
        repeats([melody], 0)


def test_what_cannot_be_put_together_is_told() -> None:
    rhythm = Rhythm.fit(TRAIN[:3])
    with pytest.raises(ValueError, match="a table of 36 pitches, got 3 and 3"):
        Hierarchy(rhythm, NGram.fit([[0, 1]], 3, order=1))
    with pytest.raises(TypeError, match="has no bars"):
        Hierarchy.fit([np.array([14, 0])])
    with pytest.raises(ValueError, match="run from 38 to 38"):
        TABLE.step(TABLE.start(1), np.array([38]))
    assert "profiles" in repr(TABLE)

"""Features by hand, and what they do not depend on."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.judging.features import (
    FEATURES,
    ends_on_tonic,
    features,
    longest_repeat,
    returning_bars,
)
from ssc_lib.music import corpus
from ssc_lib.music.melody import Melody

# Four bars of eight steps: C C G A, twice, then F sharp and a rest, then the second bar's rhythm.
TUNE = Melody.of(
    "C4 - C4 - G4 - A4 - C4 - C4 - G4 - A4 - F#4 - - - . - - - C5 - C5 - D5 - E5 -",
    steps_per_bar=8,
)


def of(melody: Melody) -> dict[str, float]:
    return dict(zip(FEATURES, features([melody])[0].tolist(), strict=True))


def test_a_tune_by_hand() -> None:
    found = of(TUNE)
    assert len(FEATURES) == len(set(FEATURES)) == 28
    assert found["range"] == 16 and found["different pitches"] == 7
    assert found["different pitch classes"] == 6  # C, D, E, F sharp, G, A
    assert found["repeated notes"] == pytest.approx(3 / 12)
    assert found["steps"] == pytest.approx(4 / 12)  # G A twice, C D, D E
    assert found["leaps"] == pytest.approx(1 / 12)  # A C
    assert found["notes a bar"] == pytest.approx(13 / 4)
    assert found["silence"] == pytest.approx(4 / 32)
    assert found["different durations"] == 2
    assert found["different bars"] == pytest.approx(3 / 4)
    assert found["bars as 1 bar before"] == pytest.approx(1 / 3)
    assert found["bars as 2 bars before"] == 0
    assert found["rhythms as 1 bar before"] == pytest.approx(1 / 3)
    assert found["different bar rhythms"] == pytest.approx(2 / 4)
    assert found["longest repeat"] == 8
    assert found["onsets off the eighth grid"] == 0


def test_the_scale_is_that_of_the_key() -> None:
    """Moved to another key, a melody has the same features."""
    rows = features([TUNE, TUNE.transposed(5), TUNE.transposed(-3)])
    np.testing.assert_allclose(rows[1:], rows[:1].repeat(2, axis=0))


def test_longest_repeats() -> None:
    assert longest_repeat(np.array([1, 2, 3, 4])) == 0
    assert longest_repeat(np.array([1, 1, 1, 1])) == 3  # the two overlap
    assert longest_repeat(np.array([5, 1, 2, 3, 9, 1, 2, 3, 7, 2, 3])) == 3
    assert longest_repeat(np.array([], dtype=int)) == 0


def test_bars_that_return() -> None:
    assert returning_bars(TUNE) == pytest.approx(1 / 4)
    assert returning_bars(TUNE, 2) == pytest.approx(1 / 2)


def test_the_last_note_of_a_bar() -> None:
    """A note of the bar before may ring on; one of a later bar does not count."""
    melody = Melody.of("D4 - C5 - - - - - E4 - - -", steps_per_bar=4)
    assert ends_on_tonic(melody, 1) and ends_on_tonic(melody, 2)
    assert not ends_on_tonic(melody, 3) and ends_on_tonic(melody, 3, key=4)
    assert ends_on_tonic(Melody.of("- - - - C4 - - -", steps_per_bar=4), 1)
    assert not ends_on_tonic(Melody.of("- - - -", steps_per_bar=4), 1)


def test_an_upbeat_moves_the_end_of_a_phrase() -> None:
    """People end bars 8 and 16 on the tonic; cut at the bar line, upbeats hide it."""
    tunes = [tune.melody.squashed() for tune in corpus.load(split="test")]
    long = [tune for tune in tunes if len(tune) >= 16 * tune.steps_per_bar]
    ends = {bar: np.mean([ends_on_tonic(tune, bar) for tune in long]) for bar in (4, 8, 12, 16)}
    assert min(ends[8], ends[16]) > 2 * max(ends[4], ends[12])


def test_real_tunes_have_finite_features() -> None:
    tunes = [tune.melody for tune in corpus.load(split="validation")[::10]]
    rows = features(tunes)
    assert rows.shape == (len(tunes), 28) and np.isfinite(rows).all()
    assert (rows.std(axis=0) > 0).all()


def test_a_melody_without_two_notes_is_named() -> None:
    with pytest.raises(ValueError, match="melody 1 has 1 notes"):
        features([TUNE, Melody.of("C4 - - -")])

"""Arranging: chords of the key that suit the notes, and four parts on the grid."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.album.arranging import arranged, harmony, home_chord, pulse, voiced
from ssc_lib.music.chords import Chord

CADENCE = Melody.of(" ".join(["C5 - - - E5 - - - G5 - - - E5 - - -", "B4 - - - D5 - - - G4 - - -",
                              "F5 - D5 - C5 - - - - - - - - - - - - - - -"]))  # fmt: skip
METRES = ((4, 4), (3, 4), (2, 4), (6, 8), (9, 8), (12, 8))


def test_the_chords_of_a_plain_tune() -> None:
    names = [chord.name for chord in harmony(CADENCE)]
    assert len(names) == len(CADENCE)
    assert names[0] == names[-1] == "C"
    assert names[16] == "G"


@pytest.mark.parametrize("semitones", [2, -3])
def test_chords_move_with_the_tune(semitones: int) -> None:
    moved = harmony(CADENCE.transposed(semitones))
    assert moved == [chord.transposed(semitones) for chord in harmony(CADENCE)]


@pytest.mark.parametrize("metre", METRES)
def test_every_part_is_on_the_grid_and_in_time(metre: tuple[int, int]) -> None:
    bar = Melody([60], metre=metre).steps_per_bar
    tune = Melody([60, -2, 64, -2, 67, -2] * (4 * bar // 6) + [72] * (4 * bar % 6), metre=metre)
    music = arranged(tune, harmony(tune), rng=0)
    assert [part.name for part in music.parts] == ["Melody", "Chords", "Bass", "Drums"]
    assert music.grid is not None
    assert music.duration_s == pytest.approx((2 * len(tune) + bar) * music.grid.step_s)
    for part in music.parts:
        assert part.tones
        starts = np.array([tone.start_s for tone in part.tones]) / music.grid.step_s
        assert np.allclose(starts, starts.round())
        assert max(tone.end_s for tone in part.tones) <= music.duration_s + 1e-9
    assert pulse(tune) == (6 if metre[1] == 8 else 4)
    half = len(tune) * music.grid.step_s
    assert min(tone.start_s for tone in music.parts[3].tones) >= half - 1e-9


def test_the_melody_is_played_twice_as_it_is() -> None:
    music = arranged(CADENCE, harmony(CADENCE), rng=0)
    pitches = [tone.pitch for tone in music.parts[0].tones]
    assert pitches == [*CADENCE.pitches, *CADENCE.pitches]
    low = CADENCE.transposed(-24)
    lifted = [tone.pitch for tone in arranged(low, harmony(low), rng=0).parts[0].tones]
    assert lifted == pitches


def test_coins_play_the_drums() -> None:
    a, b, c = (arranged(CADENCE, harmony(CADENCE), rng=seed).parts for seed in (1, 1, 2))
    assert a == b
    assert a[:3] == c[:3]
    assert a[3] != c[3]


def test_the_bass_stands_on_the_root_and_chords_lie_close() -> None:
    music = arranged(CADENCE, harmony(CADENCE), rng=0)
    assert music.parts[2].tones[0].pitch % 12 == 0
    for name in ("C", "F#m", "Bb", "B"):
        pitches = voiced(Chord.of(name))
        assert {p % 12 for p in pitches} == set(Chord.of(name).pitch_classes)
        assert max(pitches) - min(pitches) < 12
    assert home_chord(CADENCE, [Chord.of("G")]).name == "C"


def test_silence_can_be_arranged() -> None:
    rest = Melody([-2] * 16)
    assert arranged(rest, [Chord.of("N.C.")] * 16, rng=0).parts[0].tones == ()

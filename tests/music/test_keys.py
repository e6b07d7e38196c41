"""Keys: modes and names, the circle of fifths, profiles, and the finder against music21."""

from __future__ import annotations

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib import Melody, corpus
from ssc_lib.music.keys import (
    CIRCLE,
    MODES,
    PROFILES,
    Key,
    Profile,
    correlations,
    durations,
    fifths_apart,
    key,
    to_white_keys,
)
from ssc_lib.music.pitches import key_number
from ssc_lib.music.printed import printed_keys

TUNES = corpus.load()
KEYS = [Key(tonic, mode) for mode in ("major", "minor") for tonic in range(12)]

# -- keys, modes, the circle ---------------------------------------------------------------------


def test_all_modes_of_c_have_the_white_keys() -> None:
    for mode, first in MODES.items():
        home = Key(first, mode)
        assert home.parent == home.signature == 0
        assert home.scale[0] == first
        assert sorted(home.scale) == [0, 2, 4, 5, 7, 9, 11]


def test_scales_that_musicians_know() -> None:
    known = {"major": "C D E F G A B", "minor": "C D E♭ F G A♭ B♭", "dorian": "C D E♭ F G A B♭"}
    known |= {"lydian": "C D E F♯ G A B", "mixolydian": "C D E F G A B♭"}
    for mode, names in known.items():
        assert [ssc.music.pitches.NAMES[k] for k in Key(0, mode).scale] == names.split()


def test_names_and_signatures() -> None:
    names = " ".join(Key(tonic).name for tonic in CIRCLE)
    assert names == "C G D A E B F♯ D♭ A♭ E♭ B♭ F"
    assert [Key(tonic).signature for tonic in CIRCLE] == [*range(7), -5, -4, -3, -2, -1]
    names = " ".join(Key((tonic + 9) % 12, "minor").name for tonic in CIRCLE[:6])
    assert names == "Am Em Bm F♯m C♯m G♯m"
    assert repr(Key(10, "mixolydian")) == "<Key: B♭ mixolydian>"
    assert {key_number(home.name) for home in KEYS if home.parent == 3} == {3}


@pytest.mark.parametrize(("tonic", "mode", "words"), [(12, "major", "0"), (0, "moll", "'moll'")])
def test_what_is_no_key(tonic: int, mode: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Key(tonic, mode)


def test_neighbours_on_the_circle_share_six_notes() -> None:
    for one in range(12):
        for other in range(12):
            common = set(Key(one).scale) & set(Key(other).scale)
            assert 7 - len(common) == min(fifths_apart(one, other), 5)
    assert fifths_apart("Em", "D") == 1


# -- profiles and the finder ---------------------------------------------------------------------


def test_the_profiles_are_those_of_music21() -> None:
    from music21.analysis import discrete

    theirs = {
        "krumhansl": discrete.KrumhanslKessler(),
        "aarden": discrete.AardenEssen(),
        "temperley": discrete.TemperleyKostkaPayne(),
    }
    for name, finder in theirs.items():
        rows = [finder.getWeights(mode) for mode in ("major", "minor")]
        assert [list(row) for row in PROFILES[name][:2]] == rows


@pytest.mark.parametrize(("name", "method"), [("krumhansl", "krumhansl"), ("aarden", "aarden")])
def test_the_finder_agrees_with_music21(name: str, method: str) -> None:
    for tune in TUNES[:: len(TUNES) // 12]:
        theirs = ssc.to_score(tune.melody).analyze(f"key.{method}")
        ours = key(tune, name)
        assert (ours.tonic, ours.mode) == (theirs.tonic.pitchClass, theirs.mode), tune
        assert ours.correlation == pytest.approx(theirs.correlationCoefficient, abs=1e-6)


def test_the_dances_profile_is_that_of_their_training_tunes() -> None:
    printed = printed_keys(TUNES)
    for mode, row in zip(("major", "minor"), PROFILES["dances"], strict=False):
        total = sum(
            np.roll(durations(tune), -home.tonic)
            for tune, home in zip(TUNES, printed, strict=True)
            if home is not None and home.mode == mode and tune.split == "train"
        )
        assert row == tuple((100 * total / total.sum()).round(2).tolist())


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_finds_itself_in_every_key(name: str) -> None:
    rows = np.array([np.roll(PROFILES[name][home.mode == "minor"], home.tonic) for home in KEYS])
    fits = correlations(rows, name)
    assert fits.argmax(axis=1).tolist() == list(range(24))
    assert np.allclose(fits.diagonal(), 1)
    assert correlations(rows[5], name) == pytest.approx(fits[5])


def test_published_relations_of_the_krumhansl_profile() -> None:
    """C major with G major, A minor, C minor and F sharp major."""
    fits = correlations(PROFILES["krumhansl"].major, "krumhansl")
    assert fits[[7, 21, 12, 6]] == pytest.approx([0.591, 0.650, 0.512, -0.683], abs=5e-4)


def test_transposing_a_tune_transposes_its_key() -> None:
    tune = next(t.melody for t in TUNES if t.split == "test")
    home = key(tune)
    for steps in range(-6, 6):
        moved = key(tune.transposed(steps))
        assert (moved.tonic, moved.mode) == ((home.tonic + steps) % 12, home.mode)
        assert moved.correlation == pytest.approx(home.correlation)
        assert key(to_white_keys(tune.transposed(steps))).parent == 0


def test_the_ranking_has_every_key_once_and_falls() -> None:
    found = ssc.key(TUNES[0], "dances")
    assert set(found.ranking) == set(KEYS)
    fits = [home.correlation for home in found.ranking]
    assert fits == sorted(fits, reverse=True)
    assert found == found.ranking[0] and found.correlation == fits[0]
    assert "correlation 0." in repr(found)


def test_equal_weights_name_no_key_above_another() -> None:
    chromatic = key(Melody(range(60, 72)))
    assert (chromatic.name, chromatic.correlation) == ("C", 0)


def test_long_notes_count_more() -> None:
    assert durations(Melody.of("C4 - - - E4 - - - A4"))[[0, 4, 9]].tolist() == [4, 4, 1]
    assert key(Melody.of("C4 - - - E4 - - - G4 A4")).name == "C"
    assert key(Melody.of("C4 - - - E4 - - - G4 A4 - - -")).name == "Am"


def test_bad_input_is_told() -> None:
    with pytest.raises(ValueError, match="without notes has no key"):
        key(Melody([-2] * 16))
    with pytest.raises(ValueError, match="no profile 'kessler'; there are krumhansl, aarden"):
        key(TUNES[0], "kessler")
    for row in ((1,) * 12, (1, 2, 3), (float("nan"), *range(11))):
        with pytest.raises(ValueError, match="the minor row of a profile has twelve numbers"):
            key(TUNES[0], Profile(tuple(range(12)), row))

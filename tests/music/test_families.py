"""Families of tunes: titles, shingles, what is related to what, and the split that follows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import Melody
from ssc_lib.music.families import (
    CONTAINMENT,
    SPLITS,
    find_families,
    normalised_title,
    shingles,
    split_families,
)

JIG = [60, 62, 64, 65, 67, 69, 67, 65, 64, 62, 60, 67, 69, 71, 72, 71, 69, 67, 64, 60]


def tune_of(pitches: list[int]) -> Melody:
    return Melody([e for p in pitches for e in (p, -2)])


def random_tune(seed: int, notes: int = 40) -> list[int]:
    steps = np.random.default_rng(seed).integers(-5, 6, notes)
    return (60 + np.clip(np.cumsum(steps), -20, 20)).tolist()


# -- titles and shingles -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("THE KERRY COW -- JIG", "Kerry Cow, The"),
        ("Drops o' Brandy.", "DROPS O BRANDY"),
        ("Le Départ", "le depart"),
    ],
)
def test_variants_of_a_title(one: str, other: str) -> None:
    assert normalised_title(one) == normalised_title(other) != ""


def test_a_kind_of_dance_is_no_name() -> None:
    assert normalised_title("Quick Step.") == normalised_title("Minuet 2") == ""
    assert normalised_title("") == normalised_title("???") == ""
    assert normalised_title("Quick Step. 25th Regt.") != normalised_title("Quick Step. 17 Regt.")


def test_shingles_by_hand() -> None:
    """Nine notes up the scale of C: two runs of seven intervals."""
    scale = tune_of([60, 62, 64, 65, 67, 69, 71, 72, 74])
    runs = [2, 2, 1, 2, 2, 2, 1], [2, 1, 2, 2, 2, 1, 2]
    assert shingles(scale) == {bytes(run) for run in runs}


def test_shingles_do_not_hear_the_key() -> None:
    melody = tune_of(JIG)
    assert len(shingles(melody)) == len(JIG) - 7
    assert shingles(melody) == shingles(melody.transposed(5))
    assert shingles(tune_of(JIG[:7])) == set()


def test_the_widest_leaps_have_shingles() -> None:
    """An interval of 127 semitones, up or down, still fits a byte."""
    leaps = tune_of([0, 127] * 4)
    assert len(shingles(leaps)) == 1
    assert shingles(leaps) != shingles(tune_of([127, 0] * 4))


# -- families ------------------------------------------------------------------------------------


def test_a_near_duplicate_in_another_key_is_found() -> None:
    """Up a fifth, longer notes, an ornament at one place: still the same family."""
    variant = [p + 7 for p in JIG]
    variant[10:11] = [67, 69]
    tunes = [tune_of(JIG), tune_of(random_tune(1)), tune_of(variant).stretched(2)]
    assert find_families(tunes, ["a", "b", "c"]).tolist() == [0, 1, 0]


@pytest.mark.parametrize(("kept", "related"), [(9, True), (8, False)])
def test_a_fifth_of_the_shingles_relates_two_tunes(kept: int, related: bool) -> None:
    """Seventeen notes have ten shingles. Nine common notes give two of them, eight notes one."""
    one, other = random_tune(1, 17), random_tune(2, 17)
    mixed = [*one[:kept], *other[kept:]]
    shared = shingles(tune_of(one)) & shingles(tune_of(mixed))
    assert (len(shared) / 10 >= CONTAINMENT) == related
    found = find_families([tune_of(one), tune_of(mixed)], ["", ""])
    assert (found[0] == found[1]) == related


def test_unrelated_tunes_stay_apart() -> None:
    tunes = [tune_of(random_tune(seed)) for seed in range(30)]
    assert find_families(tunes, [""] * 30).tolist() == list(range(30))
    assert find_families(tunes[:3], ["Reel", "Reel", "Jig"]).tolist() == [0, 1, 2]


def test_families_are_chained() -> None:
    """a shares a title with b, b a melody with c: one family."""
    tunes = [tune_of(random_tune(1)), tune_of(JIG), tune_of([p - 3 for p in JIG])]
    assert find_families(tunes, ["The Cow", "Cow", "Other"]).tolist() == [0, 0, 0]


def test_very_short_tunes() -> None:
    assert find_families([Melody([60]), Melody([62])], ["", ""]).tolist() == [0, 1]
    assert find_families([], []).tolist() == split_families(np.array([], dtype=int)) == []


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=12))
def test_families_are_the_components_of_the_relation(papers: list[tuple[int, int]]) -> None:
    """Against a slow search: join what is related until nothing changes."""
    tunes = [tune_of(random_tune(tune, 20)) for tune, _ in papers]
    titles = [("", "Cow", "Hen", "Jig")[title] for _, title in papers]
    slow = list(range(len(papers)))
    for _ in papers:
        for i, j in combinations(range(len(papers)), 2):
            same_title = normalised_title(titles[i]) == normalised_title(titles[j]) != ""
            if same_title or papers[i][0] == papers[j][0]:
                slow[i] = slow[j] = min(slow[i], slow[j])
    names = list(dict.fromkeys(slow))
    assert find_families(tunes, titles).tolist() == [names.index(family) for family in slow]


# -- the split -----------------------------------------------------------------------------------


def test_split_by_family() -> None:
    families = np.repeat(np.arange(200), np.random.default_rng(0).integers(1, 4, 200))
    splits = np.array(split_families(families))
    assert all(len(set(splits[families == f])) == 1 for f in range(200))
    for name, share in SPLITS:
        assert (splits == name).mean() == pytest.approx(share, abs=0.02)
    assert split_families(families) == splits.tolist()
    assert set(split_families(families, seed=1)) == {name for name, _ in SPLITS}


def test_a_large_family_goes_to_training() -> None:
    families = np.array([0] * 30 + list(range(1, 20)))
    assert split_families(families)[0] == "train"


@given(st.lists(st.integers(0, 8), min_size=1, max_size=60), st.integers(0, 5))
def test_no_family_is_ever_cut(labels: list[int], seed: int) -> None:
    families = np.unique(labels, return_inverse=True)[1]
    splits = split_families(families, seed=seed)
    assert len(splits) == len(labels)
    assert len(set(zip(families.tolist(), splits, strict=True))) == families.max() + 1


def test_families_keep_the_splits_they_had() -> None:
    """Where relatives had several splits, the one nearest to training holds for all."""
    families = np.array([0, 0, 1, 2, 3, 3, 4, 4, 4])
    kept = ["test", "", "", "validation", "train", "test", "test", "validation", ""]
    splits = split_families(families, kept=kept)
    assert splits[:2] == ["test", "test"]
    assert splits[3:] == ["validation", "train", "train", *["validation"] * 3]
    assert splits[2] in dict(SPLITS)


def test_newcomers_are_dealt_to_the_split_that_lacks_most() -> None:
    families = np.arange(100)
    kept = ["train"] * 80 + ["validation"] * 10 + [""] * 10
    assert split_families(families, kept=kept)[90:] == ["test"] * 10
    assert split_families(families, kept=[""] * 100) == split_families(families)
    once = split_families(families)
    assert split_families(families, seed=1, kept=once) == once

"""The shipped tunes, how they are read from music21, and how they are split into families."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Melody, OneHot, corpus
from ssc_lib.music import collections
from ssc_lib.music.collections import COLLECTIONS, DEFAULT, Tune, read_collection
from ssc_lib.music.families import find_families, normalised_title, shingles, split_families

SPLITS = ("train", "validation", "test")


@pytest.fixture(scope="module")
def dances() -> list[Tune]:
    return corpus.load()


# -- what ships ----------------------------------------------------------------------------------


def test_the_array_is_small() -> None:
    assert corpus.DANCES.stat().st_size < 1_000_000


def test_about_three_thousand_tunes_with_their_papers(dances: list[Tune]) -> None:
    assert 2_900 < len(dances) < 3_300
    assert 600_000 < sum(len(t.melody) for t in dances) < 750_000
    assert {t.collection for t in dances} == set(DEFAULT)
    for tune in dances:
        assert tune.number and tune.title and "/" in tune.time_signature
        assert tune.split in SPLITS
        assert len(tune.melody) >= 4 * tune.melody.steps_per_bar
    transcribed = sum(bool(t.transcriber) for t in dances)
    assert transcribed > 0.95 * len(dances)
    assert not any("@" in t.transcriber for t in dances)


def test_every_tune_fits_the_38_events(dances: list[Tune]) -> None:
    """Squashed as Melody RNN does, no pitch has to be folded: the tune keeps its shape."""
    for tune in dances:
        squashed = tune.melody.squashed()
        assert 48 <= squashed.range[0] <= squashed.range[1] <= 83
        assert len(set((squashed.pitches - tune.melody.pitches).tolist())) == 1


def test_no_family_straddles_the_split(dances: list[Tune]) -> None:
    splits = defaultdict(set)
    titles = defaultdict(set)
    for tune in dances:
        splits[tune.family].add(tune.split)
        if name := normalised_title(tune.title):
            titles[name].add(tune.split)
    assert all(len(found) == 1 for found in splits.values())
    assert all(len(found) == 1 for found in titles.values())
    assert 2_000 < len(splits) < len(dances)


def test_eighty_ten_ten(dances: list[Tune]) -> None:
    count = Counter(t.split for t in dances)
    shares = [count[s] / len(dances) for s in SPLITS]
    np.testing.assert_allclose(shares, [0.8, 0.1, 0.1], atol=0.005)


def test_families_can_be_found_again(dances: list[Tune]) -> None:
    found = find_families([t.melody for t in dances], [t.title for t in dances])
    assert found.tolist() == [t.family for t in dances]
    assert split_families(found) == [t.split for t in dances]


def test_a_sample_read_anew_with_music21_is_what_ships(dances: list[Tune]) -> None:
    """The first fifteen scores of Aird: events, bars and papers."""
    anew, skipped = read_collection("airds", limit=15, progress=False)
    assert len(anew) + sum(skipped.values()) == 15
    assert len(anew) >= 12
    shipped = [t for t in dances if t.collection == "airds"][: len(anew)]
    papers = ("melody", "collection", "number", "title", "transcriber", "time_signature")
    for new, old in zip(anew, shipped, strict=True):
        for name in papers:
            assert getattr(new, name) == getattr(old, name), (new, name)


# -- loading -------------------------------------------------------------------------------------


def test_parts_and_splits(dances: list[Tune]) -> None:
    assert sum(len(corpus.load(name)) for name in DEFAULT) == len(dances)
    assert sum(len(corpus.load(split=s)) for s in SPLITS) == len(dances)
    assert all(t.split == "test" for t in corpus.load("ryans", split="test"))
    assert "steps" in repr(dances[0])


def test_sequences_are_in_c_and_in_range() -> None:
    tunes = corpus.load("ryans", split="test")
    rows = corpus.sequences("ryans", split="test")
    assert [len(row) for row in rows] == [len(t.melody) for t in tunes]
    assert all(row.min() >= 0 and row.max() < 38 for row in rows)
    assert OneHot().decode(rows[0]).events.tolist() == tunes[0].melody.squashed().events.tolist()
    wide = corpus.sequences(tunes[:3], encoding=OneHot(0, 128), key=None)
    for row, tune in zip(wide, tunes, strict=False):
        assert OneHot(0, 128).decode(row).events.tolist() == tune.melody.events.tolist()


@pytest.mark.parametrize("name", ["bach-chorales", "mozart", "essen"])
def test_other_collections_by_name(name: str) -> None:
    """Of Mozart's first four movements one fits the grid of sixteenths."""
    limit = 4
    tunes, skipped = read_collection(name, limit=limit, progress=False)
    assert len(tunes) + sum(skipped.values()) == limit
    assert "unreadable" not in skipped
    assert len(tunes) >= 1
    loaded = corpus.load(name, limit=limit, progress=False)
    assert [t.melody for t in loaded] == [t.melody for t in tunes]
    assert all(t.split in SPLITS for t in loaded)


def test_every_collection_has_its_licence_note() -> None:
    assert all(c.source and c.licence and c.folders for c in COLLECTIONS.values())
    assert "unclear" in COLLECTIONS["essen"].licence
    assert corpus.names() == ["dances", *COLLECTIONS]


def test_unknown_names() -> None:
    with pytest.raises(ValueError, match="unknown corpus 'jazz'; there are dances, oneills"):
        corpus.load("jazz")
    with pytest.raises(ValueError, match="unknown split 'dev'; there are train, validation, test"):
        corpus.load(split="dev")
    with pytest.raises(ValueError, match="unknown collection 'dances'"):
        read_collection("dances")


def test_packing_keeps_everything(tmp_path: Path, dances: list[Tune]) -> None:
    path = tmp_path / "few.npz"
    path.write_bytes(corpus._pack(dances[:5]))
    assert corpus._read_shipped(path) == dances[:5]


# -- reading ABC ---------------------------------------------------------------------------------


def read_abc(
    text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Tune], dict[str, int]]:
    """Tunes of an ABC text, read as a collection is."""
    (folder / "tunes.abc").write_text(text)
    monkeypatch.setattr(collections, "_files", lambda _: [folder / "tunes.abc"])
    monkeypatch.setattr(collections, "MIN_BARS", 1)
    return read_collection("airds", progress=False)


def abc(music: str, head: str = "M:4/4\nL:1/4\nK:C\n") -> str:
    return f"X:1\nT:A tune\nZ:A friend\n{head}{music}\n"


@pytest.mark.parametrize(
    ("music", "pitches"),
    [
        ("^FFGF|FGAB|", [66, 66, 67, 66, 65, 67, 69, 71]),  # to the end of the bar, not beyond
        ("_AA2A|A4|", [68, 68, 68, 69]),
        ("^F=FGF|F4|", [66, 65, 67, 65, 65]),  # a natural takes it back
        ("^FfFf|F4|", [66, 78, 66, 78, 65]),  # in every octave
        ("^FG^GF|GFGF|", [66, 67, 68, 66, 67, 65, 67, 65]),
    ],
)
def test_accidentals_last_to_the_end_of_the_bar(
    music: str, pitches: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As The ABC Music Standard 2.1 says, whose default carries them to every octave."""
    (tune,), _ = read_abc(abc(music), tmp_path, monkeypatch)
    assert tune.melody.pitches.tolist() == pitches


def test_the_key_signature_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tune,), _ = read_abc(abc("FGAB|=FFGA|F4|", "M:4/4\nL:1/4\nK:G\n"), tmp_path, monkeypatch)
    assert tune.melody.pitches.tolist() == [66, 67, 69, 71, 65, 65, 67, 69, 66]
    assert (tune.number, tune.title, tune.transcriber) == ("1", "A tune", "A friend")


def test_an_upbeat_is_padded_to_a_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One quarter before the first bar of 3/4: two quarters of silence come first."""
    (tune,), _ = read_abc(abc("C|DEF|GAB|", "M:3/4\nL:1/4\nK:C\n"), tmp_path, monkeypatch)
    assert tune.melody.steps_per_bar == 12
    assert [n.start_step for n in tune.melody.notes()][:3] == [8, 12, 16]


def test_what_is_left_out_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(
        f"X:{n}\nT:{n}\nM:4/4\nL:1/4\nK:C\n{music}\n"
        for n, music in enumerate(("(3CDEFGA|C4|", "z4|z4|", "C,,,4|c''4|", "CDEF|GABc|"), 1)
    )
    tunes, skipped = read_abc(text, tmp_path, monkeypatch)
    assert [t.number for t in tunes] == ["4"]
    assert skipped == {"no notes": 1, "off the grid": 1, "wider than 48..83": 1}


# -- families ------------------------------------------------------------------------------------

JIG = [60, 62, 64, 65, 67, 69, 67, 65, 64, 62, 60, 67, 69, 71, 72, 71, 69, 67, 64, 60]


def tune_of(pitches: list[int]) -> Melody:
    return Melody([e for p in pitches for e in (p, -2)])


def random_tune(seed: int, notes: int = 40) -> list[int]:
    steps = np.random.default_rng(seed).integers(-5, 6, notes)
    return (60 + np.clip(np.cumsum(steps), -20, 20)).tolist()


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
    assert normalised_title("Quick Step. 25th Regt.") != normalised_title("Quick Step. 17 Regt.")


def test_shingles_do_not_hear_the_key() -> None:
    melody = tune_of(JIG)
    assert len(shingles(melody)) == len(JIG) - 7
    assert shingles(melody) == shingles(melody.transposed(5))
    assert shingles(tune_of(JIG[:7])) == set()


def test_a_near_duplicate_in_another_key_is_found() -> None:
    """Up a fifth, longer notes, an ornament at one place: still the same family."""
    variant = [p + 7 for p in JIG]
    variant[10:11] = [67, 69]
    tunes = [tune_of(JIG), tune_of(random_tune(1)), tune_of(variant).stretched(2)]
    assert find_families(tunes, ["a", "b", "c"]).tolist() == [0, 1, 0]


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


def test_split_by_family() -> None:
    families = np.repeat(np.arange(200), np.random.default_rng(0).integers(1, 4, 200))
    splits = np.array(split_families(families))
    assert all(len(set(splits[families == f])) == 1 for f in range(200))
    for name, share in zip(SPLITS, (0.8, 0.1, 0.1), strict=True):
        assert (splits == name).mean() == pytest.approx(share, abs=0.02)
    assert split_families(families) == splits.tolist()
    assert set(split_families(families, seed=1)) == set(SPLITS)


def test_a_large_family_goes_to_training() -> None:
    families = np.array([0] * 30 + list(range(1, 20)))
    assert split_families(families)[0] == "train"

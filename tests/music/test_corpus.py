"""The shipped tunes, those of other collections, and files of tunes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Melody, OneHot, corpus
from ssc_lib.music.collections import COLLECTIONS, DEFAULT, Tune, read_collection, with_split
from ssc_lib.music.families import find_families, normalised_title, split_families

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


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    """The split of each tune in version 1 of the corpus, by collection, number and title."""
    names = json.loads((Path(__file__).parent / "splits_of_version_1.json").read_text("utf-8"))
    assert sum(map(len, names.values())) == 3_040
    return {name: split for split, found in names.items() for name in found}


def _papers(tune: Tune) -> str:
    return f"{tune.collection} {tune.number} {tune.title}"


def test_families_can_be_found_again(dances: list[Tune], before: dict[str, str]) -> None:
    found = find_families([t.melody for t in dances], [t.title for t in dances])
    assert found.tolist() == [t.family for t in dances]
    kept = [before.get(_papers(t), "") for t in dances]
    assert split_families(found, kept=kept) == [t.split for t in dances]


def test_no_tune_has_moved_to_another_split(dances: list[Tune], before: dict[str, str]) -> None:
    """Networks trained on version 1 of the corpus may be tested on version 2."""
    now = {_papers(t): t.split for t in dances}
    assert {name for name in now if before.get(name, now[name]) != now[name]} == set()
    assert len(now.keys() - before.keys()) == 5


def test_a_tune_that_would_move_is_left_out(
    tmp_path: Path, dances: list[Tune], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three tunes that now share a title, of which one was tested on, cannot all stay."""
    some = {name: [t for t in dances if t.split == name][:2] for name in SPLITS}
    one, two, tested = *some["train"], some["test"][0]
    read = [replace(t, title="Kerry Cow", family=-1, split="") for t in (one, two, tested)]
    shipped = [replace(r, split=t.split) for r, t in zip(read, (one, two, tested), strict=True)]
    monkeypatch.setattr(corpus, "read_tunes", lambda path: shipped)
    monkeypatch.setattr(corpus, "DEFAULT", ("airds",))
    monkeypatch.setattr(corpus, "read_collection", lambda *_, **__: (read, {}))
    rebuilt = corpus.rebuild(tmp_path / "dances.npz", progress=False)
    assert [(t.number, t.split) for t in rebuilt] == [(t.number, "train") for t in (one, two)]
    monkeypatch.undo()
    assert corpus.load(str(tmp_path / "dances.npz")) == rebuilt


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


def test_every_tune_knows_its_metre(dances: list[Tune]) -> None:
    for tune in dances:
        assert "{}/{}".format(*tune.melody.metre or ()) == tune.time_signature
    assert Counter(t.melody.metre for t in dances)[6, 8] > 1_000


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


@pytest.mark.parametrize("name", ["chorales", "mozart", "essen"])
def test_other_collections_by_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tunes, skipped = read_collection(name, limit=4, progress=False)
    assert not any("unreadable" in reason for reason in skipped)
    assert len(tunes) >= 1
    asked = []

    def read_already(*names: str, **settings: object) -> tuple[list[Tune], dict[str, int]]:
        asked.append((names, settings))
        return tunes, skipped

    monkeypatch.setattr(corpus, "read_collection", read_already)
    loaded = corpus.load(name, limit=4, progress=False)
    assert asked == [((name,), {"limit": 4, "progress": False})]
    assert [t.melody for t in loaded] == [t.melody for t in tunes]
    assert all(t.split in SPLITS for t in loaded)
    splits = defaultdict(set)
    for tune in loaded:
        splits[tune.family].add(tune.split)
    assert all(len(found) == 1 for found in splits.values())


def test_what_was_left_out_is_told() -> None:
    tunes, skipped = corpus.read("mozart", limit=1, progress=False)
    assert {(t.family, t.split) for t in tunes} == {(0, "validation")}  # all of K. 155
    assert skipped["silent bars"] > 0
    found, skipped = corpus.read("chorales", limit=30, progress=False)
    assert sum(skipped.values()) > 0
    assert {t.split for t in found} == set(SPLITS)


def test_unknown_names(tmp_path: Path) -> None:
    assert corpus.names() == ["dances", *COLLECTIONS]
    with pytest.raises(ValueError, match="unknown corpus 'jazz'; there are dances, oneills"):
        corpus.load("jazz")
    with pytest.raises(ValueError, match="unknown split 'dev'; there are train, validation, test"):
        corpus.load(split="dev")
    with pytest.raises(FileNotFoundError, match=r"jazz\.npz: no such file; ssc dataset writes"):
        corpus.load(str(tmp_path / "jazz.npz"))


# -- files of tunes ------------------------------------------------------------------------------


def test_what_is_saved_is_loaded(tmp_path: Path, dances: list[Tune]) -> None:
    """Papers and all; families and splits are found anew among the tunes of the file."""
    path = tmp_path / "few.npz"
    saved = corpus.save(dances[:40], path)
    assert corpus.load(str(path)) == saved
    assert [t.melody for t in saved] == [t.melody for t in dances[:40]]
    papers = ("collection", "number", "title", "transcriber", "time_signature")
    for tune, original in zip(saved, dances, strict=False):
        assert all(getattr(tune, name) == getattr(original, name) for name in papers)
    assert corpus.load(str(path), split="test") == [t for t in saved if t.split == "test"]
    corpus.save(dances[:40], tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


def test_given_titles_decide_on_families(tmp_path: Path, dances: list[Tune]) -> None:
    """All under one title are one family, and so in one split."""
    saved = corpus.save(dances[:10], tmp_path / "few.npz", titles=["Kerry Cow"] * 10)
    assert {t.family for t in saved} == {0}
    assert len({t.split for t in saved}) == 1
    assert [t.title for t in saved] == [t.title for t in dances[:10]]


def test_families_and_splits_are_kept_where_they_are_to_be(
    tmp_path: Path, dances: list[Tune]
) -> None:
    """Also such as would not be found; tunes that have none are refused, and nothing is written."""
    path = tmp_path / "few.npz"
    own = with_split(dances[:3], [7, 7, 5], ["test", "test", "train"])
    assert corpus.save(own, path, keep=True) == own
    assert corpus.load(str(path)) == own
    path.unlink()
    for lacking in (replace(own[0], split=""), replace(own[0], family=-1)):
        with pytest.raises(ValueError, match="1 of the tunes have no family or no split to keep"):
            corpus.save([*own, lacking], path, keep=True)
    assert not path.exists()


def test_long_tunes_and_long_bars_are_kept_whole(tmp_path: Path) -> None:
    """More steps than 16 bits count, and a bar of more than 8 bits: wider numbers are written."""
    long = Tune(Melody([60, *[-2] * 70_000], steps_per_bar=300), "mine", "1", "Patience")
    (saved,) = corpus.save([long], tmp_path / "long.npz")
    assert corpus.load(str(tmp_path / "long.npz")) == [saved]
    assert (len(saved.melody), saved.melody.steps_per_bar) == (70_001, 300)


def test_grid_tempo_and_metre_are_kept(tmp_path: Path) -> None:
    melodies = [
        Melody([60, -2, 64], 3, 97.3, metre=(6, 8)),
        Melody([60, -2, 64], 24, 60, 48),
        Melody([60, -2, 64], 3, 120, 7),  # which no time signature names
    ]
    tunes = [Tune(melody, "mine", str(n), "Patience") for n, melody in enumerate(melodies)]
    saved = corpus.save(tunes, tmp_path / "few.npz")
    loaded = corpus.load(str(tmp_path / "few.npz"))
    assert loaded == saved
    assert [t.melody for t in loaded] == melodies
    assert [t.melody.metre for t in loaded] == [(6, 8), None, None]


def test_a_file_that_keeps_no_tempos_is_loaded(tmp_path: Path) -> None:
    """Its metres are those of the papers, where these make the bar that the file tells."""
    signatures = {"6/8": (6, 8), "3/4": (3, 4), "4/4": None, "": None, "6/7": None}
    jig = Melody([60, -2, 64], steps_per_bar=12)
    tunes = [Tune(jig, "mine", s, "Patience", time_signature=s) for s in signatures]
    path = tmp_path / "few.npz"
    corpus.save(tunes, path)
    with np.load(path) as file:
        arrays = dict(file)
    for name in ("steps_per_quarter", "qpm", "metre"):
        del arrays[name]
    np.savez(path, **arrays)
    loaded = corpus.load(str(path))
    assert [t.melody.metre for t in loaded] == list(signatures.values())
    assert {(t.melody.steps_per_quarter, t.melody.qpm) for t in loaded} == {(4, 120)}


def test_nothing_to_save_and_files_that_are_none(tmp_path: Path, dances: list[Tune]) -> None:
    path = tmp_path / "tunes.npz"
    with pytest.raises(ValueError, match="there are no tunes to write to"):
        corpus.save([], path)
    assert not path.exists()
    corpus.save(dances[:3], path)
    data = path.read_bytes()
    for wrong in (b"", b"not a file of tunes", data[:-40], data[: len(data) // 2]):
        path.write_bytes(wrong)
        with pytest.raises(ValueError, match=r"tunes\.npz is no file of tunes, or a damaged one"):
            corpus.load(str(path))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ([1, 0, 0], "add up to 25 events, and it holds 24"),
        ([0, 0, -1], "add up to 23 events, and it holds 24"),
        ([-9, 9, 0], "are no whole numbers from 0 up"),  # the sum is right
        ([0.5, -0.5, 0.0], "are no whole numbers from 0 up"),
    ],
)
def test_lengths_that_do_not_fit_the_events(
    tmp_path: Path, change: list[float], words: str
) -> None:
    path = tmp_path / "tunes.npz"
    tunes = [
        Tune(Melody([60 + int(n), -2, -2, -2, 64, -2, -2, -2]), "mine", str(n), "") for n in "012"
    ]
    corpus.save(tunes, path)
    with np.load(path) as file:
        arrays = dict(file)
    arrays["lengths"] = arrays["lengths"].astype(type(change[0])) + change
    np.savez(path, **arrays)
    with pytest.raises(
        ValueError, match=rf"tunes\.npz is no file of tunes, .*: .*{words}; make it"
    ):
        corpus.load(str(path))


def test_rebuilding_writes_what_was_read(
    tmp_path: Path, dances: list[Tune], monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    """The three collections in their order, with a line on what was left out of each."""

    def few(name: str, **_: object) -> tuple[list[Tune], dict[str, int]]:
        return [t for t in dances if t.collection == name][:5], {"no notes": 2}

    monkeypatch.setattr(corpus, "read_collection", few)
    path = tmp_path / "rebuilt.npz"
    assert corpus.rebuild(path) == corpus.load(str(path))
    assert [t.collection for t in corpus.load(str(path))] == [n for n in DEFAULT for _ in range(5)]
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{name}: 5 tunes; left out: 2 no notes" for name in DEFAULT]


def test_a_corpus_built_again_keeps_its_splits(
    tmp_path: Path, dances: list[Tune], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the tunes of Aird; the array that ships is not touched."""
    airds = [t for t in dances if t.collection == "airds"]
    monkeypatch.setattr(corpus, "DEFAULT", ("airds",))
    before = corpus.DANCES.read_bytes()
    built = corpus.rebuild(tmp_path / "again.npz", progress=False)
    assert corpus.DANCES.read_bytes() == before
    split = {(t.number, t.title): t.split for t in airds}
    moved = [t for t in built if split.get((t.number, t.title), t.split) != t.split]
    assert len(moved) <= 2
    assert {t.split for t in moved} <= {"train", "validation"}
    assert len(built) > 0.98 * len(airds)
    splits = defaultdict(set)
    for tune in built:
        splits[tune.family].add(tune.split)
    assert all(len(found) == 1 for found in splits.values())

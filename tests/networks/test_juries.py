"""Juries in files: what is written is read, and what is damaged is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.chance.ngram import NGram
from ssc_lib.chance.votes import TABLES, Jury
from ssc_lib.music import corpus
from ssc_lib.networks import juries
from ssc_lib.networks.checked import NetworkFileError
from ssc_lib.networks.juries import JURIES, learn_jury, load_generator, save_jury, shipped_juries
from ssc_lib.networks.network import Network

MEMBERS = ["Markov 2", "basic"]


@pytest.fixture(scope="module")
def jury() -> Jury:
    """A table of 200 tunes and a network, with weights drawn by a die."""
    rng = np.random.default_rng(1)
    tables = {name: rng.normal(size=(5, *shape)) for name, shape in TABLES.items()}
    table = NGram.fit(corpus.load(split="train"), order=2)
    return Jury([table, ssc.load_network("basic")], [0.4, 0.7], tables)


def test_what_is_saved_is_loaded(jury: Jury, tmp_path: Path) -> None:
    path = save_jury(jury, MEMBERS, tmp_path / "mine.npz")
    loaded = load_generator(path)
    tune = ssc.Melody.of("C4 - E4 - G4 - E4 - C4 - E4 - G4 - C5 -", metre=(2, 4))
    assert isinstance(loaded, Jury)
    pairs = zip(*(ssc.log_probabilities(g, [tune]) for g in (jury, loaded)), strict=True)
    for expected, found in pairs:
        assert abs(expected - found).max() < 1e-6
    [melody] = ssc.compose(loaded, rng=3, steps=40)
    assert len(melody) == 40


def test_a_network_is_loaded_as_a_network(network: str) -> None:
    assert isinstance(load_generator("basic"), Network)
    assert isinstance(load_generator(network), Network)


def test_a_name_that_nobody_bears_lists_networks_and_juries() -> None:
    with pytest.raises(
        FileNotFoundError, match=r"shipped networks: .*basic.*juries and tables: votes"
    ):
        load_generator("drums")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"generators": None}, "no network, or a damaged one"),
        ({"generators": [3]}, "no jury, or a damaged one"),
        ({"generators": "basic"}, "no jury, or a damaged one"),
        ({"generators": ["Markov x"]}, "no jury, or a damaged one"),
        ({"generators": ["drums"]}, "no such network or file"),
        ({"generators": []}, "no jury, or a damaged one"),
        ({"trust": np.ones(3)}, "one number for each of the 2 generators"),
        ({"trust": np.array([np.nan, 1])}, "finite"),
        ({"run": np.zeros((5, 7))}, "the table run has shape"),
        ({"horn": np.zeros(3)}, "unknown table 'horn'"),
    ],
)
def test_what_is_damaged_is_told(
    jury: Jury, tmp_path: Path, change: dict[str, object], told: str
) -> None:
    path = save_jury(jury, MEMBERS, tmp_path / "mine.npz")
    with np.load(path) as file:
        arrays = dict(file)
    for name, value in change.items():
        if value is None:
            del arrays[name]
        elif isinstance(value, np.ndarray):
            arrays[name] = value
        else:
            arrays[name] = np.frombuffer(json.dumps(value).encode(), np.uint8)
    np.savez(path, **arrays)
    with pytest.raises(NetworkFileError, match=told):
        load_generator(path)


def test_tables_alone_learn_on_families_that_they_were_not_counted_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With few tunes: what was counted and what was learned on share no family."""
    few = corpus.load(split="train")[:60]
    counted, learned = [], []

    class Spy(Jury):
        @classmethod
        def fit(cls, generators: object, music: object, **_: object) -> Jury:
            learned.extend(music)
            return Jury(generators, [1.0])

    def table(name: str, tunes: list[object]) -> NGram:
        counted.append(list(tunes))
        return NGram.fit(tunes, order=1)

    monkeypatch.setattr(juries.corpus, "load", lambda split: few)
    monkeypatch.setattr(juries, "Jury", Spy)
    monkeypatch.setattr(juries, "_table", table)
    learn_jury(["Markov 1"])
    first, last = ({t.family for t in tunes} for tunes in counted)
    assert first.isdisjoint({t.family for t in learned})
    assert last == first | {t.family for t in learned}


def test_the_shipped_votes_are_better_than_their_table() -> None:
    assert "votes" in shipped_juries()
    assert set(shipped_juries()) <= JURIES.keys()
    votes, tunes = load_generator("votes"), corpus.load(split="validation")[:20]
    [table] = votes.generators[-1:]
    assert ssc.bits_per_event(votes, tunes) < ssc.bits_per_event(table, tunes) - 0.3

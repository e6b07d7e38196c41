"""What is loaded by name: juries of networks that ship and of tables, and tables alone."""

from __future__ import annotations

import pytest

import ssc_lib as ssc
from ssc_lib.chance.hierarchy import Hierarchy
from ssc_lib.music import corpus
from ssc_lib.networks.juries import load_generator, shipped_juries
from ssc_lib.networks.loading import shipped_networks
from ssc_lib.networks.members import COUNTED, JURIES
from ssc_lib.networks.network import Network
from tests.commands.few import few_tunes


def test_all_juries_ship() -> None:
    assert shipped_juries() == list(JURIES)


@pytest.mark.parametrize("name", JURIES)
def test_the_file_has_the_members_that_the_table_names(name: str) -> None:
    found = load_generator(name).generators
    for member, generator in zip(JURIES[name], found, strict=True):
        if isinstance(generator, Network):
            assert member in shipped_networks()
        else:
            assert member == f"Markov {generator.order}"


@pytest.mark.parametrize("name", COUNTED)
def test_a_counted_table_is_counted_from_the_training_tunes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_tunes(monkeypatch, "train", "test")
    found, counted = load_generator(name), Hierarchy.fit(corpus.load(split="train"))
    tunes = corpus.load(split="test")
    assert ssc.bits_per_event(found, tunes) == ssc.bits_per_event(counted, tunes)

"""The juries' members are networks that ship, or tables of some order."""

from __future__ import annotations

import pytest

from ssc_lib.networks.juries import load_generator, shipped_juries
from ssc_lib.networks.loading import shipped_networks
from ssc_lib.networks.members import JURIES
from ssc_lib.networks.network import Network


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

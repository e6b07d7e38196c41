"""Numbers of things, as they are said."""

from __future__ import annotations

import pytest

from ssc_lib.music.counts import counted


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1, "melody", "1 melody"),
        (0, "melody", "0 melodies"),
        (2400, "event", "2,400 events"),
        (1, "family", "1 family"),
        (2, "family", "2 families"),
    ],
)
def test_one_is_singular_and_thousands_have_commas(number: int, noun: str, said: str) -> None:
    assert counted(number, noun) == said

"""Pieces that cost little, and chords that are learned from few chorales."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ssc_lib.album import arranging
from ssc_lib.album.choosing import Ear
from ssc_lib.album.piece import Piece
from ssc_lib.music import corpus


@pytest.fixture(autouse=True, scope="session")
def few_chorales() -> Iterator[None]:
    """Learn chords from twelve chorales, which takes no time."""
    patch = pytest.MonkeyPatch()
    patch.setattr(arranging, "CHORALES", 12)
    arranging._harmoniser.cache_clear()
    yield
    patch.undo()
    arranging._harmoniser.cache_clear()


@pytest.fixture(scope="session")
def ear() -> Ear:
    """An ear that knows three hundred tunes."""
    return Ear(corpus.load(split="train")[:300])


@pytest.fixture(scope="session")
def pieces() -> list[Piece]:
    """Two pieces of four bars."""
    jig = Piece("table-3", seed=5, metre="6/8", key="A", bars=4, qpm=150, title="Jig in A♭: no. 1?")
    return [Piece("table-4", seed=3, key="D", bars=4, title="Reel"), jig]

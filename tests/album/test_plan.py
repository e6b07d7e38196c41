"""The plan: ten slots, candidates that differ in their seeds alone."""

from __future__ import annotations

from dataclasses import replace

from ssc_lib.album.piece import MOST, composer
from ssc_lib.album.plan import SLOTS, candidates_of, planned
from ssc_lib.music.instruments import VOICES


def test_every_slot_can_be_filled() -> None:
    assert len(SLOTS) == MOST
    for slot in SLOTS:
        piece = slot.piece(1)
        assert len(piece.beginning) < piece.steps
        assert slot.voice in VOICES
        assert slot.key[0] in piece.title
    assert composer("mozart").vocabulary == 38


def test_candidates_differ_in_their_seeds_and_follow_the_seed() -> None:
    slots = planned("basic")
    places = candidates_of(slots, 3, rng=1)
    assert places == candidates_of(slots, 3, rng=1) != candidates_of(slots, 3, rng=2)
    seeds = [piece.seed for row in places for piece in row]
    assert len(set(seeds)) == len(seeds) == 30
    for row in places:
        assert {replace(piece, seed=0) for piece in row} == {replace(row[0], seed=0)}
        assert row[0].composer == "basic"

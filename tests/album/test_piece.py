"""Pieces: the same recipe is the same tune, and it travels as a link and as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ssc_lib import Melody, compose, load_network
from ssc_lib.album.piece import MOST, Piece, composer, link, read_pieces, to_json


def test_a_piece_is_what_compose_makes_of_its_recipe() -> None:
    piece = Piece("basic", seed=11, metre="3/4", key="G", qpm=90, bars=3, primer="C4 - E4 -")
    primer = Melody.of("C4 - E4 -", metre=(3, 4), qpm=90)
    made = compose(load_network("basic"), rng=11, primer=primer, steps=36)[0]
    assert piece.melody() == made.to_key("G")
    assert piece.melody().qpm == 90


def test_coins_tables_and_networks_compose() -> None:
    assert composer("coin").vocabulary == 38
    assert composer("table-2") is composer("table-2")
    with pytest.raises(FileNotFoundError, match="table-9: no such network or file"):
        composer("table-9")


def test_pieces_travel_as_a_link_and_as_a_file(pieces: list[Piece], tmp_path: Path) -> None:
    odd = Piece("coin", temperature=1.25, top_p=0.5, seed=10**50, primer="", title="A_b & c=d#e ♭")
    for row in (pieces, [odd], [*pieces, odd]):
        assert read_pieces(link(row, "https://example.org/mixtape.html")) == row
        path = tmp_path / "mixtape.json"
        path.write_text(to_json(row), encoding="utf-8")
        assert read_pieces(path) == row


def test_a_link_of_the_page_is_read() -> None:
    """As live/pieces.js writes it."""
    text = "https://x.org/m.html#piece=table-4_0.85_1_7_6%2F8__120_8_C4+-+E4_My+Jig"
    (piece,) = read_pieces(text)
    assert piece == Piece("table-4", 0.85, 1, 7, "6/8", "", 120, 8, "C4 - E4", "My Jig")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"temperature": 0}, "temperature goes from 0.1 to 2.0, got 0"),
        ({"bars": 33}, "bars goes from 1 to 32, got 33"),
        ({"seed": -1}, "a seed is a whole number from 0 up, got -1"),
        ({"metre": "5/8"}, "there is no metre '5/8'; choose of 4/4, "),
        ({"key": "H"}, "there is no key 'H'; choose of C, "),
    ],
)
def test_what_is_no_piece(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Piece(**changes)


def test_what_is_no_mixtape(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.json: no such file; give a mixtape\.json"):
        read_pieces(tmp_path / "none.json")
    path = tmp_path / "a.json"
    for text in ("", "[]", '{"format": "other", "pieces": []}', '{"pieces": []}'):
        path.write_text(text)
        with pytest.raises(ValueError, match="is no mixtape"):
            read_pieces(path)
    for row in ([], [Piece()] * (MOST + 1)):
        path.write_text(to_json(row))
        with pytest.raises(ValueError, match=f"has {len(row)} pieces; a mixtape has from 1 to 10"):
            read_pieces(path)
    whole = json.loads(to_json([Piece(), Piece()]))
    whole["pieces"][1]["qpm"] = "fast"
    path.write_text(json.dumps(whole))
    with pytest.raises(ValueError, match=r"piece 2 of .*a\.json: .*fast"):
        read_pieces(path)

"""A piece: all that makes a tune, so that whoever has the recipe has the tune.

The mixtape machine of the book keeps its pieces in the same form, and two things carry them from
one to the other: a **link**, in which each piece is a row of fields joined by ``_``, and the file
``mixtape.json``, in which it is an object.

Chapter: The New Mozart Mixtape.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ssc_lib.chance.coins import Uniform
from ssc_lib.chance.ngram import NGram
from ssc_lib.composing import compose
from ssc_lib.generator import Generator
from ssc_lib.music import corpus
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import read_metre
from ssc_lib.networks.juries import load_generator

KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
METRES = ("4/4", "3/4", "2/4", "5/4", "6/8", "7/8", "9/8", "12/8")
RANGES = {"temperature": (0.1, 2.0), "top_p": (0.05, 1.0), "qpm": (40, 240), "bars": (1, 32)}
MOST = 10  # pieces of a mixtape
LONGEST_TITLE = 60


@dataclass(frozen=True)
class Piece:
    """A recipe of a tune.

    Parameters
    ----------
    composer : str
        ``"coin"``, ``"table-0"`` to ``"table-8"``, or what `ssc_lib.networks.juries.load_generator`
        takes.
    temperature, top_p : float
        As for `ssc_lib.compose`.
    seed : int, 0 or more
    metre : str
        One of `METRES`.
    key : str
        One of `KEYS`, or nothing for that of the primer.
    qpm : int
        Quarter notes a minute.
    bars : int
        Length, the primer included.
    primer : str
        One word a step, as `ssc_lib.Melody.of` reads them.
    title : str

    Raises
    ------
    ValueError
        If a value is out of its range; the message names it.

    Examples
    --------
    >>> piece = Piece("coin", seed=3, bars=2, title="Heads")
    >>> len(piece.melody())
    32
    >>> read_pieces(link([piece])) == [piece]
    True
    """

    composer: str = "lookback"
    temperature: float = 1.0
    top_p: float = 1.0
    seed: int = 7
    metre: str = "4/4"
    key: str = ""
    qpm: int = 120
    bars: int = 8
    primer: str = "C4"
    title: str = ""

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} goes from {low} to {high}, got {getattr(self, name)!r}")
        if self.seed < 0:
            raise ValueError(f"a seed is a whole number from 0 up, got {self.seed}; try 7")
        for name, known in (("metre", METRES), ("key", ("", *KEYS))):
            if getattr(self, name) not in known:
                choice = ", ".join(filter(None, known))
                raise ValueError(f"there is no {name} {getattr(self, name)!r}; choose of {choice}")
        words = " ".join(self.title.split())[:LONGEST_TITLE].strip()
        object.__setattr__(self, "title", words or f"{self.composer}, seed {self.seed}")

    @property
    def beginning(self) -> Melody:
        """The primer as a melody of this tempo and metre."""
        return Melody.of(self.primer, metre=read_metre(self.metre), qpm=self.qpm)

    @property
    def steps(self) -> int:
        """Length in steps."""
        return self.bars * self.beginning.steps_per_bar

    def melody(self) -> Melody:
        """Compose the tune; the same recipe gives the same tune, here and in the page."""
        made = compose(
            composer(self.composer),
            rng=self.seed,
            primer=self.beginning,
            steps=self.steps,
            temperature=self.temperature,
            top_p=self.top_p,
        )[0]
        return made.to_key(KEYS.index(self.key)) if self.key else made

    def named(self, title: str) -> Piece:
        """The same piece under another title."""
        return replace(self, title=title)


@lru_cache(maxsize=4)
def composer(name: str) -> Generator:
    """Who composes, by the name that a ``Piece`` has; loaded once.

    Raises
    ------
    FileNotFoundError
        If there is no such composer.

    Examples
    --------
    >>> composer("coin").vocabulary
    38
    """
    if name == "coin":
        return Uniform(38)
    if table := re.fullmatch(r"table-([0-8])", name):
        return NGram.fit(corpus.sequences(split="train"), order=int(table[1]))
    return load_generator(name)


# -- as text: a link, and mixtape.json ------------------------------------------------------------

FIELDS = {
    "composer": str,
    "temperature": float,
    "topP": float,
    "seed": int,
    "metre": str,
    "key": str,
    "qpm": int,
    "bars": int,
    "primer": str,
    "title": str,
}
OURS = {"topP": "top_p"}  # where Python calls a field otherwise


def link(pieces: list[Piece], page: str = "") -> str:
    """The address of the mixtape machine with these pieces in it.

    Parameters
    ----------
    pieces : list of pieces
    page : str, optional
        Where the machine stands.
    """
    from urllib.parse import urlencode

    rows = ["_".join(_plain(value) for value in _fields(piece).values()) for piece in pieces]
    return f"{page}#{urlencode([('piece', row) for row in rows])}"


def to_json(pieces: list[Piece]) -> str:
    """The pieces as the text of a ``mixtape.json``."""
    whole = {"format": "ssc-mixtape", "version": 1, "pieces": [_fields(p) for p in pieces]}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def read_pieces(source: str | os.PathLike[str]) -> list[Piece]:
    """The pieces of a link of the mixtape machine, or of a ``mixtape.json``.

    Parameters
    ----------
    source : str or path
        A link, with ``#piece=`` in it, or the path of a file.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it holds no pieces, more than ten, or one that is none; the message says which.
    """
    text = str(source)
    if "#" in text and "piece=" in text:
        rows = [v for name, v in parse_qsl(urlsplit(text).fragment) if name == "piece"]
        found: list[Any] = [
            dict(zip(FIELDS, row.split("_", len(FIELDS) - 1), strict=False)) for row in rows
        ]
        text = "the link"
    else:
        found = _of_file(Path(source))
    if not 1 <= len(found) <= MOST:
        raise ValueError(f"{text} has {len(found)} pieces; a mixtape has from 1 to {MOST}")
    return [_piece(text, number, fields) for number, fields in enumerate(found, 1)]


def _of_file(path: Path) -> list[Any]:
    if not path.is_file():
        raise FileNotFoundError(
            f"{path}: no such file; give a mixtape.json, or a link of the mixtape machine in quotes"
        )
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        pieces = whole["pieces"] if whole["format"] == "ssc-mixtape" else None
    except (ValueError, KeyError, TypeError):
        pieces = None
    if not isinstance(pieces, list):
        raise ValueError(
            f"{path} is no mixtape; give a mixtape.json that ssc mixtape or the page wrote"
        )
    return pieces


def _piece(where: str, number: int, fields: Any) -> Piece:
    try:
        values = {
            OURS.get(name, name): kind(fields[name])
            for name, kind in FIELDS.items()
            if name in fields
        }
        return Piece(**values)
    except (ValueError, TypeError) as error:
        raise ValueError(f"piece {number} of {where}: {error}") from error


def _fields(piece: Piece) -> dict[str, Any]:
    """What stands in a link or a file; the seed as a text, since JavaScript rounds long numbers."""
    values = asdict(piece)
    found = {name: kind(values[OURS.get(name, name)]) for name, kind in FIELDS.items()}
    return found | {"seed": str(piece.seed)}


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)

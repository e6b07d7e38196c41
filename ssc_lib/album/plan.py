"""The plan of a record: ten slots, each with a composer, a metre, a key, a tempo and a beginning.

Chapter: The New Mozart Mixtape.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ssc_lib.album.piece import Piece
from ssc_lib.generator import Rng

TITLE = "The New Mozart Mixtape"
SEED = 1756  # the year of a birth
BARS = 16


class Slot(NamedTuple):
    """A place on the record, before it is known which piece stands there."""

    form: str
    composer: str
    metre: str
    key: str
    qpm: int
    primer: str
    voice: str

    def piece(self, seed: int) -> Piece:
        """The piece that a seed makes of it."""
        title = f"{self.form} in {self.key.replace('b', '♭').replace('#', '♯')}"
        return Piece(
            self.composer,
            seed=seed,
            metre=self.metre,
            key=self.key,
            qpm=self.qpm,
            bars=BARS,
            primer=self.primer,
            title=title,
        )


# Four composers that this book made, and the one that heard Mozart in six of ten places.
SLOTS = (
    Slot("March", "mozart", "4/4", "D", 112, "C5 - - - C5 - E5 -", "brass"),
    Slot("Menuet", "mozart", "3/4", "G", 116, "G4 - - - C5 - - -", "piano"),
    Slot("Jig", "transformer", "6/8", "A", 162, "E5 - C5 - C5 -", "flute"),
    Slot("Andante", "mozart", "2/4", "F", 66, "C5 - - - E5 -", "flute"),
    Slot("Reel", "copy", "4/4", "E", 144, "G4 - E4 - C4 -", "plucked"),
    Slot("Contredanse", "mozart", "2/4", "C", 104, "G4 - C5 - E5 -", "piano"),
    Slot("Hornpipe", "votes", "4/4", "Bb", 126, "C4 - - E4 G4 - - E4", "flute"),
    Slot("Siciliana", "mozart", "6/8", "Eb", 84, "E5 - - F5 E5 -", "bowed"),
    Slot("Waltz", "transformer", "3/4", "Ab", 138, "E4 - - - G4 - - -", "piano"),
    Slot("Finale", "mozart", "2/4", "D", 132, "C5 - D5 - E5 - F5 -", "brass"),
)


def planned(network: str | None = None) -> list[Slot]:
    """The slots of a record.

    Parameters
    ----------
    network : str, optional
        Who composes all of them, by name or as the path of a file; by default each slot says.

    Examples
    --------
    >>> [slot.form for slot in planned()][:3]
    ['March', 'Menuet', 'Jig']
    """
    if network is None:
        return list(SLOTS)
    return [slot._replace(composer=network) for slot in SLOTS]


def candidates_of(slots: Sequence[Slot], candidates: int, *, rng: Rng) -> list[list[Piece]]:
    """Several pieces for each slot, which differ in their seeds alone."""
    seeds = np.random.default_rng(rng).integers(10**6, size=(len(slots), candidates))
    return [[slot.piece(int(seed)) for seed in row] for slot, row in zip(slots, seeds, strict=True)]

"""Files of a data set as rows: what was kept from each, and what became of the rest.

A `FileRow` holds the melodies of a file that were kept, what was cut or dropped, and why the file
was refused, if it was. `ssc_lib.magenta.read_files` makes them from files, `rows_of` from tunes.
What is to be doubted among them stands in `ssc_lib.music.cleaning`.

Chapter: A data set of your own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ssc_lib.music.collections import Tune, with_split
from ssc_lib.music.events import NO_EVENT
from ssc_lib.music.families import find_families, split_families
from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack

__all__ = ["FileRow", "rows_of"]

LOWEST, HIGHEST = 24, 107  # C1 and B7: 84 pitches

WORDS = {  # for what `ssc_lib.magenta` counts; other names are words as they are
    "polyphonic_tracks_discarded": "instruments whose notes begin together",
    "melodies_discarded_too_short": "melodies shorter than seven bars",
    "melodies_discarded_too_few_pitches": "melodies of fewer than five pitch classes",
    "melodies_truncated": "melodies cut at 512 steps",
}
UNREAD = "files or tunes that cannot be read"
NOT_DROPPED = {"sequences", "pieces"}


@dataclass(frozen=True)
class FileRow:
    """A file of a data set: the melodies kept from it, and what became of the rest.

    Parameters
    ----------
    name : str
        Of the file, or of the piece where there is no file.
    tunes : tuple of Tune
        What was kept.
    works : tuple of str
        What each tune is taken from; tunes of one work are of one family.
    notes_read : int
        Pitched notes of all instruments in the file.
    off_grid : int
        Those of them that begin more than a tenth of a step off the grid.
    counts : mapping of str to int
        What was cut or dropped, by the names of `ssc_lib.magenta.read_dataset`.
    refused : tuple of str
        A sentence on the file, or on each tune in it, that cannot be read.
    remarks : tuple of str
        A sentence on whatever was set right in reading.
    """

    name: str
    tunes: tuple[Tune, ...] = ()
    works: tuple[str, ...] = ()
    notes_read: int = 0
    off_grid: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def joined(self, other: FileRow) -> FileRow:
        """Put two rows of one file together."""
        return FileRow(
            self.name,
            self.tunes + other.tunes,
            self.works + other.works,
            self.notes_read + other.notes_read,
            self.off_grid + other.off_grid,
            Counter(self.counts) + Counter(other.counts),
            self.refused + other.refused,
            self.remarks + other.remarks,
        )

    @property
    def notes(self) -> int:
        """Notes of the melodies that were kept."""
        return sum(len(t.melody.pitches) for t in self.tunes)

    @property
    def bars(self) -> int:
        """Bars of the melodies that were kept; a last bar counts, however short."""
        return sum(-(-len(t.melody) // t.melody.steps_per_bar) for t in self.tunes)

    @property
    def empty_bars(self) -> int:
        """Bars of them in which nothing sounds."""
        return sum(count_empty_bars(t.melody) for t in self.tunes)

    @property
    def outside(self) -> int:
        """Notes of them below C1 or above B7."""
        return sum(
            int(((t.melody.pitches < LOWEST) | (t.melody.pitches > HIGHEST)).sum())
            for t in self.tunes
        )

    @property
    def dropped(self) -> dict[str, int]:
        """What was cut or dropped, in words, and how often."""
        told = {
            WORDS.get(name, name.replace("_", " ")): count
            for name, count in self.counts.items()
            if count and name not in NOT_DROPPED
        }
        if self.refused:
            told[UNREAD] = len(self.refused)
        if not (told or self.tunes):
            told["files with nothing but drums or silence"] = 1
        return told


def sounding(melody: Melody) -> np.ndarray:
    """Say at which steps a note sounds: bool, shape (n_steps,).

    Examples
    --------
    >>> sounding(Melody([-2, 60, -2, -1, -2])).tolist()
    [False, True, True, False, False]
    """
    steps = np.arange(len(melody))
    last = np.maximum.accumulate(np.where(melody.events != NO_EVENT, steps, -1))
    found: np.ndarray = (last >= 0) & (melody.events[last] >= 0)
    return found


def count_empty_bars(melody: Melody) -> int:
    """Count the bars in which nothing sounds.

    Examples
    --------
    >>> count_empty_bars(Melody([60, -2, -1, -2, -2, -2, 62], steps_per_bar=2))
    2
    """
    sounds = sounding(melody)
    bars = np.pad(sounds, (0, -len(sounds) % melody.steps_per_bar))
    return int((~bars.reshape(-1, melody.steps_per_bar).any(axis=1)).sum())


# -- rows of music -------------------------------------------------------------------------------


def rows_of(music: Iterable[FileRow | Tune | Melody | Multitrack]) -> tuple[FileRow, ...]:
    """Make a row of each piece, with families and a split where there are none.

    Parameters
    ----------
    music : iterable of Tune, Melody, Multitrack or FileRow
        Of a multitrack each pitched track is a melody, and all are of one family.

    Raises
    ------
    TypeError, ValueError
        If something else is among them, or there is nothing.
    """
    if isinstance(music, (Melody, Multitrack)):
        music = [music]
    rows = tuple(_row(number, piece) for number, piece in enumerate(music, 1))
    if not rows:
        raise ValueError("there is no music to report on; give a list of tunes or melodies")
    tunes = [tune for row in rows for tune in row.tunes]
    if all(tune.split for tune in tunes):
        return rows
    works = [work for row in rows for work in row.works]
    families = find_families([t.melody for t in tunes], works)
    return put_back(rows, with_split(tunes, families.tolist(), split_families(families)))


def put_back(rows: Iterable[FileRow], tunes: Sequence[Tune]) -> tuple[FileRow, ...]:
    """Make the same rows with these tunes, as many and in the same order, in place of theirs."""
    left = iter(tunes)
    return tuple(replace(row, tunes=tuple(next(left) for _ in row.tunes)) for row in rows)


def _row(number: int, piece: FileRow | Tune | Melody | Multitrack) -> FileRow:
    if isinstance(piece, FileRow):
        return piece
    name = f"piece {number}"
    if isinstance(piece, Tune):
        named = f"{piece.collection} {piece.number}".strip() or name
        name = named if piece.title in named else f"{named}, {piece.title}"
        tunes, works = [piece], [piece.title]
    elif isinstance(piece, Melody):
        tunes, works = [_tune(piece, name)], [""]
    elif isinstance(piece, Multitrack):
        pairs = zip(piece, piece.names, strict=True)
        tunes = [_tune(t.melody, name, called) for t, called in pairs if not t.is_drum]
        works = [name] * len(tunes)
    else:
        raise TypeError(
            f"piece {number} is no music but {type(piece).__name__}; give tunes, melodies or "
            "multitracks"
        )
    return FileRow(name, tuple(tunes), tuple(works), sum(len(t.melody.pitches) for t in tunes))


def _tune(melody: Melody, number: str, title: str = "") -> Tune:
    metre = "{}/{}".format(*melody.time_signature)
    return Tune(melody, "", number, title or number, "", metre)

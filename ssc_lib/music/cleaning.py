"""The cleaning of a data set, file by file: what was kept, what was dropped, and what to doubt.

A `Cleaning` holds the rows of a data set, a `FileRow` for each file or piece, with its totals and
its **doubts**. A doubt is no error. It is a sentence on a
file that somebody should look at before a model learns from it:

- notes outside the 84 pitches from C1 to B7, the range that MuseGAN keeps;
- many empty bars, in which nothing sounds;
- few notes, or many times as many as the other files have;
- notes off the grid of steps, as in a file whose resolution or tempo is wrong, and in triplets;
- the notes of another file, or many of them: duplicates and families.

Nothing is dropped here. Whoever doubts decides: ``[r for r in cleaning.rows if ...]``.

Chapter: A data set of your own. Source of the range: H.-W. Dong, W.-Y. Hsiao, L.-C. Yang and
Y.-H. Yang, *MuseGAN*, AAAI 2018.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from ssc_lib.music.collections import Tune
from ssc_lib.music.counts import counted
from ssc_lib.music.families import SHINGLE_NOTES
from ssc_lib.music.filerows import FileRow, sounding

__all__ = ["Cleaning"]

FEW_NOTES = SHINGLE_NOTES  # with fewer no relative can be found
MANY_EMPTY = 0.25  # of the bars; MuseGAN's tracks have 8 to 25 per cent
GIANT = 10  # times as many notes as the file in the middle
MANY_OFF_GRID = 0.1  # of the notes
RELATIVE = "a relative of"


@dataclass(frozen=True)
class Cleaning:
    """A data set, file by file, with its totals and its doubts.

    Parameters
    ----------
    rows : tuple of FileRow
        Their tunes have families and splits; `rows_of` gives them to those that have none.

    Examples
    --------
    >>> from ssc_lib import Melody
    >>> from ssc_lib.music.filerows import rows_of
    >>> scale = Melody.of("C4 D4 E4 F4 G4 A4 B4 C5 G4 C4")
    >>> cleaning = Cleaning(rows_of([scale, scale.transposed(5), Melody([20, -2])]))
    >>> cleaning.notes, cleaning.outside, len(cleaning.tunes)
    (21, 1, 3)
    >>> cleaning.doubts[1], cleaning.doubts[2]
    (['the same notes as piece 1'], ['1 note outside C1 to B7', 'only 1 note'])
    """

    rows: tuple[FileRow, ...]

    @cached_property
    def tunes(self) -> list[Tune]:
        """All melodies that were kept."""
        return [tune for row in self.rows for tune in row.tunes]

    @cached_property
    def notes(self) -> int:
        """Notes of the melodies that were kept."""
        return sum(row.notes for row in self.rows)

    @cached_property
    def bars(self) -> int:
        """Bars of the melodies that were kept."""
        return sum(row.bars for row in self.rows)

    @cached_property
    def empty_bars(self) -> int:
        """Bars of them in which nothing sounds."""
        return sum(row.empty_bars for row in self.rows)

    @cached_property
    def outside(self) -> int:
        """Notes of them below C1 or above B7."""
        return sum(row.outside for row in self.rows)

    @cached_property
    def families(self) -> int:
        """Number of families."""
        return len({tune.family for tune in self.tunes})

    @cached_property
    def duplicates(self) -> int:
        """Melodies that have the notes of an earlier one, in whatever key."""
        return len(self.tunes) - len(set(map(_essence, self.tunes)))

    @cached_property
    def dropped(self) -> Counter[str]:
        """What was cut or dropped in all files, in words, and how often."""
        total: Counter[str] = Counter()
        for row in self.rows:
            total.update(row.dropped)
        return total

    @cached_property
    def doubts(self) -> list[list[str]]:
        """For each row, sentences on what somebody should look at."""
        usual = Counter(t.melody.steps_per_quarter for t in self.tunes).most_common(1)
        middle = median([r.notes_read for r in self.rows if r.notes_read] or [0])
        first: dict[bytes, FileRow] = {}
        eldest: dict[int, FileRow] = {}
        found = []
        for row in self.rows:
            told = list(_of_the_file(row, middle))
            grids = {t.melody.steps_per_quarter for t in row.tunes} - {n for n, _ in usual}
            told += [f"{n} steps to a quarter, where most have {usual[0][0]}" for n in grids]
            told += _like_others(row, first, eldest)
            found.append(told)
        return found


def _of_the_file(row: FileRow, middle: float) -> Iterator[str]:
    """What is seen in the file itself; ``middle`` is the number of notes of the file between."""
    if row.outside:
        yield f"{counted(row.outside, 'note')} outside C1 to B7"
    if row.empty_bars > MANY_EMPTY * row.bars:
        yield f"{row.empty_bars:,} of {counted(row.bars, 'bar')} empty"
    if row.tunes and row.notes < FEW_NOTES:
        yield f"only {counted(row.notes, 'note')}"
    if row.notes_read > GIANT * middle:
        yield f"a giant: {row.notes_read:,} notes, where the file in the middle has {middle:,.0f}"
    if row.off_grid > MANY_OFF_GRID * row.notes_read:
        share = 100 * row.off_grid / row.notes_read
        yield (
            f"{share:.0f} % of its notes begin off the grid of steps: a wrong resolution or tempo, "
            "free playing, or triplets"
        )


def _like_others(
    row: FileRow, first: dict[bytes, FileRow], eldest: dict[int, FileRow]
) -> list[str]:
    """What the file shares with earlier ones, which are noted by their notes and families."""
    told: dict[str, None] = {}
    for tune in row.tunes:
        same = first.setdefault(_essence(tune), row)
        relative = eldest.setdefault(tune.family, row)
        if same is not row:
            told[f"the same notes as {same.name}"] = None
        elif relative is not row:
            told[f"{RELATIVE} {relative.name}"] = None
    if len(set(map(_essence, row.tunes))) < len(row.tunes):
        told["one melody twice"] = None
    return list(told)


def _essence(tune: Tune) -> bytes:
    """The notes of a tune from its first to the end of its last, wherever they begin and lie."""
    melody = tune.melody
    steps = np.flatnonzero(sounding(melody))
    if not len(steps):
        return b""
    events = melody.events[steps[0] : steps[-1] + 1].astype(np.int16)
    events = np.where(events >= 0, events - events[0] + 128, events)
    return bytes([melody.steps_per_quarter % 256]) + events.astype(np.int16).tobytes()

"""How much of a piece is copied: the longest stretch found word for word in the training tunes.

A generator can score well by remembering. What counts as too much is not a matter of taste: real
tunes share stretches with one another, and that amount is the baseline. Which stretches, and from
which tunes, `ssc_lib.judging.whose` says.

Chapters: Dice, tables and memory; A network that composes. Source of the idea of a human baseline:
Yin, Reuben, Stepney and Collins, *SN Computer Science* 3, 2022.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ssc_lib.judging.whose import Concordance, as_bytes, joined

_MANY = 8  # pieces from which on a concordance is worth its sorting


def longest_copy(piece: Iterable[int], tunes: Sequence[np.ndarray]) -> int:
    """Length in events of the longest stretch of ``piece`` that stands in one of ``tunes``.

    Parameters
    ----------
    piece : row of event indices below 255
    tunes : sequence of rows of event indices below 255

    Examples
    --------
    >>> longest_copy([1, 2, 3, 9], [np.array([0, 1, 2, 3, 4])])
    3
    """
    return longest_copies([piece], tunes)[0]


def longest_copies(pieces: Sequence[Iterable[int]], tunes: Sequence[np.ndarray]) -> list[int]:
    """`longest_copy` of each of several pieces."""
    if len(pieces) >= _MANY:
        book = Concordance(tunes)
        return [int(book.lengths(piece).max(initial=0)) for piece in pieces]
    memory = joined(tunes)
    lengths = []
    for row in map(as_bytes, pieces):
        longest, start = 0, 0
        while start + longest < len(row):
            if row[start : start + longest + 1] in memory:
                longest += 1
            else:
                start += 1
        lengths.append(longest)
    return lengths

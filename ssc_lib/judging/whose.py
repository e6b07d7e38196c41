"""Whose tune is it? Every stretch that a piece shares with printed tunes, and the nearest tune.

A **concordance** is the alphabetical list of every place in a book with what stands there. Here all
places of all tunes lie in the order of the events that follow, so that whatever begins alike lies
side by side, and a stretch is looked up as a word is in a dictionary. How long a stretch of the
tunes begins at each event of a piece, its **matching lengths**, is all that one needs to know: the
longest of them is the longest copy, and an n-gram is found where they are n or more.

A copy in another key is not found word for word, nor one with a note changed in each bar. `nearest`
finds these by the fewest edits. Neither knows who took from whom.

Chapter: Whose tune is it? Sources: U. Manber and G. Myers, *SIAM Journal on Computing* 22, 1993
(sorted places); P. Sellers, *Journal of Algorithms* 1, 1980 (the nearest stretch).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

_SEPARATOR = 255
_WIDTH = 64  # events by which places are sorted; longer copies are followed to their end


class Quotation(NamedTuple):
    """A stretch of a piece that stands in a tune."""

    start: int  # its first event in the piece
    length: int
    tune: int  # the first of the tunes that has it
    place: int  # its first event there


class Neighbour(NamedTuple):
    """The tune that is nearest to a piece, and how many edits away."""

    edits: int
    tune: int


class Concordance:
    """All places of some tunes in the order of what follows, to look up the stretches of a piece.

    Parameters
    ----------
    tunes : sequence of rows of event indices below 255

    Examples
    --------
    >>> book = Concordance([np.array([0, 1, 2, 3, 4]), np.array([7, 8, 9])])
    >>> book.lengths([1, 2, 3, 9])
    array([3, 2, 1, 1])
    >>> book.quotations([1, 2, 3, 9], least=2)
    [Quotation(start=0, length=3, tune=0, place=1)]
    """

    def __init__(self, tunes: Sequence[np.ndarray]) -> None:
        self._text = joined(tunes)
        ends = np.cumsum([len(tune) + 1 for tune in tunes], dtype=int)
        self._starts = np.concatenate([[0], ends[:-1]])
        words = _words(np.frombuffer(self._text, np.uint8))
        self._sorted = np.sort(words.view(f"S{_WIDTH}").ravel())

    def lengths(self, piece: Iterable[int]) -> np.ndarray:
        """How long a stretch of the tunes begins at each event of a piece.

        Parameters
        ----------
        piece : row of event indices below 255

        Returns
        -------
        ndarray of int, shape (events,)
            Its largest is the longest copy.
        """
        row = as_bytes(piece)
        if not row or not self._text:
            return np.zeros(len(row), dtype=int)
        words = _words(np.frombuffer(row, np.uint8))
        after = np.searchsorted(self._sorted, words.view(f"S{_WIDTH}").ravel())
        most = np.minimum(len(row) - np.arange(len(row)), _WIDTH)
        found = np.zeros(len(row), dtype=int)
        for beside in (after - 1, after):  # whatever begins alike lies side by side
            near = self._sorted[np.clip(beside, 0, len(self._sorted) - 1)]
            differs = near.view(np.uint8).reshape(-1, _WIDTH) != words
            alike = np.where(differs.any(axis=1), differs.argmax(axis=1), _WIDTH)
            found = np.maximum(found, np.minimum(alike, most))
        for i in np.flatnonzero(found == _WIDTH):
            length = max(_WIDTH, found[i - 1] - 1 if i else 0)
            while i + length < len(row) and row[i : i + length + 1] in self._text:
                length += 1
            found[i] = length
        return found

    def quotations(self, piece: Iterable[int], least: int = 16) -> list[Quotation]:
        """The stretches of a piece that stand in the tunes, the longest first; none overlap.

        Parameters
        ----------
        piece : row of event indices below 255
        least : int, at least 1
            How many events a stretch must have to be called a quotation.

        Raises
        ------
        ValueError
            If ``least`` is below 1.
        """
        if least < 1:
            raise ValueError(f"a quotation has at least 1 event, got least={least}; try 16")
        piece = list(piece)
        found = self._split(self.lengths(piece), as_bytes(piece), 0, len(piece), least)
        return sorted(found, key=lambda quotation: (-quotation.length, quotation.start))

    def _split(
        self, lengths: np.ndarray, row: bytes, begin: int, end: int, least: int
    ) -> Iterator[Quotation]:
        """The longest quotation between two events, and those on either side of it."""
        if end - begin < least:
            return
        room = np.minimum(lengths[begin:end], end - np.arange(begin, end))
        start, length = begin + int(room.argmax()), int(room.max())
        if length < least:
            return
        at = self._text.find(row[start : start + length])
        tune = int(np.searchsorted(self._starts, at, side="right")) - 1
        yield Quotation(start, length, tune, at - int(self._starts[tune]))
        yield from self._split(lengths, row, begin, start, least)
        yield from self._split(lengths, row, start + length, end, least)


def share_found(lengths: np.ndarray, n: int) -> float:
    """The share of a piece's n-grams that stand in the tunes, by its matching lengths.

    >>> share_found(np.array([3, 2, 1, 1]), 2)  # of 12, 23 and 39 the first two
    0.6666666666666666
    """
    starts = len(lengths) - n + 1
    if n < 1 or starts < 1:
        raise ValueError(f"a piece of {len(lengths)} events has no {n}-grams; try a smaller n")
    return float((lengths[:starts] >= n).mean())


def nearest(piece: Iterable[int], tunes: Sequence[np.ndarray]) -> Neighbour:
    """The tune with the stretch that fewest edits make of ``piece``.

    An edit changes an element, leaves one out or puts one in. Whatever stands before and after the
    stretch in its tune is free.

    Parameters
    ----------
    piece : row of int
        Events, or the pitches of a melody: then rhythm makes no difference.
    tunes : sequence of rows of int
        At least one.

    Raises
    ------
    ValueError
        If there are no tunes.

    Examples
    --------
    >>> nearest([1, 2, 9, 4], [np.array([5, 5, 5]), np.array([0, 1, 2, 3, 4, 5])])
    Neighbour(edits=1, tune=1)
    """
    row = list(piece)
    if not tunes:
        raise ValueError("nearest needs at least one tune to compare with, got none")
    long = np.array([len(tune) for tune in tunes])
    text = np.concatenate([np.asarray(tune, dtype=np.int32) for tune in tunes])
    which = np.repeat(np.arange(len(tunes), dtype=np.int32), long)
    # Places on a line with wide gaps from tune to tune: no stretch is worth crossing one.
    line = np.arange(len(text), dtype=np.int32) + which * np.int32(len(row) + 1)
    first = (np.cumsum(long) - long)[long > 0]
    edits = np.zeros(len(text), dtype=np.int32)  # of what was read so far to what ends here
    for read, element in enumerate(row):
        changed = np.roll(edits, 1)
        changed[first] = read
        changed += text != element
        edits += 1
        np.minimum(edits, changed, out=edits)
        edits -= line
        np.minimum.accumulate(edits, out=edits)
        edits += line
    if not len(text):
        return Neighbour(len(row), 0)
    best = int(edits.argmin())
    return Neighbour(int(edits[best]), int(which[best]))


def joined(tunes: Sequence[np.ndarray]) -> bytes:
    """All tunes in one row of bytes, with a byte between them that is no event."""
    return bytes([_SEPARATOR]).join(as_bytes(tune) for tune in tunes)


def _words(row: np.ndarray) -> np.ndarray:
    """The events from each place on, shape (places, width); behind the last one stand separators.

    Events are counted from 1, since a text must not end in zeros.
    """
    padded = np.concatenate([row + np.uint8(1), np.zeros(_WIDTH, dtype=np.uint8)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WIDTH)
    return np.ascontiguousarray(windows[: len(row)])


def as_bytes(row: Iterable[int]) -> bytes:
    """A row of event indices below 255 as bytes."""
    values = np.asarray(row if isinstance(row, np.ndarray) else list(row))
    if values.size and (values.min() < 0 or values.max() >= _SEPARATOR):
        raise ValueError(f"event indices must be from 0 to {_SEPARATOR - 1}")
    return values.astype(np.uint8).tobytes()

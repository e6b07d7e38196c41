"""Echoes: what stood 1, 2, 4 or 8 bars ago, and how surely it comes again.

A tune is made of phrases, and phrases come back: the bar four before is a far better guess than
the bar before. An **echo** proposes what stood so many bars ago. Its **run** says how many of its
proposals in a row have come true, and a count over the training tunes says how often an echo with
such a run, in such a bar, is right again. The surest echo gets that probability, wherever it is
more than the generator gives, and the generator shares out the rest: `Echoes.heard_in`.

The same rule serves rhythm, where a symbol is a bar's profile and a bar is one symbol long, and
pitch, where a symbol is a note and a bar has as many places as it has steps.

Chapter: Hierarchy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from ssc_lib.music.encoding import check_batch

LAGS = (1, 2, 4, 8)  # bars
LONGEST = 8  # a run that is longer counts as one of eight
CYCLE = 4  # bars: a phrase has four
SILENT = -1  # no symbol, or no proposal


@dataclass(frozen=True, eq=False)
class Past:
    """What a batch of melodies has said for eight bars; a value, never changed in place.

    Parameters
    ----------
    bar : int
        Symbols in a bar.
    heard : ndarray of int, shape (batch,)
        How many symbols there were.
    recent : ndarray of int, shape (batch, 8 * bar)
        The latest symbols, newest last; `SILENT` before the beginning and where there is none.
    runs : ndarray of int, shape (batch, 4)
        How many proposals of each echo came true without a break.
    """

    bar: int
    heard: np.ndarray
    recent: np.ndarray
    runs: np.ndarray

    @classmethod
    def blank(cls, batch: int, bar: int) -> Past:
        """A past in which nothing was heard."""
        recent = np.full((check_batch(batch), LAGS[-1] * bar), SILENT, dtype=np.int32)
        return cls(bar, np.zeros(batch, dtype=np.int64), recent, np.zeros((batch, len(LAGS)), int))

    def proposals(self) -> np.ndarray:
        """What stood 1, 2, 4 and 8 bars before the next symbol, (batch, 4), or `SILENT`."""
        return self.recent[:, [-lag * self.bar for lag in LAGS]].astype(np.int64)

    def step(self, symbols: np.ndarray) -> Self:
        """The past after one more symbol for each melody, ``symbols`` of shape (batch,).

        Where an echo and the melody are both silent, its run stays as it is.
        """
        row = np.asarray(symbols).astype(np.int32)
        proposed = self.proposals()
        same = proposed == row[:, None]
        runs = np.where(same, self.runs + (proposed >= 0), 0)
        recent = np.concatenate((self.recent[:, 1:], row[:, None]), axis=1)
        return replace(self, heard=self.heard + 1, recent=recent, runs=runs)


class Echoes:
    """How often each echo is right, counted on tunes.

    Parameters
    ----------
    chances : ndarray, shape (4, 9, 4), between 0 and 1
        For each echo, for each run up to `LONGEST`, for each bar of a phrase of four.

    Examples
    --------
    A bar of one symbol. An echo of one bar that is right nine times in ten after one success:

    >>> chances = np.zeros((4, 9, 4))
    >>> chances[0, 1] = 0.9
    >>> past = Past.blank(1, bar=1).step([2]).step([2])
    >>> Echoes(chances).heard_in(np.full((1, 4), 0.25), past).round(3).tolist()
    [[0.033, 0.033, 0.9, 0.033]]
    """

    def __init__(self, chances: np.ndarray) -> None:
        self.chances = np.asarray(chances, dtype=float)
        if self.chances.shape != (shape := (len(LAGS), LONGEST + 1, CYCLE)):
            raise ValueError(
                f"the chances of echoes have shape {self.chances.shape}, expected {shape}"
            )

    @classmethod
    def count(cls, rows: Sequence[np.ndarray], bars: Iterable[int]) -> Echoes:
        """Count how often each echo was right.

        Parameters
        ----------
        rows : sequence of arrays of int
            The symbols of each tune, `SILENT` where there is none.
        bars : iterable of int
            Symbols in a bar of each tune.
        """
        seen = np.zeros((2, len(LAGS), LONGEST + 1, CYCLE))  # wrong and right
        of_bar: dict[int, list[np.ndarray]] = {}
        for row, bar in zip(rows, bars, strict=True):
            of_bar.setdefault(bar, []).append(row)
        for bar, group in of_bar.items():
            symbols = np.full((len(group), max(map(len, group))), SILENT)
            for row, lane in zip(group, symbols, strict=True):
                lane[: len(row)] = row
            past = Past.blank(len(group), bar)
            for column in symbols.T:
                proposed = past.proposals()
                right = (proposed == column[:, None]).astype(int)
                place = (right, *_entries(past))
                counted = (proposed >= 0) & (column >= 0)[:, None]
                np.add.at(seen, tuple(entry[counted] for entry in place), 1)
                past = past.step(column)
        return cls((seen[1] + 0.5) / (seen.sum(axis=0) + 1))

    def heard_in(self, p: np.ndarray, past: Past) -> np.ndarray:
        """What a generator says, once the surest echo was heard: shape (batch, vocabulary).

        Parameters
        ----------
        p : ndarray, shape (batch, vocabulary), rows sum to 1
        past : Past
        """
        rows, proposed = np.arange(len(p)), past.proposals()
        chances = np.where(proposed >= 0, self.chances[_entries(past)], 0.0)
        surest = chances.argmax(axis=1)
        symbol = np.maximum(proposed[rows, surest], 0)
        own = p[rows, symbol]
        chance = np.maximum(chances[rows, surest], own)  # an echo never takes anything away
        left = np.maximum(1 - own, 1e-300)
        result = p * ((1 - chance) / left)[:, None]
        result[rows, symbol] = chance
        return result


def _entries(past: Past) -> tuple[np.ndarray, ...]:
    """Where the chance of each echo stands in the table: arrays of shape (batch, 4)."""
    phrase = np.broadcast_to((past.heard // past.bar % CYCLE)[:, None], past.runs.shape)
    lags = np.broadcast_to(np.arange(len(LAGS)), past.runs.shape)
    return lags, np.minimum(past.runs, LONGEST), phrase

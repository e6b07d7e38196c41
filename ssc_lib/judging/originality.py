"""How much of a piece is copied: the longest stretch found word for word in the training tunes.

A generator can score well by remembering. What counts as too much is not a matter of taste: real
tunes share stretches with one another, and that amount is the baseline.

Chapters: Dice, tables and memory; A network that composes. Source of the idea of a human baseline:
Yin, Reuben, Stepney and Collins, *SN Computer Science* 3, 2022.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

_SEPARATOR = 255
_SEED, _MANY = 16, 8  # events of a seed; pieces from which on seeds are worth their gathering


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
    memory = bytes([_SEPARATOR]).join(_as_bytes(t) for t in tunes)
    seeds = None  # all stretches of a fixed length: most copies are ruled out by their last one
    if len(pieces) >= _MANY:
        seeds = {memory[i : i + _SEED] for i in range(len(memory) - _SEED + 1)}
    lengths = []
    for piece in map(_as_bytes, pieces):
        longest, start = 0, 0
        while start + longest < len(piece):
            stretch = piece[start : start + longest + 1]
            possible = seeds is None or longest + 1 < _SEED or stretch[-_SEED:] in seeds
            if possible and stretch in memory:
                longest += 1
            else:
                start += 1
        lengths.append(longest)
    return lengths


def _as_bytes(row: Iterable[int]) -> bytes:
    values = np.asarray(row if isinstance(row, np.ndarray) else list(row))
    if values.size and (values.min() < 0 or values.max() >= _SEPARATOR):
        raise ValueError(f"event indices must be from 0 to {_SEPARATOR - 1}")
    return values.astype(np.uint8).tobytes()

"""Musical dice games: a table that knows where a piece is, and not what came before.

In the eighteenth century a minuet could be bought as a **table**. Each of its columns is a bar of
the piece, each of its rows a number that dice can show. For each bar one throws, and plays the bar
whose number stands in that row and column. The game that Hummel printed in 1793 has 11 rows for the
sum of two dice and 16 columns. It has been sold under Mozart's name, which is doubtful at best
(Koechel's catalogue lists it as Anh. C 30.01). A trio with one die has 6 rows.

The numbers of the waltz are those from 1 to 176, each once, and the numbers of the trio those from
1 to 96. That is a checksum for whoever types them: `misprints` names what is missing and what
stands there twice.

As a generator such a table says what comes next from the number of the bar alone. `DiceTable` is
that generator, of printed tables and of ones that were counted in tunes.

Chapter: Dice, tables and memory. Source: S. A. Hedges, *Dice Music in the Eighteenth Century*,
Music & Letters 59, 1978.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ssc_lib.chance.coins import as_distribution
from ssc_lib.generator import Generator, Rng
from ssc_lib.music.onehot import event_rows

#: Probabilities of the sums 2, 3, ..., 12 of two fair dice.
TWO_DICE = np.array([1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1]) / 36

#: The numbers of the waltz: row 0 is the sum 2, row 10 the sum 12; a column is a bar.
WALTZ = np.array(
    [
        [96, 22, 141, 41, 105, 122, 11, 30, 70, 121, 26, 9, 112, 49, 109, 14],
        [32, 6, 128, 63, 146, 46, 134, 81, 117, 39, 126, 56, 174, 18, 116, 83],
        [69, 95, 158, 13, 153, 55, 110, 24, 66, 139, 15, 132, 73, 58, 145, 79],
        [40, 17, 113, 85, 161, 2, 159, 100, 90, 176, 7, 34, 67, 160, 52, 170],
        [148, 74, 163, 45, 80, 97, 36, 107, 25, 143, 64, 125, 76, 136, 1, 93],
        [104, 157, 27, 167, 154, 68, 118, 91, 138, 71, 150, 29, 101, 162, 23, 151],
        [152, 60, 171, 53, 99, 133, 21, 127, 16, 155, 57, 175, 43, 168, 89, 172],
        [119, 84, 114, 50, 140, 86, 169, 94, 120, 88, 48, 166, 51, 115, 72, 111],
        [98, 142, 42, 156, 75, 129, 62, 123, 65, 77, 19, 82, 137, 38, 149, 8],
        [3, 87, 165, 61, 135, 47, 147, 33, 102, 4, 31, 164, 144, 59, 173, 78],
        [54, 130, 10, 103, 28, 37, 106, 5, 35, 20, 108, 92, 12, 124, 44, 131],
    ]
)

#: The numbers of the trio: row 0 is the face 1 of one die, row 5 the face 6.
TRIO = np.array(
    [
        [72, 6, 59, 25, 81, 41, 89, 13, 36, 5, 46, 79, 30, 95, 19, 66],
        [56, 82, 42, 74, 14, 7, 26, 71, 76, 20, 64, 84, 8, 35, 47, 88],
        [75, 39, 54, 1, 65, 43, 15, 80, 9, 34, 93, 48, 69, 58, 90, 21],
        [40, 73, 16, 68, 29, 55, 2, 61, 22, 67, 49, 77, 57, 87, 33, 10],
        [83, 3, 28, 53, 37, 17, 44, 70, 63, 85, 32, 96, 12, 23, 50, 91],
        [18, 45, 62, 38, 4, 27, 52, 94, 11, 92, 24, 86, 51, 60, 78, 31],
    ]
)


def throw(n: int, *, rng: Rng, dice: int = 2) -> np.ndarray:
    """Sums of so many dice, thrown ``n`` times.

    Parameters
    ----------
    n : int, at least 0
        Number of throws.
    rng : numpy.random.Generator or seed
    dice : int, at least 1

    Returns
    -------
    ndarray of int, shape (n,), each from ``dice`` to ``6 * dice``

    Examples
    --------
    >>> sums = throw(1000, rng=np.random.default_rng(0))
    >>> int(sums.min()), int(sums.max()), bool(abs((sums == 7).mean() - 1 / 6) < 0.04)
    (2, 12, True)
    """
    rng = np.random.default_rng(rng)
    if n < 0 or dice < 1:
        raise ValueError(f"expected n of at least 0 and one die or more, got {n} and {dice}")
    return rng.integers(1, 7, (n, dice)).sum(axis=1)


def misprints(table: np.ndarray | Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """What is wrong with a table that should hold each number from 1 to its size once.

    Parameters
    ----------
    table : array-like of int, of any shape

    Returns
    -------
    missing, superfluous : lists of int, sorted
        Numbers that ought to be there and are not, and numbers that stand there once too often (as
        many times as they are too many) or do not belong. Both empty: the table passes.

    Examples
    --------
    >>> misprints([[1, 3], [3, 4]])
    ([2], [3])
    >>> misprints(WALTZ), misprints(TRIO)
    (([], []), ([], []))
    """
    numbers = np.asarray(table)
    if not np.issubdtype(numbers.dtype, np.integer):
        raise TypeError(f"a table holds whole numbers, got {numbers.dtype}")
    left = np.sort(numbers, axis=None).tolist()
    missing = []
    for number in range(1, numbers.size + 1):
        if number in left:
            left.remove(number)
        else:
            missing.append(number)
    return missing, left


class DiceTable(Generator):
    """A generator with one distribution for each place of a period, and no other memory.

    Parameters
    ----------
    rows : array-like, shape (period, vocabulary), rows summing to 1
        ``rows[t]`` is the distribution of the events at steps t, t + period, t + 2 period, ...

    Attributes
    ----------
    period : int
    vocabulary : int

    Examples
    --------
    Long and short by turns, and each of the two fair:

    >>> from ssc_lib import sample
    >>> table = DiceTable([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    >>> sample(table, 6, rng=np.random.default_rng(3)).tolist()
    [[0, 2, 1, 2, 0, 2]]
    """

    def __init__(self, rows: np.ndarray | Sequence[Sequence[float]]) -> None:
        self.rows = np.array(rows, dtype=float)
        if self.rows.ndim != 2 or self.rows.size == 0:
            raise ValueError(
                f"a dice table has a row for each place and a column for each event, got shape "
                f"{self.rows.shape}"
            )
        for place, row in enumerate(self.rows):
            as_distribution(row, f"the distribution at place {place}")
        self.period, self.vocabulary = self.rows.shape
        self.size = self.period

    @classmethod
    def of(
        cls,
        table: np.ndarray | Sequence[Sequence[int]],
        chances: Iterable[float] | np.ndarray = TWO_DICE,
    ) -> DiceTable:
        """The generator of a printed table.

        Parameters
        ----------
        table : array-like of int, shape (throws, period)
            Which event is played for each throw (row) at each place (column).
        chances : array-like, shape (throws,), summing to 1
            Probability of each throw; by default the sums of two dice.

        Examples
        --------
        >>> waltz = DiceTable.of(WALTZ - 1)
        >>> waltz.period, waltz.vocabulary, float(waltz.rows[0, 104 - 1]) == 6 / 36
        (16, 176, True)
        """
        events, weights = np.asarray(table), np.asarray(chances, dtype=float)
        if events.ndim != 2 or not np.issubdtype(events.dtype, np.integer) or events.min() < 0:
            raise ValueError(
                "expected a table of event indices, with a row for each throw and a column for "
                f"each place, got {events.dtype} of shape {events.shape}"
            )
        if weights.shape != (len(events),):
            raise ValueError(
                f"the table has {len(events)} rows and the dice have {len(weights)} chances; give "
                "one for each row"
            )
        rows = np.zeros((events.shape[1], int(events.max()) + 1))
        for row, chance in zip(events, weights, strict=True):
            rows[np.arange(len(row)), row] += chance  # two throws may lead to one event
        return cls(rows)

    @classmethod
    def fit(
        cls,
        sequences: Iterable[Any],
        vocabulary: int = 38,
        *,
        period: int,
        smoothing: float = 1.0,
    ) -> DiceTable:
        """Count which events stand at each place; ``smoothing`` is added to every count.

        Parameters
        ----------
        sequences : melodies, tunes or rows of event indices
        vocabulary : int
            How many events there are.
        period : int, at least 1
            Steps after which the places begin anew. 48 is a common multiple of the bars of 2/4,
            3/4, 6/8 and 4/4 in sixteenth notes.
        smoothing : float, not negative

        Examples
        --------
        >>> DiceTable.fit([[0, 1, 0, 0]], 2, period=2, smoothing=0).rows.tolist()
        [[1.0, 0.0], [0.5, 0.5]]
        """
        if period < 1:
            raise ValueError(f"period must be at least 1, got {period}")
        if not smoothing >= 0:
            raise ValueError(f"smoothing must not be negative, got {smoothing}")
        counts = np.full((period, vocabulary), float(smoothing))
        for row in event_rows(sequences, vocabulary):
            np.add.at(counts, (np.arange(len(row)) % period, row), 1)
        totals = counts.sum(axis=1, keepdims=True)
        if not totals.all():
            raise ValueError(
                f"no event stands at place {int(np.argmin(totals))}; choose a smoothing above 0 or "
                "a shorter period"
            )
        return cls(counts / totals)

    def start(self, batch: int) -> np.ndarray:
        """The place of each output: the first of the period."""
        return np.zeros(batch, dtype=np.int64)

    def step(self, state: np.ndarray, events: np.ndarray) -> np.ndarray:
        """The next place of each output, whatever the events were."""
        return (state + 1) % self.period

    def distribution(self, state: np.ndarray) -> np.ndarray:
        """The row of each output's place: shape (batch, vocabulary)."""
        return self.rows[state]

r"""Votes and juries: several generators and the tune's own past decide together.

A tune proposes its own next event: what stood one, two, four or eight bars ago, and what came after
its longest repeat (the five **sources** of `ssc_lib.music.copies`). A **jury** lets generators and
sources vote. With :math:`p_i` what generator :math:`i` says, :math:`e_s` what source :math:`s`
proposes and :math:`\phi_s` what is known of it,

.. math:: p(e) \propto \exp\Big(\sum_i \beta_i \ln p_i(e) + \sum_s [e = e_s] \, w(\phi_s)\Big)

so each generator has one number, how far it is believed, and each source adds to the log-odds of
one event. How much is read from four small tables, for each source:

=========  =======  ==============================================================================
table      entries  what is known
=========  =======  ==============================================================================
``run``    7 x 3    for how long the source has been right, and what it proposes: no event, note
                    off or a note
``agree``  5 x 3    how many of the other sources propose the same
``sure``   7        how probable the generators think it, on average of their logarithms
``bar``    8 x 3    number of the bar, modulo 8
=========  =======  ==============================================================================

The weights are learned on tunes that no generator of the jury has learned from. Their likelihood is
concave, so there is one best jury (`ssc_lib.chance.ballots`).

Chapter: Lookback and votes. Sources: the product is the logarithmic opinion pool of C. Genest and
J. V. Zidek, *Statistical Science* 1, 1986; votes of what was heard before are a cache, as in
R. Kuhn and R. De Mori, *IEEE Transactions on Pattern Analysis and Machine Intelligence* 12, 1990.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple, Self

import numpy as np

from ssc_lib.chance.ballots import Ballots, pooled
from ssc_lib.generator import Generator, as_generator, encoding_of
from ssc_lib.music.copies import RUNS, SOURCES, Copies, CopyHistory
from ssc_lib.music.melody import Melody
from ssc_lib.music.places import CYCLE

SURE = (0.003, 0.01, 0.03, 0.1, 0.3, 0.6)  # probabilities between the classes of ``sure``
KINDS = 3  # no event, note off, a note
TABLES: dict[str, tuple[int, ...]] = {
    "run": (len(RUNS) + 1, KINDS),
    "agree": (len(SOURCES), KINDS),
    "sure": (len(SURE) + 1,),
    "bar": (CYCLE, KINDS),
}
LEAST = 1e-12  # probability that stands for zero in a logarithm
BATCH = 256


class Votes(NamedTuple):
    """What a jury hears of the past: shape (batch, 5), for each source."""

    events: np.ndarray  # what it proposes, or `SILENT`
    places: np.ndarray  # (batch, 5, 4): the entry of each table, counted through all of them


class Jury(Generator):
    """Generators and the tune's own past, voting; `Jury.fit` learns how far each is believed.

    Parameters
    ----------
    generators : Generator or sequence of Generator
        All of one vocabulary, pitch range and key.
    trust : sequence of float
        How far each is believed: its exponent.
    weights : mapping of str -> ndarray
        The tables named above, each of shape ``(5, *entries)``. Tables left out are zero, so that
        without any the past has no vote.

    Raises
    ------
    ValueError
        If the generators speak of different events, or a table has another shape.

    Examples
    --------
    A fair die of 38 sides, in bars of one step. The vote for what came four bars ago weighs ln 37,
    so one side counts as much as the 37 others together:

    >>> from ssc_lib import Uniform
    >>> run = np.zeros((5, 7, 3))
    >>> run[2] = np.log(37)
    >>> jury = Jury(Uniform(38), [1.0], {"run": run}).in_bars_of(1)
    >>> state = jury.start(1)
    >>> for event in [14, 16, 18, 20]:
    ...     state = jury.step(state, np.array([event]))
    >>> float(jury.distribution(state)[0, 14].round(3))
    0.5
    """

    follows_bar = True

    def __init__(
        self,
        generators: Any,
        trust: Sequence[float] | np.ndarray,
        weights: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        several = isinstance(generators, (list, tuple))
        self.generators = [as_generator(g) for g in (generators if several else [generators])]
        if not self.generators:
            raise ValueError("a jury needs at least one generator, got none")
        first = self.generators[0]
        self.vocabulary, self.encoding, self.key = first.vocabulary, encoding_of(first), first.key
        mine = (self.encoding.low, self.encoding.high, self.key)
        for other in self.generators[1:]:
            theirs = encoding_of(other)
            if (theirs.low, theirs.high, other.key) != mine:
                raise ValueError(
                    f"the generators of a jury must speak of the same events; one has "
                    f"{theirs.size} in key {other.key}, the first {self.vocabulary} in {self.key}"
                )
        self.trust = np.asarray(trust, dtype=float)
        if self.trust.shape != (len(self.generators),):
            raise ValueError(
                f"trust needs one number for each of the {len(self.generators)} generators, "
                f"got {self.trust.size}"
            )
        if not np.isfinite(self.trust).all():
            raise ValueError(f"trust must be finite numbers, got {self.trust.tolist()}")
        self.weights = _as_tables(weights or {})
        self._flat = np.concatenate([table.ravel() for table in self.weights.values()])
        self._copies = Copies(self.encoding.low, self.encoding.high)
        self.size = sum(g.size for g in self.generators) + len(self._flat) + len(self.trust)

    @classmethod
    def fit(cls, generators: Any, music: Iterable[Any], *, penalty: float = 3.0) -> Self:
        """Learn a jury on music that none of its generators has learned from.

        Parameters
        ----------
        generators : Generator or sequence of Generator
        music : iterable of Melody or of Tune
        penalty : float, above 0
            Half of it times the squared weights is taken off the log-likelihood, so that what was
            seldom seen stays near zero.

        Raises
        ------
        ValueError
            If there is nothing to learn from, or a piece knows of no bar.
        """
        several = isinstance(generators, (list, tuple))
        chosen = list(generators) if several else [generators]
        start = cls(chosen, [1 / len(chosen)] * len(chosen))
        trust, flat = start.ballots(music).best(start.trust, start._flat, penalty)
        return cls(chosen, trust, _from_flat(flat))

    def in_bars_of(self, steps: int) -> Self:
        """This jury as it votes in bars of so many steps."""
        other = copy(self)
        other.generators = [g.in_bars_of(steps) for g in self.generators]
        other._copies = self._copies.in_bars_of(steps)
        other.follows_bar = False
        return other

    # -- what comes next -------------------------------------------------------------------------

    def start(self, batch: int) -> tuple[list[Any], CopyHistory]:
        """The states of the generators, and a past in which nothing was heard."""
        return [g.start(batch) for g in self.generators], self._copies.track(batch)

    def step(
        self, state: tuple[list[Any], CopyHistory], events: np.ndarray
    ) -> tuple[list[Any], CopyHistory]:
        """The state after one more event for each output."""
        inner, past = state
        stepped = [g.step(s, events) for g, s in zip(self.generators, inner, strict=True)]
        return stepped, past.step(np.asarray(events))

    def distribution(self, state: tuple[list[Any], CopyHistory]) -> np.ndarray:
        """What the jury decides, shape (batch, vocabulary)."""
        said = self.said(state)
        votes = self.votes(state, said)
        return pooled(said, self.trust, votes.events, self._flat[votes.places].sum(axis=2))

    def said(self, state: tuple[list[Any], CopyHistory]) -> np.ndarray:
        """Logarithm of what each generator says, (batch, generators, vocabulary)."""
        inner, _ = state
        p = [g.distribution(s) for g, s in zip(self.generators, inner, strict=True)]
        return np.log(np.maximum(np.stack(p, axis=1), LEAST))

    def votes(self, state: tuple[list[Any], CopyHistory], said: np.ndarray) -> Votes:
        """What each source proposes, and which entry of each table holds its weight."""
        _, past = state
        events, sources = past.proposals(), np.arange(len(SOURCES))
        kind = np.minimum(np.maximum(events, 0), KINDS - 1)
        same = (events[:, :, None] == events[:, None, :]).sum(axis=2) - 1
        p = np.take_along_axis(said.mean(axis=1), np.maximum(events, 0), axis=1)
        bar = np.broadcast_to((past.heard // self._copies.bar % CYCLE)[:, None], events.shape)
        entries = (
            np.searchsorted(RUNS, past.lengths(), side="right") * KINDS + kind,
            same * KINDS + kind,
            np.searchsorted(np.log(SURE), p),
            bar * KINDS + kind,
        )
        places, begin = [], 0
        for entry, shape in zip(entries, TABLES.values(), strict=True):
            width = int(np.prod(shape))
            places.append(begin + sources * width + entry)
            begin += len(SOURCES) * width
        return Votes(events, np.stack(places, axis=2))

    def ballots(self, music: Iterable[Any]) -> Ballots:
        """Let the jury hear music, all pieces with bars of one length side by side.

        Raises
        ------
        TypeError
            If a piece is no melody, and so knows of no bar.
        ValueError
            If there is nothing to learn from.
        """
        by_bar: dict[int, list[np.ndarray]] = {}
        for i, piece in enumerate(music):
            melody = getattr(piece, "melody", piece)
            if not isinstance(melody, Melody):
                raise TypeError(f"piece {i} is no melody; a jury needs its bars")
            row = encoding_of(self).squash(melody, self.key)[0]
            by_bar.setdefault(melody.steps_per_bar, []).append(row)
        heard: list[tuple[np.ndarray, ...]] = []
        for bar, rows in sorted(by_bar.items()):
            rows.sort(key=len, reverse=True)
            for first in range(0, len(rows), BATCH):
                heard += _heard(self.in_bars_of(bar), rows[first : first + BATCH])
        if not heard:
            raise ValueError("no events to learn from: a piece needs at least two")
        return Ballots(*(np.concatenate(part) for part in zip(*heard, strict=True)))

    def __repr__(self) -> str:
        names = ", ".join(type(g).__name__ for g in self.generators)
        return f"<Jury of {names}: {self.vocabulary} events>"


def _heard(jury: Jury, rows: list[np.ndarray]) -> Iterable[tuple[np.ndarray, ...]]:
    """What is said and proposed before each event but the first; the longest row stands first."""
    lengths = np.array([len(row) for row in rows])
    state = jury.start(len(rows))
    for position in range(1, lengths[0]):
        going = int((lengths > position).sum())
        latest = np.array([row[min(position, len(row)) - 1] for row in rows])
        state = jury.step(state, latest)
        said = jury.said(state)
        events, places = jury.votes(state, said)
        came = np.array([row[position] for row in rows[:going]])
        yield said[:going].astype(np.float32), events[:going], places[:going], came


def _as_tables(weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All tables in their order, those left out as zeros."""
    if unknown := sorted(weights.keys() - TABLES.keys()):
        raise ValueError(f"unknown table {unknown[0]!r}; there are {', '.join(TABLES)}")
    tables = {}
    for name, shape in TABLES.items():
        wanted = (len(SOURCES), *shape)
        table = np.asarray(weights.get(name, np.zeros(wanted)), dtype=float)
        if table.shape != wanted:
            raise ValueError(f"the table {name} has shape {table.shape}; expected {wanted}")
        if not np.isfinite(table).all():
            raise ValueError(f"the table {name} has numbers that are not finite")
        tables[name] = table
    return tables


def _from_flat(flat: np.ndarray) -> dict[str, np.ndarray]:
    """The tables of a row of all their entries."""
    tables, begin = {}, 0
    for name, shape in TABLES.items():
        wanted = (len(SOURCES), *shape)
        end = begin + int(np.prod(wanted))
        tables[name], begin = flat[begin:end].reshape(wanted), end
    return tables

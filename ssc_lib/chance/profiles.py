"""Bar profiles: the rhythm of a bar as one symbol, and rhythm that is chosen a bar at a time.

The **profile** of a bar says of each of its steps whether nothing happens, a note is let go or a
note begins, and leaves the pitches out. Written with ``.``, ``o`` and ``x``, the commonest bar of
6/8 is ``x.x.x.x.x.x.``.

`Rhythm` is a generator of such **kinds**: 0 no event, 1 note off, 2 a note begins. It expects a
profile from the four before it, by a table, or as an echo of 1, 2, 4 or 8 bars ago. The listener
hears the bar step by step. So it keeps a weight for each profile, takes those away that no longer
fit, and adds up what is left: the probability of the next kind is the weight of the profiles that
fit so far and go on with it. One more hypothesis, that the bar has a profile which is not in the
list, spells it step by step, so nothing is impossible.

Chapter: Hierarchy. Source of the idea to compose profiles first: J. Wu and others, *A Hierarchical
Recurrent Neural Network for Symbolic Melody Generation*, IEEE Transactions on Cybernetics, 2020.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, NamedTuple, Self

import numpy as np

from ssc_lib.chance.echoes import Echoes, Past
from ssc_lib.chance.ngram import NGram
from ssc_lib.generator import Generator
from ssc_lib.music.encoding import as_indices
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import as_pieces

KINDS = 3
NOTE = 2  # the kind of an event with which a note begins
SIGNS = ".ox"
ORDER = 4  # bars that the table of profiles remembers
STEP_ORDER = 24  # steps that are remembered where a bar's profile is not in the list
LEAST = 2  # how often a profile was seen that is in the list


def kinds(melody: Melody) -> np.ndarray:
    """What happens at each step, without the pitch: 0 no event, 1 note off, 2 a note begins.

    Examples
    --------
    >>> kinds(Melody([60, -2, 62, -1])).tolist()
    [2, 0, 2, 1]
    """
    return np.minimum(melody.events + 2, NOTE).astype(np.int64)


def profiles(melody: Melody) -> list[str]:
    """The profile of each whole bar.

    Examples
    --------
    >>> profiles(Melody(4 * [60, -2, 62, -1], steps_per_bar=8))
    ['x.xox.xo', 'x.xox.xo']
    """
    bar = melody.steps_per_bar
    signs = "".join(SIGNS[kind] for kind in kinds(melody))
    return [signs[at : at + bar] for at in range(0, len(signs) - bar + 1, bar)]


def melodies_of(music: Iterable[Any]) -> list[Melody]:
    """Melodies of pieces of music; TypeError if one is none, and so knows of no bars."""
    melodies = []
    for i, piece in enumerate(as_pieces(music)):
        melody = getattr(piece, "melody", piece)
        if not isinstance(melody, Melody):
            raise TypeError(
                f"piece {i} is of type {type(piece).__name__} and has no bars; give melodies or "
                "tunes"
            )
        melodies.append(melody)
    if not melodies:
        raise ValueError("there are no melodies to count; give at least one")
    return melodies


class RhythmState(NamedTuple):
    """What `Rhythm` remembers of a batch of melodies."""

    heard: np.ndarray  # how many steps, (batch,)
    bars: np.ndarray  # the last profiles, as the table keeps them
    past: Past  # the same, as the echoes do
    steps: np.ndarray  # the last kinds
    weights: np.ndarray  # of each profile that the bar may have, (batch, profiles + 1)
    bar: np.ndarray  # the kinds of the bar so far, (batch, bar)


class Rhythm(Generator):
    """Rhythm that is expected a bar at a time and heard a step at a time; see `Rhythm.fit`.

    Examples
    --------
    Bars of two steps, of which half are ``xx``. The first note settles nothing, the second does:

    >>> tunes = [Melody([60, 62, 64, -2] * 8, steps_per_bar=2)]
    >>> rhythm = Rhythm.fit(tunes, order=0).in_bars_of(2)
    >>> state = rhythm.step(rhythm.start(1), np.array([2]))
    >>> rhythm.distribution(state).round(1).tolist()
    [[0.5, 0.0, 0.5]]
    """

    vocabulary = KINDS
    follows_bar = True

    def __init__(
        self, listed: Sequence[str], table: NGram, steps: NGram, echoes: Echoes | None = None
    ) -> None:
        self.listed = list(listed)  # the profiles, by number
        self.table, self.steps, self.echoes = table, steps, echoes
        self.size = table.size
        self._set_bar(16)

    @classmethod
    def fit(
        cls,
        music: Iterable[Any],
        *,
        order: int = ORDER,
        step_order: int = STEP_ORDER,
        echoes: bool = True,
    ) -> Self:
        """Count profiles, what follows what, and what comes again.

        Parameters
        ----------
        music : iterable of Melody or of Tune
        order : int, at least 0
            Bars that the table of profiles remembers.
        step_order : int, at least 0
            Steps that are remembered in a bar whose profile is not in the list.
        echoes : bool
            Whether bars may echo those 1, 2, 4 or 8 bars ago.

        Raises
        ------
        TypeError
            If a piece knows of no bars.
        ValueError
            If there is no music, or an order is negative.
        """
        melodies = melodies_of(music)
        rows = [profiles(melody) for melody in melodies]
        seen = Counter(profile for row in rows for profile in row)
        listed = sorted(profile for profile, times in seen.items() if times >= LEAST)
        number = {profile: i for i, profile in enumerate(listed)}
        numbers = [np.array([number.get(p, len(listed)) for p in row], dtype=int) for row in rows]
        if not any(map(len, numbers)):
            raise ValueError("no melody has a whole bar; give longer ones, or shorter bars")
        table = NGram.fit(numbers, len(listed) + 1, order=order)
        steps = NGram.fit([kinds(melody) for melody in melodies], KINDS, order=step_order)
        return cls(
            listed, table, steps, Echoes.count(numbers, [1] * len(numbers)) if echoes else None
        )

    def in_bars_of(self, steps: int) -> Self:
        """The same in bars of so many steps: only profiles of that length are expected."""
        if steps < 1:
            raise ValueError(f"a bar needs at least 1 step, got {steps}; 16 are a bar of 4/4")
        other = copy(self)
        other._set_bar(steps)
        other.follows_bar = False
        return other

    @property
    def choices(self) -> list[str]:
        """The profiles that a bar may have, in the order of the weights of a state.

        One weight more, the last, is that of all profiles which are not in the list.
        """
        return list(self._number)

    def _set_bar(self, bar: int) -> None:
        """Choose the profiles of one length."""
        self.bar = bar
        self._number = {p: i for i, p in enumerate(self.listed) if len(p) == bar}
        self._places = np.array([*self._number.values(), len(self.listed)])  # of them in the table
        spelt = [[SIGNS.index(sign) for sign in profile] for profile in self._number]
        grid = np.array(spelt, dtype=np.int64).reshape(-1, bar)
        self._says = np.moveaxis(grid[:, :, None] == np.arange(KINDS), 1, 0).astype(float)

    def start(self, batch: int) -> RhythmState:
        """The state before anything was heard."""
        past, bars = Past.blank(batch, bar=1), self.table.start(batch)
        blank = np.zeros((batch, self.bar), dtype=np.int64)
        weights = self._expected(bars, past)
        return RhythmState(blank[:, 0], bars, past, self.steps.start(batch), weights, blank)

    def step(self, state: RhythmState, events: np.ndarray) -> RhythmState:
        """The state after one more kind for each output: profiles that do not fit lose all."""
        row = as_indices(events, KINDS, "events")
        place = int(state.heard[0]) % self.bar
        spelt = self.steps.distribution(state.steps)[np.arange(len(row)), row]
        weights = state.weights * np.column_stack([self._says[place].T[row], spelt])
        bar, bars, past = state.bar.copy(), state.bars, state.past
        bar[:, place] = row
        if place == self.bar - 1:  # the bar line: now its profile is known
            heard = ["".join(SIGNS[kind] for kind in lane) for lane in bar]
            numbers = np.array([self._number.get(profile, len(self.listed)) for profile in heard])
            bars, past = self.table.step(bars, numbers), past.step(numbers)
            weights = self._expected(bars, past)
        weights /= weights.sum(axis=1, keepdims=True)
        steps = self.steps.step(state.steps, row)
        return RhythmState(state.heard + 1, bars, past, steps, weights, bar)

    def distribution(self, state: RhythmState) -> np.ndarray:
        """The weight of the profiles that go on with each kind, shape (batch, 3)."""
        listed, other = state.weights[:, :-1], state.weights[:, -1:]
        says = self._says[int(state.heard[0]) % self.bar]
        p: np.ndarray = listed @ says + other * self.steps.distribution(state.steps)
        return p / p.sum(axis=1, keepdims=True)

    def _expected(self, bars: np.ndarray, past: Past) -> np.ndarray:
        """Weights of the profiles of a new bar; the last is that of all which are not listed."""
        p = self.table.distribution(bars)
        if self.echoes is not None:
            p = self.echoes.heard_in(p, past)
        p = p[:, self._places]
        return p / p.sum(axis=1, keepdims=True)

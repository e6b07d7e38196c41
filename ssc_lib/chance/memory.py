r"""Memory of the tune: attention that copies, with two numbers and nothing else learned.

At each step a tune asks where it has been before as it is now. What asks is the **query**: the last
events, and the place in the bar. What answers are the **keys**: the same at each earlier step. A
query is compared with the steps 1, 2, ... bars ago, and its **score** :math:`s_n` is the number
of events, of the last 8, that came before that step as they came before this one, without a break.
The **value** of a step is the event that followed there. With sharpness :math:`\beta`,

.. math:: \alpha_n = \frac{e^{\beta s_n}}{e^\delta + \sum_m e^{\beta s_m}}, \qquad
          p(e) = \alpha_0\, p_0(e) + \sum_n \alpha_n\, [v_n = e]

where :math:`p_0` is what a generator says. So the generator is one more place to look at, with the
score :math:`\delta`, its **doubt** of the past. Where nothing before is like now it speaks, nearly
alone; where the tune has been here before, the tune does.

Chapter: Attention. Sources: a place of its own for what is not copied is the sentinel of S. Merity
and others, *Pointer Sentinel Mixture Models*, ICLR 2017; a memory with two numbers that copies what
followed, the cache of E. Grave, A. Joulin and N. Usunier, *Improving Neural Language Models with a
Continuous Cache*, ICLR 2017.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, NamedTuple, Self

import numpy as np

from ssc_lib.generator import Wrapper, as_generator, encoding_of, log_probabilities
from ssc_lib.music.copies import SILENT, Copies, CopyHistory
from ssc_lib.music.melody import Melody

EVENTS = 8  # of the past that a query holds
FINEST = 0.01  # step at which the search for sharpness and doubt ends


class Memory(Wrapper):
    """A generator that looks back over its tune, and copies what followed where it was as now.

    Parameters
    ----------
    generator : Generator
        What speaks where the tune has nothing to say.
    sharpness : float, at least 0
        By how much each event that agrees raises the logarithm of a place's weight.
    doubt : float
        Score of the generator inside. The higher, the less is copied.
    events : int, at least 1
        How many of the last events are compared.

    Raises
    ------
    ValueError
        If a number is out of its range, or the events of the generator have no encoding.

    Examples
    --------
    *Frère Jacques* in quarter notes, bars of four steps, until the F of its fourth bar. In bars 1
    and 2 another note stood here, and one bar ago an F after an E, as now. The scores are 2, 0, 0:

    >>> from ssc_lib import Melody, OneHot, Uniform
    >>> song = Melody.of("C4 D4 E4 C4 C4 D4 E4 C4 E4 F4 G4 - E4 F4")
    >>> memory = Memory(Uniform(38), sharpness=1, doubt=1).in_bars_of(4)
    >>> state = memory.start(1)
    >>> for event in OneHot().encode(song):
    ...     state = memory.step(state, np.array([event]))
    >>> memory.weights(state)[0, :4].round(3).tolist()
    [0.225, 0.61, 0.083, 0.083]
    """

    def __init__(
        self,
        generator: Any,
        sharpness: float = 0.8,
        doubt: float = 4.3,
        *,
        events: int = EVENTS,
    ) -> None:
        super().__init__(as_generator(generator))
        if not (np.isfinite(sharpness) and sharpness >= 0):
            raise ValueError(
                f"sharpness must be a number of at least 0, got {sharpness}; 0 looks at all places "
                "alike"
            )
        if not np.isfinite(doubt):
            raise ValueError(f"doubt must be a number, got {doubt}; the higher, the less is copied")
        if events < 1:
            raise ValueError(f"events must be at least 1, got {events}; 8 is half a bar of 4/4")
        self.encoding = encoding_of(self.generator)
        self.sharpness, self.doubt, self.events = float(sharpness), float(doubt), events
        self.follows_bar = True
        self.size += 2
        self._past = Copies(self.encoding.low, self.encoding.high)

    @classmethod
    def fit(cls, generator: Any, music: Iterable[Any], *, events: int = EVENTS) -> Self:
        """Find sharpness and doubt on music from which the generator has not learned.

        Parameters
        ----------
        generator : Generator
        music : iterable of Melody or of Tune
        events : int, at least 1

        Raises
        ------
        TypeError
            If a piece is no melody, and so knows of no bar.
        ValueError
            If there is nothing to learn from.
        """
        memory = cls(generator, events=events)
        looks = memory.looks(music)
        found, step = np.array([memory.sharpness, memory.doubt]), 0.5
        around = np.array([(0, 0), (0, 1), (0, -1), (1, 5), (-1, -5)])  # sharper asks for doubt
        while step > FINEST:
            tried = np.maximum(found + step * around, (0, -np.inf))
            best = int(np.argmin([looks.bits(*numbers) for numbers in tried]))
            found, step = tried[best], step if best else step / 2
        return cls(generator, *found, events=events)

    def in_bars_of(self, steps: int) -> Self:
        """The same as it looks back in bars of so many steps."""
        other = copy(self)
        other.generator = self.generator.in_bars_of(steps)
        other._past = self._past.in_bars_of(steps)
        other.follows_bar = False
        return other

    def start(self, batch: int) -> tuple[Any, CopyHistory]:
        """The state of the generator inside, and a past in which nothing was heard."""
        return self.generator.start(batch), self._past.track(batch)

    def step(self, state: tuple[Any, CopyHistory], events: np.ndarray) -> tuple[Any, CopyHistory]:
        """The state after one more event for each output."""
        inside, past = state
        return self.generator.step(inside, events), past.step(np.asarray(events))

    def weights(self, state: tuple[Any, CopyHistory]) -> np.ndarray:
        """Where it looks, (batch, 33): at the generator, and one, two, ... 32 bars back."""
        _, past = state
        scores = self.sharpness * np.minimum(past.runs, self.events)
        scores = np.where(past.ahead() == SILENT, -np.inf, scores)
        scores = np.column_stack([np.full(len(scores), self.doubt), scores])
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    def distribution(self, state: tuple[Any, CopyHistory]) -> np.ndarray:
        """What the generator and the tune say together, shape (batch, vocabulary)."""
        inside, past = state
        weights = self.weights(state)
        p = weights[:, :1] * self.generator.distribution(inside)
        rows, values = np.arange(len(p))[:, None], past.ahead()
        np.add.at(p, (rows, np.maximum(values, 0)), weights[:, 1:])  # what is silent weighs 0
        return np.asarray(p)

    def looks(self, music: Iterable[Any]) -> Looks:
        """What it finds before each event of music but the first of each piece.

        Raises TypeError if a piece is no melody, ValueError if there is nothing to learn from.
        """
        pieces = [getattr(piece, "melody", piece) for piece in music]
        for i, piece in enumerate(pieces):
            if not isinstance(piece, Melody):
                raise TypeError(f"piece {i} is no melody; a memory needs its bars")
        scores, hits = [], []
        for melody in pieces:
            row, _ = encoding_of(self).squash(melody, self.key)
            past = self._past.in_bars_of(melody.steps_per_bar).prefixes(row[:-1])
            values, runs = past.ahead(), np.minimum(past.runs, self.events)
            scores.append(np.where(values == SILENT, -1, runs))
            hits.append(values == row[1:, None])
        if not sum(map(len, hits)):
            raise ValueError("no events to learn from: a piece needs at least two")
        said = np.exp2(np.concatenate(log_probabilities(self.generator, pieces)))
        return Looks(said, np.concatenate(scores), np.concatenate(hits))


class Looks(NamedTuple):
    """What was said and found before each of ``n`` events that came."""

    said: np.ndarray  # (n,): probability of what came by the generator inside
    scores: np.ndarray  # (n, 32) of int: score of each place, or -1 where none is
    hits: np.ndarray  # (n, 32) of bool: whether what came had followed there

    def bits(self, sharpness: float, doubt: float) -> float:
        """Mean surprise of a memory with these numbers, in bits per event."""
        most = self.scores.max()
        table = np.exp(sharpness * np.arange(most + 1.0) - sharpness * most)
        weights = np.append(table, 0.0)[self.scores]
        inside = np.exp(np.clip(doubt - sharpness * most, -500, 500))
        came = inside * self.said + (weights * self.hits).sum(axis=1)
        return float(-np.log2(came / (inside + weights.sum(axis=1))).mean())

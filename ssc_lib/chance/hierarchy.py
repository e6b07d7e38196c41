r"""Hierarchy: rhythm bar by bar, then pitch note by note, and both may come again.

The **hierarchical table** has three floors, and all of it is counted:

the form
    a bar, or a note, may be that of 1, 2, 4 or 8 bars ago (`ssc_lib.chance.echoes`);
the bars
    the profile of a bar follows from the profiles before it (`ssc_lib.chance.profiles`);
the notes
    the pitch of a note follows from the three pitches before it, however long they sounded.

With :math:`k` the kind of an event, *no event*, *note off* or *note*, the chain rule puts them
together: :math:`p(e) = p(k)\,p(\text{pitch} \mid k = \text{note})`.

A composer who chooses a bar's profile first knows it before the listener does. What a bar of
notes :math:`x` then costs depends on who is asked. `given_bits`, `coded_bits` and `marginal_bits`
are :math:`-\log_2 p(x \mid k)`, :math:`-\log_2 p(k) p(x \mid k)` and
:math:`-\log_2 \sum_k p(k) p(x \mid k)`. Only the last is what the listener pays, the second is
never less, and the first has left the profile out of the bill.

Chapter: Hierarchy. Source of the idea: J. Wu and others, *A Hierarchical Recurrent Neural Network
for Symbolic Melody Generation*, IEEE Transactions on Cybernetics, 2020.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, NamedTuple, Self

import numpy as np

from ssc_lib.chance.echoes import SILENT, Echoes, Past
from ssc_lib.chance.ngram import NGram
from ssc_lib.chance.profiles import NOTE, ORDER, Rhythm, RhythmState, melodies_of, profiles
from ssc_lib.generator import Generator
from ssc_lib.music.encoding import FIRST_NOTE_INDEX, as_indices
from ssc_lib.music.onehot import OneHot

PITCH_ORDER = 3  # notes that the table of pitches remembers


class HierarchyState(NamedTuple):
    """What `Hierarchy` remembers of a batch of melodies."""

    rhythm: RhythmState
    pitches: np.ndarray  # the last pitches, as their table keeps them
    past: Past  # the notes of eight bars


class Hierarchy(Generator):
    """The hierarchical table; make one with `Hierarchy.fit`.

    Parameters
    ----------
    rhythm : Rhythm
        What says whether a note begins.
    pitches : NGram
        What says which, of the pitches of the encoding.
    echoes : Echoes, optional
        How often a note comes again.
    encoding : OneHot, optional

    Examples
    --------
    >>> from ssc_lib import Melody, sample
    >>> tunes = [Melody.of("C4 D4 E4 - C4 D4 E4 -", steps_per_bar=4)]
    >>> table = Hierarchy.fit(tunes)
    >>> table.in_bars_of(4).start(2).rhythm.weights.shape  # a profile, and all others
    (2, 2)
    """

    follows_bar = True

    def __init__(
        self,
        rhythm: Rhythm,
        pitches: NGram,
        echoes: Echoes | None = None,
        encoding: OneHot | None = None,
    ) -> None:
        self.encoding = encoding or OneHot()
        self.vocabulary = self.encoding.size
        if rhythm.vocabulary != NOTE + 1 or pitches.vocabulary != self.vocabulary - 2:
            raise ValueError(
                f"a hierarchy needs a rhythm of 3 kinds and a table of {self.vocabulary - 2} "
                f"pitches, got {rhythm.vocabulary} and {pitches.vocabulary}"
            )
        self.rhythm, self.pitches, self.echoes = rhythm, pitches, echoes
        self.size = rhythm.size + pitches.size
        self._bar = 16

    @classmethod
    def fit(
        cls,
        music: Iterable[Any],
        *,
        order: int = ORDER,
        pitch_order: int = PITCH_ORDER,
        echoes: bool = True,
        encoding: OneHot | None = None,
    ) -> Self:
        """Count the rhythms of bars, the pitches of notes, and what comes again.

        Parameters
        ----------
        music : iterable of Melody or of Tune
            Moved to C major or A minor, and into the range of the encoding.
        order : int, at least 0
            Bars that the table of profiles remembers.
        pitch_order : int, at least 0
            Notes that the table of pitches remembers.
        echoes : bool
            Whether bars and notes may come again.
        encoding : OneHot, optional

        Raises
        ------
        TypeError
            If a piece knows of no bars.
        ValueError
            If there is no music, or an order is negative.
        """
        code = encoding or OneHot()
        melodies = melodies_of(music)
        rhythm = Rhythm.fit(melodies, order=order, echoes=echoes)
        notes = [_notes(code.squash(melody, cls.key)[0]) for melody in melodies]
        pitches = NGram.fit([row[row >= 0] for row in notes], code.size - 2, order=pitch_order)
        bars = [melody.steps_per_bar for melody in melodies]
        return cls(rhythm, pitches, Echoes.count(notes, bars) if echoes else None, code)

    def in_bars_of(self, steps: int) -> Self:
        """The same in bars of so many steps."""
        other = copy(self)
        other.rhythm, other._bar = self.rhythm.in_bars_of(steps), steps
        other.follows_bar = False
        return other

    def start(self, batch: int) -> HierarchyState:
        """The state before anything was heard."""
        past = Past.blank(batch, self._bar)
        return HierarchyState(self.rhythm.start(batch), self.pitches.start(batch), past)

    def step(self, state: HierarchyState, events: np.ndarray) -> HierarchyState:
        """The state after one more event for each output; only notes move the table of pitches."""
        row = as_indices(events, self.vocabulary, "events")
        notes = _notes(row)
        heard = self.pitches.step(state.pitches, notes)
        pitches = np.where((notes >= 0)[:, None], heard, state.pitches)
        rhythm = self.rhythm.step(state.rhythm, np.minimum(row, NOTE))
        return HierarchyState(rhythm, pitches, state.past.step(notes))

    def distribution(self, state: HierarchyState) -> np.ndarray:
        """The kinds from the rhythm, and that of a note shared out among the pitches."""
        kinds = self.rhythm.distribution(state.rhythm)
        pitches = self.pitches.distribution(state.pitches)
        if self.echoes is not None:
            pitches = self.echoes.heard_in(pitches, state.past)
        return np.concatenate([kinds[:, :NOTE], kinds[:, NOTE:] * pitches], axis=1)

    def __repr__(self) -> str:
        return (
            f"<Hierarchy: {len(self.rhythm.listed)} profiles, {self.rhythm.size} contexts of bars, "
            f"{self.pitches.size} of pitches>"
        )


def _notes(events: np.ndarray) -> np.ndarray:
    """The number of each note's pitch, and `SILENT` where none begins."""
    return np.where(events >= FIRST_NOTE_INDEX, events - FIRST_NOTE_INDEX, SILENT)


# -- what is counted -----------------------------------------------------------------------------


def repeats(music: Iterable[Any], lag: int, *, pitches: bool = True) -> float:
    """Share of the bars that are as the bar ``lag`` bars before them.

    Parameters
    ----------
    music : iterable of Melody or of Tune
    lag : int, at least 1, in bars
    pitches : bool
        Compare whole bars; without, their profiles alone.

    Raises
    ------
    ValueError
        If no melody is long enough, or the lag is below 1.

    Examples
    --------
    >>> from ssc_lib import Melody
    >>> repeats([Melody([60, 62, 64, 65, 60, 62, 67, 69], steps_per_bar=2)], lag=2)
    0.5
    """
    if lag < 1:
        raise ValueError(f"lag must be at least 1 bar, got {lag}")
    same = []
    for melody in melodies_of(music):
        bar = melody.steps_per_bar
        bars: list[Any] = profiles(melody)
        if pitches:
            bars = [tuple(melody.events[n * bar : (n + 1) * bar]) for n in range(len(bars))]
        same += [one == other for one, other in zip(bars[lag:], bars[:-lag], strict=True)]
    if not same:
        raise ValueError(f"no melody has more than {lag} bars; try a shorter lag")
    return float(np.mean(same))


# -- three ways to score a bar -------------------------------------------------------------------


def given_bits(p: Sequence[float], fit: Sequence[float], chosen: int) -> float:
    """Bits of a bar's notes for whoever is told its profile: no score, since the telling is free.

    Parameters
    ----------
    p : sequence of float, sums to 1
        Probability of each profile before the bar.
    fit : sequence of float
        Probability of the bar's notes under each profile.
    chosen : int
        The profile that the composer chose.

    Examples
    --------
    Profiles A and B; the bar follows B.

    >>> p, fit = [0.6, 0.4], [0.09, 0.81]
    >>> [round(bits, 3) for bits in (given_bits(p, fit, 1), coded_bits(p, fit, 1),
    ...                              marginal_bits(p, fit))]
    [0.304, 1.626, 1.404]
    """
    _, likelihood = _checked(p, fit)
    return float(-np.log2(likelihood[chosen]))


def coded_bits(p: Sequence[float], fit: Sequence[float], chosen: int) -> float:
    """Bits of the profile and of the notes that follow it; parameters as for `given_bits`."""
    prior, likelihood = _checked(p, fit)
    return float(-np.log2(prior[chosen] * likelihood[chosen]))


def marginal_bits(p: Sequence[float], fit: Sequence[float]) -> float:
    """Bits of the notes, whichever profile they come from; parameters as for `given_bits`."""
    prior, likelihood = _checked(p, fit)
    return float(-np.log2(prior @ likelihood))


def _checked(p: Sequence[float], fit: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    prior, likelihood = np.asarray(p, dtype=float), np.asarray(fit, dtype=float)
    if prior.ndim != 1 or prior.shape != likelihood.shape:
        raise ValueError(
            f"there must be one fit for each profile, got {prior.size} and {likelihood.size}"
        )
    if (prior < 0).any() or not np.isclose(prior.sum(), 1):
        raise ValueError(f"the profiles' probabilities must sum to 1, got {prior.sum():.4g}")
    return prior, likelihood

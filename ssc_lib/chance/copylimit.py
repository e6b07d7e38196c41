"""A limit on copying: a generator that is kept from quoting at length.

The longer a table's memory, the longer the stretches that it repeats from the tunes it was fitted
to, and they grow longer than the order itself. `CopyLimit` wraps any generator. At each step it
forbids every event that would complete a stretch of more than ``longest`` events standing in one of
the tunes, and shares out the forbidden probability among the others in proportion.

That is greedy: it looks at the next event only. It may let the generator walk into an alley whose
only continuations are forbidden, and then all that is left is a uniform choice among the allowed.
Papadopoulos, Roy and Pachet look ahead instead: they build an automaton of all sequences without
the forbidden stretches and draw from the chain given that it ends well, so that no alley is blind.

Chapter: Dice, tables and memory. Source of the idea: A. Papadopoulos, P. Roy and F. Pachet,
*Avoiding Plagiarism in Markov Sequence Generation*, AAAI 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ssc_lib.generator import Wrapper
from ssc_lib.music.encoding import as_indices

_NOTHING = 255  # before the beginning: an event that stands in no tune


class CopyLimit(Wrapper):
    """A generator that copies no stretch of more than ``longest`` events from the tunes.

    Parameters
    ----------
    generator : Generator
        Its vocabulary may have up to 255 events.
    tunes : sequence of rows of event indices
        What is not to be copied.
    longest : int, at least 1
        Length in events of the longest stretch that may be copied.

    Raises
    ------
    ValueError
        If the limit is so short that after some stretch every event is forbidden.

    Notes
    -----
    The promise holds for what the generator chooses. A primer is the reader's own, but a stretch
    that begins in it is counted. Scored on real tunes, a limited generator calls impossible what
    copies more than it may, and `ssc_lib.bits_per_event` is then infinite.

    Examples
    --------
    >>> from ssc_lib import MarkovChain, longest_copy, sample
    >>> tune = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2])
    >>> chain = MarkovChain.fit([tune], 3)
    >>> free, limited = chain, CopyLimit(chain, [tune], longest=4)
    >>> [longest_copy(sample(g, 9, primer=[0], rng=0)[0], [tune])
    ...  for g in (free, limited)]
    [9, 4]
    """

    def __init__(self, generator: Any, tunes: Sequence[np.ndarray], longest: int) -> None:
        super().__init__(generator)
        if longest < 1:
            raise ValueError(f"longest must be at least 1, got {longest}")
        if self.vocabulary > _NOTHING:
            raise ValueError(
                f"the generator has {self.vocabulary} events; a copy limit knows up to {_NOTHING}"
            )
        self.longest = longest
        self._after = self._continuations(tunes)

    def _continuations(self, tunes: Sequence[np.ndarray]) -> dict[bytes, int]:
        """For each stretch of ``longest`` events in the tunes, what comes after it: a bit each."""
        after: dict[bytes, int] = {}
        for i, tune in enumerate(tunes):
            row = as_indices(tune, self.vocabulary, f"tune {i}").astype(np.uint8).tobytes()
            for place in range(len(row) - self.longest):
                end = place + self.longest
                stretch = row[place:end]
                after[stretch] = after.get(stretch, 0) | 1 << row[end]
        if (1 << self.vocabulary) - 1 in after.values():
            raise ValueError(
                f"after some stretch of {self.longest} events the tunes go on with every event "
                "there is, and nothing would be allowed; choose a larger limit"
            )
        return after

    def start(self, batch: int) -> tuple[Any, np.ndarray]:
        """The generator's own state, and the last ``longest`` events of each output."""
        heard = np.full((batch, self.longest), _NOTHING, dtype=np.uint8)
        return self.generator.start(batch), heard

    def step(self, state: tuple[Any, np.ndarray], events: np.ndarray) -> tuple[Any, np.ndarray]:
        """The state after one more event for each output."""
        inner, heard = state
        latest = np.asarray(events).astype(np.uint8)
        return self.generator.step(inner, events), np.column_stack([heard[:, 1:], latest])

    def distribution(self, state: tuple[Any, np.ndarray]) -> np.ndarray:
        """What the generator says, without what would complete too long a copy."""
        inner, heard = state
        p = self.generator.distribution(inner)
        forbidden = self.forbidden(heard)
        lanes = forbidden.any(axis=1)
        if not lanes.any():
            return p
        kept = np.where(forbidden[lanes], 0.0, p[lanes])
        stuck = kept.sum(axis=1) == 0  # the generator leaves nothing: any event that is allowed
        kept[stuck] = ~forbidden[lanes][stuck]
        p = np.array(p, dtype=float)
        p[lanes] = kept / kept.sum(axis=1, keepdims=True)
        return p

    def forbidden(self, heard: np.ndarray) -> np.ndarray:
        """Which events would complete too long a copy, after each row of last events.

        Parameters
        ----------
        heard : ndarray of uint8, shape (batch, longest)

        Returns
        -------
        ndarray of bool, shape (batch, vocabulary)
        """
        masks = [self._after.get(row.tobytes(), 0) for row in heard]
        return np.array(
            [[mask >> event & 1 for event in range(self.vocabulary)] for mask in masks], bool
        )

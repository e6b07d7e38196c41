r"""A listening test, counted: who was right how often, and what that says of the whole class.

In each trial a clip is heard that people or a machine made, and the listener says which. **Hits**
are machines that were called machine, **false alarms** people that were called machine. With the
inverse normal distribution :math:`z`

.. math:: d' = z(H) - z(F), \qquad c = -\tfrac12 (z(H) + z(F))

say how well the two were told apart and how unwilling the listener was to say machine. A half is
added to the counts and one to the totals (the **log-linear correction**), so that nobody's
:math:`d'` is infinite.

Answers of one listener are alike, and so are answers to one clip. So 480 answers are not 480 tosses
of a coin. `interval` draws answers, listeners and clips anew, and adds what these three find,

.. math:: v = v_\text{listeners} + v_\text{clips} - v_\text{answers} ,

since chance in single answers is in all of them and counts once.

Chapter: The Music Turing Test. Sources: M. J. Hautus, *Behavior Research Methods* 27, 1995 (the
correction); A. C. Cameron, J. B. Gelbach and D. L. Miller, *Journal of Business & Economic
Statistics* 29, 2011 (the sum of three).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.special import bdtr, bdtrc, ndtri

from ssc_lib.generator import Rng
from ssc_lib.judging.answers import Trial

ROUNDS = 2000


class Tally(NamedTuple):
    """Counts of answers: numbers, or arrays of them where a class was drawn many times."""

    hits: Any  # machines that were called machine
    machines: Any
    alarms: Any  # people that were called machine
    people: Any

    @property
    def answers(self) -> Any:
        """How many there are."""
        return self.machines + self.people

    @property
    def right(self) -> Any:
        """How many of them are right."""
        return self.hits + self.people - self.alarms

    @property
    def accuracy(self) -> Any:
        """The share of right answers."""
        return self.right / self.answers

    @property
    def rates(self) -> tuple[Any, Any]:
        """Shares of hits and of false alarms, with the log-linear correction."""
        return (self.hits + 0.5) / (self.machines + 1), (self.alarms + 0.5) / (self.people + 1)

    @property
    def d_prime(self) -> Any:
        """How well the two were told apart; 0 is chance, whatever the habit.

        Examples
        --------
        >>> [round(float(t.d_prime), 2) for t in (Tally(7, 10, 3, 10), Tally(10, 10, 0, 10))]
        [0.95, 3.38]
        """
        hits, alarms = self.rates
        return ndtri(hits) - ndtri(alarms)

    @property
    def bias(self) -> Any:
        """The habit c: below 0 for who says machine too often."""
        hits, alarms = self.rates
        return -(ndtri(hits) + ndtri(alarms)) / 2

    @property
    def error(self) -> Any:
        """Standard error of d' if all answers were independent."""
        hits, alarms = self.rates
        return np.sqrt(_variance(hits, self.machines) + _variance(alarms, self.people))


def tally(trials: Iterable[Trial]) -> Tally:
    """Count the answers."""
    counts = [_counted(trial) for trial in trials]
    return Tally(*np.array(counts, dtype=int).reshape(-1, 4).sum(axis=0).tolist())


def by_listener(trials: Iterable[Trial]) -> dict[str, Tally]:
    """The counts of each listener, in the order in which they come."""
    own: dict[str, list[Trial]] = {}
    for trial in trials:
        own.setdefault(trial.listener, []).append(trial)
    return {listener: tally(found) for listener, found in own.items()}


def at_least(right: int, n: int, p: float = 0.5) -> float:
    """The exact chance of so many right answers or more, where each is right with chance ``p``.

    Examples
    --------
    >>> round(at_least(15, 20), 3)
    0.021
    """
    return float(bdtrc(right - 1, n, p)) if right > 0 else 1.0


def equivalence(right: int, n: int, margin: float) -> float:
    """How badly the answers fit a truth outside one half ± a margin: two tests, each one-sided.

    A small value, such as one below 0.05, speaks for a truth inside. A large one does not speak for
    a truth outside: there may be too few answers.

    Parameters
    ----------
    right, n : int
        Right answers and all, independent of each other.
    margin : float, between 0 and 0.5
        The largest difference that would not matter; fixed beforehand.

    Examples
    --------
    >>> equivalence(10, 20, 0.1) > 0.2, equivalence(430, 857, 0.05) < 0.05
    (True, True)
    """
    if not 0 < margin < 0.5:
        raise ValueError(f"the margin {margin} is not between 0 and 0.5; try 0.05")
    return max(at_least(right, n, 0.5 - margin), float(bdtr(right, n, 0.5 + margin)))


def drawn(trials: Sequence[Trial], over: str, *, rounds: int = ROUNDS, rng: Rng = 0) -> Tally:
    """Counts of trials that were drawn anew: arrays, a class for each of so many ``rounds``.

    Parameters
    ----------
    trials : sequence of Trial
    over : "answers", "listeners" or "clips"
        What is drawn, with replacement: each with all answers that belong to it. Clips of people
        and of machines are drawn apart.
    rounds : int
    rng : numpy.random.Generator or seed
    """
    names: dict[str, list[tuple[bool, Any]]] = {
        "answers": [(t.machine, n) for n, t in enumerate(trials)],
        "listeners": [(False, t.listener) for t in trials],
        "clips": [(t.machine, t.clip) for t in trials],
    }
    if over not in names or not trials:
        raise ValueError(
            f"cannot draw {over!r} of {len(trials)} trials; give some, and one of {list(names)}"
        )
    rng = np.random.default_rng(rng)
    units = {name: place for place, name in enumerate(dict.fromkeys(names[over]))}
    counts = np.zeros((len(units), 4))
    for name, trial in zip(names[over], trials, strict=True):
        counts[units[name]] += _counted(trial)
    weights = np.zeros((rounds, len(units)))
    for kind in (False, True):
        own = [place for (machine, _), place in units.items() if machine == kind]
        if own:
            weights[:, own] = rng.multinomial(len(own), np.full(len(own), 1 / len(own)), rounds)
    return Tally(*(weights @ counts).T)


def spreads(
    trials: Sequence[Trial],
    of: Callable[[Tally], Any] = lambda found: found.d_prime,
    *,
    rounds: int = ROUNDS,
    rng: Rng = 0,
) -> dict[str, float]:
    """Standard errors by the bootstrap: over answers, listeners, clips, and all "together".

    Parameters
    ----------
    trials : sequence of Trial
    of : function of a Tally
        What is estimated, d' by default.
    rounds : int
    rng : numpy.random.Generator or seed
    """
    rng = np.random.default_rng(rng)
    found = {
        over: float(np.std(of(drawn(trials, over, rounds=rounds, rng=rng))))
        for over in ("answers", "listeners", "clips")
    }
    square = {over: error**2 for over, error in found.items()}
    both = square["listeners"] + square["clips"] - square["answers"]
    return found | {"together": math.sqrt(max(both, *square.values()))}


def interval(
    trials: Sequence[Trial],
    of: Callable[[Tally], Any] = lambda found: found.d_prime,
    *,
    level: float = 0.95,
    rounds: int = ROUNDS,
    rng: Rng = 0,
) -> tuple[float, float]:
    """Where the value of other listeners and other clips may lie, as `spreads` finds it.

    At a ``level`` of 0.9, an interval inside a margin is a test of equivalence at 5 per cent.

    Examples
    --------
    >>> from ssc_lib.judging.turing import simulated
    >>> low, high = interval(simulated(1.0, rng=1))
    >>> low < 1.0 < high
    True
    """
    middle = float(of(tally(trials)))
    half = float(ndtri((1 + level) / 2)) * spreads(trials, of, rounds=rounds, rng=rng)["together"]
    return middle - half, middle + half


def _variance(share: Any, n: Any) -> Any:
    """Of z of a share of n independent answers."""
    return 2 * np.pi * share * (1 - share) * np.exp(ndtri(share) ** 2) / np.maximum(n, 1)


def _counted(trial: Trial) -> tuple[bool, bool, bool, bool]:
    made, said = trial.machine, trial.said
    return made and said, made, not made and said, not made

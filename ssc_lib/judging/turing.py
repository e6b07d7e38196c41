r"""A listening test, made: pairs to hear, a plan for each listener, and simulated listeners.

Of each tune there are two versions with the same first bar: people go on as it was printed, a
generator goes on by itself. A listener hears of each tune one version only, half of them by people,
in an order drawn from the listener's number. Another listener hears other versions, so that no
tune is always the machine's.

A simulated listener feels how much each clip sounds like a machine: :math:`\pm d'/2` for the two
kinds, and noise of deviation 1. From a line :math:`c` on it says machine. A share of the noise's
variance belongs to the clip, and is the same for all who hear it; another share belongs to the
listener, and is the same for all that it hears.

Chapter: The Music Turing Test. Source: D. M. Green and J. A. Swets, *Signal Detection Theory and
Psychophysics*, 1966.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ssc_lib.generator import Generator, Rng
from ssc_lib.judging.answers import SOURCES, Trial
from ssc_lib.judging.judge import continuations, really
from ssc_lib.music.collections import Tune
from ssc_lib.music.melody import Melody

TRIALS = 20
LINES = (0.4, 0.8, 1.3)  # so far from the line a simulated listener is surer, and surer


class Pair(NamedTuple):
    """A first bar and two ways in which it goes on, in C."""

    tune: Tune
    person: Melody
    machine: Melody


def pairs(
    generator: Generator, tunes: Iterable[Tune], *, bars: int = 4, step: int = 16, rng: Rng = 0
) -> list[Pair]:
    """Each tune's first whole bar, and how it goes on and how a generator does.

    An upbeat is cut off, so every clip begins with a note on the first beat.

    Parameters
    ----------
    generator : Generator
    tunes : iterable of Tune
        Those whose bars have so many steps, and that are long enough, are taken.
    bars : int
        How many follow the first one.
    step : int
        Steps of a bar; 16 in 4/4. All clips are equally long.
    rng : numpy.random.Generator or seed
    """
    chosen = [_without_upbeat(t) for t in tunes if t.melody.steps_per_bar == step]
    chosen = [t for t in chosen if len(t.melody) >= (bars + 1) * step and t.melody.events[0] >= 0]
    both = (really(chosen, bars * step), continuations(generator, chosen, bars * step, rng=rng))
    firsts = [t.melody.squashed()[:step] for t in chosen]
    return [
        Pair(tune, *(Melody(np.append(first.events, m.events), **first.grid) for m in ways))
        for tune, first, ways in zip(chosen, firsts, zip(*both, strict=True), strict=True)
    ]


def plan(listener: int, tunes: int, trials: int = TRIALS) -> list[tuple[int, bool]]:
    """What a listener hears: places of tunes, and whether the machine's version, in order.

    Parameters
    ----------
    listener : int, from 0
        The seed. The test in the page draws the same.
    tunes : int
        How many there are to choose from.
    trials : int, even

    Examples
    --------
    >>> heard = plan(7, tunes=40)
    >>> len({tune for tune, _ in heard}), sum(machine for _, machine in heard)
    (20, 10)
    """
    if trials % 2 or not 0 < trials <= tunes:
        raise ValueError(f"{trials} trials of {tunes} tunes; give an even number, a tune for each")
    rng = np.random.default_rng(listener)
    chosen = np.argsort(rng.random(tunes))[:trials]
    return [(int(chosen[n]), bool(n < trials // 2)) for n in np.argsort(rng.random(trials))]


def simulated(
    d: float,
    *,
    bias: float = 0.0,
    listeners: int = 24,
    tunes: int = 40,
    trials: int = TRIALS,
    of_clips: float = 0.1,
    of_listeners: float = 0.1,
    rng: Rng,
) -> list[Trial]:
    """Answers of a class that was never there, to a test with a known truth.

    Parameters
    ----------
    d, bias : float
        How well the class tells the two apart, and how unwilling it is to say machine.
    listeners, tunes, trials : int
        Each listener hears ``trials`` of the tunes, as `plan` has them.
    of_clips, of_listeners : float, not negative, below 1 together
        Shares of the noise's variance that belong to the clip and to the listener.
    rng : numpy.random.Generator or seed

    Examples
    --------
    >>> found = simulated(1.0, listeners=24, rng=0)
    >>> len(found), sum(trial.machine for trial in found)
    (480, 240)
    """
    if min(of_clips, of_listeners) < 0 or of_clips + of_listeners >= 1:
        raise ValueError(f"shares {of_clips} and {of_listeners} leave no noise; try 0.1 and 0.1")
    rng = np.random.default_rng(rng)
    clips = np.sqrt(of_clips) * rng.normal(size=(tunes, 2))
    own = np.sqrt(of_listeners) * rng.normal(size=listeners)
    rest = np.sqrt(1 - of_clips - of_listeners)
    found = []
    for listener in range(listeners):
        for place, (tune, machine) in enumerate(plan(listener + 1, tunes, trials)):
            felt = d / 2 if machine else -d / 2
            felt += clips[tune, int(machine)] + own[listener] + rest * rng.normal()
            found.append(
                Trial(
                    listener=str(listener + 1),
                    trial=place + 1,
                    clip=f"tune {tune + 1} {SOURCES[machine]}",
                    machine=machine,
                    said=bool(felt > bias),
                    confidence=1 + int(np.searchsorted(LINES, abs(felt - bias))),
                    plays=1 + int(rng.random() < 0.2),
                    seconds=round(float(10 + rng.exponential(3)), 1),
                )
            )
    return found


def _without_upbeat(tune: Tune) -> Tune:
    """The tune from its first whole bar on."""
    melody = tune.melody
    whole = melody.events[0] >= 0
    return tune if whole else replace(tune, melody=melody[melody.steps_per_bar :])

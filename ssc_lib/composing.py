"""From a generator to melodies: prime it, let it speak, decode what it says.

Chapters: A network that composes; From probabilities to notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ssc_lib.beam import beam_search
from ssc_lib.generator import Generator, in_bars_of, sample
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot


def compose(
    generator: Generator,
    *,
    rng: np.random.Generator,
    primer: Melody | Iterable[int] = (60,),
    steps: int = 128,
    outputs: int = 1,
    temperature: float = 1.0,
    top_p: float = 1.0,
    qpm: float | None = None,
    encoding: OneHot | None = None,
    beam_size: int = 1,
    branch_factor: int = 1,
    steps_per_iteration: int = 1,
) -> list[Melody]:
    """Let a generator of one-hot events continue a primer, and decode what it says.

    A table or network that learned from tunes in C, between C3 and B5, understands a primer best
    there. So the primer is moved to that key and octave, and the result is moved back.

    Parameters
    ----------
    generator : Generator of the events of ``encoding``
    rng : numpy.random.Generator
    primer : Melody, or events (-2 no event, -1 note off, or a MIDI pitch)
    steps : int
        Length of each melody, the primer included; 128 steps are eight bars of 4/4.
    outputs, temperature, top_p : as for `ssc_lib.sample`
    qpm : float, optional
        Tempo; by default the primer's, or 120.
    beam_size, branch_factor, steps_per_iteration : int
        As for `ssc_lib.beam_search`; 1, 1 and 1 are plain sampling.
    encoding : OneHot, optional
        By default the generator's own, or the 38 events of pitches 48 to 83.

    Returns
    -------
    list of Melody

    Examples
    --------
    >>> from ssc_lib import Uniform
    >>> compose(Uniform(38), rng=np.random.default_rng(0), steps=16)[0].events.shape
    (16,)
    """
    code: OneHot = getattr(generator, "encoding", OneHot()) if encoding is None else encoding
    primer = primer if isinstance(primer, Melody) else Melody(primer)
    if qpm is not None:
        primer = primer.with_qpm(qpm)
    key = getattr(generator, "key", 0)
    amount = primer.squash_amount(code.low, code.high, key)
    start = code.encode(primer.transposed(amount, code.low, code.high))
    player = in_bars_of(generator, primer.steps_per_bar)
    settings: dict[str, Any] = {
        "rng": rng,
        "primer": start,
        "outputs": outputs,
        "temperature": temperature,
        "top_p": top_p,
    }
    if beam_size == branch_factor == 1:
        rows = sample(player, steps, **settings)
    else:
        rows, _ = beam_search(
            player,
            steps,
            beam_size=beam_size,
            branch_factor=branch_factor,
            steps_per_iteration=steps_per_iteration,
            **settings,
        )
    grid = {
        "steps_per_quarter": primer.steps_per_quarter,
        "qpm": primer.qpm,
        "steps_per_bar": primer.steps_per_bar,
    }
    return [code.decode(row, **grid).transposed(-amount) for row in rows]

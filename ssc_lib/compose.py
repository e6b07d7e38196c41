"""From a generator to melodies: prime it, sample it, decode what it says.

A network or table that learned from tunes in C, between C3 and B5, understands a primer best
there. So a primer is moved to that key and octave first, and the result is moved back.

Chapter: A network that composes.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ssc_lib.generator import Generator, sample
from ssc_lib.music.encoding import OneHot
from ssc_lib.music.melody import Melody


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
) -> list[Melody]:
    """Let a generator continue a primer.

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
    encoding = encoding or getattr(generator, "encoding", OneHot())
    primer = primer if isinstance(primer, Melody) else Melody(list(primer))
    if qpm is not None:
        primer = primer.with_qpm(qpm)
    amount = primer.squash_amount(encoding.low, encoding.high)
    start = encoding.encode(primer.transposed(amount, encoding.low, encoding.high))
    rows = sample(
        generator,
        steps,
        rng=rng,
        primer=start,
        outputs=outputs,
        temperature=temperature,
        top_p=top_p,
    )
    grid = {
        "steps_per_quarter": primer.steps_per_quarter,
        "qpm": primer.qpm,
        "steps_per_bar": primer.steps_per_bar,
    }
    return [encoding.decode(row, **grid).transposed(-amount) for row in rows]

"""From a generator to melodies: prime it, let it speak, decode what it says.

Chapters: A network that composes; From probabilities to notes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from ssc_lib.beam import Beam, beam_search
from ssc_lib.generator import Generator, Rng, Wrapper, as_generator, encoding_of, sample
from ssc_lib.music.encoding import Encoding
from ssc_lib.music.melody import Melody


class FoldedWarning(UserWarning):
    """A primer that does not fit the range of a generator, and was folded into it."""


class _Counted(Wrapper):
    """A generator that moves a progress bar on with each event."""

    def __init__(self, generator: Generator, bar: Any) -> None:
        super().__init__(generator)
        self.bar = bar

    def step(self, state: Any, events: np.ndarray) -> Any:
        self.bar.update()
        return super().step(state, events)


def compose(
    generator: Generator,
    *,
    rng: Rng,
    primer: Melody | Iterable[int] = (60,),
    steps: int = 128,
    outputs: int = 1,
    temperature: float = 1.0,
    top_p: float = 1.0,
    qpm: float | None = None,
    encoding: Encoding | None = None,
    beam: Beam | None = None,
    progress: bool = False,
) -> list[Melody]:
    """Let a generator continue a primer, and decode what it says.

    A table or network that learned from tunes in C, between C3 and B5, understands a primer best
    there. So the primer is moved to that key and octave, and the result is moved back. Notes that
    are still too low or too high are moved by octaves; a `FoldedWarning` counts them.

    Parameters
    ----------
    generator : Generator
    rng : numpy.random.Generator or seed
    primer : Melody, or events (-2 no event, -1 note off, or a MIDI pitch)
    steps : int
        Length of each melody, the primer included; 128 steps are eight bars of 4/4.
    outputs, temperature, top_p : as for `ssc_lib.sample`
    qpm : float, optional
        Tempo; by default the primer's, or 120.
    encoding : Encoding, optional
        What the generator's events mean; by default its own, or the 38 events of `ssc_lib.OneHot`.
    beam : Beam, optional
        Let continuations compete, as `ssc_lib.beam_search` does; by default plain sampling.
    progress : bool
        Show a progress bar in a terminal, if it takes longer than a second.

    Returns
    -------
    list of Melody

    Raises
    ------
    ValueError
        If a setting is out of its range, the primer is longer than ``steps``, or the encoding is
        not that of the generator.

    Examples
    --------
    >>> from ssc_lib import Uniform
    >>> compose(Uniform(38), rng=0, steps=16)[0].events.shape
    (16,)
    """
    from tqdm import tqdm

    generator = as_generator(generator)
    code = encoding_of(generator, encoding)
    primer = primer if isinstance(primer, Melody) else Melody(primer)
    if qpm is not None:
        primer = primer.with_qpm(qpm)
    heard, amount = code.squash(primer, generator.key)
    pitches = primer.pitches + amount
    if folded := np.count_nonzero((pitches < code.low) | (pitches >= code.high)):
        warnings.warn(
            f"{folded} of the {len(pitches)} notes of the primer were moved by octaves, to fit the "
            f"{code.high - code.low} pitches that the generator knows",
            FoldedWarning,
            stacklevel=2,
        )
    player = generator.in_bars_of(primer.steps_per_bar)
    settings: dict[str, Any] = {
        "rng": np.random.default_rng(rng),
        "primer": heard,
        "outputs": outputs,
        "temperature": temperature,
        "top_p": top_p,
    }
    disable = None if progress else True  # None: where there is no terminal
    with tqdm(
        desc="composing", total=steps, unit=" steps", delay=1, leave=False, disable=disable
    ) as bar:
        player = _Counted(player, bar)
        if beam is None or beam[:2] == (1, 1):
            rows = sample(player, steps, **settings)
        else:
            rows, _ = beam_search(player, steps, **beam._asdict(), **settings)
    return [code.decode(row, **primer.grid).transposed(-amount) for row in rows]

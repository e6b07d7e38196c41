r"""Three drums, each worked out sample by sample: a kick, a snare, a closed hi-hat.

**Kick**: a sine whose frequency falls from 160 to 50 Hz in a few hundredths of a second, as a
struck skin slackens; its phase is :math:`2\pi\int f\,dt`. **Snare**: two tones of the skin, and
the rattle of the wires below it, which is noise. **Hat**: noise with all that is low taken out, by
two differences of neighbouring samples, and gone in a twentieth of a second.

The noise is the same each time, so the same music gives the same samples. A drum has no pitch and
no end: it stands on its key of the General MIDI drum kit, and rings as long as it rings.

Chapter: Coin flips.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from ssc_lib.sound.tone import KEYS, Tone

__all__ = ["beat", "hit", "play"]


def beat(
    hits: Mapping[str, Iterable[int]], *, qpm: float = 120.0, steps_per_quarter: int = 4
) -> list[Tone]:
    """Turn a drum pattern into tones.

    Parameters
    ----------
    hits : mapping of drum -> row of 0 and 1
        Drums are "kick", "snare" and "hat". A row has one entry a step: 1 strikes the drum.
    qpm : float, above 0
        Quarter notes per minute.
    steps_per_quarter : int, at least 1
        With 4, a step is a sixteenth note, and 16 steps are a bar of 4/4.

    Returns
    -------
    list of Tone
        For `ssc_lib.listen`. Each lasts a step on paper; a drum is heard as long as it rings.

    Raises
    ------
    ValueError
        If a drum is unknown, the rows differ in length, or an entry is neither 0 nor 1.

    Examples
    --------
    >>> [tone.start_s for tone in beat({"kick": [1, 0, 0, 0, 1, 0]})]
    [0.0, 0.5]
    """
    rows = {
        drum: np.asarray(row if isinstance(row, np.ndarray) else list(row))
        for drum, row in hits.items()
    }
    for drum, row in rows.items():
        if drum not in KEYS:
            raise ValueError(f"no drum {drum!r}; the drums are {', '.join(KEYS)}")
        if row.ndim != 1 or not np.isin(row, (0, 1)).all():
            raise ValueError(f"the row of the {drum} must hold 0 and 1 only, one a step, got {row}")
    if len({len(row) for row in rows.values()}) > 1:
        lengths = ", ".join(f"{drum} {len(row)}" for drum, row in rows.items())
        raise ValueError(f"the rows must be equally long, got {lengths}")
    if not (qpm > 0 and steps_per_quarter >= 1):
        raise ValueError(
            f"expected qpm above 0 and steps_per_quarter from 1, got {qpm} and {steps_per_quarter}"
        )
    step_s = 60 / (qpm * steps_per_quarter)
    return sorted(
        Tone(float(step * step_s), float((step + 1) * step_s), KEYS[drum], voice=drum)
        for drum, row in rows.items()
        for step in np.flatnonzero(row)
    )


def hit(tone: Tone, sample_rate: int) -> np.ndarray:
    """Strike a drum: float32, shape (n_samples,). Loudness grows as in `piano.strike`."""
    return np.float32((tone.velocity / 127) ** 1.7) * _struck(tone.voice, sample_rate)


def play(tones: Iterable[Tone], sample_rate: int) -> Iterator[tuple[float, np.ndarray]]:
    """Strike the drums: each stroke with the time in seconds at which it begins."""
    for tone in sorted((t for t in tones if t.voice in KEYS), key=lambda t: t[:5]):
        yield tone.start_s, hit(tone, sample_rate)


@lru_cache(maxsize=12)
def _struck(drum: str, sample_rate: int) -> np.ndarray:
    seconds = {"kick": 0.45, "snare": 0.3, "hat": 0.15}[drum]
    t = np.arange(round(seconds * sample_rate)) / sample_rate
    noise = np.random.default_rng(KEYS[drum]).standard_normal(len(t) + 2)
    if drum == "kick":
        fall_s = 0.035
        cycles = 50 * t + 110 * fall_s * (1 - np.exp(-t / fall_s))
        sound = np.sin(2 * np.pi * cycles) * np.exp(-t / 0.11)
    elif drum == "snare":
        skin = np.sin(2 * np.pi * 186 * t) + 0.6 * np.sin(2 * np.pi * 331 * t)
        wires = np.diff(noise, 1)[1:] / np.sqrt(2)
        sound = 0.45 * skin * np.exp(-t / 0.05) + 0.28 * wires * np.exp(-t / 0.07)
    else:
        sound = 0.25 * np.diff(noise, 2) / np.sqrt(6) * np.exp(-t / 0.025)
    fade = round(0.01 * sample_rate)
    sound[-fade:] *= np.linspace(1, 0, fade)
    sound = sound.astype(np.float32)
    sound.setflags(write=False)
    return sound

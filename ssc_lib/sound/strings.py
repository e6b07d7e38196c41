r"""A bowed string that glides, built from a phase and a few partials.

How the tone is made:

1. **The glide.** Between two points the pitch moves on a straight line, so many semitones a second.
   The frequency :math:`f(t) = 440 \cdot 2^{(p(t) - 69) / 12}` then changes at every sample, and a
   sine of :math:`2\pi f(t)\, t` would be wrong: what counts is how many turns have been made so
   far. The phase is the integral :math:`\varphi(t) = 2\pi \int_0^t f(s)\, ds`, here a running
   sum.
2. **The partials.** A bow catches the string and lets it slip once in each turn, so its partials
   are whole multiples of the lowest, in step with it: :math:`\sum_k a_k \sin k\varphi`, with
   :math:`a_k = 0.75^{k-1} / k`. With :math:`z = e^{i\varphi}` that is the imaginary part of a
   polynomial in :math:`z`, which Horner's rule adds up without another sine.
3. **The bow.** It takes a little time to set the string in motion, and a little to leave it.

A glide that begins where and when another tone ends, at the same loudness, is drawn on the same
bow, and so is what follows a glide: a long line of many glides is one tone, without a seam. Two
tones that do not glide are two strokes of the bow, also at one pitch.

Chapter: Walks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ssc_lib.sound.piano import midi_to_hz
from ssc_lib.sound.tone import Tone, end_of

ATTACK_S = 0.06
RELEASE_S = 0.12
_PARTIALS = 10
_FALL = 0.75


def bow(
    times_s: Sequence[float], pitches: Sequence[float], velocity: int, sample_rate: int
) -> np.ndarray:
    """Draw one bow along a line of pitches, straight from each point to the next.

    Parameters
    ----------
    times_s : sequence of float, increasing, beginning at 0
        When each point is reached, in seconds.
    pitches : sequence of float, 0..127, as long as ``times_s``
    velocity : int, 1..127
        Loudness grows as its power 1.7, as on the piano.
    sample_rate : int

    Returns
    -------
    ndarray of float32, shape (n_samples,)
        The line, and 0.12 s in which the bow leaves the string at the last pitch.

    Examples
    --------
    >>> octave_up = bow([0.0, 1.0], [57, 69], 80, 22050)
    >>> len(octave_up) / 22050
    1.12
    """
    held = round(times_s[-1] * sample_rate)
    release = round(RELEASE_S * sample_rate)
    at_s = np.arange(held + release) / sample_rate
    hz = midi_to_hz(np.interp(at_s, times_s, pitches))
    turn = np.exp(2j * np.pi * np.cumsum(hz / sample_rate))
    partials = min(_PARTIALS, max(1, int(0.46 * sample_rate / hz.max())))
    strengths = _FALL ** np.arange(partials) / np.arange(1, partials + 1)
    strengths /= np.sqrt((strengths**2).sum() / 2)
    sound = np.zeros_like(turn)
    for strength in strengths[::-1]:
        sound = (sound + strength) * turn
    attack = min(round(ATTACK_S * sample_rate), held // 2)
    tone: np.ndarray = 0.5 * (velocity / 127) ** 1.7 * sound.imag
    tone[:attack] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)
    tone[held:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, release + 1) / release)
    return tone.astype(np.float32)


def play(tones: Iterable[Tone], sample_rate: int) -> Iterator[tuple[float, np.ndarray]]:
    """Play the strings: the sound of each line, with the time in seconds at which it begins."""
    for line in lines(tone for tone in tones if tone.voice == "string"):
        times_s = [tone.start_s - line[0].start_s for tone in line]
        times_s.append(line[-1].end_s - line[0].start_s)
        pitches = [*(tone.pitch for tone in line), end_of(line[-1])]
        yield line[0].start_s, bow(times_s, pitches, line[0].velocity, sample_rate)


def lines(tones: Iterable[Tone]) -> list[list[Tone]]:
    """Put together the tones that one bow draws: each begins when and where the last one ends.

    At least one of the two glides; a note that is repeated is bowed again.

    Examples
    --------
    >>> from ssc_lib.sound.tone import Tone
    >>> up = Tone(0, 1, 60, voice="string", end_pitch=64)
    >>> down = Tone(1, 2, 64, voice="string", end_pitch=60)
    >>> elsewhere = Tone(1, 2, 70, voice="string")
    >>> [len(line) for line in lines([up, down, elsewhere])]
    [2, 1]
    """
    found: list[list[Tone]] = []
    waiting: dict[tuple[float, float, int], list[list[Tone]]] = {}
    for tone in sorted(tones, key=lambda t: (t.start_s, t.end_s, t.pitch, end_of(t), t.velocity)):
        here = (round(tone.start_s, 6), round(tone.pitch, 6), tone.velocity)
        queue = waiting.get(here, [])
        glides = tone.end_pitch is not None
        joins = [n for n, one in enumerate(queue) if glides or one[-1].end_pitch is not None]
        if joins:
            line = queue.pop(joins[0])
            line.append(tone)
        else:
            line = [tone]
            found.append(line)
        there = (round(tone.end_s, 6), round(end_of(tone), 6), tone.velocity)
        waiting.setdefault(there, []).append(line)
    return found

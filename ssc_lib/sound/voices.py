r"""Six voices that are held or plucked, each from a phase and a few partials.

All are sums of **partials**, sines at whole multiples of the pitch. With the phase
:math:`\varphi(t)`, which is :math:`2\pi` times the turns made so far, and a **brightness**
:math:`b(t)` below 1, a voice is

.. math:: e(t) \; \mathrm{Im} \sum_k a_k \bigl(b(t)\, e^{i\varphi(t)}\bigr)^k .

The ear tells instruments apart by the strengths :math:`a_k` of the partials, by the **envelope**
:math:`e`, how a tone begins and ends, and by how both move meanwhile. The sum is a polynomial, and
Horner's rule adds it up without another sine.

- **organ**: a pipe for each of several stops, at 1, 2, 3, 4, 6 and 8 times the pitch. The wind is
  steady, so nothing moves: the tone is there at once, and gone at once.
- **choir**: three singers, a few cents apart, each with a slow vibrato of their own. The cords
  give all partials as :math:`1/k`; throat and mouth ring at three fixed frequencies, the
  **formants**, and lift the partials near them. 700, 1,080 and 2,650 Hz make the vowel of *ah*.
- **flute**: nearly a sine, with a vibrato, a little noise of breath around it, and an envelope
  that breathes as the vibrato does.
- **plucked**: a string drawn aside at a fifth of its length and let go. Partial k begins with
  strength :math:`\sin(k\pi/5)/k`, so every fifth is missing, and all die away, the high ones
  sooner: the brightness falls as time passes.
- **bowed**: the bow catches the string and lets it slip once in each turn, which gives a sawtooth,
  :math:`1/k`; the wooden body rings at some frequencies of its own, and the finger rocks on the
  string, a quarter of a second after the note has begun.
- **brass**: a lip is a valve, and the more it is blown the more suddenly it opens. So the high
  partials come later than the low ones, and a loud tone has more of them than a soft one: the
  brightness rises from .5 as the note begins, the higher the louder.

Vibratos swing evenly about the nominal pitch, at most 8 cents either way. The noise and the
singers' differences are the same each time, so the same music gives the same samples.

Source: Fletcher and Rossing, *The Physics of Musical Instruments*, 2nd edition, Springer, 1998;
for brass, Risset and Mathews, "Analysis of musical-instrument tones", *Physics Today* 22 (2), 1969.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from ssc_lib.sound.piano import midi_to_hz
from ssc_lib.sound.tone import Tone

__all__ = ["HELD", "play", "sing"]

_PARTIALS = 32
_LEVEL = 0.5  # root mean square of a held tone at velocity 127, as of a string


class _Blow(NamedTuple):
    """One note to be made: its frequency and force, and the time of each of its samples."""

    hz: float
    force: float  # 0..1
    at_s: np.ndarray
    sample_rate: int


class _Look(NamedTuple):
    """How a voice begins and ends, and what it is between."""

    attack_s: float
    release_s: float
    sound: Callable[[_Blow], np.ndarray]


def sing(
    voice: str, pitch: float, velocity: int, seconds: float, sample_rate: int = 22050
) -> np.ndarray:
    """Make one tone of a voice.

    Parameters
    ----------
    voice : str
        One of `HELD`.
    pitch : float, 0..127
        MIDI pitch; it may lie between the keys.
    velocity : int, 1..127
        Loudness grows as its power 1.7, as on the piano.
    seconds : float, above 0
        How long the tone is held; its release follows.
    sample_rate : int

    Returns
    -------
    ndarray of float32, shape (n_samples,)

    Examples
    --------
    >>> len(sing("organ", 60, 80, 1.0)) / 22050
    1.08
    """
    look = HELD[voice]
    held, release = (round(part * sample_rate) for part in (seconds, look.release_s))
    hz, force = float(midi_to_hz(pitch)), velocity / 127
    at_s = np.arange(held + release) / sample_rate
    sound = look.sound(_Blow(hz, force, at_s, sample_rate))
    attack = max(min(round(look.attack_s * sample_rate), held // 2), 1)
    envelope = np.full(len(sound), _LEVEL * force**1.7)
    envelope[:attack] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)
    envelope[held:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, release + 1) / release)
    return (envelope * sound).astype(np.float32)


def play(tones: Iterable[Tone], sample_rate: int) -> Iterator[tuple[float, np.ndarray]]:
    """Play these voices: the sound of each tone, with the time in seconds at which it begins.

    Tones alike in voice, pitch, velocity and length are made once.
    """
    alike: defaultdict[tuple[str, float, int, float], list[Tone]] = defaultdict(list)
    for tone in tones:
        if tone.voice in HELD:
            length_s = round(tone.end_s - tone.start_s, 6)
            alike[tone.voice, float(tone.pitch), int(tone.velocity), length_s].append(tone)
    for (voice, pitch, velocity, length_s), group in sorted(alike.items()):
        sound = sing(voice, pitch, velocity, length_s, sample_rate)
        for tone in group:
            yield tone.start_s, sound


# -- how each is made ----------------------------------------------------------------------------


def _organ(blow: _Blow) -> np.ndarray:
    stops = np.zeros(8)
    stops[[0, 1, 2, 3, 5, 7]] = 1.0, 0.6, 0.25, 0.4, 0.12, 0.15
    return _sum(stops[: _room(blow)], _turns(blow))


def _choir(blow: _Blow) -> np.ndarray:
    cords = 1 / np.arange(1, _room(blow) + 1)
    throat = _rings(blow, cords, (700, 130, 1.0), (1080, 150, 0.7), (2650, 250, 0.35))
    singers = [
        _sum(throat, _turns(blow, cents, rate_hz, 7, begin))
        for cents, rate_hz, begin in ((-3, 4.6, 0.0), (0, 5.1, 0.4), (3, 5.5, 0.7))
    ]
    return np.sum(singers, axis=0) / math.sqrt(len(singers))


def _flute(blow: _Blow) -> np.ndarray:
    partials = np.array([1, 0.22, 0.12, 0.03])[: _room(blow)]
    breath = 1 + 0.1 * np.sin(2 * np.pi * 5 * blow.at_s)
    noise = np.random.default_rng(73).standard_normal(len(blow.at_s) + 2)
    hiss = 0.02 * (noise[2:] + 2 * noise[1:-1] + noise[:-2])  # softened at the top
    return breath * _sum(partials, _turns(blow, 0, 5, 5, 0.75)) + hiss


def _plucked(blow: _Blow) -> np.ndarray:
    k = np.arange(1, _room(blow) + 1)
    sinking = 0.7 + blow.hz / 400  # a second; thin strings fall silent sooner
    dulling = 0.6 + blow.hz / 1000
    z = _turns(blow) * np.exp(-dulling * blow.at_s).astype(np.float32)
    loud = 1.6 * np.exp(-(sinking - dulling) * blow.at_s)
    return loud * _sum(np.sin(k * np.pi / 5) / k, z)


def _bowed(blow: _Blow) -> np.ndarray:
    saw = 1 / np.arange(1, _room(blow) + 1)
    body = _rings(blow, saw, (280, 60, 0.8), (460, 90, 0.8), (1200, 300, 0.6), (2600, 500, 0.6))
    return _sum(body, _turns(blow, 0, 5.6, 8, 0.0, 0.25))


def _brass(blow: _Blow) -> np.ndarray:
    bell = _rings(blow, np.ones(_room(blow)), (1500, 900, 1.5))
    steady = 0.75 + 0.2 * blow.force
    bright = steady - (steady - 0.5) * np.exp(-blow.at_s / 0.06)
    level = np.sqrt(((bell * steady ** np.arange(1, len(bell) + 1)) ** 2).sum())
    level /= np.sqrt((bell**2).sum())
    return _sum(bell, _turns(blow) * bright.astype(np.float32)) / level


HELD = {
    "organ": _Look(0.03, 0.08, _organ),
    "choir": _Look(0.12, 0.2, _choir),
    "flute": _Look(0.06, 0.1, _flute),
    "plucked": _Look(0.002, 0.12, _plucked),
    "bowed": _Look(0.08, 0.12, _bowed),
    "brass": _Look(0.05, 0.09, _brass),
}


def _room(blow: _Blow) -> int:
    """How many partials there are room for below half the rate."""
    return min(_PARTIALS, max(1, int(0.46 * blow.sample_rate / blow.hz)))


def _turns(
    blow: _Blow,
    cents: float = 0,
    rate_hz: float = 0,
    swing_cents: float = 0,
    begin: float = 0,
    after_s: float = 0,
) -> np.ndarray:
    r"""Give :math:`e^{i\varphi}` at each sample, so many cents off, with a vibrato or without.

    A vibrato swings so many cents either way, so many times a second, from a share ``begin`` of a
    swing on; it grows from nothing while ``after_s`` passes.
    """
    cycles = blow.hz * 2 ** (cents / 1200) * blow.at_s
    if swing_cents:
        swing = swing_cents * np.sin(2 * np.pi * (rate_hz * blow.at_s + begin))
        if after_s:
            swing *= np.minimum(blow.at_s / after_s, 1)
        off = blow.hz * (2 ** (swing / 1200) - 1) / blow.sample_rate
        cycles = cycles + np.cumsum(off)
    # Whole turns are left out while numbers are still long: half of their digits suffice then.
    return np.exp(2j * np.pi * (cycles % 1)).astype(np.complex64)


def _rings(blow: _Blow, strengths: np.ndarray, *peaks: tuple[float, float, float]) -> np.ndarray:
    """Lift the partials near peaks, each with its frequency, half width in Hz and height.

    Far from all of them a third of a partial's strength is left.
    """
    hz = blow.hz * np.arange(1, len(strengths) + 1)
    lift = sum(high / (1 + ((hz - middle) / half) ** 2) for middle, half, high in peaks)
    return strengths * (0.33 + lift)


def _sum(strengths: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Add up the partials by Horner's rule; together they have a mean square of one."""
    total = np.zeros_like(z)
    for strength in (strengths / np.sqrt((strengths**2).sum() / 2))[::-1]:
        total += np.complex64(strength)
        total *= z
    return total.imag.astype(float)

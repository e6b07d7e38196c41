r"""A piano tone, built from nothing but sums of decaying sine waves.

How a piano tone is made, and how each part appears below:

1. **Stretched partials.** A string sounds at many frequencies at once. A string that only pulls
   would give whole multiples of the lowest; a steel wire is also stiff, so partial :math:`k` lies
   a little too high: :math:`f_k = k f_1 \sqrt{(1 + Bk^2) / (1 + B)}`. The inharmonicity ``B`` is
   smallest around C3 and grows about threefold with each octave above it.
2. **The strike point.** The hammer hits the string at about an eighth of its length. A partial
   that stands still there is hardly excited: partial :math:`k` has strength
   :math:`\sin(0.12 \pi k)`, and partials 8, 17, ... all but vanish.
3. **The felt.** Soft felt smothers high partials. A harder blow compresses it, so a loud note is
   also a *brighter* note. We build a soft and a loud layer and mix them by velocity.
4. **Two decays.** Two or three strings share a note, a fraction of a hundredth of a semitone
   apart. At first they push the bridge together and lose energy fast; what is left in them later
   moves out of step and lingers. Each partial is therefore a sum of a strong fast part and a weak
   slow one. High partials, and all partials of high notes, die sooner.
5. **The knock.** Hammer and keybed thump the soundboard: a few dozen low, very short modes.
6. **The damper.** Letting go of the key stops the string within about a fifth of a second. The
   highest strings have no damper and ring on.

Each part is a *mode*: a complex number :math:`s = -\sigma + i\omega` (decay and frequency, per
sample) and an amplitude. The tone is the imaginary part of :math:`\sum_k a_k e^{s_k n}`. Write
:math:`n = 64 p + q`; then :math:`e^{s n} = e^{64 s p} e^{s q}`, and the whole tone is one product
of two small matrices. That is why a tone takes only milliseconds.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from ssc_lib.sound.tone import Tone

RINGING_S = 4.0  # of a string without a damper, after its key is let go
_BLOCK = 64
_PARTIALS = 64
_STRIKE_POINT = 0.12
_LAST_DAMPER = 88  # E6


def midi_to_hz(pitch: Any) -> Any:
    """Give the frequency of a MIDI pitch, or of each in an array, in Hz.

    Pitch 69 (A4) is 440 Hz, and 12 more is double.

    Examples
    --------
    >>> midi_to_hz(57)
    220.0
    """
    return 440.0 * 2.0 ** ((pitch - 69) / 12)


def inharmonicity(pitch: float) -> float:
    """Give the stiffness ``B`` of the strings of a key: a wound bass, then a rise with pitch."""
    return math.exp(0.0926 * pitch - 13.64) + math.exp(-0.0847 * pitch - 5.82)


def _modes(pitch: float, sample_rate: int) -> tuple[np.ndarray, np.ndarray]:
    """Give ``s`` per sample, shape (modes,), and amplitudes, shape (modes, 2): soft, loud."""
    f1 = float(midi_to_hz(pitch))
    B = inharmonicity(pitch)
    k = np.arange(1, _PARTIALS + 1)
    f = k * f1 * np.sqrt((1 + B * k**2) / (1 + B))
    k, f = k[f < 0.46 * sample_rate], f[f < 0.46 * sample_rate]

    felt_hz = np.array([[500.0, 1200.0]]) + f1 * np.array([[0.3, 0.6]])
    strength = np.sin(np.pi * k * _STRIKE_POINT)[:, None] * np.exp(-f[:, None] / felt_hz)
    strength /= np.sqrt((strength**2).sum(axis=0)) + 1e-12
    heard = np.abs(strength).max(axis=1, initial=0.0) > 1e-4  # above -80 dB
    f, strength = f[heard], strength[heard]

    detune = 2.0 ** (np.array([-0.35, 0.35, 0.0]) / 1200)  # in cents: two strings, fast,
    weight = np.array([0.42, 0.42, 0.16])  # and what is left of them, slow
    haste = np.array([1.0, 1.0, 0.0]) * (3.5 * 2 ** ((pitch - 60) / 36) - 1) + 1
    slow = 0.45 * 2 ** ((pitch - 48) / 20) + 0.25 * (f / 1000) ** 1.5
    sigma = (slow[:, None] * haste).ravel()
    omega = (2 * np.pi * f[:, None] * detune).ravel()
    amplitude = (strength[:, None, :] * weight[:, None]).reshape(-1, 2)

    j = np.arange(1, 33)  # the knock: frequencies spread by the golden ratio, 60 to 1500 Hz
    thump_hz = 60 + 1440 * ((j * 0.6180339887) % 1) ** 2
    sigma = np.concatenate([sigma, 60 + 0.12 * thump_hz])
    omega = np.concatenate([omega, 2 * np.pi * thump_hz])
    thump = 0.05 * (-1.0) ** j * np.exp(-thump_hz / 700) * 1.5 ** ((pitch - 60) / 12)
    amplitude = np.concatenate([amplitude, thump[:, None] * [0.5, 1.0]])
    return (-sigma + 1j * omega) / sample_rate, amplitude


@lru_cache(maxsize=256)
def _layers(pitch: float, blocks: int, sample_rate: int) -> np.ndarray:
    """Build the struck string, soft and loud: float32, shape (2, blocks * 64)."""
    s, amplitude = _modes(pitch, sample_rate)
    far = np.exp(s[None, :] * (_BLOCK * np.arange(blocks)[:, None]))
    near = np.exp(s[:, None] * np.arange(_BLOCK)[None, :])
    both = amplitude.T[:, :, None] * near
    # The imaginary part of far @ both as a product of real matrices, in slices of 8 rows: small
    # enough that no threads are started, which would cost more than they save.
    far = np.concatenate([far.real, far.imag], axis=1).reshape(blocks // 8, 8, -1)
    both = np.concatenate([both.imag, both.real], axis=1)
    sound: np.ndarray = (far @ both[:, None]).reshape(2, -1)
    contact = round(0.003 * sample_rate)  # the hammer takes about 3 ms to push the string
    sound[:, :contact] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(contact) / contact)
    sound[:, -256:] *= np.linspace(1, 0, 256)
    sound = sound.astype(np.float32)
    sound.setflags(write=False)
    return sound


def strike(pitch: float, velocity: int, seconds: float, sample_rate: int) -> np.ndarray:
    """Strike a key and hold it for ``seconds`` or a little longer, or until the tone has died away.

    Parameters
    ----------
    pitch : float, 0..127
        MIDI pitch; it may lie between the keys.
    velocity : int, 1..127
        Loudness grows as its power 1.7; brightness grows with it.
    seconds : float, above 0
    sample_rate : int

    Returns
    -------
    ndarray of float32, shape (n_samples,)
    """
    lasting = min(seconds, 2 + 12 * 2 ** ((48 - pitch) / 24), 16.0)  # by then it is inaudible
    wanted = math.ceil(lasting * sample_rate / _BLOCK)
    blocks = 2 ** math.ceil(math.log2(max(wanted, 64)))  # few lengths, so that the cache serves
    soft, loud = _layers(pitch, blocks, sample_rate)[:, : wanted * _BLOCK]
    force = velocity / 127
    mixed: np.ndarray = np.float32(force**1.7 * (1 - force)) * soft + np.float32(force**2.7) * loud
    return mixed


def damper(pitch: float, sample_rate: int) -> np.ndarray | None:
    """Let a string fall silent, its key let go: factors from 1 to 0; None if it rings on.

    Thick bass strings take longer to stop. The strings above E6 have no damper.
    """
    if pitch > _LAST_DAMPER:
        return None
    n = round((0.2 + 0.1 * max(0.0, (60 - pitch) / 40)) * sample_rate)
    fall = np.exp(-5 * np.arange(n) / n) - math.exp(-5)
    factors: np.ndarray = (fall / fall[0]).astype(np.float32)
    return factors


def play(tones: Iterable[Tone], sample_rate: int) -> Iterator[tuple[float, np.ndarray]]:
    """Play the piano: the sound of each tone, with the time in seconds at which it begins.

    Tones alike in pitch and velocity are struck once, for the longest of them.
    """
    alike: defaultdict[tuple[float, int], list[Tone]] = defaultdict(list)
    for tone in tones:
        if tone.voice == "piano":
            alike[float(tone.pitch), int(tone.velocity)].append(tone)
    for (pitch, velocity), group in sorted(alike.items()):
        fall = damper(pitch, sample_rate)
        ringing_s = RINGING_S if fall is None else len(fall) / sample_rate
        longest_s = max(tone.end_s - tone.start_s for tone in group)
        struck = strike(pitch, velocity, longest_s + ringing_s, sample_rate)
        for tone in group:
            held = round((tone.end_s - tone.start_s) * sample_rate)
            yield tone.start_s, struck if fall is None else _let_go(struck, held, fall)


def _let_go(note: np.ndarray, held: int, fall: np.ndarray) -> np.ndarray:
    """Stop the string of a note after so many samples."""
    note = note[: held + len(fall)].copy()
    note[held:] *= fall[: max(len(note) - held, 0)]
    return note

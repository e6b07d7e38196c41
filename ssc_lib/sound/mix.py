r"""The ear: music in, samples out, and an MP3 to carry them.

Every note of the piano (`ssc_lib.sound.piano`), every stroke on a drum (`ssc_lib.sound.drums`),
every line that a bow draws (`ssc_lib.sound.strings`) and every tone of the other voices
(`ssc_lib.sound.voices`) is laid down at its time and added to the rest; then two things happen to
the whole. **The room**: a third of a second of dense, dying echoes, quiet enough to be missed only
when it is gone. **The level**: the clip is brought to -18 dBFS RMS (decibels below a wave that is
constantly at full scale), so that two clips compared by ear are equally loud, and a limiter turns
the volume down for a few thousandths of a second around any peak above -1 dBFS, so that nothing
clips.

Sound is float32 in [-1, 1], with a rate in samples per second. Music that is all in the middle is
mono. Where a tone has a place, sound has two channels: a tone at pan :math:`p` is
:math:`\sqrt2\cos\theta` times as loud on the left and :math:`\sqrt2\sin\theta` times on the right,
with :math:`\theta = (p + 1)\pi/4`, so that left and right together have the same power everywhere.
The room answers from both sides, each with echoes of its own.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.sound import drums, piano, strings, voices
from ssc_lib.sound.tone import Music, Tone, perform

__all__ = ["render", "to_mp3", "write_mp3"]

SAMPLE_RATE = 22050
TAIL_S = 0.6
MAX_DURATION_S = 1800.0
LEVEL_DBFS = -18.0
CEILING = 0.89  # -1 dBFS
# How coarse an MP3 is; the first that is small enough is taken. Two channels need a steady rate.
MONO = tuple(("VARIABLE", coarseness) for coarseness in (0.7, 0.8, 0.9, 0.95, 0.99))
STEREO = (("VARIABLE", 0.7), ("VARIABLE", 0.9), *(("AVERAGE", c) for c in (0.85, 0.9, 0.95)))
MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)


def render(music: Music, *, sample_rate: int = SAMPLE_RATE) -> np.ndarray:
    """Play a melody, several tracks, or any cloud of tones, each with its own voice and place.

    Parameters
    ----------
    music : Melody, Multitrack, iterable of Tone, or Performance
        Tones may overlap and may lie between the keys; velocity 1..127 sets loudness and
        brightness *within* the clip. A melody is played on the piano.
    sample_rate : int, 8000..48000
        Samples per second.

    Returns
    -------
    ndarray of float32, within [-1, 1]
        Shape (n_samples,), or, where a tone has a place other than the middle, to a hundredth,
        (n_samples, 2), left and right. The music and a tail of 0.6 s for the last note to ring. The
        level is -18 dBFS RMS, less only where a clip is nearly all silence: its few notes are not
        made louder than a piano's.

    Raises
    ------
    TypeError, ValueError
        If a tone is malformed, out of range or does not last, the music lasts more than half an
        hour, or the rate is not usable.

    Notes
    -----
    The same music gives the same samples: there is no random number in it.

    Examples
    --------
    >>> from ssc_lib import Tone
    >>> chord = [Tone(0, 1, 60), Tone(0, 1, 64), Tone(0, 1, 67)]
    >>> len(render(chord)) / 22050
    1.6
    """
    _check_rate(sample_rate)
    performance = perform(music)
    _check_length(performance.duration_s)
    samples = round((performance.duration_s + TAIL_S) * sample_rate)
    places: dict[float, list[Tone]] = {}
    for tone in performance.tones:
        places.setdefault(round(tone.pan, 2), []).append(tone)
    if not any(places):
        dry = _laid_down(performance.tones, samples, sample_rate)
        if not performance.tones:
            return dry
        sound = _in_room(dry, _room(sample_rate))
    else:
        sound = _in_wide_room(_placed(places, samples, sample_rate), sample_rate).T
    fade = round(0.1 * sample_rate)
    sound.T[..., -fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return _levelled(sound, sample_rate)


def to_mp3(
    samples: np.ndarray, sample_rate: int = SAMPLE_RATE, *, max_bytes: float = math.inf
) -> bytes:
    """Encode samples as MP3: about 4 kB a second at 22,050 samples a second.

    Parameters
    ----------
    samples : ndarray of float, at least one, within [-1, 1]
        Shape (n_samples,), or (n_samples, 2) for left and right.
    sample_rate : int
        One of `MP3_RATES`, in samples per second.
    max_bytes : float, optional
        Where the file would be larger, coarser settings are tried; the coarsest is returned even
        if it is still too large.

    Returns
    -------
    bytes
        The same for the same samples.

    Raises
    ------
    ValueError
        If the samples or the rate are not usable.
    """
    import io

    import soundfile

    samples = np.asarray(samples)
    shaped = samples.ndim == 1 or (samples.ndim == 2 and samples.shape[1] == 2)
    if not (shaped and len(samples) and np.issubdtype(samples.dtype, np.floating)):
        raise ValueError(
            "samples must be one row of floats, at least one of them, or two columns for left and "
            f"right, got shape {samples.shape} of {samples.dtype}; mix more channels down first"
        )
    if not np.all(np.abs(samples) <= 1.0):
        raise ValueError("samples must be finite and within -1..1; divide by the largest peak")
    if sample_rate not in MP3_RATES:
        raise ValueError(f"MP3 has no rate of {sample_rate!r}; choose one of {MP3_RATES}")
    encoded = b""
    for mode, coarseness in MONO if samples.ndim == 1 else STEREO:
        buffer = io.BytesIO()
        soundfile.write(
            buffer,
            samples,
            sample_rate,
            format="MP3",
            bitrate_mode=mode,
            compression_level=coarseness,
        )
        encoded = buffer.getvalue()
        if len(encoded) <= max_bytes:
            break
    return encoded


def write_mp3(
    music: Music,
    path: str | os.PathLike[str],
    *,
    sample_rate: int = SAMPLE_RATE,
) -> Path:
    """Render music and write it to an MP3 file, whole or not at all; errors as in `render`.

    Returns
    -------
    Path
        Where the file is.
    """
    return write_bytes(path, to_mp3(render(music, sample_rate=sample_rate), sample_rate))


def _placed(places: dict[float, list[Tone]], samples: int, sample_rate: int) -> np.ndarray:
    """Add up the tones of each place on the left and on the right: shape (2, n_samples)."""
    sides = np.zeros((2, samples), dtype=np.float32)
    for pan, tones in sorted(places.items()):
        angle = (pan + 1) * math.pi / 4
        gains = math.sqrt(2) * np.array([[math.cos(angle)], [math.sin(angle)]], dtype=np.float32)
        sides += gains * _laid_down(tones, samples, sample_rate)
    return sides


def _laid_down(tones: Sequence[Tone], samples: int, sample_rate: int) -> np.ndarray:
    """Add up all tones, each at its time, as one channel."""
    sound = np.zeros(samples, dtype=np.float32)
    for instrument in (piano, drums, strings, voices):
        for start_s, note in instrument.play(tones, sample_rate):
            start = round(start_s * sample_rate)
            note = note[: len(sound) - start]
            sound[start : start + len(note)] += note
    return sound


# -- the room, and the level ---------------------------------------------------------------------


@lru_cache(maxsize=4)
def _room(sample_rate: int, phase: float = 1.0) -> np.ndarray:
    """Give the impulse response of a small room: the sound itself, then 0.35 s of dense echoes.

    Another phase gives other echoes, as dense and as loud.
    """
    n = np.arange(round(0.35 * sample_rate))
    scatter = np.sin(phase + 12.9898 * n + 0.0131 * n**2)  # a fixed pattern without a pitch
    echo = scatter * np.exp(-n / (0.07 * sample_rate)) * np.minimum(1, n / (0.01 * sample_rate))
    echo *= 0.22 / np.sqrt((echo**2).sum())
    echo[0] = 1.0
    return echo


def _in_wide_room(sides: np.ndarray, sample_rate: int) -> np.ndarray:
    """Add to left and right, shape (2, n_samples), the echoes of both together."""
    middle = sides.mean(axis=0)
    echoes = [_in_room(middle, _room(sample_rate, phase)) - middle for phase in (1.0, 2.5)]
    return sides + np.array(echoes)


def _in_room(sound: np.ndarray, echo: np.ndarray) -> np.ndarray:
    size = 2 ** math.ceil(math.log2(len(sound) + len(echo)))  # convolution as a product of spectra
    both = np.fft.rfft(sound, size) * np.fft.rfft(echo, size)
    wet: np.ndarray = np.fft.irfft(both, size)[: len(sound)]
    return wet


def _levelled(sound: np.ndarray, sample_rate: int) -> np.ndarray:
    """Bring the level to -18 dBFS RMS, peaks below the ceiling, on the grid of 16-bit sound."""
    target = 10 ** (LEVEL_DBFS / 20)
    sound = sound / (np.max(np.abs(sound)) + 1e-12)
    gain_limit = 4.0  # at most 12 dB into the limiter
    gain = 1.0
    limited = sound
    for _ in range(4):
        level = float(np.sqrt(np.mean(limited**2)))
        gain = min(gain * target / (level + 1e-12), gain_limit)
        limited = _limited(gain * sound, sample_rate)
    return (np.round(limited * 32768) / 32768).astype(np.float32)


def _limited(sound: np.ndarray, sample_rate: int) -> np.ndarray:
    """Turn the volume down around each peak, so that none passes the ceiling.

    Each block of 5 ms has a volume that its peak allows. At the border of two blocks the volume
    is the smaller of theirs and their neighbours', and between borders it moves on a straight
    line: so it is never more than a block allows, and never jumps.
    """
    if np.max(np.abs(sound)) <= CEILING:
        return sound
    block = round(0.005 * sample_rate)
    blocks = -(-len(sound) // block)
    loudest = np.abs(sound) if sound.ndim == 1 else np.abs(sound).max(axis=1)
    peaks = np.pad(loudest, (0, blocks * block - len(sound))).reshape(blocks, block).max(1)
    allowed = np.pad(CEILING / np.maximum(peaks, CEILING), 2, constant_values=1.0)
    borders = np.lib.stride_tricks.sliding_window_view(allowed, 4).min(axis=1)
    volume = np.interp(np.arange(len(sound)), block * np.arange(blocks + 1), borders)
    within: np.ndarray = np.clip((sound.T * volume).T, -CEILING, CEILING)
    return within


# -- the door ------------------------------------------------------------------------------------


def _check_rate(sample_rate: int) -> None:
    if isinstance(sample_rate, bool) or not isinstance(sample_rate, (int, np.integer)):
        raise TypeError(f"sample_rate must be a whole number, got {sample_rate!r}; try 22050")
    if not 8000 <= sample_rate <= 48000:
        raise ValueError(f"sample_rate must be from 8000 to 48000, got {sample_rate}; try 22050")


def _check_length(duration_s: float) -> None:
    if duration_s > MAX_DURATION_S:
        raise ValueError(
            f"the music lasts {duration_s:g} s, more than {MAX_DURATION_S:g} s; tones count in "
            "seconds (not steps or milliseconds), and long music is better rendered in parts"
        )

"""The ear: music in, samples out, and an MP3 to carry them.

Every note of the piano (`ssc_lib.sound.piano`), every stroke on a drum (`ssc_lib.sound.drums`) and
every line that a bow draws (`ssc_lib.sound.strings`) is laid down at its time and added to the
rest; then two things happen to the whole. **The room**: a third of a second of dense, dying echoes,
quiet enough to be missed only when it is gone. **The level**: the clip is brought to -18 dBFS RMS
(decibels below a wave that is constantly at full scale), so that two clips compared by ear are
equally loud, and a limiter turns the volume down for a few thousandths of a second around any peak
above -1 dBFS, so that nothing clips.

Sound is mono, float32 in [-1, 1], with a rate in samples per second.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import math
import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.sound import drums, piano, strings
from ssc_lib.sound.tone import Music, perform

__all__ = ["render", "to_mp3", "write_mp3"]

SAMPLE_RATE = 22050
TAIL_S = 0.6
MAX_DURATION_S = 1800.0
LEVEL_DBFS = -18.0
CEILING = 0.89  # -1 dBFS
COARSENESS = (0.7, 0.8, 0.9, 0.95, 0.99)  # of the MP3; the first that is small enough is taken
MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)


def render(music: Music, *, sample_rate: int = SAMPLE_RATE) -> np.ndarray:
    """Play a melody, or any cloud of tones, each with its own voice: piano, string or drum.

    Parameters
    ----------
    music : Melody, iterable of Tone, or Performance
        Tones may overlap and may lie between the keys; velocity 1..127 sets loudness and
        brightness *within* the clip. A melody is played on the piano.
    sample_rate : int, 8000..48000
        Samples per second.

    Returns
    -------
    ndarray of float32, shape (n_samples,), within [-1, 1]
        The music and a tail of 0.6 s for the last note to ring. The level is -18 dBFS RMS, less
        only where a clip is nearly all silence: its few notes are not made louder than a piano's.

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
    sound = np.zeros(round((performance.duration_s + TAIL_S) * sample_rate), dtype=np.float32)
    for instrument in (piano, drums, strings):
        for start_s, note in instrument.play(performance.tones, sample_rate):
            start = round(start_s * sample_rate)
            note = note[: len(sound) - start]
            sound[start : start + len(note)] += note
    if not performance.tones:
        return sound
    fade = round(0.1 * sample_rate)
    sound = _in_room(sound, sample_rate)
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return _levelled(sound, sample_rate)


def to_mp3(
    samples: np.ndarray, sample_rate: int = SAMPLE_RATE, *, max_bytes: float = math.inf
) -> bytes:
    """Encode mono samples as MP3: about 4 kB a second at 22,050 samples a second.

    Parameters
    ----------
    samples : ndarray of float, shape (n_samples,), at least one, within [-1, 1]
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
    if samples.ndim != 1 or not len(samples) or not np.issubdtype(samples.dtype, np.floating):
        raise ValueError(
            "samples must be one row of floats, at least one of them, got shape "
            f"{samples.shape} of {samples.dtype}; mix several channels down first"
        )
    if not np.all(np.abs(samples) <= 1.0):
        raise ValueError("samples must be finite and within -1..1; divide by the largest peak")
    if sample_rate not in MP3_RATES:
        raise ValueError(f"MP3 has no rate of {sample_rate!r}; choose one of {MP3_RATES}")
    encoded = b""
    for coarseness in COARSENESS:
        buffer = io.BytesIO()
        soundfile.write(
            buffer,
            samples,
            sample_rate,
            format="MP3",
            bitrate_mode="VARIABLE",
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


# -- the room, and the level ---------------------------------------------------------------------


@lru_cache(maxsize=4)
def _room(sample_rate: int) -> np.ndarray:
    """Give the impulse response of a small room: the sound itself, then 0.35 s of dense echoes."""
    n = np.arange(round(0.35 * sample_rate))
    scatter = np.sin(1.0 + 12.9898 * n + 0.0131 * n**2)  # a fixed pattern without a pitch
    echo = scatter * np.exp(-n / (0.07 * sample_rate)) * np.minimum(1, n / (0.01 * sample_rate))
    echo *= 0.22 / np.sqrt((echo**2).sum())
    echo[0] = 1.0
    return echo


def _in_room(sound: np.ndarray, sample_rate: int) -> np.ndarray:
    echo = _room(sample_rate)
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
    peaks = np.abs(np.pad(sound, (0, blocks * block - len(sound)))).reshape(blocks, block).max(1)
    allowed = np.pad(CEILING / np.maximum(peaks, CEILING), 2, constant_values=1.0)
    borders = np.lib.stride_tricks.sliding_window_view(allowed, 4).min(axis=1)
    volume = np.interp(np.arange(len(sound)), block * np.arange(blocks + 1), borders)
    within: np.ndarray = np.clip(sound * volume, -CEILING, CEILING)
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

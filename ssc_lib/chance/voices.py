"""Several voices at once: a coin for each key, or one voice after another.

A **frame** is what sounds at one moment: a row of 88 cells, one for each key of a piano, lowest
first. Chorales become frames at each quarter note, moved so that the bass ends on C, and split by
melody. Two ways lead to a probability of a frame:

one coin a key
    Each key has a probability of its own, and keys know nothing of each other. A frame has the
    probability

    .. math:: p(x) = \\prod_{k=1}^{88} p_k^{x_k} (1 - p_k)^{1 - x_k} .

one voice after another
    A frame is **spelled** as events: its keys from high to low, then an end. Each event is chosen
    knowing all before it, so that every generator of the house plays chords. A set of keys has one
    spelling, so the product of its events' probabilities is the probability of the frame.

Whoever has a probability for each cell must still say yes or no: by a **coin** for each
(Bernoulli sampling), by a **threshold**, or by taking the **largest** of each voice.

Chapter: Coins, thresholds and voices. Sources: N. Boulanger-Lewandowski, Y. Bengio and P. Vincent,
*Modeling Temporal Dependencies in High-Dimensional Sequences*, ICML 2012, for frames and nats a
frame; H.-W. Dong and Y.-H. Yang, *Convolutional Generative Adversarial Networks with Binary
Neurons for Polyphonic Music Generation*, ISMIR 2018, for coins against thresholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ssc_lib.generator import Generator, Rng, log_probabilities, sample
from ssc_lib.music.chorales import Chorale
from ssc_lib.music.families import split_families
from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack, Track
from ssc_lib.music.rolls import PianoRoll

KEYS, LOWEST = 88, 21  # of a piano; MIDI pitch of the first
END = 0  # closes a frame; key k of the 88 is the event k + 1
EVENTS = KEYS + 1


# -- frames --------------------------------------------------------------------------------------


def frames_of(music: Any, every: int = 4) -> np.ndarray:
    """What sounds at the beginning of every so many steps; moments of silence are left out.

    Parameters
    ----------
    music : Melody, Multitrack, or iterable of Melody
    every : int, at least 1
        Steps from one frame to the next: 4 sixteenths are a quarter note.

    Returns
    -------
    ndarray of bool, shape (frames, 88)

    Examples
    --------
    >>> third = frames_of([Melody.of("C4 - - - D4 - - -"), Melody.of("E4 - - - F4 - - -")])
    >>> [(LOWEST + np.flatnonzero(frame)).tolist() for frame in third]
    [[60, 64], [62, 65]]
    """
    if every < 1:
        raise ValueError(f"frames are at least 1 step apart, not {every}; 4 is a quarter note")
    sounds = PianoRoll.of(music).sounds[::every, LOWEST : LOWEST + KEYS]
    plane = np.asarray(sounds.any(axis=2))
    found: np.ndarray = plane[plane.any(axis=1)]
    return found


def split_by_melody(chorales: Sequence[Chorale], *, seed: int = 0) -> dict[str, list[Chorale]]:
    """Chorales as "train", "validation" and "test", all settings of a melody in one of them.

    For the parameters see `ssc_lib.music.families.split_families`.
    """
    splits = split_families(np.array([c.family for c in chorales]), seed=seed)
    parts: dict[str, list[Chorale]] = {"train": [], "validation": [], "test": []}
    for chorale, split in zip(chorales, splits, strict=True):
        parts[split].append(chorale)
    return parts


def to_c(chorale: Chorale) -> Multitrack:
    """A chorale moved, by six semitones at most, so that its bass ends on C.

    Examples
    --------
    >>> from ssc_lib import chorales
    >>> int(to_c(chorales(1)[0])[3].melody.pitches[-1]) % 12
    0
    """
    last = int(chorale.voices[3].pitches[-1])
    return chorale.music.transposed((6 - last) % 12 - 6)


# -- one voice after another ---------------------------------------------------------------------


def spell(frames: ArrayLike) -> np.ndarray:
    """Frames as events: an end to begin with, then each frame's keys, highest first, and an end.

    Parameters
    ----------
    frames : array of bool, shape (frames, 88)

    Returns
    -------
    ndarray of int
        0 is the end, and k + 1 the key k.

    Examples
    --------
    >>> spell(frames_of([Melody([60]), Melody([64])])).tolist()
    [0, 44, 40, 0]
    """
    rows = checked_frames(frames)
    padded = np.column_stack([rows[:, ::-1], np.ones(len(rows), bool)])
    named = np.append(np.arange(KEYS, 0, -1), END)
    return np.append(END, np.broadcast_to(named, padded.shape)[padded])


def read(events: ArrayLike) -> np.ndarray:
    """Frames of events, the way back from `spell`; what stands after the last end is left out.

    Returns
    -------
    ndarray of bool, shape (frames, 88)

    Raises
    ------
    ValueError
        If an event is none of the 89.
    """
    row = np.asarray(events, dtype=np.int64)
    if row.size and not 0 <= row.min() <= row.max() < EVENTS:
        raise ValueError(f"an event of a frame is from 0 to 88, not {row.min()} to {row.max()}")
    ends = np.flatnonzero(row == END)
    row = row[ends[0] : ends[-1] + 1] if len(ends) else row[:0]
    number = np.cumsum(row == END) - 1
    frames = np.zeros((max(len(ends) - 1, 0), KEYS), dtype=bool)
    notes = row != END
    frames[number[notes], row[notes] - 1] = True
    return frames


def nats_a_frame(generator: Generator, music: Iterable[ArrayLike]) -> float:
    """Mean log-likelihood of a frame, in nats, of a generator over spelled events.

    Parameters
    ----------
    generator : Generator
        Of 89 events, as ``NGram.fit(map(spell, music), 89, order=15)``.
    music : iterable of array of bool, each of shape (frames, 88)

    Returns
    -------
    float
        Zero or negative; nearer to zero is better.

    Examples
    --------
    Whoever knows nothing pays ln 89 for each key and for the end:

    >>> from ssc_lib import Uniform
    >>> third = frames_of([Melody([60]), Melody([64])])
    >>> print(round(nats_a_frame(Uniform(89), [third]) / np.log(89), 6))
    -3.0
    """
    rows = [checked_frames(frames) for frames in music]
    bits = log_probabilities(generator, [spell(row) for row in rows])
    return float(np.sum(np.concatenate(bits)) * np.log(2) / sum(map(len, rows)))


def go_on(
    generator: Generator, opening: ArrayLike, frames: int, *, rng: Rng, temperature: float = 1.0
) -> np.ndarray:
    """Frames that a generator over spelled events plays after an opening, voice by voice.

    Parameters
    ----------
    generator : Generator
    opening : array of bool, shape (frames, 88)
        May be empty.
    frames : int
        How many there are at the end, the opening included.
    rng : numpy.random.Generator or seed
    temperature : float, above 0

    Returns
    -------
    ndarray of bool, shape (frames, 88)
    """
    rng = np.random.default_rng(rng)
    events = spell(opening)
    while (len(found := read(events))) < frames:
        steps = len(events) + 5 * (frames - len(found))
        events = sample(generator, steps, rng=rng, primer=events, temperature=temperature)[0]
    return found[:frames]


# -- one coin a key ------------------------------------------------------------------------------


def coin_a_key(frames: ArrayLike) -> np.ndarray:
    """The probability of each key: its frames and one more, of all frames and two more.

    Parameters
    ----------
    frames : array of bool, shape (frames, 88)

    Returns
    -------
    ndarray, shape (88,)
    """
    x = checked_frames(frames)
    p: np.ndarray = (x.sum(axis=0) + 1) / (len(x) + 2)
    return p


def nats_of_coins(p: ArrayLike, x: ArrayLike) -> float:
    """Mean log-likelihood of a frame, in nats, where each cell is a coin of its own.

    Parameters
    ----------
    p : array, shape (88,) or that of ``x``, 0 <= p <= 1
    x : array of bool, shape (frames, 88)

    Examples
    --------
    Of fair coins each frame costs 88 ln 2, whatever it is:

    >>> round(nats_of_coins(np.full(88, 0.5), np.zeros((3, 88), bool)), 3)
    -60.997
    """
    chance = np.where(checked_frames(x), p, 1 - np.asarray(p, dtype=float))
    with np.errstate(divide="ignore"):
        return float(np.log(chance).sum(axis=1).mean())


# -- from probabilities to yes and no ------------------------------------------------------------


def by_coins(p: ArrayLike, rng: Rng) -> np.ndarray:
    """Bernoulli sampling (BS): each cell is on with its own probability. Bool, the shape of p."""
    p = _probabilities(p)
    return np.random.default_rng(rng).random(p.shape) < p


def by_threshold(p: ArrayLike, line: float = 0.5) -> np.ndarray:
    """Hard threshold (HT): each cell is on whose probability is above the line."""
    return _probabilities(p) > line


def largest(p: ArrayLike, axis: int = -2) -> np.ndarray:
    """The likeliest cell along an axis is on, and no other: one pitch for each voice.

    Parameters
    ----------
    p : array
        Such as (bars, steps, pitches, tracks).
    axis : int
        Of the pitches, by default the last but one.

    Examples
    --------
    >>> largest([[0.2, 0.1], [0.3, 0.0]], axis=0).astype(int).tolist()
    [[0, 1], [1, 0]]
    """
    p = _probabilities(p)
    on = np.zeros(p.shape, dtype=bool)
    np.put_along_axis(on, p.argmax(axis=axis, keepdims=True), True, axis=axis)
    return on


def in_voices(frames: ArrayLike, *, every: int = 4, qpm: float = 80.0) -> Multitrack:
    """Frames as music to hear: the highest key of each is the first track's, and so on.

    A key that goes on in the same track is one long note. Silence is a rest.

    Parameters
    ----------
    frames : array of bool, shape (frames, 88)
    every : int
        Steps for each frame.
    qpm : float
    """
    x = checked_frames(frames)
    most = max(int(x.sum(axis=1).max(initial=0)), 1)
    events = np.full((most, len(x), every), -2)
    now = np.full(most, -1)
    for t, frame in enumerate(x):
        pitches = LOWEST + np.flatnonzero(frame)[::-1]
        heard = np.append(pitches, np.full(most - len(pitches), -1))
        events[:, t, 0] = np.where(heard == now, -2, heard)
        now = heard
    rows = events.reshape(most, -1)
    return Multitrack([Track(Melody(row, qpm=qpm), voice="organ") for row in rows])


def checked_frames(frames: ArrayLike) -> np.ndarray:
    """Frames as an array of bool, shape (frames, 88); ValueError if they are none."""
    x = np.asarray(frames) != 0
    if x.ndim != 2 or x.shape[1] != KEYS:
        raise ValueError(f"frames have the shape (frames, {KEYS}), not {np.shape(frames)}")
    return x


def _probabilities(p: ArrayLike) -> np.ndarray:
    p = np.asarray(p, dtype=float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("a probability is from 0 to 1; give the network's answers after a sigmoid")
    return p

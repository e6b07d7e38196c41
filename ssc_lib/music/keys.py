"""Keys: modes, the circle of fifths, and a finder that says in which key a tune stands.

A **key** is a tonic and a mode: the pitch class that is home, and the steps of the scale above it.
Two keys may have the same seven notes, as C major and A minor do, so the set of notes does not tell
the key. The finder asks how long each pitch class sounds, and compares the twelve numbers with a
**profile**, twelve numbers for major and twelve for minor, in all twelve transpositions. The key
whose profile has the largest correlation with the tune is the one it names.

Chapter: Scales and keys. Source: D. Temperley, *What's Key for Key? The Krumhansl-Schmuckler
Key-Finding Algorithm Reconsidered*, Music Perception 17, 1999; each profile names its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ssc_lib.music.collections import Tune
from ssc_lib.music.melody import Melody
from ssc_lib.music.pitches import MAJOR_SCALE, key_number, sharps_of, spelled

# Semitones from the first note of a major scale to the note on which the mode begins.
MODES = {
    "major": 0,
    "dorian": 2,
    "phrygian": 4,
    "lydian": 5,
    "mixolydian": 7,
    "minor": 9,
    "locrian": 11,
}
CIRCLE = tuple(7 * fifths % 12 for fifths in range(12))  # of fifths, upwards from C


@dataclass(frozen=True, repr=False)
class Key:
    """A tonic and a mode, and how well they fit where a finder named them.

    Parameters
    ----------
    tonic : int, 0..11
        Pitch class of the note that is home; 0 is C.
    mode : str
        One of `MODES`.
    correlation : float, -1..1
        With the profile, where a finder found the key; else not a number.
    ranking : tuple of Key
        All 24 keys that the finder compared, best first.

    Raises
    ------
    ValueError
        If the tonic or the mode is unknown.

    Examples
    --------
    >>> home = Key(9, "minor")
    >>> home.name, home.signature, home.scale
    ('Am', 0, (9, 11, 0, 2, 4, 5, 7))
    >>> Key(2, "dorian").signature == Key(0).signature
    True
    """

    tonic: int
    mode: str = "major"
    correlation: float = field(default=float("nan"), compare=False)
    ranking: tuple[Key, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"there is no mode {self.mode!r}; there are {', '.join(MODES)}")
        if not 0 <= self.tonic < 12:
            raise ValueError(f"a tonic is a pitch class from 0 (C) to 11 (B), not {self.tonic}")

    def __repr__(self) -> str:
        fits = "" if np.isnan(self.correlation) else f", correlation {self.correlation:.3f}"
        return f"<Key: {self.name}{fits}>"

    @property
    def parent(self) -> int:
        """Pitch class of the major key with the same notes: 0 for C, A minor and D dorian."""
        return (self.tonic - MODES[self.mode]) % 12

    @property
    def signature(self) -> int:
        """Sharps at the beginning of the staff; flats count below 0."""
        return sharps_of(self.parent)

    @property
    def name(self) -> str:
        """Such as G, Em, B♭ or D dorian; `Melody.to_key` reads those of major and minor."""
        letter, alter, _ = spelled(60 + self.tonic, self.signature)
        tonic = letter + ("♯" * alter if alter > 0 else "♭" * -alter)
        return tonic + {"major": "", "minor": "m"}.get(self.mode, f" {self.mode}")

    @property
    def scale(self) -> tuple[int, ...]:
        """The seven pitch classes, upwards from the tonic."""
        degree = MAJOR_SCALE.index(MODES[self.mode])
        steps = MAJOR_SCALE[degree:] + MAJOR_SCALE[:degree]
        return tuple((self.parent + step) % 12 for step in steps)


def fifths_apart(one: str | int, other: str | int) -> int:
    """Steps between two keys on the circle of fifths, 0 to 6: that many notes they do not share.

    Keys as for `Melody.to_key`; a minor key stands at its relative major.

    Examples
    --------
    >>> fifths_apart("C", "D"), fifths_apart("C", "F#"), fifths_apart("Am", "C")
    (2, 6, 0)
    """
    steps = 7 * (key_number(one) - key_number(other)) % 12
    return min(steps, 12 - steps)


# -- profiles --------------------------------------------------------------------------------------


class Profile(NamedTuple):
    """How much of each pitch class a key has, from the tonic up: twelve numbers for each mode."""

    major: tuple[float, ...]
    minor: tuple[float, ...]
    source: str = ""


# fmt: off
PROFILES = {
    "krumhansl": Profile(
        (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
        (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
        "C. L. Krumhansl and E. J. Kessler, Psychological Review 89, 1982: how well listeners "
        "found that a single tone fits after a key was played",
    ),
    "aarden": Profile(
        (17.7661, 0.145624, 14.9265, 0.160186, 19.8049, 11.3587,
         0.291248, 22.062, 0.145624, 8.15494, 0.232998, 4.95122),
        (18.2648, 0.737619, 14.0499, 16.8599, 0.702494, 14.4362,
         0.702494, 18.6161, 4.56621, 1.93186, 7.37619, 1.75623),
        "B. J. Aarden, Dynamic Melodic Expectancy, Ohio State University, 2003: per cent of the "
        "notes of the Essen folk songs",
    ),
    "temperley": Profile(
        (0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400),
        (0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330),
        "D. Temperley, Music and Probability, 2007: counted in the excerpts of a textbook, "
        "S. Kostka and D. Payne's Tonal Harmony",
    ),
    "dances": Profile(
        (26.12, 0.04, 13.76, 0.07, 16.88, 8.57, 0.22, 17.65, 0.08, 9.24, 0.43, 6.94),
        (25.53, 0.02, 11.74, 15.01, 0.14, 11.50, 0.03, 17.56, 2.43, 1.06, 13.44, 1.53),
        "the training tunes of this book's dances whose printed key is major or minor: per cent "
        "of the time that sounds",
    ),
}
# fmt: on


def profile_of(profile: str | Profile) -> Profile:
    """The profile of a name, or one of your own, checked.

    Raises
    ------
    ValueError
        If the name is unknown, or a row does not have twelve numbers that differ.
    """
    if isinstance(profile, str):
        if profile not in PROFILES:
            raise ValueError(f"there is no profile {profile!r}; there are {', '.join(PROFILES)}")
        return PROFILES[profile]
    for mode, row in (("major", profile[0]), ("minor", profile[1])):
        numbers = np.asarray(row, dtype=float)
        if numbers.shape != (12,) or not np.isfinite(numbers).all() or not np.ptp(numbers):
            raise ValueError(f"the {mode} row of a profile has twelve numbers that are not all one")
    return Profile(*profile)


# -- the finder ------------------------------------------------------------------------------------


def durations(tune: Melody | Tune) -> np.ndarray:
    """How many steps each pitch class sounds, C first: shape (12,).

    Examples
    --------
    >>> durations(Melody.of("C4 - - E4 - C5"))[[0, 4]].tolist()
    [4, 2]
    """
    melody = tune.melody if isinstance(tune, Tune) else tune
    notes = np.array(melody.notes(), dtype=int).reshape(-1, 3)
    lengths = notes[:, 2] - notes[:, 1]
    return np.bincount(notes[:, 0] % 12, lengths, minlength=12).astype(int)


def correlations(weights: np.ndarray, profile: str | Profile = "temperley") -> np.ndarray:
    """Correlation of twelve weights with each of the 24 keys.

    Parameters
    ----------
    weights : array, shape (12,) or (n, 12)
        Of each pitch class, C first: durations, or numbers of notes.
    profile : str or Profile

    Returns
    -------
    ndarray, shape (24,) or (n, 24)
        C major to B major, then C minor to B minor; 0 where all twelve weights are equal.

    Examples
    --------
    >>> triad = np.isin(np.arange(12), [0, 4, 7])
    >>> correlations(triad, "krumhansl").argmax().item()
    0
    """
    rows = profile_of(profile)[:2]
    keys = np.array([np.roll(row, tonic) for row in rows for tonic in range(12)])
    tune = np.asarray(weights, dtype=float)
    tune, keys = (x - x.mean(axis=-1, keepdims=True) for x in (tune, keys))
    lengths = np.linalg.norm(tune, axis=-1)[..., None] * np.linalg.norm(keys, axis=1)
    return np.divide(tune @ keys.T, lengths, out=np.zeros_like(lengths), where=lengths > 0)


def key(tune: Melody | Tune, profile: str | Profile = "temperley") -> Key:
    """The major or minor key that fits best, after how long each pitch class sounds.

    Parameters
    ----------
    tune : Melody or Tune
    profile : str or Profile
        A name from `PROFILES`, or one of your own. On tunes like the book's, "dances" is right
        most often.

    Returns
    -------
    Key
        With its correlation, and all 24 keys in their order; of equal ones the major keys come
        first, and the lower tonics.

    Raises
    ------
    ValueError
        If the tune has no notes, or the profile is unknown.

    Examples
    --------
    >>> found = key(Melody.of("G4 A4 B4 C5 D5 E5 F#5 G5 - - -"))
    >>> found.name, found.signature
    ('G', 1)
    >>> [k.name for k in found.ranking[:3]]
    ['G', 'C', 'Em']
    """
    weights = durations(tune)
    if not weights.any():
        raise ValueError("a tune without notes has no key; give one that sounds")
    fits = correlations(weights, profile).round(12)
    modes = ("major", "minor")
    ranking = tuple(
        Key(int(place % 12), modes[place // 12], float(fits[place]))
        for place in np.argsort(-fits, kind="stable")
    )
    return Key(ranking[0].tonic, ranking[0].mode, ranking[0].correlation, ranking)


def to_white_keys(tune: Melody | Tune, profile: str | Profile = "temperley") -> Melody:
    """The tune moved by the smallest interval to C major, or to A minor if its key is minor.

    Examples
    --------
    >>> to_white_keys(Melody.of("G4 A4 B4 C5 D5 E5 F#5 G5 - - -")).pitches[:3].tolist()
    [72, 74, 76]
    """
    melody = tune.melody if isinstance(tune, Tune) else tune
    return melody.transposed((6 - key(melody, profile).parent) % 12 - 6)

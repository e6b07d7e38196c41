"""Chords: a root, a quality and a bass, by the names that people write over a melody.

A name is a root (``C``, ``F#``, ``Bb``), a quality from `QUALITIES` (nothing for major, ``m``,
``7``, ``maj7`` ...) and, after a slash, the bass where it is not the root: ``Am7/G``. ``N.C.``
says that there is no chord.

Whoever counts needs fewer: the 24 major and minor triads, the 12 diminished ones, and none. These
are the 37 **labels**; a chord's label is that of the triad in it. `find_chords` finds labels in
music of several voices, a beat at a time, by **templates**: for each triad the weight of the
sounding notes inside it, less half of the weight outside.

Chapter: Chords and melodies. Source of the templates' idea: T. Fujishima, ICMC 1999; the weights
are this book's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np

from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack

QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "m7b5": (0, 3, 6, 10),
    "dim7": (0, 3, 6, 9),
}
OTHER_NAMES = {"maj": "", "M": "", "min": "m", "-": "m", "o": "dim", "+": "aug", "M7": "maj7"}
OTHER_NAMES |= {"min7": "m7", "-7": "m7", "o7": "dim7", "sus": "sus4", "ø7": "m7b5", "dom7": "7"}
NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SHIFTS = {"": 0, "#": 1, "b": -1, "♯": 1, "♭": -1}
TRIADS = ("", "m", "dim")  # of the labels: 12 of each, after label 0, which is no chord
LABELS = 1 + 12 * len(TRIADS)
ONSET, OUTSIDE, ROOT_IN_BASS = 1.5, 0.5, 0.3  # weights of the templates


@dataclass(frozen=True)
class Chord:
    """A chord by root, quality and bass; `Chord.of` reads its name.

    Parameters
    ----------
    root : int, 0..11, or None
        Pitch class; None is no chord.
    quality : str
        One of `QUALITIES`.
    bass : int, 0..11, optional
        Pitch class of the lowest note, where it is not the root.

    Examples
    --------
    >>> Chord.of("Am7/G").pitch_classes
    (9, 0, 4, 7)
    >>> Chord.of("Am7/G").transposed(3)
    Chord.of('Cm7/Bb')
    """

    root: int | None
    quality: str = ""
    bass: int | None = None

    def __post_init__(self) -> None:
        if self.quality not in QUALITIES:
            raise ValueError(f"unknown quality {self.quality!r}; there are {_qualities()}")
        for what, value in (("root", self.root), ("bass", self.bass)):
            if value is not None and not 0 <= value < 12:
                raise ValueError(f"the {what} must be a pitch class from 0 to 11, got {value}")

    @classmethod
    def of(cls, name: str) -> Chord:
        """Read the name of a chord.

        Raises
        ------
        ValueError
            If it is none; the message says which part of it.
        """
        text = name.strip()
        if text.upper() in ("N.C.", "NC", "N"):
            return cls(None)
        match = re.fullmatch(r"([A-G])([#b♯♭]?)([^/]*)(?:/([A-G])([#b♯♭]?))?", text)
        if match is None:
            raise ValueError(
                f"{name!r} is no chord; write a root from A to G, with # or b, a quality such as m "
                "or 7, and a bass after a slash if there is one: Am, F#dim, G7/B"
            )
        letter, shift, quality, low, low_shift = match.groups()
        quality = OTHER_NAMES.get(quality, quality)
        if quality not in QUALITIES:
            raise ValueError(
                f"{name!r}: there is no quality {quality!r}; after the root comes nothing for "
                f"major, or {_qualities()}"
            )
        root = (LETTERS[letter] + SHIFTS[shift]) % 12
        bass = None if low is None else (LETTERS[low] + SHIFTS[low_shift or ""]) % 12
        return cls(root, quality, None if bass == root else bass)

    @classmethod
    def labelled(cls, label: int) -> Chord:
        """The chord of a label, 0 to 36; 0 is no chord."""
        if not 0 <= label < LABELS:
            raise ValueError(f"a label is from 0 to {LABELS - 1}, got {label}")
        return cls(None) if label == 0 else cls((label - 1) % 12, TRIADS[(label - 1) // 12])

    @property
    def name(self) -> str:
        """Such as "Am7/G"."""
        if self.root is None:
            return "N.C."
        low = "" if self.bass is None else f"/{NAMES[self.bass]}"
        return f"{NAMES[self.root]}{self.quality}{low}"

    @cached_property
    def pitch_classes(self) -> tuple[int, ...]:
        """Its notes without their octaves, from the root up; none for no chord."""
        if self.root is None:
            return ()
        return tuple((self.root + step) % 12 for step in QUALITIES[self.quality])

    @property
    def label(self) -> int:
        """Label of the triad in it, 0 to 36: minor and diminished by its third and fifth."""
        if self.root is None:
            return 0
        steps = QUALITIES[self.quality]
        kind = 2 if {3, 6} <= {*steps} else int(3 in steps)
        return 1 + 12 * kind + self.root

    def transposed(self, semitones: int) -> Chord:
        """The chord so many semitones higher."""
        if self.root is None:
            return self
        bass = None if self.bass is None else (self.bass + semitones) % 12
        return Chord((self.root + semitones) % 12, self.quality, bass)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"Chord.of({self.name!r})"


def read_chord_names(text: str) -> list[Chord]:
    """Read a row of chord names, with blanks or bar lines between them.

    Raises
    ------
    ValueError
        If there is none, or one of them is no chord.

    Examples
    --------
    >>> [chord.name for chord in read_chord_names("C G | Am F")]
    ['C', 'G', 'Am', 'F']
    """
    names = text.replace("|", " ").replace(",", " ").split()
    if not names:
        raise ValueError('there are no chords in it; write them like this: "C G Am F"')
    return [Chord.of(name) for name in names]


def read_chords(path: str | os.PathLike[str], *, steps_per_quarter: int = 4) -> list[Chord]:
    """Read the chord symbols of a MusicXML or ABC file, one chord for each step.

    Before the first symbol there is no chord, and each lasts until the next.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it has no chord symbols, or is no score.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"{path}: no such file; give a MusicXML or ABC file")
    from music21 import converter, exceptions21

    try:
        score = converter.parse(Path(path))
    except (exceptions21.Music21Exception, ValueError, SyntaxError) as error:
        raise ValueError(f"{path} is no score that can be read: {error}") from error
    flat = score.flatten()
    symbols = [s for s in flat.getElementsByClass("ChordSymbol") if s.figure]
    if not symbols:
        raise ValueError(
            f"{path} has no chord symbols; find chords in its voices with find_chords, or write "
            'them yourself: read_chord_names("C G Am F")'
        )
    steps = round(float(score.highestTime) * steps_per_quarter)
    chords = [Chord(None)] * steps
    for symbol in sorted(symbols, key=lambda s: float(s.offset)):
        begin = round(float(symbol.offset) * steps_per_quarter)
        chords[begin:] = [_of_symbol(symbol)] * (steps - begin)
    return chords


def find_chords(music: Multitrack | Sequence[Melody]) -> list[Chord]:
    """Find the chord of each quarter note in music of several voices, by templates.

    Parameters
    ----------
    music : Multitrack, or sequence of Melody of one length
        Drums are not heard.

    Returns
    -------
    list of Chord
        One for each quarter that has begun: a major, minor or diminished triad, or none in silence.
    """
    if isinstance(music, Multitrack):
        melodies = [track.melody for track in music.padded() if not track.is_drum]
    else:
        melodies = list(music)
    if not melodies:
        raise ValueError("there is no voice to find chords in")
    beat, steps = melodies[0].steps_per_quarter, len(melodies[0])
    weight, bass = np.zeros((-(-steps // beat), 12)), np.full(-(-steps // beat), 128)
    for melody in melodies:
        for pitch, start, end in melody.notes():
            beats = np.arange(start, end) // beat
            np.add.at(weight[:, pitch % 12], beats, 1)
            weight[start // beat, pitch % 12] += ONSET - 1
            np.minimum.at(bass, beats, pitch)
    inside = weight @ _templates().T
    score = inside - OUTSIDE * (weight.sum(axis=1, keepdims=True) - inside)
    roots = np.array([(label - 1) % 12 for label in range(1, LABELS)])
    score += ROOT_IN_BASS * (roots == bass[:, None] % 12)
    labels = np.where(weight.any(axis=1), 1 + score.argmax(axis=1), 0)
    return [Chord.labelled(int(label)) for label in labels]


def per_step(chords: Iterable[Chord], steps_per_chord: int) -> list[Chord]:
    """Each chord for so many steps."""
    if steps_per_chord < 1:
        raise ValueError(f"a chord lasts at least 1 step, got {steps_per_chord}; 16 are a bar")
    return [chord for chord in chords for _ in range(steps_per_chord)]


def spans(chords: Iterable[Chord]) -> Iterator[tuple[int, int, Chord]]:
    """Where each chord that stays begins and ends, in steps, for chords one a step.

    Examples
    --------
    >>> [(begin, end, chord.name) for begin, end, chord in spans(per_step([Chord.of("G")] * 2, 4))]
    [(0, 8, 'G')]
    """
    at = 0
    for chord, same in groupby(chords):
        begin, at = at, at + len(list(same))
        yield begin, at, chord


def _templates() -> np.ndarray:
    """For each label but 0 which pitch classes are in it, (36, 12)."""
    found = np.zeros((LABELS - 1, 12))
    for label in range(1, LABELS):
        found[label - 1, list(Chord.labelled(label).pitch_classes)] = 1
    return found


def _of_symbol(symbol: object) -> Chord:
    """The chord of music21's symbol, by its notes where we do not know its name."""
    figure = getattr(symbol, "figure", "").replace("-", "b")
    try:
        return Chord.of(figure)
    except ValueError:
        root = symbol.root().pitchClass  # type: ignore[attr-defined]
        steps = {(c - root) % 12 for c in symbol.pitchClasses}  # type: ignore[attr-defined]
        best = max(QUALITIES, key=lambda q: (len({*QUALITIES[q]} & steps), -len(QUALITIES[q])))
        return Chord(root, best)


def _qualities() -> str:
    return ", ".join(filter(None, QUALITIES))

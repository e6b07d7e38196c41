"""Several melodies at once: tracks, each with a name, a voice and a place.

A **track** is one line of a piece for several: a melody, the voice that plays it, and its place
from left to right. A **multitrack** holds tracks on one grid: the same steps to a quarter note,
the same tempo, the same bars. So step 17 is the same moment in all of them, and bars can be cut
out of all at once. A melody that is shorter than the longest is silent from its end on.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from ssc_lib.music.instruments import checked_place, program_of, voice_of
from ssc_lib.music.melody import Melody
from ssc_lib.music.midi import MidiFile, MidiWarning, Part, changes, open_midi, top_line
from ssc_lib.music.pitches import MAX_PITCH, MIN_PITCH, best_major_key
from ssc_lib.music.tracks import MidiError

__all__ = ["Multitrack", "Track", "read_multitrack"]

MOST_STEPS = 2**23  # of all tracks of a file together


@dataclass(frozen=True)
class Track:
    """One line of a piece for several.

    Parameters
    ----------
    melody : Melody
        For the voice "drums", pitches are keys of the General MIDI drum kit: 36 is the kick, 38
        the snare, 42 the closed hi-hat.
    name : str, optional
        Such as "Soprano".
    voice : str
        One of `ssc_lib.music.instruments.VOICES`: piano, organ, choir, flute, plucked, bowed,
        brass, drums and others.
    pan : float, -1..1
        The place: -1 is left, 0 the middle, 1 right.

    Raises
    ------
    TypeError, ValueError
        If the melody is none, there is no such voice or place, or a name does not print.

    Examples
    --------
    >>> Track(Melody([60, -2]), "Soprano", voice="flute", pan=-0.5).voice
    'flute'
    """

    melody: Melody
    name: str = ""
    voice: str = "piano"
    pan: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.melody, Melody):
            raise TypeError(f"a track is made of a Melody, got {type(self.melody).__name__}")
        if not isinstance(self.name, str) or not self.name.isprintable():
            raise ValueError(f"the name of a track must be printable text, got {self.name!r}")
        whose = f"the track {self.name}" if self.name else "a track"
        checked_place(whose, self.voice, self.pan)
        object.__setattr__(self, "pan", float(self.pan))

    @property
    def is_drum(self) -> bool:
        """Whether its pitches are keys of a drum kit."""
        return program_of(self.voice)[1]


@dataclass(frozen=True, repr=False)
class Multitrack:
    """Tracks on one grid of steps, in order.

    It is a sequence of its tracks: ``for track in music``, ``music[0]``. Its length and its
    slices count steps, as those of a melody do: ``music[:16]`` is the first bar of all tracks.

    Parameters
    ----------
    tracks : sequence of Track, at least one
        Their melodies share steps to a quarter note, tempo and bars; lengths may differ.

    Raises
    ------
    TypeError, ValueError
        If there is no track, something else is among them, or their grids differ.

    Examples
    --------
    >>> high, low = Melody.of("E4 - F4 -"), Melody.of("C4 - - - - -")
    >>> duet = Multitrack([Track(high, "Anna", "flute", -0.5), Track(low, "Ben", "plucked", 0.5)])
    >>> duet
    <Multitrack: 2 tracks, 6 steps, 120 qpm: Anna, Ben>
    >>> [track.melody.pitches.tolist() for track in duet[:2].transposed(12)]
    [[76], [72]]
    """

    tracks: tuple[Track, ...]

    if TYPE_CHECKING:  # any row of tracks will do; it is kept as a tuple

        def __init__(self, tracks: Iterable[Track]) -> None: ...

    def __post_init__(self) -> None:
        object.__setattr__(self, "tracks", _checked_tracks(self.tracks))

    def __len__(self) -> int:
        return max(len(track.melody) for track in self.tracks)

    def __iter__(self) -> Iterator[Track]:
        return iter(self.tracks)

    @overload
    def __getitem__(self, place: int) -> Track: ...
    @overload
    def __getitem__(self, place: slice) -> Multitrack: ...
    def __getitem__(self, place: int | slice) -> Track | Multitrack:
        """The track of a number, or a slice of steps of all tracks."""
        if isinstance(place, slice):
            return self._with(track.melody[place] for track in self.padded().tracks)
        return self.tracks[place]

    def __repr__(self) -> str:
        tracks = "1 track" if len(self.tracks) == 1 else f"{len(self.tracks)} tracks"
        steps = "1 step" if len(self) == 1 else f"{len(self)} steps"
        qpm, names = self.tracks[0].melody.qpm, ", ".join(self.names)
        return f"<Multitrack: {tracks}, {steps}, {qpm:g} qpm: {names}>"

    # -- what it knows ---------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """What each track is called: its name, or its voice; a second of a name has a number."""
        given: dict[str, int] = {}
        names = []
        for track in self.tracks:
            name = track.name or track.voice
            given[name] = given.get(name, 0) + 1
            names.append(name if given[name] == 1 else f"{name} {given[name]}")
        return tuple(names)

    @property
    def grid(self) -> dict[str, Any]:
        """Steps, tempo, bars and metre: the settings to build another melody with."""
        return self.tracks[0].melody.grid

    @property
    def duration_s(self) -> float:
        """Length in seconds, trailing silence included."""
        return len(self) * self.tracks[0].melody.seconds_per_step

    @property
    def major_key(self) -> int:
        """Pitch class of the major key whose scale holds most notes of all tracks but drums."""
        pitched = [track.melody for track in self.tracks if not track.is_drum]
        counts = [melody.pitch_class_histogram for melody in pitched]
        return best_major_key(np.sum([np.zeros(12, dtype=int), *counts], axis=0))

    # -- new ones from old -----------------------------------------------------------------------

    def padded(self) -> Multitrack:
        """The same music with all melodies as long as the longest."""
        return self._with(track.melody.resized(len(self)) for track in self.tracks)

    def transposed(
        self, semitones: int, low: int = MIN_PITCH, high: int = MAX_PITCH + 1
    ) -> Multitrack:
        """Shift the pitches of all tracks but drums, each as `Melody.transposed` does."""
        return self._with(
            track.melody if track.is_drum else track.melody.transposed(semitones, low, high)
            for track in self.tracks
        )

    def _with(self, melodies: Iterable[Melody]) -> Multitrack:
        pairs = zip(self.tracks, melodies, strict=True)
        return Multitrack([replace(track, melody=melody) for track, melody in pairs])


def read_multitrack(path: str | os.PathLike[str], *, steps_per_quarter: int = 4) -> Multitrack:
    """Read the tracks of a MIDI file on a grid of steps, drums included.

    A track for each instrument with notes in each track of the file, in the file's order, with the
    track's name, the voice nearest to its program, and its place. Of an instrument that plays
    several notes at once, and so of a drum kit, the top line is read.

    Parameters
    ----------
    path : path of a ``.mid`` file
    steps_per_quarter : int
        Onsets and ends are rounded to the nearest step, halves upwards; a note lasts at least one.

    Returns
    -------
    Multitrack
        With the file's first tempo and first time signature; all melodies are equally long. If
        there are other tempos or time signatures on the way, a `MidiWarning` says so.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    MidiError
        If it is not a MIDI file, is damaged, or has no notes.

    Examples
    --------
    >>> from ssc_lib import write_midi
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "duet.mid"
    >>> high = Track(Melody([64, -2, 65, -2]), "Anna", "flute")
    >>> low = Track(Melody([60, -2, -2, -2]), "Ben", "plucked")
    >>> read_multitrack(write_midi(Multitrack([high, low]), path))
    <Multitrack: 2 tracks, 4 steps, 120 qpm: Anna, Ben>
    """
    file = open_midi(path)
    heard = [replace(part, is_drum=False) for part in file.parts]  # their top lines, too, are read
    longest = len(_line(file, heard, path, steps_per_quarter))
    if longest * len(heard) > MOST_STEPS:
        raise MidiError(
            f"{path} has {len(heard)} tracks of {longest:,} steps, where {MOST_STEPS:,} steps are "
            "the most; try fewer steps to a quarter note, or a shorter file"
        )
    melodies = [_line(file, [part], path, steps_per_quarter) for part in heard]
    if lost := changes(replace(file, parts=heard)):
        warnings.warn(f"{path} was read, but {lost}", MidiWarning, stacklevel=2)
    tracks = [_track(*pair, longest) for pair in zip(file.parts, melodies, strict=True)]
    return Multitrack(tracks)


def _line(
    file: MidiFile, parts: list[Part], path: str | os.PathLike[str], steps_per_quarter: int
) -> Melody:
    return top_line(replace(file, parts=parts), path, steps_per_quarter=steps_per_quarter)


def _track(part: Part, melody: Melody, steps: int) -> Track:
    """Make a track of a part; MIDI's middle is 64, and its right 127."""
    pan = (part.pan - 64) / (63 if part.pan > 64 else 64)
    voice = voice_of(part.program, part.is_drum)
    return Track(melody.resized(steps), part.name, voice, round(pan, 2))


def _checked_tracks(tracks: Any) -> tuple[Track, ...]:
    """The tracks as a tuple, if they are some, on one grid."""
    if isinstance(tracks, (Melody, Track)) or not isinstance(tracks, Iterable):
        raise TypeError(f"a Multitrack takes a list of Tracks, got {type(tracks).__name__}")
    tracks = tuple(tracks)
    for number, track in enumerate(tracks, 1):
        if not isinstance(track, Track):
            kind = type(track).__name__
            raise TypeError(f"track {number} is a {kind}; give Track(melody, name, voice, pan)")
    if not tracks:
        raise ValueError("a Multitrack needs at least one track, got none")
    grids = [_grid_in_words(track.melody) for track in tracks]
    for number, grid in enumerate(grids, 1):
        if grid != grids[0]:
            raise ValueError(
                f"all tracks need one grid, but track 1 has {grids[0]}, and track {number} has "
                f"{grid}; bring them together with stretched, with_qpm and with_metre"
            )
    return tracks


def _grid_in_words(melody: Melody) -> str:
    metre = "{}/{}".format(*melody.time_signature)
    return f"{melody.steps_per_quarter} steps a quarter note at {melody.qpm:.10g} qpm in {metre}"

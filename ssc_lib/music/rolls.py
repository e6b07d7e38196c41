"""Piano rolls: several voices as one array of on and off, with the onsets beside it.

There is one order of axes, in every array of this module: **bar, step, pitch, track**, where an
array has them. So a bar of R steps, S pitches and M tracks is x in {0, 1}^(R x S x M), and T bars
have shape (T, R, S, M), as in MuseGAN. A cell is True while its pitch sounds; several cells of a
step may be (**multi-hot**), where a row of one-hot events has exactly one.

On and off do not tell a repeated note from a long one. So a `PianoRoll` has a second plane with the
**onsets**. Where a roll comes without it, as from many programs, a note begins where silence ends.

Chapter: Piano rolls and tensors. Sources: H.-W. Dong, W.-Y. Hsiao, L.-C. Yang and Y.-H. Yang,
*MuseGAN*, AAAI 2018, for the tensor; pypianoroll, whose arrays are (time, 128), one a track.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ssc_lib.music.events import Note
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import Metre, bars_of, checked_grid
from ssc_lib.music.midi import open_midi
from ssc_lib.music.tracks import MidiError

PITCHES = 128
MOST_CELLS = 2**28  # of a roll; a byte each


@dataclass(frozen=True, eq=False, repr=False)
class PianoRoll:
    """Voices on a grid of steps, as arrays of on and off.

    Parameters
    ----------
    sounds : array of bool, shape (steps, 128, tracks)
        Where which pitch sounds in which track. Numbers count as on where they are not 0.
    onsets : array of bool, shape (steps, 128, tracks), optional
        Where notes begin. Without it a note begins where its pitch did not sound a step before.
    steps_per_quarter, qpm, steps_per_bar, metre
        As for `Melody`.

    Raises
    ------
    TypeError, ValueError
        If the arrays have other shapes, an onset stands where nothing sounds, or the grid is none.

    Examples
    --------
    >>> roll = PianoRoll.of(Melody([64, -2, 64, -2]))
    >>> roll
    <PianoRoll: 4 steps, 1 track, 2 notes, with onsets>
    >>> roll.sounds.shape
    (4, 128, 1)
    >>> roll.without_onsets().melodies()[0].events.tolist()  # two notes have become one
    [64, -2, -2, -2]
    """

    sounds: np.ndarray
    onsets: np.ndarray | None = None
    steps_per_quarter: int = 4
    qpm: float = 120.0
    steps_per_bar: int = None  # type: ignore[assignment]  # __post_init__ puts a number there
    metre: Metre | None = None

    def __post_init__(self) -> None:
        for name, value in checked_grid(**self.grid).items():
            object.__setattr__(self, name, value)
        sounds = _plane(self.sounds, "sounds")
        object.__setattr__(self, "sounds", sounds)
        if self.onsets is None:
            return
        onsets = _plane(self.onsets, "onsets")
        if onsets.shape != sounds.shape:
            raise ValueError(
                f"onsets have shape {onsets.shape} and sounds {sounds.shape}; give two of one shape"
            )
        if (onsets & ~sounds).any():
            step, pitch, track = np.argwhere(onsets & ~sounds)[0].tolist()
            raise ValueError(
                f"an onset at step {step}, pitch {pitch} of track {track} stands where nothing "
                "sounds; a note sounds from its onset on"
            )
        object.__setattr__(self, "onsets", onsets)

    # -- from melodies, files and arrays ---------------------------------------------------------

    @classmethod
    def of(cls, music: Melody | Iterable[Any]) -> PianoRoll:
        """Make the roll of a melody, or of several, each a track, on the grid of the first.

        Parameters
        ----------
        music : Melody, Multitrack, or iterable of Melody
            Shorter ones are silent at their end. All have as many steps to a quarter note.

        Raises
        ------
        TypeError, ValueError
            If it is no music, there is none, or their steps differ.
        """
        tracks = [music] if isinstance(music, Melody) else list(music)
        melodies = [getattr(track, "melody", track) for track in tracks]
        if not melodies or not all(isinstance(melody, Melody) for melody in melodies):
            raise TypeError("a piano roll is made of one Melody or a list of them, one a track")
        if len({melody.steps_per_quarter for melody in melodies}) > 1:
            raise ValueError(
                "the melodies have different numbers of steps to a quarter note; "
                "bring them to one grid with stretched first"
            )
        steps = max(map(len, melodies))
        return cls._of_notes([m.notes() for m in melodies], steps, **melodies[0].grid)

    @classmethod
    def read_midi(cls, path: str | os.PathLike[str], *, steps_per_quarter: int = 4) -> PianoRoll:
        """Read a MIDI file, each instrument a track, chords and all; drums are left out.

        Onsets and ends are rounded to the nearest step, halves upwards; a note lasts at least one.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        MidiError
            If it is not a MIDI file, is damaged, has no notes, or is too long.
        """
        file = open_midi(path)
        parts = [part.notes for part in file.parts if not part.is_drum]
        if not parts:
            raise MidiError(f"{path} has no notes to read (drums do not count); try another file")

        def step(tick: int) -> int:
            return math.floor(tick * steps_per_quarter / file.resolution + 0.5)

        notes = [
            [Note(n.pitch, step(n.start), max(step(n.end), step(n.start) + 1)) for n in part]
            for part in parts
        ]
        steps = max(note.end_step for part in notes for note in part)
        if steps * PITCHES * len(notes) > MOST_CELLS:
            raise MidiError(
                f"{path} would fill {steps * PITCHES * len(notes):,} cells, where {MOST_CELLS:,} "
                "are the most; try fewer steps to a quarter note, or a shorter file"
            )
        metre = file.signatures[0][1:] if file.signatures else None
        qpm = round(file.qpm(file.tempos[0]), 2)
        grid = bars_of(metre, steps_per_quarter)
        return cls._of_notes(notes, steps, steps_per_quarter=steps_per_quarter, qpm=qpm, **grid)

    @classmethod
    def from_arrays(cls, arrays: Sequence[ArrayLike], **grid: Any) -> PianoRoll:
        """Make a roll of arrays as those of pypianoroll: one for each track, shape (time, 128).

        Velocities count as on where they are not 0. There are no onsets.
        """
        rows = [np.asarray(array) for array in arrays]
        for number, row in enumerate(rows):
            if row.ndim != 2 or row.shape[1] != PITCHES:
                raise ValueError(
                    f"array {number} has shape {row.shape}; expected (time, 128), as in "
                    "track.pianoroll of pypianoroll"
                )
        if not rows:
            raise ValueError("there is no array; give one for each track")
        steps = max(len(row) for row in rows)
        padded = [np.pad(row != 0, ((0, steps - len(row)), (0, 0))) for row in rows]
        return cls(np.stack(padded, axis=2), **grid)

    @classmethod
    def from_bars(
        cls, sounds: ArrayLike, onsets: ArrayLike | None = None, *, low: int = 0, **grid: Any
    ) -> PianoRoll:
        """Make a roll of a tensor of bars, the way back from `bars`.

        Parameters
        ----------
        sounds, onsets : array, shape (bars, steps, pitches, tracks)
        low : int
            MIDI pitch of the first row of pitches.
        **grid
            ``steps_per_quarter``, ``qpm`` and ``metre``; a bar has as many steps as the tensor.
        """
        row = _in_a_row(sounds, low)
        begins = None if onsets is None else _in_a_row(onsets, low)
        return cls(row, begins, steps_per_bar=np.shape(sounds)[1], **grid)

    @classmethod
    def _of_notes(cls, tracks: Sequence[Sequence[Note]], steps: int, **grid: Any) -> PianoRoll:
        sounds, onsets = np.zeros((2, steps, PITCHES, len(tracks)), dtype=bool)
        for track, notes in enumerate(tracks):
            for pitch, start, end in notes:
                sounds[start:end, pitch, track] = True
                onsets[start, pitch, track] = True
        return cls(sounds, onsets, **grid)

    # -- what a roll knows -----------------------------------------------------------------------

    @property
    def grid(self) -> dict[str, Any]:
        """Steps, tempo, bars and metre, as those of a melody."""
        names = ("steps_per_quarter", "qpm", "steps_per_bar", "metre")
        return {name: getattr(self, name) for name in names}

    def __len__(self) -> int:
        return len(self.sounds)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PianoRoll):
            return NotImplemented
        same = np.array_equal(self.sounds, other.sounds) and self.grid == other.grid
        return same and np.array_equal(self._beginnings(), other._beginnings())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        counts = [len(self), self.sounds.shape[2], sum(map(len, self.notes()))]
        named = zip(counts, ("step", "track", "note"), strict=True)
        sizes = ", ".join(f"{n} {name}{'s' * (n != 1)}" for n, name in named)
        return f"<PianoRoll: {sizes}, {'without' if self.onsets is None else 'with'} onsets>"

    def notes(self) -> list[list[Note]]:
        """List the notes of each track, by their onsets, then from low to high.

        A note ends where its pitch falls silent or begins anew.
        """
        begins = self._beginnings()
        after = np.zeros_like(begins)
        after[:-1] = self.sounds[1:] & ~begins[1:]  # the same note goes on
        starts, ends = (np.argwhere(p.T) for p in (begins, self.sounds & ~after))
        found: list[list[Note]] = [[] for _ in range(self.sounds.shape[2])]
        for (track, pitch, start), last in zip(starts.tolist(), ends[:, 2].tolist(), strict=True):
            found[track].append(Note(pitch, start, last + 1))
        return [sorted(notes, key=lambda n: (n.start_step, n.pitch)) for notes in found]

    def _beginnings(self) -> np.ndarray:
        before = np.zeros_like(self.sounds)
        before[1:] = self.sounds[:-1]
        begins: np.ndarray = self.sounds & ~before
        return begins if self.onsets is None else begins | self.onsets

    # -- and what becomes of it ------------------------------------------------------------------

    def melodies(self) -> list[Melody]:
        """Read each track as a melody: of a chord, the top line.

        ``Multitrack(map(Track, roll.melodies()))`` makes tracks of them, to give voices to.
        """
        return [Melody.from_notes(notes, len(self), **self.grid) for notes in self.notes()]

    def arrays(self) -> list[np.ndarray]:
        """Give the arrays that pypianoroll takes: one for each track, bool, shape (time, 128).

        There, `steps_per_quarter` is called ``resolution``. The onsets stay behind.
        """
        return [self.sounds[:, :, track].copy() for track in range(self.sounds.shape[2])]

    def without_onsets(self) -> PianoRoll:
        """Forget the onsets: repeated notes melt into long ones."""
        return replace(self, onsets=None)

    def bars(self, low: int = 0, high: int = PITCHES) -> np.ndarray:
        """Cut the roll at its bar lines.

        Parameters
        ----------
        low, high : int
            Pitches from ``low`` up to, and without, ``high``; what lies outside is left out.

        Returns
        -------
        ndarray of bool, shape (bars, steps_per_bar, high - low, tracks)
            The last bar is filled up with silence.
        """
        if not 0 <= low < high <= PITCHES:
            raise ValueError(f"pitches go from 0 up to 128, not from {low} up to {high}")
        plane, width = self.sounds[:, low:high], self.steps_per_bar
        padded = np.pad(plane, ((0, -len(plane) % width), (0, 0), (0, 0)))
        return padded.reshape(len(padded) // width, width, *plane.shape[1:])

    def bars_of_onsets(self, low: int = 0, high: int = PITCHES) -> np.ndarray:
        """Cut the plane of onsets as `bars` cuts the roll; worked out where there is none."""
        return replace(self, sounds=self._beginnings(), onsets=None).bars(low, high)


def _plane(array: ArrayLike, name: str) -> np.ndarray:
    """An array of on and off, checked; read-only."""
    plane = np.array(np.asarray(array) != 0)
    if plane.ndim != 3 or plane.shape[1] != PITCHES:
        raise ValueError(
            f"{name} have shape {np.shape(array)}; expected (steps, 128, tracks), in this order"
        )
    plane.setflags(write=False)
    return plane


def _in_a_row(bars: ArrayLike, low: int) -> np.ndarray:
    """Bars one after another, their pitches at their places among 128."""
    tensor = np.asarray(bars) != 0
    if tensor.ndim != 4:
        raise ValueError(
            f"a tensor of shape {tensor.shape} has no bars; expected (bars, steps, pitches, tracks)"
        )
    above = PITCHES - low - tensor.shape[2]
    if low < 0 or above < 0:
        raise ValueError(
            f"{tensor.shape[2]} pitches from {low} on do not lie between 0 and 127; try another low"
        )
    row = tensor.reshape(tensor.shape[0] * tensor.shape[1], *tensor.shape[2:])
    return np.pad(row, ((0, 0), (low, above), (0, 0)))

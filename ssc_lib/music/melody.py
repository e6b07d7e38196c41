"""The melody: the value that travels through the whole library.

A melody is one integer per step of a regular grid, as in Magenta's Melody RNN:

======  ==========  ===========================================================
code    name        meaning
======  ==========  ===========================================================
-2      no event    go on with what was going on: hold the note, or stay silent
-1      note off    the sounding note ends here
0..127  note on     this MIDI pitch begins here, and ends whatever sounded
======  ==========  ===========================================================

A **step** is a fraction of a quarter note (``steps_per_quarter``, normally 4: a step is a
sixteenth note), a **bar** is ``steps_per_bar`` steps (16 in 4/4, 12 in 6/8), and ``qpm`` is the
tempo in quarter notes per minute. Everything else in the library (MIDI files, scores, encodings,
sound, pictures) converts to a melody or from one.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

NO_EVENT = -2
NOTE_OFF = -1
MIN_PITCH, MAX_PITCH = 0, 127
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)


class Note(NamedTuple):
    """One sounding note on the step grid: it sounds from ``start_step`` up to ``end_step``."""

    pitch: int
    start_step: int
    end_step: int


@dataclass(frozen=True, eq=False, repr=False)
class Melody:
    """A monophonic melody on a grid of steps.

    Parameters
    ----------
    events : sequence of int, shape (n_steps,)
        Each is -2 (no event), -1 (note off) or 0..127 (note on).
        Note-offs before the first note turn into no-events: nothing sounds that could end.
    steps_per_quarter : int, at least 1
        Steps in a quarter note.
    qpm : float, above 0
        Tempo in quarter notes per minute.
    steps_per_bar : int, at least 1
        Steps in a bar: 16 for 4/4 at four steps a quarter, 12 for 6/8.

    Raises
    ------
    TypeError
        If an event is not an integer.
    ValueError
        If an event lies outside -2..127, or a setting is not positive.

    Examples
    --------
    >>> tune = Melody([60, -2, 64, -1])
    >>> tune.notes()
    [Note(pitch=60, start_step=0, end_step=2), Note(pitch=64, start_step=2, end_step=3)]
    >>> tune.transposed(12).pitches.tolist()
    [72, 76]
    """

    events: np.ndarray
    steps_per_quarter: int = 4
    qpm: float = 120.0
    steps_per_bar: int = 16

    if TYPE_CHECKING:  # any row of integers will do; it is kept as an array

        def __init__(
            self,
            events: Iterable[int],
            steps_per_quarter: int = 4,
            qpm: float = 120.0,
            steps_per_bar: int = 16,
        ) -> None: ...

    def __post_init__(self) -> None:
        for name in ("steps_per_quarter", "steps_per_bar"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
                raise TypeError(f"{name} must be a whole number, got {value!r}")
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
            object.__setattr__(self, name, int(value))
        if not (np.isfinite(self.qpm) and self.qpm > 0):
            raise ValueError(
                f"qpm (quarter notes per minute) must be above 0, got {self.qpm!r}; try 120"
            )
        object.__setattr__(self, "qpm", float(self.qpm))
        object.__setattr__(self, "events", _as_events(self.events))

    # -- a value: equality, length, text ---------------------------------------------------------

    def _key(self) -> tuple[Any, ...]:
        return (self.events.tobytes(), self.steps_per_quarter, self.qpm, self.steps_per_bar)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Melody) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __len__(self) -> int:
        return len(self.events)

    def __repr__(self) -> str:
        if not len(self.pitches):
            return f"<Melody: {len(self)} steps, no notes>"
        low, high = self.range
        return (
            f"<Melody: {len(self)} steps, {len(self.pitches)} notes, "
            f"{pitch_name(low)} to {pitch_name(high)}, {self.qpm:g} qpm>"
        )

    @classmethod
    def from_notes(
        cls, notes: Iterable[tuple[int, int, int]], steps: int | None = None, **grid: Any
    ) -> Melody:
        """Build a melody from ``(pitch, start_step, end_step)`` triples, in any order.

        Parameters
        ----------
        notes : iterable of (int, int, int)
            A note that begins while another sounds cuts it short; of several that begin together
            the highest is kept: the top line.
        steps : int, optional
            Length of the melody; by default it ends where the last note ends.
        **grid
            ``steps_per_quarter``, ``qpm`` and ``steps_per_bar``, as for `Melody`.

        Raises
        ------
        ValueError
            If a note begins before step 0, does not last, or a pitch is out of range.
        """
        ordered = sorted((start, -pitch, end) for pitch, start, end in notes)
        for start, pitch, end in ordered:
            if start < 0 or end <= start:
                raise ValueError(
                    f"note {-pitch} from step {start} to step {end}: a note begins at step 0 or "
                    "later and lasts at least one step"
                )
        length = max((end for *_, end in ordered), default=0) if steps is None else steps
        events = np.full(max(length, 0) + 1, NO_EVENT)
        free_from, last_start = 0, -1
        for start, pitch, end in ordered:
            if start == last_start or start >= length:
                continue
            events[start + 1 : free_from + 1] = NO_EVENT
            events[start] = -pitch
            events[min(end, length)] = NOTE_OFF
            free_from, last_start = min(end, length), start
        return cls(events[:length], **grid)

    # -- what a melody knows ---------------------------------------------------------------------

    @property
    def pitches(self) -> np.ndarray:
        """MIDI pitches of the notes in order, shape (n_notes,)."""
        return self.events[self.events >= 0]

    @property
    def range(self) -> tuple[int, int]:
        """Lowest and highest MIDI pitch. Raises ValueError if there are no notes."""
        if not len(self.pitches):
            raise ValueError("a melody without notes has no range")
        return int(self.pitches.min()), int(self.pitches.max())

    @property
    def seconds_per_step(self) -> float:
        return 60.0 / self.qpm / self.steps_per_quarter

    @property
    def duration_s(self) -> float:
        """Length of the whole melody in seconds, trailing silence included."""
        return len(self) * self.seconds_per_step

    def notes(self) -> list[Note]:
        """The notes, each ending at the next note, the next note-off or the end of the melody."""
        notes: list[Note] = []
        pitch, start = None, 0
        for step, event in enumerate(self.events.tolist()):
            if event == NO_EVENT:
                continue
            if pitch is not None:
                notes.append(Note(pitch, start, step))
            pitch, start = (event, step) if event >= 0 else (None, step)
        if pitch is not None:
            notes.append(Note(pitch, start, len(self)))
        return notes

    def bars(self) -> list[Melody]:
        """The melody cut at bar lines. The last bar may be shorter than ``steps_per_bar``."""
        width = self.steps_per_bar
        return [self.with_events(self.events[i : i + width]) for i in range(0, len(self), width)]

    @property
    def pitch_class_histogram(self) -> np.ndarray:
        """Number of note-ons of each pitch class, C first: shape (12,)."""
        return np.bincount(self.pitches % 12, minlength=12)

    @property
    def major_key(self) -> int:
        """Pitch class of the major key whose scale holds most notes; the lowest one on a tie."""
        in_key = np.zeros((12, 12), dtype=int)
        for key in range(12):
            in_key[key, [(key + degree) % 12 for degree in MAJOR_SCALE]] = 1
        return int(np.argmax(in_key @ self.pitch_class_histogram))

    # -- new melodies from old -------------------------------------------------------------------

    def with_events(self, events: Iterable[int]) -> Melody:
        """The same grid and tempo with other events."""
        return replace(self, events=np.asarray(events))

    def with_qpm(self, qpm: float) -> Melody:
        """The same events at another tempo."""
        return replace(self, qpm=qpm)

    def resized(self, steps: int) -> Melody:
        """Cut or pad at the end to ``steps`` steps; a note ends where the padding starts."""
        if steps < 0:
            raise ValueError(f"a melody cannot have {steps} steps; give 0 or more")
        if steps <= len(self):
            return self.with_events(self.events[:steps])
        padding = np.full(steps - len(self), NO_EVENT)
        acting = self.events[self.events != NO_EVENT]
        if len(acting) and acting[-1] >= 0:
            padding[0] = NOTE_OFF
        return self.with_events(np.concatenate([self.events, padding]))

    def stretched(self, factor: int) -> Melody:
        """The same music on a grid ``factor`` times finer."""
        if factor < 1:
            raise ValueError(f"factor must be a whole number of at least 1, got {factor}")
        events = np.full(len(self) * factor, NO_EVENT)
        events[::factor] = self.events
        return Melody(
            events, self.steps_per_quarter * factor, self.qpm, self.steps_per_bar * factor
        )

    def transposed(self, semitones: int, low: int = MIN_PITCH, high: int = MAX_PITCH + 1) -> Melody:
        """Shift every pitch, then fold by octaves whatever falls outside ``low <= pitch < high``.

        Notes
        -----
        The folding is that of Melody RNN: a pitch that is too low lands in the lowest octave of
        the range, one that is too high in the highest octave.
        """
        _check_range(low, high)
        events = self.events.copy()
        sounding = events >= 0
        pitch = events[sounding] + operator.index(semitones)
        pitch = np.where(pitch < low, low + (pitch - low) % 12, pitch)
        pitch = np.where(pitch >= high, high - 12 + (pitch - high) % 12, pitch)
        events[sounding] = pitch
        return self.with_events(events)

    def squash_amount(self, low: int = 48, high: int = 84, key: int | None = 0) -> int:
        """Semitones by which `squashed` shifts this melody."""
        _check_range(low, high)
        if key is None or not len(self.pitches):
            return 0
        key_difference = key - self.major_key
        centre = sum(self.range) / 2
        target = (low + high - 1) / 2
        return key_difference + 12 * round((target - centre - key_difference) / 12)

    def squashed(self, low: int = 48, high: int = 84, key: int | None = 0) -> Melody:
        """Move the melody to a key and, by octaves, to the middle of ``low <= pitch < high``.

        This is how Melody RNN prepares each tune: transposed so that its best-fitting major key
        becomes ``key`` (0 is C; None leaves the key alone), by the octave that centres it, and
        folded into the range. A minor tune is treated as its relative major: A minor stays.
        """
        return self.transposed(self.squash_amount(low, high, key), low, high)


def pitch_name(pitch: int) -> str:
    """Name of a MIDI pitch, with C4 = 60: ``pitch_name(61)`` is ``'C♯4'``."""
    names = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"]
    return f"{names[pitch % 12]}{pitch // 12 - 1}"


def _as_events(events: Iterable[int]) -> np.ndarray:
    array = np.asarray(events if isinstance(events, np.ndarray) else list(events))
    if array.size == 0:
        array = array.reshape(-1).astype(np.int16)
    if array.ndim != 1:
        raise ValueError(f"events must be one row of integers, got an array of shape {array.shape}")
    if not np.issubdtype(array.dtype, np.integer):
        raise TypeError(
            f"events must be integers, got {array.dtype}: -2, -1 or a MIDI pitch 0..127"
        )
    bad = (array < NO_EVENT) | (array > MAX_PITCH)
    if bad.any():
        step = int(np.argmax(bad))
        raise ValueError(
            f"event {array[step]} at step {step} is out of range: expected -2 (no event), "
            f"-1 (note off) or a MIDI pitch from 0 to {MAX_PITCH}"
        )
    array = array.astype(np.int16)
    first_note = int(np.argmax(array >= 0)) if (array >= 0).any() else len(array)
    array[:first_note] = NO_EVENT
    array.setflags(write=False)
    return array


def _check_range(low: int, high: int) -> None:
    if high - low < 12:
        raise ValueError(f"the range {low} <= pitch < {high} is narrower than an octave")

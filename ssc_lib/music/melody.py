"""The melody: the value that travels through the whole library.

A melody is one integer per **step** of a regular grid, as in Magenta's Melody RNN: -2 no event (go
on), -1 note off, or the MIDI pitch that begins there (`ssc_lib.music.events`). A step is a fraction
of a quarter note (normally a quarter of it), a **bar** is ``steps_per_bar`` steps (16 in 4/4, 12 in
6/8), and ``qpm`` counts quarter notes per minute. All else (files, scores, encodings, sound,
pictures) converts to a melody or from one. Chapter: One-hot melodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from ssc_lib.music.events import (
    NO_EVENT,
    NOTE_OFF,
    Note,
    as_events,
    check_octave,
    from_notes,
    from_text,
    notes_of,
    shifted,
    sounds_at_end,
)
from ssc_lib.music.metre import Metre, checked_grid, guessed_metre
from ssc_lib.music.pitches import MAX_PITCH, MIN_PITCH, best_major_key, key_number, pitch_name

__all__ = ["NOTE_OFF", "NO_EVENT", "Melody", "Note", "pitch_name"]


@dataclass(frozen=True, eq=False, repr=False)
class Melody:
    """A monophonic melody on a grid of steps; it behaves as a sequence of its events.

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
        Steps in a bar: 12 for 6/8 at four steps a quarter. By default the metre's, or 16.
    metre : (int, int), optional
        The time signature, such as ``(6, 8)``. Without it one is guessed: `time_signature`.

    Raises
    ------
    TypeError, ValueError
        If an event is no integer from -2 to 127, a setting is not positive, or the metre's bar
        is not one of ``steps_per_bar`` steps.

    Examples
    --------
    >>> tune = Melody([60, -2, 64, -1])
    >>> tune.notes()
    [Note(pitch=60, start_step=0, end_step=2), Note(pitch=64, start_step=2, end_step=3)]
    >>> tune.transposed(12).pitches.tolist()
    [72, 76]
    >>> Melody.of("C4 - E4 .") == tune
    True
    >>> (2 * tune + tune[:2]).events.tolist()
    [60, -2, 64, -1, 60, -2, 64, -1, 60, -2]
    """

    events: np.ndarray
    steps_per_quarter: int = 4
    qpm: float = 120.0
    steps_per_bar: int = None  # type: ignore[assignment]  # __post_init__ puts a number there
    metre: Metre | None = None

    if TYPE_CHECKING:  # any row of integers will do; it is kept as an array

        def __init__(
            self,
            events: Iterable[int],
            steps_per_quarter: int = 4,
            qpm: float = 120.0,
            steps_per_bar: int | None = None,
            metre: Metre | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        for name, value in checked_grid(**self.grid).items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "events", as_events(self.events))

    # -- a value and a sequence ----------------------------------------------------------------

    def _key(self) -> tuple[Any, ...]:
        bars = self.steps_per_bar, self.time_signature
        return (self.events.tobytes(), self.steps_per_quarter, self.qpm, *bars)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Melody) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[int]:
        return iter(self.events.tolist())

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Melody: ...
    def __getitem__(self, place: int | slice) -> int | Melody:
        """The event at a step, or the melody of a slice of steps."""
        if isinstance(place, slice):
            return self.with_events(self.events[place])
        return int(self.events[place])

    def __add__(self, other: Melody) -> Melody:
        """One melody after the other, at the tempo and in the bars of the first.

        A note that sounds where the first ends is ended where the second begins with silence.
        """
        if not isinstance(other, Melody):
            return NotImplemented
        if self.steps_per_quarter != other.steps_per_quarter:
            raise ValueError(
                f"one melody has {self.steps_per_quarter} steps a quarter note and the other "
                f"{other.steps_per_quarter}; bring them to one grid with stretched first"
            )
        joined = np.concatenate([self.events, other.events])
        if len(other) and other.events[0] == NO_EVENT and sounds_at_end(self.events):
            joined[len(self)] = NOTE_OFF
        return self.with_events(joined)

    def __mul__(self, times: int) -> Melody:
        """The melody so many times."""
        if isinstance(times, bool) or not isinstance(times, (int, np.integer)):
            return NotImplemented
        return sum(max(times, 0) * [self], self.with_events([]))

    __rmul__ = __mul__

    def __repr__(self) -> str:
        steps = "1 step" if len(self) == 1 else f"{len(self)} steps"
        if not len(self.pitches):
            return f"<Melody: {steps}, no notes>"
        notes = "1 note" if len(self.pitches) == 1 else f"{len(self.pitches)} notes"
        span = " to ".join(pitch_name(pitch) for pitch in self.range)
        return f"<Melody: {steps}, {notes}, {span}, {self.qpm:g} qpm>"

    @classmethod
    def from_notes(
        cls, notes: Iterable[tuple[int, int, int]], steps: int | None = None, **grid: Any
    ) -> Melody:
        """Build a melody from ``(pitch, start_step, end_step)`` triples, in any order.

        Parameters
        ----------
        notes : iterable of (int, int, int)
            A note that begins while another sounds cuts it short; of several that begin together
            the highest is kept: the top line. Each begins at step 0 or later, and lasts.
        steps : int, optional
            Length of the melody; by default it ends where the last note ends.
        **grid
            ``steps_per_quarter``, ``qpm``, ``steps_per_bar`` and ``metre``, as for `Melody`.
        """
        return cls(from_notes(notes, steps), **grid)

    @classmethod
    def of(cls, text: str, **grid: Any) -> Melody:
        """Build a melody from pitch names, one word a step.

        Parameters
        ----------
        text : str
            Pitch names such as C4, F#4 or Bb3, ``-`` to go on and ``.`` to stop. Bar lines ``|``
            may stand anywhere.
        **grid
            ``steps_per_quarter``, ``qpm``, ``steps_per_bar`` and ``metre``, as for `Melody`.

        Examples
        --------
        >>> Melody.of("C4 - D4 . | E4 - - -").events.tolist()
        [60, -2, 62, -1, 64, -2, -2, -2]
        """
        return cls(from_text(text), **grid)

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
    def grid(self) -> dict[str, Any]:
        """Steps, tempo, bars and metre: the settings to build another melody with."""
        names = ("steps_per_quarter", "qpm", "steps_per_bar", "metre")
        return {name: getattr(self, name) for name in names}

    @property
    def quarters_per_bar(self) -> float:
        """Quarter notes in a bar: 4 in 4/4, 3 in 3/4 and 6/8."""
        return self.steps_per_bar / self.steps_per_quarter

    @property
    def time_signature(self) -> Metre:
        """The metre, or, where nobody named one, what the bar suggests: 12 steps give 3/4."""
        return self.metre or guessed_metre(self.quarters_per_bar)

    @property
    def seconds_per_step(self) -> float:
        """Length of a step in seconds."""
        return 60.0 / self.qpm / self.steps_per_quarter

    @property
    def duration_s(self) -> float:
        """Length of the whole melody in seconds, trailing silence included."""
        return len(self) * self.seconds_per_step

    def notes(self) -> list[Note]:
        """The notes, each ending at the next note, the next note-off or the end of the melody."""
        return notes_of(self.events)

    def bars(self) -> list[Melody]:
        """The melody cut at bar lines. The last bar may be shorter than ``steps_per_bar``."""
        width = self.steps_per_bar
        return [self[i : i + width] for i in range(0, len(self), width)]

    @property
    def pitch_class_histogram(self) -> np.ndarray:
        """Number of note-ons of each pitch class, C first: shape (12,)."""
        return np.bincount(self.pitches % 12, minlength=12)

    @property
    def major_key(self) -> int:
        """Pitch class of the major key whose scale holds most notes; the lowest one on a tie."""
        return best_major_key(self.pitch_class_histogram)

    # -- new melodies from old -------------------------------------------------------------------

    def with_events(self, events: Iterable[int]) -> Melody:
        """The same grid and tempo with other events."""
        return replace(self, events=as_events(events))

    def with_qpm(self, qpm: float) -> Melody:
        """The same events at another tempo."""
        return replace(self, qpm=qpm)

    def with_metre(self, metre: Metre) -> Melody:
        """The same events in bars of another metre, such as ``(6, 8)``."""
        return Melody(self.events, self.steps_per_quarter, self.qpm, metre=metre)

    def resized(self, steps: int) -> Melody:
        """Cut or pad at the end to ``steps`` steps; a note ends where the padding starts."""
        if steps < 0:
            raise ValueError(f"a melody cannot have {steps} steps; give 0 or more")
        if steps <= len(self):
            return self[:steps]
        padding = np.full(steps - len(self), NO_EVENT)
        if sounds_at_end(self.events):
            padding[0] = NOTE_OFF
        return self.with_events(np.concatenate([self.events, padding]))

    def stretched(self, factor: int) -> Melody:
        """The same music on a grid ``factor`` times finer."""
        if factor < 1:
            raise ValueError(f"factor must be a whole number of at least 1, got {factor}")
        events = np.full(len(self) * factor, NO_EVENT)
        events[::factor] = self.events
        quarter, bar = (factor * n for n in (self.steps_per_quarter, self.steps_per_bar))
        return Melody(events, quarter, self.qpm, bar, self.metre)

    def transposed(self, semitones: int, low: int = MIN_PITCH, high: int = MAX_PITCH + 1) -> Melody:
        """Shift every pitch, then fold by octaves whatever falls outside ``low <= pitch < high``.

        The folding is that of Melody RNN: a pitch that is too low lands in the lowest octave of
        the range, one that is too high in the highest octave.
        """
        return self.with_events(shifted(self.events, semitones, low, high))

    def to_key(self, key: str | int) -> Melody:
        """Move the melody by the smallest interval that brings it to a key.

        ``key`` is a name such as G, Bb or Am, or the pitch class of a major key, 0 for C. A minor
        key stands for its relative major: Am has the notes of C.
        """
        return self.transposed((key_number(key) - self.major_key + 6) % 12 - 6)

    def squash_amount(self, low: int = 48, high: int = 84, key: str | int | None = 0) -> int:
        """Semitones by which `squashed` shifts this melody."""
        check_octave(low, high)
        if key is None or not len(self.pitches):
            return 0
        key_difference = key_number(key) - self.major_key
        centre = sum(self.range) / 2
        target = (low + high - 1) / 2
        return key_difference + 12 * round((target - centre - key_difference) / 12)

    def squashed(self, low: int = 48, high: int = 84, key: str | int | None = 0) -> Melody:
        """Move the melody to a key and, by octaves, to the middle of ``low <= pitch < high``.

        This is how Melody RNN prepares each tune: transposed so that its best-fitting major key
        becomes ``key`` (a name, or 0 for C; None leaves it alone), by the octave that centres it,
        and folded into the range. A minor tune is treated as its relative major: A minor stays.
        """
        return self.transposed(self.squash_amount(low, high, key), low, high)

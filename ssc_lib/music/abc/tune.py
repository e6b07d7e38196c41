"""What is read of an ABC tune, and the same as a melody on a grid of steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ssc_lib.music.abc.fields import Metre
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import bars_of
from ssc_lib.music.musicxml.source import OffGridError, ScoreError


class AbcNote(NamedTuple):
    """A note: MIDI pitch, start and duration in quarter notes."""

    pitch: int
    start: Fraction
    duration: Fraction


@dataclass(frozen=True)
class AbcTune:
    """A tune as printed, its times in quarter notes.

    Parameters
    ----------
    number : int or None
        Of its ``X:`` field.
    line : int
        Where it begins in its file, counted from 1.
    fields : dict
        Letter -> what the text fields of that letter say, such as ``"Z"``, in their order.
    metre : (int, int) or None
        The first; None where it is free.
    key : str
        The first, as written.
    unit : Fraction
        The first unit note length, as a part of a whole note.
    qpm : float or None
        The first tempo in quarter notes a minute.
    notes : tuple of AbcNote
        Rests are gaps between them.
    length : Fraction
        Of the whole tune, with the rests at its end.
    bar_lines : tuple of Fraction
        Where bar lines stand, but for those before the first note.
    """

    number: int | None
    line: int
    fields: dict[str, tuple[str, ...]]
    metre: Metre | None
    key: str
    unit: Fraction
    qpm: float | None
    notes: tuple[AbcNote, ...]
    length: Fraction
    bar_lines: tuple[Fraction, ...]

    @property
    def title(self) -> str:
        """The first title, or an empty string."""
        return " ".join(self.fields.get("T", ("",))[0].split())

    @property
    def composer(self) -> str:
        """All ``C:`` fields, or an empty string."""
        return "; ".join(self.fields.get("C", ()))

    @property
    def silence(self) -> Fraction:
        """Quarter notes of silence before an upbeat that make it a full bar; else 0.

        A free metre is taken as 4/4.
        """
        first = next((line for line in self.bar_lines if line < self.length), Fraction(0))
        return max(4 * Fraction(*self.metre or (4, 4)) - first, Fraction(0)) if first else first

    def melody(self, *, steps_per_quarter: int = 4) -> Melody:
        """The tune on a grid, after its silence, so that bar lines fall on full bars.

        Without a tempo it has 120 quarter notes a minute.

        Parameters
        ----------
        steps_per_quarter : int, at least 1
            Every note must begin and end on this grid.

        Raises
        ------
        ScoreError
            If there are no notes; an OffGridError if one falls between two steps.
        """
        if not self.notes:
            raise ScoreError("the tune has no notes in its first part")

        def step(quarters: Fraction) -> int:
            if (quarters * steps_per_quarter).denominator > 1:
                raise OffGridError(
                    f"the tune: a note at quarter {float(quarters):.4g} falls between two steps of "
                    f"a grid of {steps_per_quarter} to a quarter; "
                    f"try steps_per_quarter={math.lcm(steps_per_quarter, quarters.denominator)}"
                )
            return int(quarters * steps_per_quarter)

        melody = Melody.from_notes(
            [(n.pitch, step(n.start), step(n.start + n.duration)) for n in self.notes],
            step(self.length),
            steps_per_quarter=steps_per_quarter,
            qpm=120.0 if self.qpm is None else round(self.qpm, 2),
            **bars_of(self.metre, steps_per_quarter),
        )
        before = round(self.silence * steps_per_quarter)
        return melody.with_events([-2] * before + melody.events.tolist()) if before else melody

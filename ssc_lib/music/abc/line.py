"""The time of a melody line: notes one after another, tied, broken, in tuplets.

Source: *The abc music standard 2.1* (December 2011), sections 4.4 (broken rhythm), 4.5 (rests),
4.11 (ties) and 4.13 (tuplets).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from ssc_lib.music.abc.fields import Metre
from ssc_lib.music.abc.tokens import AbcError, Written, shown, whole
from ssc_lib.music.abc.tune import AbcNote

MOST_QUARTERS = 20_000  # of a tune: 5,000 bars of 4/4
MOST_NOTES = 100_000  # of a tune, and bar lines
FINEST_GRID = 10**6  # parts of a quarter note that the onsets of a tune may need


@dataclass
class Unit:
    """A note, or a rest where there is no pitch, whose length the next sign may still change."""

    pitch: int | None
    duration: Fraction
    written: Written | None = None
    tied: bool = False


@dataclass
class MelodyLine:
    """Notes and rests in the order of the page."""

    notes: list[AbcNote] = field(default_factory=list)
    bar_lines: list[Fraction] = field(default_factory=list)
    position: Fraction = Fraction(0)  # where `last` begins, else the next note
    last: Unit | None = None
    barred: bool = False  # whether a bar line stands behind it
    tie: Unit | None = None  # the note before `last`, if it is tied to it
    broken: tuple[Fraction, Fraction] | None = None  # length and factor of the next note
    tuplet: Fraction = Fraction(1)
    left: int = 0  # how many notes of the tuplet are still to come
    paused: bool = False  # whether this bar is a rest of whole bars

    @property
    def now(self) -> Fraction:
        """Where the next note begins."""
        return self.position + (self.last.duration if self.last else 0)

    def add(self, unit: Unit) -> None:
        """The next note or rest, in quarter notes as written."""
        self.finish()
        if self.paused:
            raise AbcError("found a note or rest in the bar of a rest of whole bars (Z or X)")
        if self.left:
            unit.duration *= self.tuplet
            self.left -= 1
        if self.broken:
            if self.broken[0] != unit.duration:
                raise AbcError("found a broken rhythm (> or <) between notes of unequal length")
            unit.duration *= self.broken[1]
            self.broken = None
        self.last, self.barred = unit, False

    def finish(self) -> None:
        """The last note or rest is as long as it will be."""
        unit, self.last = self.last, None
        if unit is None:
            return
        start = self.position
        self.position += unit.duration
        if self.position > MOST_QUARTERS or self.position.denominator > FINEST_GRID:
            raise AbcError(
                f"found more than {MOST_QUARTERS} quarter notes, or lengths that need more than "
                f"{FINEST_GRID} parts of one"
            )
        if max(len(self.notes), len(self.bar_lines)) >= MOST_NOTES:
            raise AbcError(f"found more than {MOST_NOTES:,} notes or bar lines")
        if unit.pitch is not None and unit.duration:
            if self.tie and _joined(self.tie, unit):
                unit.pitch, start, duration = self.notes.pop()
                self.notes.append(AbcNote(unit.pitch, start, duration + unit.duration))
            else:
                self.notes.append(AbcNote(unit.pitch, start, unit.duration))
        self.tie = unit if unit.tied and unit.pitch is not None and unit.duration else None

    def pause(self, text: str, metre: Metre | None) -> None:
        """A rest of whole bars: Z or X."""
        begins = self.barred or self.paused or not self.now
        if metre is None or self.left or self.broken or not begins:
            raise AbcError(f"found {shown(text)}, a rest of whole bars, amid a bar or free metre")
        self.paused = False
        self.add(Unit(None, 4 * Fraction(*metre) * whole(text[1:] or "1")))
        self.paused = True

    def break_rhythm(self, text: str) -> None:
        """A broken rhythm between two notes; grace notes and marks may stand between them."""
        if self.last is None or self.barred or self.broken or len(text) > 3:
            raise AbcError(f"found {shown(text)}, which does not stand between two notes")
        short = Fraction(1, 2 ** len(text))
        first, second = (2 - short, short) if text[0] == ">" else (short, 2 - short)
        self.broken = self.last.duration, second
        self.last.duration *= first

    def hold(self) -> None:
        """A tie of the last note to the next."""
        if self.last is None or self.barred:
            raise AbcError("found a tie (-) that follows no note")
        self.last.tied = True

    def begin_tuplet(self, text: str, metre: Metre | None) -> None:
        """So many notes in the time of so many, for the next so many."""
        p, q, r, *_ = [whole(n or "0") for n in text[1:].split(":")] + [0, 0]
        compound = metre is not None and metre[0] in (6, 9, 12)
        usual = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(p, 3 if compound else 2)
        if self.left or p < 2 or (p > 9 and not q):
            raise AbcError(f"found {shown(text)}, a tuplet inside another, or of no known kind")
        self.tuplet, self.left = Fraction(q or usual, p), r or p

    def bar(self, text: str) -> None:
        """A bar line."""
        if self.broken or self.left:
            raise AbcError(f"found {shown(text)} in the middle of a tuplet or a broken rhythm")
        if self.now and self.now not in self.bar_lines[-1:]:
            self.bar_lines.append(self.now)
        self.barred, self.paused = True, False

    def end(self) -> None:
        """The end of the tune."""
        if self.broken or self.left:
            raise AbcError("found the end in the middle of a tuplet or a broken rhythm")
        self.finish()


def _joined(first: Unit, second: Unit) -> bool:
    """Whether a tie joins the two: it carries an accidental over the bar line, as in print."""
    one, other = first.written, second.written
    return first.pitch == second.pitch or (
        one is not None
        and other is not None
        and other.alter is None
        and (one.letter, one.octave) == (other.letter, other.octave)
    )

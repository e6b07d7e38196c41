"""The line of a score as it sounds, its times in quarter notes, and the same on a grid of steps."""

from __future__ import annotations

import math
import os
import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import Element

from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import Metre, bars_of
from ssc_lib.music.midi import MOST_QUARTERS, MOST_STEPS
from ssc_lib.music.musicxml.bars import SHORTEST, Bar, PartReader
from ssc_lib.music.musicxml.order import play_order
from ssc_lib.music.musicxml.source import (
    OffGridError,
    ScoreError,
    ScoreWarning,
    read_elements,
    read_source,
)

MOST_PARTS, MOST_BARS = 1_000, 100_000
_NEAR = SHORTEST  # quarter notes; times that differ by less are one
UNTITLED = ("Melody", "Music21 Fragment")  # what the library and music21 write without a title


Value = TypeVar("Value")


class LineNote(NamedTuple):
    """A note: MIDI pitch, start and end in quarter notes."""

    pitch: int
    start: float
    end: float


@dataclass(frozen=True)
class ScoreLine:
    """A line of a score as it sounds.

    Parameters
    ----------
    notes : list of LineNote
        One after another; rests are gaps between them.
    length : float
        Quarter notes of the whole line, with the rests at its end.
    metres : list of (float, (int, int))
        From which quarter note on; empty where no time signature stands.
    tempos : list of (float, float)
        From which quarter note on, and quarter notes a minute; the first from 0 on, or none.
    silence : float
        Quarter notes of silence before an upbeat that make it a full bar; else 0.
    title : str
    """

    notes: list[LineNote]
    length: float
    metres: list[tuple[float, Metre]]
    tempos: list[tuple[float, float]]
    silence: float = 0.0
    title: str = ""

    def with_silence(self) -> ScoreLine:
        """The same line after its silence, so that bar lines fall on full bars."""
        shift = self.silence
        return replace(
            self,
            notes=[LineNote(n.pitch, n.start + shift, n.end + shift) for n in self.notes],
            length=self.length + shift,
            metres=[(at + shift if at else 0.0, metre) for at, metre in self.metres],
            tempos=[(at + shift if at else 0.0, qpm) for at, qpm in self.tempos],
            silence=0.0,
        )

    def seconds(self, quarters: Iterable[float]) -> list[float]:
        """When these quarter notes are heard; without a tempo, at 120 a minute."""
        tempos = self.tempos or [(0.0, 120.0)]
        starts, heard = [0.0], [0.0]
        for (before, qpm), (at, _) in pairwise(tempos):
            starts.append(at)
            heard.append(heard[-1] + (at - before) * 60 / qpm)
        found = []
        for quarter in quarters:
            n = bisect_right(starts, quarter) - 1
            found.append(heard[n] + (quarter - starts[n]) * 60 / tempos[n][1])
        return found

    def melody(self, steps_per_quarter: int = 4) -> Melody:
        """The line on a grid of steps, in the first metre and at the first tempo.

        Raises
        ------
        ScoreError
            If it is too long; an OffGridError if a note begins or ends between two steps.
        """
        if self.length * steps_per_quarter > MOST_STEPS:
            raise ScoreError(
                f"it lasts {self.length * steps_per_quarter:,.0f} steps, where {MOST_STEPS:,} are "
                "the most; try fewer steps to a quarter note, or a shorter score"
            )

        def step(quarters: float) -> int:
            steps = quarters * steps_per_quarter
            if abs(steps - round(steps)) > 1e-6:
                parts = Fraction(quarters).limit_denominator(1000).denominator
                raise OffGridError(
                    f"a note at quarter {quarters:.4g} falls between two steps of a grid of "
                    f"{steps_per_quarter} to a quarter; "
                    f"try steps_per_quarter={math.lcm(steps_per_quarter, parts)}"
                )
            return round(steps)

        metre = self.metres[0][1] if self.metres else None
        return Melody.from_notes(
            [(n.pitch, step(n.start), step(n.end)) for n in self.notes],
            step(self.length),
            steps_per_quarter=steps_per_quarter,
            qpm=round(self.tempos[0][1], 2) if self.tempos else 120.0,
            **bars_of(metre, steps_per_quarter),
        )


def read_musicxml(path: str | os.PathLike[str]) -> ScoreLine:
    """Read the first part of a MusicXML file that has notes, as it sounds.

    Parameters
    ----------
    path : path
        Of a ``.xml``, ``.musicxml`` or ``.mxl`` file.

    Returns
    -------
    ScoreLine

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ScoreError
        If it cannot be read, is too large, or has no notes.

    Warns
    -----
    ScoreWarning
        If something in it was left out.
    """
    return _read(path, _Score())[0]


def read_parts(path: str | os.PathLike[str]) -> list[ScoreLine]:
    """Read all parts of a MusicXML file that have notes, in the order of the score, as they sound.

    Parameters and errors as those of `read_musicxml`.
    """
    return _read(path, _Score(whole=True))


def _read(path: str | os.PathLike[str], score: _Score) -> list[ScoreLine]:
    try:
        read_elements(read_source(path), score.read)
        lines, remarks = score.lines()
    except ScoreError as error:
        raise ScoreError(f"{path} {error}") from error
    if remarks:
        more = f"; and {len(remarks) - 3} more" if len(remarks) > 3 else ""
        words = "; ".join(remarks[:3]) + more
        warnings.warn(f"{path} was read, but {words}", ScoreWarning, stacklevel=3)
    return lines


class _Score:
    """The parts of a score, up to the first that has notes, or all of them."""

    def __init__(self, *, whole: bool = False) -> None:
        self.parts: dict[str, PartReader] = {}
        self.places: dict[str, int] = {}
        self.whole = whole
        self.first = MOST_PARTS  # place of the first part with notes
        self.bars = 0
        self.titles = {"work-title": "", "movement-title": ""}

    def read(self, name: str, element: Element) -> None:
        if not name:
            self.titles[element.tag] = " ".join((element.text or "").split())
            return
        place = self.places.setdefault(name, len(self.places))
        if place > self.first:
            return
        self.bars += element.tag == "measure"
        if place >= MOST_PARTS or self.bars > MOST_BARS:
            raise ScoreError(
                f"holds more than {MOST_PARTS:,} parts or {MOST_BARS:,} bars, which are the most; "
                "export a part of it"
            )
        if name not in self.parts:
            self.parts[name] = PartReader()
        reader = self.parts[name]
        reader.read(element)
        if reader.notes and not self.whole:
            self.first = place

    def lines(self) -> tuple[list[ScoreLine], list[str]]:
        """The lines of the parts with notes that were read, and what was passed over."""
        lines: list[ScoreLine] = []
        remarks: list[str] = []
        titles = [t for t in self.titles.values() if t not in ("", *UNTITLED)]
        for name, reader in self.parts.items():
            reader.end()
            if not reader.notes:
                remarks.append(f"{name} has no notes")
                continue
            lines.append(replace(_played(reader), title=titles[0] if titles else ""))
            remarks += [f"{what}: {count}" for what, count in reader.remarks.items()]
            if not self.whole:
                break
        if lines:
            return lines, remarks
        reasons = [what for reader in self.parts.values() for what in reader.remarks]
        raise ScoreError(f"has no notes ({reasons[0]})" if reasons else "has no notes")


def _played(reader: PartReader) -> ScoreLine:
    """The bars one after another, in the order in which they are played."""
    bars = _written_out(reader.bars, reader.remarks)
    staff = min(note.staff for bar in reader.bars for note in bar.notes)
    notes: list[LineNote] = []
    metres: list[tuple[float, Metre]] = []
    tempos: list[tuple[float, float]] = []
    tied: dict[int, int] = {}  # pitch -> place of the note that goes on
    at = length = 0.0
    order = play_order(bars, reader.remarks)
    for before, place in pairwise([-1, *order]):
        bar = bars[place]
        if place != before + 1:  # over a jump a tie goes to a note that says so, and to no other
            tied = {pitch: n for pitch, n in tied.items() if pitch in _held(bar)}
        _change(metres, at, bar.metre)
        _change(tempos, at, bar.qpm)
        for offset, metre in bar.metres:
            _change(metres, at + offset, metre)
        for offset, qpm in bar.tempos:
            _change(tempos, at + offset, qpm)
        for note in (n for n in bar.notes if n.staff == staff):
            begin, end = at + note.start, at + note.end
            last = tied.pop(note.pitch, None)
            if last is not None and abs(notes[last].end - begin) < _NEAR:
                notes[last] = notes[last]._replace(end=end)
            else:
                last = len(notes)
                notes.append(LineNote(note.pitch, begin, end))
            if note.holds:
                tied[note.pitch] = last
        length = max(length, at + bar.shown)
        at += bar.length
        if at > MOST_QUARTERS:
            raise ScoreError(f"lasts more than {MOST_QUARTERS:,} quarter notes, which are the most")
    tempos[:1] = [(0.0, qpm) for _, qpm in tempos[:1]]
    above, below = metres[0][1] if metres else (4, 4)
    upbeat = bars[order[0]].length
    silence = max(4 * above / below - upbeat, 0.0) if upbeat else 0.0
    return ScoreLine(top_line(notes), length, metres, tempos, silence)


def _held(bar: Bar) -> set[int]:
    return {note.pitch for note in bar.notes if note.held and not note.start}


def _written_out(bars: list[Bar], remarks: Counter[str]) -> list[Bar]:
    """The bars with what signs of repeated bars stand for."""
    out: list[Bar] = []
    for at, bar in enumerate(bars):
        if bar.repeats > at and not bar.notes:
            remarks["signs that repeat a bar before the first, not played"] += 1
        elif bar.repeats and not bar.notes:
            meant = out[at - bar.repeats]
            bar = replace(bar, notes=meant.notes, length=meant.length, shown=meant.shown)
        out.append(bar)
    return out


def _change(changes: list[tuple[float, Value]], at: float, value: Value | None) -> None:
    """Note that a value holds from here on, if it is another."""
    if value is None or (changes and changes[-1][1] == value):
        return
    if changes and changes[-1][0] == at:
        changes.pop()
    changes.append((at, value))


def top_line(notes: Iterable[LineNote]) -> list[LineNote]:
    """Of notes that begin together the highest; a note that begins ends the one before.

    >>> top_line([LineNote(60, 0.0, 4.0), LineNote(72, 0.0, 1.0), LineNote(64, 0.5, 1.0)])
    [LineNote(pitch=72, start=0.0, end=0.5), LineNote(pitch=64, start=0.5, end=1.0)]
    """
    line: list[LineNote] = []
    for note in sorted(notes, key=lambda note: (note.start, -note.pitch)):
        if line and note.start - line[-1].start < _NEAR:
            if note.pitch > line[-1].pitch:
                line[-1] = note
            continue
        if line and line[-1].end > note.start:
            line[-1] = line[-1]._replace(end=note.start)
        line.append(note)
    return line

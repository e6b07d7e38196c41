"""One tune of ABC read from its fields and its music code.

Source: *The abc music standard 2.1* (December 2011), sections 3 (fields), 4.2 and 11.3
(accidentals), 4.17 (chords), 4.14 and 6.1.1 (dialects of decorations) and 7 (voices).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from ssc_lib.music.abc.fields import (
    Key,
    Metre,
    Staff,
    read_key,
    read_metre,
    read_staff,
    read_tempo,
    read_unit,
    usual_unit,
)
from ssc_lib.music.abc.line import MelodyLine, Unit
from ssc_lib.music.abc.text import AbcText, code_lines, split_tunes
from ssc_lib.music.abc.tokens import (
    AbcError,
    Token,
    Written,
    read_length,
    read_note,
    shown,
    tokens,
)
from ssc_lib.music.abc.tune import AbcTune

Place = tuple[str, int]  # of an accidental: letter and octave, 0 where it holds in every octave
_NAMES = """
    trill trill( trill) lowermordent uppermordent mordent pralltriller roll turn turnx invertedturn
    invertedturnx arpeggio > accent emphasis fermata invertedfermata tenuto 0 1 2 3 4 5 plus snap
    slide wedge upbow downbow open thumb breath pppp ppp pp p mp mf f ff fff ffff sfz crescendo(
    <( crescendo) <) diminuendo( >( diminuendo) >) segno coda D.S. D.C. dacoda dacapo fine
    shortphrase mediumphrase longphrase
"""
_DECORATIONS = set(_NAMES.split())  # section 4.14


def read_abc(source: str | AbcText) -> AbcTune:
    """The melody line of one tune.

    Parameters
    ----------
    source : str or AbcText
        The text of one tune, or one of those that `split_tunes` gives.

    Raises
    ------
    AbcError
        If the text does not hold exactly one tune, or it cannot be read.

    Examples
    --------
    >>> tune = read_abc("X:1\\nT:Scale\\nM:4/4\\nL:1/4\\nK:D\\nD>E (3FGA|\\n")
    >>> [(pitch, str(duration)) for pitch, _, duration in tune.notes]
    [(62, '3/2'), (64, '1/2'), (66, '2/3'), (67, '2/3'), (69, '2/3')]
    """
    if isinstance(source, str):
        found = split_tunes(source)
        if len(found) != 1:
            raise AbcError(f"found {len(found)} tunes; expected one, or try split_tunes")
        source = found[0]
    reader = _Reader(source.line)
    try:
        for reader.place, letter, value in code_lines(source):
            reader.read(letter, value)
        return reader.tune(source)
    except AbcError as error:
        title = " ".join(reader.fields.get("T", [""])[0].split())[:60]
        name = "a tune without a number" if source.number is None else f"tune {source.number}"
        name += f" ({title})" if title.isprintable() and title else ""
        raise AbcError(f"{name}, line {reader.place}: {error}") from None


@dataclass
class _Reader:
    """What is known at one place of a tune."""

    place: int  # the line of the file
    line: MelodyLine = field(default_factory=MelodyLine)
    fields: dict[str, list[str]] = field(default_factory=dict)
    metre: Metre | None = None
    unit: Fraction | None = None  # the unit note length
    key: Key | None = None
    staff: Staff = field(default_factory=Staff)
    tempo: str = ""
    start: tuple[Metre | None, Fraction, str] | None = None  # metre, unit and key of the head
    voice: str | None = None  # the name of the first voice
    heard: bool = True  # whether it is this one
    carry: str = "pitch"  # accidentals hold for a pitch (in every octave), an octave, or not
    altered: dict[Place, int] = field(default_factory=dict)  # by the accidentals of this bar
    graced: dict[Place, int] = field(default_factory=dict)  # by those of its grace notes
    plus: bool = False  # whether decorations are written +trill+
    before: str = "bar"  # the kind of the sign before

    # -- fields

    def read(self, letter: str, value: str) -> None:
        """One line: a field, or music where there is no letter."""
        if letter:
            self.read_field(letter, value)
        elif self.start is None:
            self.read_stray(value)
        else:
            self.before = "bar" if self.before == "bar" else "line"
            for token in tokens(value.replace("!", " ") if self.plus else value):
                if token.kind == "field":
                    self.read_field(token.text[1], token.text[3:-1].strip())
                elif self.heard:
                    self.read_sign(token, value)
                self.before = token.kind

    def read_stray(self, value: str) -> None:
        """A line before the first ``K:`` that is no field: text, unless it may be more."""
        lost = re.match(r"\s*([A-Z])\s*(?:\s|:|$)", value)  # a field without its colon, or indented
        if (lost and lost[1] in "KLMUV") or ("|" in value and not lost):
            raise AbcError(f"found {shown(value)} before the field K:; expected fields")

    def read_field(self, letter: str, value: str) -> None:
        """A field of the head or of the body, on a line of its own or between brackets."""
        if letter == "V":
            self.read_voice(value)
        elif letter.isupper() and letter not in "IKLMPQUWX":
            self.fields.setdefault(letter, []).append(value)
        elif not self.heard:
            pass  # what another voice says holds for it alone (7.3)
        elif letter == "K":
            self.read_key(value)
        elif letter == "M":
            self.metre = read_metre(value)
        elif letter == "L":
            self.unit = read_unit(value)
        elif letter == "Q":
            self.tempo = self.tempo or value
        elif letter == "I":
            self.read_instruction(value.split())

    def read_key(self, value: str) -> None:
        """A key, and the end of the head where it is the first."""
        key, staff = read_key(value)
        self.staff = self.staff.then(staff)
        self.key = key or self.key or Key("", {})
        self.altered.clear()
        self.graced.clear()
        if self.start is None:
            self.unit = self.unit or usual_unit(self.metre)
            self.start = self.metre, self.unit, self.key.name

    def read_voice(self, value: str) -> None:
        """A voice: the first one named is read, and what its fields say of the clef."""
        name, *_ = value.split() or [""]
        self.voice = name if self.voice is None else self.voice
        if name == self.voice:
            self.staff = self.staff.then(read_staff(value[len(name) :])[1])
        if self.start is not None:
            self.heard = name == self.voice

    def read_instruction(self, words: list[str]) -> None:
        """The instructions that change what is read: of accidentals and of decorations."""
        name, *rest = words or [""]
        if name == "propagate-accidentals":
            self.carry = rest[0] if rest else ""
            if self.carry not in ("not", "octave", "pitch"):
                raise AbcError(f"found {shown(' '.join(words))}; expected not, octave or pitch")
        elif name in ("decoration", "linebreak"):
            self.plus = rest[:1] == ["+"] if name == "decoration" else "!" in rest

    # -- music

    def read_sign(self, token: Token, line: str) -> None:
        """One sign of music."""
        kind, text, column = token
        if kind == "note":
            self.add(self.units(text)[0])
        elif kind == "rest":
            self.add(Unit(None, read_length(text)))
        elif kind == "chord":
            self.add(self.chord(text))
        elif kind == "bar":
            if text == ":" and self.before not in ("bar", "line"):
                raise AbcError("found a colon that belongs to no bar line")
            self.line.bar(text)
            self.altered.clear()
            self.graced.clear()
        elif kind == "grace":
            self.read_grace(text[1:-1].lstrip("/"))
        elif kind == "pause":
            self.line.pause(text, self.metre)
        elif kind == "broken":
            self.line.break_rhythm(text)
        elif kind == "tie" and self.before != "grace":  # one from a grace note is a slur
            self.line.hold()
        elif kind == "tuplet":
            self.line.begin_tuplet(text, self.metre)
        elif kind == "overlay":
            raise AbcError("found an overlay of voices (&), which is not read")
        elif kind == "plus" and not self.plus and text[1:-1] not in _DECORATIONS:
            raise AbcError(f"found {shown(text)}, which is no decoration; write chords as [CEG]")
        elif kind == "break" and self.before not in ("bar", "line") and line[column:].strip():
            raise AbcError("found a single '!' amid notes; decorations are written !trill!")

    def add(self, unit: Unit) -> None:
        """The next note or rest, its length still in units."""
        unit.duration *= (self.unit or Fraction(1, 8)) * 4
        self.line.add(unit)

    def pitch(self, written: Written, text: str) -> int:
        """The MIDI pitch of a note in its bar; its accidental is kept for the rest of the bar."""
        place = written.letter, written.octave if self.carry == "octave" else 0
        alter = written.alter
        if alter is None:
            alters = self.key.alters if self.key else {}
            alter = self.altered.get(place, alters.get(written.letter, 0))
            if self.graced.get(place, alter) != alter:
                raise AbcError(
                    f"found {shown(text)} after a grace note whose accidental may hold for it"
                )
        elif self.carry != "not":
            self.altered[place] = alter
            self.graced.pop(place, None)
        pitch = written.natural + alter + self.staff.semitones
        if not 0 <= pitch <= 127:
            raise AbcError(f"found {shown(text)}, whose MIDI pitch is not between 0 and 127")
        return pitch

    def units(self, text: str) -> list[Unit]:
        """The notes and rests of a text, such as those between brackets; lengths in units."""
        found: list[Unit] = []
        for kind, sign, _ in tokens(text):
            if kind == "note":
                written = read_note(sign)
                found.append(Unit(self.pitch(written, sign), written.length, written))
            elif kind == "rest":
                found.append(Unit(None, read_length(sign)))
            elif kind == "tie" and found:
                found[-1].tied = True
            elif kind not in ("text", "mark", "slur", "broken", "chord"):
                raise AbcError(f"found {shown(sign)} in a chord or among grace notes")
        return found

    def chord(self, text: str) -> Unit:
        """The top note of a chord, as long as its first note says times what stands behind."""
        inside, _, after = text[1:].rpartition("]")
        found = self.units(inside)
        if not found:
            raise AbcError(f"found {shown(text)}, a chord without notes")
        top = max(found, key=lambda unit: -1 if unit.pitch is None else unit.pitch)
        return Unit(top.pitch, found[0].duration * read_length(after), top.written, top.tied)

    def read_grace(self, text: str) -> None:
        """Grace notes: their accidentals are kept apart, for readers differ on how far they go."""
        altered, graced = dict(self.altered), self.graced
        self.graced = {}
        self.units(text)
        changed = {p: a for p, a in self.altered.items() if altered.get(p) != a}
        self.altered, self.graced = altered, graced | changed

    def tune(self, source: AbcText) -> AbcTune:
        """What was read."""
        if self.start is None:
            raise AbcError("found no field K:, after which the music begins; try K:C or K:none")
        self.line.end()
        metre, unit, key = self.start
        return AbcTune(
            source.number,
            source.line,
            {letter: tuple(values) for letter, values in self.fields.items()},
            metre,
            key,
            unit,
            read_tempo(self.tempo, unit),
            tuple(self.line.notes),
            self.line.position,
            tuple(self.line.bar_lines),
        )

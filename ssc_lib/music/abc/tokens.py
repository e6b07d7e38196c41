"""The signs of ABC music code, cut one after another from a line.

A line of music code holds notes, rests, chords, bar lines and marks. Each is one token here: its
kind, its text and its column. What belongs to no kind is an `AbcError`, never skipped: a letter
passed over without a word would be a note lost without a word.

Source: *The abc music standard 2.1* (December 2011), section 4 (the signs), 6.1.1 (line breaks),
6.1.2 (spacers) and 8.1 (characters that readers ignore).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

MOST_DIGITS = 4  # of a number in the music code
FINEST = 512  # the most that a note may be shorter than the unit


class AbcError(ValueError):
    """A tune that cannot be read: which one, the line, what was found and what was expected."""


class Token(NamedTuple):
    """A sign of the music code: its kind, its text as written, its column counted from 1."""

    kind: str
    text: str
    column: int


class Written(NamedTuple):
    """A note as written: letter, octave (0 from C to B), accidental or None, length in units."""

    letter: str
    octave: int
    alter: int | None
    length: Fraction

    @property
    def natural(self) -> int:
        """MIDI pitch without any accidental: 60 for C."""
        return 60 + 12 * self.octave + _SCALE[self.letter]


_LENGTH = r"\d*(?:/\d+|/*)"
_TEXT = r'"[^"]*"'
_NAMED = r"![^!\s|\[\]]+!"
_SIGNS = {
    "field": r"\[[A-Za-z]:[^\]]*\]",  # section 3.2
    "text": _TEXT,  # chord symbols and annotations: 4.18, 4.19
    "mark": rf"{_NAMED}|\.(?![|()-])|[~H-Wh-w]",  # 4.14, 4.16
    "plus": r"\+[^+\s|]+\+",  # decorations of version 2.0
    "grace": r"\{[^{}]*\}",  # 4.12
    "chord": rf'\[(?!\d)(?:{_TEXT}|{_NAMED}|[^\[\]"|!:])+\]{_LENGTH}',  # 4.17
    "ending": r"\[\d+(?:[-,]\d+)*|\[(?=\")",  # 4.9, 4.10
    "bar": r"(?:\[(?=[|\]])|\.(?=\|)|[|:\]])+(?:(?<=[|:])\d+(?:[-,]\d+)*)?",  # 4.8
    "tuplet": r"\(\d+(?::\d*){0,2}",  # 4.13
    "slur": r"\.?[()]",  # 4.11
    "tie": r"\.?-",  # 4.11
    "note": rf"(?:\^\^?|__?|=)?[A-Ga-g][,']*{_LENGTH}",  # 4.1 to 4.3
    "rest": rf"[zx]{_LENGTH}",  # 4.5
    "pause": r"[ZX]\d*",  # 4.5: rests of whole bars
    "broken": r">+|<+",  # 4.4
    "space": r"[ \t`$#*;?@]+|y\d*|\\\s*$",  # 4.7, 6.1, 8.1
    "break": r"!",  # an old sign for the end of a line: 6.1.1
    "overlay": r"&",  # 7.4
}
_SIGN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _SIGNS.items()))
_NOTE = re.compile(r"(\^\^?|__?|=)?([A-Ga-g])([,']*)")
_LENGTHS = re.compile(r"(\d*)(/*)(\d*)$")
ALTERS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
_SCALE = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11), strict=True))


def tokens(line: str) -> Iterator[Token]:
    """The signs of a line of music code, in order, spaces left out.

    Parameters
    ----------
    line : str
        Without its comment.

    Raises
    ------
    AbcError
        At the first character that begins no sign.

    Examples
    --------
    >>> [t.kind for t in tokens('|: "Am" (^A>B) [CE]2 :|')]
    ['bar', 'text', 'slur', 'note', 'broken', 'note', 'slur', 'chord', 'bar']
    """
    place = 0
    while place < len(line):
        found = _SIGN.match(line, place)
        if found is None:
            raise AbcError(f"found {shown(line[place:])}, which begins no sign of music")
        if found.lastgroup != "space":
            yield Token(str(found.lastgroup), found[0], place + 1)
        place = found.end()


def read_note(text: str) -> Written:
    """The note that a token of that kind holds.

    >>> read_note("^c'3/2")
    Written(letter='C', octave=2, alter=1, length=Fraction(3, 2))
    """
    found = _NOTE.match(text)
    if found is None:
        raise AbcError(f"found {shown(text)}; expected a note")
    accidental, letter, marks = found.groups()
    octave = letter.islower() + marks.count("'") - marks.count(",")
    alter = ALTERS[accidental] if accidental else None
    return Written(letter.upper(), octave, alter, read_length(text))


def read_length(text: str) -> Fraction:
    """The length at the end of a token, in units: 1 where nothing is written.

    >>> [str(read_length(t)) for t in ("A", "A3", "A/", "A//", "A3/4")]
    ['1', '3', '1/2', '1/4', '3/4']
    """
    found = _LENGTHS.search(text)
    above, slashes, below = found.groups() if found else ("", "", "")
    over = whole(below) if below else 2 ** min(len(slashes), 20)
    if not 1 <= over <= FINEST:
        raise AbcError(f"found {shown(text)}; expected a part of the unit down to 1/{FINEST}")
    return Fraction(whole(above) if above else 1, over)


def whole(digits: str) -> int:
    """A whole number of the music code, refused where it is too long to be meant."""
    if len(digits) > MOST_DIGITS:
        raise AbcError(f"found the number {digits[:20]}; the most is {'9' * MOST_DIGITS}")
    return int(digits)


def shown(text: str) -> str:
    """The beginning of a text for a message."""
    return repr(text[:20])

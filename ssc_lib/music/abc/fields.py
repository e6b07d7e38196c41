"""What the fields of an ABC tune say: metre, unit note length, tempo, key and clef.

Source: *The abc music standard 2.1* (December 2011), sections 3.1.6 (metre), 3.1.7 (unit note
length), 3.1.8 (tempo), 3.1.14 (key) and 4.6 (clefs and transposition).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from ssc_lib.music.abc.tokens import ALTERS, AbcError, shown, whole

Metre = tuple[int, int]
_FIFTHS = "FCGDAEB"  # sharps come in this order, flats in the other
_MODES = {"": 0, "maj": 0, "ion": 0, "m": 3, "min": 3, "aeo": 3, "mix": 1, "dor": 2, "phr": 4}
_MODES |= {"lyd": -1, "loc": 5}  # how many flats more than the major key of that name
_PIPES = {"F": 1, "C": 1}  # K:HP and K:Hp; their G is natural
_KEY = re.compile(r"([A-G])([#b]?)\s*([A-Za-z]*)")
_EXTRA = re.compile(r"(\^\^?|__?|=)([A-Ga-g])")
_CLEF = re.compile(r"(?:treble|alto|tenor|bass|perc)[1-5]?([+-]8)?")
_SETTING = re.compile(r'(?<!\S)([a-z][\w:-]*)=("[^"]*"|\S*)|(\S+)')


class Key(NamedTuple):
    """A key signature: what is written, and letter -> semitones for the letters it alters."""

    name: str
    alters: dict[str, int]


class Staff(NamedTuple):
    """What a clef or a voice does to the pitches: octaves as written, octaves and semitones heard.

    None leaves alone what was said before.
    """

    octave: int | None = None
    clef: int | None = None
    transpose: int | None = None

    @property
    def semitones(self) -> int:
        """By how much the notes sound higher than they are written."""
        return 12 * ((self.octave or 0) + (self.clef or 0)) + (self.transpose or 0)

    def then(self, other: Staff) -> Staff:
        """This staff after a field that says ``other``."""
        return Staff(*(o if o is not None else s for s, o in zip(self, other, strict=True)))


def read_metre(value: str) -> Metre | None:
    """The metre of an ``M:`` field; None where it is free.

    >>> read_metre("C|"), read_metre("(2+3)/8"), read_metre("none")
    ((2, 2), (5, 8), None)
    """
    text = value.replace(" ", "").lower()
    if text in ("", "none"):
        return None
    if text in ("c", "c|"):
        return (4, 4) if text == "c" else (2, 2)
    found = re.fullmatch(r"\(?(\d+(?:\+\d+)*)\)?/(\d+)", text)
    if found:
        above, below = sum(whole(n) for n in found[1].split("+")), whole(found[2])
        if 1 <= above <= 64 and below in (1, 2, 4, 8, 16, 32, 64):
            return above, below
    raise AbcError(f"found the metre {shown(value)}; expected one such as 6/8, C, C| or none")


def read_unit(value: str) -> Fraction:
    """The unit note length of an ``L:`` field, as a fraction of a whole note.

    >>> read_unit("1/8")
    Fraction(1, 8)
    """
    found = re.fullmatch(r"1(?:/(\d+))?", value.replace(" ", ""))
    below = whole(found[1] or "1") if found else 0
    if below not in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512):
        raise AbcError(f"found the unit note length {shown(value)}; expected one such as 1/8")
    return Fraction(1, below)


def usual_unit(metre: Metre | None) -> Fraction:
    """The unit note length where no ``L:`` field stands: a sixteenth below 3/4, else an eighth."""
    return Fraction(1, 16 if metre and Fraction(*metre) < Fraction(3, 4) else 8)


def read_tempo(value: str, unit: Fraction) -> float | None:
    """Quarter notes a minute of a ``Q:`` field; None where it says none, or in words.

    >>> read_tempo('"Slowly" 3/8=60', Fraction(1, 8)), read_tempo("Allegro", Fraction(1, 8))
    (90.0, None)
    """
    text = " ".join(re.sub(r'"[^"]*"', " ", value[:200]).split())
    text = re.sub(r" ?([/=]) ?", r"\1", text)
    beats = r"\d{1,3}/\d{1,3}"
    found = re.fullmatch(rf"(?:((?:{beats} )*{beats}|[Cc]\d{{0,3}})=)?(\d{{1,4}})", text)
    if found is None:
        return None
    beat, number = found.groups()
    if beat is None:
        length = unit
    elif beat[0] in "Cc":  # an outdated name of the unit note length
        length = unit * int(beat[1:] or 1)
    else:
        pairs = (part.split("/") for part in beat.split())
        length = sum((Fraction(int(a), int(b) or 1) for a, b in pairs), Fraction(0))
    return float(length * 4 * int(number)) or None


def read_key(value: str) -> tuple[Key | None, Staff]:
    """The key of a ``K:`` field, None where it only speaks of the clef, and its clef.

    Parameters
    ----------
    value : str
        Such as ``"D mix"``, ``"Am"``, ``"D exp _b _e ^f"``, ``"HP"``, ``"C treble-8"``; empty or
        ``"none"`` for no signature.

    Raises
    ------
    AbcError
        If a word of it is unknown.

    Examples
    --------
    >>> read_key("D =c")[0].alters
    {'F': 1, 'C': 0}
    """
    words, staff = read_staff(value)
    rest = " ".join(words)
    if not rest and value.strip():
        return None, staff
    alters: dict[str, int] = {}
    found = _KEY.match(rest)
    if rest[:2] in ("HP", "Hp"):
        alters, rest = dict(_PIPES), rest[2:]
    elif rest.lower().startswith("none"):
        rest = rest[4:]
    elif rest.lower().startswith("exp"):
        rest = rest[3:]
    elif found:
        alters = _signature(value, *found.groups())
        rest = rest[found.end() :]
    if _EXTRA.sub("", rest).strip():
        raise AbcError(f"found the key {shown(value)}; expected one such as Bb, F#m or D mix")
    alters |= {letter.upper(): ALTERS[sign] for sign, letter in _EXTRA.findall(rest)}
    return Key(value.strip(), alters), staff


def _signature(value: str, letter: str, accidental: str, mode: str) -> dict[str, int]:
    """Sharps and flats of a key, as the circle of fifths gives them."""
    name = mode[:3].lower()
    if name == "exp":
        return {}
    if name not in _MODES or mode == "M":  # some write M for major, some for minor
        raise AbcError(f"found the key {shown(value)}; expected a mode such as m, mix or dor")
    fifths = _FIFTHS.index(letter) - 1 + 7 * ((accidental == "#") - (accidental == "b"))
    fifths -= _MODES[name]
    if abs(fifths) > 7:
        raise AbcError(f"found the key {shown(value)}, which has more than seven sharps or flats")
    letters = _FIFTHS[:fifths] if fifths >= 0 else _FIFTHS[fifths:]
    return dict.fromkeys(letters, 1 if fifths > 0 else -1)


def read_staff(value: str) -> tuple[list[str], Staff]:
    """The words of a ``K:`` or ``V:`` field that are no clef, and what the clef does to pitches."""
    words, staff = [], Staff()
    for name, setting, word in _SETTING.findall(value):
        text = setting if name == "clef" else word
        clef = _CLEF.fullmatch(text)
        if clef:
            staff = staff.then(Staff(clef=(clef[1] == "+8") - (clef[1] == "-8")))
        elif _CLEF.match(text) or (name == "clef" and text != "none"):
            raise AbcError(f"found the clef {shown(text)}; expected one such as treble-8")
        elif name in ("octave", "transpose", "t"):
            if not re.fullmatch(r"[+-]?\d{1,2}", setting):
                raise AbcError(
                    f"found {shown(f'{name}={setting}')}; expected a whole number such as -1"
                )
            key = "octave" if name == "octave" else "transpose"
            staff = staff.then(Staff(**{key: int(setting)}))
        elif name in ("middle", "m"):
            raise AbcError(
                f"found {shown(f'{name}={setting}')}, which leaves the octave of the notes open"
            )
        elif word or name[:3] in _MODES:
            words.append(word or f"{name}={setting}")
    return words, staff

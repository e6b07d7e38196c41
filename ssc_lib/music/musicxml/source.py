"""From a file to the elements of its score, within limits.

Source: *MusicXML 4.0*, the pages on compressed files and on the document's structure.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element
from xml.parsers import expat

from ssc_lib.files import MOST_BYTES

ENDINGS = (".xml", ".mxl", ".musicxml")
MOST_FILES = 1_000  # in a packed score
LONGEST_TAG = 2**20  # bytes, attributes and all
DEEPEST = 100  # elements inside each other
MOST_ELEMENTS = 1_000  # in one note
MOST_LETTERS = 500  # of one text
_CHUNK = 2**16
_CONTAINER = "META-INF/container.xml"
_TYPES = ("", "application/vnd.recordare.musicxml+xml", "application/vnd.recordare.musicxml")

# What is looked at. All else is passed over, with what stands in it.
_KEPT = """
    score-partwise score-timewise part measure work work-title movement-title
    attributes divisions time beats beat-type senza-misura transpose chromatic octave-change
    measure-style measure-repeat beat-repeat slash
    note chord grace cue rest pitch step alter octave unpitched duration tie notations tied staff
    backup forward barline repeat ending
    direction direction-type metronome beat-unit beat-unit-dot per-minute words sound
"""
_TAGS = frozenset(_KEPT.split())


class ScoreError(ValueError):
    """A score that cannot be read, has no notes, or does not fit the grid of steps."""


class OffGridError(ScoreError):
    """A note of a score falls between two steps of the grid."""


class ScoreWarning(UserWarning):
    """A score that was read, but not whole."""


def shown(text: str) -> str:
    """The beginning of a text between quotes, nothing in it that a terminal obeys."""
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return f"'{line[:30]}...'" if len(line) > 30 else f"'{line}'"


def read_source(path: str | os.PathLike[str]) -> bytes:
    """The XML of a MusicXML file, packed or not.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ScoreError
        If it cannot be opened, is too large, or is packed and holds no score.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file; check the spelling and the folder")
    if path.is_dir():
        raise ScoreError("is a folder; give the path of one score")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ScoreError(f"cannot be opened ({error.strerror}); try another file") from error
    if not data:
        raise ScoreError("is empty (0 bytes); export or download it again")
    if len(data) > MOST_BYTES:
        _too_large()
    return _unpacked(data) if data[:4] in (b"PK\3\4", b"PK\5\6") else data


def _too_large() -> NoReturn:
    raise ScoreError(
        f"is larger than {MOST_BYTES // 2**20} MB, unpacked, which are the most; "
        "export the score anew, or a part of it"
    )


def _unpacked(data: bytes) -> bytes:
    """The score that a packed file names, or the only one in it."""
    advice = "export or download it again"
    if data.count(b"PK\1\2") > MOST_FILES:
        raise ScoreError(f"packs more than {MOST_FILES:,} files, so it is no score; {advice}")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            name = _named(archive) if _CONTAINER in names else _only(names)
            if name not in names:
                raise ScoreError(f"names the score {shown(name)}, which is not in it; {advice}")
            return _member(archive, name)
    except ScoreError:
        raise
    except (NotImplementedError, RuntimeError) as error:  # a kind of packing, or a password
        words = "is packed in a way that is not read; export it as plain MusicXML"
        raise ScoreError(words) from error
    except Exception as error:  # zipfile raises many kinds; all mean the same to a reader
        raise ScoreError(f"is packed, and damaged; {advice}") from error


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        _too_large()
    return data


def _named(archive: zipfile.ZipFile) -> str:
    """The first score that the container names."""
    found: list[str] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "rootfile" and attributes.get("media-type", "") in _TYPES:
            found.append(attributes.get("full-path", ""))

    parser = _parser()
    parser.StartElementHandler = begin
    _feed(parser, _member(archive, _CONTAINER))
    if not found:
        raise ScoreError(f"is packed, and its {_CONTAINER} names no score; export it again")
    return found[0]


def _only(names: list[str]) -> str:
    scores = [n for n in names if n.lower().endswith((".xml", ".musicxml"))]
    scores = [n for n in scores if not n.startswith(("META-INF/", "__MACOSX/"))]
    if len(scores) != 1:
        what = f"{len(scores)} scores and does not say which is meant" if scores else "no score"
        raise ScoreError(f"packs {what}; export it again")
    return scores[0]


# -- XML -----------------------------------------------------------------------------------------


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(name: str, *_: object) -> None:
        raise ScoreError(f"declares the entity {shown(name)}, which no score needs; export it anew")

    parser.EntityDeclHandler = refuse
    return parser


def _feed(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
            if at - parser.CurrentByteIndex > LONGEST_TAG:
                raise ScoreError("holds a tag of more than a million letters, so it is no score")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        raise ScoreError(
            f"is no whole XML ({words} in line {error.lineno}); export or download it again"
        ) from error
    except (LookupError, UnicodeError) as error:  # an encoding that nobody knows
        raise ScoreError("names an encoding that is not known; export it as UTF-8") from error


def read_elements(data: bytes, give: Callable[[str, Element], None]) -> None:
    """Hand over what a score holds, one after another, each with the part that it belongs to.

    Parameters
    ----------
    data : bytes
        The XML.
    give : function of (str, Element)
        Called with the id of the part and what stands in its measures: notes, attributes,
        directions and so on. An empty ``measure`` comes before what it holds. Titles come with an
        empty id.

    Raises
    ------
    ScoreError
        If it is no XML, or no score.
    """
    walk = _Walk(give)
    parser = _parser()
    parser.StartElementHandler = walk.begin
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    _feed(parser, data)


class _Walk:
    """What the parser meets: elements that are still open, and how deep the passed over ones are.

    The first three of a score are its root, a part and a measure, or a measure and a part.
    """

    def __init__(self, give: Callable[[str, Element], None]) -> None:
        self.give = give
        self.open: list[Element] = []
        self.passed = 0
        self.elements = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.open and tag not in ("score-partwise", "score-timewise"):
            raise ScoreError(f"begins with {shown(tag)}, where MusicXML begins with score-partwise")
        if len(self.open) + self.passed >= DEEPEST:
            raise ScoreError(f"holds elements {DEEPEST} deep inside each other, so it is no score")
        if self.passed or tag not in _TAGS:
            self.passed += 1
            return
        element = Element(tag, {k: v[:MOST_LETTERS] for k, v in attributes.items()})
        if len(self.open) > 3:
            self.open[-1].append(element)
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                raise ScoreError(
                    f"holds a {self.open[3].tag} of more than {MOST_ELEMENTS:,} elements"
                )
        else:
            self.elements = 0
        self.open.append(element)
        if self._in_bar(3):
            bar = next(e for e in self.open[1:] if e.tag == "measure")
            self.give(self._part(), Element("measure", bar.attrib))

    def end(self, _: str) -> None:
        if self.passed:
            self.passed -= 1
            return
        if self._in_bar(4):
            self.give(self._part(), self.open[-1])
        elif self.open[-1].tag in ("work-title", "movement-title"):
            self.give("", self.open[-1])
        self.open.pop()

    def text(self, data: str) -> None:
        if self.open and not self.passed:
            element = self.open[-1]
            element.text = ((element.text or "") + data)[:MOST_LETTERS]

    def _in_bar(self, depth: int) -> bool:
        """Whether so many elements are open, and the last of them stands in a bar or is one."""
        return len(self.open) == depth and {e.tag for e in self.open[1:3]} == {"measure", "part"}

    def _part(self) -> str:
        part = next(e for e in self.open[1:] if e.tag == "part")
        return "part " + shown(part.get("id", ""))

"""Files of ABC tunes cut into tunes, and tunes into lines of code.

Source: *The abc music standard 2.1* (December 2011), sections 2.2 (files, comments, directives),
3 (which fields stand where), 3.1.17 (instructions) and 3.3 (continued fields).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ssc_lib.music.abc.tokens import AbcError

Lines = tuple[tuple[int, str], ...]
MOST_LINES = 1_000_000  # of a file: a hundred thousand tunes
MOST_HEADER = 250  # lines of a file header, which is read anew for each tune
_FILE_FIELDS = "ABCDFGHILMmNORSUZ"  # section 3: what a file header may hold
_HEAD_FIELD = re.compile(r"([A-Za-z+]):")
# In the body a letter of a note before a colon is a note where a bar line follows: A:|
_BODY_FIELD = re.compile(r"([H-Wh-w+]|[A-Za-z](?!:\s*(?:[|:\]]|$))):")


class AbcText(NamedTuple):
    """The text of one tune, not read yet.

    Parameters
    ----------
    line : int
        Where the tune begins in its file, counted from 1.
    number : int or None
        Of its ``X:`` field.
    lines : tuple of (int, str)
        Each line with its number.
    header : tuple of (int, str)
        Of the file.
    """

    line: int
    number: int | None
    lines: Lines
    header: Lines = ()


def split_tunes(text: str) -> list[AbcText]:
    """The tunes of a file, in their order.

    An ``X:`` field begins a tune, an empty line ends it. A block of fields that opens the file is
    its header, whose fields hold for all tunes. Other text is passed over, with two exceptions. A
    block with a ``K:`` field is a tune that lacks its number. A block with bar lines is kept, so
    that `read_abc` can say where music stands outside of a tune. Tunes of equal numbers are kept
    apart.

    Parameters
    ----------
    text : str
        The whole file.

    Raises
    ------
    AbcError
        If the file has more than `MOST_LINES` lines, or `MOST_HEADER` in its header.

    Examples
    --------
    >>> tunes = split_tunes("X:1\\nK:C\\nC4|\\n\\nSome words.\\n\\nX:1\\nK:C\\nD4|\\n")
    >>> [(t.number, t.line) for t in tunes]
    [(1, 1), (1, 7)]
    """
    lines = text.count("\n") + text.count("\r") - text.count("\r\n")
    if lines > MOST_LINES:
        raise AbcError(f"found {lines:,} lines, where {MOST_LINES:,} are the most; cut the file up")
    header: Lines = ()
    tunes: list[AbcText] = []
    for place, block in enumerate(_blocks(text)):
        starts = [i for i, (_, line) in enumerate(block) if line.startswith("X:")]
        before = block[: starts[0] if starts else len(block)]
        if place == 0 and all(re.match(r"%|[A-JL-Za-z+]:", line) for _, line in before):
            header = before
            if len(header) > MOST_HEADER:
                raise AbcError(f"found {len(header):,} lines before a tune; expected a few fields")
        elif not starts and any(re.match(r"K:|[^%]*\|", line) for _, line in block):
            tunes.append(AbcText(block[0][0], None, block, header))
        for start, end in pairwise([*starts, len(block)]):
            found = re.match(r"X:\s*(\d{1,9})\s*(%|$)", block[start][1])
            number = int(found[1]) if found else None
            tunes.append(AbcText(block[start][0], number, block[start:end], header))
    return tunes


def _blocks(text: str) -> Iterator[Lines]:
    """The runs of lines between empty lines."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")), 1):
        if line.strip():
            block.append((number, line.rstrip()))
        elif block:
            yield tuple(block)
            block = []
    if block:
        yield tuple(block)


def code_lines(text: AbcText) -> Iterator[tuple[int, str, str]]:
    """The lines of a tune: number, letter of the field (empty for music) and what it says.

    Comments are cut off and continued fields joined. Directives (``%%``) are given as the ``I:``
    fields that they equal. Of the file header only what holds for a tune is given.

    Raises
    ------
    AbcError
        If a text directive such as ``%%begintext`` does not end.
    """
    waiting: tuple[int, str, list[str]] | None = None  # a field that the next line may continue
    inside = ""  # the kind of a %%begin...: its lines are no music
    body = False
    for number, line in (*text.header, *text.lines):
        edge = re.match(r"%%\s*(begin|end)(\w+)", line)
        if edge:
            inside = edge[2] if edge[1] == "begin" else ""
        directive = line.startswith("%%")
        code = "I:" + line[2:] if directive else re.sub(r"(?<!\\)%.*", "", line).rstrip()
        named = (_BODY_FIELD if body else _HEAD_FIELD).match(code)
        unfit = number < text.line and not (named and named[1] in _FILE_FIELDS)
        if edge or inside or unfit or not code:
            continue
        if named and named[1] == "+" and waiting:
            waiting[2].append(code[2:].strip())
            continue
        if waiting and not directive:
            yield *waiting[:2], " ".join(waiting[2])
            waiting = None
        if named and not directive:
            waiting = number, named[1], [code[2:].strip()]
            body = body or named[1] == "K"
        else:
            yield number, "I" if directive else "", code[2:].strip() if directive else code
    if waiting:
        yield *waiting[:2], " ".join(waiting[2])
    if inside:
        raise AbcError(f"found %%begin{inside[:20]} without its end")

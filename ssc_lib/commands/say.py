"""What the commands print: text, and nothing that steers a terminal.

Titles of tunes and names of files come from anywhere. A control character in them could move the
cursor, change colours or rewrite what stands on the screen, so it is printed as its escape: ESC as
``\\x1b``.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import TextIO


def plain(text: str) -> str:
    r"""Spell out control and format characters, line ends and halves of surrogate pairs.

    Examples
    --------
    >>> print(plain("A\x1b[31m red\ntune"))
    A\x1b[31m red\ntune
    """
    if text.isprintable():
        return text
    return "".join(_spelled(c) if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] == "C" or kind in ("Zl", "Zp")


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def say(line: str, *, file: TextIO | None = None, flush: bool = False) -> None:
    """Print one line as plain text."""
    print(plain(line), file=file or sys.stdout, flush=flush)

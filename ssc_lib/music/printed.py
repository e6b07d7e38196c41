"""The keys that are printed with the dances, read from the installed music21.

The tunes that ship do not carry them. Whoever edited or transcribed a tune wrote its key down, so
printed keys are what a finder of keys (`ssc_lib.music.keys`) can be judged by.

Chapter: Scales and keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ssc_lib.music.abc import AbcError
from ssc_lib.music.abc.text import code_lines
from ssc_lib.music.collections import COLLECTIONS, DEFAULT, Tune, abc_texts
from ssc_lib.music.keys import MODES, Key
from ssc_lib.music.pitches import key_number

_WRITTEN = re.compile(r"([A-G])([#b]?)\s*([A-Za-z]{0,3})")
_MODE_OF = {"": "major", "maj": "major", "ion": "major", "m": "minor", "aeo": "minor"}
_MODE_OF |= {mode[:3]: mode for mode in MODES}


def read_key(text: str) -> Key | None:
    """The key that a ``K:`` field of ABC names; None where it names none.

    Examples
    --------
    >>> read_key("F#m"), read_key("A Mixolydian"), read_key("Hp")
    (<Key: F♯m>, <Key: A mixolydian>, None)
    """
    found = _WRITTEN.match(text.strip())
    if found is None or (mode := _MODE_OF.get(found[3].lower())) is None:
        return None
    return Key((key_number(found[1] + found[2])), mode)


def printed_keys(tunes: Iterable[Tune]) -> list[Key | None]:
    """The first key that is printed with each of the dances; a second or two for the first call.

    The keys are read from the installed music21, since the tunes that ship do not carry them.

    Parameters
    ----------
    tunes : iterable of Tune

    Returns
    -------
    list of Key or None
        None where none is printed that can be read, where two tunes of one number and title
        differ in it, and for tunes of other collections.
    """
    printed = _printed()
    return [printed.get((t.collection, t.number, t.title)) for t in tunes]


@cache
def _printed() -> dict[tuple[str, str, str], Key | None]:
    """Collection, number and title -> printed key."""
    found: dict[tuple[str, str, str], Key | None] = {}
    for collection in DEFAULT:
        for name, number, text in abc_texts(COLLECTIONS[collection]):
            title, written = "", ""
            try:
                for _, letter, value in code_lines(text):
                    if letter == "T":
                        title = title or " ".join(value.split())
                    elif letter == "K":
                        written = value
                        break
            except AbcError:
                continue
            at = collection, name, title or f"{collection} {number}"
            printed = read_key(written)
            found[at] = printed if found.get(at, printed) == printed else None
    return found

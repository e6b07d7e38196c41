"""How a number of things is said."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Say how many there are, with the noun in the singular for one.

    Examples
    --------
    >>> counted(1, "event"), counted(2400, "event"), counted(0, "melody")
    ('1 event', '2,400 events', '0 melodies')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}"

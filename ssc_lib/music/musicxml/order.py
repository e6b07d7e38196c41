"""In which order the bars of a part are played: repeats, endings, D.C., D.S., Fine and Coda.

A repeat goes back to the sign that begins it, or else to the end of the last repeat. With endings
it is played as often as they say. A jump is taken once; after it repeats are not played again, and
of endings the last is taken.

Source: *MusicXML 4.0*, the pages of the elements repeat, ending and sound.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ssc_lib.music.midi import MOST_STEPS
from ssc_lib.music.musicxml.bars import Bar
from ssc_lib.music.musicxml.source import ScoreError


class Ending(NamedTuple):
    """Of a bar in an ending: in which turns it is played, and which is the last of all turns."""

    turns: tuple[int, ...]
    last: int
    group: int


def play_order(bars: list[Bar], remarks: Counter[str]) -> list[int]:
    """Places of the bars in the order in which they are played.

    Parameters
    ----------
    bars : list of Bar
    remarks : Counter
        Signs that lead nowhere are counted there.

    Raises
    ------
    ScoreError
        If more bars and notes are to be played than a melody may have steps.
    """
    endings = _endings(bars)
    order: list[int] = []
    at = start = weight = 0
    turn, jumped, to_coda = 1, False, False
    while at < len(bars):
        bar, ending = bars[at], endings.get(at)
        before = endings.get(at - 1)
        left = before and (ending is None or ending.group != before.group)
        if at != start and (bar.forward or left):
            start, turn = at, 1
        if ending and (ending.last if jumped else turn) not in ending.turns:
            at += 1
            continue
        order.append(at)
        weight += 1 + len(bar.notes) + len(bar.metres) + len(bar.tempos)
        if weight > MOST_STEPS:
            raise ScoreError(
                f"plays more than {MOST_STEPS:,} bars and notes, which are the most, with its "
                "repeats; export it without them"
            )
        if bar.times and not jumped:
            if turn < max(bar.times, ending.last if ending else 0):
                at, turn = start, turn + 1
                continue
            if not ending:
                start, turn = at + 1, 1
        if jumped and "fine" in bar.jumps:
            break
        target = None
        if jumped and not to_coda and "tocoda" in bar.jumps:
            target = _sign(bars, "coda", bar.jumps["tocoda"], remarks)
            to_coda = True
        elif not jumped and "dacapo" in bar.jumps:
            target = 0
        elif not jumped and "dalsegno" in bar.jumps:
            target = _sign(bars, "segno", bar.jumps["dalsegno"], remarks)
        jumped = jumped or target is not None
        at = at + 1 if target is None else target
    return order


def _sign(bars: list[Bar], kind: str, name: str, remarks: Counter[str]) -> int | None:
    """Where a sign stands: the one of that name, or else the first."""
    found = [(at, bar.jumps[kind]) for at, bar in enumerate(bars) if kind in bar.jumps]
    if not found:
        remarks[f"ways to a {kind} that is not there, not played"] += 1
        return None
    return next((at for at, label in found if label == name), found[0][0])


def _endings(bars: list[Bar]) -> dict[int, Ending]:
    """The endings by the places of their bars; neighbours are a group."""
    turns: dict[int, tuple[int, ...]] = {}
    now: tuple[int, ...] = ()
    for at, bar in enumerate(bars):
        if bar.forward and not bar.endings:
            now = ()
        now = bar.endings or now
        if now:
            turns[at] = now
        if bar.ending_stops or bar.times:
            now = ()
    endings: dict[int, Ending] = {}
    group: list[int] = []
    for at in [*turns, len(bars) + 1]:
        if group and at != group[-1] + 1:
            last = max(max(turns[place]) for place in group)
            endings |= {place: Ending(turns[place], last, group[0]) for place in group}
            group = []
        group.append(at)
    return endings

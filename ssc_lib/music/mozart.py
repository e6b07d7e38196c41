"""Lines of Mozart's quartets, read out of the installed music21.

music21 carries scores of Mozart: string quartets, and the beginning of a sonata. Like Bach's
chorales they are read where the reader has them, by the library's own reader of MusicXML, and are
not shipped. Each part is a line: its top note where it has chords, as it sounds, repeats played.

A movement is no tune. Its parts rest for many bars, and have triplets and trills that a grid of
sixteenths cannot hold. So each line is cut into **stretches**: whole bars in one metre, in which
something sounds and every note falls on the grid, at least four in a row.

Chapter: A data set of your own; page: Data and licences.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from ssc_lib.music.chorales import corpus_files
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import Metre
from ssc_lib.music.musicxml import ScoreError, ScoreLine, ScoreWarning, read_parts

STEPS_PER_QUARTER = 4
MIN_BARS = 4
_NEAR = 1e-5  # quarter notes


class Stretch(NamedTuple):
    """A part of a line, and where it comes from."""

    melody: Melody
    work: str  # "k155"
    movement: str  # "movement1"
    part: int  # counted from 1, the highest
    number: int  # of the stretch in its part, counted from 1


def read_mozart(
    limit: int | None = None, *, progress: bool = False
) -> tuple[list[Stretch], dict[str, int]]:
    """Read the lines of Mozart in the installed music21.

    Parameters
    ----------
    limit : int, optional
        Read at most so many scores, of which each is a movement; all take a few seconds.
    progress : bool
        Show a progress bar.

    Returns
    -------
    found : list of Stretch
        In the order of works, movements, parts and bars.
    skipped : dict
        Reason -> number of bars left out, or of scores that cannot be read.

    Raises
    ------
    FileNotFoundError
        If music21 is not installed, or came without them.
    """
    from tqdm import tqdm

    found: list[Stretch] = []
    skipped: Counter[str] = Counter()
    files = corpus_files("mozart")[:limit]
    for path in tqdm(files, "mozart", disable=not progress, unit=" scores"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ScoreWarning)
                lines = read_parts(path)
        except ScoreError:
            skipped["unreadable scores"] += 1
            continue
        for part, line in enumerate(lines, 1):
            melodies, left_out = stretches(line)
            skipped += left_out
            found += [
                Stretch(melody, path.parent.name, path.stem, part, number)
                for number, melody in enumerate(melodies, 1)
            ]
    return found, dict(sorted(skipped.items()))


def stretches(line: ScoreLine) -> tuple[list[Melody], Counter[str]]:
    """Cut a line into melodies of whole bars that sound and fall on the grid of sixteenths.

    Parameters
    ----------
    line : ScoreLine
        Bar lines are where its metres put them, after a full bar of silence before an upbeat.

    Returns
    -------
    melodies : list of Melody
        At 120 quarter notes a minute, each in one metre. What is held over from a bar that was left
        out is silent, and what goes on into one ends at its bar line.
    skipped : Counter
        Reason -> number of bars.

    Examples
    --------
    Six bars of 2/4, of which the last is empty:

    >>> from ssc_lib.music.musicxml.line import LineNote
    >>> notes = [LineNote(60 + n, float(n), n + 1.0) for n in range(10)]
    >>> found, skipped = stretches(ScoreLine(notes, 12.0, [(0.0, (2, 4))], []))
    >>> [len(melody) for melody in found], dict(skipped)
    ([40], {'silent bars': 1})
    """
    line = line.with_silence()
    bars = list(_bars(line))
    reasons = _reasons(line, bars)
    found: list[Melody] = []
    skipped: Counter[str] = Counter()
    together = groupby(zip(bars, reasons, strict=True), lambda pair: (pair[1], pair[0][2]))
    for (reason, metre), pairs in together:
        spans = [bar for bar, _ in pairs]
        if not reason and len(spans) < MIN_BARS:
            reason = "bars of stretches shorter than four"
        if reason:
            skipped[reason] += len(spans)
        else:
            found.append(_between(line, spans[0][0], spans[-1][1], metre))
    return found, skipped


def _bars(line: ScoreLine) -> Iterator[tuple[float, float, Metre]]:
    """Where each bar begins and ends, and its metre."""
    metres = line.metres or [(0.0, (4, 4))]
    ends = [*(at for at, _ in metres[1:]), line.length]
    for (at, metre), end in zip(metres, ends, strict=True):
        length = 4 * metre[0] / metre[1]
        number = 0
        while at + number * length < end - _NEAR:
            yield at + number * length, min(at + (number + 1) * length, end), metre
            number += 1


def _reasons(line: ScoreLine, bars: list[tuple[float, float, Metre]]) -> list[str]:
    """Why each bar is left out, or an empty string."""
    starts = [start for start, *_ in bars]
    reasons = ["silent bars"] * len(bars)
    for note in line.notes:
        first = bisect_right(starts, note.start + _NEAR) - 1
        last = bisect_right(starts, note.end - _NEAR) - 1
        for n in range(first, last + 1):
            on_grid = _on_grid(note.start - starts[n]) and _on_grid(note.end - starts[n])
            if not on_grid or not _on_grid(bars[n][1] - starts[n]):
                reasons[n] = "bars off the grid"
            elif reasons[n] == "silent bars":
                reasons[n] = ""
    return reasons


def _on_grid(quarters: float) -> bool:
    steps = quarters * STEPS_PER_QUARTER
    return abs(steps - round(steps)) < _NEAR


def _between(line: ScoreLine, start: float, end: float, metre: Metre) -> Melody:
    notes = [
        note._replace(start=note.start - start, end=min(note.end, end) - start)
        for note in line.notes
        if start - _NEAR <= note.start < end - _NEAR
    ]
    cut = replace(line, notes=notes, length=end - start, metres=[(0.0, metre)], tempos=[])
    return cut.melody(STEPS_PER_QUARTER).with_qpm(120)

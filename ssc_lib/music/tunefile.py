"""A file of tunes: their events in one row, and beside it what else is known of each.

=====================  =======  ================================================================
array                  shape    content
=====================  =======  ================================================================
``events``             (E,)     the events of all tunes, one tune after another
``lengths``            (N,)     how many of them each tune has
``steps_per_quarter``  (N,)     its grid; 4 if left out
``steps_per_bar``      (N,)     its bar
``qpm``                (N,)     its tempo; 120 if left out
``metre``              (N, 2)   its time signature, or 0 0; if left out, that of the papers
``family``             (N,)     number of its family
``split``              (N,)     0 train, 1 validation, 2 test
``papers``             bytes    JSON: of each tune collection, number, title, transcriber and
                                time signature as printed
=====================  =======  ================================================================

The shipped corpus is such a file, and ``ssc dataset`` writes one. Whatever a file holds, reading it
makes no more than `MOST_TUNES` tunes of `ssc_lib.music.arrays.MOST_NUMBERS` numbers.

Page: Data and licences.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from ssc_lib.music.arrays import MOST_NUMBERS, DamagedError, as_json, read_arrays, take
from ssc_lib.music.collections import STEPS_PER_QUARTER, Tune
from ssc_lib.music.events import NO_EVENT
from ssc_lib.music.families import SPLITS
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import Metre, fits, read_metre
from ssc_lib.music.pitches import MAX_PITCH

MOST_TUNES = 2**18  # a quarter of a million
MOST_PAPERS = 2**26  # bytes
MOST_STEPS = 2**16  # of a bar, and of a quarter note
Papers = tuple[str, str, str, str, str]  # of a tune


def packed(tunes: Sequence[Tune]) -> bytes:
    """Pack tunes as a file of them; raises ValueError if they are too many for one."""
    longest = max(max(t.melody.steps_per_bar, t.melody.steps_per_quarter) for t in tunes)
    if longest > MOST_STEPS:
        raise ValueError(
            f"a bar or quarter note of {longest:,} steps is too long for a file of tunes; "
            f"the most is {MOST_STEPS:,}"
        )
    splits = [name for name, _ in SPLITS]
    papers = [[t.collection, t.number, t.title, t.transcriber, t.time_signature] for t in tunes]
    text = json.dumps(papers, ensure_ascii=False).encode(errors="surrogatepass")
    arrays: dict[str, Any] = {
        "events": np.concatenate([t.melody.events for t in tunes]).astype(np.int8),
        "lengths": _whole([len(t.melody) for t in tunes], np.uint16),
        "steps_per_bar": _whole([t.melody.steps_per_bar for t in tunes], np.uint8),
        "steps_per_quarter": _whole([t.melody.steps_per_quarter for t in tunes], np.uint8),
        "qpm": np.array([t.melody.qpm for t in tunes]),
        "metre": np.array([t.melody.metre or (0, 0) for t in tunes]),
        "family": _whole([t.family for t in tunes], np.uint16),
        "split": np.array([splits.index(t.split) for t in tunes], np.uint8),
        "papers": np.frombuffer(text, np.uint8),
    }
    numbers = sum(a.size for a in arrays.values())
    if len(tunes) > MOST_TUNES or len(text) > MOST_PAPERS or numbers > MOST_NUMBERS:
        raise ValueError(
            f"{len(tunes):,} tunes with {len(arrays['events']):,} events are too many for one "
            f"file, which holds {MOST_TUNES:,} tunes and {MOST_NUMBERS:,} numbers; write several"
        )
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def _whole(numbers: list[int], kind: type) -> np.ndarray:
    """Whole numbers in this kind of array, or in a wider one if they need it."""
    return np.array(numbers, np.promote_types(kind, np.min_scalar_type(max(numbers))))


def read_tunes(path: str | os.PathLike[str]) -> list[Tune]:
    """Read a file of tunes.

    Raises
    ------
    OSError
        If it cannot be opened.
    ssc_lib.music.arrays.DamagedError
        If it is no such file, is damaged, or holds more than `packed` writes.
    """
    arrays = read_arrays(path)
    rows = _rows(take(arrays, "events"), take(arrays, "lengths"))
    papers = _papers(take(arrays, "papers"), len(rows))
    splits = [name for name, _ in SPLITS]
    columns = zip(
        rows,
        _grids(arrays, papers),
        papers,
        _column(arrays, "family", len(rows), 0, MOST_NUMBERS),
        _column(arrays, "split", len(rows), 0, len(splits) - 1),
        strict=True,
    )
    return [
        Tune(Melody(row, **grid), *about, family, splits[split])
        for row, grid, about, family, split in columns
    ]


def _rows(events: np.ndarray, lengths: np.ndarray) -> list[np.ndarray]:
    """Cut the events of all tunes into those of each."""
    if (
        events.ndim != 1
        or events.dtype.kind not in "ui"
        or not _within(events, NO_EVENT, MAX_PITCH)
    ):
        raise DamagedError(f"its events are no whole numbers from {NO_EVENT} to {MAX_PITCH}")
    if lengths.ndim != 1 or lengths.dtype.kind not in "ui" or not _within(lengths, 0, MOST_NUMBERS):
        raise DamagedError("the lengths of its tunes are no whole numbers from 0 up")
    if not 0 < len(lengths) <= MOST_TUNES:
        raise DamagedError(f"it holds {len(lengths):,} tunes; expected 1 to {MOST_TUNES:,}")
    ends = np.cumsum(lengths.astype(np.int64))
    if ends[-1] != len(events):
        raise DamagedError(
            f"the lengths of its tunes add up to {ends[-1]:,} events, and it holds {len(events):,}"
        )
    return np.split(events, ends[:-1])


def _papers(data: np.ndarray, tunes: int) -> list[Papers]:
    brackets = sum(np.count_nonzero(data == ord(c)) for c in "[{")
    if brackets > 1000 + 8 * tunes:  # some titles have them; lists take much more than their text
        raise DamagedError("its papers are not as they were written")
    papers = as_json(data, most=MOST_PAPERS)
    if not isinstance(papers, list) or len(papers) != tunes:
        raise DamagedError(f"it holds no papers for each of its {tunes:,} tunes")
    for paper in papers:
        if not isinstance(paper, list) or len(paper) != 5:
            raise DamagedError("its papers are not as they were written")
        if not all(isinstance(text, str) for text in paper):
            raise DamagedError("its papers are not as they were written")
    return [tuple(paper) for paper in papers]


def _grids(arrays: dict[str, np.ndarray], papers: list[Papers]) -> list[dict[str, Any]]:
    """The settings of each melody; files that have only its bars leave the metre to its papers."""
    count = len(papers)
    arrays.setdefault("steps_per_quarter", np.full(count, STEPS_PER_QUARTER))
    quarters = _column(arrays, "steps_per_quarter", count, 1, MOST_STEPS)
    bars = _column(arrays, "steps_per_bar", count, 1, MOST_STEPS)
    tempos = arrays.get("qpm", np.full(count, 120.0))
    if tempos.shape != (count,) or not (np.isfinite(tempos) & (tempos > 0)).all():
        raise DamagedError(f"its array 'qpm' holds no tempo for each of its {count:,} tunes")
    if "metre" in arrays:
        metres = arrays["metre"].tolist() if arrays["metre"].shape == (count, 2) else []
    else:
        metres = [_metre(paper[-1]) for paper in papers]
    if len(metres) != count:
        raise DamagedError(f"its array 'metre' holds no pair for each of its {count:,} tunes")
    return [
        {
            "steps_per_quarter": quarter,
            "qpm": qpm,
            "steps_per_bar": bar,
            "metre": metre if fits(metre, quarter, bar) else None,
        }
        for quarter, qpm, bar, metre in zip(quarters, tempos.tolist(), bars, metres, strict=True)
    ]


def _column(arrays: dict[str, np.ndarray], name: str, count: int, low: int, high: int) -> list[int]:
    """A whole number from ``low`` to ``high`` for each tune."""
    column = take(arrays, name)
    if column.shape != (count,) or column.dtype.kind not in "ui" or not _within(column, low, high):
        raise DamagedError(
            f"its array {name!r} holds no whole number from {low} to {high} for each of its "
            f"{count:,} tunes"
        )
    return column.tolist()


def _within(numbers: np.ndarray, low: int, high: int) -> bool:
    return not numbers.size or low <= int(numbers.min()) <= int(numbers.max()) <= high


def _metre(signature: str) -> Metre | None:
    try:
        return read_metre(signature)
    except ValueError:  # music21 writes such as 2/4+3/8
        return None

"""Twenty-eight numbers that describe a melody, each of which can be read.

=========  ===================================================================================
group      features
=========  ===================================================================================
pitch      range; different pitches; different pitch classes; spread of pitch; notes outside the
           scale; repeated notes; steps; leaps; mean interval; entropy of pitch classes; entropy
           of intervals; turns
rhythm     notes a bar; onsets off the eighth grid; mean duration; spread of duration; silence;
           different durations; entropy of durations; different bar rhythms
structure  different bars; bars as 1, 2 and 4 bars before; rhythms as 1 and 4 bars before; events as
           4 bars before; longest repeat
=========  ===================================================================================

`features` measures them for many melodies at once, `returning_bars` and `ends_on_tonic` are two
questions more about form. None of them knows whether a melody is good.

Chapter: The machine as a judge. Source of the idea: L.-C. Yang and A. Lerch, *Neural Computing and
Applications* 32, 2020; the choice is this book's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ssc_lib.music.melody import Melody

GROUPS = {
    "pitch": (
        "range",
        "different pitches",
        "different pitch classes",
        "spread of pitch",
        "notes outside the scale",
        "repeated notes",
        "steps",
        "leaps",
        "mean interval",
        "entropy of pitch classes",
        "entropy of intervals",
        "turns",
    ),
    "rhythm": (
        "notes a bar",
        "onsets off the eighth grid",
        "mean duration",
        "spread of duration",
        "silence",
        "different durations",
        "entropy of durations",
        "different bar rhythms",
    ),
    "structure": (
        "different bars",
        "bars as 1 bar before",
        "bars as 2 bars before",
        "bars as 4 bars before",
        "rhythms as 1 bar before",
        "rhythms as 4 bars before",
        "events as 4 bars before",
        "longest repeat",
    ),
}
FEATURES = tuple(name for names in GROUPS.values() for name in names)
MAJOR = (0, 2, 4, 5, 7, 9, 11)
STEP, LEAP = 2, 8  # semitones: a step is at most the first, a leap at least the second


def features(melodies: Iterable[Melody]) -> np.ndarray:
    """The features of melodies, one row each.

    Parameters
    ----------
    melodies : iterable of Melody
        Each with two notes or more.

    Returns
    -------
    ndarray, shape (melodies, 28)
        Columns in the order of `FEATURES`. Ranges and intervals are in semitones, durations and the
        longest repeat in steps, entropies in bits; all others are shares or counts.

    Raises
    ------
    ValueError
        If a melody has fewer than two notes; the message says which.

    Examples
    --------
    >>> scale = Melody.of("C4 - D4 - E4 - F4 - G4 - A4 - B4 - C5 -")
    >>> row = dict(zip(FEATURES, features([scale])[0]))
    >>> print(row["range"], row["steps"], row["notes outside the scale"])
    12.0 1.0 0.0
    """
    rows = []
    for i, melody in enumerate(melodies):
        if len(melody.pitches) < 2:
            raise ValueError(
                f"melody {i} has {len(melody.pitches)} notes; features need two or more"
            )
        rows.append([*_of_pitch(melody), *_of_rhythm(melody), *_of_structure(melody)])
    return np.array(rows, dtype=float).reshape(-1, len(FEATURES))


def returning_bars(melody: Melody, bars: int = 16) -> float:
    """Share of the first so many bars that are, note for note, an earlier bar.

    Examples
    --------
    >>> returning_bars(Melody([60, -2, 62, -2] * 8, steps_per_bar=8))
    0.75
    """
    found = [bar.events.tobytes() for bar in melody.bars()[:bars]]
    return 1 - len(set(found)) / len(found)


def ends_on_tonic(melody: Melody, bar: int, key: int = 0) -> bool:
    """Whether the last note that begins within so many bars is the tonic, in any octave.

    Parameters
    ----------
    melody : Melody
    bar : int, at least 1
        How many bars to take: 8 asks for the end of the eighth.
    key : int
        Pitch class of the tonic.

    Notes
    -----
    Bars are counted from the first note. Where a tune has an upbeat so has its next phrase, and
    what stands before the bar line there belongs to that phrase and is no ending.

    Examples
    --------
    >>> phrases = Melody.of("- - - G4 C5 - - A4 D5 - - G4", steps_per_bar=4)
    >>> ends_on_tonic(phrases, 1), ends_on_tonic(phrases, 2)
    (True, False)
    """
    heard = np.flatnonzero(melody.events >= 0)
    if not len(heard):
        return False
    last = heard[heard < heard[0] + bar * melody.steps_per_bar][-1]
    return int(melody.events[last]) % 12 == key


def _of_pitch(melody: Melody) -> Iterator[float]:
    pitches = melody.pitches.astype(int)
    intervals = np.diff(pitches)
    sizes, classes = abs(intervals), (pitches - melody.major_key) % 12
    moves = np.sign(intervals[intervals != 0])
    yield np.ptp(pitches)
    yield len(np.unique(pitches))
    yield len(np.unique(classes))
    yield pitches.std()
    yield float((~np.isin(classes, MAJOR)).mean())
    yield (sizes == 0).mean()
    yield ((sizes > 0) & (sizes <= STEP)).mean()
    yield (sizes >= LEAP).mean()
    yield sizes.mean()
    yield _entropy(classes)
    yield _entropy(intervals)
    yield float((moves[1:] != moves[:-1]).mean()) if len(moves) > 1 else 0.0


def _of_rhythm(melody: Melody) -> Iterator[float]:
    notes = melody.notes()
    lengths = np.array([note.end_step - note.start_step for note in notes])
    onsets = np.array([note.start_step for note in notes])
    rhythms = _rhythms(melody)
    yield len(notes) * melody.steps_per_bar / len(melody)
    yield (onsets % max(melody.steps_per_quarter // 2, 1) != 0).mean()
    yield lengths.mean()
    yield lengths.std()
    yield 1 - lengths.sum() / len(melody)
    yield len(np.unique(lengths))
    yield _entropy(lengths)
    yield len(set(rhythms)) / len(rhythms)


def _of_structure(melody: Melody) -> Iterator[float]:
    bars, rhythms = [bar.events.tobytes() for bar in melody.bars()], _rhythms(melody)
    yield len(set(bars)) / len(bars)
    for row, lags in ((bars, (1, 2, 4)), (rhythms, (1, 4))):
        for lag in lags:
            same = [a == b for a, b in zip(row[lag:], row, strict=False)]
            yield sum(same) / max(len(same), 1)
    far = 4 * melody.steps_per_bar
    again = melody.events[far:] == melody.events[:-far]
    yield float(again.mean()) if len(again) else 0.0
    yield longest_repeat(melody.events)


def longest_repeat(events: np.ndarray) -> int:
    """Steps of the longest stretch that a row of events holds twice; the two may overlap.

    Examples
    --------
    >>> longest_repeat(np.array([60, 62, 64, 60, 62, 65]))
    2
    """
    n = len(events)
    longest, before = 0, np.zeros(n + 1, dtype=int)
    for i in range(n):  # before[j + 1]: how long the stretches that end at i - 1 and j agree
        now = np.zeros(n + 1, dtype=int)
        now[1:] = np.where((events == events[i]) & (np.arange(n) < i), before[:-1] + 1, 0)
        longest, before = max(longest, int(now.max())), now
    return longest


def _rhythms(melody: Melody) -> list[bytes]:
    """For each bar where something begins, ends or goes on."""
    return [np.minimum(bar.events, 0).tobytes() for bar in melody.bars()]


def _entropy(values: np.ndarray) -> float:
    p = np.unique(values, return_counts=True)[1] / len(values)
    return float(-(p * np.log2(p)).sum())

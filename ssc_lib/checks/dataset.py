"""Exercises of the chapter *A data set of your own*."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import comb, gcd
from typing import Any, TypeAlias

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough
from ssc_lib.music.families import find_families
from ssc_lib.music.melody import Melody

_NARROWER = ("free", "non-commercial", "unstated", "forbidden")
_VERDICTS = ("ship", "load", "leave", "leave")


def _verdict(*licences: str) -> str:
    """What the narrowest of them allows."""
    return _VERDICTS[max(map(_NARROWER.index, licences))]


Exercise(
    name="dataset-1",
    right=_verdict,
    cases=[
        ("free", "free", "free"),
        ("free", "non-commercial", "free"),
        ("free", "unstated", "free"),
        ("forbidden", "free", "free"),
        ("free", "free", "non-commercial"),
        ("free", "forbidden", "non-commercial"),
    ],
    asks="what to do with a composition that is {0} in an encoding that is {1} and a package that "
    "is {2}",
    mistakes={
        "that is what the package's licence allows; it says nothing of the music in it": (
            lambda composition, encoding, package: _verdict(package)
        ),
        "an old tune is free, and whoever typed it in may still have rights": (
            lambda composition, encoding, package: _verdict(composition)
        ),
        "where nothing is stated, nothing is allowed": lambda *three: _verdict(
            *("free" if licence == "unstated" else licence for licence in three)
        ),
    },
    praise="the narrowest of the three licences wins, whichever it is",
)
Exercise(
    name="dataset-2",
    right=lambda conflicts, percent: round(100 * conflicts / percent / 1000),
    cases=[(31_221, 12.29), (50, 5), (1_500, 0.1)],
    asks="the thousands of scores if {0} are {1} %",
    mistakes={
        "that is how many scores there are; give thousands": lambda n, p: round(100 * n / p),
        "{1} % is {1} of a hundred, not of one": lambda n, p: round(n / p / 1000),
        "that is the share of {0}; but {0} is the share": lambda n, p: round(n * p / 100 / 1000),
    },
    praise="254 thousand scores in PDMX, of which 31,221 say two things about their licence",
)


def _outside(pitches: Sequence[int], low: int = 24, high: int = 107) -> float:
    return sum(not low <= pitch <= high for pitch in pitches) / len(pitches)


Exercise(
    name="dataset-3",
    right=_outside,
    cases=[([23, 24, 60, 107],), ([107, 108, 60, 60],), ([0, 127, 21, 64],), ([60, 67],)],
    asks="the share outside C1 to B7 of the pitches {0}",
    mistakes={
        "C8 is 108, and it is out as well: C1 to B7 are 84 pitches": lambda x: _outside(
            x, high=108
        ),
        "that is how many there are; divide by all notes": lambda x: _outside(x) * len(x),
        "that is the range of a piano, 21 to 108": lambda x: _outside(x, 21, 108),
    },
    praise="84 pitches remain, as in MuseGAN; the dances lose none of their notes",
)

Note: TypeAlias = tuple[int, int, int]


def _empty(notes: list[Note], steps: int, per_bar: int, *, last: int = 1, held: int = 1) -> float:
    """The share of bars without sound; a part of a bar at the end counts as one."""
    bars = -(-steps // per_bar) if last else steps // per_bar
    full: set[int] = set()
    for _, start, end in notes:
        full |= set(range(start // per_bar, ((end - 1 if held else start) // per_bar) + 1))
    return 1 - len(full & set(range(bars))) / bars


_BARS = ([(60, 2, 5), (62, 16, 24), (64, 33, 34)], 36, 8)
Exercise(
    name="dataset-4",
    right=_empty,
    cases={
        "a note over three bars": ([(60, 6, 17)], 32, 8),
        "a note that ends at a bar line": ([(60, 0, 8)], 16, 8),
        "half a bar at the end": _BARS,
        "no notes at all": ([], 24, 8),
    },
    asks="the share of empty bars in {case}",
    mistakes={
        "a bar is not empty while a note of an earlier bar still sounds in it": (
            lambda notes, steps, per_bar: _empty(notes, steps, per_bar, held=0)
        ),
        "a note that ends where a bar begins does not sound in that bar": (
            lambda notes, steps, per_bar: _empty(
                [(p, a, b + 1) for p, a, b in notes], steps, per_bar
            )
        ),
        "the part of a bar at the end counts as a bar": (
            lambda notes, steps, per_bar: _empty(notes, steps, per_bar, last=0)
        ),
    },
    praise="23 of 53,181 bars of the dances are empty; a bar is full as soon as one step sounds",
)


def _resolution(ticks: list[int], parts: int) -> int:
    return parts * gcd(*ticks)


Exercise(
    name="dataset-5",
    right=_resolution,
    cases=[([0, 30, 60, 120], 4), ([0, 60, 150, 240], 4), ([0, 80, 120, 240], 12), ([48, 96], 2)],
    asks="the ticks of a quarter note for notes at {0} that fall on {1} parts of it",
    mistakes={
        "that is one part; a quarter note has {1}": lambda ticks, parts: gcd(*ticks),
        "the shortest wait may span several parts; find what divides all of the ticks": (
            lambda ticks, parts: parts * min(b - a for a, b in pairwise(ticks))
        ),
        "a quarter note has {1} parts whatever they are called; there are no 4 in 12": (
            lambda ticks, parts: 4 * gcd(*ticks)
        ),
    },
    praise="120 ticks in the first file, whatever its head says; MusPy mends the JSB files so",
)


def _alike(files: list[list[Note]], *, key: int = 1, time: int = 1) -> list[tuple[int, int]]:
    """Pairs of files with equal notes, from the first one on, in its key and its length."""
    forms = []
    for notes in files:
        (first, begin, until), *_ = ordered = sorted(notes, key=lambda note: note[1])
        table = np.array(ordered) - [first * key, begin * time, begin * time]
        forms.append((table / [1, *[(until - begin) if time else 1] * 2]).round(6).tolist())
    return [(i, j) for i, j in combinations(range(len(files)), 2) if forms[i] == forms[j]]


def _in_equal_steps(notes: list[Note]) -> list[Note]:
    return [(pitch, n, n + 1) for n, (pitch, *_) in enumerate(notes)]


_TUNE = [(60, 0, 2), (62, 2, 3), (64, 3, 4), (60, 4, 8)]
_UP = [(p + 5, a, b) for p, a, b in _TUNE]
_SLOW = [(p, 3 * a + 6, 3 * b + 6) for p, a, b in _TUNE]
_DOWN = [(120 - p, a, b) for p, a, b in _TUNE]
Exercise(
    name="dataset-6",
    right=_alike,
    cases={
        "a tune, higher, slower and cut short": ([_TUNE, _UP, _SLOW, _TUNE[:3]],),
        "two rhythms of one row of pitches": ([_TUNE, _in_equal_steps(_TUNE)],),
        "a tune and its mirror": ([_TUNE, _DOWN],),
        "notes out of order": ([_TUNE, _UP[::-1]],),
    },
    asks="the pairs of files that hold one tune among {case}",
    mistakes={
        "a copy may begin later or be slower: count time from the first note, in its length": (
            lambda files: _alike(files, time=0)
        ),
        "a copy may be in another key: compare the pitches with the first one": (
            lambda files: _alike(files, key=0)
        ),
        "these have the same pitches and another rhythm; compare the times as well": (
            lambda files: _alike(list(map(_in_equal_steps, files)))
        ),
        "a mirror is another tune: intervals have a direction": lambda files: _alike(
            [[(abs(p - notes[0][0]), a, b) for p, a, b in notes] for notes in files]
        ),
        "name the smaller number of a pair first": lambda files: [(j, i) for i, j in _alike(files)],
    },
    praise="copies are found in any key and at any tempo; relatives need shingles",
)


def _exact_leak(m: int, tunes: int, training: int) -> float:
    """One tune is in the test; no other of its family is drawn among those in training."""
    return 1 - comb(tunes - 1 - training, m - 1) / comb(tunes - 1, m - 1)


Exercise(
    name="dataset-7",
    right=_exact_leak,
    cases=[(2, 10, 8), (3, 10, 8), (3, 360, 288), (1, 360, 288), (15, 360, 288)],
    asks="the chance for a family of {0}, with {1} tunes of which {2} are for training",
    mistakes={
        "that deals each relative by itself; the places are fewer with each one dealt": (
            lambda m, tunes, training: 1 - (1 - training / tunes) ** (m - 1)
        ),
        "the tune itself is in the test, so {1} - 1 places are left for its relatives": (
            lambda m, tunes, training: 1 - comb(tunes - training, m - 1) / comb(tunes, m - 1)
        ),
        "a tune is no relative of itself: {0} - 1 others can leak": (
            lambda m, tunes, training: 1 - comb(tunes - 1 - training, m) / comb(tunes - 1, m)
        ),
        "one relative in training is enough; that is the chance that all of them are": (
            lambda m, tunes, training: comb(training, m - 1) / comb(tunes - 1, m - 1)
        ),
    },
    praise="0.96 for three in 360 tunes, as the formula says; in 10 tunes it is certain",
)


def _split_fairly(answer: Any, families: list[int]) -> Iterator[str]:
    sides = [str(side) for side in answer]
    if len(sides) != len(families):
        yield f"{len(sides)} sides for {len(families)} tunes; give one for each"
    if wrong := set(sides) - {"train", "test"}:
        yield f'{wrong.pop()!r} is no side; say "train" or "test"'
    pairs = set(zip(families, sides, strict=True))
    for family in sorted(families):
        if {(family, "train"), (family, "test")} <= pairs:
            yield f"family {family} stands on both sides; deal whole families"
    share = sides.count("test") / len(sides)
    if not 0.08 <= share <= 0.12:
        yield f"{share:.0%} of the tunes are in the test; let it be 8 to 12 %"
    if max(families.count(family) for family, side in pairs if side == "test") > 5:
        yield "a family of more than five is in the test and would outvote the others; let it train"


def _dealt(families: list[int]) -> list[str]:
    """Small families go to the test until a tenth is there."""
    size = Counter(families)
    test: set[int] = set()
    for family in sorted(size, key=lambda f: (size[f], f)):
        if sum(size[f] for f in test) < 0.08 * len(families):
            test.add(family)
    return ["test" if family in test else "train" for family in families]


def _sizes(*sizes: int) -> list[int]:
    """Families of these sizes, their members scattered."""
    return np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes)).tolist()


Exercise(
    name="dataset-8",
    right=_dealt,
    rules=_split_fairly,
    cases={
        "sixty tunes, each alone": (list(range(60)),),
        "pairs and threes": (_sizes(*[2] * 20, *[3] * 20),),
        "a family of ten among a hundred tunes": (_sizes(10, *[1] * 30, *[2] * 30),),
    },
    asks="a side for each tune of {case}",
    praise="no family on both sides, and a tenth of the tunes to judge by",
)


def _won(home: float, away: float, tuned: float) -> tuple[float, float]:
    return away - home, (away - tuned) / (away - home)


Exercise(
    name="dataset-9",
    right=_won,
    cases=[(1.25, 1.5, 1.375), (1.2, 1.4, 1.15), (1.2, 1.4, 1.45)],
    asks="the pair (bits lost, share won back) for {0} at home, {1} away and {2} after tuning",
    mistakes={
        "lost is what away costs more than home": lambda h, a, t: (h - a, (a - t) / (a - h)),
        "what is won back counts from the score before the tuning": lambda h, a, t: (
            a - h,
            (t - h) / (a - h),
        ),
        "that is in bits; divide it by the bits that were lost": lambda h, a, t: (a - h, a - t),
        "a share may be above 1 or below 0; do not cut it off": lambda h, a, t: (
            a - h,
            min(max((a - t) / (a - h), 0), 1),
        ),
    },
    praise="one half, 1.25 and -0.25: tuning may win more than was lost, or lose more",
)


def _folder(tunes: Any) -> Iterator[str]:
    if len(tunes) != 8 or not all(isinstance(tune, Melody) for tune in tunes):
        yield "return a list of eight Melodies"
    for tune in tunes:
        yield from long_enough(tune, 64)
    few = min(len(tune.pitches) for tune in tunes)
    if few < 16:
        yield f"a tune has {few} notes; write at least 16 in each"
    low, high = (f(f(tune.pitches) for tune in tunes) for f in (min, max))
    if low < 24 or high > 107:
        yield f"pitches from {low} to {high}; stay between C1, 24, and B7, 107"
    families = find_families(tunes, [""] * 8).tolist()
    sizes = sorted(map(families.count, set(families)), reverse=True)
    if sizes != [2, *[1] * 6]:
        yield f"the families have {sizes} members; make two tunes relatives, the others strangers"
    one, other = (t for t, f in zip(tunes, families, strict=True) if families.count(f) == 2)
    if np.array_equal(np.diff(one.pitches), np.diff(other.pitches)):
        yield "the two relatives are copies; change one of them, as a fiddler would"


Piece(
    name="dataset-10",
    asks="a list of eight Melodies",
    rules=_folder,
    praise=lambda tunes: (
        f"eight tunes, {sum(len(tune.pitches) for tune in tunes)} notes, seven families"
    ),
)

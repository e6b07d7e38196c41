"""Answers to the exercises of *A data set of your own* beyond the declared mistakes."""

import numpy as np

import ssc_lib as ssc


def tune(rng):
    """Sixteen notes that wander by chance."""
    events = np.full(64, -2)
    events[::4] = 60 + rng.integers(-9, 10, 16)
    return ssc.Melody(events)


def folder(rng, *, tunes=7, changed=1, shift=5, relatives=1):
    """Strangers, and of the first of them a variant in another key."""
    found = [tune(rng) for _ in range(tunes)]
    for original in found[:relatives]:
        events = original.transposed(shift).events.copy()
        events[60 : 60 + changed] += 1
        found.append(ssc.Melody(events))
    return found


def ten_first(families):
    """A family of ten for the test if there is one, else the first families that make a tenth."""
    test = {f for f in families if families.count(f) == 10}
    for family in sorted(set(families)):
        if sum(map(families.count, test)) < 0.08 * len(families):
            test.add(family)
    return ["test" if family in test else "train" for family in families]


WRONG = [
    ("dataset-1", lambda *three: "sell", "you gave 'sell'"),
    ("dataset-3", lambda pitches: None, "did you forget `return`"),
    ("dataset-6", lambda files: [(0, 3)], "among a tune, higher, slower"),
    ("dataset-8", lambda families: ["train"], "1 sides for 60 tunes"),
    ("dataset-8", lambda families: ["dev"] * len(families), "'dev' is no side"),
    ("dataset-8", lambda families: ten_first(families), "would outvote the others"),
    ("dataset-8", lambda families: ["test"] * len(families), "100% of the tunes"),
    (
        "dataset-8",
        lambda families: ["test" if n % 10 == 0 else "train" for n in range(len(families))],
        "stands on both sides",
    ),
    (
        "dataset-8",
        lambda families: ["test" if f == families[0] else "train" for f in families],
        "2% of the tunes are in the test",
    ),
    ("dataset-9", lambda home, away, tuned: 0.5, "give a row of 2 numbers"),
    ("dataset-10", lambda rng: folder(rng)[:7], "eight Melodies"),
    ("dataset-10", lambda rng: [ssc.Melody([60])] * 8, "write at least 64"),
    ("dataset-10", lambda rng: [ssc.Melody([60] + [-2] * 63)] * 8, "a tune has 1 notes"),
    ("dataset-10", lambda rng: folder(rng, shift=50), "stay between C1"),
    (
        "dataset-10",
        lambda rng: folder(rng, tunes=8, relatives=0),
        "[1, 1, 1, 1, 1, 1, 1, 1] members",
    ),
    ("dataset-10", lambda rng: folder(rng, tunes=6, relatives=2), "[2, 2, 1, 1, 1, 1] members"),
    ("dataset-10", lambda rng: folder(rng, changed=0), "the two relatives are copies"),
    ("dataset-10", lambda rng: folder(np.random.default_rng(1)), "another rng gave the same"),
]
RIGHT = [
    ("dataset-4", lambda notes, steps, per_bar: _silent(notes, steps, per_bar)),
    ("dataset-5", lambda ticks, parts: int(np.gcd.reduce(ticks)) * parts),
    ("dataset-10", folder),
    ("dataset-10", lambda rng: tuple(folder(rng))),
]


def _silent(notes, steps, per_bar):
    sounds = np.zeros(-(-steps // per_bar) * per_bar, dtype=bool)
    for _, start, end in notes:
        sounds[start:end] = True
    return (~sounds.reshape(-1, per_bar).any(axis=1)).mean()

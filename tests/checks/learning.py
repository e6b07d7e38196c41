"""Answers to the exercises of *How a network learns* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def piece(rng, steps=96, every=2, step=2, low=60, notes=48):
    """A line that goes up and down, with a note every so many steps."""
    events = np.full(steps, -2)
    places = np.arange(0, steps, every)[:notes]
    events[places] = low + step * rng.integers(0, 4, len(places))
    events[0] = low
    return ssc.Melody(events)


def by_columns(U, pushes, target):
    states = [np.zeros(len(U))]
    for push in pushes:
        states.append(np.tanh(push + U.T @ states[-1]))
    total, carried = np.zeros(U.shape), states[-1] - target
    for before, after in zip(states[-2::-1], states[:0:-1], strict=True):
        carried = carried - carried * after**2
        total = total + before[:, None] * carried
        carried = U @ carried
    return total


WRONG = [
    ("learning-1", lambda z, c: [5.248], "give one number"),
    ("learning-3", lambda gs, m: gs[:1], "has 2 parts"),
    ("learning-4", lambda f, w: 0.0, "a row of 3 numbers"),
    ("learning-5", lambda a, h, U: None, "did you forget `return`"),
    ("learning-9", lambda U, x, y: np.zeros(2), "a table of 2 rows"),
    ("learning-10", lambda rng: [60, -2], "return a Melody"),
    ("learning-10", lambda rng: piece(rng, steps=64), "64 steps; write at least 96"),
    ("learning-10", lambda rng: piece(rng, notes=12), "12 notes; let it play at least 24"),
    ("learning-10", lambda rng: piece(rng, every=3), "begin on an eighth"),
    ("learning-10", lambda rng: piece(rng, step=8, low=50), "a leap is"),
    ("learning-10", lambda rng: piece(rng, step=0), "it hardly moves"),
    ("learning-10", lambda rng: piece(np.random.default_rng(1)), "another rng gave the same"),
]
RIGHT = [
    ("learning-2", lambda share, steps: np.exp(np.log(share) / steps)),
    ("learning-7", lambda c, p: _by_loop(c, p)),
    ("learning-9", by_columns),
    ("learning-10", piece),
]


def _by_loop(curve, patience):
    best, waited = 0, 0
    for epoch in range(1, len(curve)):
        waited = 0 if curve[epoch] < curve[best] else waited + 1
        best = epoch if waited == 0 else best
        if waited == patience:
            return best
    return best

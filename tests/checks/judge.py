"""Answers to the exercises of *The machine as a judge* beyond the mistakes of its table."""

import numpy as np

import ssc_lib as ssc


def bars(*roots, off=0):
    """Bars of 16 steps, each a scale from a pitch, moved by some steps."""
    return lambda rng: ssc.Melody(
        [-2] * off + [p + n // 2 if n % 2 == 0 else -2 for p in roots for n in range(16)]
    )


def shifted(rng, leap=0):
    """A walk in eighths that says twelve notes again, half a bar off; every fourth may leap."""
    walk = 66 + np.cumsum(np.random.default_rng(3).choice([-2, -1, 1, 2], 64)) // 2
    walk[20:32] = walk[:12]
    walk[::4] += leap
    return ssc.Melody(np.column_stack([walk, np.full(64, -2)]).ravel())


def drawn(rng):
    a, b, c = rng.integers(58, 66, 3)
    return bars(a, b, a + 7, b + 2, a, b, c, c + 1)(rng)


WRONG = [
    ("judge-1", lambda n: 0.5, "0.5"),
    ("judge-2", lambda right, n: (0, 1), "you gave 0"),
    ("judge-3", lambda real, made: 0.5, "0.5"),
    ("judge-7", lambda real, made: 0.5, "0.5"),
    ("judge-8", lambda rng: ssc.Melody([60, -2] * 16), "write at least 128"),
    ("judge-8", lambda rng: ssc.Melody([60] + [-2] * 200), "at least two notes"),
    ("judge-8", bars(60, 62, 63, 65, 66, 68, 69, 71), "has 15 steps"),
    ("judge-8", shifted, "0% of the bars"),
    ("judge-8", bars(*[60] * 8), "longest repeat has 112"),
    ("judge-8", lambda rng: shifted(rng, 12), "are leaps"),
    ("judge-8", bars(60, 62, 60, 62, 64, 65, 66, 67, off=1), "off the eighths"),
]
RIGHT = [
    (
        "judge-3",
        lambda real, made: max(
            ((real >= c).mean() + (made < c).mean()) / 2 for c in np.append(real, made)
        ),
    ),
    ("judge-7", lambda real, made: np.mean([(m > r) + (m == r) / 2 for m in made for r in real])),
    ("judge-8", drawn),
]

"""Wrong answers, with words of the hint that each should meet: From probabilities to notes."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc
from tests.checks.answers import always

QUOTED = ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(96)
ONE_C_A_BAR = ssc.Melody(([60] + [-2] * 11) * 8, steps_per_bar=12)
NOISE = ssc.Melody(np.random.default_rng(0).integers(48, 84, 96))


def entropy(p):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -(p * np.log2(p)).sum() / p.sum() + np.log2(p.sum())


def loop(follower, start, off=0):
    seen, state = {}, start
    while state not in seen:
        seen[state] = len(seen)
        state = follower[state]
    return seen[state] + off, len(seen) - seen[state]


def best_probability(initial, P, steps, width):
    kept = [((s,), initial[s]) for s in np.argsort(-initial)[:width]]
    for _ in range(steps - 1):
        kept = [((*path, j), p * P[path[-1], j]) for path, p in kept for j in range(len(P))]
        kept = sorted(kept, key=lambda c: -c[1])[:width]
    return kept[0][1]


def narrowest(initial, P, steps, off=0):
    best = best_probability(initial, P, steps, 4**steps)
    return off + next(
        w for w in range(1, 99) if np.isclose(best_probability(initial, P, steps, w), best)
    )


WRONG = [
    ("composing-1", lambda p, k: np.where(p >= np.sort(p)[-k], p, 0), "not normalised"),
    ("composing-1", lambda p, k: [0.25, 0, 0.75, 0], "least likely"),
    (
        "composing-1",
        lambda p, k: np.where(p >= np.sort(p)[-k], p, 0) / np.sort(p)[-k:].sum(),
        "keep k events",
    ),
    ("composing-2", lambda n, p: n * p, "count beginnings"),
    ("composing-2", lambda n, p: 1 + (n - 1) * p * (1 - p), "does not always sound"),
    ("composing-2", lambda n, p: n * p * (1 - p), "not p (1 - p)"),
    ("composing-3", lambda p: p.sum(), "do not know"),
    ("composing-3", lambda p: 1 - np.prod(1 - p), "at least one"),
    ("composing-3", lambda p: (np.prod(1 - p) * p / (1 - p)).sum(), "nan"),
    ("composing-4", lambda p, t: entropy(p), "temperature 1"),
    ("composing-4", lambda p, t: entropy(p**t), "1 / temperature"),
    ("composing-4", lambda p, t: entropy(p ** (1 / t)), "nan"),
    ("composing-5", lambda f, s: loop(f, s)[::-1], "other way round"),
    ("composing-5", lambda f, s: loop(f, s, off=1), "one fewer"),
    ("composing-6", lambda p: (entropy(p), -np.log2(p.max())), "other way round"),
    ("composing-6", lambda p: (-np.log2(p.max()), -np.log2(p).mean()), "weight"),
    ("composing-7", lambda i, P, n: narrowest(i, P, n, off=1), "too wide"),
    ("composing-7", lambda i, P, n: 1, "too narrow"),
    ("composing-8", always(ONE_C_A_BAR), "too likely"),
    ("composing-8", always(NOISE), "too surprising"),
    ("composing-8", always(QUOTED), "one printed tune"),
]

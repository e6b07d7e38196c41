"""Wrong answers, with words of the hint that each should meet: Attention."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc
from tests.checks.answers import C4, always, softmax

QUOTED = ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(96)
STEPS = ssc.Melody([p for n in range(24) for p in (60 + n % 12, -2, 48 + n, -2)])


def zero_scores(s, filled):
    return softmax(np.where(np.arange(len(s)) < len(s) - filled, 0, s))


def zero_weights(s, filled):
    return np.where(np.arange(len(s)) < len(s) - filled, 0, softmax(s))


def two_to_the_entropy(p):
    with np.errstate(divide="ignore", invalid="ignore"):
        return 2 ** -(p * np.log2(p)).sum()


WRONG = [
    ("attention-1", np.exp, "not normalised"),
    ("attention-1", lambda s: s / s.sum(), "exponentiate first"),
    ("attention-1", softmax, "nan"),
    ("attention-2", lambda a, m: m.mean(axis=0), "plain mean"),
    ("attention-2", lambda a, m: m[a.argmax()], "the others count too"),
    ("attention-2", lambda a, m: a[:, None] * m, "not yet added up"),
    ("attention-3", lambda q, m, K, v: np.tanh(m + q) @ v, "their keys"),
    ("attention-3", lambda q, m, K, v: (m @ K + q) @ v, "the tanh is missing"),
    ("attention-3", lambda q, m, K, v: m @ K @ q, "here they are added"),
    ("attention-4", lambda p, b: p * b / (p * b).sum(), "gives the old ones back"),
    ("attention-4", lambda p, b: softmax(b * p), "logarithm first"),
    ("attention-4", lambda p, b: p**b, "not normalised"),
    ("attention-5", lambda rows: rows.argmax(axis=1), "those are slots"),
    ("attention-5", lambda rows: rows.shape[1] - 1 - rows.argmax(axis=1), "one too few"),
    ("attention-6", lambda p: np.log2(two_to_the_entropy(p)), "2 to that power"),
    ("attention-6", two_to_the_entropy, "0 log 0"),
    ("attention-6", lambda p: (p > 0).sum(), "weigh them"),
    ("attention-7", zero_scores, "minus infinity"),
    ("attention-7", zero_weights, "normalise again"),
    ("attention-7", lambda s, filled: softmax(s), "nothing is masked"),
    ("attention-8", always(C4), "more than half of the bars"),
    ("attention-8", always(STEPS), "no bar of three notes"),
    ("attention-8", always(QUOTED), "one printed tune"),
]

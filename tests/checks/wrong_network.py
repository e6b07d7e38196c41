"""Wrong answers, with words of the hint that each should meet: A network that composes."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc
from tests.checks.answers import C4, always, softmax

E = np.exp
QUOTED = ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(96)


def cell(x, h, c, W, U, b, swap=False, old=False):
    i, f, g, o = np.split(x @ W + h @ U + b, 4)
    if swap:
        i, f = f, i
    new = c / (1 + E(-f)) + np.tanh(g) / (1 + E(-i))
    return np.tanh(c if old else new) / (1 + E(-o)), new


WRONG = [
    ("network-1", lambda x, h: h * (x + h) + h, "four blocks"),
    ("network-1", lambda x, h: 4 * h * (x + h), "biases"),
    ("network-2", lambda z, t: softmax(z * t), "divide"),
    ("network-2", lambda z, t: softmax(z) / t, "before the softmax"),
    ("network-2", lambda z, t: softmax(z / t), "nan"),
    ("network-3", lambda *a: cell(*a, swap=True), "exchanged"),
    ("network-3", lambda *a: cell(*a, old=True), "before the step"),
    ("network-4", lambda f, s: int(np.ceil((1 - s) / (1 - f))), "same share"),
    ("network-4", lambda f, s: int(np.log(s) / np.log(f)), "one step too few"),
    ("network-5", lambda p, t: np.where(p >= 0.3, p, 0), "not normalised"),
    ("network-5", lambda p, t: np.where(p == p.max(), 1.0, 0), "crosses the line"),
    ("network-6", lambda p: -np.log2(p).mean(), "2 to that power"),
    ("network-6", lambda p: 1 / np.mean(p), "mean of the logarithms"),
    ("network-7", always(C4), "more than half of the bars"),
    ("network-7", always(QUOTED), "one printed tune"),
]

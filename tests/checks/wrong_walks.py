"""Wrong answers, with words of the hint that each should meet: Walks."""

from __future__ import annotations

from math import comb

import numpy as np

import ssc_lib as ssc

ROOT = np.sqrt(2 / np.pi)


def tail(n, level):
    return sum(comb(n, k) for k in range(-((-n - level) // 2), n + 1)) / 2**n


def once(x, low, high):
    return 2 * high - x if x > high else 2 * low - x if x < low else x


def dice(when):
    return lambda throws, n: [
        sum(die[when(t, k)] for k, die in enumerate(throws)) for t in range(n)
    ]


def residuals(u, x, t, half=0.5, i=1j):
    h = 1e-3
    by_t = (u(x, t + h) - u(x, t - h)) / (2 * h)
    by_x = (u(x + h, t) - 2 * u(x, t) + u(x - h, t)) / h**2
    return abs(by_t - half * by_x), abs(i * by_t + half * by_x)


def line(fold, quantum=0.5, gap=0.0):
    def compose(rng):
        at = np.arange(41) * 0.2
        pitch = np.round(fold(72 + np.cumsum(rng.normal(0, 8, 41))) / quantum) * quantum
        rows = zip(at, at[1:] - gap, pitch, pitch[1:], strict=False)
        return [ssc.Tone(a, b, p, 80, "string", q) for a, b, p, q in rows]

    return compose


def mirrors(x):
    return ssc.reflect(x, 55, 100)


def edges(x):
    return np.clip(x, 64, 76)


WRONG = [
    ("walks-1", lambda n, step, stay: n * step**2 * (1 - stay), "its root"),
    ("walks-1", lambda n, step, stay: n * step * (1 - stay), "not with n"),
    ("walks-1", lambda n, step, stay: np.sqrt(n) * step, "a stay adds nothing"),
    ("walks-2", lambda m: (m * ROOT, m * ROOT * np.sqrt(2)), "so divide"),
    ("walks-2", lambda m: (m / ROOT, m / ROOT / np.sqrt(2)), "a is the larger"),
    ("walks-3", lambda n: 1 / (n + 1), "odd to even"),
    ("walks-3", lambda n: 0 if n % 2 else 1 / (n // 2 + 1), "not equally likely"),
    ("walks-3", lambda n: 0 if n % 2 else comb(n, n // 2), "divide by all"),
    ("walks-4", tail, "come back"),
    ("walks-4", lambda n, a: 2 * tail(n, a), "their own mirror image"),
    ("walks-4", lambda n, a: 2 * tail(n, a + 1), "exactly at 4"),
    ("walks-5", lambda x, low, high: min(max(x, low), high), "you clip"),
    ("walks-5", lambda x, low, high: x if low <= x <= high else (x - low) % 36 + low, "wrap"),
    ("walks-5", once, "fold until"),
    ("walks-6", dice(lambda t, k: t), "white noise"),
    ("walks-6", dice(lambda t, k: t // (k + 1)), "every k + 1"),
    ("walks-6", dice(lambda t, k: t // 2 ** (k + 1)), "2^0 = 1"),
    ("walks-7", lambda u, x, t: residuals(u, x, t)[::-1], "swapped"),
    ("walks-7", lambda u, x, t: residuals(u, x, t, half=1), "no half"),
    ("walks-7", lambda u, x, t: residuals(u, x, t, i=1), "backwards"),
    ("walks-8", line(mirrors, quantum=0.3), "quarter tones"),
    ("walks-8", line(mirrors, gap=0.1), "no gaps"),
    ("walks-8", line(edges), "did you clip"),
    ("walks-8", line(lambda x: x - 30), "a violin plays"),
]

"""Wrong answers, with words of the hint that each should meet: One-hot melodies."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc

SEQUENCE = [60, 62, 64, 65, 67, 69, -1, *[-2] * 25]


def windows(matrix, n, extra=0, step=1):
    starts = range(0, len(matrix) - n + extra, step)
    return np.stack([matrix[i : i + n] for i in starts]), matrix[n:]


def spelled(notes, steps, rest, hold):
    events = np.full(steps + 1, -2)
    for pitch, start, end in notes:
        events[start:end] = pitch if hold else -2
        events[start] = pitch
        events[end] = -1 if rest else -2
    return events[:steps]


WRONG = [
    ("onehot-1", lambda e: e - 48 if e >= 0 else e + 2, "two too low"),
    ("onehot-1", lambda e: e if e < 0 else e - 46, "add 2 to each"),
    (
        "onehot-2",
        lambda: [18, 0, 14, 0, 16, 0, 13, 0, 1, 0, 0, 0, 13, 0, 0, 0],
        "an octave too low",
    ),
    ("onehot-2", lambda: [30, 0, 26, 0, 28, 0, 25, 0, 0, 0, 0, 0, 25, 0, 0, 0], "note off"),
    ("onehot-3", lambda t, q, s: t * s // q, "round down"),
    ("onehot-3", lambda t, q, s: round(t * s / q), "even neighbour"),
    ("onehot-4", lambda m, n: windows(m, n, extra=1), "no row after it"),
    ("onehot-4", lambda m, n: (windows(m, n)[0], m[n - 1 : -1]), "the row after it"),
    ("onehot-5", lambda: (38 * np.log10(128), 38 * np.log2(128)), "the other way round"),
    ("onehot-5", lambda: (128 * np.log10(36), 128 * np.log2(36)), "not 36"),
    ("onehot-6", lambda n, s: spelled(n, s, rest=False, hold=False), "silence is not marked"),
    ("onehot-6", lambda n, s: spelled(n, s, rest=True, hold=True), "strikes it anew"),
    ("onehot-7", lambda: ssc.Melody(SEQUENCE * 2), "at least a semitone"),
    ("onehot-7", lambda: ssc.Melody([*SEQUENCE, *SEQUENCE[::-1]]), "rhythm of the first"),
]

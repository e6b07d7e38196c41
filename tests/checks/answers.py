"""What wrong answers to exercises of several chapters are made of."""

from __future__ import annotations

import numpy as np

import ssc_lib as ssc

C4 = ssc.Melody([60, -2] * 48)


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def always(melody):
    return lambda *_: melody

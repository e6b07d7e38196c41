"""Lackner's network: chords in, a melody out, with one matrix for each.

Chords come as a roll of 12 pitch classes, the answer is a roll of 24 pitches. A step of a
sixteenth has two **ticks**: the first half of a note is 1 and its second half 0, so that two notes
in a row on one pitch stay apart. Three LSTM layers of 9, 18 and 24 units with sigmoids, 6,936
parameters in all, say for each tick and pitch how likely it sounds. They never hear the melody.
To play, the largest of each row sounds where it is above a threshold.

He cut each piece into windows and gave one row of melody for each; here the state goes through the
whole piece, and each tick is an example. His songs cannot be passed on, so this one learns from the
chorales of the installed music21.

Chapter: Chords and melodies; run it with ``python benchmarks/lackner.py``. Source: K. Lackner,
*Composing a Melody with Long-Short Term Memory (LSTM) Recurrent Neural Networks*, thesis,
Technische Universität München, 2016.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from ssc_lib.chance.harmony import Harmonised
from ssc_lib.music.chords import Chord
from ssc_lib.music.events import NO_EVENT, NOTE_OFF
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot

CHORDS, PITCHES, LOWEST = 12, 24, 60
TICKS = 2  # of a step
UNITS = (9, 18, PITCHES)


def chord_roll(labels: Sequence[int] | np.ndarray) -> np.ndarray:
    """The chords of a piece as ticks: shape (2 * steps, 12), of 0 and 1.

    Parameters
    ----------
    labels : one `Chord.label` for each step
    """
    rows = np.zeros((len(labels), CHORDS), dtype=np.float32)
    for step, label in enumerate(labels):
        rows[step, list(Chord.labelled(int(label)).pitch_classes)] = 1
    return np.repeat(rows, TICKS, axis=0)


def melody_roll(melody: Melody) -> np.ndarray:
    """A melody as ticks: shape (2 * steps, 24), the first half of each note 1.

    A note outside of C4 to B5 is moved there by octaves.
    """
    roll = np.zeros((TICKS * len(melody), PITCHES), dtype=np.float32)
    for pitch, start, end in melody.notes():
        key = (pitch - LOWEST) % 12 + (12 if pitch >= LOWEST + 12 else 0)
        roll[TICKS * start : TICKS * start + (end - start), key] = 1
    return roll


def read_matrix(said: np.ndarray, threshold: float = 0.5) -> Melody:
    """The melody that a matrix stands for: in each row the largest, if it is above the threshold.

    Parameters
    ----------
    said : ndarray, shape (ticks, 24)
        Probabilities.
    threshold : float

    Returns
    -------
    Melody
        A note begins where a pitch sounds that did not at the tick before, and lasts twice as long
        as it sounds, or until the next one begins.

    Examples
    --------
    >>> tune = Melody.of("C4 - - - D4 - D4 -")
    >>> read_matrix(melody_roll(tune)) == tune
    True
    """
    largest = np.where(said.max(axis=1) > threshold, said.argmax(axis=1), -1)
    events = np.full(len(said) // TICKS, NO_EVENT)
    begins, ends = -1, 0
    for tick, key in enumerate([*largest, -1]):
        if begins >= 0 and key != largest[begins]:
            step = begins // TICKS
            events[step] = LOWEST + largest[begins]
            ends = min(step + max(tick - begins, 1), len(events))
            begins = -1
            if ends < len(events):
                events[ends] = NOTE_OFF
        if begins < 0 and key >= 0 and (tick == 0 or key != largest[tick - 1]):
            begins = tick
    return Melody(events)


def build(seed: int = 0) -> Any:
    """The network, compiled: (pieces, ticks, 12) in, (pieces, ticks, 24) out."""
    keras.utils.set_random_seed(seed)
    layers = [
        keras.layers.LSTM(units, activation="sigmoid", return_sequences=True) for units in UNITS
    ]
    model = keras.Sequential([keras.Input((None, CHORDS)), *layers])
    model.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy")
    return model


def examples(songs: Sequence[Harmonised], ticks: int) -> tuple[np.ndarray, np.ndarray]:
    """Chords and melodies of songs, all cut or filled up to so many ticks."""
    x = np.zeros((len(songs), ticks, CHORDS), dtype=np.float32)
    y = np.zeros((len(songs), ticks, PITCHES), dtype=np.float32)
    for n, song in enumerate(songs):
        melody = OneHot().decode(song.events)
        chords, tune = chord_roll(song.labels)[:ticks], melody_roll(melody)[:ticks]
        x[n, : len(chords)], y[n, : len(tune)] = chords, tune
    return x, y

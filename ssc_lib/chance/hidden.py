"""Chords under a melody: a hidden Markov model, and the Viterbi algorithm.

Chords are the hidden states of a Markov chain, one a beat, and each emits a pitch class, that of
the melody on the beat. The likeliest row of chords under a melody is found by going through the
beats once: for each chord, keep the best way to it.

Chapter: Chords and melodies. Sources: M. Allan and C. K. I. Williams, *Advances in Neural
Information Processing Systems* 17, 2005; A. J. Viterbi, *IEEE Transactions on Information Theory*
13, 1967.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ssc_lib.chance.harmony import BEAT, Harmonised
from ssc_lib.music.chords import LABELS, Chord
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot


class Harmoniser:
    """A hidden Markov model of chords under a melody; make one with `Harmoniser.fit`.

    Parameters
    ----------
    initial : ndarray, shape (37,)
    P : ndarray, shape (37, 37), rows sum to 1
        From the chord of a beat to that of the next.
    emission : ndarray, shape (37, 13), rows sum to 1
        Pitch class that begins or sounds on the beat; the last is a rest.
    """

    def __init__(self, initial: np.ndarray, P: np.ndarray, emission: np.ndarray) -> None:
        self.initial, self.P, self.emission = initial, P, emission

    @classmethod
    def fit(cls, music: Iterable[Harmonised], *, smoothing: float = 0.1) -> Harmoniser:
        """Count chords, their successions and what is sung over them."""
        initial = np.full(LABELS, smoothing)
        P, emission = np.full((LABELS, LABELS), smoothing), np.full((LABELS, 13), smoothing)
        for song in music:
            labels, sung = song.labels[::BEAT], on_the_beat(song.events)
            initial[labels[0]] += 1
            np.add.at(P, (labels[:-1], labels[1:]), 1)
            np.add.at(emission, (labels, sung), 1)
        rows = P / P.sum(axis=1, keepdims=True), emission / emission.sum(axis=1, keepdims=True)
        return cls(initial / initial.sum(), *rows)

    def harmonise(
        self,
        melody: Melody,
        *,
        beat: int = BEAT,
        beats: int = 1,
        chords: Sequence[Chord] = (),
    ) -> list[Chord]:
        """The likeliest chords under a melody, in its own key.

        Parameters
        ----------
        melody : Melody
        beat : int
            Steps of a beat: 4 where it is a quarter note, 6 in 6/8.
        beats : int
            How many beats a chord lasts. It has then to suit what is sung on all of them.
        chords : sequence of Chord, optional
            Those to choose from, as they are in C major; by default all 37 labels.

        Returns
        -------
        list of Chord
            One for each span of so many beats; the last span may be shorter.
        """
        row, amount = OneHot().squash(melody)
        sung = on_the_beat(row, beat)
        spans = [sung[at : at + beats] for at in range(0, len(sung), beats)]
        of = np.array([chord.label for chord in chords] or range(LABELS))
        suits = np.array([self.emission[of][:, span].prod(axis=1) for span in spans]).T
        places = viterbi(self.initial[of], self.P[np.ix_(of, of)], suits, np.arange(len(spans)))
        return [Chord.labelled(int(of[place])).transposed(-amount) for place in places]


def on_the_beat(events: np.ndarray, beat: int = BEAT) -> np.ndarray:
    """Pitch class that sounds on each beat of a row of events; 12 is a rest."""
    found, sounds = [], 12
    for at, event in enumerate(events):
        if event >= 1:
            sounds = 12 if event == 1 else int(event + 46) % 12
        if at % beat == 0:
            found.append(sounds)
    return np.array(found)


def viterbi(
    initial: np.ndarray, P: np.ndarray, emission: np.ndarray, seen: np.ndarray
) -> np.ndarray:
    """The likeliest hidden states of a Markov chain, given what each of them has emitted.

    Parameters
    ----------
    initial : ndarray, shape (states,)
    P : ndarray, shape (states, states)
    emission : ndarray, shape (states, symbols)
    seen : ndarray of int, shape (n,)

    Returns
    -------
    ndarray of int, shape (n,)

    Examples
    --------
    Two states that mostly stay, and mostly say their own number:

    >>> P = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> viterbi(np.array([0.5, 0.5]), P, P, np.array([0, 1, 0, 1, 1])).tolist()
    [0, 0, 0, 1, 1]
    """
    with np.errstate(divide="ignore"):
        logs, steps, start = np.log(emission[:, seen].T), np.log(P), np.log(initial)
    best, back = start + logs[0], np.zeros((len(seen), len(initial)), dtype=int)
    for t in range(1, len(seen)):
        ways = best[:, None] + steps
        back[t], best = ways.argmax(axis=0), ways.max(axis=0) + logs[t]
    states = [int(best.argmax())]
    for t in range(len(seen) - 1, 0, -1):
        states.append(int(back[t, states[-1]]))
    return np.array(states[::-1])

"""What was said and proposed before each event, and the jury that would have guessed best.

The probability that a jury gives to what came is the softmax of a sum that is linear in its trust
and weights. So its logarithm is concave in them, and Newton's method, with steps halved where they
go too far, finds the one best jury in some ten steps.

Chapter: Lookback and votes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ssc_lib.music.copies import SILENT

FEW = 1e-6  # nats an event: a step that gains less is the last
LOOSE = 1e-3  # penalty on trust


def pooled(
    said: np.ndarray, trust: np.ndarray, events: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Pool what generators say and what sources vote for; the formula of the module.

    Parameters
    ----------
    said : ndarray, shape (batch, generators, vocabulary)
        Logarithms of probabilities.
    trust : ndarray, shape (generators,)
    events : ndarray of int, shape (batch, sources)
        What each source votes for, or `SILENT`.
    weights : ndarray, shape (batch, sources)

    Returns
    -------
    ndarray, shape (batch, vocabulary), rows summing to 1
    """
    logits = np.einsum("bgv,g->bv", said, trust)
    rows = np.arange(len(logits))
    for event, weight in zip(events.T, weights.T, strict=True):
        logits[rows, np.maximum(event, 0)] += np.where(event == SILENT, 0.0, weight)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


class Ballots(NamedTuple):
    """All that was said and proposed before ``n`` events, and what came."""

    said: np.ndarray  # (n, generators, vocabulary), logarithms of probabilities
    events: np.ndarray  # (n, sources): what each source proposes, or SILENT
    places: np.ndarray  # (n, sources, tables): the entries of the tables that hold its weight
    came: np.ndarray  # (n,)

    def best(
        self, trust: np.ndarray, flat: np.ndarray, penalty: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """The trust and the weights of greatest likelihood.

        Parameters
        ----------
        trust : ndarray, shape (generators,)
            Where to begin.
        flat : ndarray, shape (entries,)
            Where to begin: the entries of all tables in a row.
        penalty : float, above 0
            Half of it times the squared weights is taken off the log-likelihood.
        """
        w, width = np.concatenate([flat, trust]), len(flat)
        strength = np.full(len(w), penalty)
        strength[width:] = LOOSE
        score = self._score(w, width) - (strength * w**2).sum() / 2
        for _ in range(50):
            slope, bend = self._slope(w, width)
            move = np.linalg.solve(bend + np.diag(strength), slope - strength * w)
            length, gain = 1.0, -1.0
            while gain < 0 and length > 1e-4:
                there = w + length * move
                gain = self._score(there, width) - (strength * there**2).sum() / 2 - score
                length /= 2
            if gain < 0:
                break
            w, score = there, score + gain
            if gain < FEW * len(self.came):
                break
        return w[width:], w[:width]

    def _p(self, w: np.ndarray, width: int) -> np.ndarray:
        return pooled(self.said, w[width:], self.events, w[self.places].sum(axis=2))

    def _score(self, w: np.ndarray, width: int) -> float:
        """Log-likelihood of what came, in nats."""
        p = self._p(w, width)[np.arange(len(self.came)), self.came]
        return float(np.log(np.maximum(p, np.finfo(float).tiny)).sum())

    def _slope(self, w: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Gradient of the log-likelihood, and its second derivatives with the sign changed."""
        p, rows = self._p(w, width), np.arange(len(self.came))
        events, places = self.events, self.places
        speaks = events != SILENT
        proposed = np.where(speaks, np.take_along_axis(p, np.maximum(events, 0), axis=1), 0.0)
        slope, bend = np.zeros(len(w)), np.zeros((len(w), len(w)))
        right = (events == self.came[:, None]) - proposed
        mean = np.einsum("ngv,nv->ng", self.said, p)
        slope[width:] = (self.said[rows, :, self.came] - mean).sum(axis=0)
        centred = self.said - mean[:, :, None]
        bend[width:, width:] = np.einsum("ngv,nhv,nv->gh", centred, centred, p, optimize=True)
        tables = range(places.shape[2])
        for s in range(events.shape[1]):
            said = centred[rows, :, np.maximum(events[:, s], 0)] * proposed[:, s, None]
            for a in tables:
                place = places[:, s, a]
                slope[:width] += np.bincount(place, right[:, s] * speaks[:, s], width)
                for g in range(said.shape[1]):
                    both = np.bincount(place, said[:, g], width)
                    bend[:width, width + g] += both
                    bend[width + g, :width] += both
            for t in range(events.shape[1]):
                same = (events[:, s] == events[:, t]) & speaks[:, s]
                shared = proposed[:, s] * (same - proposed[:, t])
                for a in tables:
                    for b in tables:
                        pair = places[:, s, a] * width + places[:, t, b]
                        found = np.bincount(pair, shared, width * width)
                        bend[:width, :width] += found.reshape(width, width)
        return slope, bend

"""One-hot encoding: a melody as a row of event indices, and as a matrix of zeros and ones.

The vocabulary of Melody RNN's basic configuration has 38 **events**: index 0 is *no event*,
index 1 is *note off*, and index ``2 + pitch - 48`` is the note-on of a pitch from 48 (C3) to 83
(B5). The one-hot vector of an event has a single 1, at its index. Any other range of pitches
works the same way; 0 to 127 gives the 130 events of the mono configuration.

A network under this encoding reads one-hot vectors and answers events: a label is an event, and
the only memory that it needs is the latest event.

Chapter: One-hot melodies. Source: E. Waite, Magenta, 2016 (the Melody RNN models).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ssc_lib.music.encoding import Encoding, History, as_indices, check_batch
from ssc_lib.music.melody import Melody

NOTHING = -1  # before the first event


@dataclass(frozen=True)
class OneHot(Encoding):
    """The one-hot encoding of the pitches ``low <= pitch < high``.

    Parameters
    ----------
    low, high : int, 0 <= low < high <= 128
        ``high`` is exclusive: the default 48, 84 holds the 36 pitches 48..83.

    Examples
    --------
    >>> encoding = OneHot()
    >>> encoding.size
    38
    >>> from ssc_lib import Melody
    >>> encoding.encode(Melody([60, -2, 62, -1])).tolist()
    [14, 0, 16, 1]
    >>> encoding.decode([14, 0, 16, 1]).events.tolist()
    [60, -2, 62, -1]
    """

    @property
    def input_size(self) -> int:
        """Length of the vector that a network reads at each step: the one-hot vector."""
        return self.size

    @property
    def label_count(self) -> int:
        """Number of answers that a network chooses from: the events themselves."""
        return self.size

    def matrix(self, events: Iterable[int]) -> np.ndarray:
        """One-hot rows, float32 of shape (n, size): row t has its single 1 at ``events[t]``."""
        return np.eye(self.size, dtype=np.float32)[as_indices(events, self.size, "events")]

    def inputs(self, events: Iterable[int]) -> np.ndarray:
        """What a network reads at every step: the rows of `matrix`."""
        return self.matrix(events)

    def labels(self, events: Iterable[int]) -> np.ndarray:
        """What a network should answer at every step: the events themselves."""
        return as_indices(events, self.size, "events")

    def events_of(self, labels: Iterable[int]) -> np.ndarray:
        """Events that a row of labels spells: the labels themselves."""
        return as_indices(labels, self.size, "labels")

    def track(self, batch: int) -> OneHotHistory:
        """The memory of ``batch`` melodies in which nothing was heard yet."""
        return OneHotHistory(self, np.full(check_batch(batch), NOTHING))


def as_pieces(music: Iterable[Any]) -> Iterable[Any]:
    """Pass pieces on; TypeError for a single one, whose events would be taken for pieces."""
    if isinstance(getattr(music, "melody", music), Melody):
        raise TypeError("this takes a list of melodies, got a single one; write [melody]")
    return music


def event_rows(music: Iterable[Any], vocabulary: int) -> list[np.ndarray]:
    """Music as rows of event indices, the form in which tables are fitted.

    Parameters
    ----------
    music : iterable of Melody, of Tune, or of rows of event indices
        A melody is moved to C major or A minor and into the range, as `Melody.squashed` does.
    vocabulary : int
        Number of events: 38 for pitches 48 to 83, 130 for all of MIDI. Rows may have any number.

    Returns
    -------
    list of ndarray of int64

    Raises
    ------
    TypeError, ValueError
        If there is one melody and no list of them; if a row is not of integers, or holds an index
        that is no event; if there are melodies and the vocabulary is that of no one-hot encoding.
    """
    rows = []
    for i, piece in enumerate(as_pieces(music)):
        melody = getattr(piece, "melody", piece)
        if isinstance(melody, Melody):
            ranges = {38: OneHot(), 130: OneHot(0, 128)}
            if vocabulary not in ranges:
                raise ValueError(
                    f"melodies have 38 events (or 130 for all pitches), not {vocabulary}; leave "
                    "the vocabulary out, or give rows of indices of your own"
                )
            rows.append(ranges[vocabulary].squash(melody)[0])
        else:
            rows.append(as_indices(melody, vocabulary, f"sequence {i}"))
    return rows


@dataclass(frozen=True, eq=False)
class OneHotHistory(History):
    """The memory of `OneHot`: the latest event of each melody, and nothing before it.

    Parameters
    ----------
    encoding : OneHot
    latest : ndarray of int, shape (batch,)
        -1 where nothing was heard yet.
    """

    encoding: OneHot
    latest: np.ndarray

    def step(self, events: np.ndarray) -> OneHotHistory:
        """The memory after one more event for each melody: that event."""
        return replace(self, latest=events)

    def input(self) -> np.ndarray:
        """The one-hot vector of the latest event of each melody."""
        return self.encoding.matrix(self.latest)

    def times(self, W: np.ndarray) -> np.ndarray:
        """The input vectors times a matrix: a one-hot row times W is a row of W."""
        return W[self.latest]

    def meanings(self) -> np.ndarray:
        """Event that each label would spell next: a label is an event."""
        return np.tile(np.arange(self.encoding.size), (len(self.latest), 1))

    def chosen(self) -> np.ndarray:
        """Label that the encoding would choose for each event next: the event."""
        return self.meanings()

    def over_events(self, p: np.ndarray) -> np.ndarray:
        """Probabilities of the next event: those of the labels."""
        return p

"""Which of several candidates goes on the record: by rules that are fixed before anything is heard.

==================  =========================================================================
rule                who passes
==================  =========================================================================
own words           at most two bars in a row stand in a tune that the composers learned from
within the usual    at least 22 of the 28 `ssc_lib.judging.features` lie where those of nine in
                    ten real tunes of the same metre lie
an ending           the last note is in the tonic chord of its major key
==================  =========================================================================

The rules are asked in this order. One that no candidate passes is left out, and the notes of the
record say so. Of those that are left a **judge** takes the one that it most believes to be a
person's: a logistic regression that has learned from real tunes and from the candidates of all
*other* places.

Chapter: The New Mozart Mixtape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.album.piece import Piece
from ssc_lib.judging.features import features
from ssc_lib.judging.judge import logistic
from ssc_lib.judging.whose import Concordance
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import read_metre
from ssc_lib.music.onehot import OneHot

BARS_COPIED = 2
MEASURES = 22
USUAL = (0.05, 0.95)
PEOPLE = 120  # real tunes that are measured, of each metre and length
FEWEST = 20  # with fewer nobody knows what is usual

RULES = ("own words", "within the usual", "an ending")


class Candidate(NamedTuple):
    """A piece, its tune, and what was measured of it."""

    piece: Piece
    melody: Melody
    copied: int  # steps: the longest stretch that stands in a tune
    source: str  # title of that tune
    described: np.ndarray  # its features
    usual: int | None  # how many of them are within the usual; None if nobody knows what is usual
    at_home: bool  # whether it ends on a note of the tonic chord
    belief: float = float("nan")  # of the judge that a person wrote it, from 0 to 1
    among: int = 1  # how many competed
    left_out: tuple[str, ...] = ()  # rules that nobody passed

    @property
    def passes(self) -> tuple[bool, ...]:
        """Whether it passes each of the `RULES`."""
        own = self.copied <= BARS_COPIED * self.melody.steps_per_bar
        return own, (self.usual or 0) >= MEASURES, self.at_home


class Ear:
    """What real tunes are like: made once, and asked about every candidate.

    Parameters
    ----------
    tunes : iterable of Tune
        Those that the composers learned from, and that candidates are compared with.
    """

    def __init__(self, tunes: Iterable[Any]) -> None:
        self.tunes = list(tunes)
        code = OneHot()
        self.rows = [code.squash(tune.melody, 0)[0] for tune in self.tunes]
        self.book = Concordance(self.rows)
        self._people: dict[tuple[str, int], np.ndarray] = {}

    def people(self, metre: str, steps: int) -> np.ndarray:
        """The features of real tunes of a metre, cut to so many steps: (tunes, 28)."""
        if (metre, steps) not in self._people:
            asked = read_metre(metre)  # a bar of 3/4 is as long as one of 6/8, and another metre
            known = [t.melody for t in self.tunes if t.melody.time_signature == asked]
            known = [melody[:steps] for melody in known if len(melody) >= steps]
            known = [melody for melody in known if len(melody.pitches) > 1][:PEOPLE]
            self._people[metre, steps] = features(known)
        return self._people[metre, steps]

    def measured(self, piece: Piece) -> Candidate:
        """Compose a piece and measure it.

        Raises
        ------
        ValueError
            If its tune has fewer than two notes.
        """
        melody = piece.melody()
        described = features([melody])[0]
        usual, people = None, self.people(piece.metre, len(melody))
        if len(people) >= FEWEST:
            low, high = np.quantile(people, USUAL, axis=0)
            usual = int(((low <= described) & (described <= high)).sum())
        row = OneHot().squash(melody, 0)[0]
        copied = int(self.book.lengths(row).max())
        quoted = self.book.quotations(row, max(copied, 1))
        home = [(melody.major_key + interval) % 12 for interval in (0, 4, 7)]
        source = str(self.tunes[quoted[0].tune].title) if quoted else ""
        at_home = int(melody.pitches[-1]) % 12 in home
        return Candidate(piece, melody, copied, source, described, usual, at_home)

    def beliefs(self, candidates: Sequence[Candidate], others: Sequence[Candidate]) -> list[float]:
        """How far a judge believes each candidate to be a person's, having heard only the others.

        Without others, or real tunes like them, it cannot learn, and believes a half of everyone.
        """
        spans = {(c.piece.metre, len(c.melody)) for c in (*candidates, *others)}
        real = np.concatenate([self.people(*span) for span in sorted(spans)])
        if not others or not len(real):
            return [0.5] * len(candidates)
        made = np.array([other.described for other in others])
        x, y = np.concatenate([real, made]), np.repeat([1.0, 0.0], [len(real), len(made)])
        mean, spread = x.mean(axis=0), x.std(axis=0)
        spread = np.where(spread > 0, spread, 1)
        w = logistic((x - mean) / spread, y)
        asked = (np.array([c.described for c in candidates]) - mean) / spread
        even = np.log(len(made) / len(real))  # as if people and machines were equally many
        return [float(p) for p in 1 / (1 + np.exp(-(asked @ w[1:] + w[0] + even)))]


def choose(
    places: Sequence[Sequence[Piece]], ear: Ear, *, done: Callable[[], Any] = lambda: None
) -> list[Candidate]:
    """For each place of a record the candidate that rules and judge prefer.

    Parameters
    ----------
    places : sequence of sequences of pieces
        The candidates of each place.
    ear : Ear
    done : function
        Called after each candidate, for a progress bar.
    """
    heard: list[list[Candidate]] = []
    for pieces in places:
        heard.append([])
        for piece in pieces:
            heard[-1].append(ear.measured(piece))
            done()
    chosen = []
    for number, candidates in enumerate(heard):
        others = [c for n, row in enumerate(heard) if n != number for c in row]
        beliefs = ear.beliefs(candidates, others)
        told = [c._replace(belief=b) for c, b in zip(candidates, beliefs, strict=True)]
        chosen.append(best(told))
    return chosen


def best(candidates: Sequence[Candidate]) -> Candidate:
    """The candidate that the rules leave and the judge prefers."""
    left, left_out = list(candidates), []
    for number, rule in enumerate(RULES):
        passing = [c for c in left if c.passes[number]]
        if passing:
            left = passing
        else:
            left_out.append(rule)
    winner = max(left, key=lambda c: c.belief)
    return winner._replace(among=len(candidates), left_out=tuple(left_out))

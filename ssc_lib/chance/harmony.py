r"""Melodies over chords, by counting.

`ChordTable` says what comes next in a melody, given the chord that sounds. It looks up a chain of
**contexts**, each of which knows more than the one before: the place in the beat, the steps since
the last note began, the chord, the last pitch, ... The longer a context, the fewer times it was
seen, so each is smoothed with the one before it by the rule of Witten and Bell: a context that was
seen :math:`n` times with :math:`t` different events gives

.. math:: p(e) = \frac{c(e) + t \, p_{\text{shorter}}(e)}{n + t}

Chords come from outside, and the generator is told them beforehand, one for each step, by
``table.over(chords)``; so they are a **side input**, as the length of the bar is. What was not told
is no chord.

Chapter: Chords and melodies. Source: I. H. Witten and T. C. Bell, *IEEE Transactions on Information
Theory* 37, 1991.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from copy import copy
from typing import Any, NamedTuple, Self

import numpy as np

from ssc_lib.files import cache_folder, write_bytes
from ssc_lib.generator import Generator
from ssc_lib.music.arrays import DamagedError, read_arrays
from ssc_lib.music.chorales import chorales
from ssc_lib.music.chords import Chord, find_chords, per_step
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot

BEAT = 4  # steps
MOST_SINCE = 4  # steps since a note began that are told apart
KEPT = 1  # version of what is kept; a new rule of counting needs a new one
BASE = 64  # above every number that a context knows

Context = tuple[str, ...]
# What each chain knows, from the shortest context to the longest.
MELODY: tuple[Context, ...] = (
    ("place",),
    ("place", "since"),
    ("place", "since", "last"),
    ("place", "since", "last", "second"),
    ("place", "since", "last", "second", "third"),
)
CHORDS: tuple[Context, ...] = (("place",), ("place", "chord"), ("place", "chord", "before"))
BOTH: tuple[Context, ...] = (
    ("place",),
    ("place", "since"),
    ("place", "since", "last"),
    ("place", "since", "last", "chord"),
    ("place", "since", "last", "chord", "second"),
    ("place", "since", "last", "chord", "second", "next"),
)


class Harmonised(NamedTuple):
    """A melody moved to C as events, and the label of the chord at each of its steps."""

    events: np.ndarray
    labels: np.ndarray

    @classmethod
    def of(cls, melody: Melody, chords: Sequence[Chord]) -> Harmonised:
        """Take a melody with its chords, one for each step, and move both to C."""
        row, amount = OneHot().squash(melody)
        if len(chords) != len(row):
            raise ValueError(
                f"{len(chords)} chords for {len(row)} steps; give one for each step, as "
                "per_step(chords, steps_per_chord) does"
            )
        return cls(row, np.array([chord.transposed(amount).label for chord in chords], dtype=int))


class ChordState(NamedTuple):
    """What a chord table remembers, one row an output."""

    heard: np.ndarray  # events so far
    since: np.ndarray  # steps since the last note began, or the start
    notes: np.ndarray  # (batch, 3): the last note events, newest first; 0 for none


class ChordTable(Generator):
    """A table of melody events, given chords and what was heard; make one with `ChordTable.fit`.

    Parameters
    ----------
    counts : sequence of (keys, table)
        For each context of the chain its keys, sorted, and how often each event followed, shape
        (keys, 38). The first has the one key 0 and counts all events.
    contexts : tuple of tuple of str
        What each context but the first knows.

    Examples
    --------
    >>> tune = Melody.of("C4 - - - E4 - - - D4 - - - C4 - - -")
    >>> song = Harmonised.of(tune, [Chord.of("C")] * 8 + [Chord.of("G")] * 4 + [Chord.of("C")] * 4)
    >>> table = ChordTable.fit([song], contexts=CHORDS)
    >>> state = table.over([Chord.of("G")] * 4).start(1)
    >>> OneHot().names[int(table.over([Chord.of("G")] * 4).distribution(state).argmax())]
    'D4'
    """

    vocabulary = 38
    follows_chords = True

    def __init__(
        self, counts: Sequence[tuple[np.ndarray, np.ndarray]], contexts: Sequence[Context]
    ) -> None:
        if len(counts) != len(contexts) + 1:
            raise ValueError(f"{len(counts)} tables of counts for {len(contexts)} contexts and one")
        self.counts, self.contexts = list(counts), tuple(map(tuple, contexts))
        self.labels = np.zeros(0, dtype=int)
        self.size = sum(len(keys) for keys, _ in counts)

    @classmethod
    def fit(cls, music: Iterable[Harmonised], *, contexts: Sequence[Context] = BOTH) -> ChordTable:
        """Count a table from melodies with chords.

        Raises
        ------
        ValueError
            If there are none.
        """
        songs = list(music)
        if not songs:
            raise ValueError("there are no melodies to count")
        events = np.concatenate([song.events for song in songs])
        heard = [_columns(song) for song in songs]
        whole = {name: np.concatenate([c[name] for c in heard]) for name in heard[0]}
        counts = []
        for context in ((), *contexts):
            keys, place = np.unique(_key(whole, context, len(events)), return_inverse=True)
            table = np.zeros((len(keys), cls.vocabulary))
            np.add.at(table, (place, events), 1)
            counts.append((keys, table))
        return cls(counts, contexts)

    def over(self, chords: Sequence[Chord]) -> Self:
        """This table as it plays over a chord for each step; after the last there is none."""
        other = copy(self)
        other.labels = np.array([chord.label for chord in chords], dtype=int)
        return other

    def start(self, batch: int) -> ChordState:
        """Nothing heard."""
        zeros = np.zeros(batch, dtype=int)
        return ChordState(zeros, zeros, np.zeros((batch, 3), dtype=int))

    def step(self, state: ChordState, events: np.ndarray) -> ChordState:
        """The state after one more event for each output."""
        events = np.asarray(events)
        note = events >= 2
        notes = np.column_stack([events - 1, state.notes[:, :2]])
        return ChordState(
            state.heard + 1,
            np.where(note, 1, state.since + 1),
            np.where(note[:, None], notes, state.notes),
        )

    def distribution(self, state: ChordState) -> np.ndarray:
        """Probabilities of the next event, shape (batch, 38)."""
        at = state.heard
        columns = {
            "place": at % BEAT,
            "since": np.minimum(state.since, MOST_SINCE),
            **dict(zip(("last", "second", "third"), state.notes.T, strict=True)),
            "chord": self._label(at),
            "next": self._label(at + BEAT),
            "before": self._label(at - BEAT),
        }
        return self._smoothed(columns, len(at))

    def log_probabilities(self, song: Harmonised) -> np.ndarray:
        """Base-2 log probability of every event but the first, all at once, shape (n - 1,)."""
        p = self._smoothed(_columns(song), len(song.events))
        return np.log2(p[np.arange(len(p)), song.events])[1:]

    def _label(self, at: np.ndarray) -> np.ndarray:
        """The label of the chord at each place; no chord beyond the end."""
        padded = np.append(self.labels, 0)
        return padded[np.where((at >= 0) & (at < len(self.labels)), at, len(self.labels))]

    def _smoothed(self, columns: dict[str, np.ndarray], rows: int) -> np.ndarray:
        p = np.full((rows, self.vocabulary), 1 / self.vocabulary)
        for (keys, table), context in zip(self.counts, ((), *self.contexts), strict=True):
            key = _key(columns, context, rows)
            place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            counts = table[place] * (keys[place] == key)[:, None]
            different = (counts > 0).sum(axis=1, keepdims=True)
            seen = counts.sum(axis=1, keepdims=True)
            p = np.where(seen > 0, (counts + different * p) / np.maximum(seen + different, 1), p)
        return p


def _columns(song: Harmonised) -> dict[str, np.ndarray]:
    """What is known before each event of a melody."""
    events, n = song.events, len(song.events)
    at, note = np.arange(n), events >= 2
    began = np.maximum.accumulate(np.where(note, at, -1))  # the last onset up to each event
    before = np.concatenate([[-1], began[:-1]])
    since = np.where(before >= 0, at - before, at)
    last = np.where(note, events - 1, 0)
    heard = np.concatenate([[0, 0, 0], last[note]])
    count = np.concatenate([[0], np.cumsum(note)[:-1]])  # notes before each event
    labels = np.concatenate([np.zeros(BEAT, int), song.labels, np.zeros(BEAT, int)])
    return {
        "place": at % BEAT,
        "since": np.minimum(since, MOST_SINCE),
        "last": heard[count + 2],
        "second": heard[count + 1],
        "third": heard[count],
        "chord": song.labels,
        "next": labels[2 * BEAT :],
        "before": labels[:n],
    }


def _key(columns: dict[str, np.ndarray], context: Context, rows: int) -> np.ndarray:
    """One number for what a context knows."""
    key = np.zeros(rows, dtype=np.int64)
    for name in context:
        key = key * BASE + columns[name]
    return key


def share_of_chord_tones(melody: Melody, chords: Sequence[Chord]) -> float:
    """Share of the beats with a note on which it belongs to the chord; chords one for each step.

    Beats without a note or a chord do not count; without any the share is nan.
    """
    row = OneHot(0, 128).encode(melody)
    sung, inside = [], []
    sounds = -1
    for at, event in enumerate(row):
        sounds = -1 if event == 1 else (int(event) - 2) % 12 if event >= 2 else sounds
        if at % BEAT == 0 and at < len(chords) and sounds >= 0 and chords[at].pitch_classes:
            sung.append(at)
            inside.append(sounds in chords[at].pitch_classes)
    return float(np.mean(inside)) if sung else float("nan")


def with_chords(chorales: Iterable[Any], *, voices: slice = slice(None)) -> list[Harmonised]:
    """The soprano of each chorale with the chords of its voices: of all four, unless told."""
    songs = []
    for chorale in chorales:
        soprano = chorale.voices[0]
        chords = per_step(find_chords(list(chorale.voices[voices])), BEAT)
        songs.append(Harmonised.of(soprano, chords[: len(soprano)]))
    return songs


def chorale_table(*, say: Any = None) -> ChordTable:
    """The table of all chorales in the installed music21, counted at first use and then kept.

    Parameters
    ----------
    say : function of a text, optional
        Called where the chorales are read anew, which takes some seconds.

    Raises
    ------
    FileNotFoundError
        If music21 is not installed, or came without them.
    """
    path = cache_folder() / f"chords-{KEPT}.npz"
    if path.is_file():
        try:
            found = read_arrays(path)
            counts = [(found[f"keys_{n}"], found[f"counts_{n}"]) for n in range(len(BOTH) + 1)]
            return ChordTable([(k.astype(np.int64), c.astype(float)) for k, c in counts], BOTH)
        except (DamagedError, KeyError):
            pass  # it is made again
    if say is not None:
        say("reading the chorales of the installed music21, once")
    table = ChordTable.fit(with_chords(chorales()))
    arrays: dict[str, Any] = {f"keys_{n}": keys for n, (keys, _) in enumerate(table.counts)}
    arrays |= {f"counts_{n}": c.astype(np.int32) for n, (_, c) in enumerate(table.counts)}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    with suppress(OSError):  # a place that cannot be written to costs seconds, no more
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, buffer.getvalue())
    return table

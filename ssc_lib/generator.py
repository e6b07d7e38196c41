"""A generator is anything that can say what comes next.

That sentence is this module. A coin, a Markov chain and a recurrent network differ only in how
they compute the distribution of the next event. Each knows its ``vocabulary``, the number of
different events, and has three methods: ``start``, ``step`` and ``distribution`` (see `Generator`).
One function then samples them all, `sample`, and one function scores them all, `bits_per_event`.

A state is the generator's own business and is never changed in place: `step` returns a new one.
Beam search alone looks at it. It is made of arrays with the outputs along the first axis, in
tuples, lists, dicts or dataclasses; or it is their number.

Events are indices below ``vocabulary``. An encoding, `ssc_lib.OneHot`, says what they mean.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, Self

import numpy as np

from ssc_lib.music.encoding import Encoding, as_indices
from ssc_lib.music.melody import Melody
from ssc_lib.music.onehot import OneHot, as_pieces

Rng = np.random.Generator | int | Sequence[int]


class Generator(ABC):
    """Anything that can say what comes next: three methods, and defaults for what music needs.

    `sample`, `bits_per_event` and `ssc_lib.beam_search` take any object with ``vocabulary`` and the
    three methods. Whoever inherits from this class gets the rest.

    """

    vocabulary: int  # how many different events there are: 38 in the basic one-hot encoding
    encoding: Encoding | None = None  # what they mean; None stands for OneHot(), pitches 48 to 83
    key: int | None = 0  # the major key of the tunes it learned from; None: their own
    follows_bar: bool = False  # whether it must be told of a tune's bar to hear it: see in_bars_of
    follows_chords: bool = False  # whether it can be told of chords: see over
    size: int = 0  # how much was learned: contexts of a table, parameters of a network

    @abstractmethod
    def start(self, batch: int) -> Any:
        """The state before anything was heard, for ``batch`` outputs that grow side by side."""

    @abstractmethod
    def step(self, state: Any, events: np.ndarray) -> Any:
        """The state after one more event for each output, ``events`` of shape (batch,)."""

    @abstractmethod
    def distribution(self, state: Any) -> np.ndarray:
        """Probabilities of what comes next, shape (batch, vocabulary), rows summing to 1."""

    def in_bars_of(self, steps: int) -> Generator:
        """This generator as it plays in bars of so many steps; itself, if it knows of none."""
        return self

    def over(self, chords: Sequence[Any]) -> Generator:
        """This generator as it plays over a chord for each step: itself, if it hears no chords."""
        return self


class Wrapper(Generator):
    """A generator that changes what another one says, and is like it in everything else."""

    def __init__(self, generator: Any) -> None:  # any object with the three methods will do
        wanted = ("vocabulary", "start", "step", "distribution")
        if missing := [name for name in wanted if not hasattr(generator, name)]:
            kind, names = type(generator).__name__, ", ".join(missing)
            raise TypeError(f"{kind} is no generator: it has no {names}; see ssc_lib.Generator")
        self.generator = generator
        self.vocabulary = generator.vocabulary
        for name in ("encoding", "key", "follows_bar", "follows_chords", "size"):
            setattr(self, name, getattr(generator, name, getattr(Generator, name)))

    def start(self, batch: int) -> Any:
        """The state of the generator inside."""
        return self.generator.start(batch)

    def step(self, state: Any, events: np.ndarray) -> Any:
        """The state of the generator inside after one more event for each output."""
        return self.generator.step(state, events)

    def distribution(self, state: Any) -> np.ndarray:
        """What the generator inside says, shape (batch, vocabulary)."""
        return np.asarray(self.generator.distribution(state))

    def in_bars_of(self, steps: int) -> Self:
        """The same around the generator inside as it plays in bars of so many steps."""
        return self._around("in_bars_of", steps)

    def over(self, chords: Sequence[Any]) -> Self:
        """The same around the generator inside over a chord for each step."""
        return self._around("over", chords)

    def _around(self, change: str, what: Any) -> Self:
        if not hasattr(self.generator, change):
            return self
        other = copy(self)
        other.generator = getattr(self.generator, change)(what)
        other.follows_bar = getattr(other.generator, "follows_bar", False)
        return other


def as_generator(generator: Any) -> Generator:
    """A generator with all defaults; TypeError if it is none."""
    return generator if isinstance(generator, Generator) else Wrapper(generator)


def sample(
    generator: Generator,
    steps: int,
    *,
    rng: Rng,
    primer: Iterable[int] = (),
    outputs: int = 1,
    temperature: float = 1.0,
    top_p: float = 1.0,
) -> np.ndarray:
    """Draw event sequences from any generator, all outputs growing together.

    Parameters
    ----------
    generator : Generator
    steps : int, the primer included
    rng : numpy.random.Generator or seed
        The same seed gives the same outputs.
    primer : sequence of int
        Events that every output begins with, as indices below ``generator.vocabulary``.
    outputs : int, at least 1
    temperature : float, above 0
        Exponent 1/temperature on the probabilities: below 1 sharpens, above 1 flattens.
    top_p : float, 0 < top_p <= 1
        Draw only from the fewest most likely events that together have at least this probability.

    Returns
    -------
    ndarray of int, shape (outputs, steps)

    Raises ValueError if a setting is out of its range, or the primer is longer than ``steps``.

    Examples
    --------
    >>> from ssc_lib import MarkovChain
    >>> see_saw = MarkovChain([[0.0, 1.0], [1.0, 0.0]])
    >>> sample(see_saw, 5, primer=[0], rng=1).tolist()
    [[0, 1, 0, 1, 0]]

    Notes
    -----
    Draws by inversion: one uniform number an output and step. Top-p: Holtzman et al., *The Curious
    Case of Neural Text Degeneration*, ICLR 2020.
    """
    rng = np.random.default_rng(rng)
    primed = as_indices(primer, generator.vocabulary, "the primer")
    check_sampling(steps, primed, outputs, temperature, top_p)
    events = np.empty((outputs, steps), dtype=np.int64)
    state = generator.start(outputs)
    for position in range(steps):
        if position < len(primed):
            events[:, position] = primed[position]
        else:
            p = sharpen(generator.distribution(state), temperature, top_p)
            events[:, position] = draw(p, rng)
        if position < steps - 1:
            state = generator.step(state, events[:, position])
    return events


def draw(p: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One event from each row of probabilities, by inversion: shape (batch,)."""
    ceiling = np.cumsum(p, axis=1)
    u = rng.random(len(p)) * ceiling[:, -1]
    return (ceiling <= u[:, None]).sum(axis=1)


def check_sampling(
    steps: int, primed: np.ndarray, outputs: int, temperature: float, top_p: float
) -> None:
    """Raise ValueError unless these settings of `sample` make sense together."""
    if outputs < 1:
        raise ValueError(f"outputs must be at least 1, got {outputs}")
    if (n := len(primed)) > steps:
        raise ValueError(
            f"the primer has {n} event{'' if n == 1 else 's'}, more than the {steps} "
            f"step{'' if steps == 1 else 's'} asked for; shorten it or ask for more steps"
        )
    if not (np.isfinite(temperature) and temperature > 0):
        raise ValueError(
            f"temperature must be a number above 0, got {temperature}; try 1, or 0.1 for nearly "
            "always the likeliest event"
        )
    if not 0 < top_p <= 1:
        raise ValueError(f"top_p must be above 0 and at most 1, got {top_p}; 1 draws from all")


def sharpen(p: np.ndarray, temperature: float = 1.0, top_p: float = 1.0) -> np.ndarray:
    """Apply temperature and top-p to rows of probabilities, shape (batch, vocabulary).

    With logits ``z`` and ``p = softmax(z)``, ``p ** (1 / temperature)`` renormalised is
    ``softmax(z / temperature)``.
    """
    if temperature != 1.0:
        with np.errstate(divide="ignore", over="ignore"):
            logits = np.log(p)
            # largest logit to 0 before the division, so that no temperature can overflow it
            p = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
        p /= p.sum(axis=1, keepdims=True)
    if top_p < 1.0:
        order = np.argsort(-p, axis=1, kind="stable")
        ranked = np.take_along_axis(p, order, axis=1)
        before = np.cumsum(ranked, axis=1) - ranked
        kept = np.zeros_like(p)
        np.put_along_axis(kept, order, np.where(before < top_p, ranked, 0.0), axis=1)
        p = kept / kept.sum(axis=1, keepdims=True)
    return p


def log_probabilities(
    generator: Generator, music: Iterable[Any], *, batch: int = 64
) -> list[np.ndarray]:
    """Base-2 log probability of every event but the first, given those before it.

    Parameters
    ----------
    generator : Generator
    music : iterable of Melody, of Tune, or of rows of event indices
        A melody is heard as `ssc_lib.compose` hears a primer: moved to the generator's key and
        range, in its own bars. A row is taken as it is.
    batch : int
        How many are scored side by side; a group takes as many steps as its longest piece.

    Returns
    -------
    list of ndarray
        For each piece of n events, shape (n - 1,), in bits: zero or negative, -inf if impossible.

    Raises ValueError if a piece is empty, if its events are not the generator's, or if a generator
    that follows the bar gets a row, which knows of none; TypeError if a single melody is given.
    """
    generator = as_generator(generator)
    rows, bars = [], []
    for i, piece in enumerate(as_pieces(music)):
        melody = getattr(piece, "melody", piece)
        if isinstance(melody, Melody):
            row, _ = encoding_of(generator).squash(melody, generator.key)
        elif generator.follows_bar:
            raise ValueError(
                "this generator follows the bar, and a row of indices has none; give melodies or "
                "tunes, or say the bar with generator.in_bars_of(16)"
            )
        else:
            row = as_indices(melody, generator.vocabulary, f"sequence {i}")
        if len(row) == 0:
            raise ValueError(f"sequence {i} is empty; a sequence needs at least one event")
        rows.append(row)
        bars.append(melody.steps_per_bar if generator.follows_bar else 0)
    results = [np.empty(0)] * len(rows)
    for bar in sorted(set(bars)):
        player = generator.in_bars_of(bar) if bar else generator
        own = sorted((i for i in range(len(rows)) if bars[i] == bar), key=lambda i: -len(rows[i]))
        for begin in range(0, len(own), batch):
            group = own[begin : begin + batch]
            for i, scores in zip(group, _score(player, [rows[i] for i in group]), strict=True):
                results[i] = scores
    return results


def _score(generator: Generator, rows: list[np.ndarray]) -> list[np.ndarray]:
    """Score rows side by side, the longest first."""
    lengths = [len(row) for row in rows]
    padded = np.zeros((len(rows), lengths[0]), dtype=np.int64)
    for lane, row in enumerate(rows):
        padded[lane, : len(row)] = row
    scores = np.zeros(padded.shape)
    state = generator.start(len(rows))
    for position in range(1, lengths[0]):
        state = generator.step(state, padded[:, position - 1])
        p = generator.distribution(state)
        with np.errstate(divide="ignore"):
            scores[:, position] = np.log2(p[np.arange(len(rows)), padded[:, position]])
    return [scores[lane, 1:length] for lane, length in enumerate(lengths)]


def bits_per_event(generator: Generator, music: Iterable[Any], *, batch: int = 64) -> float:
    """Average surprise of a generator at music it has not seen, in bits per event.

    Knowing nothing of ``K`` events costs ``log2(K)`` bits. The first event of each piece is given,
    not predicted, as in Melody RNN. For parameters and errors see `log_probabilities`.

    Examples
    --------
    >>> from ssc_lib import Melody, Uniform, bits_per_event
    >>> round(bits_per_event(Uniform(38), [Melody.of("C4 - D4")]), 3)
    5.248

    Notes
    -----
    The cross-entropy rate :math:`-\\frac1N\\sum_t \\log_2 p(x_t \\mid x_1 \\dots x_{t-1})` of
    Shannon (1948). One impossible event makes it infinite.
    """
    scores = np.concatenate([*log_probabilities(generator, music, batch=batch), []])
    if len(scores) == 0:
        raise ValueError("no events to score: a piece needs at least two, and there must be one")
    return float(-scores.mean())


def encoding_of(generator: Generator, encoding: Encoding | None = None) -> Encoding:
    """The given encoding, the generator's own or OneHot(); ValueError if it has other events."""
    found = encoding or generator.encoding or OneHot()
    if found.size != generator.vocabulary:
        raise ValueError(
            f"the generator knows {generator.vocabulary} events and the encoding {found.size}; "
            "give the encoding of its events, such as encoding=OneHot(0, 128) for 130"
        )
    return found

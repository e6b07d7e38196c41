"""A generator is anything that can say what comes next.

That sentence is this module. A coin, a Markov chain and a recurrent network differ only in how
they compute the distribution of the next event, so each of them has

``vocabulary``
    how many different events there are (38 for the basic one-hot encoding);
``start(batch)``
    the state before anything was heard, for a batch of outputs that grow side by side;
``step(state, events)``
    the state after one more event for each output, ``events`` of shape (batch,);
``distribution(state)``
    the probabilities of what comes next, shape (batch, vocabulary), rows summing to 1.

A state is the generator's own business and is never changed in place: `step` returns a new one.
One function then samples them all and one function scores them all.

Events here are indices 0, 1, ..., vocabulary - 1; an encoding such as `ssc_lib.OneHot` turns them
into melodies, and `compose` does both at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np


@runtime_checkable
class Generator(Protocol):
    """Anything that can say what comes next: see the module's text."""

    vocabulary: int

    def start(self, batch: int) -> Any: ...

    def step(self, state: Any, events: np.ndarray) -> Any: ...

    def distribution(self, state: Any) -> np.ndarray: ...


def sample(
    generator: Generator,
    steps: int,
    *,
    rng: np.random.Generator,
    primer: Iterable[int] = (),
    outputs: int = 1,
    temperature: float = 1.0,
    top_p: float = 1.0,
) -> np.ndarray:
    """Draw event sequences from any generator, all outputs growing together.

    Parameters
    ----------
    generator : Generator
    steps : int
        Length of each output, the primer included.
    rng : numpy.random.Generator
        The same generator state gives the same outputs.
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

    Raises
    ------
    ValueError
        If a setting is out of its range, or the primer is longer than ``steps``.

    Examples
    --------
    >>> from ssc_lib import MarkovChain, sample
    >>> see_saw = MarkovChain([[0.0, 1.0], [1.0, 0.0]])
    >>> sample(see_saw, 5, primer=[0], rng=np.random.default_rng(1)).tolist()
    [[0, 1, 0, 1, 0]]

    Notes
    -----
    Draws by inversion: one uniform number an output and step. Top-p is the "nucleus" of Holtzman
    et al., *The Curious Case of Neural Text Degeneration*, ICLR 2020.
    """
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
    if len(primed) > steps:
        raise ValueError(
            f"the primer has {len(primed)} events, more than the {steps} steps asked for; "
            "shorten it or ask for more steps"
        )
    check_temperature(temperature)
    if not 0 < top_p <= 1:
        raise ValueError(
            f"top_p must be above 0 and at most 1, got {top_p}; 1 draws from all events"
        )


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
    generator: Generator,
    sequences: Sequence[Iterable[int]],
    *,
    bars: Sequence[int] | None = None,
    batch: int = 256,
) -> list[np.ndarray]:
    """Base-2 log probability of every event but the first, given those before it.

    Parameters
    ----------
    generator : Generator
    sequences : sequence of rows of event indices, each at least one event long
    bars : sequence of int, optional
        Steps in a bar of each sequence, for generators that follow the bar; see `in_bars_of`.
    batch : int
        How many sequences are scored side by side.

    Returns
    -------
    list of ndarray
        One a sequence, of shape (n - 1,), in bits (zero or negative; -inf for the impossible).
    """
    rows = [as_indices(s, generator.vocabulary, f"sequence {i}") for i, s in enumerate(sequences)]
    for i, row in enumerate(rows):
        if len(row) == 0:
            raise ValueError(f"sequence {i} is empty; a sequence needs at least one event")
    results = [np.empty(len(row) - 1) for row in rows]
    for bar in [None] if bars is None else sorted(set(bars)):
        own = [i for i in range(len(rows)) if bars is None or bars[i] == bar]
        reader = generator if bar is None else in_bars_of(generator, bar)
        own.sort(key=lambda i: -len(rows[i]))
        for begin in range(0, len(own), batch):
            group = own[begin : begin + batch]
            for i, scores in zip(group, _score(reader, [rows[i] for i in group]), strict=True):
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


def in_bars_of(generator: Any, steps: int) -> Any:
    """The generator as it plays in bars of so many steps.

    Most generators do not know of bars and are returned as they are. One that does has a method
    ``in_bars_of``: a network whose look-backs follow the tune's own bar.
    """
    return generator.in_bars_of(steps) if hasattr(generator, "in_bars_of") else generator


def bits_per_event(
    generator: Generator,
    sequences: Sequence[Iterable[int]],
    *,
    bars: Sequence[int] | None = None,
    batch: int = 256,
) -> float:
    """Average surprise of a generator at music it has not seen, in bits per event.

    The lower, the better it predicts; knowing nothing of ``K`` events costs ``log2(K)`` bits. The
    first event of each sequence is given, not predicted, as in Melody RNN. Parameters as for
    `log_probabilities`.

    Examples
    --------
    >>> from ssc_lib import Uniform, bits_per_event
    >>> round(bits_per_event(Uniform(38), [[14, 0, 16]]), 3)
    5.248

    Notes
    -----
    The cross-entropy rate :math:`-\\frac1N\\sum_t \\log_2 p(x_t \\mid x_1 \\dots x_{t-1})` of
    Shannon (1948). One impossible event makes it infinite.
    """
    scores = np.concatenate(log_probabilities(generator, sequences, bars=bars, batch=batch))
    if len(scores) == 0:
        raise ValueError("no events to score: every sequence needs at least two events")
    return float(-scores.mean())


def check_temperature(temperature: float) -> None:
    """Raise ValueError unless ``temperature`` is a finite number above 0."""
    if not (np.isfinite(temperature) and temperature > 0):
        raise ValueError(
            f"temperature must be a number above 0, got {temperature}; "
            "try 1, or 0.1 for nearly always the likeliest event"
        )


def as_indices(events: Iterable[int], vocabulary: int, what: str) -> np.ndarray:
    """One row of event indices as int64; ``what`` names it in the error if it is not that."""
    row = np.asarray(events if isinstance(events, np.ndarray) else list(events))
    if row.size == 0:
        return np.empty(0, dtype=np.int64)
    if row.ndim != 1 or not np.issubdtype(row.dtype, np.integer):
        raise TypeError(f"{what} must be one row of integers, got {row.dtype} of shape {row.shape}")
    if row.min() < 0 or row.max() >= vocabulary:
        raise ValueError(
            f"{what} has events from {row.min()} to {row.max()}; "
            f"this generator knows 0 to {vocabulary - 1}"
        )
    return row.astype(np.int64)

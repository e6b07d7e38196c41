"""Beam search: let several continuations compete, and keep the likeliest.

Each output keeps ``beam_size`` candidates. Each of them is copied ``branch_factor`` times, each
copy grows by ``steps_per_iteration`` sampled events, and the best ``beam_size`` of all go on. A
candidate's score is the sum of the log probabilities of its sampled events, as the temperature
left them. The primer is given, so it does not count. With one candidate and one copy this is
plain sampling.

Chapter: From probabilities to notes. Source: the stochastic beam search of Magenta's Melody RNN,
2016.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.generator import Generator, Rng, check_sampling, draw, sharpen
from ssc_lib.music.encoding import as_indices


class Beam(NamedTuple):
    """How `ssc_lib.compose` lets continuations compete; see `beam_search`."""

    beam_size: int = 4
    branch_factor: int = 2
    steps_per_iteration: int = 4


def beam_search(
    generator: Generator,
    steps: int,
    *,
    rng: Rng,
    primer: Iterable[int] = (),
    outputs: int = 1,
    beam_size: int = 4,
    branch_factor: int = 2,
    steps_per_iteration: int = 4,
    temperature: float = 1.0,
    top_p: float = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the best of several event sequences, all outputs and candidates growing together.

    Parameters
    ----------
    generator : Generator
    steps, rng, primer, outputs, temperature, top_p : as for `ssc_lib.sample`
    beam_size : int, at least 1
        Candidates that an output keeps.
    branch_factor : int, at least 1
        Copies of each candidate that grow on their own until the next choice.
    steps_per_iteration : int, at least 1
        Events between two choices.

    Returns
    -------
    events : ndarray of int, shape (outputs, steps)
    bits : ndarray, shape (outputs,)
        Base-2 log probability of what was sampled, the primer left out.

    Raises
    ------
    ValueError
        If a setting is out of its range, or the primer is longer than ``steps``.

    Examples
    --------
    >>> from ssc_lib import Unigram
    >>> loaded = Unigram([0.9, 0.1])
    >>> rng = np.random.default_rng(0)
    >>> beam_search(loaded, 8, beam_size=8, branch_factor=4, rng=rng)[0].tolist()
    [[0, 0, 0, 0, 0, 0, 0, 0]]
    """
    rng = np.random.default_rng(rng)
    primed = as_indices(primer, generator.vocabulary, "the primer")
    check_sampling(steps, primed, outputs, temperature, top_p)
    for name, value in (
        ("beam_size", beam_size),
        ("branch_factor", branch_factor),
        ("steps_per_iteration", steps_per_iteration),
    ):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    state = generator.start(outputs)
    for event in primed:
        state = generator.step(state, np.full(outputs, event))
    # Candidates of one output stand next to each other.
    state = take(state, np.repeat(np.arange(outputs), beam_size), outputs)
    events = np.tile(primed, (outputs * beam_size, 1))
    bits = np.zeros(outputs * beam_size)
    missing = steps - len(primed)
    while missing:
        grow = (missing - 1) % steps_per_iteration + 1  # what does not divide comes first
        copies = np.repeat(np.arange(len(bits)), branch_factor)
        state = take(state, copies, len(bits))
        events, bits = events[copies], bits[copies]
        for _ in range(grow):
            p = sharpen(generator.distribution(state), temperature, top_p)
            chosen = draw(p, rng)
            bits = bits + np.log2(p[np.arange(len(p)), chosen] / p.sum(axis=1))
            events = np.column_stack([events, chosen])
            state = generator.step(state, chosen)
        best = _best(bits.reshape(outputs, -1), beam_size)
        state, events, bits = take(state, best, len(bits)), events[best], bits[best]
        missing -= grow
    first = np.arange(outputs) * beam_size
    return events[first], bits[first]


def _best(bits: np.ndarray, number: int) -> np.ndarray:
    """Places of the ``number`` best in each row, best first, counted through all rows."""
    order = np.argsort(-bits, axis=1, kind="stable")[:, :number]
    return (order + np.arange(len(bits))[:, None] * bits.shape[1]).ravel()


def take(state: Any, rows: np.ndarray, outputs: int) -> Any:
    """The state of a generator with its outputs picked and copied: output i is ``rows[i]`` of old.

    Parameters
    ----------
    state : anything that a generator's `start` or `step` returned
        Arrays with the outputs along the first axis, in tuples, lists, dicts or dataclasses; or the
        number of outputs itself. A list with one entry for each output will do, too.
    rows : ndarray of int, shape (new outputs,)
    outputs : int
        How many outputs the state has.

    Raises
    ------
    TypeError
        If the state is made of something else, or an array has another first axis.
    """
    known = int, np.ndarray, tuple, list, dict, type(None)
    if not (isinstance(state, known) or (is_dataclass(state) and not isinstance(state, type))):
        raise TypeError(
            f"the generator's state is of type {type(state).__name__}, which beam search cannot "
            "copy; it needs arrays with the outputs along the first axis, in tuples, lists or dicts"
        )
    return _picked(state, rows, outputs)


def _picked(state: Any, rows: np.ndarray, outputs: int) -> Any:
    """A part of a state with its outputs picked; what has no outputs stays."""
    if isinstance(state, np.ndarray):
        if state.ndim == 0 or len(state) != outputs:
            raise TypeError(
                f"the generator's state holds an array of shape {state.shape} where there are "
                f"{outputs} outputs; beam search needs the outputs along the first axis"
            )
        return state[rows]
    if isinstance(state, tuple):
        parts = [_picked(part, rows, outputs) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
    if isinstance(state, list):
        if len(state) == outputs and not any(isinstance(p, np.ndarray | tuple) for p in state):
            return [state[row] for row in rows]
        return [_picked(part, rows, outputs) for part in state]
    if isinstance(state, dict):
        return {name: _picked(part, rows, outputs) for name, part in state.items()}
    if is_dataclass(state) and not isinstance(state, type):
        values = {f.name: getattr(state, f.name) for f in fields(state)}
        arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
        return replace(state, **{name: _picked(a, rows, outputs) for name, a in arrays.items()})
    return len(rows) if isinstance(state, int) else state

"""Exercises of the chapter *A network that composes*."""

from collections.abc import Iterator
from itertools import count, permutations
from math import ceil, exp, log
from typing import Any

import numpy as np

from ssc_lib.checks.calling import Answer
from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import long_enough, normalised, original, varied, variety
from ssc_lib.music.melody import Melody
from ssc_lib.networks.cells import sigmoid, softmax

_z, _p = np.array([2.0, 1.0, 0.0]), np.array([0.05, 0.5, 0.15, 0.3])


def _but(order: Any = "ifgo", past: int = 1, bias: int = 1, **change: Answer) -> Answer:
    """A step of an LSTM, but with other ``gates``, or another way to ``write`` or to ``show``."""
    write: Answer = change.get("write", np.tanh)
    gates: Answer = change.get("gates", lambda i, f, o: (i, f, o))
    show: Answer = change.get("show", lambda new, old: np.tanh(new))

    def step(x: Any, h: Any, c: Any, W: Any, U: Any, b: Any) -> Any:
        z = dict(zip(order, np.split(x @ W + past * h @ U + bias * b, 4), strict=True))
        i, f, o = gates(*(sigmoid(z[gate]) for gate in "ifo"))
        new = f * c + i * write(z["g"])
        return o * show(new, c), new

    return step


def _layer(inputs: int, n: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    shapes = ((inputs,), (n,), (n,), (inputs, 4 * n), (n, 4 * n), (4 * n,))
    return tuple(rng.normal(size=shape) for shape in shapes)


def _nucleus(p: np.ndarray, top: float, side: Any = "left", crossing: int = 1) -> np.ndarray:
    kept = np.searchsorted(np.cumsum(-np.sort(-p)), top, side) + crossing
    return normalised(p * (np.argsort(np.argsort(-p)) < kept))


Exercise(
    name="network-1",
    right=lambda x, h: 4 * (h * (x + h) + h),
    cases=[(38, 128), (128, 128), (256, 256)],
    asks="the number of parameters of a layer with {0} inputs and {1} units",
    mistakes={
        "that is one gate; an LSTM has four blocks of weights": lambda x, h: h * (x + h) + h,
        "the biases are missing: one for each unit of each block": lambda x, h: 4 * h * (x + h),
        "the weights from the units of the step before are missing": lambda x, h: 4 * h * (x + 1),
        "Keras keeps one bias a block, not two": lambda x, h: 4 * (h * (x + h) + 2 * h),
    },
    praise="with its softmax, Melody RNN's basic network has 221,990",
)
Exercise(
    name="network-2",
    right=lambda z, t: softmax(z / t),
    cases=[(_z, 1.0), (_z, 0.5), (_z, 2.0), (np.array([1000.0, 0.0]), 1.0)],
    asks="the probabilities of logits {0} at temperature {1}",
    mistakes={
        "you multiply by the temperature; divide": lambda z, t: softmax(z * t),
        "divide the logits, before the softmax": lambda z, t: softmax(z) / t,
        "the temperature changes nothing; divide the logits by it": lambda z, t: softmax(z),
        "these are not normalised; divide by their sum": lambda z, t: np.exp(z / t),
        "normalise after the power, too; divide by the sum": lambda z, t: softmax(z) ** (1 / t),
        "you got nan: take off the largest logit first": lambda z, t: normalised(np.exp(z / t)),
    },
    praise="temperature divides logits, and large logits do no harm",
)
_rng = np.random.default_rng(3)
Exercise(
    name="network-3",
    right=_but(),
    cases={"1 unit": _layer(1, 1, _rng), "2 units and 3 inputs": _layer(3, 2, _rng)},
    asks="(h, c) of a layer of {case}",
    forbids={"lstm_cell": "write the step yourself; lstm_cell has it done"},
    mistakes={
        f"Keras orders the gates i, f, g, o; you take them as {', '.join(o)}": _but(o)
        for o in [*permutations("ifgo")][1:]
    }
    | {
        "return the pair (h, c); yours is (c, h)": lambda *layer: _but()(*layer)[::-1],
        "h @ U is missing: gates also read the output of the step before": _but(past=0),
        "the bias is missing: each gate adds its part of b": _but(bias=0),
        "the forget gate is missing: keep f c, not all of c": _but(gates=lambda i, f, o: (i, 1, o)),
        "the input gate is missing: write i tanh(g)": _but(gates=lambda i, f, o: (1, f, o)),
        "1 - f stands in place of i, as in a GRU": _but(gates=lambda i, f, o: (1 - f, f, o)),
        "the old cell state is missing: keep f c of it": _but(gates=lambda i, f, o: (i, 0, o)),
        "the output gate is missing: h = o tanh(c)": _but(gates=lambda i, f, o: (i, f, 1)),
        "the candidate g goes through tanh before it is written": _but(write=lambda g: g),
        "the candidate g is no gate: it goes through tanh, not sigma": _but(write=sigmoid),
        "h is o times tanh of the new cell state, not the state": _but(show=lambda new, old: new),
        "h uses the cell state from before the step": _but(show=lambda new, old: np.tanh(old)),
    },
    praise="the cell state and the output are Keras's",
)
Exercise(
    name="network-4",
    right=lambda f, share: next(n for n in count() if f**n < share),
    cases=[(0.9, 0.01), (0.99, 0.01), (0.5, 0.0625)],
    asks="the number of steps until less than {1} is left at f = {0}",
    mistakes={
        "one step too few: the share must be below the limit": lambda f, s: int(log(s) / log(f)),
        "at f = {0} exactly {1} is left; less is asked for": lambda f, s: ceil(log(s) / log(f)),
        "a number of steps is whole: round up": lambda f, s: log(s) / log(f),
        "each step takes the same share, not the same amount": lambda f, s: ceil((1 - s) / (1 - f)),
        "take the same share at each step, not the amount": lambda f, s: int((1 - s) / (1 - f)),
    },
    praise="44 steps at 0.9, but 459 at 0.99: that is how a cell remembers a whole tune",
)
Exercise(
    name="network-5",
    right=_nucleus,
    cases=[(_p, 0.7), (_p, 1.0), (_p, 0.01), (_p, 0.5)],
    asks="top-p {1} of {0}",
    mistakes={
        "these are not normalised; divide by what was kept": lambda p, t: p * (_nucleus(p, t) > 0),
        "keep the event that crosses the line of {1}": lambda p, t: _nucleus(p, t, "right", 0),
        "{1} is at least {1}: stop when the sum is there": lambda p, t: _nucleus(p, t, "right"),
        "you sorted the events; keep their own order": lambda p, t: -np.sort(-_nucleus(p, t)),
        "rank the events before you add up": lambda p, t: normalised(p * (np.cumsum(p) - p < t)),
        "not each event has to reach {1}, but their sum": lambda p, t: normalised(p * (p >= t)),
        "compare the sum of the likeliest with {1}, not each event": lambda p, t: p * (p >= t),
    },
    praise="the fewest events that hold that much probability",
)
Exercise(
    name="network-6",
    right=lambda p: 2 ** -np.log2(p).mean(),
    cases=[(np.array([0.5, 0.25, 0.25, 0.5]),), (np.full(10, 1 / 38),)],
    asks="the perplexity of events that had probabilities {0}",
    mistakes={
        "that is the surprise in bits; perplexity is 2 to that power": lambda p: -np.log2(p).mean(),
        "take the mean of the logarithms, not the logarithm of the mean": lambda p: 1 / p.mean(),
        "that mixes bases: e to a number of bits": lambda p: exp(-np.log2(p).mean()),
        "that mixes bases: 2 to a number of nats": lambda p: 2 ** -np.log(p).mean(),
        "take the mean over events, not the sum": lambda p: 2 ** -np.log2(p).sum(),
        "a surprise is minus the logarithm; mind the sign": lambda p: 2 ** np.log2(p).mean(),
        "each event came once: do not weight it by p": lambda p: 2 ** -(p * np.log2(p)).sum(),
    },
    praise="as unsure as a fair die with 2.83 faces; uniform over 38 events it is 38",
)


_held = np.array([0.9, -0.2, 0.1, 0.7, -0.4, 0.5, 0.8])
_place, _even = np.array([0, 1, 2, 0, 1, 2, 0]), np.array([3, 3, 5, 5, 7, 7, 3])


def _means(held: np.ndarray, label: np.ndarray, each: Any) -> np.ndarray:
    return np.array([held[label == k].mean() for k in each])


def _explained(held: np.ndarray, label: np.ndarray) -> float:
    return _means(held, label, label).var() / held.var()


Exercise(
    name="network-8",
    right=_explained,
    cases=[(_held, _place), (_held, _even), (_held, np.arange(7)), (_held, np.zeros(7, int))],
    asks="the share of {0} that the labels {1} explain",
    mistakes={
        "count each step, not each label once: some labels come more often": lambda h, k: (
            _means(h, k, np.unique(k)).var() / h.var()
        ),
        "that is the share that the label leaves unexplained": lambda h, k: 1 - _explained(h, k),
        "divide the variances, not the standard deviations": lambda h, k: _explained(h, k) ** 0.5,
        "divide by the variance of what was held": lambda h, k: _explained(h, k) * h.var(),
        "a label is a name; take means and not the correlation with its number": lambda h, k: (
            np.corrcoef(h, k)[0, 1] ** 2 if k.any() else 0.0
        ),
    },
    praise="0 for a label that says nothing, and 1 for a label of each step's own, which says all",
)


def _tune(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 96)
    yield from varied(melody, "raise the temperature")
    yield from original(melody, 48, "take another draw")


Piece(name="network-7", asks="a Melody", kind=Melody, rules=_tune, praise=variety)

"""Checkers of the exercises in the chapter on the network that composes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ssc_lib.checks import Hint, compare, composed, copied_events, exercise, varied_bars
from ssc_lib.networks.cells import lstm_cell, softmax


@exercise("network-1")
def parameters(answer: Callable[[int, int], Any]) -> str:
    for x, h in ((38, 128), (128, 128), (256, 256)):
        right = 4 * (h * (x + h) + h)
        compare(
            answer(x, h),
            right,
            what=f"the parameters of a layer with {x} inputs and {h} units",
            wrong={
                "that is one gate; an LSTM has four blocks of weights": right // 4,
                "the biases are missing: one for each unit of each block": 4 * h * (x + h),
                "the recurrent weights are missing: each unit also reads all units of the step "
                "before": 4 * (h * x + h),
                "Keras keeps one bias a block, not two": 4 * (h * (x + h) + 2 * h),
            },
        )
    total = 4 * (128 * 166 + 128) + 4 * (128 * 256 + 128) + 129 * 38
    return f"with its softmax, Melody RNN's basic network has {total:,}"


@exercise("network-2")
def with_temperature(answer: Callable[..., Any]) -> str:
    z = np.array([2.0, 1.0, 0.0])
    for t in (1.0, 0.5, 2.0):
        compare(
            answer(z, t),
            softmax(z / t),
            what=f"the probabilities at temperature {t}",
            wrong={
                "you multiply by the temperature; divide": softmax(z * t),
                "divide the logits before the softmax, not the probabilities after it": (
                    softmax(z) / t
                ),
                "these are not normalised; divide by their sum": np.exp(z / t),
            },
        )
    large = answer(np.array([1000.0, 0.0]), 1.0)
    if not np.isfinite(np.asarray(large, dtype=float)).all():
        raise Hint("for logits (1000, 0) you got nan: subtract the largest logit first")
    compare(large, [1.0, 0.0], what="the probabilities of logits (1000, 0)")
    return "temperature divides logits, and large logits do no harm"


@exercise("network-3")
def one_step(answer: Callable[..., Any]) -> str:
    rng = np.random.default_rng(3)
    for x_size, units in ((1, 1), (3, 2)):
        x, h, c = rng.normal(size=x_size), rng.normal(size=units), rng.normal(size=units)
        W, U, b = (rng.normal(size=s) for s in ((x_size, 4 * units), (units, 4 * units), 4 * units))
        result = answer(x, h, c, W, U, b)
        if not isinstance(result, tuple) or len(result) != 2:
            raise Hint("return the pair (h, c) after the step")
        new_h, new_c = lstm_cell((x @ W)[None], h[None], c[None], U, b)
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        s = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
        swapped = s(i) * c + s(f) * np.tanh(g)
        no_tanh = s(f) * c + s(i) * g
        compare(
            result[1],
            new_c[0],
            what="the cell state",
            wrong={
                "the input and the forget gate are exchanged: Keras orders i, f, g, o": swapped,
                "the candidate g goes through tanh before it is written": no_tanh,
                "the old cell state is missing: keep a share of it": s(i) * np.tanh(g),
            },
        )
        compare(
            result[0],
            new_h[0],
            what="the output",
            wrong={
                "the output is the gate times tanh of the new cell state, not the state itself": (
                    s(o) * new_c[0]
                ),
                "that uses the cell state from before the step": s(o) * np.tanh(c),
            },
        )
    return "the cell state and the output are Keras's"


@exercise("network-4")
def steps_to_forget(answer: Callable[..., Any]) -> str:
    for f in (0.9, 0.99):
        right = math.ceil(math.log(0.01) / math.log(f))
        compare(
            answer(f, 0.01),
            right,
            what=f"the steps for a forget gate of {f}",
            wrong={
                "one step too few: the share must be below the limit": right - 1,
                "that is (1 - share) / (1 - f), as if each step took away the same amount; each "
                "step takes the same share of what is left": math.ceil(0.99 / (1 - f)),
                "a number of steps is whole: round up": math.log(0.01) / math.log(f),
            },
        )
    return "44 steps at 0.9, but 459 at 0.99: that is how a cell remembers a whole tune"


@exercise("network-5")
def nucleus(answer: Callable[..., Any]) -> str:
    p = np.array([0.05, 0.5, 0.15, 0.3])
    compare(
        answer(p.copy(), 0.7),
        np.array([0, 0.5, 0, 0.3]) / 0.8,
        what="top-p 0.7 of (.05, .50, .15, .30)",
        wrong={
            "these are not normalised; divide by what was kept": [0, 0.5, 0, 0.3],
            "keep the event that crosses the line, or less than p remains": [0, 1, 0, 0],
            "you sorted the events; return them in their own order": np.array([0.5, 0.3, 0, 0])
            / 0.8,
        },
    )
    compare(answer(p.copy(), 1.0), p, what="top-p 1, which keeps everything")
    compare(answer(p.copy(), 0.01), [0, 1, 0, 0], what="top-p 0.01, which keeps the likeliest")
    return "the fewest events that hold that much probability"


@exercise("network-6")
def perplexity(answer: Callable[..., Any]) -> str:
    p = np.array([0.5, 0.25, 0.25, 0.5])
    compare(
        answer(p),
        2**1.5,
        what="the perplexity of events that had probabilities 1/2, 1/4, 1/4, 1/2",
        wrong={
            "that is the surprise in bits; perplexity is 2 to that power": 1.5,
            "take the mean of the logarithms, not the logarithm of the mean": 1 / p.mean(),
            "that mixes bases: e to a number of bits": math.exp(1.5),
            "take the mean over events, not the sum": 2**6,
        },
    )
    compare(answer(np.full(10, 1 / 38)), 38, what="the perplexity of a uniform guess among 38")
    return "as unsure as a fair die with 2.83 faces; uniform over 38 events it is 38"


@exercise("network-7")
def composition(answer: Callable[..., Any]) -> str:
    melody = composed(answer, 96)
    bars = varied_bars(melody, "raise the temperature")
    copied = copied_events(melody, 48, "take another draw")
    return (
        f"{len(set(bars))} different bars of {len(bars)}, at most {copied} events in a row copied"
    )

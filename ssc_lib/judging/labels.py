"""The original's way of counting: the surprise at labels, not at events.

Melody RNN reported the mean of :math:`-\\ln p(\\text{label})` as its loss and the exponential of it
as its perplexity. With one-hot events a label is an event. The look-back and key encodings have
labels for "as one bar ago" and "as two bars ago" as well, so two or three labels may spell the same
event, and the encoder picks one of them as the answer: the longest look-back that fits.

A network may well have meant the right event by another of its labels. The original gives it no
credit for that, and the ladder does: it sums over all labels that spell the event,

.. math::

   p(\\text{event}) = \\sum_{\\ell \\text{ spells it}} p(\\ell) \\ge p(\\text{chosen label}) .

Hence the surprise at the label is at least that at the event, event for event, and so is the mean.
Only sums compare with generators that have no such labels. Two networks of one encoding may be
compared either way. Loss and perplexity as Melody RNN printed them in evaluation were higher still,
because it left dropout on.

Chapter: Lookback. Source: the metrics of Melody RNN's training graph, Magenta 2.1.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.generator import bits_per_event
from ssc_lib.judging.ladder import as_read
from ssc_lib.music.collections import Tune
from ssc_lib.networks.network import Network, State


class AtLabels:
    """A network judged by the label that its encoder chooses for each event.

    Its rows of `distribution` hold, for each event, the probability of that one label. They sum to
    less than 1 where other labels spell the same events, so score with it and do not sample.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.vocabulary = network.vocabulary

    def start(self, batch: int) -> State:
        return self.network.start(batch)

    def step(self, state: State, events: np.ndarray) -> State:
        return self.network.step(state, events)

    def distribution(self, state: State) -> np.ndarray:
        p = self.network.labels(state)
        if state.history is None:  # one-hot: a label is an event
            return p
        return np.take_along_axis(p, state.history.chosen(), axis=1)

    def in_bars_of(self, steps: int) -> AtLabels:
        """This judge of the network as it plays in bars of so many steps."""
        return AtLabels(self.network.in_bars_of(steps))


class LabelScore(NamedTuple):
    """Surprise at labels, in three units of the same thing."""

    name: str
    bits: float  # a label

    @property
    def loss(self) -> float:
        """Nats a label: the loss that Melody RNN printed."""
        return self.bits * float(np.log(2))

    @property
    def perplexity(self) -> float:
        """Among how many equally likely labels one would be as unsure."""
        return float(2**self.bits)


def label_bits_per_event(
    network: Network, sequences: Sequence[Any], *, bars: Sequence[int] | None = None
) -> float:
    """Average surprise of a network at the labels of music it has not seen, in bits per event.

    Parameters
    ----------
    network : Network
    sequences : sequence of rows of event indices
    bars : sequence of int, optional
        Steps in a bar of each sequence; needed by networks that follow the bar.

    Returns
    -------
    float
        Never less than `ssc_lib.bits_per_event`, and equal to it for a one-hot network.

    Examples
    --------
    >>> from ssc_lib import bits_per_event, load_network
    >>> network, tune = load_network("lookback"), 8 * [14, 0, 16, 0, 18, 0, 19, 0]
    >>> bool(label_bits_per_event(network, [tune]) > bits_per_event(network, [tune]))
    True
    """
    return bits_per_event(AtLabels(network), sequences, bars=bars)


def label_score(name: str, network: Network, tunes: Sequence[Tune]) -> LabelScore:
    """Score a network by labels on tunes as it reads them: in its own range, key and bars."""
    rows, bars = as_read(network, tunes)
    return LabelScore(name, label_bits_per_event(network, rows, bars=bars))


def format_label_score(score: LabelScore, width: int = 12) -> str:
    """One line of the printed table."""
    return f"{score.name:<{width}}{score.bits:7.3f}{score.loss:9.3f}{score.perplexity:12.2f}"

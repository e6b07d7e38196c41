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

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.generator import Wrapper, bits_per_event
from ssc_lib.networks.network import Network, State


class AtLabels(Wrapper):
    """A network judged by the label that its encoder chooses for each event.

    Its rows of `distribution` hold, for each event, the probability of that one label. They sum to
    less than 1 where other labels spell the same events, so score with it and do not sample.

    Parameters
    ----------
    network : Network
    """

    generator: Network

    def distribution(self, state: State) -> np.ndarray:
        """Probability of the chosen label of each event, shape (batch, vocabulary)."""
        return np.take_along_axis(self.generator.labels(state), state.history.chosen(), axis=1)


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


def label_bits_per_event(network: Network, music: Iterable[Any]) -> float:
    """Average surprise of a network at the labels of music it has not seen, in bits per event.

    Never less than `ssc_lib.bits_per_event`, which takes the same music, and equal to it for a
    one-hot network.

    Examples
    --------
    >>> from ssc_lib import Melody, bits_per_event, load_network
    >>> network, tune = load_network("lookback"), 8 * Melody.of("C4 - D4 - E4 - F4 -")
    >>> bool(label_bits_per_event(network, [tune]) > bits_per_event(network, [tune]))
    True
    """
    return bits_per_event(AtLabels(network), music)


def format_label_score(score: LabelScore, width: int = 12) -> str:
    """One line of the printed table."""
    return f"{score.name:<{width}}{score.bits:7.3f}{score.loss:9.3f}{score.perplexity:12.2f}"

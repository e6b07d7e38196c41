"""The ladder: every generator of the book scored on the same tunes that none of them has seen.

One number for each, in bits per event: how surprised the generator is, on average, by what really
comes next. It is the same table in every chapter and grows a row at a time.

Chapters: all. Run it with ``ssc ladder``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ssc_lib.chance.bernoulli import Uniform, Unigram
from ssc_lib.chance.ngram import NGram
from ssc_lib.chance.walks import Walk
from ssc_lib.generator import Generator, bits_per_event
from ssc_lib.music import corpus
from ssc_lib.music.collections import Tune
from ssc_lib.networks.network import Network

MARKOV_ORDERS = (1, 2, 3, 4, 5, 6, 7, 8)
LONG_ORDER = 16


class Rung(NamedTuple):
    """A row of the ladder."""

    name: str
    bits: float
    size: int  # numbers stored: table entries for a table, parameters for a network


def tables(
    train: Sequence[np.ndarray],
    vocabulary: int,
    orders: Sequence[int] = (*MARKOV_ORDERS, LONG_ORDER),
) -> Iterator[tuple[str, Generator, int]]:
    """Fit every generator that is a table, from the uniform one upwards.

    Yields
    ------
    name, generator, number of contexts
    """
    yield "uniform", Uniform(vocabulary), 0
    yield "unigram", Unigram.fit(train, vocabulary), 1
    yield "walk", Walk.fit(train, vocabulary), 1
    for order in orders:
        model = NGram.fit(train, vocabulary, order=order)
        yield f"Markov {order}", model, model.contexts


def ladder(
    train: Sequence[np.ndarray],
    test: Sequence[np.ndarray],
    vocabulary: int,
    networks: Mapping[str, Generator] | None = None,
    *,
    orders: Sequence[int] = (*MARKOV_ORDERS, LONG_ORDER),
) -> Iterator[Rung]:
    """Score the tables fitted on ``train``, then the networks, on ``test``.

    Parameters
    ----------
    train, test : sequences of rows of event indices
    vocabulary : int
    networks : mapping of name -> generator, optional
    orders : sequence of int
        Orders of the Markov tables, smoothed by Kneser-Ney.
    """
    for name, generator, size in tables(train, vocabulary, orders):
        yield Rung(name, bits_per_event(generator, test), size)
    for name, network in (networks or {}).items():
        yield Rung(name, bits_per_event(network, test), getattr(network, "parameters", 0))


def network_rung(name: str, network: Network, tunes: Sequence[Tune]) -> Rung:
    """Score a network on tunes as it reads them: in its own range, key and bars.

    Parameters
    ----------
    name : str
    network : Network
    tunes : sequence of Tune
        Tunes that it has not seen.
    """
    rows = corpus.sequences(tunes, encoding=network.encoding, key=network.key)
    bars = [t.melody.steps_per_bar for t in tunes]
    return Rung(name, bits_per_event(network, rows, bars=bars), network.parameters)


def format_rung(rung: Rung) -> str:
    """One line of the printed table, with a bar that is as long as the surprise."""
    return f"{rung.name:<12}{rung.bits:7.3f}  {'▇' * round(rung.bits * 8)}"

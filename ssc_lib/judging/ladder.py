"""The ladder: every generator of the book scored on the same tunes that none of them has seen.

One number for each, in bits per event: how surprised the generator is, on average, by what really
comes next. It is the same table in every chapter and grows a row at a time.

Chapters: all. Run it with ``ssc ladder``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ssc_lib.chance.coins import Uniform, Unigram
from ssc_lib.chance.dice import DiceTable
from ssc_lib.chance.ngram import NGram
from ssc_lib.chance.walks import Walk
from ssc_lib.generator import Generator, bits_per_event
from ssc_lib.music import corpus
from ssc_lib.music.collections import Tune
from ssc_lib.networks.network import Network

MARKOV_ORDERS = (1, 2, 3, 4, 5, 6, 7, 8)
LONG_ORDERS = (16, 24, 28)  # no order predicts the dances' validation or test tunes better than 28
ORDERS = (*MARKOV_ORDERS, *LONG_ORDERS)
DICE_PERIOD = 48  # steps: a common multiple of the bars of 2/4, 3/4, 6/8 and 4/4


class Rung(NamedTuple):
    """A row of the ladder."""

    name: str
    bits: float
    size: int  # contexts of full length for a table, parameters for a network


def tables(
    train: Sequence[np.ndarray], vocabulary: int, orders: Sequence[int] = ORDERS
) -> Iterator[tuple[str, Generator, int]]:
    """Fit every generator that is a table, from the uniform one upwards.

    Yields
    ------
    name, generator, number of contexts
    """
    yield "uniform", Uniform(vocabulary), 0
    yield "unigram", Unigram.fit(train, vocabulary), 1
    yield "walk", Walk.fit(train, vocabulary), 1
    yield "dice table", DiceTable.fit(train, vocabulary, period=DICE_PERIOD), DICE_PERIOD
    for order in orders:
        model = NGram.fit(train, vocabulary, order=order)
        yield f"Markov {order}", model, model.contexts


def ladder(
    train: Sequence[np.ndarray],
    test: Sequence[np.ndarray],
    vocabulary: int,
    *,
    orders: Sequence[int] = ORDERS,
) -> Iterator[Rung]:
    """Score the tables fitted on ``train``, from the uniform one upwards, on ``test``.

    Parameters
    ----------
    train, test : sequences of rows of event indices
    vocabulary : int
    orders : sequence of int
        Orders of the Markov tables, smoothed by Kneser-Ney.
    """
    for name, generator, size in tables(train, vocabulary, orders):
        yield Rung(name, bits_per_event(generator, test), size)


def network_rung(name: str, network: Network, tunes: Sequence[Tune]) -> Rung:
    """Score a network on tunes as it reads them: in its own range, key and bars.

    Parameters
    ----------
    name : str
    network : Network
    tunes : sequence of Tune
        Tunes that it has not seen.
    """
    rows, bars = as_read(network, tunes)
    return Rung(name, bits_per_event(network, rows, bars=bars), network.parameters)


def as_read(network: Network, tunes: Sequence[Tune]) -> tuple[list[np.ndarray], list[int]]:
    """Tunes as a network reads them: rows of event indices, and the steps in a bar of each."""
    rows = corpus.sequences(tunes, encoding=network.encoding, key=network.key)
    return rows, [t.melody.steps_per_bar for t in tunes]


def format_rung(rung: Rung, *, width: int = 12, with_size: bool = False) -> str:
    """One line of the printed table, with a bar that is as long as the surprise.

    Parameters
    ----------
    rung : Rung
    width : int
        Columns for the name.
    with_size : bool
        Print the size as well.
    """
    size = f"{rung.size:>11,}" if with_size else ""
    bar = "▇" * round(8 * min(rung.bits, 7.5))  # an impossible event costs infinitely many bits
    return f"{rung.name:<{width}}{rung.bits:7.3f}{size}  {bar}"


def verdict(tables: Sequence[Rung], networks: Sequence[Rung]) -> str:
    """One sentence on how the best network compares with the best table.

    Examples
    --------
    >>> verdict([Rung("Markov 8", 1.6, 9)], [Rung("basic", 1.2, 9)])
    'basic is 25.0 % below the best table, Markov 8'
    """
    table, network = (min(rungs, key=lambda r: r.bits) for rungs in (tables, networks))
    change = network.bits / table.bits - 1
    where = "above" if change > 0 else "below"
    percent = 100 * abs(change)
    return f"{network.name} is {percent:.1f} % {where} the best table, {table.name}"

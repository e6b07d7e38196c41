"""The ladder: every generator of the book scored on the same tunes that none of them has seen.

One number for each, in bits per event: how surprised the generator is, on average, by what really
comes next. It is the same table in every chapter and grows a row at a time.

What is here: `ladder` makes the table, `Ladder` shows it; `rungs` yields its rows one by one, for
whoever wants to watch; `fitted` makes the generator of a standard row.

Chapters: all. Run it with ``ssc ladder``.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

import numpy as np

from ssc_lib.chance.coins import Uniform, Unigram
from ssc_lib.chance.dice import DiceTable
from ssc_lib.chance.hierarchy import Hierarchy
from ssc_lib.chance.memory import Memory
from ssc_lib.chance.ngram import NGram
from ssc_lib.chance.walks import Walk
from ssc_lib.generator import Generator, as_generator, bits_per_event
from ssc_lib.music import corpus
from ssc_lib.networks.juries import load_generator, shipped_juries
from ssc_lib.networks.loading import shipped_networks
from ssc_lib.networks.members import COUNTED

ORDERS = (*range(1, 9), 16, 24, 28)  # no order predicts the dances' unseen tunes better than 28
DICE_PERIOD = 48  # steps: a common multiple of the bars of 2/4, 3/4, 6/8 and 4/4
MARKOV = tuple(f"Markov {order}" for order in ORDERS)
TABLES = ("uniform", "unigram", "walk", "dice table", *MARKOV, *COUNTED)
REMEMBERS = " + memory"  # how the name of a row with `Memory` ends
WIDEST = 7.5  # bits of the longest bar; an impossible event costs infinitely many


class Rung(NamedTuple):
    """A row of the ladder."""

    name: str
    bits: float
    size: int  # contexts of full length for a table, parameters for a network


class Ladder(Sequence[Rung]):
    """Rows of the ladder: a table with bars in a notebook, and the same in text in a shell.

    A row is found by its place or by its name: ``rows["Markov 2"].bits``.
    """

    def __init__(self, rows: Iterable[Rung]) -> None:
        self._rows = list(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int | str) -> Rung: ...
    @overload
    def __getitem__(self, place: slice) -> Ladder: ...
    def __getitem__(self, place: int | str | slice) -> Rung | Ladder:
        """The row of a place or a name, or the ladder of a slice."""
        if isinstance(place, slice):
            return Ladder(self._rows[place])
        if isinstance(place, int):
            return self._rows[place]
        for row in self._rows:
            if row.name == place:
                return row
        raise KeyError(f"no row {place!r}; there are {', '.join(row.name for row in self._rows)}")

    @property
    def best(self) -> Rung:
        """The row with the fewest bits."""
        return min(self._rows, key=lambda row: row.bits)

    def __repr__(self) -> str:
        width = max(12, *(len(row.name) + 1 for row in self._rows), 0)
        return "\n".join(format_rung(row, width=width) for row in self._rows)

    def _repr_html_(self) -> str:
        head = "<tr><th scope='col'>generator</th><th scope='col'>bits per event</th><td></td></tr>"
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{html.escape(row.name)}</th>"
            f"<td>{row.bits:.3f}</td><td style='text-align:left'>"
            "<div style='height:.8em;border-radius:2px;background:currentColor;opacity:.55;"
            f"width:{min(row.bits, WIDEST):.3f}em'></div></td></tr>"
            for row in self._rows
        )
        return f"<table class='ssc-ladder'>{head}{rows}</table>"


def ladder(
    *generators: str | Mapping[str, Generator],
    tunes: Iterable[Any] | None = None,
    train: Iterable[Any] | None = None,
) -> Ladder:
    """Score generators on tunes that none of them has seen, in bits per event.

    Parameters
    ----------
    *generators : str or dict of name -> generator
        Standard rows by name: "uniform", "unigram", "walk", "dice table", "Markov 2" (of any
        order), "hierarchy", and the shipped networks and juries, such as "basic" and "votes"; each
        of these with memory of the tune, such as "basic + memory"; your own in a dict. Without any,
        all standard rows but those with memory, in about a minute.
    tunes : iterable of Tune, Melody or rows of event indices, optional
        What to score them on; by default the test tunes of the corpus.
    train : the same, optional
        What standard tables are fitted on; by default the training tunes. "hierarchy" needs tunes
        or melodies, since it counts their bars.

    Returns
    -------
    Ladder

    Raises
    ------
    ValueError
        If a name is not that of a standard row.

    Examples
    --------
    >>> import ssc_lib as ssc
    >>> tunes = ssc.corpus.load(split="test")[:4]
    >>> ssc.ladder("uniform", {"a loaded die": ssc.Unigram.fit(tunes)}, tunes=tunes)["uniform"].size
    0
    """
    return Ladder(rungs(*generators, tunes=tunes, train=train))


def rungs(
    *generators: str | Mapping[str, Generator],
    tunes: Iterable[Any] | None = None,
    train: Iterable[Any] | None = None,
) -> Iterator[Rung]:
    """Yield the rows of `ladder` as they are scored; parameters and errors as there."""
    asked: list[tuple[str, Generator | None]] = []
    for one in generators or (*TABLES, *shipped_networks(), *shipped_juries()):
        if isinstance(one, Mapping):
            asked += one.items()
        else:
            check_name(one)
            asked.append((one, None))
    unseen = corpus.load(split="test") if tunes is None else list(tunes)
    learned: list[np.ndarray] | list[Any] = [] if train is None else list(train)
    for name, generator in asked:
        inside = name.removesuffix(REMEMBERS)
        own = inside in COUNTED and train is None  # it loads what it needs
        if generator is None and not learned and not own and inside not in _shipped():
            learned = corpus.sequences(split="train")
        rows = [] if own else learned
        found = fitted(name, rows) if generator is None else as_generator(generator)
        yield Rung(name, bits_per_event(found, unseen), found.size)


def fitted(name: str, train: Sequence[Any]) -> Generator:
    """The generator of a standard row: a table fitted on tunes, or a shipped network or jury.

    The hierarchical table needs tunes, which know of bars; without any it learns from the corpus.

    Memory finds its two numbers on the validation tunes of the corpus, of which neither tables nor
    networks have learned.
    """
    if name.endswith(REMEMBERS):
        inside = fitted(name.removesuffix(REMEMBERS), train)
        return Memory.fit(inside, corpus.load(split="validation"))
    kinds: dict[str, Any] = {
        "uniform": lambda: Uniform(38),
        "unigram": lambda: Unigram.fit(train),
        "walk": lambda: Walk.fit(train),
        "dice table": lambda: DiceTable.fit(train, period=DICE_PERIOD),
        "hierarchy": lambda: Hierarchy.fit(train) if len(train) else load_generator(name),
    }
    if name in kinds:
        made: Generator = kinds[name]()
        return made
    if name.startswith("Markov "):
        return NGram.fit(train, order=int(name.removeprefix("Markov ")))
    return load_generator(name, dtype=np.float32)


def _shipped() -> list[str]:
    """Names of all that was learned and ships with the library."""
    return [*shipped_networks(), *shipped_juries()]


def check_name(name: str) -> None:
    """Raise ValueError unless a standard row has that name."""
    inside = name.removesuffix(REMEMBERS)
    markov = inside.removeprefix("Markov ")
    if inside in TABLES or inside in _shipped() or (markov != inside and markov.isdigit()):
        return
    raise ValueError(
        f"no row is called {name!r}; there are uniform, unigram, walk, dice table, Markov 1, "
        f"Markov 2, ..., hierarchy and {', '.join(_shipped())}, each with {REMEMBERS!r} behind it "
        "if you like. Give your own in a dict: {'mine': generator}"
    )


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
    bar = "▇" * round(8 * min(rung.bits, WIDEST))
    return f"{rung.name:<{width}}{rung.bits:7.3f}{size}  {bar}"


def compared(tables: Iterable[Rung], networks: Iterable[Rung]) -> str:
    """One sentence on how the best network compares with the best table.

    Examples
    --------
    >>> compared([Rung("Markov 8", 1.6, 9)], [Rung("basic", 1.2, 9)])
    'basic is 25.0 % below Markov 8, the best of these tables'
    """
    table, network = Ladder(tables).best, Ladder(networks).best
    change = network.bits / table.bits - 1
    where = "above" if change > 0 else "below"
    best = f"{where} {table.name}, the best of these tables"
    return f"{network.name} is {100 * abs(change):.1f} % {best}"

"""Juries that come with the library: who votes in them, how they are learned and loaded.

=========  ====================================  =============================================
name       generators                            learned on
=========  ====================================  =============================================
``votes``  the tables of orders 4 and 8          a tenth of the training tunes, of which the
                                                 tables then had seen none
``jury``   transformer, copy, basic, lookback,   the validation tunes, since the networks have
           the table of order 8                  heard all training tunes
=========  ====================================  =============================================

A file of a jury holds its weights and the names of its generators. Networks are loaded by their
names, and tables are counted anew from the training tunes, in some seconds. So is the
hierarchical table, which `load_generator` knows by name too.

Chapters: Lookback and votes; Hierarchy.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.chance.hierarchy import Hierarchy
from ssc_lib.chance.ngram import NGram
from ssc_lib.chance.votes import Jury
from ssc_lib.files import write_bytes
from ssc_lib.generator import Generator
from ssc_lib.music import corpus
from ssc_lib.music.arrays import DamagedError, as_json, read_arrays, take
from ssc_lib.networks.checked import NetworkFileError
from ssc_lib.networks.loading import PRETRAINED, load_network, shipped_networks
from ssc_lib.networks.members import COUNTED, JURIES
from ssc_lib.networks.network import Network

HELD_OUT = 10  # each tenth family of the training tunes


def shipped_juries() -> list[str]:
    """Names of the juries that come with the library."""
    return [name for name in JURIES if _path(name).exists()]


def load_generator(name: str | os.PathLike[str] = "basic", *, dtype: Any = np.float64) -> Generator:
    """Load a jury, the hierarchical table, or a network as `ssc_lib.load_network` does.

    Parameters
    ----------
    name : str or path
        ``"votes"``, ``"jury"``, ``"hierarchy"``, a file that `save_jury` wrote, or what
        `ssc_lib.load_network` takes.
    dtype : numpy dtype
        Precision of the networks' arithmetic.

    Raises
    ------
    FileNotFoundError, NetworkFileError
        As `ssc_lib.load_network`.
    """
    if name in COUNTED:
        return Hierarchy.fit(corpus.load(split="train"))
    path = _path(str(name)) if name in JURIES and _path(str(name)).exists() else Path(name)
    if path.suffix != ".npz" or not path.is_file():
        try:
            return load_network(name, dtype=dtype)
        except FileNotFoundError as error:
            others = ", ".join((*shipped_juries(), *COUNTED))
            raise FileNotFoundError(f"{error}; juries and tables: {others}") from error
    try:
        arrays = read_arrays(path)
    except DamagedError:
        arrays = {}
    if "generators" not in arrays:
        return load_network(path, dtype=dtype)
    try:
        members, trust = as_json(take(arrays, "generators")), take(arrays, "trust")
        return Jury([_member(member, dtype) for member in members], trust, arrays)
    except (DamagedError, ValueError, TypeError, AttributeError, FileNotFoundError) as error:
        raise NetworkFileError(f"{path} is no jury, or a damaged one: {error}") from error


def save_jury(jury: Jury, members: Iterable[str], path: str | os.PathLike[str]) -> Path:
    """Write a jury's weights, and the names of its generators, to a ``.npz`` file."""
    names = np.frombuffer(json.dumps(list(members)).encode(), np.uint8)
    buffer = io.BytesIO()
    tables = {name: table.astype(np.float32) for name, table in jury.weights.items()}
    arrays: dict[str, Any] = {"generators": names, "trust": jury.trust, **tables}
    np.savez_compressed(buffer, **arrays)
    return write_bytes(path, buffer.getvalue())


def learn_jury(members: Iterable[str]) -> Jury:
    """Learn a jury of generators by name, such as "copy" and "Markov 28", on the dances.

    Tables alone learn to vote on each tenth family of the training tunes, from which they were not
    counted. Where networks vote, which have learned from all of those, it is the validation tunes.
    Either way its tables are counted from all training tunes in the end.
    """
    names, train = list(members), corpus.load(split="train")
    if set(names).isdisjoint(shipped_networks()):
        counted = [tune for tune in train if tune.family % HELD_OUT]
        unheard = [tune for tune in train if not tune.family % HELD_OUT]
        learned = Jury.fit([_table(name, counted) for name in names], unheard)
        return Jury([_table(name, train) for name in names], learned.trust, learned.weights)
    return Jury.fit([_member(name, np.float32) for name in names], corpus.load(split="validation"))


def _path(name: str) -> Path:
    return PRETRAINED / "juries" / f"{name}.npz"


def _member(name: str, dtype: Any) -> Network | NGram:
    if name.startswith("Markov "):
        return _table(name, corpus.load(split="train"))
    return load_network(name, dtype=dtype)


def _table(name: str, tunes: Iterable[Any]) -> NGram:
    return NGram.fit(tunes, order=int(name.removeprefix("Markov ")))

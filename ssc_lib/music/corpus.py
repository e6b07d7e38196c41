"""The corpus: real tunes to learn from, split so that no family of tunes straddles the split.

The default collection, **dances**, is the public-domain dance and song tunes of O'Neill's *Music
of Ireland*, Ryan's *Mammoth Collection* and Aird's *Airs*, as they come with music21. It ships as
one small array, so loading takes a few milliseconds and no parsing. Other collections are read
from the installed music21 on request: Bach's chorales and Mozart's lines in seconds, the others in
minutes.

Chapter: One-hot melodies; page: Data and licences.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.music.arrays import DamagedError
from ssc_lib.music.collections import COLLECTIONS, DEFAULT, Tune, read_collection, with_split
from ssc_lib.music.encoding import Encoding
from ssc_lib.music.families import SPLITS, find_families, split_families
from ssc_lib.music.onehot import OneHot
from ssc_lib.music.tunefile import packed, read_tunes

DANCES = Path(__file__).parent / "data" / "dances.npz"
VERSION = 2  # of the tunes that ship; the data page tells what each version changed


def names() -> list[str]:
    """Names that `load` understands: ``"dances"`` and every single collection."""
    return ["dances", *COLLECTIONS]


def load(
    collection: str = "dances",
    *,
    split: str | None = None,
    limit: int | None = None,
    progress: bool = True,
) -> list[Tune]:
    """Load tunes as they are printed: own key, own octave.

    Parameters
    ----------
    collection : str
        One of `names`. ``"dances"`` and its three parts load at once; others are read out of the
        installed music21.
        Or a file that `save` or ``ssc dataset`` wrote: its name ends in .npz.
    split : {"train", "validation", "test"}, optional
        Only the tunes of this split; by default all.
    limit : int, optional
        Parse at most so many scores (collections that do not ship).
    progress : bool
        Show a progress bar while parsing.

    Returns
    -------
    list of Tune

    Raises
    ------
    ValueError
        If the collection or the split is unknown.

    Examples
    --------
    >>> from ssc_lib import corpus
    >>> tune = corpus.load("oneills", split="test")[0]
    >>> tune.melody.steps_per_quarter
    4
    """
    if collection not in names() and not collection.endswith(".npz"):
        raise ValueError(
            f"unknown corpus {collection!r}; there are {', '.join(names())}, and files ending in "
            ".npz"
        )
    known = [name for name, _ in SPLITS]
    if split is not None and split not in known:
        raise ValueError(f"unknown split {split!r}; there are {', '.join(known)}")
    if collection.endswith(".npz"):
        tunes = _read_file(Path(collection))
    elif collection == "dances" or collection in DEFAULT:
        tunes = [t for t in read_tunes(DANCES) if collection in ("dances", t.collection)]
    else:
        tunes = read(collection, limit=limit, progress=progress)[0]
    return [t for t in tunes if split in (None, t.split)]


def read(
    collection: str, *, limit: int | None = None, progress: bool = True
) -> tuple[list[Tune], dict[str, int]]:
    """Read a collection out of the installed music21, and count what was left out.

    Parameters
    ----------
    collection : str
        One of `names`, but for ``"dances"``.
    limit : int, optional
        Read at most so many scores.
    progress : bool
        Show a progress bar.

    Returns
    -------
    tunes : list of Tune
        With families and splits. Chorales of one hymn tune are one family, and so are the lines of
        one work of Mozart.
    skipped : dict
        Reason -> how many were left out: scores, or bars of Mozart's.
    """
    tunes, skipped = read_collection(collection, limit=limit, progress=progress)
    if any(tune.family < 0 for tune in tunes):
        return _split(tunes), skipped
    if any(not tune.split for tune in tunes):
        families = [tune.family for tune in tunes]
        tunes = with_split(tunes, families, split_families(np.array(families)))
    return tunes, skipped


def sequences(
    collection: str | Sequence[Tune] = "dances",
    *,
    split: str | None = None,
    encoding: Encoding | None = None,
    key: int | None = 0,
) -> list[np.ndarray]:
    """Event indices of each tune, moved to one key and to the middle of the encoding's range.

    This is the form in which every generator of the book is fitted and scored.

    Parameters
    ----------
    collection : str, or a sequence of Tune
    split : as for `load`
    encoding : Encoding, optional
        By default `ssc_lib.OneHot`, the 38 events of pitches 48 to 83.
    key : int or None
        Pitch class of the major key that every tune is moved to; None leaves the keys alone.
    """
    encoding = encoding or OneHot()
    tunes = load(collection, split=split) if isinstance(collection, str) else collection
    return [encoding.squash(t.melody, key)[0] for t in tunes if split in (None, t.split)]


def rebuild(path: Path = DANCES, *, progress: bool = True) -> list[Tune]:
    """Read the default collection anew and write the array that ships.

    A tune that ships already keeps its split, so that networks trained before may be tested on it;
    families place newcomers only. A tune read better may turn out to be related to tunes of another
    split. It is left out: moved, it would be tested by networks that learned from it.
    """
    before = {_name(t): t.split for t in read_tunes(DANCES)}
    tunes: list[Tune] = []
    for name in DEFAULT:
        found, skipped = read_collection(name, progress=progress)
        if progress:
            left_out = ", ".join(f"{n} {reason}" for reason, n in skipped.items())
            print(f"{name}: {len(found)} tunes; left out: {left_out or 'none'}")
        tunes += found
    while True:
        tunes = _split(tunes, kept=[before.get(_name(t), "") for t in tunes])
        moved = [t for t in tunes if before.get(_name(t), t.split) != t.split]
        if not moved:
            break
        if progress:
            print(f"left out, since they would move to another split: {moved}")
        tunes = [t for t in tunes if before.get(_name(t), t.split) == t.split]
    write_bytes(path, packed(tunes))
    return tunes


def _name(tune: Tune) -> tuple[str, str, str]:
    return tune.collection, tune.number, tune.title


def save(
    tunes: list[Tune],
    path: str | os.PathLike[str],
    *,
    titles: Sequence[str] | None = None,
    keep: bool = False,
) -> list[Tune]:
    """Split tunes by family and write them to an .npz file that `load` reads.

    Parameters
    ----------
    tunes : list of Tune, at least one
    path : path
    titles : sequence of str, optional
        Tunes of one title are of one family; by default their own titles.
    keep : bool
        Keep the families and splits that the tunes have.

    Returns
    -------
    list of Tune
        With their families and splits.
    """
    if not tunes:
        raise ValueError(f"there are no tunes to write to {path}")
    if not keep:
        tunes = _split(tunes, titles)
    elif lost := [t for t in tunes if not t.split or t.family < 0]:
        raise ValueError(
            f"{len(lost):,} of the tunes have no family or no split to keep; leave keep out, and "
            "they are found"
        )
    write_bytes(path, packed(tunes))
    return tunes


def _split(
    tunes: list[Tune],
    titles: Sequence[str] | None = None,
    kept: Sequence[str] | None = None,
) -> list[Tune]:
    families = find_families([t.melody for t in tunes], titles or [t.title for t in tunes])
    return with_split(tunes, families.tolist(), split_families(families, kept=kept))


def _read_file(path: Path) -> list[Tune]:
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; ssc dataset writes melodies.npz")
    try:
        return read_tunes(path)
    except DamagedError as error:
        raise ValueError(
            f"{path} is no file of tunes, or a damaged one: {error}; make it anew with ssc dataset"
        ) from error

"""Families of tunes, and a split that keeps each family together.

One tune was printed many times, under other titles, in other keys, with other ornaments. If one
variant is used for training and another for testing, a model is praised for remembering. So the
split is made by **family**: two tunes are related when they have the same title, or when many of
their **shingles** agree, a shingle being eight successive notes seen as seven intervals, which no
transposition changes. Families are the connected components of that relation.

Chapter: One-hot melodies; page: Data and licences. Source of shingling: A. Broder, *On the
resemblance and containment of documents*, 1997.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from ssc_lib.music.melody import Melody

SHINGLE_NOTES = 8
CONTAINMENT = 0.2
SPLITS = (("train", 0.8), ("validation", 0.1), ("test", 0.1))
_EMPTY_WORDS = {"the", "a", "an", "and", "of", "in", "on"}
_KINDS_OF_TUNE = """
    air airs allegro andante clog dance do english flat gavot gavotte hornpipe irish jig key
    largo lilt major march minor minuet no number original polka quick quickstep reel scotch
    set setting sharp slip song step strathspey strathspeys theme untitled variation
    variations vivace waltz welch 1 2 3 4 5 6 i ii iii iv
"""
_KINDS = set(_KINDS_OF_TUNE.split())


def normalised_title(title: str) -> str:
    """The words of a title that name the tune; empty if it names only a kind of dance.

    >>> normalised_title("THE KERRY COW -- JIG")
    'cow kerry'
    >>> normalised_title("Minuet")
    ''
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", "").split(" -- ")[0])
    words = [w for w in words if w not in _EMPTY_WORDS]
    return "" if set(words) <= _KINDS else " ".join(sorted(words))


def shingles(melody: Melody) -> set[bytes]:
    """The runs of seven successive intervals in a melody, each as bytes."""
    intervals = np.diff(melody.pitches).astype(np.int8)
    width = SHINGLE_NOTES - 1
    return {intervals[i : i + width].tobytes() for i in range(len(intervals) - width + 1)}


def find_families(melodies: Sequence[Melody], titles: Sequence[str]) -> np.ndarray:
    """Number of the family of each tune, shape (n_tunes,), counted from 0 in order of appearance.

    Notes
    -----
    Two melodies are related when the shingles they share are at least 0.2 of the shingles of the
    one that has fewer.
    """
    from scipy.sparse import coo_matrix, csr_matrix
    from scipy.sparse.csgraph import connected_components

    sets = [shingles(m) for m in melodies]
    index = {s: i for i, s in enumerate(sorted(set().union(*sets)))}
    rows = [r for r, found in enumerate(sets) for _ in found]
    columns = [index[s] for found in sets for s in sorted(found)]
    has = csr_matrix(
        (np.ones(len(rows), np.int32), (rows, columns)), shape=(len(sets), max(len(index), 1))
    )
    shared = (has @ has.T).tocoo()
    sizes = np.array([max(len(s), 1) for s in sets])
    related = shared.data >= CONTAINMENT * np.minimum(sizes[shared.row], sizes[shared.col])
    edges = [(shared.row[related], shared.col[related])]
    first: dict[str, int] = {}
    for i, name in enumerate(map(normalised_title, titles)):
        if name:
            edges.append((np.array([i]), np.array([first.setdefault(name, i)])))
    ends = tuple(np.concatenate(side) for side in zip(*edges, strict=True))
    graph = coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(len(sets), len(sets)))
    _, label = connected_components(graph, directed=False)
    _, order = np.unique(label, return_index=True)
    rank = np.empty(len(order), dtype=np.int64)
    rank[np.argsort(order)] = np.arange(len(order))
    return rank[label]


def split_families(
    families: np.ndarray, *, seed: int = 0, kept: Sequence[str] | None = None
) -> list[str]:
    """``"train"``, ``"validation"`` or ``"test"`` for each tune, the same within a family.

    Families are shuffled and dealt one after another to the split that lacks most of its share of
    the tunes: 80, 10 and 10 per cent. A family of more than 20 tunes goes to training.

    Parameters
    ----------
    families : array of int, shape (n_tunes,)
        As `find_families` gives them.
    seed : int
        Of the shuffling.
    kept : sequence of str, optional
        The split that each tune had before, or an empty string. A family keeps the split of its
        tunes; where they had several, it goes to the one nearest to training. Whoever wants that
        no tune moves leaves out those whose split is another now, as `ssc_lib.corpus.rebuild` does.
    """
    sizes = np.bincount(families)
    order = np.random.default_rng(seed).permutation(len(sizes))
    wanted = {name: share * len(families) for name, share in SPLITS}
    has = dict.fromkeys(wanted, 0)
    chosen: dict[int, str] = {}
    for name in reversed(wanted):
        chosen |= {int(f): name for f, k in zip(families, kept or (), strict=False) if k == name}
    for family, name in chosen.items():
        has[name] += int(sizes[family])
    for family in order.tolist():
        if family in chosen:
            continue
        name = max(wanted, key=lambda n: (wanted[n] - has[n]) / wanted[n])
        if sizes[family] > 20:
            name = "train"
        chosen[family] = name
        has[name] += int(sizes[family])
    return [chosen[f] for f in families.tolist()]

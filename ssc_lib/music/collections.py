"""Reading whole collections of tunes out of the installed music21.

`music21 <https://www.music21.org>`_ carries thousands of encoded scores. This module turns them
into melodies: it takes one line, keeps what falls exactly on the step grid, and pads an upbeat
with silence so that bar lines fall on multiples of the bar. Tunes in ABC notation are read by
`ssc_lib.music.abc`, chorales by `ssc_lib.music.chorales`, Mozart by `ssc_lib.music.mozart`. The
default collection also ships as an array: see `ssc_lib.music.corpus`.

Chapter: One-hot melodies; page: Data and licences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from ssc_lib.music.abc import AbcError, AbcText, read_abc, split_tunes
from ssc_lib.music.chorales import read_chorales
from ssc_lib.music.melody import Melody
from ssc_lib.music.mozart import read_mozart
from ssc_lib.music.musicxml.source import OffGridError, ScoreError

STEPS_PER_QUARTER = 4
MIN_BARS = 4


@dataclass(frozen=True)
class Tune:
    """A melody with its papers: where it is printed, who transcribed it, which split it is in."""

    melody: Melody
    collection: str
    number: str
    title: str
    transcriber: str = ""
    time_signature: str = "4/4"
    family: int = -1
    split: str = ""

    def __repr__(self) -> str:
        return f"<Tune: {self.title!r} ({self.collection} {self.number}), {len(self.melody)} steps>"


@dataclass(frozen=True)
class Collection:
    """What is known of a collection: its place in music21, its source and its licence note."""

    name: str
    source: str
    licence: str
    folders: tuple[str, ...]
    numbered: bool = True  # False where the numbers begin anew in each file


COLLECTIONS = {
    c.name: c
    for c in (
        Collection(
            "oneills",
            "Francis O'Neill, Music of Ireland (the '1850'), Chicago, 1903",
            "printed 1903, public domain; the transcriber of each tune is named with it",
            ("oneills1850",),
        ),
        Collection(
            "ryans",
            "William Bradbury Ryan, Ryan's Mammoth Collection, Boston, 1883",
            "printed 1883, public domain; the contributor of each tune is named with it",
            ("ryansMammoth",),
            numbered=False,
        ),
        Collection(
            "airds",
            "James Aird, A Selection of Scotch, English, Irish and Foreign Airs, Glasgow, "
            "1778-1801",
            "printed 1778 to 1801, public domain; transcribed by Jack Campin, 2009",
            ("airdsAirs",),
        ),
        Collection(
            "chorales",
            "J. S. Bach, four-part chorales, soprano line",
            "the music is in the public domain; some encodings are not for commercial use: "
            "read corpus/license.txt in music21",
            ("bach",),
        ),
        Collection(
            "mozart",
            "W. A. Mozart, string quartets K. 80, 155, 156, 458 (all four parts) and sonata K. 545",
            "the music is in the public domain; some encodings are not for commercial use: "
            "read corpus/license.txt in music21",
            ("mozart",),
        ),
        Collection(
            "essen",
            "Helmut Schaffrath, The Essen Folksong Collection",
            "legal status unclear; distributed with music21 by permission for non-commercial use: "
            "read corpus/essenFolksong/license.txt in music21. Never redistributed by this project",
            ("essenFolksong",),
        ),
    )
}
DEFAULT = ("oneills", "ryans", "airds")
# Five works cannot be dealt out by shares, so they are by name; what is not here is learned from.
MOZART = {"k155": "validation", "k156": "test"}


def read_collection(
    name: str, *, limit: int | None = None, progress: bool = True
) -> tuple[list[Tune], dict[str, int]]:
    """Read a collection out of the installed music21.

    Parameters
    ----------
    name : str
        A key of `COLLECTIONS`.
    limit : int, optional
        Stop after so many scores.
    progress : bool
        Show a progress bar.

    Returns
    -------
    tunes : list of Tune
        In the order of the files and of the numbers in them. Chorales know their families, and
        lines of Mozart also their split: one work is one family.
    skipped : dict
        Reason -> how many were left out: scores, or bars of Mozart's.

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    if name not in COLLECTIONS:
        raise ValueError(f"unknown collection {name!r}; there are {', '.join(COLLECTIONS)}")
    if name == "chorales":
        return _chorales(limit, progress)
    if name == "mozart":
        return _mozart(limit, progress)
    from tqdm import tqdm

    tunes: list[Tune] = []
    skipped: Counter[str] = Counter()
    scores = _abc(COLLECTIONS[name], limit)
    for number, title, transcriber, read in tqdm(
        scores, name, disable=not progress, unit=" scores"
    ):
        try:
            tune = read()
            melody = tune.melody(steps_per_quarter=STEPS_PER_QUARTER).with_qpm(120)
        except OffGridError:
            skipped["off the grid"] += 1
        except ScoreError:
            skipped["no notes"] += 1
        except Exception:  # one broken score in four thousand must not stop the rest
            skipped["unreadable"] += 1
        else:
            signature = "{}/{}".format(*tune.metre or (4, 4))
            tunes.append(Tune(melody, name, number, title, transcriber, signature))
    return _fitting(tunes, skipped)


def _fitting(tunes: list[Tune], skipped: Counter[str]) -> tuple[list[Tune], dict[str, int]]:
    """Leave out the tunes that cannot be used, and count them with the rest."""
    problems = [_unfit(tune.melody) for tune in tunes]
    skipped = skipped + Counter(filter(None, problems))
    kept = [tune for tune, problem in zip(tunes, problems, strict=True) if not problem]
    return kept, dict(sorted(skipped.items()))


def _unfit(melody: Melody) -> str:
    """Why a melody cannot be used, or an empty string."""
    if len(melody) < MIN_BARS * melody.steps_per_bar:
        return "shorter than four bars"
    low, high = (p + melody.squash_amount() for p in melody.range)
    return "wider than 48..83" if low < 48 or high > 83 else ""


def _files(collection: Collection) -> Iterator[Any]:
    from music21 import common

    for name in collection.folders:
        folder = common.getSourceFilePath() / "corpus" / name
        if not folder.is_dir():
            raise FileNotFoundError(
                f"{folder}: the installed music21 lacks this folder of its corpus; install it anew"
            )
        yield from sorted(folder.iterdir())


def abc_texts(collection: Collection) -> Iterator[tuple[str, str, AbcText]]:
    """Every tune of a collection in ABC, not read yet: its name, its number and its text."""
    for path in _files(collection):
        if path.suffix != ".abc":
            continue
        tunes = split_tunes(path.read_text(encoding="utf-8", errors="replace"))
        for text in tunes:
            number = f"line {text.line}" if text.number is None else str(text.number)
            name = path.stem if len(tunes) == 1 else f"{path.stem} {number}"
            if collection.numbered and text.number is not None:
                name = number
            yield name, number, text


def _abc(collection: Collection, limit: int | None) -> Iterator[tuple[str, str, str, Any]]:
    for name, number, text in islice(abc_texts(collection), limit):
        try:
            tune = read_abc(text)
        except AbcError as error:
            yield name, name, "", partial(_refuse, error)
        else:
            transcribers = filter(None, map(_name, tune.fields.get("Z", ())))
            title = tune.title or f"{collection.name} {number}"
            yield name, title, "; ".join(transcribers), lambda tune=tune: tune


def _refuse(error: Exception) -> None:
    raise error


def _name(text: str) -> str:
    """A transcription note without addresses: people are named here, not made reachable.

    Where an address is all there is, its first part stands for the name.
    """
    address = re.compile(r"<[^>]*>|\([^)]*@[^)]*\)|\S+@\S+|\b[\w.]+:[\w:]+\.[\w.]+")
    name = " ".join(address.sub(" ", text).split()).strip(" ,;\"'*")
    found = address.search(text)
    if found and name.lower() in ("", "transcribed by", "contributed by"):
        name = f"{name} {re.split('[@:]', found[0].strip('<>()'))[0]}"
    return name.strip(" ,;\"'")


def _chorales(limit: int | None, progress: bool) -> tuple[list[Tune], dict[str, int]]:
    found, skipped = read_chorales(limit, progress=progress)
    tunes = [
        Tune(
            c.voices[0].with_qpm(120),
            "chorales",
            c.number,
            f"Chorale BWV {c.number}",
            "music21",
            "{}/{}".format(*c.voices[0].time_signature),
            c.family,
        )
        for c in found
    ]
    return _fitting(tunes, Counter(skipped))


def _mozart(limit: int | None, progress: bool) -> tuple[list[Tune], dict[str, int]]:
    found, skipped = read_mozart(limit, progress=progress)
    works = {work: n for n, work in enumerate(dict.fromkeys(s.work for s in found))}
    tunes = [
        Tune(
            s.melody,
            "mozart",
            f"{s.work} {s.movement} {s.part}.{s.number}",
            f"Mozart {s.work} {s.movement}, part {s.part}",
            "music21",
            "{}/{}".format(*s.melody.time_signature),
            works[s.work],
            MOZART.get(s.work, "train"),
        )
        for s in found
    ]
    return _fitting(tunes, Counter(skipped))


def with_split(tunes: list[Tune], families: list[int], splits: list[str]) -> list[Tune]:
    """The same tunes with their families and splits written in."""
    return [replace(t, family=f, split=s) for t, f, s in zip(tunes, families, splits, strict=True)]

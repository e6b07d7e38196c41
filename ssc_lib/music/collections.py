"""Reading whole collections of tunes out of the installed music21.

`music21 <https://www.music21.org>`_ carries thousands of encoded scores. This module turns them
into melodies: it takes one line, keeps what falls exactly on the step grid, and pads an upbeat
with silence so that bar lines fall on multiples of the bar. Tunes in ABC notation are read by
`ssc_lib.music.abc`, all other scores by music21. The default collection also ships as an array:
see `ssc_lib.music.corpus`.

Chapter: One-hot melodies; page: Data and licences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from ssc_lib.music.abc import AbcError, AbcText, AbcTune, read_abc, split_tunes
from ssc_lib.music.melody import Melody
from ssc_lib.music.musicxml.source import OffGridError, ScoreError
from ssc_lib.music.score import read_score

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
            "bach-chorales",
            "J. S. Bach, four-part chorales, soprano line",
            "the music is in the public domain; some encodings are not for commercial use: "
            "read corpus/license.txt in music21",
            ("bach",),
        ),
        Collection(
            "mozart",
            "W. A. Mozart, string quartets K. 80, 155, 156, 458 (first violin) and sonata K. 545",
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


def read_collection(
    name: str, *, limit: int | None = None, progress: bool = True
) -> tuple[list[Tune], dict[str, int]]:
    """Read a collection out of the installed music21.

    Parameters
    ----------
    name : str
        A key of `COLLECTIONS`.
    limit : int, optional
        Stop after so many scores; all chorales take several minutes.
    progress : bool
        Show a progress bar.

    Returns
    -------
    tunes : list of Tune
        In the order of the files and of the numbers in them.
    skipped : dict
        Reason -> number of scores left out.

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    if name not in COLLECTIONS:
        raise ValueError(f"unknown collection {name!r}; there are {', '.join(COLLECTIONS)}")
    from tqdm import tqdm

    reader = _bach if name == "bach-chorales" else _mozart if name == "mozart" else _abc
    tunes: list[Tune] = []
    skipped: dict[str, int] = {}
    scores = reader(COLLECTIONS[name], limit)
    for number, title, transcriber, score in tqdm(
        scores, name, disable=not progress, unit=" scores"
    ):
        try:
            melody, signature = _melody(score())
        except OffGridError:
            skipped["off the grid"] = skipped.get("off the grid", 0) + 1
        except ScoreError:
            skipped["no notes"] = skipped.get("no notes", 0) + 1
        except Exception:  # one broken score in four thousand must not stop the rest
            skipped["unreadable"] = skipped.get("unreadable", 0) + 1
        else:
            problem = _unfit(melody)
            if problem:
                skipped[problem] = skipped.get(problem, 0) + 1
            else:
                tunes.append(Tune(melody, name, number, title, transcriber, signature))
    return tunes, dict(sorted(skipped.items()))


def _melody(score: Any) -> tuple[Melody, str]:
    """The melody of a score, upbeat padded to a whole bar, and its time signature."""
    if isinstance(score, AbcTune):
        melody = score.melody(steps_per_quarter=STEPS_PER_QUARTER).with_qpm(120)
        return melody, "{}/{}".format(*score.metre or (4, 4))
    melody = read_score(score, steps_per_quarter=STEPS_PER_QUARTER).with_qpm(120)
    part = next(iter(score.getElementsByClass("Part")), score)
    bars = part.recurse().getElementsByClass("TimeSignature")
    signature = bars[0].ratioString if bars else "4/4"
    melody = pad_upbeat(melody, part)
    return melody, signature


def pad_upbeat(melody: Melody, part: Any) -> Melody:
    """Silence before the upbeat of a part, so that bar lines fall on multiples of the bar."""
    measures = list(part.getElementsByClass("Measure"))
    if measures:
        upbeat = round(float(measures[0].duration.quarterLength) * melody.steps_per_quarter)
        if 0 < upbeat < melody.steps_per_bar:
            silence = [-2] * (melody.steps_per_bar - upbeat)
            melody = melody.with_events([*silence, *melody.events.tolist()])
    return melody


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


def _bach(collection: Collection, limit: int | None) -> Iterator[tuple[str, str, str, Any]]:
    from music21 import corpus

    names = sorted(corpus.chorales.ChoraleList().byBWV)
    for number in names[:limit]:
        yield (
            str(number),
            f"Chorale BWV {number}",
            "music21",
            lambda number=number: corpus.parse(f"bach/bwv{number}").parts[0],
        )


def _mozart(collection: Collection, limit: int | None) -> Iterator[tuple[str, str, str, Any]]:
    from music21 import corpus

    paths = [p for p in _files(collection) if p.is_dir() or p.suffix in (".mxl", ".xml", ".krn")]
    files = sorted(f for p in paths for f in (p.iterdir() if p.is_dir() else [p]))
    files = [f for f in files if f.suffix in (".mxl", ".xml", ".krn")]
    for path in files[:limit]:
        name = path.stem if path.parent.name == "mozart" else f"{path.parent.name} {path.stem}"
        yield (name, f"Mozart {name}", "music21", lambda path=path: corpus.parse(path).parts[0])


def with_split(tunes: list[Tune], families: list[int], splits: list[str]) -> list[Tune]:
    """The same tunes with their families and splits written in."""
    return [replace(t, family=f, split=s) for t, f, s in zip(tunes, families, splits, strict=True)]

"""Bach's chorales in four voices, read out of the installed music21.

music21 carries more than 400 scores of Bach. The encodings are no property of this project, and
some of them are not for commercial use, so none of them is shipped: they are read where the reader
has them, by the library's own reader of MusicXML (`ssc_lib.music.musicxml`), in some seconds.

A chorale is kept if it has four parts, one metre, and falls on the grid of sixteenths. It is read
as it sounds, repeats played, an upbeat after as much silence as its bar lacks. The four melodies
are of one length.

Chorales are **families**, too: Bach set one hymn tune many times. The families are those of the
soprano, by the rule of `ssc_lib.music.families`.

Chapter: Piano rolls and tensors; page: Data and licences.
"""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from ssc_lib.music.families import find_families
from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack, Track
from ssc_lib.music.musicxml import ENDINGS, ScoreError, ScoreLine, read_parts
from ssc_lib.music.musicxml.source import OffGridError, ScoreWarning

QPM = 80.0  # where a score names no tempo
# Name, voice and place of each part.
PARTS = (
    ("Soprano", "flute", -0.6),
    ("Alto", "choir", -0.2),
    ("Tenor", "brass", 0.2),
    ("Bass", "bowed", 0.6),
)


@dataclass(frozen=True)
class Chorale:
    """A chorale in four voices.

    Attributes
    ----------
    number : str
        In the catalogue of Bach's works (BWV), with the movement: "2.6".
    music : Multitrack
        The tracks Soprano, Alto, Tenor and Bass, all of one length, each with a voice and a place
        of its own.
    family : int
        The same for all settings of one tune, counted from 0 in order of appearance.
    """

    number: str
    music: Multitrack
    family: int = -1

    @property
    def voices(self) -> tuple[Melody, Melody, Melody, Melody]:
        """The four melodies, soprano first."""
        soprano, alto, tenor, bass = (track.melody for track in self.music)
        return soprano, alto, tenor, bass

    def __repr__(self) -> str:
        above, below = self.voices[0].time_signature
        return f"<Chorale: BWV {self.number}, {len(self.music)} steps of {above}/{below}>"


def chorales(limit: int | None = None) -> list[Chorale]:
    """Read the four-part chorales of Bach in the installed music21.

    Parameters
    ----------
    limit : int, optional
        Stop after so many chorales; all take some seconds. Families are counted among those read.

    Returns
    -------
    list of Chorale
        In the order of their numbers.

    Raises
    ------
    FileNotFoundError
        If music21 is not installed, or came without them.
    ValueError
        If the limit is below 1.

    Examples
    --------
    >>> chorales(1)
    [<Chorale: BWV 2.6, 252 steps of 4/4>]
    """
    return read_chorales(limit)[0]


def read_chorales(
    limit: int | None = None, *, progress: bool = False
) -> tuple[list[Chorale], dict[str, int]]:
    """Read the chorales as `chorales` does, and count what was left out.

    Parameters
    ----------
    limit : int, optional
    progress : bool
        Show a progress bar.

    Returns
    -------
    found : list of Chorale
    skipped : dict
        Reason -> number of scores left out.
    """
    if limit is not None and limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}; leave it out to read all")
    from tqdm import tqdm

    found: list[Chorale] = []
    skipped: Counter[str] = Counter()
    for path in tqdm(corpus_files("bach"), "chorales", disable=not progress, unit=" scores"):
        if limit is not None and len(found) >= limit:
            break
        try:
            with warnings.catch_warnings():  # of scores that are no chorale
                warnings.simplefilter("ignore", ScoreWarning)
                lines = read_parts(path)
            music = _music(lines)
        except OffGridError:
            skipped["off the grid"] += 1
        except _Unfit as reason:
            skipped[str(reason)] += 1
        except ScoreError:
            skipped["unreadable"] += 1
        else:
            found.append(Chorale(path.stem.removeprefix("bwv"), music))
    if not found:
        raise FileNotFoundError(
            "the installed music21 holds no chorale of Bach in four parts; "
            "install it again, with its corpus: pip install --force-reinstall music21"
        )
    families = find_families([c.voices[0] for c in found], [""] * len(found))
    known = [replace(c, family=int(f)) for c, f in zip(found, families, strict=True)]
    return known, dict(sorted(skipped.items()))


def corpus_files(folder: str) -> list[Path]:
    """List the MusicXML files in a folder of the installed music21's corpus, and in those below.

    Parameters
    ----------
    folder : str
        Such as "bach" or "mozart".

    Raises
    ------
    FileNotFoundError
        If music21 is not installed, or has no such files.
    """
    spec = find_spec("music21")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("music21, which has the scores, is missing: pip install music21")
    place = Path(spec.submodule_search_locations[0]) / "corpus" / folder
    files = [path for path in place.rglob("*") if path.suffix in ENDINGS and path.is_file()]
    if not files:
        raise FileNotFoundError(
            f"the installed music21 has no MusicXML in its corpus of {folder}; "
            "install it again, with its corpus: pip install --force-reinstall music21"
        )
    return sorted(files, key=_by_number)


class _Unfit(ScoreError):
    """A score that is no chorale in four voices."""


def _music(lines: list[ScoreLine]) -> Multitrack:
    """The four tracks of a score, which must be in four parts and in one metre."""
    if len(lines) != len(PARTS):
        raise _Unfit("not in four parts")
    if any(len(line.metres) != 1 for line in lines):
        raise _Unfit("the metre changes")
    qpm = next((line.tempos[0][1] for line in lines if line.tempos), QPM)
    melodies = [line.with_silence().melody().with_qpm(qpm) for line in lines]
    named = zip(melodies, PARTS, strict=True)
    return Multitrack([Track(melody, *part) for melody, part in named]).padded()


def _by_number(path: Path) -> tuple[str, list[tuple[int, str]]]:
    """BWV 2 before BWV 10, whatever the letters say."""
    parts = path.stem.removeprefix("bwv").replace("-", ".").split(".")
    return str(path.parent), [(int(p), "") if p.isdigit() else (10**6, p) for p in parts]

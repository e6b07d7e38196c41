"""The score: music engraved as a musician would read it, with verovio, as SVG.

More is written in a score than in a piano roll, and less is seen.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ssc_lib.music.melody import Melody
from ssc_lib.music.messages import many
from ssc_lib.music.multitrack import Multitrack
from ssc_lib.show.html import checked_text, data_uri, fill
from ssc_lib.show.words import in_words
from ssc_lib.sound.tone import perform

__all__ = ["Engraving", "engrave"]


@dataclass(frozen=True, repr=False)
class Engraving:
    """An engraved score: shown by a notebook as a picture.

    Attributes
    ----------
    description : str
        What is written, in words: what a screen reader says for the picture.
    caption : str
    n_notes, n_bars : int
    svg : str
        The picture itself.
    n_staves : int
        One for each track.
    """

    description: str
    caption: str
    n_notes: int
    n_bars: int
    svg: str = field(hash=False)
    n_staves: int = 1

    def __repr__(self) -> str:
        return f"<Score: {_size(self.n_staves, self.n_bars, self.n_notes)}>"

    def _repr_html_(self) -> str:
        return fill(
            "engraving.html",
            description=self.description,
            picture=data_uri("image/svg+xml", self.svg),
            caption=self.caption,
        )


def engrave(music: Melody | Multitrack, *, description: str | None = None) -> Engraving:
    """Engrave music as a musician would read it: a staff for a melody, or one for each track.

    Parameters
    ----------
    music : Melody or Multitrack
    description : str, optional
        What is written, in words: the caption, and what a screen reader says for the picture. By
        default a screen reader says the notes and their lengths, or of each track how many notes
        there are, and the caption counts them.

    Returns
    -------
    Engraving
        As the last value of a notebook cell it shows itself.

    Raises
    ------
    TypeError, ValueError
        If it is neither a melody nor a multitrack, or the description is empty.

    Examples
    --------
    >>> engraving = engrave(Melody([60, 62, 64, -2], steps_per_quarter=1, steps_per_bar=4))
    >>> engraving
    <Score: 1 bar, 3 notes>
    >>> engraving.description
    'Score: C4 quarter note, D4 quarter note, E4 half note.'
    """
    if not isinstance(music, (Melody, Multitrack)):
        raise TypeError(
            f"a score is engraved of a Melody or a Multitrack, got {type(music).__name__}; "
            "for a list of tones use listen or plot_pianoroll"
        )
    performance = perform(music)
    staves, notes = max(len(performance.parts), 1), len(performance.tones)
    bars = -(-len(music) // music.grid["steps_per_bar"])
    if description is not None:
        description = caption = checked_text("description", description)
    else:
        caption = _size(staves, bars, notes)
        told = in_words(performance)
        description = f"Score: {told}." if notes else "Score without notes."
    return Engraving(description, caption, notes, bars, _svg(music), staves)


def _size(staves: int, bars: int, notes: int) -> str:
    several = f"{staves} staves, " if staves > 1 else ""
    return f"{several}{many(bars, 'bar')}, {many(notes, 'note')}"


def _svg(music: Melody | Multitrack) -> str:
    import verovio

    from ssc_lib.music.score import musicxml

    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(
        {
            "pageWidth": 1250,
            "pageHeight": 60000,
            "adjustPageHeight": True,
            "pageMarginTop": 40,
            "pageMarginBottom": 40,
            "scale": 40,
            "header": "none",
            "footer": "none",
            "svgViewBox": True,
            "smuflTextFont": "none",
            "xmlIdSeed": 1,  # or the names inside the picture differ each time
        }
    )
    if not toolkit.loadData(musicxml(music)):
        raise ValueError(f"{music!r} could not be engraved; try a grid that notation can write")
    return _lighter(toolkit.renderToSVG(1))


def _lighter(svg: str) -> str:
    """Half the size: without indentation, and without the names of groups that nobody refers to.

    The note of the tempo mark comes as a character of a music font that a reader may not have;
    it becomes the note that is in Unicode.
    """
    svg = re.sub(r">\s+<", "><", svg)
    svg = re.sub(r' id="\w+"(?= class=)', "", svg)
    return re.sub(
        '<tspan font-family="Leipzig" font-size="[0-9]+px">\ueca5</tspan>',
        '<tspan font-family="DejaVu Sans, Segoe UI Symbol, Apple Symbols, Noto Music, serif" '
        'font-size="480px">♩</tspan>',
        svg,
    )

"""The player: a clip of music as one piece of HTML that needs nothing else.

A clip holds a picture (the piano roll), the sound (an MP3), the notes (a MIDI file to download)
and a description in words, for whoever cannot see or hear it. All of it is inside the page, so it
works on a static page, in Jupyter, Colab and VS Code, and without a network. A few lines of script
move the playhead, take the sound to where the picture is clicked, and stop the other clips on the
page; where scripts are not allowed, as in a notebook that is not trusted yet, the picture and the
sound remain.

Nothing in the HTML is random: the same music gives the same bytes, so a stored notebook can be
compared with what its code gives today.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.music.messages import many
from ssc_lib.show import heat
from ssc_lib.show.html import Html, checked_text, data_uri, fill, source
from ssc_lib.show.roll import LEFT, WIDTH, roll
from ssc_lib.show.words import in_words, span
from ssc_lib.sound.midi import midi_bytes
from ssc_lib.sound.mix import SAMPLE_RATE, render, to_mp3
from ssc_lib.sound.tone import Music, Performance, perform

BYTES_PER_S = 6600  # of a clip's HTML: 10 s, with a little for its tail, stay below 70 kB
BYTES_AROUND = 2700  # of the HTML that holds picture, sound and notes, script included
BASE64 = 1.34  # letters for each byte of a picture or a file


@dataclass(frozen=True, repr=False)
class Clip:
    """Music to hear and see: shown by a notebook as a player.

    Attributes
    ----------
    description : str
        What is heard, in words.
    title : str or None
    duration_s : float
        Length of the music in seconds, without the tail in which the last note rings.
    n_notes : int
    mp3, midi : bytes
    picture : str
        The piano roll as SVG, with its heat map if it has one.
    alt : str
        What a screen reader says for the picture.
    last_s : float
        Length of the sound in seconds, the tail included.
    looks : str
        What lies on the roll while it plays, as HTML: see `ssc_lib.show.heat`.
    """

    description: str
    title: str | None
    duration_s: float
    n_notes: int
    mp3: bytes = field(hash=False)
    midi: bytes = field(hash=False)
    picture: str = field(hash=False)
    alt: str
    last_s: float
    looks: Html = field(default=Html(""), hash=False)

    def __repr__(self) -> str:
        return f"<Clip: {self.duration_s:.1f} s, {many(self.n_notes, 'note')}: {self.description}>"

    def _repr_html_(self) -> str:
        return self.html(title=self.title, description=self.description)

    def html(self, *, title: str | None, description: str, sound_of: str = "") -> Html:
        """Write the clip with these words, and with the sound of a clip to vote on if one is named.

        A clip whose sound is elsewhere on the page has no player of its own: see `blind`.
        """
        bold = f"<strong>{html.escape(title)}</strong>: " if title else ""
        player = fill("sound.html", sound=data_uri("audio/mpeg", self.mp3))
        return fill(
            "clip.html",
            left=f"{100 * LEFT / WIDTH:g}",
            last_s=f"{self.last_s:.3f}",
            of=Html(f' data-of="{sound_of}"' if sound_of else ""),
            alt=self.alt.replace(self.description, description),
            picture=data_uri("image/svg+xml", self.picture),
            looks=self.looks,
            player=Html("") if sound_of else player,
            title=Html(bold),
            description=description,
            notes=data_uri("audio/midi", self.midi),
            file_name=_file_name(title or description),
            script=source("clip.js"),
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the clip to a file, whole or not at all.

        Parameters
        ----------
        path : path that ends in ``.mp3``, ``.mid`` or ``.html``
            The sound, the notes, or a page with the player, which needs nothing else.

        Returns
        -------
        Path
            Where the file is.

        Raises
        ------
        ValueError
            If the path has another ending.
        """
        ending = Path(path).suffix.lower()
        if ending == ".html":
            name = self.title or self.description
            page = fill("page.html", title=name, figure=Html(self._repr_html_()))
            return write_bytes(path, page.encode())
        data = {".mp3": self.mp3, ".mid": self.midi}
        if ending not in data:
            raise ValueError(
                f"{path} ends in {ending or 'nothing'}; a clip is saved as .mp3 (the sound), "
                ".mid (the notes) or .html (a page with the player)"
            )
        return write_bytes(path, data[ending])


def listen(
    music: Music,
    *,
    description: str | None = None,
    title: str | None = None,
    attention: np.ndarray | None = None,
    tint: np.ndarray | None = None,
) -> Clip:
    """Make a player for a melody, several tracks or any list of tones.

    Parameters
    ----------
    music : Melody, Multitrack, iterable of Tone, or Performance
    description : str, optional
        What is heard, in words: the caption, and what a screen reader says for the picture. By
        default the notes are told, which is less than a sentence of yours would say.
    title : str, optional
        Stands in bold before the description and names the MIDI file, outside and inside.
    attention : ndarray, shape (steps, L), none negative, optional
        For a melody: at each step the weights of the last L steps, the oldest first, as in a
        network's ``state.attention.weights``. A heat map of them stands under the roll, and while
        the sound plays the steps looked at are tinted.
    tint : ndarray, shape (steps,), optional
        For a melody: one number for each step, such as what a cell of a network holds. It colours
        the notes, from blue (far below 0) over grey to orange (far above).

    Returns
    -------
    Clip
        As the last value of a notebook cell it shows itself; ``.mp3`` and ``.midi`` are its bytes,
        and ``.save("tune.mp3")`` writes them.

    Raises
    ------
    TypeError, ValueError
        If the music is not playable, the description is empty, or ``attention`` or ``tint`` does
        not belong to the music.

    Examples
    --------
    >>> from ssc_lib import Melody
    >>> listen(Melody([60, 62, 64, 65]), description="Four notes, rising")
    <Clip: 0.5 s, 4 notes: Four notes, rising>
    >>> listen(Melody([60, -2, 64, -2]))
    <Clip: 0.5 s, 2 notes: C4 eighth note, E4 eighth note>
    """
    if description is not None:
        description = checked_text("description", description)
    if title is not None:
        title = checked_text("title", title)
    performance = perform(music)
    samples = render(performance)
    last_s = len(samples) / SAMPLE_RATE
    rows = None if attention is None else heat.checked_attention(attention, performance)
    colours = None if tint is None else heat.checked_tint(tint, performance)
    drawn = roll(performance, last_s, rows, colours)
    looks, kind = Html(""), "Piano roll" if colours is None else "Piano roll in tinted notes"
    if rows is not None:
        looks = heat.looks(rows, performance.duration_s / len(rows), *drawn.place)
        kind += " and heat map"
    midi = midi_bytes(performance, title=title)
    return Clip(
        description=description or in_words(performance),
        title=title,
        duration_s=performance.duration_s,
        n_notes=len(performance.tones),
        mp3=to_mp3(samples, max_bytes=_room(last_s, drawn.svg, midi, looks)),
        midi=midi,
        picture=drawn.svg,
        alt=_alt(kind, performance, description),
        last_s=last_s,
        looks=looks,
    )


def _room(last_s: float, picture: str, midi: bytes, looks: str) -> float:
    """Count the bytes that are left for the sound, if the page is to stay light."""
    around = BASE64 * (len(picture) + len(midi)) + BYTES_AROUND + len(looks)
    return (BYTES_PER_S * max(last_s, 1.0) - around) * 3 / 4


def _alt(picture: str, performance: Performance, description: str | None) -> str:
    """Say the kind of picture, how far the notes reach and what is heard, for a screen reader."""
    reach, told = span(performance.tones), description or in_words(performance)
    return f"{picture}, {reach}" if told == reach else f"{picture}, {reach}: {told}"


def _file_name(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return words[:40].rstrip("-") or "clip"

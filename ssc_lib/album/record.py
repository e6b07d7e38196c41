"""From pieces to a record: sound, notes, scores, a cover, a page that plays it, and one zip.

=====================  ======================================================================
file                   what it is
=====================  ======================================================================
``index.html``         plays the record in a browser, without a network
``midi/``              a MIDI file for each track: melody, chords, bass, drums
``mp3/``               the same to hear, with title and cover
``scores/``            melody and chords, as MusicXML and as a picture (SVG)
``cover.png``          drawn from the music
``notes.txt``          what made each track, and what was measured
``mixtape.json``       the recipes, which the mixtape machine of the book opens
=====================  ======================================================================

Chapter: The New Mozart Mixtape.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ssc_lib.album.arranging import arranged, harmony
from ssc_lib.album.choosing import Candidate
from ssc_lib.album.cover import draw_cover
from ssc_lib.album.notes import Track, liner_notes, web_page
from ssc_lib.album.piece import composer, to_json
from ssc_lib.files import check_target, write_bytes
from ssc_lib.generator import bits_per_event
from ssc_lib.music.score import musicxml
from ssc_lib.show.engraving import engrave
from ssc_lib.show.roll import roll
from ssc_lib.sound.midi import midi_bytes
from ssc_lib.sound.mix import TAIL_S, render, to_mp3
from ssc_lib.sound.tags import tagged

OLDEST = (1980, 1, 1, 0, 0, 0)  # of a zip: the same record has the same bytes on every day
ARTIST = "Stochastic SoundCloud"


class Record(NamedTuple):
    """A record, as the files that it is made of."""

    title: str
    tracks: tuple[Track, ...]
    files: dict[str, bytes]

    @property
    def name(self) -> str:
        """Of its folder and zip."""
        return file_name(self.title)

    def zipped(self) -> bytes:
        """The bytes of the zip."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as whole:
            for path, data in self.files.items():
                entry = zipfile.ZipInfo(f"{self.name}/{path}", OLDEST)
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                whole.writestr(entry, data)
        return buffer.getvalue()

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the zip and, beside it, the folder that is in it.

        Raises
        ------
        OSError
            If a place cannot be written; as from `ssc_lib.files.write_bytes`.
        """
        for place in self.places(folder):
            check_target(place)
        whole = write_bytes(folder / f"{self.name}.zip", self.zipped())
        for path, data in self.files.items():
            write_bytes(folder / self.name / path, data)
        return folder / self.name, whole

    def places(self, folder: Path) -> list[Path]:
        """Every file that `write` writes."""
        inside = [folder / self.name / path for path in self.files]
        return [folder / f"{self.name}.zip", *inside]


def press(
    title: str,
    chosen: Sequence[Candidate],
    *,
    seed: int,
    voices: Sequence[str] = ("piano",),
    done: Callable[[], Any] = lambda: None,
) -> Record:
    """Arrange, play, engrave and describe the pieces of a record.

    Parameters
    ----------
    title : str
    chosen : sequence of Candidate
    seed : int
        Tosses the coins of the drums.
    voices : sequence of str
        Who plays the melody of each track, over and over.
    done : function
        Called after each track, for a progress bar.

    Raises
    ------
    ValueError
        If nothing was chosen, or the title has no letter or digit.
    """
    if not file_name(title):
        raise ValueError(f"the title {title!r} has nothing to name a folder by; use some letters")
    cover = draw_cover([c.melody for c in chosen], title)
    tracks: list[Track] = []
    files: dict[str, bytes] = {"index.html": b"", "notes.txt": b"", "cover.png": cover}
    for number, candidate in enumerate(chosen, 1):
        piece, melody = candidate.piece, candidate.melody
        name = f"{number:02} {file_name(piece.title)}".strip()
        chords = harmony(melody)
        music = arranged(
            melody, chords, rng=[seed, number], voice=voices[(number - 1) % len(voices)]
        )
        tags = {"title": piece.title, "album": title, "track": f"{number}/{len(chosen)}"}
        sound = to_mp3(render(music))
        files[f"midi/{name}.mid"] = midi_bytes(music, title=piece.title)
        files[f"mp3/{name}.mp3"] = tagged(sound, cover=cover, artist=ARTIST, **tags)
        score = musicxml(melody, title=piece.title, chords=chords)
        files[f"scores/{name}.musicxml"] = score.encode()
        files[f"scores/{name}.svg"] = engrave(melody).svg.encode()
        bits = bits_per_event(composer(piece.composer), [melody])
        picture = roll(music, music.duration_s + TAIL_S).svg
        tracks.append(Track(name, candidate, bits, music.duration_s, picture))
        done()
    files["index.html"] = web_page(title, seed, tracks).encode()
    files["notes.txt"] = liner_notes(title, seed, tracks).encode()
    files["mixtape.json"] = to_json([c.piece for c in chosen]).encode()
    return Record(title, tuple(tracks), files)


def file_name(title: str) -> str:
    """A title as the name of a file on every machine.

    Examples
    --------
    >>> file_name("Waltz in A♭: No. 1?")
    'Waltz in A flat No. 1'
    """
    plain = title.replace("♭", " flat").replace("♯", " sharp")
    return re.sub(r"[^\w .,'()-]", "", plain, flags=re.ASCII).strip(" .")[:80]

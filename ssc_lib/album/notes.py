"""The words of a record: its liner notes, as a text and as a page that plays it.

Chapter: The New Mozart Mixtape.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from ssc_lib.album.choosing import Candidate
from ssc_lib.music.messages import many
from ssc_lib.show.html import Html, fill


class Track(NamedTuple):
    """A track of the record, as its notes tell of it."""

    name: str  # of its files, without folder and ending
    candidate: Candidate
    bits: float  # per event, by its own composer
    duration_s: float
    roll: str  # SVG


def liner_notes(title: str, seed: int, tracks: Sequence[Track]) -> str:
    """What made each track, as a text."""
    lines = [title, "=" * len(title), "", *_about(seed, tracks), ""]
    for number, track in enumerate(tracks, 1):
        piece = track.candidate.piece
        lines += [f"{number}. {piece.title} ({_minutes(track.duration_s)})"]
        lines += [f"   {said}" for said in told(track)] + [""]
    return "\n".join(lines)


def told(track: Track) -> list[str]:
    """What made a track and what was measured, in sentences."""
    c, piece = track.candidate, track.candidate.piece
    sharpened = f"temperature {piece.temperature:g}"
    sharpened += f", top-p {piece.top_p:g}" if piece.top_p < 1 else ""
    copied = f"Longest copied stretch: {many(c.copied, 'step')} of {len(c.melody)}"
    found = [
        f"Composed by {piece.composer}, seed {piece.seed}, {sharpened}: {many(piece.bars, 'bar')} "
        f"of {piece.metre} at {piece.qpm} quarter notes a minute, begun with {piece.primer}.",
        f"{track.bits:.2f} bits an event to its own composer. "
        + (
            "There are too few real tunes of this metre and length to say what is usual."
            if c.usual is None
            else f"{c.usual} of 28 measures are within the usual."
        ),
        f"{copied}, in “{c.source}”." if c.source else f"{copied}.",
    ]
    if c.among > 1:
        found.append(
            f"Chosen of {c.among}. A judge that heard none of them gives it {c.belief:.0%} to be a "
            "person's."
        )
    if c.left_out and c.among > 1:
        found.append(f"No candidate passed the rule: {'; '.join(c.left_out)}.")
    return found


def web_page(title: str, seed: int, tracks: Sequence[Track]) -> str:
    """The page of the record, which plays the files beside it and needs no network."""
    items = []
    for number, track in enumerate(tracks, 1):
        items.append(
            fill(
                "track.html",
                number=str(number),
                title=track.candidate.piece.title,
                minutes=_minutes(track.duration_s),
                roll=Html(track.roll),
                told=" ".join(told(track)),
                mp3=quote(f"mp3/{track.name}.mp3"),
                midi=quote(f"midi/{track.name}.mid"),
                score=quote(f"scores/{track.name}.svg"),
                musicxml=quote(f"scores/{track.name}.musicxml"),
            )
        )
    about = " ".join(_about(seed, tracks))
    return fill("record.html", title=title, about=about, tracks=Html("\n".join(items)))


def _about(seed: int, tracks: Sequence[Track]) -> list[str]:
    chosen = any(track.candidate.among > 1 for track in tracks)
    by = "Rules that were fixed beforehand chose what is here." if chosen else "Nothing was chosen."
    return [
        f"Made by ssc mixtape, seed {seed}. Machines wrote every note.",
        by,
        "A table of chorales added the chords and the bass, and coins the drums.",
    ]


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"

"""Pieces of pages, taken apart; and music to show."""

from __future__ import annotations

import base64
from html.parser import HTMLParser

from ssc_lib.music.melody import Melody
from ssc_lib.sound.tone import Tone

TUNE = Melody([60, -2, 62, -2, 64, -2, 64, -2, 65, -2, 62, -2, 67, -2, -2, -1])
CHORD = [Tone(0, 1, 60, 40), Tone(0, 1, 64.5, 80), Tone(0.5, 2, 67, 127)]


class Page(HTMLParser):
    """Collects tags and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of each tag of that name."""
        return [attrs for name, attrs in self.tags if name == tag]

    def one(self, tag: str) -> dict[str, str]:
        """The attributes of the only tag of that name."""
        (found,) = self.all(tag)
        return found


def payload(uri: str, mime: str) -> bytes:
    """What an address of its own kind holds."""
    head, data = uri.split(",", 1)
    assert head == f"data:{mime};base64"
    return base64.b64decode(data, validate=True)

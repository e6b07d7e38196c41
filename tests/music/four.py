"""Sixteen beats for four voices, which several tests hear, see and write."""

from __future__ import annotations

from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack, Track

_LINES = {
    "Soprano": ("flute", -0.75, "B4 - - - C5 - - - D5 - C5 - | B4 - - - A4 - - - G4 - - -"),
    "Alto": ("choir", -0.25, "G4 - - - G4 - - - F#4 - - - | G4 - - - F#4 - - - D4 - - -"),
    "Tenor": ("brass", 0.25, "D4 - - - E4 - - - A3 - - - | D4 - - - D4 - C4 - B3 - - -"),
    "Bass": ("plucked", 0.75, "G3 - - - C3 - - - D3 - - - | G2 - B2 - D3 - - - G2 - - -"),
}

FOUR = Multitrack(
    [
        Track(Melody.of(text, qpm=90, metre=(3, 4)), name, voice, pan)
        for name, (voice, pan, text) in _LINES.items()
    ]
)

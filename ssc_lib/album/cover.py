"""The cover of a record, drawn from its music.

A disc with a ring for each track, the first outside. Once around is the whole tune, from the top
and clockwise; within its ring a note stands the further out the higher it is. So equal tunes would
have equal covers, and no two records have the same.

Chapter: The New Mozart Mixtape.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from ssc_lib.music.melody import Melody
from ssc_lib.show.style import COLOURS

SIZE_INCHES, DOTS_PER_INCH = 6, 100
HOLE, RING, GAP = 3.0, 1.0, 0.18  # radii, in rings
BACK, INK = "#14171c", "#f4f1ea"


def draw_cover(melodies: Sequence[Melody], title: str) -> bytes:
    """Draw the cover as a PNG of 600 by 600 dots; the same music gives the same bytes.

    Parameters
    ----------
    melodies : sequence of Melody
        One for each track, at least one.
    title : str
        Written in the middle.

    Raises
    ------
    ValueError
        If there are no melodies.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if not melodies:
        raise ValueError("a cover is drawn from the tracks, and there are none; give one or more")
    figure = Figure(figsize=(SIZE_INCHES, SIZE_INCHES), dpi=DOTS_PER_INCH, facecolor=BACK)
    FigureCanvasAgg(figure)
    ax: Any = figure.add_axes((0.02, 0.02, 0.96, 0.96), projection="polar", facecolor=BACK)
    ax.set_theta_zero_location("N")
    ax.set_theta_direction(-1)
    ax.set_axis_off()
    ax.set_ylim(0, HOLE + len(melodies) * RING)
    for number, melody in enumerate(melodies):
        inner = HOLE + (len(melodies) - 1 - number) * RING
        _draw_ring(ax, melody, inner, COLOURS[number % (len(COLOURS) - 1)])
    words = title.replace(" ", "\n") if len(title) > 12 else title
    ax.text(0, 0, words, color=INK, ha="center", va="center", fontsize=11, linespacing=1.3)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", facecolor=BACK, metadata={"Software": None})
    return buffer.getvalue()


def _draw_ring(ax: Any, melody: Melody, inner: float, colour: str) -> None:
    """Draw the notes of a melody as arcs between two circles."""
    notes = melody.notes()
    if not notes:
        return
    low, high = melody.range
    for note in notes:
        share = (note.pitch - low) / max(high - low, 1)
        radius = inner + GAP / 2 + share * (RING - GAP)
        steps = np.linspace(note.start_step, note.end_step - 0.3, 12)
        turn = 2 * np.pi * steps / len(melody)
        ax.plot(turn, np.full(12, radius), color=colour, lw=2.2, solid_capstyle="butt")

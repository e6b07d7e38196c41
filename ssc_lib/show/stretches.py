"""Stretches of a melody in colour on its piano roll, each with its name: whose is what.

Notes of no stretch are grey. A stretch may begin within a note; then the note changes its colour
there. Colours go with hatches, so that they can be told apart without them.

Chapter: Whose tune is it?
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ssc_lib.music.melody import Melody
from ssc_lib.show.pianoroll import plot_pianoroll
from ssc_lib.show.style import COLOURS, HATCHES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_stretches"]

_REST = "0.75"  # the grey of what belongs to no stretch


def plot_stretches(
    melody: Melody, stretches: Iterable[tuple[int, int, str]], ax: Axes | None = None
) -> Axes:
    """Draw a piano roll with some stretches in colour, and their names above it.

    Parameters
    ----------
    melody : Melody
    stretches : iterable of (start, length, name)
        In steps of the melody; of two that overlap the later lies on top. Those of one name have
        one look.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        If the music is no Melody, or a stretch is not within it.

    Examples
    --------
    >>> tune = Melody.of("C4 D4 E4 F4 G4 A4 B4 C5")
    >>> ax = plot_stretches(tune, [(0, 3, "one"), (5, 3, "another")])
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['one', 'another']
    """
    if not isinstance(melody, Melody):
        raise TypeError(f"stretches are counted in steps of a Melody, got {type(melody).__name__}")
    ax = plot_pianoroll(melody, ax, color=_REST)
    looks: dict[str, dict[str, Any]] = {}
    for start, length, name in stretches:
        if not (0 <= start < start + length <= len(melody)):
            raise ValueError(
                f"the stretch {name!r}, {length} steps from step {start} on, is not within the "
                f"{len(melody)} steps of the melody"
            )
        n = len(looks)
        fresh: dict[str, Any] = {
            "color": COLOURS[n % len(COLOURS)],
            "hatch": HATCHES[n % len(HATCHES)],
        }
        label = "" if name in looks else name
        look = looks.setdefault(name, fresh)
        held = [
            (note.pitch, max(note.start_step, start), min(note.end_step, start + length))
            for note in melody.notes()
        ]
        held = [(pitch, begin, end) for pitch, begin, end in held if begin < end]
        quarter = melody.steps_per_quarter
        ax.barh(
            [pitch for pitch, _, _ in held] or [0],
            [(end - begin) / quarter for _, begin, end in held] or [0],
            left=[begin / quarter for _, begin, _ in held] or [0],
            height=0.85,
            edgecolor="white",
            linewidth=0.4,
            zorder=3,
            label=label,
            **look,
        )
    if looks:
        above: dict[str, Any] = {
            "loc": "lower left",
            "bbox_to_anchor": (0, 1),
            "borderaxespad": 0.3,
        }
        ax.legend(ncols=min(len(looks), 3), frameon=False, fontsize=8, **above)
    return ax

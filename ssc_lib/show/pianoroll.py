"""The eye: piano rolls and engraved scores. (The player, `listen`, is in `ssc_lib.show.player`.)

A **piano roll** has time to the right and pitch upwards; a note is a bar as long as it sounds. An
engraved **score** says the same in the notation of musicians: more is written and less is seen.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ssc_lib.music.melody import Melody, pitch_name
from ssc_lib.show.player import Clip, checked_text, data_uri, listen
from ssc_lib.sound.tone import KEYS, Tone, as_tones, end_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Clip", "Engraving", "listen", "plot_pianoroll", "score", "use_book_style"]

# Okabe and Ito's colours, told apart by colour-blind readers too; the yellow is left out, since
# it is too pale on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")

_LENGTHS = {
    0.125: "thirty-second note",
    0.25: "sixteenth note",
    0.375: "dotted sixteenth note",
    0.5: "eighth note",
    0.75: "dotted eighth note",
    1.0: "quarter note",
    1.5: "dotted quarter note",
    2.0: "half note",
    3.0: "dotted half note",
    4.0: "whole note",
    6.0: "dotted whole note",
}
_NOTES_TOLD = 24


@dataclass(frozen=True, repr=False)
class Engraving:
    """An engraved score: shown by a notebook as a picture. ``svg`` is the picture itself."""

    description: str
    caption: str
    n_notes: int
    n_bars: int
    svg: str = field(hash=False)

    def __repr__(self) -> str:
        return f"<Score: {_count(self.n_bars, 'bar')}, {_count(self.n_notes, 'note')}>"

    def _repr_html_(self) -> str:
        return (
            '<figure class="ssc-score" style="margin:1em 0;max-width:640px">'
            f'<img alt="{html.escape(self.description)}" '
            f'src="{data_uri("image/svg+xml", self.svg)}" '
            'style="display:block;width:100%;max-width:100%;height:auto;margin:0;padding:0;'
            'background:#fff;border-radius:4px">'
            '<figcaption style="color:inherit;text-align:left;margin:.3em 0 0">'
            f"{html.escape(self.caption)}</figcaption></figure>"
        )


def score(melody: Melody, *, description: str | None = None) -> Engraving:
    """Engrave a melody as a musician would read it.

    Parameters
    ----------
    melody : Melody
    description : str, optional
        What is written, in words: the caption, and what a screen reader says for the picture. By
        default a screen reader says the notes and their lengths, and the caption counts them.

    Returns
    -------
    Engraving
        As the last value of a notebook cell it shows itself.

    Raises
    ------
    TypeError, ValueError
        If it is not a melody, or the description is empty.

    Examples
    --------
    >>> engraving = score(Melody([60, 62, 64, -2], steps_per_quarter=1, steps_per_bar=4))
    >>> engraving
    <Score: 1 bar, 3 notes>
    >>> engraving.description
    'Score: C4 quarter note, D4 quarter note, E4 half note.'
    """
    if not isinstance(melody, Melody):
        raise TypeError(
            f"score engraves a Melody, got {type(melody).__name__}; "
            "for a list of tones use listen or plot_pianoroll"
        )
    bars, notes = len(melody.bars()), len(melody.pitches)
    if description is None:
        description, caption = in_words(melody), f"{_count(bars, 'bar')}, {_count(notes, 'note')}"
    else:
        description = caption = checked_text("description", description)
    return Engraving(description, caption, notes, bars, _engrave(melody))


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def in_words(melody: Melody) -> str:
    """The notes of a melody and their lengths, as one would read them out."""
    notes = melody.notes()
    told = []
    for note in notes[:_NOTES_TOLD]:
        quarters = (note.end_step - note.start_step) / melody.steps_per_quarter
        length = _LENGTHS.get(quarters, f"{quarters:.3g} quarter notes")
        told.append(f"{pitch_name(note.pitch)} {length}")
    if not told:
        return "Score without notes."
    more = len(notes) - len(told)
    return f"Score: {', '.join(told)}{f', and {more} more notes' if more else ''}."


def _engrave(melody: Melody) -> str:
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
    if not toolkit.loadData(musicxml(melody)):
        raise ValueError(f"{melody!r} could not be engraved; try a grid that notation can write")
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


def plot_pianoroll(
    music: Melody | Iterable[Tone],
    ax: Axes | None = None,
    *,
    unit: Literal["quarters", "seconds"] | None = None,
    **bar_settings: Any,
) -> Axes:
    """Draw a piano roll with matplotlib.

    Parameters
    ----------
    music : Melody or iterable of Tone
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.
    unit : 'quarters' or 'seconds', optional
        What the time axis counts. A melody counts in quarter notes by default, with a line at each
        bar; tones have only seconds.
    **bar_settings
        For `matplotlib.axes.Axes.barh`, such as ``color`` and ``label``.

    Returns
    -------
    Axes
        To draw on further, or to set ``title`` and limits.

    Examples
    --------
    >>> ax = plot_pianoroll(Melody([60, -2, 64, -2]), color="black")
    >>> ax.get_xlabel()
    'time (quarter notes)'
    """
    is_melody = isinstance(music, Melody)
    unit = unit or ("quarters" if is_melody else "seconds")
    if unit not in ("quarters", "seconds"):
        raise ValueError(f"unit must be 'quarters' or 'seconds', got {unit!r}")
    if unit == "quarters" and not is_melody:
        raise ValueError("tones have no quarter notes; use unit='seconds'")
    tones, length = as_tones(music)
    scale = 1.0
    if isinstance(music, Melody) and unit == "quarters":
        scale, length = music.qpm / 60, len(music) / music.steps_per_quarter

    from matplotlib.ticker import MaxNLocator

    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(layout="constrained")
    settings: dict[str, Any] = {"height": 0.85, "color": COLOURS[0], "zorder": 2}
    settings |= {"edgecolor": "white", "linewidth": 0.4} | bar_settings
    level = [tone for tone in tones if tone.end_pitch is None]
    ax.barh(
        [tone.pitch for tone in level],
        [(tone.end_s - tone.start_s) * scale for tone in level],
        left=[tone.start_s * scale for tone in level],
        **settings,
    )
    for t in (tone for tone in tones if tone.end_pitch is not None):
        ax.plot([t.start_s, t.end_s], [t.pitch, end_of(t)], color=settings["color"], lw=1.2)
    if unit == "quarters":
        ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 4, 8, 10], integer=True))
    if isinstance(music, Melody):
        bar = music.steps_per_bar * music.seconds_per_step * scale
        for number in range(int(length / bar + 1e-9) + 1):
            ax.axvline(number * bar, color="0.75", linewidth=0.8, zorder=0)
    if tones and all(tone.voice in KEYS for tone in tones):
        ax.set_yticks(list(KEYS.values()), list(KEYS))
    else:
        _name_pitches(ax, [pitch for tone in tones for pitch in (tone.pitch, end_of(tone))])
    ax.set_xlim(0, length or 1)
    ax.set_xlabel("time (quarter notes)" if unit == "quarters" else "time (s)")
    ax.set_ylabel("pitch")
    return ax


def _name_pitches(ax: Axes, pitches: list[float]) -> None:
    """Ticks at pitch names: each natural note where there is room, else each C."""
    if not pitches:
        return
    low, high = round(min(pitches)) - 1, round(max(pitches)) + 1
    wanted = (0, 2, 4, 5, 7, 9, 11) if high - low <= 20 else (0, 4, 7) if high - low <= 40 else (0,)
    ticks = [pitch for pitch in range(low, high + 1) if pitch % 12 in wanted]
    ax.set_yticks(ticks, [pitch_name(pitch) for pitch in ticks])
    ax.set_ylim(low - 0.5, high + 0.5)
    ax.grid(axis="y", color="0.9", linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)


def use_book_style() -> None:
    """Set matplotlib to the style of the book: readable, colour-blind safe, on white.

    White also on a dark page; and the names inside an SVG are the same each time.
    """
    import matplotlib
    from cycler import cycler

    matplotlib.rcParams.update(
        {
            "figure.figsize": (7.2, 3.2),
            "figure.dpi": 110,
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
            "font.size": 11,
            "axes.titlesize": 12,
            "axes.prop_cycle": cycler(color=COLOURS),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
            "lines.linewidth": 2.0,
            "svg.hashsalt": "ssc",
        }
    )

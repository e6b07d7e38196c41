"""The piano roll as a plot of matplotlib, to draw on, to compare and to print.

A **piano roll** has time to the right and pitch upwards; a note is a bar as long as it sounds. Each
of several tracks has a colour and a hatch, and a legend says which is whose.

Chapter: One-hot melodies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ssc_lib.music.pitches import MAJOR_SCALE, pitch_name
from ssc_lib.show.style import COLOURS, HATCHES
from ssc_lib.sound.tone import KEYS, Music, Part, Tone, end_of, perform

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_pianoroll"]

# Up to so many semitones, these pitch classes are named: the naturals; C, E and G; C alone.
TICKS = {20: MAJOR_SCALE, 40: (0, 4, 7), 130: (0,)}


def plot_pianoroll(
    music: Music,
    ax: Axes | None = None,
    *,
    unit: Literal["quarters", "seconds"] | None = None,
    **bar_settings: Any,
) -> Axes:
    """Draw a piano roll with matplotlib.

    Parameters
    ----------
    music : Melody, Multitrack, iterable of Tone, or Performance
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

    Raises
    ------
    TypeError, ValueError
        If the music is not playable, or ``unit`` does not fit it.

    Examples
    --------
    >>> from ssc_lib import Melody
    >>> ax = plot_pianoroll(Melody([60, -2, 64, -2]), color="black")
    >>> ax.get_xlabel()
    'time (quarter notes)'
    """
    performance = perform(music)
    tones, grid = performance.tones, performance.grid
    unit = unit or ("seconds" if grid is None else "quarters")
    if unit not in ("quarters", "seconds"):
        raise ValueError(f"unit must be 'quarters' or 'seconds', got {unit!r}")
    scale, length = 1.0, performance.duration_s
    if unit == "quarters":
        if grid is None:
            raise ValueError("tones have no quarter notes; use unit='seconds'")
        scale, length = grid.qpm / 60, grid.steps / grid.steps_per_quarter

    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(layout="constrained")
    if performance.parts:
        _draw_parts(ax, performance.parts, scale, bar_settings)
    else:
        _draw_tones(ax, tones, scale, bar_settings)
    if unit == "quarters":
        from matplotlib.ticker import MaxNLocator

        ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 4, 8, 10], integer=True))
    if grid is not None:
        _draw_bar_lines(ax, grid.bar_s * scale, length)
    if tones and all(tone.voice in KEYS for tone in tones):
        ax.set_yticks(list(KEYS.values()), list(KEYS))
    else:
        _name_pitches(ax, [pitch for tone in tones for pitch in (tone.pitch, end_of(tone))])
    ax.set_xlim(0, length or 1)
    ax.set_xlabel("time (quarter notes)" if unit == "quarters" else "time (s)")
    ax.set_ylabel("pitch")
    return ax


def _draw_parts(
    ax: Axes, parts: Sequence[Part], scale: float, bar_settings: dict[str, Any]
) -> None:
    """Draw each track in its own look, and say above the plot whose it is."""
    from matplotlib.patches import Patch

    handles = []
    for number, part in enumerate(parts):
        colour = COLOURS[number % len(COLOURS)]
        look = {"color": colour, "hatch": HATCHES[number % len(HATCHES)]} | bar_settings
        _draw_tones(ax, part.tones, scale, look)
        handles.append(Patch(facecolor=look["color"], edgecolor="white", hatch=look["hatch"]))
    names = [part.label for part in parts]
    columns = min(len(parts), 5)
    above: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.3}
    ax.legend(handles, names, ncols=columns, frameon=False, **above)


def _draw_tones(
    ax: Axes, tones: Sequence[Tone], scale: float, bar_settings: dict[str, Any]
) -> None:
    """Draw a bar for each tone, a line for each glide; ``scale`` makes seconds the axis' unit."""
    settings: dict[str, Any] = {"height": 0.85, "color": COLOURS[0], "zorder": 2}
    settings |= {"edgecolor": "white", "linewidth": 0.4} | bar_settings
    level = [tone for tone in tones if tone.end_pitch is None]
    ax.barh(
        [tone.pitch for tone in level],
        [(tone.end_s - tone.start_s) * scale for tone in level],
        left=[tone.start_s * scale for tone in level],
        **settings,
    )
    for tone in (tone for tone in tones if tone.end_pitch is not None):
        times = [tone.start_s * scale, tone.end_s * scale]
        ax.plot(times, [tone.pitch, end_of(tone)], color=settings["color"], lw=1.2)


def _draw_bar_lines(ax: Axes, bar: float, length: float) -> None:
    for number in range(int(length / bar + 1e-9) + 1):
        ax.axvline(number * bar, color="0.75", linewidth=0.8, zorder=0)


def _name_pitches(ax: Axes, pitches: Sequence[float]) -> None:
    """Name pitches at the axis, fewer where the range is wide."""
    if not pitches:
        return
    low, high = round(min(pitches)) - 1, round(max(pitches)) + 1
    wanted = next(classes for room, classes in TICKS.items() if high - low <= room)
    ticks = [pitch for pitch in range(low, high + 1) if pitch % 12 in wanted]
    ax.set_yticks(ticks, [pitch_name(pitch) for pitch in ticks])
    ax.set_ylim(low - 0.5, high + 0.5)
    ax.grid(axis="y", color="0.9", linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)

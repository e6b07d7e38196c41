"""The picture in a clip: a piano roll as SVG, with a heat map under it where there is one.

Time goes to the right and pitch upwards; a note is a stroke as long as it sounds, the darker the
louder, or step by step in the colours of a tint. A glide is a slanted line. Each of several tracks
has a colour and a pattern of dashes, and under the roll stands which is whose.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ssc_lib.music.pitches import pitch_name
from ssc_lib.show import heat
from ssc_lib.show.style import COLOURS, DASHES
from ssc_lib.sound.tone import KEYS, Part, Performance, Tone, end_of

WIDTH, LEFT = 480, 30  # of the piano roll; the left margin holds the names of the octaves
TALL, LOWEST = 150, 70  # the height it aims at, and the least it has
THICKEST, THINNEST = 7.0, 2.0  # rows of a key
MARGIN = 2  # keys above the highest tone and below the lowest
UNDER = 4  # between the roll and its heat map
LEGEND_ROW, LETTER, LONGEST_NAME = 14, 6.2, 24  # of the names of tracks: height, width, letters
LINE_S = 1.0  # from line to line where there are no bars
MOST_LINES = 64
BANDS = 4  # of loudness, each with its own shade
_INK, _GRID, _BAR, _LABEL = "#1f4e79", "#dfe3e8", "#a9b1bb", "#3d444d"


class Roll(NamedTuple):
    """A piano roll as SVG, and the place of the music in it.

    ``place`` is the left edge of the music, its width, and the height of the roll without its heat
    map, all as shares of the picture.
    """

    svg: str
    place: tuple[float, float, float]


class _Axes(NamedTuple):
    """From seconds and pitches to places in the picture."""

    low: int
    high: int
    row: float
    height: int
    per_s: float

    def x(self, time_s: float) -> float:
        return LEFT + time_s * self.per_s

    def y(self, pitch: float) -> float:
        return (self.high - pitch + 0.5) * self.row


def roll(
    performance: Performance,
    last_s: float,
    attention: np.ndarray | None = None,
    tint: np.ndarray | None = None,
) -> Roll:
    """Draw a piano roll.

    Parameters
    ----------
    performance : Performance
    last_s : float
        How long the picture is in seconds: the music, and the tail in which its last note rings.
    attention : ndarray, shape (steps, L), optional
        Weights of the last steps at each step, for a heat map under the roll.
    tint : ndarray, shape (steps,), optional
        A number for each step, which colours the notes.
    """
    axes = _axes(performance.tones, last_s)
    long = performance.duration_s * axes.per_s
    grid = performance.grid
    total, strip = axes.height, ""
    if attention is not None and grid is not None:
        total += heat.HEIGHT + UNDER
        strip = heat.strip(attention, grid.steps_per_bar, LEFT, axes.height + UNDER, long)
    long_lines, legend = total, ""
    notes = _tracks(performance, axes)
    if tint is not None and grid is not None:
        notes = _tinted(performance.tones, axes, tint, grid.step_s)
        legend = heat.scale(tint, LEFT, total)
        total += heat.SCALE
    if performance.parts:
        legend, below = _legend(performance.parts, total)
        total += below
    bars = "".join(f"M{axes.x(at_s):.1f} 0v{long_lines}" for at_s in _lines(performance))
    names, size = _names(performance.tones, axes)
    keys = "".join(f"M{LEFT} {axes.y(pitch):.1f}H{WIDTH}" for pitch in names)
    labels = "".join(
        f'<text x="{LEFT - 4}" y="{min(max(axes.y(pitch) + 4, 11), axes.height - 2):.1f}">{name}'
        "</text>"
        for pitch, name in names.items()
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}">'
        f'<rect width="{WIDTH}" height="{total}" fill="#fbfbfa"/>'
        f'<g fill="none"><path stroke="{_GRID}" d="{keys}"/><path stroke="{_BAR}" d="{bars}"/>'
        f'<g stroke-width="{max(axes.row - 0.6, 1.8):.1f}">{notes}</g>'
        f'</g><g fill="{_LABEL}" font-family="sans-serif" font-size="{size}" text-anchor="end">'
        f"{labels}</g>{strip}{legend}</svg>"
    )
    return Roll(svg, (LEFT / WIDTH, long / WIDTH, axes.height / total))


def _axes(tones: Sequence[Tone], last_s: float) -> _Axes:
    pitches = [pitch for tone in tones for pitch in (tone.pitch, end_of(tone))] or [60]
    low, high = math.floor(min(pitches)) - MARGIN, math.ceil(max(pitches)) + MARGIN
    keys = high - low + 1
    row = min(THICKEST, max(THINNEST, TALL / keys))
    height = max(round(keys * row), LOWEST)
    return _Axes(low, high, height / keys, height, (WIDTH - LEFT) / last_s)


def _lines(performance: Performance) -> list[float]:
    """Place the lines, in seconds: at the bars, or at some of them where there are many."""
    apart_s = LINE_S if performance.grid is None else performance.grid.bar_s
    while performance.duration_s / apart_s > MOST_LINES:
        apart_s *= 2
    return [i * apart_s for i in range(math.floor(performance.duration_s / apart_s) + 1)]


def _names(tones: Sequence[Tone], axes: _Axes) -> tuple[dict[int, str], int]:
    """Say what stands at the left of which pitch, and the size of its letters.

    Each C has a name, and so has each drum; a C among the drums' keys gives way to them.
    """
    octaves = range(-(-axes.low // 12) * 12, axes.high + 1, 12)
    drums = {KEYS[tone.voice]: tone.voice for tone in tones if tone.voice in KEYS}
    if not drums:
        return {c: pitch_name(c) for c in octaves}, 12
    kit = range(min(KEYS.values()), max(KEYS.values()) + 1)
    names = {c: pitch_name(c) for c in octaves if c not in kit}
    return names | {key: drums[key] for key in sorted(drums)}, 10


def _tracks(performance: Performance, axes: _Axes) -> str:
    if not performance.parts:
        return _notes(performance.tones, axes)
    looks = (_look(number) for number in range(len(performance.parts)))
    drawn = zip(performance.parts, looks, strict=True)
    return "".join(_notes(part.tones, axes, *look) for part, look in drawn)


def _tinted(tones: Sequence[Tone], axes: _Axes, tint: np.ndarray, step_s: float) -> str:
    """Draw each tone step by step, each step in its tint."""
    shades, wide = heat.shade_of(tint), axes.per_s * step_s
    strokes = [""] * len(heat.TINTS)
    for tone in tones:
        begin, end = round(tone.start_s / step_s), round(tone.end_s / step_s)
        for step in range(begin, end):
            place = f"M{axes.x(step * step_s):.1f} {axes.y(tone.pitch):.1f}"
            strokes[shades[step]] += f"{place}h{wide - (step == end - 1):.1f}"
    drawn = zip(heat.TINTS, strokes, strict=True)
    return "".join(f'<path stroke="{colour}" d="{path}"/>' for colour, path in drawn if path)


def _look(number: int) -> tuple[str, str]:
    """Give a track its colour and its dashes; so many as there are of both, all look different."""
    return COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]


def _legend(parts: Sequence[Part], top: float) -> tuple[str, int]:
    """Write the names of the tracks, each behind a stroke in its look; and how high that is."""
    x, row, drawn = float(LEFT), 0, ""
    for number, part in enumerate(parts):
        name = part.label
        name = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
        width = 30 + LETTER * len(name)
        if x + width > WIDTH and x > LEFT:
            x, row = float(LEFT), row + 1
        y = top + LEGEND_ROW * (row + 0.5)
        ink, dash = _look(number)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        drawn += (
            f'<path stroke="{ink}" stroke-width="5"{dashes} d="M{x:.1f} {y:.1f}h18"/>'
            f'<text x="{x + 22:.1f}" y="{y + 4:.1f}">{html.escape(name)}</text>'
        )
        x += width
    look = f'fill="{_LABEL}" font-family="sans-serif" font-size="11"'
    return f"<g {look}>{drawn}</g>", LEGEND_ROW * (row + 1) + 2


def _notes(tones: Sequence[Tone], axes: _Axes, ink: str = _INK, dash: str = "") -> str:
    """Draw a stroke for each tone; those alike in kind and loudness make one path."""
    alike: dict[tuple[bool, int], list[Tone]] = {}
    for tone in sorted(tones, key=lambda t: (*t[:5], end_of(t))):
        band = min(int((tone.velocity - 1) // (128 // BANDS)), BANDS - 1)
        alike.setdefault((tone.end_pitch is not None, band), []).append(tone)
    paths = ""
    for (glides, band), group in sorted(alike.items()):
        look = f'stroke-opacity="{0.4 + 0.2 * band:.1f}"'
        look += ' stroke-width="1.8" stroke-linecap="round"' if glides else ""
        look += f' stroke-dasharray="{dash}"' if dash else ""
        strokes = "".join(_stroke(tone, axes) for tone in group)
        paths += f'<path stroke="{ink}" {look} d="{strokes}"/>'
    return paths


def _stroke(tone: Tone, axes: _Axes) -> str:
    begin = f"M{axes.x(tone.start_s):.1f} {axes.y(tone.pitch):.1f}"
    if tone.end_pitch is None:
        return f"{begin}h{max((tone.end_s - tone.start_s) * axes.per_s - 1, 1):.1f}"
    return f"{begin}L{axes.x(tone.end_s):.1f} {axes.y(tone.end_pitch):.1f}"

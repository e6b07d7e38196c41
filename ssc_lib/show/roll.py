"""The picture in a clip: a piano roll as SVG, with a heat map under it where there is one.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ssc_lib.music.melody import pitch_name
from ssc_lib.show import heat
from ssc_lib.sound.tone import KEYS, Tone, end_of

WIDTH, LEFT = 480, 30  # of the piano roll; the left margin holds the names of the octaves
_INK, _GRID, _BAR, _LABEL = "#1f4e79", "#dfe3e8", "#a9b1bb", "#3d444d"


def roll(
    tones: Sequence[Tone],
    last_s: float,
    duration_s: float,
    line_s: float,
    rows: np.ndarray | None = None,
    bar: int = 0,
) -> tuple[str, float]:
    """The piano roll as SVG: time to the right, pitch upwards, one stroke a note.

    With ``rows`` of attention a heat map stands under it; the second value is the share of the
    picture's height that the roll itself takes.
    """
    pitches = [pitch for tone in tones for pitch in (tone.pitch, end_of(tone))] or [60]
    low, high = math.floor(min(pitches)) - 2, math.ceil(max(pitches)) + 2
    row = min(7.0, max(2.0, 150 / (high - low + 1)))
    height = max(round((high - low + 1) * row), 70)
    row = height / (high - low + 1)
    total = height + (0 if rows is None else heat.HEIGHT + 4)
    per_s = (WIDTH - LEFT) / last_s

    def x(time_s: float) -> float:
        return LEFT + time_s * per_s

    def y(pitch: float) -> float:
        return (high - pitch + 0.5) * row

    def stroke(tone: Tone) -> str:
        begin, length = f"M{x(tone.start_s):.1f} {y(tone.pitch):.1f}", tone.end_s - tone.start_s
        if tone.end_pitch is None:
            return f"{begin}h{max(length * per_s - 1, 1):.1f}"
        return f"{begin}L{x(tone.end_s):.1f} {y(tone.end_pitch):.1f}"

    while duration_s / line_s > 64:
        line_s *= 2
    bars = "".join(
        f"M{x(i * line_s):.1f} 0v{total}" for i in range(math.floor(duration_s / line_s) + 1)
    )
    named = {c: pitch_name(c) for c in range(-(-low // 12) * 12, high + 1, 12)}
    drums = {KEYS[tone.voice]: tone.voice for tone in tones if tone.voice in KEYS}
    if drums:
        named = {c: name for c, name in named.items() if abs(c - 39) > 5} | dict(
            sorted(drums.items())
        )
    grid = "".join(f"M{LEFT} {y(c + 0.0):.1f}H{WIDTH}" for c in named)
    labels = "".join(
        f'<text x="{LEFT - 4}" y="{min(max(y(c) + 4, 11), height - 2):.1f}">{name}</text>'
        for c, name in named.items()
    )
    alike: dict[tuple[bool, int], list[Tone]] = {}
    for tone in sorted(tones, key=lambda t: (*t[:5], end_of(t))):
        loudness = min(int((tone.velocity - 1) // 32), 3)
        alike.setdefault((tone.end_pitch is not None, loudness), []).append(tone)
    notes = ""
    for (glides, band), group in sorted(alike.items()):
        strokes = "".join(stroke(tone) for tone in group)
        look = f'stroke-opacity="{0.4 + 0.2 * band:.1f}"'
        look += ' stroke-width="1.8" stroke-linecap="round"' if glides else ""
        notes += f'<path stroke="{_INK}" {look} d="{strokes}"/>'
    strip = ""
    if rows is not None:
        strip = heat.strip(rows, bar, LEFT, height + 4, duration_s * per_s)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}">'
        f'<rect width="{WIDTH}" height="{total}" fill="#fbfbfa"/>'
        f'<g fill="none"><path stroke="{_GRID}" d="{grid}"/><path stroke="{_BAR}" d="{bars}"/>'
        f'<g stroke-width="{max(row - 0.6, 1.8):.1f}">{notes}</g></g>'
        f'<g fill="{_LABEL}" font-family="sans-serif" font-size="{10 if drums else 12}" '
        'text-anchor="end">'
        f"{labels}</g>{strip}</svg>"
    )
    return picture, height / total

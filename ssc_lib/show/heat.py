"""What goes on in a network, drawn into a clip: where it looks, and what one cell holds.

Attention gives a weight to each of the last ``L`` steps, at every step anew. A clip shows these
weights twice. **The strip** under the piano roll is the heat map as one picture: now to the right,
how long ago downwards, a mark at each whole bar. **The looks** lie on the roll itself: while the
sound plays, each step of the tune so far is tinted by the weight that it has at this moment. All
looks are one small picture with a row for each step, of which the page shows one row at a time.

Chapter: Attention.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ssc_lib.show.html import Html, data_uri, fill
from ssc_lib.show.png import shades
from ssc_lib.sound.tone import Performance

HEIGHT = 84  # of the strip, in the units of the piano roll
MOST_MARKS = 5
COLOUR, MARK = (0xC2, 0x41, 0x0C), "#3d444d"
#: Of a tint, from far below 0 to far above: blue, grey, orange, all of them dark enough on white.
TINTS = ("#0072b2", "#3086ab", "#5f8da3", "#8f959c", "#a68368", "#be7034", "#d55e00")
SCALE = 16  # height of the scale of a tint under the roll


def checked_attention(attention: Any, performance: Performance) -> np.ndarray:
    """Check the weights; give them as an array of shape (steps, length).

    Raises
    ------
    TypeError, ValueError
        If they are not one row of weights for each step of a melody.
    """
    if performance.grid is None or performance.parts:
        have = "several tracks have" if performance.parts else "tones have"
        raise TypeError(f"attention needs a Melody, whose steps it belongs to; {have} no steps")
    steps = performance.grid.steps
    rows = np.asarray(attention, dtype=float)
    if rows.ndim != 2 or len(rows) != steps or not rows.size:
        raise ValueError(
            f"attention has shape {rows.shape}; a melody of {steps} steps needs "
            f"({steps}, L), one row of L weights for each step"
        )
    if not (np.isfinite(rows).all() and rows.min() >= 0):
        raise ValueError("attention holds a weight that is negative or not a number")
    return rows


def checked_tint(tint: Any, performance: Performance) -> np.ndarray:
    """Check the numbers; give them as an array of shape (steps,).

    Raises
    ------
    TypeError, ValueError
        If they are not one number for each step of a melody.
    """
    if performance.grid is None or performance.parts:
        have = "several tracks have" if performance.parts else "tones have"
        raise TypeError(f"a tint needs a Melody, whose steps it belongs to; {have} no steps")
    row = np.asarray(tint, dtype=float)
    if row.shape != (performance.grid.steps,):
        raise ValueError(
            f"tint has shape {row.shape}; a melody of {performance.grid.steps} steps needs "
            f"({performance.grid.steps},), one number for each step"
        )
    if not np.isfinite(row).all():
        raise ValueError("tint holds something that is no finite number")
    return row


def shade_of(tint: np.ndarray) -> np.ndarray:
    """Give each step its place in `TINTS`; the number furthest from 0 gets the fullest colour.

    Examples
    --------
    >>> shade_of(np.array([-2.0, 0.0, 0.1, 0.7, 2.0])).tolist()
    [0, 3, 3, 4, 6]
    """
    middle = len(TINTS) // 2
    return middle + np.rint(middle * tint / (np.abs(tint).max(initial=0) or 1)).astype(int)


def scale(tint: np.ndarray, left: float, top: float) -> str:
    """Draw what the colours mean, as a piece of SVG: the least number, the tints, the greatest."""
    most, y = np.abs(tint).max(initial=0), top + SCALE / 2
    strokes = "".join(
        f'<path stroke="{colour}" stroke-width="7" d="M{left + 44 + 14 * k} {y:.1f}h14"/>'
        for k, colour in enumerate(TINTS)
    )
    look = f'fill="{MARK}" font-family="sans-serif" font-size="12" y="{y + 4:.1f}"'
    end = left + 48 + 14 * len(TINTS)
    return (
        f'{strokes}<text {look} text-anchor="end" x="{left + 40}">−{most:.3g}</text>'
        f'<text {look} x="{end}">{most:.3g}</text>'
    )


def by_lag(rows: np.ndarray) -> np.ndarray:
    """Turn weights to one row for each lag, 1 step ago first: shape (length, steps).

    What was never filled, because the tune had not begun, is 0.
    """
    steps, length = rows.shape
    begun = np.arange(1, length + 1)[:, None] <= np.arange(steps)
    return np.where(begun, rows[:, ::-1].T, 0.0)


def by_step(rows: np.ndarray) -> np.ndarray:
    """Turn weights to one row for each step now and one column for each step looked at."""
    steps, length = rows.shape
    now, seen = np.indices((steps, steps))
    lag = now - seen
    inside = (lag >= 1) & (lag <= length)
    return np.where(inside, rows[now, np.clip(length - lag, 0, length - 1)], 0.0)


def strip(rows: np.ndarray, steps_per_bar: int, left: float, top: float, width: float) -> str:
    """Draw the strip as a piece of SVG, with a mark for each bar back."""
    length, bar = rows.shape[1], steps_per_bar
    apart = max(bar, bar * math.ceil(length / bar / MOST_MARKS))
    marks = ""
    for lag in range(bar, length + 1, apart):
        y = top + (lag - 0.5) * HEIGHT / length
        marks += (
            f'<path stroke="{MARK}" stroke-dasharray="1 3" d="M{left} {y:.1f}h{width:.1f}"/>'
            f'<text fill="{MARK}" font-family="sans-serif" font-size="12" text-anchor="end" '
            f'x="{left - 4}" y="{y + 4:.1f}">−{lag // bar}</text>'
        )
    place = f'x="{left}" y="{top}" width="{width:.1f}" height="{HEIGHT}"'
    return (
        f'<image {place} preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="{_picture(by_lag(rows))}"/>{marks}'
    )


def looks(rows: np.ndarray, step_s: float, left: float, width: float, height: float) -> Html:
    """Make the looks: a piece of HTML that lies on the roll, hidden until the sound plays.

    ``left``, ``width`` and ``height`` are shares of the whole picture.
    """
    return fill(
        "looks.html",
        steps=f"{len(rows)}",
        step_s=f"{step_s:g}",
        left=f"{100 * left:g}",
        width=f"{100 * width:.3f}",
        height=f"{100 * height:.3f}",
        picture=_picture(by_step(rows)),
        tall=f"{100 * len(rows)}",
    )


def _picture(weights: np.ndarray) -> str:
    return data_uri("image/png", shades(weights, COLOUR))

"""The heat map in a clip: where a network looks while its music plays.

Attention gives a weight to each of the last ``L`` steps, at every step anew. A clip shows these
weights twice. **The strip** under the piano roll is the heat map as one picture: now to the right,
how long ago downwards, a mark at each whole bar. **The looks** lie on the roll itself: while the
sound plays, each step of the tune so far is tinted by the weight that it has at this moment. All
looks are one small picture with a row for each step, of which the page shows one row at a time.

Both pictures are PNG files of sixteen colours, written here byte by byte and not compressed, so
that the same weights give the same bytes with every version of every library.

Chapter: Attention. Source: the file format is that of the PNG specification, W3C, 2003.
"""

from __future__ import annotations

import base64
import math
import struct
from typing import Any
from zlib import adler32, crc32

import numpy as np

from ssc_lib.music.melody import Melody

HEIGHT = 84  # of the strip, in the units of the piano roll
LEVELS = 15  # shades above nothing, in proportion to the weight
_COLOUR, _MARK = (0xC2, 0x41, 0x0C), "#3d444d"

#: What moves the looks along with the playhead; readers who want less motion keep the strip.
MOVE = (
    "var g=f.querySelector('.ssc-looks'),n=g.dataset.steps;"
    "if(!matchMedia('(prefers-reduced-motion: reduce)').matches){g.style.display='block';"
    "g.style.backgroundPosition='0 '"
    "+100*Math.min(1,Math.floor(a.currentTime/g.dataset.step)/Math.max(1,n-1))+'%'}"
)


def checked_attention(attention: Any, music: Any) -> np.ndarray:
    """The weights as an array of shape (steps, length).

    Raises
    ------
    TypeError, ValueError
        If they are not one row of weights for each step of a melody.
    """
    if not isinstance(music, Melody):
        raise TypeError(f"attention needs a Melody, whose steps it belongs to, got {music!r:.60}")
    rows = np.asarray(attention, dtype=float)
    if rows.ndim != 2 or len(rows) != len(music) or not rows.size:
        raise ValueError(
            f"attention has shape {rows.shape}; a melody of {len(music)} steps needs "
            f"({len(music)}, L), one row of L weights for each step"
        )
    if not (np.isfinite(rows).all() and rows.min() >= 0):
        raise ValueError("attention holds a weight that is negative or not a number")
    return rows


def by_lag(rows: np.ndarray) -> np.ndarray:
    """Weights with one row for each lag, 1 step ago first: shape (length, steps).

    What was never filled, because the tune had not begun, is 0.
    """
    steps, length = rows.shape
    begun = np.arange(1, length + 1)[:, None] <= np.arange(steps)
    return np.where(begun, rows[:, ::-1].T, 0.0)


def by_step(rows: np.ndarray) -> np.ndarray:
    """Weights with one row for each step now and one column for each step looked at."""
    steps, length = rows.shape
    now, seen = np.indices((steps, steps))
    lag = now - seen
    inside = (lag >= 1) & (lag <= length)
    return np.where(inside, rows[now, np.clip(length - lag, 0, length - 1)], 0.0)


def png(weights: np.ndarray) -> bytes:
    """A picture of one pixel a weight, from clear for 0 to the full colour for the largest.

    Examples
    --------
    >>> len(png(np.eye(2)))
    160
    """
    height, width = weights.shape
    levels = np.rint(LEVELS * weights / (weights.max() or 1)).astype(np.uint8)
    even = np.pad(levels, ((0, 0), (0, width % 2)))
    packed = even[:, ::2] << 4 | even[:, 1::2]  # two pixels a byte
    data = np.pad(packed, ((0, 0), (1, 0))).tobytes()  # each line begins with 0, for "no filter"
    blocks = b""
    for begin in range(0, len(data), 65535):
        part = data[begin : begin + 65535]
        last = begin + len(part) == len(data)
        blocks += struct.pack("<BHH", last, len(part), len(part) ^ 0xFFFF) + part
    clear = bytes(round(217 * level / LEVELS) for level in range(LEVELS + 1))
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0),
        b"PLTE": bytes(_COLOUR) * (LEVELS + 1),
        b"tRNS": clear,
        b"IDAT": b"\x78\x01" + blocks + struct.pack(">I", adler32(data)),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))
        for name, body in chunks.items()
    )


def _uri(weights: np.ndarray) -> str:
    return f"data:image/png;base64,{base64.b64encode(png(weights)).decode()}"


def strip(rows: np.ndarray, bar: int, left: float, top: float, width: float) -> str:
    """The strip as a piece of SVG, with a mark for each bar back."""
    length = rows.shape[1]
    marks = "".join(
        f'<path stroke="{_MARK}" stroke-dasharray="1 3" d="M{left} {y:.1f}h{width:.1f}"/>'
        f'<text fill="{_MARK}" font-family="sans-serif" font-size="12" text-anchor="end" '
        f'x="{left - 4}" y="{y + 4:.1f}">−{lag // bar}</text>'
        for lag in range(bar, length + 1, max(bar, bar * math.ceil(length / bar / 5)))
        for y in [top + (lag - 0.5) * HEIGHT / length]
    )
    place = f'x="{left}" y="{top}" width="{width:.1f}" height="{HEIGHT}"'
    return (
        f'<image {place} preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="{_uri(by_lag(rows))}"/>{marks}'
    )


def looks(
    rows: np.ndarray, seconds_per_step: float, left: float, width: float, height: float
) -> str:
    """The looks as a piece of HTML that lies on the roll, hidden until the sound plays.

    ``left``, ``width`` and ``height`` are shares of the whole picture.
    """
    place = f"left:{100 * left:g}%;width:{100 * width:.3f}%;height:{100 * height:.3f}%"
    return (
        f'<div class="ssc-looks" data-steps="{len(rows)}" data-step="{seconds_per_step:g}" '
        f'style="display:none;position:absolute;top:0;{place};'
        f"background:url({_uri(by_step(rows))}) 0 0/100% {100 * len(rows)}%;"
        'image-rendering:pixelated;pointer-events:none"></div>'
    )

"""The eye, in time: a plot that moves, as one piece of HTML that needs nothing else.

A plot of a random process hides how it came about. `animate` draws it several times, each time a
little further, and puts the pictures behind a slider. Nothing moves until the reader moves it, by
hand or with *Play*; whoever asked their device for less motion is given the slider alone. Where
scripts are not allowed, and on paper, the last picture remains.

The pictures are light: few colours, and of all but the last only the pixels that differ from it.
Twenty of them weigh about as much as fifteen seconds of sound.

Chapter: Coin flips.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ssc_lib.show.html import checked_text, data_uri, fill, source

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Motion", "animate"]

MOST_BYTES = 250_000
FEWEST_FRAMES, MOST_FRAMES = 2, 60
_COLOURS = 24
_DPI = 125  # 6.4 inches are then 800 pixels: sharp on a phone, and text large enough


@dataclass(frozen=True, repr=False)
class Motion:
    """A plot that moves: shown by a notebook as a picture with a slider.

    Attributes
    ----------
    description : str
        What moves, in words.
    labels : tuple of str
        What the slider says at each frame.
    last : bytes
        The last picture, a PNG.
    before : tuple of bytes
        For each frame but the last, a PNG to lay over the last picture.
    wait_s : float
        Seconds from one frame to the next.
    """

    description: str
    labels: tuple[str, ...]
    last: bytes = field(hash=False)
    before: tuple[bytes, ...] = field(hash=False)
    wait_s: float

    def __repr__(self) -> str:
        return f"<Motion: {len(self.labels)} frames: {self.description}>"

    def _repr_html_(self) -> str:
        return fill(
            "motion.html",
            wait_ms=f"{1000 * self.wait_s:.0f}",
            labels=json.dumps(self.labels),
            frames=" ".join(data_uri("image/png", png) for png in self.before),
            count=f"{len(self.labels)}",
            end=f"{len(self.labels) - 1}",
            label=self.labels[-1],
            last=data_uri("image/png", self.last),
            description=self.description,
            script=source("motion.js"),
        )


def animate(
    draw: Callable[[Axes, Any], object],
    frames: Iterable[Any],
    *,
    description: str,
    label: Callable[[Any], str] = str,
    seconds: float = 5.0,
    figsize: tuple[float, float] = (6.4, 2.6),
) -> Motion:
    """Make a plot that moves.

    Parameters
    ----------
    draw : function of (Axes, frame)
        Draws one frame on empty axes. Let it set the limits of the axes, or they jump. It is called
        for the last frame first, and must give the same picture whenever it gets the same frame:
        draw random numbers before, not in it.
    frames : iterable, 2 to 60 items
        What to draw: numbers of flips, for instance. The first frames may be closer together than
        the last ones, since most happens early.
    description : str, not empty
        What moves, in words: the caption, and what a screen reader says for the picture.
    label : function, optional
        What the slider says at a frame.
    seconds : float, above 0
        From the first frame to the last.
    figsize : (width, height) in inches

    Returns
    -------
    Motion
        As the last value of a notebook cell it shows itself.

    Raises
    ------
    TypeError, ValueError
        If a setting is not usable, or the pictures weigh more than 250 kB.

    Examples
    --------
    >>> share = np.cumsum([1, 0, 0, 1, 1, 0]) / np.arange(1, 7)
    >>> def draw(ax, n):
    ...     ax.plot(np.arange(1, n + 1), share[:n])
    ...     ax.set(xlim=(0, 6), ylim=(0, 1))
    >>> animate(draw, range(1, 7), description="The share of heads in six flips")
    <Motion: 6 frames: The share of heads in six flips>
    """
    description = checked_text("description", description)
    frames = list(frames)
    if not FEWEST_FRAMES <= len(frames) <= MOST_FRAMES:
        raise ValueError(
            f"a moving plot has {FEWEST_FRAMES} to {MOST_FRAMES} frames, got {len(frames)}; "
            "20 are plenty: np.geomspace(1, 2000, 20) spreads them well"
        )
    if not seconds > 0:
        raise ValueError(f"seconds must be above 0, got {seconds}; try 5")
    last, before = _compressed(*_drawn(draw, frames, figsize))
    wait_s = seconds / (len(frames) - 1)
    motion = Motion(description, tuple(map(label, frames)), last, before, wait_s)
    weight = len(motion._repr_html_())
    if weight > MOST_BYTES:
        raise ValueError(
            f"the pictures weigh {weight // 1000} kB, more than {MOST_BYTES // 1000} kB; draw "
            "fewer frames, or fewer and thinner lines in each"
        )
    return motion


def _drawn(
    draw: Callable[[Axes, Any], object], frames: list[Any], figsize: tuple[float, float]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Draw the last frame, then all the others, as pixels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=figsize, dpi=_DPI, facecolor="white", layout="constrained")
    ax = figure.subplots()
    draw(ax, frames[-1])
    last = _pixels(figure)
    figure.set_layout_engine("none")  # the frame of the plot stays where the last picture has it
    others = []
    for frame in frames[:-1]:
        ax.clear()
        draw(ax, frame)
        others.append(_pixels(figure))
    return last, others


def _pixels(figure: Figure) -> np.ndarray:
    """Give a drawn figure as an array of shape (height, width, 3)."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="rgba", dpi=_DPI)
    height = round(figure.get_figheight() * _DPI)
    return np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, -1, 4)[:, :, :3]


def _compressed(last: np.ndarray, pictures: list[np.ndarray]) -> tuple[bytes, tuple[bytes, ...]]:
    """Make a PNG of the last picture, and of what to lay over it for each of the others."""
    from PIL import Image

    seen = Image.fromarray(np.concatenate([last, *pictures[:: max(len(pictures) // 4, 1)]]))
    palette = seen.quantize(_COLOURS, dither=Image.Dither.NONE)
    colours = (palette.getpalette() or [])[: 3 * _COLOURS]
    clear = len(colours) // 3  # one more colour, that lets the last picture through

    def png(picture: np.ndarray, same: np.ndarray | None = None) -> bytes:
        image = Image.fromarray(picture).quantize(palette=palette, dither=Image.Dither.NONE)
        if same is not None:
            image = Image.fromarray(np.where(same, clear, np.asarray(image)).astype(np.uint8))
        image.putpalette([*colours, 255, 255, 255])
        settings = {} if same is None else {"transparency": clear}
        buffer = io.BytesIO()
        image.save(buffer, "PNG", optimize=True, **settings)
        return buffer.getvalue()

    return png(last), tuple(png(one, _same(one, last)) for one in pictures)


def _same(one: np.ndarray, other: np.ndarray, margin: int = 4) -> np.ndarray:
    """Find where two pictures are equal, and their neighbours too: a browser blends them."""
    differs = (one != other).any(axis=2)
    for _ in range(margin):
        for axis in (0, 1):
            differs = differs | np.roll(differs, 1, axis) | np.roll(differs, -1, axis)
    same: np.ndarray = ~differs
    return same

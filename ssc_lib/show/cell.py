"""A drawing of one step of an LSTM cell, with its numbers.

The store runs along the top. Two things happen to it: it is multiplied, and something is added.
Under it stand the four numbers that the cell works out from its input, in the order of the book:
input gate, forget gate, candidate, output gate.

Chapter: A network that composes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, GATE, CANDIDATE = "0.25", "#d3e6f4", "#fde3c8"
SIZE = 15  # of the letters: half of it is left on a phone
#: Arrows, each by way of its corners.
ARROWS = (
    [(0.2, 0), (7.1, 0), (7.1, 0.6)],  # the input, to all four
    [(1.1, 0), (1.1, 0.6)],
    [(2.8, 0), (2.8, 0.6)],
    [(5.0, 0), (5.0, 0.6)],
    [(0.2, 5.2), (9.8, 5.2)],  # the store
    [(1.1, 2), (1.1, 3.4), (4.7, 3.4)],  # how much is written
    [(5.0, 2), (5.0, 3.15)],  # of the candidate
    [(5.0, 3.65), (5.0, 4.95)],
    [(2.8, 2), (2.8, 4.95)],  # how much is kept
    [(7.1, 2), (7.1, 2.6), (8.3, 2.6)],  # how much is shown
    [(8.6, 5.2), (8.6, 2.85)],
    [(8.85, 2.6), (9.8, 2.6)],
)
SIGNS = (("×", 2.8, 5.2), ("×", 5.0, 3.4), ("+", 5.0, 5.2), ("×", 8.6, 2.6))


def plot_lstm_step(
    x: float, c: float, blocks: tuple[float, float, float, float], ax: Axes | None = None
) -> tuple[float, float]:
    """Draw one step of a cell with one unit, and work it out.

    Parameters
    ----------
    x : float
        The input, for its label.
    c : float
        What the store holds before the step.
    blocks : (i, f, g, o)
        What the cell has worked out from its input, before it is squashed.
    ax : matplotlib Axes, optional
        By default the current one.

    Returns
    -------
    (new store, output)

    Examples
    --------
    The first step of the chapter: a note, and an empty store.

    >>> store, output = plot_lstm_step(1, 0.0, (2, 3, 4, 0))
    >>> round(store, 3), round(output, 3)
    (0.88, 0.353)
    """
    import matplotlib.pyplot as plt

    i, f, o = (1 / (1 + math.exp(-blocks[n])) for n in (0, 1, 3))
    g = math.tanh(blocks[2])
    new = f * c + i * g
    h = o * math.tanh(new)
    ax = plt.gca() if ax is None else ax
    _arrows(ax)
    numbers = ((1.1, "σ(i)", i), (2.8, "σ(f)", f), (5.0, "tanh(g)", g), (7.1, "σ(o)", o))
    for at, name, value in numbers:
        _node(ax, at, 1.3, f"{name}\n{value:.3f}", CANDIDATE if "tanh" in name else GATE, "round")
    _node(ax, 8.6, 4.1, "tanh", CANDIDATE, "round")
    for sign, at, height in SIGNS:
        _node(ax, at, height, sign, "white", "circle,pad=0.15")
    words = ((0.6, -0.7, f"x = {x:g}"), (0.9, 5.6, f"c {c:.3f}"))
    for at, height, text in (*words, (9.2, 5.6, f"c′ {new:.3f}"), (9.2, 1.9, f"h′ {h:.3f}")):
        ax.text(at, height, text, ha="center", size=SIZE)
    ax.set(xlim=(-0.1, 10.1), ylim=(-0.9, 6.2))
    ax.axis("off")
    return new, h


def _arrows(ax: Axes) -> None:
    head = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}
    for corners in ARROWS:
        ax.plot(*np.transpose(corners), color=INK, lw=1.8)
        ax.annotate("", corners[-1], corners[-2], arrowprops=head)
    for colour, width in (("white", 9.0), (INK, 1.8)):  # where one line passes over another
        ax.plot([2.8, 2.8], [3.1, 3.7], color=colour, lw=width, solid_capstyle="butt")


def _node(ax: Axes, x: float, y: float, text: str, colour: str, shape: str) -> None:
    box = {"boxstyle": shape, "facecolor": colour, "edgecolor": INK}
    ax.text(x, y, text, ha="center", va="center", size=SIZE, bbox=box, zorder=9)

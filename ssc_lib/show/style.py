"""The looks of the book's plots: colours that everybody can tell apart, on white."""

from __future__ import annotations

# Okabe and Ito's colours, told apart by colour-blind readers too; the yellow is left out, since
# it is too pale on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")


# How one line of several is told apart without its colour: strokes and gaps in lines and rolls, in
# units of the picture, and the hatches of bars.
DASHES = ("", "5 1.5", "2 1", "8 1 2 1", "1 1", "10 3", "3 3")
HATCHES = ("", "////", "....", "xxxx", "----", "\\\\\\\\", "||||")


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

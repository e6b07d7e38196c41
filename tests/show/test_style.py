"""The looks of the book's plots."""

from __future__ import annotations

import numpy as np

from ssc_lib.show.style import COLOURS, use_book_style


def test_book_style_sets_matplotlib() -> None:
    import matplotlib

    with matplotlib.rc_context():
        use_book_style()
        assert matplotlib.rcParams["svg.hashsalt"] == "ssc"
        assert matplotlib.rcParams["font.size"] >= 11
        assert matplotlib.rcParams["figure.facecolor"] == "white"
        cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
        assert tuple(cycle) == COLOURS


def test_every_colour_stands_out_on_white() -> None:
    """The contrast of WCAG 2.1; sky blue and orange, for areas and thick lines, have above 2."""
    for colour in COLOURS:
        channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(
            channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        contrast = 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)
        assert contrast > 2, colour
    assert len(set(COLOURS)) == 7

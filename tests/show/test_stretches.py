"""Stretches in colour: each note, or the part of it, that belongs to one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from ssc_lib.show.pianoroll import plot_pianoroll
from ssc_lib.show.stretches import plot_stretches
from ssc_lib.show.style import COLOURS
from tests.show.pages import CHORD, TUNE


@pytest.fixture
def ax() -> Any:
    from matplotlib.figure import Figure

    return Figure().subplots()


def coloured(ax: Any) -> list[tuple[float, float, float, str]]:
    """Pitch, left end and length of each bar that is not grey, and its colour."""
    bars = [
        (b.get_y() + b.get_height() / 2, b.get_x(), b.get_width(), to_hex(b.get_facecolor()))
        for b in ax.patches
    ]
    return [bar for bar in bars if bar[3] != "#bfbfbf" and bar[2] > 0]


def test_a_note_is_coloured_where_the_stretch_holds_it(ax: Any) -> None:
    """Step 3 is the end of the second note, step 4 begins the third; the fourth comes at step 6."""
    assert plot_stretches(TUNE, [(3, 3, "one")], ax) is ax
    one = COLOURS[0].lower()
    assert coloured(ax) == [(62, 0.75, 0.25, one), (64, 1.0, 0.5, one)]


def test_names_have_a_look_each_and_stand_above_once(ax: Any) -> None:
    plot_stretches(TUNE, [(0, 2, "one"), (4, 2, "two"), (6, 2, "one")], ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "two"]
    first, second = (colour.lower() for colour in COLOURS[:2])
    assert [bar[3] for bar in coloured(ax)] == [first, second, first]


def test_without_stretches_it_is_a_roll_in_grey(ax: Any) -> None:
    plot_stretches(TUNE, [], ax)
    assert coloured(ax) == [] and ax.get_legend() is None
    other = plot_pianoroll(TUNE)
    assert len(ax.patches) == len(other.patches) and ax.get_xlim() == other.get_xlim()
    np.testing.assert_allclose([b.get_x() for b in ax.patches], [b.get_x() for b in other.patches])


@pytest.mark.parametrize("stretch", [(-1, 2, "x"), (0, 0, "x"), (15, 2, "x")])
def test_stretches_lie_within_the_melody(ax: Any, stretch: tuple[int, int, str]) -> None:
    with pytest.raises(ValueError, match="not within the 16 steps"):
        plot_stretches(TUNE, [stretch], ax)


def test_tones_have_no_steps() -> None:
    with pytest.raises(TypeError, match="steps of a Melody, got list"):
        plot_stretches(CHORD, [])  # type: ignore[arg-type]

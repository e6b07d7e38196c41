"""The piano roll as a plot: bars where notes are, lines at bars, names where there is room."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.music.melody import Melody
from ssc_lib.show.pianoroll import plot_pianoroll
from ssc_lib.sound.tone import KEYS, Tone, perform
from tests.music.four import FOUR
from tests.show.pages import CHORD, TUNE


@pytest.fixture
def ax() -> Any:
    from matplotlib.figure import Figure

    return Figure().subplots()


def names(ax: Any) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def boxes(ax: Any) -> list[tuple[float, float, float]]:
    """Left end, length and height of each bar."""
    return [(b.get_x(), b.get_width(), b.get_y() + b.get_height() / 2) for b in ax.patches]


def test_plot_draws_each_note_where_it_is(ax: Any) -> None:
    assert plot_pianoroll(TUNE, ax, color="black") is ax
    expected = [(n.start_step / 4, (n.end_step - n.start_step) / 4, n.pitch) for n in TUNE.notes()]
    np.testing.assert_allclose(boxes(ax), expected)
    assert ax.get_xlim() == (0, 4)
    assert names(ax) == ["B3", "C4", "D4", "E4", "F4", "G4"]
    assert len(ax.lines) == 2  # bar lines at 0 and 4
    assert ax.get_xlabel() == "time (quarter notes)"


def test_plot_in_seconds(ax: Any) -> None:
    plot_pianoroll(TUNE, ax, unit="seconds")
    assert ax.get_xlim() == (0, 2)
    assert ax.get_xlabel() == "time (s)"
    assert [line.get_xdata()[0] for line in ax.lines] == [0, 2]
    assert boxes(ax)[0] == (0, 0.25, 60)


def test_plot_of_tones_and_of_nothing(ax: Any) -> None:
    plot_pianoroll(CHORD, ax)
    assert len(ax.patches) == 3
    assert ax.get_xlabel() == "time (s)"
    assert len(ax.lines) == 0
    plot_pianoroll(Melody([]), ax)


def test_plot_of_a_performance(ax: Any) -> None:
    plot_pianoroll(perform(TUNE), ax)
    assert ax.get_xlim() == (0, 4) and len(ax.patches) == 7


def test_a_glide_is_a_line(ax: Any) -> None:
    tones = [Tone(0, 2, 60, voice="string", end_pitch=64), Tone(2, 3, 64, voice="string")]
    plot_pianoroll(tones, ax, color="black")
    (line,) = ax.lines
    assert (list(line.get_xdata()), list(line.get_ydata())) == ([0, 2], [60, 64])
    assert line.get_color() == "black"
    assert boxes(ax) == [(2, 1, 64)]


def test_the_drums_have_names(ax: Any) -> None:
    plot_pianoroll(ssc.beat({"kick": [1, 0, 1, 0], "hat": [1, 1, 1, 1]}), ax)
    assert names(ax) == list(KEYS)


@pytest.mark.parametrize(
    ("high", "expected"),
    [
        (77, "B3 C4 D4 E4 F4 G4 A4 B4 C5 D5 E5 F5"),
        (79, "C4 E4 G4 C5 E5 G5"),
        (98, "C4 E4 G4 C5 E5 G5 C6 E6 G6 C7"),
        (110, "C4 C5 C6 C7 C8"),
        (127, "C4 C5 C6 C7 C8 C9"),
    ],
)
def test_fewer_names_where_the_range_is_wide(ax: Any, high: int, expected: str) -> None:
    plot_pianoroll([Tone(0, 1, 60), Tone(0, 1, high)], ax)
    assert " ".join(names(ax)) == expected


def test_the_whole_keyboard_fits(ax: Any) -> None:
    plot_pianoroll([Tone(0, 1, 0), Tone(0, 1, 127)], ax)
    assert ax.get_ylim() == (-1.5, 128.5)


def test_without_axes_there_is_a_new_figure() -> None:
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    drawn = plot_pianoroll(TUNE)
    assert len(plt.get_fignums()) == len(before) + 1
    plt.close(drawn.figure)  # type: ignore[arg-type]


def test_plot_at_the_door(ax: Any) -> None:
    with pytest.raises(ValueError, match="unit must be"):
        plot_pianoroll(TUNE, ax, unit="bars")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tones have no quarter notes"):
        plot_pianoroll(CHORD, ax, unit="quarters")
    with pytest.raises(TypeError, match="one melody at a time"):
        plot_pianoroll([TUNE, TUNE], ax)  # type: ignore[list-item]


def test_each_track_has_a_colour_a_hatch_and_a_name(ax: Any) -> None:
    plot_pianoroll(FOUR, ax)
    assert len(ax.patches) == sum(len(track.melody.pitches) for track in FOUR)
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == list(FOUR.names)
    handles = [(h.get_facecolor(), h.get_hatch()) for h in legend.get_patches()]
    assert len({colour for colour, _ in handles}) == len({hatch for _, hatch in handles}) == 4
    drawn = list(dict.fromkeys((b.get_facecolor(), b.get_hatch()) for b in ax.patches))
    assert drawn == handles
    assert boxes(ax)[-1] == pytest.approx((5, 1, 43))  # G2, the last beat
    assert ax.get_xlim() == (0, 6) and len(ax.lines) == 3

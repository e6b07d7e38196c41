"""The eye, in time: moving plots as light pieces of HTML."""

from __future__ import annotations

import io
import json
import re

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.show.motion import animate
from tests.book.prose import Figures
from tests.show.pages import Page, payload

SHARE = np.cumsum(np.random.default_rng(1).random((20, 2000)) < 0.5, axis=1) / np.arange(1, 2001)


def draw(ax, n):
    ax.plot(np.arange(1, n + 1), SHARE[:, :n].T, color="tab:blue", linewidth=0.8)
    ax.set(xlim=(0, 2000), ylim=(0.3, 0.7), xlabel="flips")


def pixels(png: bytes) -> np.ndarray:
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


@pytest.fixture(scope="module")
def motion():
    return animate(draw, [5, 50, 500, 2000], description="Twenty shares of heads close in")


def test_in_text(motion) -> None:
    assert repr(motion) == "<Motion: 4 frames: Twenty shares of heads close in>"
    assert motion.labels == ("5", "50", "500", "2000")
    assert motion.wait_s == pytest.approx(5 / 3)
    assert ssc.animate is animate


def test_laid_over_the_last_picture_each_frame_is_the_plot_itself(motion) -> None:
    """The pictures have 24 colours, so that a pixel may be off by a shade, not by more."""
    from matplotlib.figure import Figure

    last = pixels(motion.last)
    assert last.shape == (325, 800, 4)
    top = pixels(motion.before[1])
    shown = np.where(top[:, :, 3:] == 255, top, last)[:, :, :3]
    figure = Figure(figsize=(6.4, 2.6), dpi=125, facecolor="white", layout="constrained")
    ax = figure.subplots()
    draw(ax, 2000)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    ax.clear()
    draw(ax, 50)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=125)
    off = abs(shown - pixels(buffer.getvalue())[:, :, :3]).max(axis=2)
    assert off.max() <= 80
    assert (off > 40).mean() < 0.005


def test_the_last_picture_does_not_shine_through_at_the_edges(motion) -> None:
    """Four pixels around each difference are drawn, too, so that a browser can scale both."""
    last, top = pixels(motion.last), pixels(motion.before[0])
    blue = last[:, :, 2] - last[:, :, 0] > 60
    covered = top[:, :, 3] == 255
    column = last.shape[1] // 2  # there the last picture has lines, and the first has none
    rows = np.flatnonzero(blue[:, column])
    assert len(rows) > 10
    assert all(covered[row - 3 : row + 4, column - 3 : column + 4].all() for row in rows)


def test_html_stands_alone(motion) -> None:
    html = motion._repr_html_()
    figures = Figures()
    figures.feed(html)
    assert figures.complaints == []
    assert not re.findall(r"(?:src|href)=\"(?!data:)", html)
    visible = re.sub(r"base64,[A-Za-z0-9+/=]+", "", html)
    assert "http" not in visible and "<style" not in visible and " id=" not in visible
    assert 'aria-label="Frame"' in html and "prefers-reduced-motion" in html
    figure = Page(html).one("figure")
    frames = figure["data-frames"].split(" ")
    assert [payload(frame, "image/png") for frame in frames] == list(motion.before)
    assert json.loads(figure["data-labels"]) == list(motion.labels)
    assert figure["data-wait"] == "1667"
    assert payload(Page(html).one("img")["src"], "image/png") == motion.last
    slider = Page(html).one("input")
    assert (slider["min"], slider["max"], slider["value"]) == ("0", "3", "3")


def test_labels_and_words_are_safe() -> None:
    html = animate(
        draw, [5, 9], description='<b>"bold"</b> & brave', label='</script>"$last{}'.format
    )._repr_html_()
    assert html.count("</script>") == 1
    assert "<b>" not in html
    labels = json.loads(Page(html).one("figure")["data-labels"])
    assert labels == ['</script>"$last5', '</script>"$last9']
    assert '</script>"$last9' in Page(html).text


def test_twenty_frames_of_twenty_lines_are_light() -> None:
    frames = np.geomspace(5, 2000, 20).astype(int)
    assert len(animate(draw, frames, description="Twenty shares")._repr_html_()) < 200_000


def test_what_is_heavy_is_refused() -> None:
    noise = np.random.default_rng(2).random((3, 400, 400))

    def scatter(ax, n):
        ax.imshow(noise[n], interpolation="nearest")

    with pytest.raises(ValueError, match="more than 250 kB; draw fewer"):
        animate(scatter, range(3), description="Noise", figsize=(8, 8))


def test_bad_settings_are_named() -> None:
    with pytest.raises(ValueError, match="2 to 60 frames, got 1"):
        animate(draw, [5], description="One")
    with pytest.raises(ValueError, match="seconds must be above 0"):
        animate(draw, [5, 6], description="Two", seconds=0)
    with pytest.raises(ValueError, match="description is empty"):
        animate(draw, [5, 6], description=" ")

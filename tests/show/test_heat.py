"""Tests of what is drawn into a clip: where a network looks, and what one cell holds."""

from __future__ import annotations

import base64
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from ssc_lib import Melody, listen
from ssc_lib.show import heat
from ssc_lib.sound.tone import Tone, perform
from tests.made import read_png

TUNE = Melody([60, -2, 64, -2, 67, -2, -1, -2], steps_per_bar=4)
#: Three remembered steps, the oldest first; all weight on the step before, then on two before.
ROWS = np.array([[0, 0, 1.0]] * 4 + [[0, 1.0, 0]] * 4)


def test_lag_one_is_the_first_row_and_what_had_not_begun_is_blank() -> None:
    by_lag = heat.by_lag(ROWS)
    assert by_lag.shape == (3, 8)
    assert by_lag[0].tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    assert by_lag[1].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_each_step_has_a_row_of_the_tune_so_far() -> None:
    rng = np.random.default_rng(0)
    rows = rng.dirichlet(np.ones(3), 8)
    square = heat.by_step(rows)
    assert square.shape == (8, 8)
    assert (np.triu(square) == 0).all()  # nobody looks at now, or ahead
    assert square[5].tolist() == [0, 0, *rows[5], 0, 0, 0]
    np.testing.assert_allclose(square[3:].sum(axis=1), 1)
    assert np.diag(square, -1).tolist() == heat.by_lag(rows)[0, 1:].tolist()


def test_the_strip_is_a_picture_with_a_mark_at_each_bar() -> None:
    """Nine remembered steps and bars of four: marks at 4 and 8 steps back."""
    rows = np.full((8, 9), 1 / 9)
    svg = ElementTree.fromstring(f"<svg>{heat.strip(rows, 4, 30, 100, 400)}</svg>")
    image = svg.find("image")
    assert image is not None
    place = [float(image.attrib[name]) for name in ("x", "y", "width", "height")]
    assert place == [30, 100, 400, heat.HEIGHT]
    data = base64.b64decode(image.attrib["href"].partition("base64,")[2])
    opacity = read_png(data)[..., 3]
    assert opacity.shape == (9, 8)
    assert ((opacity > 0) == (heat.by_lag(rows) > 0)).all()
    assert [text.text for text in svg.findall("text")] == ["−1", "−2"]
    heights = [float(p.attrib["d"].split()[1].split("h")[0]) for p in svg.findall("path")]
    assert heights == pytest.approx([100 + 3.5 * 84 / 9, 100 + 7.5 * 84 / 9], abs=0.05)


def test_many_bars_have_few_marks() -> None:
    svg = heat.strip(np.full((8, 160), 1 / 160), 16, 0, 0, 100)
    assert re.findall(r"−(\d+)<", svg) == ["1", "3", "5", "7", "9"]
    assert "−" not in heat.strip(np.full((8, 3), 1 / 3), 4, 0, 0, 100)


def test_the_looks_have_a_row_for_each_step() -> None:
    html = heat.looks(ROWS, 0.125, 0.0625, 0.5, 0.25)
    assert 'class="ssc-looks" data-steps="8" data-step="0.125"' in html
    assert "left:6.25%;width:50.000%;height:25.000%" in html
    assert "0 0/100% 800%" in html and "display:none" in html
    found = re.search(r"base64,([^)]*)\)", html)
    assert found
    opacity = read_png(base64.b64decode(found[1]))[..., 3]
    assert ((opacity > 0) == (heat.by_step(ROWS) > 0)).all()


def test_weights_are_checked() -> None:
    checked = heat.checked_attention(ROWS.tolist(), perform(TUNE))
    assert isinstance(checked, np.ndarray) and checked.tolist() == ROWS.tolist()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ROWS[:5], "a melody of 8 steps needs"),
        (ROWS[0], r"shape \(3,\)"),
        (np.zeros((8, 0)), r"shape \(8, 0\)"),
        (-ROWS, "negative"),
        (ROWS * np.nan, "not a number"),
    ],
)
def test_attention_at_the_door(rows: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        heat.checked_attention(rows, perform(TUNE))
    with pytest.raises(ValueError, match=words):
        listen(TUNE, description="A tune", attention=rows)


def test_tones_have_no_steps_to_attend_to() -> None:
    with pytest.raises(TypeError, match="needs a Melody"):
        listen([Tone(0, 1, 60)], description="A tone", attention=ROWS)


def test_the_furthest_from_zero_has_the_fullest_colour() -> None:
    assert heat.shade_of(np.array([-6.0, 0.4, 3.2])).tolist() == [0, 3, 5]
    assert heat.shade_of(np.array([0.0, 2.0])).tolist() == [3, 6]
    assert heat.shade_of(np.zeros(4)).tolist() == [3] * 4


def luminance(colour: str) -> float:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_every_tint_is_seen_on_the_paper() -> None:
    paper = luminance("#fbfbfa") + 0.05
    assert min(paper / (luminance(colour) + 0.05) for colour in heat.TINTS) >= 2.8


def test_the_scale_names_its_ends() -> None:
    svg = heat.scale(np.array([0.5, -0.25]), 30, 100)
    assert re.findall(r">([^<>]+)</text>", svg) == ["−0.5", "0.5"]
    assert [svg.count(colour) for colour in heat.TINTS] == [1] * 7


@pytest.mark.parametrize(
    ("tint", "words"),
    [([1.0] * 7, r"shape \(7,\); a melody of 8 steps"), (ROWS, "shape"), ([np.nan] * 8, "finite")],
)
def test_a_tint_at_the_door(tint: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        listen(TUNE, description="A tune", tint=tint)


def test_tones_have_no_steps_to_tint() -> None:
    with pytest.raises(TypeError, match="a tint needs a Melody"):
        listen([Tone(0, 1, 60)], description="A tone", tint=np.zeros(8))

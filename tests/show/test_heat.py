"""Tests of the heat map in a clip: where a network looks while its music plays."""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.show import heat
from ssc_lib.show import pianoroll as show

TUNE = Melody([60, -2, 64, -2, 67, -2, -1, -2], steps_per_bar=4)
#: Three remembered steps, the oldest first; all weight on the step before, then on two before.
ROWS = np.array([[0, 0, 1.0]] * 4 + [[0, 1.0, 0]] * 4)


def read_png(data: bytes) -> np.ndarray:
    """The opacity of each pixel, by matplotlib's reader."""
    from matplotlib.image import imread

    return imread(io.BytesIO(data), format="png")[..., 3]


def test_lag_one_is_the_first_row_and_what_had_not_begun_is_blank():
    by_lag = heat.by_lag(ROWS)
    assert by_lag.shape == (3, 8)
    assert by_lag[0].tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    assert by_lag[1].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_each_step_has_a_row_of_the_tune_so_far():
    rng = np.random.default_rng(0)
    rows = rng.dirichlet(np.ones(3), 8)
    square = heat.by_step(rows)
    assert square.shape == (8, 8)
    assert (np.triu(square) == 0).all()  # nobody looks at now, or ahead
    assert square[5].tolist() == [0, 0, *rows[5], 0, 0, 0]
    np.testing.assert_allclose(square[3:].sum(axis=1), 1)
    assert np.diag(square, -1).tolist() == heat.by_lag(rows)[0, 1:].tolist()


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (40, 64), (300, 600)])
def test_a_picture_says_what_it_was_given(shape):
    weights = np.random.default_rng(1).random(shape)
    opacity = read_png(heat.png(weights))
    assert opacity.shape == shape
    np.testing.assert_allclose(opacity, weights / weights.max() * 217 / 255, atol=0.035)


def test_a_picture_of_nothing_is_clear():
    assert read_png(heat.png(np.zeros((2, 3)))).max() == 0


def test_a_clip_with_attention():
    clip = show.listen(TUNE, description="C, E, G", attention=ROWS)
    assert clip.alt == "Piano roll and heat map, 3 notes from C4 to G4: C, E, G"
    plain = show.listen(TUNE, description="C, E, G")
    roll, both = (ElementTree.fromstring(c.picture) for c in (plain, clip))
    tall = [float(svg.attrib["viewBox"].split()[3]) for svg in (roll, both)]
    assert tall[1] == tall[0] + heat.HEIGHT + 4
    image = both.find("{*}image")
    assert image is not None
    data = base64.b64decode(image.attrib["href"].partition("base64,")[2])
    assert read_png(data).shape == (3, 8)

    page = clip._repr_html_()
    looks = re.search(r'<div class="ssc-looks"[^>]*>', page)
    assert looks
    assert 'data-steps="8" data-step="0.125"' in looks[0]
    height = float(re.search(r"height:([\d.]+)%", looks[0])[1])
    assert height == pytest.approx(100 * tall[0] / tall[1], abs=0.01)
    data = base64.b64decode(re.search(r"base64,([^)]*)\)", looks[0])[1])
    assert read_png(data).shape == (8, 8)
    assert "prefers-reduced-motion" in page
    assert "ssc-looks" not in plain._repr_html_()
    assert "MORE" not in re.sub(r"base64,[^\"')]*", "", page + plain._repr_html_())


def test_eight_seconds_with_attention_stay_light():
    rng = np.random.default_rng(2)
    tune = Melody(rng.integers(60, 80, 64))
    rows = rng.dirichlet(np.ones(40), 64)
    assert len(show.listen(tune, description="Sixteenths", attention=rows)._repr_html_()) < 60_000


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ROWS[:5], "a melody of 8 steps needs"),
        (ROWS[0], r"shape \(3,\)"),
        (-ROWS, "negative"),
        (ROWS * np.nan, "not a number"),
    ],
)
def test_attention_at_the_door(rows, words):
    with pytest.raises(ValueError, match=words):
        show.listen(TUNE, description="A tune", attention=rows)


def test_tones_have_no_steps_to_attend_to():
    with pytest.raises(TypeError, match="needs a Melody"):
        show.listen([show.Tone(0, 1, 60)], description="A tone", attention=ROWS)

"""The cover: drawn from the music, the same each time."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ssc_lib import Melody
from ssc_lib.album.cover import draw_cover

TUNE = Melody.of("C4 - E4 - G4 - C5 -")


def test_it_is_a_square_picture_of_the_music() -> None:
    png = draw_cover([TUNE, TUNE.transposed(2)], "A Mixtape of Mine")
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.size == (600, 600)
        dots = np.asarray(picture.convert("L"))
    assert (dots > 60).mean() > 0.005  # something is drawn
    assert png == draw_cover([TUNE, TUNE.transposed(2)], "A Mixtape of Mine")
    other = TUNE.with_events([60, 62, -2, 64, -2, 65, -2, 67])
    assert png != draw_cover([TUNE, other], "A Mixtape of Mine")


def test_silence_has_a_cover_and_nothing_has_none() -> None:
    assert draw_cover([Melody([-2] * 8)], "Rest")[:4] == b"\x89PNG"
    with pytest.raises(ValueError, match="drawn from the tracks, and there are none"):
        draw_cover([], "Rest")

"""White, pink and brown: how the dice are thrown, and the slope of each spectrum."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.chance.noise import brown, periodogram, pink, spectral_slope, white


@pytest.mark.parametrize(("noise", "slope", "band"), [(white, 0, 0.05), (brown, -2, 0.05)])
def test_slopes_of_white_and_brown(noise, slope: float, band: float) -> None:
    """200 rows of 1,024: log-power at each of 102 frequencies scatters by 1/sqrt(200) = 0.07.

    The logarithms of those frequencies scatter by about 1, so the slope has a standard error of
    about 0.07 / sqrt(102) = 0.007.
    """
    measured = spectral_slope(noise(1024, rows=200, rng=np.random.default_rng(11)))
    assert abs(measured - slope) < band


def test_slope_of_pink() -> None:
    """The dice make a staircase around 1/f, so the band is wider than chance alone asks."""
    measured = spectral_slope(pink(1024, rows=200, rng=np.random.default_rng(12)))
    assert abs(measured + 1) < 0.1


def test_power_of_white_noise_is_its_variance() -> None:
    """A die has variance 35/12; the mean of 200 x 127 periodograms is within 1/160 of it."""
    _, power = periodogram(white(256, rows=200, rng=np.random.default_rng(1)))
    assert power.mean() == pytest.approx(35 / 12, rel=4 / 160)


def test_a_sine_has_its_power_at_its_frequency() -> None:
    frequencies, power = periodogram(np.sin(2 * np.pi * 5 * np.arange(64) / 64))
    assert frequencies[np.argmax(power)] == 5 / 64
    assert power.max() == pytest.approx(64 / 4)
    assert np.delete(power, 4).max() < 1e-20
    assert frequencies.max() < 0.5


def test_die_k_is_thrown_every_two_to_the_k_steps() -> None:
    """With three dice the series is fixed by 8, 4 and 2 throws: rebuild it from them."""
    rng = np.random.default_rng(4)
    throws = [rng.integers(1, 7, (1, 8 >> k))[0] - 3.5 for k in range(3)]
    expected = [sum(throws[k][t >> k] for k in range(3)) for t in range(8)]
    assert pink(8, dice=3, rng=np.random.default_rng(4))[0].tolist() == expected


def test_neighbours_share_all_dice_but_the_first() -> None:
    """From an even step to the next only die 0 changes, so pink moves by at most 5 there."""
    series = pink(1024, rng=np.random.default_rng(0))[0]
    assert abs(series[1::2] - series[::2]).max() <= 5
    assert abs(series).max() <= 10 * 2.5


def test_brown_moves_by_one_throw() -> None:
    steps = np.diff(brown(500, rng=np.random.default_rng(0))[0])
    assert set(np.unique(steps)) == {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5}


def test_lengths_that_are_no_power_of_two() -> None:
    assert pink(11, rows=3, rng=np.random.default_rng(0)).shape == (3, 11)
    assert pink(1, rng=np.random.default_rng(0)).shape == (1, 1)


def test_what_is_too_short() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="at least 1"):
        pink(0, rng=rng)
    with pytest.raises(ValueError, match="at least 4 values"):
        periodogram([1.0, 2.0])
    with pytest.raises(ValueError, match="longer series"):
        spectral_slope(white(12, rng=rng))

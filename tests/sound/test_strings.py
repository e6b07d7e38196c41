"""The bowed string: pitch along the glide, loudness, no clicks, no seam."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ssc_lib.sound import strings
from ssc_lib.sound.mix import render
from ssc_lib.sound.piano import midi_to_hz
from ssc_lib.sound.strings import RELEASE_S, bow, lines
from ssc_lib.sound.tone import Tone

RATE = 22050


def string(start: float, end: float, pitch: float, to: float | None = None, loud: int = 80) -> Tone:
    return Tone(start, end, pitch, loud, "string", to)


def hz_around(sound: np.ndarray, at_s: float) -> float:
    """The frequency at an instant: turns of the lowest partial in 40 ms around it.

    The partials above the lowest are filtered out; what is left turns once in each period, and a
    straight line through its phase has the frequency as its slope.
    """
    half = round(0.02 * RATE)
    middle = round(at_s * RATE)
    spectrum = np.fft.fft(sound)
    hz = np.fft.fftfreq(len(sound), 1 / RATE)
    spectrum[(hz <= 50) | (hz > 1.6 * 220)] = 0  # one-sided: an analytic signal
    phase = np.unwrap(np.angle(np.fft.ifft(spectrum)))[middle - half : middle + half]
    return float(np.polyfit(np.arange(len(phase)) / RATE, phase, 1)[0] / (2 * np.pi))


@pytest.mark.parametrize(("pitch", "to"), [(57, 57), (57, 60), (60.5, 57.25), (57, None)])
def test_a_glide_is_at_its_pitch_from_beginning_to_end(pitch: float, to: float | None) -> None:
    sound = bow([0, 3], [pitch, pitch if to is None else to], 80, RATE)
    for at_s in (0.1, 1.5, 2.9):
        expected = midi_to_hz(pitch + ((pitch if to is None else to) - pitch) * at_s / 3)
        assert abs(1200 * np.log2(hz_around(sound, at_s) / expected)) < 10


def test_start_and_end_of_a_rendered_glide() -> None:
    """Through the room and the level too: start and end within ten cents."""
    sound = render([string(0, 3, 57, 60)])
    for at_s, expected in ((0.1, 57.1), (2.9, 59.9)):
        assert abs(1200 * np.log2(hz_around(sound, at_s) / midi_to_hz(expected))) < 10


def test_level() -> None:
    rng = np.random.default_rng(1)
    cloud = [string(t, t + 2, p, q) for t, p, q in rng.uniform((0, 40, 40), (4, 88, 88), (40, 3))]
    for tones in ([string(0, 3, 57, 60)], cloud):
        sound = render(tones)
        assert abs(20 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=float)))) + 18) < 1
        assert np.abs(sound).max() <= 0.9


def test_no_clicks() -> None:
    """No jump between samples is larger than the steepest slope that the partials allow.

    Ten partials of strength 0.75^(k-1) / k turn k times as fast: together at most
    2 pi f / rate * sum 0.75^(k-1) = 3.77 * 2 pi f / rate times the loudest partial.
    """
    sound = bow([0, 0.5, 1], [57, 64, 50], 127, RATE).astype(float)
    k = np.arange(1, 11)
    strength = 0.75 ** (k - 1) / k
    steepest = 2 * np.pi * midi_to_hz(64) / RATE * (strength * k).sum()
    bound = 0.5 * steepest / np.sqrt((strength**2).sum() / 2)
    assert np.abs(np.diff(sound)).max() < bound
    assert abs(sound[0]) < 1e-3 and abs(sound[-1]) < 1e-3
    assert np.abs(sound[: RATE // 200]).max() < 0.1 * np.abs(sound).max()


def test_a_line_of_glides_has_no_seam() -> None:
    """Cut in ten, a glide sounds as it did in one piece."""
    at = np.linspace(0, 2, 11)
    pitch = 50 + 6 * at
    pieces = [string(*row) for row in zip(at, at[1:], pitch, pitch[1:], strict=False)]
    assert [len(line) for line in lines(pieces[::-1])] == [10]
    np.testing.assert_allclose(render(pieces), render([string(0, 2, 50, 62)]), atol=2e-3)


def test_lines_part_where_pitch_time_or_loudness_does() -> None:
    first = string(0, 1, 60, 62)
    for other in (string(1, 2, 61), string(1.1, 2, 62), string(1, 2, 62, loud=20)):
        assert len(lines([first, other])) == 2
    twins = [first, first, string(1, 2, 62, 60), string(1, 2, 62, 64)]
    assert [len(line) for line in lines(twins)] == [2, 2]


def test_partials_stay_below_half_the_rate() -> None:
    """At the top of MIDI one partial is left at 22,050 samples a second, and nothing folds down."""
    spectrum = np.abs(np.fft.rfft(bow([0, 1], [120, 120], 80, RATE)))
    hz = np.argmax(spectrum) * RATE / (RATE * (1 + RELEASE_S))
    assert hz == pytest.approx(midi_to_hz(120), rel=0.001)
    assert spectrum[: len(spectrum) // 2].max() < 0.01 * spectrum.max()


def test_a_very_short_tone_and_a_piano_beside_it() -> None:
    sound = render([string(0, 0.001, 60), string(0.5, 1, 60), Tone(1.5, 2, 60)])
    assert np.isfinite(sound).all() and np.abs(sound).max() <= 0.9
    assert len(sound) == round(2.6 * RATE)


def test_louder_is_louder() -> None:
    soft, loud = (np.abs(bow([0, 1], [60, 60], v, RATE)).max() for v in (20, 120))
    assert loud == pytest.approx(soft * 6**1.7, rel=1e-3)


def test_a_bow_draws_each_moment_of_a_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty lines are forty bows; a line cut into a hundred glides is one, and no longer."""
    drawn = []

    def counted(times_s: list[float], *line: Any) -> np.ndarray:
        drawn.append(times_s[-1])
        return bow(times_s, *line)

    monkeypatch.setattr(strings, "bow", counted)
    sounds = list(strings.play([string(0, 2, 40 + i, 80 - i) for i in range(40)], RATE))
    assert len(sounds) == 40 and drawn == [2] * 40
    at = np.linspace(0, 8, 101)
    pieces = [string(a, b, 50 + a, 50 + b) for a, b in pairwise(at)]
    ((start_s, sound),) = strings.play([*pieces, Tone(0, 9, 60)], RATE)
    assert drawn[40:] == [8] and start_s == 0
    assert len(sound) == round((8 + RELEASE_S) * RATE)


def test_a_note_that_is_repeated_is_bowed_again() -> None:
    assert len(lines([string(0, 1, 60), string(1, 2, 60)])) == 2
    assert len(lines([string(0, 1, 60, 60), string(1, 2, 60)])) == 1
    assert len(lines([string(0, 1, 60), string(1, 2, 60, 64)])) == 1

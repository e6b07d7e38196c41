"""The piano: pitch, partials, decay, damping, loudness, and how often a string is struck."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.music.melody import Melody
from ssc_lib.sound import piano
from ssc_lib.sound.mix import render
from ssc_lib.sound.piano import damper, inharmonicity, midi_to_hz, strike
from ssc_lib.sound.tone import Tone, perform

RATE = 22050
SCALE = Melody([60, -2, 62, -2, 64, -2, 65, -2, 67, -2, 69, -2, 71, -2, 72, -1])


def rms_dbfs(sound: np.ndarray) -> float:
    return 20 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=float))))


def peaks_hz(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies and levels in dB of the spectral peaks, by a parabola through three bins."""
    size = 2**17
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size))
    level = 20 * np.log10(spectrum / spectrum.max() + 1e-9)
    i = 1 + np.flatnonzero((level[1:-1] > level[:-2]) & (level[1:-1] >= level[2:]))
    left, mid, right = level[i - 1], level[i], level[i + 1]
    shift = 0.5 * (left - right) / (left - 2 * mid + right)
    return (i + shift) * RATE / size, mid


def fundamental_hz(sound: np.ndarray) -> float:
    """The lowest peak within 25 dB of the highest, once the hammer's knock has died."""
    hz, level = peaks_hz(sound[RATE // 5 : RATE + RATE // 5])
    return float(hz[level > -25][0])


@pytest.mark.parametrize("pitch", [36, 43, *SCALE.pitches.tolist(), 60.5, 84, 96])
def test_fundamental_is_within_ten_cents(pitch):
    measured = fundamental_hz(render([Tone(0, 1.5, pitch)]))
    cents = 1200 * np.log2(measured / midi_to_hz(pitch))
    assert abs(cents) < 10


def test_partials_are_stretched_as_the_formula_says():
    hz, level = peaks_hz(render([Tone(0, 2, 60)])[RATE // 5 : RATE])
    B, f1 = inharmonicity(60), midi_to_hz(60)
    for k in (2, 3, 4, 6):
        expected = k * f1 * np.sqrt((1 + B * k**2) / (1 + B))
        near = np.abs(hz - expected) < 20
        measured = hz[near][np.argmax(level[near])]
        assert measured == pytest.approx(expected, abs=0.5)
    assert expected > 6 * f1 * 1.004


def test_midi_to_hz():
    assert midi_to_hz(69) == 440
    assert midi_to_hz(60) == pytest.approx(261.6256, abs=1e-4)
    assert midi_to_hz(np.array([57, 81])).tolist() == [220, 880]


def test_damper_stops_a_string_but_not_the_highest():
    def left(pitch):
        two = [Tone(0, 0.5, pitch), Tone(2, 2.5, 40)]  # the second only keeps the clip going
        sound = render(two)
        held, later = sound[RATE // 5 : RATE // 2], sound[int(0.9 * RATE) : int(1.2 * RATE)]
        return rms_dbfs(later) - rms_dbfs(held)

    assert left(76) < -40
    assert left(90) > left(76) + 10


def test_tone_decays_fast_then_slowly():
    sound = render([Tone(0, 4, 60)])
    level = [rms_dbfs(sound[int(t * RATE) : int((t + 0.2) * RATE)]) for t in (0.1, 0.9, 2.6, 3.4)]
    assert level[0] - level[1] > 2 * (level[2] - level[3]) > 0


def test_velocity_is_louder_and_brighter():
    levels, centroids = [], []
    for velocity in (1, 20, 50, 80, 110, 127):
        both = render([Tone(0, 1, 60, velocity), Tone(2, 3, 60, 64)])
        struck, reference = both[:RATE], both[2 * RATE : 3 * RATE]
        levels.append(rms_dbfs(struck) - rms_dbfs(reference))
        power = np.abs(np.fft.rfft(struck)) ** 2
        centroids.append((power * np.arange(len(power))).sum() / power.sum())
    assert np.all(np.diff(levels) > 0)
    assert np.all(np.diff(centroids) > 0)
    assert levels[3] - levels[1] > 6


def test_tones_at_once_add_up():
    hz, level = peaks_hz(render([Tone(0, 2, 57), Tone(0, 2, 64)])[RATE // 5 : RATE])
    for pitch in (57, 64):
        assert level[np.abs(hz - midi_to_hz(pitch)) < 1.5].max() > -15


def test_a_strike_lasts_as_long_as_asked_or_until_it_is_inaudible() -> None:
    assert len(strike(60, 80, 1.0, RATE)) == pytest.approx(RATE, abs=64)
    assert len(strike(100, 80, 60.0, RATE)) < 6 * RATE
    assert len(strike(21, 80, 60.0, RATE)) <= 16 * RATE + 64
    assert strike(60, 80, 1.0, RATE).dtype == np.float32


def test_a_damper_goes_from_one_to_nothing_and_stops_the_bass_later() -> None:
    treble, bass = damper(80, RATE), damper(30, RATE)
    assert treble is not None and bass is not None
    for factors in (treble, bass):
        assert factors[0] == 1 and 0 <= factors[-1] < 0.01
        assert (np.diff(factors) <= 0).all()
    assert len(bass) > len(treble) == round(0.2 * RATE)
    assert damper(89, RATE) is None


def test_play_says_when_each_tone_begins_and_leaves_other_voices_out() -> None:
    tones = [Tone(1, 2, 60), Tone(0.25, 1, 64), Tone(0, 1, 60, voice="string"), Tone(0, 1, 95)]
    played = list(piano.play(perform(tones).tones, RATE))
    assert [start_s for start_s, _ in played] == [1, 0.25, 0]
    held, ringing = len(played[0][1]), len(played[2][1])
    assert held == RATE + len(damper(60, RATE))
    assert ringing > 2 * RATE  # the highest strings have no damper


def test_tones_alike_are_struck_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seconds of eight different notes are eight strikes, however often each comes."""
    struck = []

    def counted(pitch: float, velocity: int, seconds: float, sample_rate: int) -> np.ndarray:
        struck.append((pitch, velocity, seconds))
        return strike(pitch, velocity, seconds, sample_rate)

    monkeypatch.setattr(piano, "strike", counted)
    melody = Melody(SCALE.events.tolist() * 5)
    assert melody.duration_s == 10
    assert len(list(piano.play(perform(melody).tones, RATE))) == 40
    assert [pitch for pitch, *_ in struck] == SCALE.pitches.tolist()
    assert all(seconds < 0.5 for *_, seconds in struck)  # a quarter of a second, and its damper

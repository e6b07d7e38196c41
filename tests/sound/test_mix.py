"""The ear: pitch, loudness, length, damping, and the door."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import time

import numpy as np
import pytest

from ssc_lib.music.melody import Melody
from ssc_lib.sound.mix import midi_to_hz, render, to_mp3, write_mp3
from ssc_lib.sound.piano import inharmonicity
from ssc_lib.sound.tone import Tone

RATE = 22050
SCALE = Melody([60, -2, 62, -2, 64, -2, 65, -2, 67, -2, 69, -2, 71, -2, 72, -1])


def rms_dbfs(sound: np.ndarray) -> float:
    return 20 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=float))))


def cloud(notes: int = 400, seconds: float = 8.0) -> list[Tone]:
    rng = np.random.default_rng(7)
    start = rng.uniform(0, seconds, notes)
    length = rng.uniform(0.05, 1.0, notes)
    pitch, velocity = rng.uniform(28, 100, notes), rng.integers(1, 128, notes)
    return [Tone(*row) for row in zip(start, start + length, pitch.round(1), velocity, strict=True)]


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


@pytest.mark.parametrize(
    "music",
    [SCALE, SCALE.transposed(-24), cloud(), [Tone(0, 2, 60, 1)], [Tone(0, 8, 21, 127)]],
    ids=["scale", "low", "cloud", "soft", "lowest key"],
)
def test_level_and_no_clipping(music):
    sound = render(music)
    assert sound.dtype == np.float32 and sound.ndim == 1
    assert abs(rms_dbfs(sound) + 18) < 3
    assert np.abs(sound).max() <= 0.9


def test_level_survives_the_encoding():
    import soundfile

    sound = render(cloud())
    decoded, rate = soundfile.read(io.BytesIO(to_mp3(sound)))
    assert rate == RATE
    assert len(decoded) == pytest.approx(len(sound), abs=RATE // 10)
    assert abs(rms_dbfs(decoded) + 18) < 3
    assert np.abs(decoded).max() < 1


def test_length_is_the_music_and_a_tail():
    assert len(render(SCALE)) == round((SCALE.duration_s + 0.6) * RATE)
    assert len(render([Tone(1, 2, 60)], sample_rate=8000)) == 2.6 * 8000
    assert len(render(Melody([60, -1, -2, -2]))) == round(1.1 * RATE)


@pytest.mark.parametrize("nothing", [Melody([]), Melody([-2] * 16), []])
def test_silence_is_silent_and_encodes(nothing):
    sound = render(nothing)
    assert len(sound) == round((len(nothing) * 0.125 + 0.6) * RATE)
    assert not sound.any()
    assert len(to_mp3(sound)) > 100


def test_a_clip_of_mostly_silence_is_not_blown_up():
    sound = render([Tone(0, 0.1, 60), Tone(29, 30, 60, 1)])
    assert np.abs(sound).max() <= 0.9
    assert np.isfinite(sound).all()


def test_sound_starts_and_stops_when_told():
    sound = np.abs(render([Tone(1, 2, 60)]))
    assert sound[: RATE - 1].max() < 1e-3
    assert sound[RATE : RATE + RATE // 10].max() > 0.2
    assert sound[-10:].max() < 1e-3


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


def test_order_of_the_tones_does_not_matter():
    tones = cloud(60)
    np.testing.assert_allclose(render(tones), render(tones[::-1]), atol=2e-4)


def test_two_processes_give_the_same_bytes():
    script = (
        "import hashlib; from ssc_lib.sound.mix import *; from ssc_lib import Melody\n"
        "sound = render(Melody([60, -2, 64, 67, -1, 72]))\n"
        "print(hashlib.sha256(sound.tobytes() + to_mp3(sound)).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    sound = render(Melody([60, -2, 64, 67, -1, 72]))
    assert run.stdout.strip() == hashlib.sha256(sound.tobytes() + to_mp3(sound)).hexdigest()


def test_ten_seconds_take_less_than_one():
    melody = Melody(SCALE.events.tolist() * 5)
    assert melody.duration_s == 10
    to_mp3(render(melody.resized(16)))
    begin = time.process_time()
    to_mp3(render(melody.transposed(1)))
    assert time.process_time() - begin < 1


def test_mp3_of_ten_seconds_is_small_and_can_be_bounded():
    sound = render(cloud())
    free = to_mp3(sound)
    bounded = to_mp3(sound, max_bytes=0.8 * len(free))
    assert len(free) < 5200 * len(sound) / RATE
    assert len(bounded) < 0.8 * len(free)


def test_write_mp3_writes_whole_files_only(tmp_path):
    import soundfile

    path = write_mp3(SCALE, tmp_path / "new" / "scale.mp3")
    assert soundfile.info(path).duration == pytest.approx(SCALE.duration_s + 0.6, abs=0.1)
    with pytest.raises(ValueError, match="velocity 200"):
        write_mp3([Tone(0, 1, 60, 200)], tmp_path / "never.mp3")
    assert [p.name for p in tmp_path.rglob("*.mp3")] == ["scale.mp3"]


@pytest.mark.parametrize(
    ("music", "error", "words"),
    [
        (60, TypeError, "Melody or a list of Tone"),
        ([60, 62], TypeError, "Melody or a list of Tone"),
        ([(0, 1)], TypeError, "Melody or a list of Tone"),
        ([Tone(0, 1, "C4")], TypeError, "tone 0 must hold four numbers"),
        ([Tone(0, 1, 60), Tone(1, 1, 60)], ValueError, "tone 1 sounds from 1 s to 1 s"),
        ([Tone(-1, 1, 60)], ValueError, "start at 0 or later"),
        ([Tone(0, float("nan"), 60)], ValueError, "tone 0"),
        ([Tone(0, 1, 128)], ValueError, "MIDI 0..127"),
        ([Tone(0, 1, float("nan"))], ValueError, "MIDI 0..127"),
        ([Tone(0, 1, 60, 0)], ValueError, "velocity 0"),
        ([Tone(0, 480000, 60)], ValueError, "count in seconds"),
    ],
)
def test_bad_music_is_named(music, error, words):
    with pytest.raises(error, match=words):
        render(music)


def test_bad_rates_and_samples_are_named():
    with pytest.raises(ValueError, match="from 8000 to 48000, got 100"):
        render(SCALE, sample_rate=100)
    with pytest.raises(TypeError, match=r"22050\.0"):
        render(SCALE, sample_rate=22050.0)
    with pytest.raises(ValueError, match="no rate of 20000"):
        to_mp3(np.zeros(100), 20000)
    with pytest.raises(ValueError, match=r"within -1\.\.1"):
        to_mp3(np.array([0.0, 1.5]))
    with pytest.raises(ValueError, match=r"within -1\.\.1"):
        to_mp3(np.array([0.0, np.nan]))
    with pytest.raises(ValueError, match="one row of floats"):
        to_mp3(np.zeros((2, 100)))
    with pytest.raises(ValueError, match="at least one"):
        to_mp3(np.zeros(0))

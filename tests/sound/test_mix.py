"""The mix: loudness, length, silence, the encoding, and the door."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.music.melody import Melody
from ssc_lib.sound.mix import render, to_mp3, write_mp3
from ssc_lib.sound.tone import Tone, perform

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
        ([SCALE, SCALE], TypeError, "one melody at a time"),
        ([Tone(0, 1, "C4")], TypeError, "tone 0 must hold four numbers"),
        ([Tone(0, 1, 60), Tone(1, 1, 60)], ValueError, "tone 1 sounds from 1 s to 1 s"),
        ([Tone(0, 480000, 60)], ValueError, "count in seconds"),
        (Melody([60] * 3600, qpm=20), ValueError, "more than 1800 s"),
    ],
)
def test_bad_music_is_named(music, error, words, tmp_path):
    with pytest.raises(error, match=words):
        render(music)
    with pytest.raises(error, match=words):
        ssc.write_mp3(music, tmp_path / "never.mp3")
    assert not list(tmp_path.iterdir())


def test_a_performance_sounds_as_its_music_does():
    assert render(perform(SCALE)).tobytes() == render(SCALE).tobytes()


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

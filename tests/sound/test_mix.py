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
    for shape in ((2, 100), (100, 3), (100, 1), (0, 2)):
        with pytest.raises(ValueError, match=r"one row of floats.*or two columns for left"):
            to_mp3(np.zeros(shape))
    with pytest.raises(ValueError, match="at least one"):
        to_mp3(np.zeros(0))


# -- places --------------------------------------------------------------------------------------


def placed(pan: float, voice: str = "piano") -> Tone:
    return Tone(0, 1, 60, voice=voice, pan=pan)


def test_music_in_the_middle_is_mono_and_music_with_places_is_stereo():
    assert render([placed(0.0), placed(0.004)]).ndim == 1
    both = render([placed(-0.5), placed(0.5)])
    assert both.shape == (round(1.6 * RATE), 2) and both.dtype == np.float32
    assert abs(rms_dbfs(both) + 18) < 1 and np.abs(both).max() <= 0.9
    assert abs(both[0]).max() < 1e-3 and abs(both[-10:]).max() < 1e-3


@pytest.mark.parametrize("voice", ["piano", "snare", "string", "bowed", "drums"])
def test_a_place_is_a_difference_of_levels(voice):
    """Equal power: at pan 0.5 the right is 20 log10 tan(3 pi / 8) = 7.7 dB louder than the left.

    The echoes of a held tone meet it in or out of step, and so move that by up to 2 dB.
    """
    right = render([placed(0.5, voice)])
    assert abs(rms_dbfs(right[:, 1]) - rms_dbfs(right[:, 0]) - 7.7) < 2
    far = render([placed(-1, voice)])
    assert rms_dbfs(far[:, 0]) - rms_dbfs(far[:, 1]) > 12


def test_a_place_changes_nothing_but_the_place():
    """The dry sides of a tone have the power of the tone in the middle, wherever it is."""
    from ssc_lib.sound.mix import _laid_down, _placed

    tones = [placed(0.0)]
    middle = _laid_down(tones, RATE, RATE)
    for pan in (-1, -0.3, 0, 0.8):
        sides = _placed({pan: tones}, RATE, RATE)
        assert (sides**2).sum() == pytest.approx(2 * (middle**2).sum(), rel=1e-4)


def test_the_room_answers_from_both_sides_with_different_echoes():
    from ssc_lib.sound.mix import _in_wide_room

    clap = np.zeros((2, RATE), dtype=np.float32)
    clap[:, 0] = 1
    left, right = _in_wide_room(clap, RATE)[:, 1:]
    assert rms_dbfs(left) == pytest.approx(rms_dbfs(right), abs=0.5)
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.1


def test_loud_places_do_not_clip():
    tones = [
        tone._replace(pan=pan) for tone, pan in zip(cloud(), np.linspace(-1, 1, 400), strict=True)
    ]
    sound = render(tones)
    assert np.abs(sound).max() <= 0.9 and abs(rms_dbfs(sound) + 18) < 3
    free, bounded = to_mp3(sound), to_mp3(sound, max_bytes=4000 * len(sound) / RATE)
    assert len(bounded) <= 4000 * len(sound) / RATE < len(free)
    assert render(tones).tobytes() == sound.tobytes()

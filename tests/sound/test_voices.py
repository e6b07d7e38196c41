"""The voices by synthesis: pitch, level, colour, no clicks; and four of them heard apart."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.music.instruments import PROGRAMS
from ssc_lib.music.multitrack import Multitrack
from ssc_lib.sound import piano, strings
from ssc_lib.sound.mix import render, to_mp3
from ssc_lib.sound.piano import midi_to_hz
from ssc_lib.sound.tone import Tone, perform
from ssc_lib.sound.voices import HELD, play, sing
from tests.music.four import FOUR

RATE = 22050
SIZE = 2**18


def spectrum(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies and magnitudes."""
    magnitudes = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), SIZE))
    return np.fft.rfftfreq(SIZE, 1 / RATE), magnitudes


def cents_off(sound: np.ndarray, pitch: float) -> float:
    """How far the peak nearest to a pitch, within a semitone of it, is from it."""
    hz, magnitudes = spectrum(sound)
    wanted = midi_to_hz(pitch)
    near = np.abs(1200 * np.log2(np.maximum(hz, 1) / wanted)) < 100
    return 1200 * np.log2(hz[near][np.argmax(magnitudes[near])] / wanted)


def centroid_hz(sound: np.ndarray) -> float:
    hz, magnitudes = spectrum(sound)
    return float((hz * magnitudes**2).sum() / (magnitudes**2).sum())


def rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=float))))


def dbfs(sound: np.ndarray) -> float:
    return 20 * np.log10(rms(sound))


# -- each voice ----------------------------------------------------------------------------------


def test_these_voices_are_those_that_no_other_module_plays() -> None:
    assert set(HELD) == set(PROGRAMS) - {"piano", "string"}


@pytest.mark.parametrize("pitch", [40, 52.5, 64, 76, 88])
@pytest.mark.parametrize("voice", HELD)
def test_a_tone_is_within_ten_cents_of_its_pitch(voice: str, pitch: float) -> None:
    assert abs(cents_off(sing(voice, pitch, 80, 2.0)[: 2 * RATE], pitch)) < 10


@pytest.mark.parametrize("voice", HELD)
def test_a_voice_is_as_loud_as_piano_and_string(voice: str) -> None:
    """At each pitch within 6 dB of the two, in the half second after a tone has begun."""
    for pitch in (40, 52, 64, 76):
        half = RATE // 2
        others = [piano.strike(pitch, 80, 1, RATE), strings.bow([0, 1], [pitch, pitch], 80, RATE)]
        levels = [dbfs(other[:half]) for other in others]
        level = dbfs(sing(voice, pitch, 80, 1.0)[:half])
        assert min(levels) - 6 < level < max(levels) + 6
        assert np.abs(sing(voice, pitch, 80, 1.0)).max() < 1.2


@pytest.mark.parametrize("voice", HELD)
def test_a_clip_of_one_voice_has_the_level_of_all_clips(voice: str) -> None:
    tones = [Tone(t / 2, t / 2 + 0.5, p, voice=voice) for t, p in enumerate((48, 60, 64, 67, 72))]
    sound = render(tones)
    assert sound.ndim == 1 and sound.dtype == np.float32
    assert abs(dbfs(sound) + 18) < 1
    assert np.abs(sound).max() <= 0.9
    assert sound.tobytes() == render(tones[::-1]).tobytes()


@pytest.mark.parametrize("voice", HELD)
def test_a_tone_begins_and_ends_without_a_click(voice: str) -> None:
    sound = sing(voice, 57, 127, 0.5)
    assert abs(sound[0]) < 0.05 * np.abs(sound).max() and abs(sound[-1]) < 1e-3
    release = round(HELD[voice].release_s * RATE)
    assert len(sound) == RATE // 2 + release
    assert rms(sound[-release // 4 :]) < 0.2 * rms(sound[-release - RATE // 10 : -release])
    step = np.abs(np.diff(sound))
    around = step[RATE // 2 - 40 : RATE // 2 + 40].max()  # where the release begins
    assert around <= 1.2 * step[: RATE // 2].max()


@pytest.mark.parametrize("voice", HELD)
def test_short_high_and_slow_tones_are_finite(voice: str) -> None:
    for pitch, seconds, rate in ((127, 1e-4, 8000), (0, 0.3, 48000), (60, 1e-6, 8000)):
        sound = sing(voice, pitch, 127, seconds, rate)
        assert np.isfinite(sound).all() and np.abs(sound).max() < 4


@pytest.mark.parametrize("voice", HELD)
def test_louder_is_louder(voice: str) -> None:
    soft, loud = (rms(sing(voice, 60, velocity, 1.0)) for velocity in (20, 120))
    assert loud == pytest.approx(soft * 6**1.7, rel=0.15)


def test_what_the_docstring_says_of_each() -> None:
    """Missing partials of the plucked string and the organ, dulling, brightening, formants."""

    def partial(sound: np.ndarray, number: int, pitch: float = 45) -> float:
        hz, magnitudes = spectrum(sound)
        wanted = number * midi_to_hz(pitch)
        return float(magnitudes[np.abs(hz - wanted) < 8].max())

    plucked = sing("plucked", 45, 80, 1.0)[: RATE // 2]
    assert partial(plucked, 5) < 0.1 * min(partial(plucked, 4), partial(plucked, 6))
    assert partial(plucked[-RATE // 4 :], 4) / partial(plucked[: RATE // 4], 4) < 0.7 * (
        partial(plucked[-RATE // 4 :], 1) / partial(plucked[: RATE // 4], 1)
    )
    organ = sing("organ", 45, 80, 1.0)[:RATE]
    assert partial(organ, 5) < 0.01 * partial(organ, 4) and partial(organ, 7) < partial(organ, 8)
    early, late = (sing("brass", 57, 80, 1.0)[a : a + 1500] for a in (0, RATE // 2))
    assert centroid_hz(early) < 0.85 * centroid_hz(late)
    soft, loud = (sing("brass", 57, velocity, 1.0) for velocity in (20, 120))
    assert centroid_hz(soft) < 0.85 * centroid_hz(loud)
    choir = sing("choir", 45, 80, 1.0)[:RATE]
    assert partial(choir, 6) > partial(choir, 4) and partial(choir, 24) > partial(choir, 18)
    flute = sing("flute", 69, 80, 1.0)
    assert 440 < centroid_hz(flute) < 520


def test_alike_tones_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(*settings: Any) -> np.ndarray:
        made.append(settings[:2])
        return sing(*settings)

    monkeypatch.setattr("ssc_lib.sound.voices.sing", counted)
    tones = [Tone(t, t + 1, 60 + t % 2, voice="organ") for t in range(6)] + [Tone(0, 1, 60)]
    assert sorted(start for start, _ in play(tones, RATE)) == [0, 1, 2, 3, 4, 5]
    assert made == [("organ", 60.0), ("organ", 61.0)]


# -- four voices together ------------------------------------------------------------------------

ALONE = {track.name: Multitrack([track]) for track in FOUR}


@pytest.mark.parametrize("name", ALONE)
def test_each_voice_alone_has_its_pitches(name: str) -> None:
    """At the middle of each note the spectrum has a peak within ten cents of its pitch."""
    sound = render(ALONE[name]).sum(axis=1)
    for tone in perform(ALONE[name]).tones:
        start, end = (round(at_s * RATE) for at_s in (tone.start_s + 0.05, tone.end_s))
        assert abs(cents_off(sound[start:end], tone.pitch)) < 10


def test_voices_are_heard_apart_by_place() -> None:
    """Left above right, in dB, falls from each voice to the next by at least 3."""
    levels = []
    for music in ALONE.values():
        left, right = render(music).T
        levels.append(dbfs(left) - dbfs(right))
    assert all(a - b > 3 for a, b in pairwise(levels)), levels
    assert levels[0] > 6 and levels[-1] < -6


def test_voices_are_heard_apart_by_timbre() -> None:
    """On one and the same pitch, the centroids of any two voices differ by a tenth or more."""
    centroids = sorted(centroid_hz(sing(track.voice, 60, 80, 1.0)[:RATE]) for track in FOUR)
    found = [b / a for a, b in pairwise(centroids)]
    assert min(found) > 1.1, centroids


def test_four_voices_have_the_level_and_size_of_every_clip() -> None:
    import soundfile

    music = FOUR
    sound = render(music)
    assert sound.shape == (round((music.duration_s + 0.6) * RATE), 2) and sound.dtype == np.float32
    assert abs(dbfs(sound) + 18) < 1 and np.abs(sound).max() <= 0.9
    clip = ssc.listen(music)
    decoded, rate = soundfile.read(io.BytesIO(clip.mp3))
    assert rate == RATE and decoded.shape[1] == 2
    assert abs(dbfs(decoded) + 18) < 1 and np.abs(decoded).max() < 1
    assert len(clip._repr_html_()) < 6600 * clip.last_s


def test_ten_seconds_of_many_voices_cost_at_most_seventy_kilobytes() -> None:
    rng = np.random.default_rng(9)
    tracks = [
        ssc.Track(ssc.Melody(rng.integers(40, 84, 80)), voice.title(), voice, pan)
        for voice, pan in zip(HELD, np.linspace(-1, 1, len(HELD)), strict=True)
    ]
    music = Multitrack(tracks)
    assert music.duration_s == 10
    clip = ssc.listen(music, description="Six voices, each with notes of its own", title="Six")
    assert len(clip._repr_html_()) < 70_000


def test_an_mp3_keeps_the_places() -> None:
    import soundfile

    sound = render(ALONE["Soprano"])
    decoded, _ = soundfile.read(io.BytesIO(to_mp3(sound, max_bytes=4000 * len(sound) / RATE)))
    before, after = (dbfs(x[:, 0]) - dbfs(x[:, 1]) for x in (sound, decoded))
    assert abs(before - after) < 1.5

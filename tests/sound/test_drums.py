"""Three drums: how loud, how bright, and when."""

from __future__ import annotations

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.sound import drums
from ssc_lib.sound.mix import render
from ssc_lib.sound.tone import KEYS, Tone

RATE = 22050
FOUR_BARS = {
    "kick": [1, 0, 0, 0, 0, 0, 1, 0] * 8,
    "snare": [0, 0, 0, 0, 1, 0, 0, 0] * 8,
    "hat": [1, 0] * 32,
}


def rms_dbfs(sound: np.ndarray) -> float:
    return 20 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=float))))


@pytest.mark.parametrize(
    "hits",
    [FOUR_BARS, {"kick": [1, 0, 1, 1] * 8}, {"snare": [1, 0, 1, 1] * 8}, {"hat": [1] * 64}],
    ids=["kit", "kick", "snare", "hat"],
)
def test_level_and_no_clipping(hits) -> None:
    sound = render(ssc.beat(hits))
    assert sound.dtype == np.float32
    assert abs(rms_dbfs(sound) + 18) < 3
    assert np.abs(sound).max() <= 0.9


def test_kick_is_darker_than_snare_and_snare_than_hat() -> None:
    def centroid_hz(drum):
        sound = render([Tone(0, 0.1, 60, voice=drum)])
        power = np.abs(np.fft.rfft(sound)) ** 2
        return (power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum()

    kick, snare, hat = map(centroid_hz, KEYS)
    assert kick < 200 < snare / 2 < 0.4 * hat


def test_strokes_begin_when_told() -> None:
    """A stroke on steps 0, 6 and 9, a sixteenth note at 120: 0, 0.75 and 1.125 s."""
    row = [1, 0, 0, 0, 0, 0, 1, 0, 0, 1]
    tones = ssc.beat({"hat": row})
    assert [tone.start_s for tone in tones] == [0, 0.75, 1.125]
    sound = np.abs(render(tones))
    for start in (0.75, 1.125):
        begin = round(start * RATE)
        assert sound[begin : begin + 200].max() > 20 * sound[begin - 400 : begin].max()


def test_loudness_follows_velocity() -> None:
    soft, loud = (drums.hit(Tone(0, 1, 38, v, "snare"), RATE) for v in (40, 80))
    np.testing.assert_allclose(loud, 2**1.7 * soft, rtol=1e-5)


def test_a_drum_and_the_piano_add_up() -> None:
    """Before the drum enters, the piano sounds as it does alone, but for the level."""
    piano = render([Tone(0, 1, 60)])[:RATE]
    both = render([Tone(0, 1, 60), Tone(1, 1.1, 60, voice="kick")])[:RATE]
    assert np.corrcoef(piano, both)[0, 1] > 0.99


def test_play_gives_the_strokes_in_order_and_leaves_other_voices_out() -> None:
    tones = [Tone(1, 2, 0, voice="hat"), Tone(0, 1, 60), Tone(0.5, 1, 0, 40, "kick")]
    played = list(drums.play(tones, RATE))
    assert [start_s for start_s, _ in played] == [0.5, 1]
    np.testing.assert_array_equal(played[0][1], drums.hit(tones[2], RATE))


def test_beat_is_the_table_of_hits() -> None:
    tones = ssc.beat({"hat": [1, 1], "kick": np.array([True, False])}, qpm=60, steps_per_quarter=2)
    assert [(t.start_s, t.end_s, t.voice, t.pitch) for t in tones] == [
        (0, 0.5, "kick", 36),
        (0, 0.5, "hat", 42),
        (0.5, 1, "hat", 42),
    ]
    assert ssc.beat({"kick": [0, 0]}) == ssc.beat({}) == []


@pytest.mark.parametrize(
    ("hits", "words"),
    [
        ({"gong": [1]}, "no drum 'gong'; the drums are kick, snare, hat"),
        ({"hat": [0.5]}, "must hold 0 and 1 only"),
        ({"hat": [[1]]}, "must hold 0 and 1 only"),
        ({"hat": [1], "kick": [1, 0]}, "equally long, got hat 1, kick 2"),
    ],
)
def test_bad_patterns_are_named(hits, words) -> None:
    with pytest.raises(ValueError, match=words):
        ssc.beat(hits)


def test_bad_settings_are_named() -> None:
    with pytest.raises(ValueError, match="qpm above 0"):
        ssc.beat({"hat": [1]}, qpm=0)
    with pytest.raises(ValueError, match="voice 'gong'; the voices are piano, kick, snare, hat"):
        render([Tone(0, 1, 60, voice="gong")])

"""Frames of several voices: spelled and read back, scored by hand, decided in three ways."""

from __future__ import annotations

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.chance import voices
from ssc_lib.music.chorales import Chorale, chorales


@pytest.fixture(scope="module")
def some() -> list[Chorale]:
    return chorales(12)


def frames(*chords: list[int]) -> np.ndarray:
    x = np.zeros((len(chords), 88), dtype=bool)
    for frame, pitches in zip(x, chords, strict=True):
        frame[np.array(pitches, dtype=int) - voices.LOWEST] = True
    return x


def test_frames_are_what_sounds_on_the_beat_without_silence() -> None:
    high = ssc.Melody.of("E4 - - - - - F4 - - - - - . - - -")
    low = ssc.Melody.of("C4 - - - . - - - D4 - - - . - - -")
    found = voices.frames_of([high, low])
    assert (found == frames([60, 64], [64], [62, 65])).all()
    assert len(voices.frames_of([high, low], every=2)) == 6
    with pytest.raises(ValueError, match="at least 1 step apart, not 0"):
        voices.frames_of(high, every=0)


def test_a_chorale_is_moved_to_c(some: list[Chorale]) -> None:
    for chorale in some:
        moved = voices.to_c(chorale)
        shift = moved[3].melody.pitches[-1] - chorale.voices[3].pitches[-1]
        assert moved[3].melody.pitches[-1] % 12 == 0
        assert -6 <= shift <= 5
        assert moved == chorale.music.transposed(int(shift))


def test_a_split_keeps_a_melody_in_one_part(some: list[Chorale]) -> None:
    parts = voices.split_by_melody(some, seed=3)
    families = [{c.family for c in part} for part in parts.values()]
    assert sum(map(len, parts.values())) == len(some)
    assert sum(map(len, families)) == len(set.union(*families))
    assert list(parts) == ["train", "validation", "test"]


def test_reading_undoes_spelling(some: list[Chorale]) -> None:
    for chorale in some:
        found = voices.frames_of(voices.to_c(chorale))
        assert (voices.read(voices.spell(found)) == found).all()
    silent = np.zeros((2, 88), dtype=bool)
    assert voices.spell(silent).tolist() == [0, 0, 0]
    assert voices.read(voices.spell(silent)).shape == (2, 88)
    assert voices.read([]).shape == voices.read([5, 3]).shape == (0, 88)
    assert voices.read([0, 44, 40, 0, 44]).sum() == 2  # what is not finished is left out


@pytest.mark.parametrize("event", [-1, 89])
def test_an_event_that_is_none(event: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 88"):
        voices.read([0, event, 0])


def test_a_frame_costs_what_its_events_cost() -> None:
    p = np.full(89, 0.01)
    p[[0, 40, 44]] = 0.5, 0.25, 0.25 - 86 * 0.01 + 0.74  # any distribution will do
    p /= p.sum()
    music = frames([60, 64], [60])
    wanted = (2 * np.log(p[40]) + np.log(p[44]) + 2 * np.log(p[0])) / 2
    assert voices.nats_a_frame(ssc.Unigram(p), [music]) == pytest.approx(wanted)
    assert voices.nats_a_frame(ssc.Unigram(p), [music, music]) == pytest.approx(wanted)


def test_coins_by_hand() -> None:
    x = frames([60, 64], [60])
    p = voices.coin_a_key(x)
    assert p[[39, 43, 0]].tolist() == [3 / 4, 2 / 4, 1 / 4]
    wanted = (2 * np.log(3 / 4) + 2 * np.log(1 / 2) + 2 * 86 * np.log(3 / 4)) / 2
    assert voices.nats_of_coins(p, x) == pytest.approx(wanted)
    assert voices.nats_of_coins(np.tile(p, (2, 1)), x) == pytest.approx(wanted)
    assert voices.nats_of_coins(np.zeros(88), x) == -np.inf


def test_a_table_of_voices_beats_coins_and_plays_chords(some: list[Chorale]) -> None:
    music = [voices.frames_of(voices.to_c(c)) for c in some]
    learned, heard = music[:9], music[9:]
    table = ssc.NGram.fit(map(voices.spell, learned), 89, order=6)
    coins = voices.coin_a_key(np.concatenate(learned))
    by_coins = voices.nats_of_coins(coins, np.concatenate(heard))
    assert voices.nats_a_frame(table, heard) > by_coins + 1
    played = voices.go_on(table, heard[0][:4], 30, rng=1)
    assert played.shape == (30, 88) and (played[:4] == heard[0][:4]).all()
    assert (played == voices.go_on(table, heard[0][:4], 30, rng=1)).all()
    assert (played.sum(axis=1) == 4).mean() > 0.45
    assert voices.go_on(table, heard[0][:4], 2, rng=1).shape == (2, 88)
    assert len(voices.go_on(table, np.zeros((0, 88)), 3, rng=1)) == 3


def test_three_ways_to_say_yes() -> None:
    p = np.array([[0.5, 0.51, 0.0, 1.0]])
    assert voices.by_threshold(p).tolist() == [[False, True, False, True]]
    assert voices.by_threshold(p, 0.4).tolist() == [[True, True, False, True]]
    assert voices.largest(p, axis=1).tolist() == [[False, False, False, True]]
    tossed = voices.by_coins(np.repeat(p, 10_000, axis=0), rng=0).mean(axis=0)
    assert tossed[2:].tolist() == [0, 1]
    assert tossed[:2] == pytest.approx([0.5, 0.51], abs=4 * 0.005)
    bars = np.random.default_rng(0).random((2, 4, 12, 3))
    assert (voices.largest(bars).sum(axis=2) == 1).all()
    for way in (voices.by_threshold, voices.largest):
        with pytest.raises(ValueError, match="from 0 to 1"):
            way([[1.2, 0.0]])


def test_frames_are_heard_as_tracks() -> None:
    music = voices.in_voices(frames([60, 64], [60, 65], [60], [60, 64]), every=2)
    assert [track.melody.events.tolist() for track in music] == [
        [64, -2, 65, -2, 60, -2, 64, -2],
        [60, -2, -2, -2, -1, -2, 60, -2],
    ]
    assert (voices.frames_of(music, every=2) == frames([60, 64], [60, 65], [60], [60, 64])).all()
    assert len(voices.in_voices(np.zeros((2, 88)))) == 8
    with pytest.raises(ValueError, match=r"shape \(frames, 88\), not \(3,\)"):
        voices.in_voices([1, 0, 1])

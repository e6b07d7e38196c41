"""Key encoding: what a listener knows. What it shares with Lookback is in test_lookback.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import KeyMelody, Melody
from tests.made import distances
from tests.music.replayed import replayed

C, D, E, F, G, A, B = (2 + pitch - 48 for pitch in (60, 62, 64, 65, 67, 69, 71))
NO_EVENT, NOTE_OFF = 0, 1


def test_sizes() -> None:
    encoding = KeyMelody()
    assert (encoding.size, encoding.input_size, encoding.label_count) == (38, 74, 40)
    assert encoding.default_label == 36
    assert KeyMelody(0, 128, counter_bits=3).input_size == 128 + 6 + 3 + 1 + 24


def test_labels_begin_with_the_notes() -> None:
    """Bars of 4 steps; the rules are Lookback's, but note off is 37 and a plain no-event 36."""
    encoding = KeyMelody(distances=(4, 8))
    melody = [*(C, 0, D, 1), *(C, 0, E, 1), *(C, 0, D, 0)]
    labels = [*(12, 39, 14, 37), *(38, 39, 16, 38), *(39, 39, 39, 36)]
    assert encoding.labels(melody).tolist() == labels
    assert encoding.events_of(labels).tolist() == melody
    assert encoding.track(1).meanings()[0, [0, 35, 36, 37]].tolist() == [2, 37, 0, 1]


def test_an_input_by_hand() -> None:
    """C, then off in silence, up to D, held: p = 4 with bars of 5 steps."""
    encoding = KeyMelody(60, 64, distances=(2, 4), counter_bits=3, bar=5)  # C, C#, D, D#
    x = encoding.inputs([2, 1, 0, 4, 0])
    assert x.dtype == np.float32
    c_and_d = [1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0]  # both are in C, E flat, F, G and B flat
    assert x[-1].tolist() == [
        *(0, 0, 1, 0),  # D sounds
        *(1, 0),  # something sounds
        *(0, 1),  # held; the melody went up
        *(1, 0),  # a no-event two steps ago, none four steps ago
        *(1, -1, 1),  # five events, binary 101
        1,  # the bar ends
        *c_and_d,
        *c_and_d,
    ]
    only_c = [1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0]
    assert x[0].tolist() == [*(1, 0, 0, 0), 1, 0, 1, 0, 0, 0, 1, -1, -1, 0, *only_c, *only_c]
    assert x[1, 4:8].tolist() == [0, 1, 1, 0]  # a note off ends the note, not the attack
    assert x[2, 4:8].tolist() == [0, 1, 0, 0]


def test_before_the_first_note_every_key_is_possible() -> None:
    x = KeyMelody().inputs([0, 1, 0])
    assert (x[:, 50:] == 1).all()
    assert (x[:, 36:40] == [0, 1, 0, 0]).all()


def test_the_direction_outlives_repeated_notes() -> None:
    x = KeyMelody().inputs([C, C, D, D, NO_EVENT, NOTE_OFF, D, C, C])
    assert x[:, 39].tolist() == [0, 0, 1, 1, 1, 1, 1, -1, -1]


def test_the_key_of_the_last_three_different_pitches() -> None:
    """After F A B F A F, these three are in C only; G then takes the place of A."""
    encoding = KeyMelody()
    x = encoding.inputs([F, A, B, F, A, F])
    np.testing.assert_array_equal(x[2:, 62:], np.tile(np.eye(12)[0], (4, 1)))
    assert encoding.prefixes([F, A, B, F, A, F]).latest.tolist() == [
        [F, 0, 0],
        [A, F, 0],
        [B, A, F],
        [F, B, A],
        [A, F, B],
        [F, A, B],
    ]
    x = encoding.inputs([F, A, B, F, G])  # B, F and G
    assert np.flatnonzero(x[-1, 62:]).tolist() == [0]
    x = encoding.inputs([F, A, B, F, G, G, A])  # F, G and A
    assert np.flatnonzero(x[-1, 62:]).tolist() == [0, 5, 10]
    assert np.flatnonzero(x[-1, 50:62]).tolist() == [0]


def test_the_lowest_pitch_there_is_can_sound() -> None:
    x = KeyMelody(0, 128).inputs([2, 0])
    assert x[:, 0].tolist() == [1, 1]
    assert x[:, 128:130].tolist() == [[1, 0], [1, 0]]


@given(st.lists(st.sampled_from([0, 0, 1, *range(2, 38)]), min_size=1, max_size=40))
def test_the_keys_agree_with_the_melody(row: list[int]) -> None:
    encoding = KeyMelody()
    keys = encoding.inputs(row)[:, 50:62]
    for p in range(len(row)):
        melody: Melody = encoding.decode(row[: p + 1])
        assert keys[p].argmax() == melody.major_key


@given(distances, st.lists(st.integers(0, 8), max_size=60), st.integers(1, 17), st.integers(1, 9))
def test_replaying_the_melody_for_every_position(
    d: tuple[int, int], row: list[int], bar: int, bits: int
) -> None:
    """A second implementation, event by event."""
    encoding = KeyMelody(57, 64, distances=d, counter_bits=bits, bar=bar)
    expected = np.reshape(replayed(encoding, row), (len(row), encoding.input_size))
    np.testing.assert_array_equal(encoding.inputs(row), expected)


def test_a_bar_has_steps() -> None:
    with pytest.raises(ValueError, match="at least 1 step, got 0; try 16, or 12"):
        KeyMelody(bar=0)

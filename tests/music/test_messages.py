"""Messages in words, from the tables of the MIDI specification."""

from __future__ import annotations

import mido
import pytest

from ssc_lib.music.messages import MAJOR, MINOR, channel_message, many, meta_event


@pytest.mark.parametrize(
    ("status", "data", "meaning"),
    [
        (0x90, "3C 64", "note on: C4 (60), channel 1, velocity 100"),
        (0x93, "40 00", "note on with velocity 0, which ends it: E4 (64), channel 4"),
        (0x80, "3C 40", "note off: C4 (60), channel 1, velocity 64"),
        (0x99, "24 7F", "note on: C2 (36), channel 10, velocity 127"),
        (0xA0, "45 01", "pressure 1 on the key A4 (69), channel 1"),
        (0xB0, "40 7F", "sustain pedal down (127), channel 1"),
        (0xB0, "40 3F", "sustain pedal up (63), channel 1"),
        (0xB1, "07 64", "controller 7, volume: 100, channel 2"),
        (0xB1, "02 64", "controller 2: 100, channel 2"),
        (0xC0, "00", "program 0, piano, channel 1"),
        (0xC0, "28", "program 40, strings, channel 1"),
        (0xC0, "7F", "program 127, sound effects, channel 1"),
        (0xD5, "30", "pressure 48 on all keys, channel 6"),
        (0xE0, "00 40", "pitch bend +0, channel 1"),
        (0xE0, "00 00", "pitch bend -8192, channel 1"),
        (0xEF, "7F 7F", "pitch bend +8191, channel 16"),
    ],
)
def test_channel_messages(status: int, data: str, meaning: str) -> None:
    assert channel_message(status, bytes.fromhex(data)) == meaning


@pytest.mark.parametrize(
    ("kind", "data", "meaning"),
    [
        (0x51, "07 A1 20", "tempo: 500000 microseconds a quarter note, 120 a minute"),
        (0x51, "0A 2C 2B", "tempo: 666667 microseconds a quarter note, 90 a minute"),
        (0x51, "0B B8 00", "tempo: 768000 microseconds a quarter note, 78.13 a minute"),
        (0x58, "06 03 24 08", "time signature: 6/8, a click each 36 clocks"),
        (0x59, "FD 00", "key signature: 3 flats, Eb major"),
        (0x59, "01 01", "key signature: 1 sharp, E minor"),
        (0x59, "00 00", "key signature: 0 sharps, C major"),
        (0x03, "54 75 6E 65 0A", "track name: Tune."),
        (0x2F, "", "end of the track"),
        (0x7F, "00", "meta event 7F of 1 byte"),
    ],
)
def test_meta_events(kind: int, data: str, meaning: str) -> None:
    assert meta_event(kind, bytes.fromhex(data)) == (meaning, "")


@pytest.mark.parametrize(
    ("kind", "data", "fault"),
    [
        (0x51, "00 00 00", "is a tempo of 0 microseconds, which is none"),
        (0x51, "07 A1", "has 2 bytes of data, and 3 are right"),
        (0x58, "00 02 18 08", "is a time signature that cannot be written"),
        (0x58, "04 07 18 08", "is a time signature that cannot be written"),
        (0x59, "08 00", "is no key signature: at most 7 sharps or flats, then 0 or 1"),
        (0x59, "00 02", "is no key signature: at most 7 sharps or flats, then 0 or 1"),
        (0x2F, "00", "has 1 byte of data, and 0 are right"),
    ],
)
def test_what_is_wrong_with_a_meta_event_is_told(kind: int, data: str, fault: str) -> None:
    assert meta_event(kind, bytes.fromhex(data))[1] == fault


def test_all_thirty_keys_have_the_names_that_mido_gives_them() -> None:
    for minor, names in enumerate((MAJOR, MINOR)):
        for sharps, name in zip(range(-7, 8), names, strict=True):
            data = bytes([sharps % 256, minor])
            message = mido.MetaMessage.from_bytes([0xFF, 0x59, 2, *data])
            assert message.key == name + "m" * minor
            mode = "minor" if minor else "major"
            assert meta_event(0x59, data)[0].endswith(f", {name} {mode}")


def test_things_are_counted() -> None:
    assert [many(n, "bar") for n in (0, 1, 2)] == ["0 bars", "1 bar", "2 bars"]

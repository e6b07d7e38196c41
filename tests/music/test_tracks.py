"""The tracks of a MIDI file, byte by byte."""

from __future__ import annotations

import pytest

from ssc_lib.music.tracks import (
    CONTROL,
    END,
    KEY,
    NOTE_ON,
    TEMPO,
    Event,
    MidiError,
    read_tracks,
)
from tests.made import FILE, HEADER

DELTA_AND_END = bytes.fromhex("00 ff2f00")


def file(*events: str, end: bytes = DELTA_AND_END) -> bytes:
    body = b"".join(map(bytes.fromhex, events)) + end
    return HEADER + b"MTrk" + len(body).to_bytes(4, "big") + body


def test_a_file_by_hand() -> None:
    found = read_tracks(FILE)
    assert (found.format, found.resolution, found.remarks) == (0, 96, [])
    (track,) = found.tracks
    assert track.events[0] == Event(0, TEMPO, bytes.fromhex("07a120"))
    notes = [(e.tick, e.data[0]) for e in track.events if e.status == NOTE_ON and e.data[1]]
    assert notes == [(0, 60), (144, 64)]
    assert track.end_tick == 192


def test_running_status_leaves_the_status_out() -> None:
    (track,) = read_tracks(file("00 90 3c 64", "60 3c 00", "00 40 64")).tracks
    assert [(e.tick, e.status, tuple(e.data)) for e in track.events[:3]] == [
        (0, NOTE_ON, (60, 100)),
        (96, NOTE_ON, (60, 0)),
        (96, NOTE_ON, (64, 100)),
    ]


def test_one_odd_event_costs_that_event_and_is_counted() -> None:
    """A key signature of eight sharps stands between two notes."""
    found = read_tracks(file("00 90 3c 64", "00 ff5902 0800", "60 90 3c 00"))
    (track,) = found.tracks
    assert [e.tick for e in track.events if e.status == NOTE_ON] == [0, 96]
    assert KEY not in {e.status for e in track.events}
    assert found.remarks == ["events that MIDI does not know, left out or set right: 1"]


def test_lengths_and_counts_are_set_right_and_named() -> None:
    body = bytes.fromhex("00 90 3c 64 60 80 3c 00") + DELTA_AND_END
    for length in (0, len(body) + 50, len(body) - 3):
        found = read_tracks(HEADER + b"MTrk" + length.to_bytes(4, "big") + body)
        assert len([e for e in found.tracks[0].events if e.status != END]) == 2, length
        assert found.remarks, length


def test_names_and_places_are_kept_and_other_controllers_are_not() -> None:
    name, pan, odd = "00 ff0302 c3bc", "00 b3 0a 10", "00 b3 0a ff"
    found = read_tracks(file(name, "00 b3 07 64", pan, "00 b3 40 ff", odd))
    assert found.tracks[0].name == "ü"
    kept = [event[1:] for event in found.tracks[0].events if event.status == CONTROL + 3]
    assert kept == [(CONTROL + 3, bytes([10, 16]))]
    assert found.tracks[0].odd == 1  # a place beyond the right
    for data, said in (("ff0301 fc", "ü"), ("ff0304 411b5b42", "A [B"), ("ff0300", "")):
        assert read_tracks(file(f"00 {data}")).tracks[0].name == said
    assert read_tracks(file(pan)).tracks[0].name == ""


def test_unknown_chunks_and_leading_bytes_are_passed_over() -> None:
    track = FILE[len(HEADER) :]
    alien = b"XFIH" + (3).to_bytes(4, "big") + b"abc"
    assert read_tracks(HEADER + alien + track).tracks == read_tracks(FILE).tracks
    assert read_tracks(b"junk" + FILE).tracks == read_tracks(FILE).tracks


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Dear reader", "is not a MIDI file: it begins with 'Dear'"),
        (b"\x89PNG", "begins with the bytes 89 50 4e 47"),
        (b"", "is not a MIDI file"),
        (HEADER[:11], "its head is not whole"),
        (HEADER, "it has no track"),
        (FILE[:-12], "is damaged or cut short"),
        (HEADER[:-2] + b"\xe7\x28" + FILE[14:], r"counts time in seconds \(SMPTE\)"),
        (HEADER[:-2] + b"\0\0" + FILE[14:], "0 ticks to a quarter note"),
    ],
)
def test_what_is_no_midi_file_is_told_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(MidiError, match=words):
        read_tracks(data)

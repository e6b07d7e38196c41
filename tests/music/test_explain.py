"""Tables of bytes: a file by hand, every byte told once, and a sentence for each broken rule."""

from __future__ import annotations

import io
import re
from pathlib import Path

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import explain
from ssc_lib.music.explain import MOST_BYTES
from ssc_lib.music.messages import channel_message
from tests.golden import TUNES
from tests.made import FILE, HEADER


def file(events: str, *, head: bytes = HEADER, size: int | None = None) -> bytes:
    body = bytes.fromhex(events)
    return head + b"MTrk" + (len(body) if size is None else size).to_bytes(4, "big") + body


def test_a_file_by_hand() -> None:
    rows = explain(FILE).rows
    assert [row.offset for row in rows[:5]] == [0, 4, 8, 10, 12]
    said = [(row.data.hex(" "), row.meaning) for row in rows[-7:]]
    assert said == [
        ("80 3c 40", "note off: C4 (60), channel 1, velocity 64"),
        ("30", "48 ticks later, at tick 144"),
        ("90 40 64", "note on: E4 (64), channel 1, velocity 100"),
        ("30", "48 ticks later, at tick 192"),
        ("90 40 00", "note on with velocity 0, which ends it: E4 (64), channel 1"),
        ("00", "0 ticks later, at tick 192"),
        ("ff 2f 00", "end of the track"),
    ]
    assert explain(FILE).faults == ()


def test_running_status_is_named() -> None:
    rows = explain(file("00 90 3C 64  60 3C 00  00 FF 2F 00")).rows
    assert rows[-3].data == bytes.fromhex("3C 00")
    assert rows[-3].meaning.startswith("(90) note on with velocity 0")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "there are no bytes"),
        (b"RIFF....", "begins with 4D 54 68 64, the letters MThd; this begins with 52 49 46 46"),
        (FILE[:10], "the head is 14 bytes long, and here are 10"),
        (FILE[:4] + b"\0\0\0\7" + FILE[8:], "bytes 4 to 7 say 7"),
        (FILE[:9] + b"\3" + FILE[10:], "byte 9 says format 3"),
        (FILE[:11] + b"\2" + FILE[12:], "the head counts 2 tracks, and there are 1"),
        (FILE[:12] + b"\0\0" + FILE[14:], "0 ticks to a quarter note"),
        (
            FILE[:15] + b"X" + FILE[16:],
            "the head counts 1 track, and there are 0",
        ),  # a chunk of another kind, so no track
        (FILE + b"\0", "at byte 57 a track may begin"),
        (FILE[:21] + b"\x10" + FILE[22:], "track 1 says it has 16 bytes of events, and has 35"),
        (FILE[:-1], "the bytes end at byte 56, in the middle of a track"),
        (FILE[:-4], "track 1 lacks its last event, FF 2F 00"),
        (FILE[:41], "track 1 lacks its last event"),
        (FILE[:40], "the bytes end within the event that begins at byte 38"),
        (file("00 3C 64 00 FF 2F 00"), "byte 23 is 3C, where a status of 80 or more must stand"),
        (file("00 90 BC 64 00 FF 2F 00"), "byte 24 is BC, where a number below 80 must stand"),
        (file("FF FF FF FF 7F 90 3C 64"), "the number at byte 22 is longer than four bytes"),
        (file("00 F4 00 FF 2F 00"), "byte 23 is F4, which has no place in a file"),
        (file("00 FF 59 02 08 00 00 FF 2F 00"), "the event at byte 23 is no key signature"),
        (
            file("00 90 3C 64 00 FF 01 01 41 60 3C 00 00 FF 2F 00"),
            "at byte 32 a status is missing after FF",
        ),
    ],
)
def test_broken_rules_are_told_in_a_sentence(data: bytes, fault: str) -> None:
    found = explain(data)
    assert found.faults and fault in " ".join(found.faults), found.faults
    assert b"".join(row.data for row in found.rows) == data
    assert not re.search(r"Error|b'|\\x|None", repr(found))


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda tail: FILE[:22] + tail))
def test_whatever_the_bytes_each_is_told_once(data: bytes) -> None:
    place = 0
    for row in explain(data).rows:
        assert (row.offset, bool(row.data)) == (place, True)
        place += len(row.data)
    assert place == len(data)


@pytest.mark.parametrize("path", sorted(TUNES.glob("*.mid")), ids=lambda path: path.stem)
def test_messages_and_ticks_are_those_of_mido(path: Path) -> None:
    """Twelve tunes by another program, running status and all."""
    data = path.read_bytes()
    found = explain(data)
    assert found.faults == ()
    said = [row.meaning.removeprefix("(90) ") for row in found.rows if "channel" in row.meaning]
    ticks = [int(row.meaning.split()[0]) for row in found.rows if " later, at" in row.meaning]
    tracks = mido.MidiFile(file=io.BytesIO(data)).tracks
    played = [m for track in tracks for m in track if not m.is_meta]
    assert said == [channel_message(m.bytes()[0], bytes(m.bytes()[1:])) for m in played]
    assert ticks == [m.time for track in tracks for m in track]


def test_a_long_table_is_cut_in_print_and_nowhere_else() -> None:
    found = explain(file("00 FF 01 00 " * 300 + "00 FF 2F 00"))
    assert len(found.rows) == 7 + 602
    assert repr(found).count("\n") == 200
    assert repr(found).endswith("and 409 more rows")


def test_what_is_not_explained() -> None:
    with pytest.raises(TypeError, match=r"takes bytes, got str; bytes\.fromhex makes"):
        explain("4D 54 68 64")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"at most 100,000 bytes, got 100,001; read_midi"):
        explain(bytes(MOST_BYTES + 1))

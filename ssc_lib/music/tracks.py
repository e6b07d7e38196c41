"""The tracks of a MIDI file, read from its bytes, whoever wrote them.

A MIDI file is a head and chunks; a chunk with the name ``MTrk`` is a track, a row of **events**,
each after so many ticks. Many programs write files that stray from the rules, and players play
them all the same. So one odd event costs that event and not the file, a wrong length or count is
set right where the track says itself where it ends, and what stands before the head (a RIFF
wrapper, a few foreign bytes) is passed over. What was lost or set right is named in a **remark**.
A file that breaks off in the middle of a track is refused.

Only events that a reader of notes needs are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

META = 0x100  # added to the kind of a meta event, so that one number names every event
TEXT, NAME, END, TEMPO, TIME, KEY = (META + n for n in (0x01, 0x03, 0x2F, 0x51, 0x58, 0x59))
NOTE_OFF, NOTE_ON, CONTROL, PROGRAM = 0x80, 0x90, 0xB0, 0xC0  # with a channel, 0 to 15, added
PAN = 10  # the controller of the place from left to right
TRACK, HEAD = b"MTrk", b"MThd"
_NEEDED = (TEXT, NAME, END, TEMPO, TIME, KEY)
SYSTEM_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}  # of messages that belong on a cable, not in a file


class MidiError(ValueError):
    """A MIDI file that cannot be read, or that holds no melody."""


class Event(NamedTuple):
    """What happens at a tick of a track: a status byte, or `META` and a kind, and its data."""

    tick: int
    status: int
    data: bytes


@dataclass
class Track:
    """Events in the order of time, and the tick at which the track ends."""

    events: list[Event] = field(default_factory=list)
    end_tick: int = 0
    odd: int = 0  # events that were left out or set right

    @property
    def name(self) -> str:
        """What the track calls itself, without characters that steer a terminal; or nothing."""
        data = next((event.data for event in self.events if event.status == NAME), b"")
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = data.decode("latin1")
        return "".join(c if c.isprintable() else " " for c in text).strip()


@dataclass
class Tracks:
    """What the bytes of a MIDI file hold."""

    format: int
    resolution: int  # ticks to a quarter note
    tracks: list[Track] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_tracks(data: bytes) -> Tracks:
    """Read the tracks out of the bytes of a MIDI file.

    Raises
    ------
    MidiError
        If they are none, or break off. The sentence lacks its subject, the name of the file.
    """
    place = 0 if data.startswith(HEAD) else data.find(HEAD + b"\0\0\0")
    if place < 0:
        raise MidiError(
            f"is not a MIDI file: it begins with {_shown(data[:4])} where MIDI has MThd; "
            "export it as MIDI from the program that made it"
        )
    size = int.from_bytes(data[place + 4 : place + 8], "big")
    numbers = data[place + 8 : place + 14]
    if len(numbers) < 6 or size < 6:
        raise MidiError(
            "is damaged or cut short: its head is not whole; export or download it again"
        )
    form, count, resolution = (int.from_bytes(numbers[n : n + 2], "big") for n in (0, 2, 4))
    if resolution >= 0x8000:  # a negative number: frames of film, not ticks a quarter note
        raise MidiError(
            "counts time in seconds (SMPTE), so it has no quarter notes to read steps "
            "from; export it with ticks per quarter note"
        )
    if not resolution:
        raise MidiError("is damaged: it has 0 ticks to a quarter note; export or download it again")
    found = Tracks(form, resolution)
    after = place + 8 + size
    _read_chunks(data, after if after <= len(data) else place + 14, count, found)
    if not found.tracks:
        raise MidiError("is damaged or cut short: it has no track; export or download it again")
    if len(found.tracks) != count:
        found.remarks.append(f"its head counts {count} tracks, and it holds {len(found.tracks)}")
    if odd := sum(track.odd for track in found.tracks):
        found.remarks.append(f"events that MIDI does not know, left out or set right: {odd}")
    # An empty track is heard by nobody, and must not be taken for the one with the tempo.
    found.tracks = [t for t in found.tracks if t.events or t.end_tick] or found.tracks[:1]
    return found


def _shown(data: bytes) -> str:
    """The bytes as a word if they are one, else as numbers."""
    if data.isascii() and data.decode().isprintable():
        return f"'{data.decode()}'"
    return f"the bytes {data.hex(' ')}"


def _read_chunks(data: bytes, place: int, count: int, found: Tracks) -> None:
    """Add the tracks that stand from ``place`` on, and remarks."""
    trusted = True  # so far, that is; else reading past each last event could take for ever
    while place + 8 <= len(data) and not data.startswith(HEAD, place):  # another file may follow
        size = int.from_bytes(data[place + 4 : place + 8], "big")
        if data.startswith(TRACK, place):
            number = len(found.tracks) + 1
            try:
                track, end = _read_track(data, place + 8, size, trusted)
            except _Unreadable as error:
                raise MidiError(
                    f"is damaged or cut short: track {number} {error}; export or download it again"
                ) from error
            if end - place - 8 != size:
                trusted = False
                length = end - place - 8
                found.remarks.append(
                    f"track {number} is {length} bytes long, not {size} as it says"
                )
            found.tracks.append(track)
            place = end
        elif _is_chunk(data, place):  # of a kind that we do not know
            place += 8 + size
        else:
            following = data.find(TRACK, place)
            if following < 0 or len(found.tracks) >= count:
                break
            found.remarks.append(f"bytes between its tracks, passed over: {following - place}")
            place = following


def _is_chunk(data: bytes, place: int) -> bool:
    """Whether a chunk begins here: a name of four letters, and a length that the file has."""
    name, size = data[place : place + 4], data[place + 4 : place + 8]
    fits = place + 8 + int.from_bytes(size, "big") <= len(data)
    return name == TRACK or (
        len(size) == 4 and name.isascii() and name.decode().isprintable() and fits
    )


# -- one track -----------------------------------------------------------------------------------


class _Unreadable(ValueError):
    """Events that cannot be read on."""


def _read_track(data: bytes, start: int, size: int, trusted: bool) -> tuple[Track, int]:
    """Read a track, and say where it ends.

    It ends where its length says, if an event ends there as well, and the track's last event has
    been seen or something follows that can follow a track. Else the length is wrong, and the first
    event that says so ends it, at once where lengths are not ``trusted``.
    """
    track, place, stated, running = Track(), start, start + size, 0
    whole = 0, 0, 0, 0  # as of the event that ends the track: place, events, tick, odd events
    try:
        while True:
            ended = bool(whole[0])
            if place == stated and (ended or place >= len(data) or _is_chunk(data, place)):
                return track, place
            at_end = not trusted or not place < stated <= len(data) or data.startswith(TRACK, place)
            if place == whole[0] and at_end:
                return track, place
            if ended and place > stated:
                raise _Unreadable("has an event across its end")
            place, running, last = _read_event(data, place, running, track)
            if last and not whole[0]:
                whole = place, len(track.events), track.end_tick, track.odd
    except _Unreadable:
        if not whole[0]:
            raise
    place, events, tick, odd = whole  # what stands behind the last event is none
    return Track(track.events[:events], tick, odd), place


def _read_event(data: bytes, place: int, running: int, track: Track) -> tuple[int, int, bool]:
    """Read one event into the track.

    Returns the place behind it, the status of the next event if that has none of its own, and
    whether this is the track's last event.
    """
    delta, place = _number(data, place)
    track.end_tick += delta
    status = _byte(data, place)
    if status >= 0x80:
        place += 1
    elif running:
        status = running
    else:
        raise _Unreadable("has data where an event must begin")
    if status == 0xFF:
        status = META + _byte(data, place)
        length, place = _number(data, place + 1)
    elif status in (0xF0, 0xF7):  # messages of a maker to its own instruments
        length, place = _number(data, place)
    elif status > 0xF0:
        length = SYSTEM_BYTES.get(status, 0)
    else:
        running = status
        length = 1 if 0xC0 <= status < 0xE0 else 2
    body = data[place : place + length]
    if len(body) < length:
        raise _Unreadable("ends in the middle of an event")
    if _is_needed(status, body):
        right = _set_right(status, body)
        track.odd += right != body
        if right is not None:
            track.events.append(Event(track.end_tick, status, right))
    return place + length, running, status == END


def _byte(data: bytes, place: int) -> int:
    if place >= len(data):
        raise _Unreadable("ends before its last event")
    return data[place]


def _number(data: bytes, place: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, and say where it ends."""
    number, byte = 0, 0x80
    while byte >= 0x80:
        byte = _byte(data, place)
        number, place = number << 7 | byte & 0x7F, place + 1
        if number >= 2**32:
            raise _Unreadable("has a number too large for MIDI")
    return number, place


def _is_needed(status: int, body: bytes) -> bool:
    if status & 0x1F0 == CONTROL:
        return body[0] == PAN
    return status < 0xA0 or status & 0x1F0 == PROGRAM or status in _NEEDED


def _set_right(status: int, body: bytes) -> bytes | None:
    """The event's data if they can be understood, None if they cannot."""
    if status < 0xA0:  # too hard a stroke is a hard one, but no key is beyond the last
        return None if body[0] > 127 else bytes((body[0], min(body[1], 127)))
    known = True
    if status < META:
        known = max(body) < 128
    elif status == TEMPO:
        known = len(body) >= 3 and any(body[:3])
    elif status == TIME:
        known = len(body) >= 2 and body[0] > 0 and body[1] < 31
    elif status == KEY:
        sharps = int.from_bytes(body[:1], "big", signed=True)
        known = len(body) >= 2 and -7 <= sharps <= 7 and body[1] in (0, 1)
    return body if known else None

"""The bytes of a MIDI file, one after the other, with what each of them says.

A MIDI file is a head and tracks. The head is 14 bytes: a name, a length, and three numbers of two
bytes each. A track is a name, a length and **events**, and each event is a number, how many ticks
later it comes than the one before, and a message. A number of ticks is written seven bits a byte;
every byte but its last has 80 (hexadecimal) added. A message begins with its status, a byte from 80
upwards. Where that is left out, the status of the message before goes on: running status.

`explain` reads as strictly as the rules are written, and says in a sentence where bytes break them.
`ssc_lib.music.tracks` reads what strays from the rules all the same, as players do.

Source: The MIDI Association, *Standard MIDI Files 1.0* and *MIDI 1.0 Detailed Specification*.
Chapter: MIDI by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ssc_lib.music.messages import channel_message, many, meta_event

MOST_BYTES = 100_000  # that are explained
SHOWN_BYTES, SHOWN_ROWS = 8, 200  # of a row, and of a table in print
FORMATS = ("one track", "tracks side by side", "tracks one after another")


class Row(NamedTuple):
    """Bytes that belong together."""

    offset: int  # of the first one, counted from 0
    data: bytes
    meaning: str


@dataclass(frozen=True, repr=False)
class Explained:
    """A table of bytes; printed, it has a row for each group of bytes that belong together.

    Parameters
    ----------
    rows : tuple of Row
        Their data, one after the other, are the bytes that were explained, all of them.
    faults : tuple of str
        A sentence for each rule that the bytes break.
    """

    rows: tuple[Row, ...]
    faults: tuple[str, ...] = ()

    def __repr__(self) -> str:
        width = 3 * SHOWN_BYTES - 1
        lines = [
            f"{row.offset:5}  {_shown(row.data):{width}}  {row.meaning}"
            for row in self.rows[:SHOWN_ROWS]
        ]
        if (more := len(self.rows) - SHOWN_ROWS) > 0:
            lines.append(f"       and {more:,} more rows")
        lines += [f"fault: {fault}" for fault in self.faults]
        return "\n".join(lines)


def explain(data: bytes) -> Explained:
    """Say what each byte of a MIDI file means.

    Parameters
    ----------
    data : bytes
        A whole file, at most 100,000 bytes; ``Path("tune.mid").read_bytes()`` reads one.

    Returns
    -------
    Explained
        Print it to see the table. Bytes behind a place where reading cannot go on are in one row.

    Raises
    ------
    TypeError
        If the data are no bytes.
    ValueError
        If they are too many.

    Examples
    --------
    >>> head = bytes.fromhex("4D546864 00000006 0000 0001 0060")
    >>> explain(head + bytes.fromhex("4D54726B 00000004 00 FF2F00"))
        0  4D 54 68 64              MThd: a MIDI file begins here
        4  00 00 00 06              6 bytes of head follow
        8  00 00                    format 0: one track
       10  00 01                    1 track
       12  00 60                    96 ticks to a quarter note
       14  4D 54 72 6B              MTrk: a track begins here
       18  00 00 00 04              4 bytes of events follow
       22  00                       0 ticks later, at tick 0
       23  FF 2F 00                 end of the track
    """
    if not isinstance(data, (bytes, bytearray)):
        raise TypeError(
            f"explain takes bytes, got {type(data).__name__}; bytes.fromhex makes some of a text"
        )
    if len(data) > MOST_BYTES:
        raise ValueError(
            f"explain takes at most {MOST_BYTES:,} bytes, got {len(data):,}; read_midi reads more"
        )
    walk = _Walk(bytes(data))
    try:
        count = walk.head()
        tracks = 0
        while walk.place < len(data):
            tracks += walk.chunk(tracks + 1)
        if tracks != count:
            walk.faults.append(f"the head counts {many(count, 'track')}, and there are {tracks}")
    except _Stop as stop:
        walk.faults.append(str(stop))
        if rest := len(data) - walk.place:
            walk.row(rest, "not read")
    return Explained(tuple(walk.rows), tuple(walk.faults))


class _Stop(ValueError):
    """Bytes that cannot be read on."""


@dataclass
class _Walk:
    """A place in the bytes, and what was found on the way."""

    data: bytes
    place: int = 0
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    running: int = 0  # the status of an event that has none of its own
    cancelled: bool = False  # whether a meta event stood between
    tick: int = 0

    def row(self, size: int, meaning: str) -> None:
        """Add a row of so many bytes, and go behind them."""
        self.rows.append(Row(self.place, self.data[self.place : self.place + size], meaning))
        self.place += size

    def whole(self, place: int, size: int) -> int:
        """Read a number of so many whole bytes."""
        return int.from_bytes(self.data[place : place + size], "big")

    # -- the head and the chunks -----------------------------------------------------------------

    def head(self) -> int:
        """Read the head, and return how many tracks it counts."""
        data = self.data
        if data[:4] != b"MThd":
            begins = f"this begins with {_shown(data[:4])}" if data else "there are no bytes"
            raise _Stop(f"a MIDI file begins with 4D 54 68 64, the letters MThd; {begins}")
        if len(data) < 14:
            raise _Stop(f"the head is 14 bytes long, and here are {len(data)}")
        size, form, count, time = (self.whole(*at) for at in ((4, 4), (8, 2), (10, 2), (12, 2)))
        self.row(4, "MThd: a MIDI file begins here")
        self.row(4, f"{many(size, 'byte')} of head follow")
        self.row(2, f"format {form}: {FORMATS[form] if form < 3 else 'unknown'}")
        self.row(2, many(count, "track"))
        if time < 0x8000:
            self.row(2, f"{many(time, 'tick')} to a quarter note")
        else:
            self.row(2, f"{256 - (time >> 8)} frames a second, {time & 255} ticks a frame")
        if form > 2:
            self.faults.append(f"byte 9 says format {form}; there are 0, 1 and 2")
        if not time:
            self.faults.append("bytes 12 and 13 say 0 ticks to a quarter note; 96 is usual")
        if size != 6:
            self.faults.append(f"bytes 4 to 7 say {size}, and a head has 6 bytes behind them")
        return count

    def chunk(self, number: int) -> bool:
        """Read what begins here: a track, or something that is passed over."""
        name, size = self.data[self.place : self.place + 4], self.whole(self.place + 4, 4)
        left = len(self.data) - self.place - 8
        if left < 0 or (name != b"MTrk" and size > left):
            raise _Stop(
                f"at byte {self.place} a track may begin, with 4D 54 72 6B and its length; "
                f"here is {_shown(name)}"
            )
        is_track = name == b"MTrk"
        self.row(4, "MTrk: a track begins here" if is_track else "a chunk of another kind")
        self.row(4, f"{many(size, 'byte')} of {'events' if is_track else 'data'} follow")
        if is_track:
            self.track(number, size)
        elif size:
            self.row(size, "passed over")
        return is_track

    def track(self, number: int, size: int) -> None:
        """Read events up to the last one."""
        start, self.running, self.cancelled, self.tick = self.place, 0, False, 0
        last = False
        while not last:
            over = self.place >= len(self.data) or self.data.startswith(b"MTrk", self.place)
            if over and self.place >= min(start + size, len(self.data)):
                self.faults.append(f"track {number} lacks its last event, FF 2F 00")
                break
            last = self.event()
        if (found := self.place - start) != size:
            self.faults.append(
                f"track {number} says it has {many(size, 'byte')} of events, and has {found}"
            )

    # -- events ----------------------------------------------------------------------------------

    def event(self) -> bool:
        """Read one event, and say whether it is the last of its track."""
        ticks, length = self.number(self.place)
        self.tick += ticks
        self.row(length, f"{many(ticks, 'tick')} later, at tick {self.tick}")
        status, own = self.byte(self.place), 1
        if status < 0x80:
            if not self.running:
                raise _Stop(
                    f"byte {self.place} is {status:02X}, where a status of 80 or more must stand"
                )
            if self.cancelled:
                self.faults.append(f"at byte {self.place} a status is missing after FF")
            status, own = self.running, 0
        if status == 0xFF:
            return self.meta()
        if status in (0xF0, 0xF7):
            size, length = self.number(self.place + 1)
            self.body(1 + length, size)
            self.row(1 + length + size, "a message of a maker to its own instruments")
            self.cancelled = True
            return False
        if status > 0xF0:
            raise _Stop(f"byte {self.place} is {status:02X}, which has no place in a file")
        self.running, self.cancelled = status, False
        size = 1 if 0xC0 <= status < 0xE0 else 2
        body = self.body(own, size)
        for n, byte in enumerate(body, self.place + own):
            if byte >= 0x80:
                raise _Stop(f"byte {n} is {byte:02X}, where a number below 80 must stand")
        meaning = channel_message(status, body)
        self.row(own + size, meaning if own else f"({status:02X}) {meaning}")
        return False

    def meta(self) -> bool:
        """Read an event that is heard by nobody: FF, its kind, its length, its data."""
        kind = self.byte(self.place + 1)
        size, length = self.number(self.place + 2)
        meaning, fault = meta_event(kind, self.body(2 + length, size))
        if fault:
            self.faults.append(f"the event at byte {self.place} {fault}")
        self.row(2 + length + size, meaning)
        self.cancelled = True
        return kind == 0x2F

    def body(self, head: int, size: int) -> bytes:
        """So many bytes behind the head of an event, if they are there."""
        data = self.data[self.place + head : self.place + head + size]
        if len(data) < size:
            raise _Stop(f"the bytes end within the event that begins at byte {self.place}")
        return data

    def byte(self, place: int) -> int:
        """Read one byte."""
        if place >= len(self.data):
            raise _Stop(f"the bytes end at byte {place}, in the middle of a track")
        return self.data[place]

    def number(self, place: int) -> tuple[int, int]:
        """Read a number of seven bits a byte; return it and its length in bytes."""
        number = 0
        for length in range(1, 5):
            byte = self.byte(place + length - 1)
            number = number << 7 | byte & 0x7F
            if byte < 0x80:
                return number, length
        raise _Stop(f"the number at byte {place} is longer than four bytes")


def _shown(data: bytes) -> str:
    """Bytes in hexadecimal; of many, the first ones."""
    if len(data) <= SHOWN_BYTES:
        return data.hex(" ").upper()
    return data[: SHOWN_BYTES - 1].hex(" ").upper() + " .."

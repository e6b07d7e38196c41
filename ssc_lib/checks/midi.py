"""Exercises of the chapter *MIDI by hand*."""

from collections.abc import Iterator
from math import erfc, sqrt
from typing import Any, TypeAlias

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.music.explain import explain

_CUCKOO = bytes.fromhex(
    "4D546864 00000006 0000 0001 0060 4D54726B 0000002A 00FF510307A120 00FF580403021808"
    "00FF59020100 00C049 00904750 604700 004340 81404300 00FF2F00"
)
_SHORT = _CUCKOO[:21] + b"\x29" + _CUCKOO[22:]
_EMPTY = _CUCKOO[:18] + bytes(4) + _CUCKOO[-4:]

Exercise(
    name="midi-1",
    right=lambda ticks: max(1, -(-ticks.bit_length() // 7)),
    cases=[(0,), (127,), (128,), (480,), (16_383,), (16_384,), (268_435_455,)],
    asks="the number of bytes for {0} ticks",
    mistakes={
        "a byte carries seven bits of such a number; the eighth says whether more follow": (
            lambda ticks: max(1, -(-ticks.bit_length() // 8))
        ),
        "0 ticks take a byte as well: every event has a delta time": (
            lambda ticks: -(-ticks.bit_length() // 7)
        ),
        "seven bits hold 0 to 127, so {0} needs no further byte": (
            lambda ticks: max(1, -(-(ticks + 1).bit_length() // 7))
        ),
    },
    praise="1, 1, 2, 2, 2, 3 and 4 bytes: 127, 16,383, 2,097,151 and 268,435,455 are the last ones",
)
Exercise(
    name="midi-2",
    right=lambda qpm: list(round(6e7 / qpm).to_bytes(3, "big")),
    cases=[(120,), (60,), (90,)],
    asks="the three bytes of a tempo of {0}",
    mistakes={
        "those are the bytes from the small end; MIDI writes the large end first": (
            lambda qpm: list(round(6e7 / qpm).to_bytes(3, "little"))
        ),
        "a tempo is written in microseconds a quarter note; there are 60 million in a minute": (
            lambda qpm: list(round(6e4 / qpm).to_bytes(3, "big"))
        ),
        "MIDI writes how long a quarter note lasts, not how many there are in a minute": (
            lambda qpm: [0, 0, qpm]
        ),
        "666,666.67 is nearer to 666,667; round, don't cut off": (
            lambda qpm: list(int(6e7 / qpm).to_bytes(3, "big"))
        ),
    },
    praise="07 A1 20, 0F 42 40 and 0A 2C 2B; the last is 89.99996 quarter notes a minute",
)
Exercise(
    name="midi-3",
    right=lambda status, key, velocity: (status >= 0x90 and velocity > 0, status % 16 + 1, key),
    cases=[(0x93, 0x40, 0), (0x90, 0x3C, 100), (0x89, 0x24, 64)],
    asks="what the bytes {0}, {1}, {2} say",
    mistakes={
        "a note on with velocity 0 is a note off": (
            lambda status, key, velocity: (status >= 0x90, status % 16 + 1, key)
        ),
        "a note off has a velocity as well, that of letting go": (
            lambda status, key, velocity: (velocity > 0, status % 16 + 1, key)
        ),
        "channels are written 0 to F and counted from 1": (
            lambda status, key, velocity: (status >= 0x90 and velocity > 0, status % 16, key)
        ),
    },
    praise="93 40 00 ends E4 on channel 4, and channel 10 is that of the drums",
)
Exercise(
    name="midi-4",
    right=lambda byte: byte - 256 if byte > 127 else byte,
    cases=[(0x01,), (0xFD,), (0x00,), (0xF9,)],
    asks="the sharps that the byte {0} says",
    mistakes={
        "256 sharps go round the byte once; take them off where it is above 127": lambda byte: byte,
        "the flats count down from 256: FF is one flat": (
            lambda byte: 128 - byte if byte > 127 else byte
        ),
        "flats count below 0": lambda byte: 256 - byte if byte > 127 else byte,
    },
    praise="FD is three flats, so FF 59 02 FD 00 is E flat major, and FD 01 is C minor",
)
Exercise(
    name="midi-5",
    right=lambda notes: (8 * notes, 6 * notes + 1),
    cases=[(1,), (2,), (100,)],
    asks="the bytes for {0} notes, written out and with running status",
    mistakes={
        "the status is left out from the second event on, so the first note has it once": (
            lambda notes: (8 * notes, 6 * notes)
        ),
        "with velocity 0 the end of a note has the same status, and it can be left out as well": (
            lambda notes: (8 * notes, 7 * notes)
        ),
        "each event has a byte of delta time before it": lambda notes: (6 * notes, 4 * notes + 1),
        "a note takes two events, one to begin it and one to end it": (
            lambda notes: (4 * notes, 3 * notes + 1)
        ),
    },
    praise="800 and 601 for a hundred notes: running status and velocity 0 save a quarter",
)


def _seconds(tick: float, resolution: int, tempos: list[tuple[int, int]], usual: int) -> float:
    """A walk from tempo to tempo; until the first one the usual tempo holds."""
    heard, place, now = 0.0, 0, usual
    for at, tempo in tempos:
        if at < tick:
            heard += (at - place) * now
            place, now = at, tempo
    return (heard + (tick - place) * now) / resolution / 1e6


_MAP = [(0, 500_000), (96, 1_000_000), (288, 250_000)]
Exercise(
    name="midi-6",
    right=lambda tick, resolution, tempos: _seconds(tick, resolution, tempos, 500_000),
    cases=[
        (96, 96, [(0, 500_000)]),
        (480, 96, _MAP),
        (192, 96, _MAP),
        (960, 480, _MAP),
        (144, 96, [(48, 1_000_000)]),
    ],
    asks="the seconds at tick {0} of {1} a quarter note, with tempos {2}",
    mistakes={
        "the first tempo holds only until the next one": lambda tick, resolution, tempos: _seconds(
            tick, resolution, tempos[:1], 500_000
        ),
        "each stretch has a tempo of its own; add the stretches up": (
            lambda tick, resolution, tempos: (
                tick * [m for at, m in tempos if at <= tick][-1] / resolution / 1e6
            )
        ),
        "until the first tempo 120 quarter notes a minute hold, 500,000 microseconds": (
            lambda tick, resolution, tempos: _seconds(tick, resolution, tempos, tempos[0][1])
        ),
    },
    praise="0.5, 3, 1.5, 0.85 and 1.25 seconds: only the tempo map gives a tick its length",
)
Exercise(
    name="midi-7",
    right=lambda data: data[:18] + (len(data) - 22).to_bytes(4, "big") + data[22:],
    cases={
        "the cuckoo with the length 29": (_SHORT,),
        "a track that holds its end alone": (_EMPTY,),
    },
    asks="the file of {case}",
    mistakes={
        "the length counts the events, without the 8 bytes of name and length before them": (
            lambda data: data[:18] + (len(data) - 14).to_bytes(4, "big") + data[22:]
        ),
        "the length is that of the track, not of the file": (
            lambda data: data[:18] + len(data).to_bytes(4, "big") + data[22:]
        ),
        "the large end of a number comes first": (
            lambda data: data[:18] + (len(data) - 22).to_bytes(4, "little") + data[22:]
        ),
        "put the four bytes in the place of the old ones, not before them": (
            lambda data: data[:18] + (len(data) - 22).to_bytes(4, "big") + data[18:]
        ),
    },
    praise="00 00 00 2A and 00 00 00 04, and every program reads the files again",
)


def _astray(spread: float, qpm: float, steps: int, *, way: float = 0.5) -> float:
    """The chance that a normal error lies beyond so many steps, either way."""
    return erfc(way * 60_000 / qpm / steps / spread / sqrt(2))


Exercise(
    name="midi-8",
    right=_astray,
    cases=[(25, 120, 4), (50, 120, 4), (25, 120, 8), (40, 90, 4)],
    asks="the share that goes astray with a spread of {0} ms at {1} on {2} steps a quarter note",
    tolerance=1e-5,
    mistakes={
        "that is one side; a note may be too early or too late": lambda s, q, n: (
            _astray(s, q, n) / 2
        ),
        "a note goes astray from half a step on: then another step is nearer": (
            lambda s, q, n: _astray(s, q, n, way=1)
        ),
        "half a step lasts longer at {1} quarter notes a minute than at 60; use the tempo": (
            lambda s, q, n: _astray(s, 60, n)
        ),
        "divide the argument of erfc by the square root of 2": (
            lambda s, q, n: _astray(s / sqrt(2), q, n)
        ),
        "that is the share that stays": lambda s, q, n: 1 - _astray(s, q, n),
    },
    praise="1.2 % at 25 ms, 21 % at 50 ms: twice the spread costs seventeen times the notes",
)

Note: TypeAlias = tuple[int, float, float]
Pedal: TypeAlias = tuple[float, bool]


def _pedalled(notes: list[Note], pedals: list[Pedal], *, restrike: bool = True) -> list[Note]:
    """Notes that end while the pedal is down end when it comes up, or when their key is struck."""
    heard = []
    for pitch, start, end in notes:
        last = end
        if next((down for at, down in pedals[::-1] if at <= end), False):
            last = next(at for at, down in pedals if at > end and not down)
            again = [begin for key, begin, _ in notes if key == pitch and begin >= end]
            last = min([last, *again]) if restrike else last
        heard.append((pitch, start, last))
    return heard


def _until_the_last(notes: list[Note], pedals: list[Pedal]) -> list[Note]:
    return [(pitch, start, max(end, pedals[-1][0])) for pitch, start, end in notes]


def _from_the_start(notes: list[Note], pedals: list[Pedal]) -> list[Note]:
    """Only notes that begin under the pedal are held."""
    held = _pedalled(notes, pedals)
    under = [next((d for at, d in pedals[::-1] if at <= start), False) for _, start, _ in notes]
    return [one if down else note for one, note, down in zip(held, notes, under, strict=True)]


_PRESSED = [(0.5, True), (2.0, False), (2.5, True), (4.0, False)]
Exercise(
    name="midi-9",
    right=_pedalled,
    cases=[
        ([(60, 0.0, 1.0), (64, 1.0, 3.0)], _PRESSED),
        ([(60, 0.0, 0.75), (60, 1.0, 1.5), (67, 2.0, 2.25)], _PRESSED),
        ([(62, 2.0, 2.25), (65, 1.0, 2.0)], _PRESSED),
    ],
    asks="the notes that sound of {0} with the pedal {1}",
    mistakes={
        "a note that ends while the pedal is down goes on": lambda notes, pedals: notes,
        "the same key, struck again, ends the note that was held": lambda notes, pedals: _pedalled(
            notes, pedals, restrike=False
        ),
        "the pedal comes up in between; a note is held until the first time": _until_the_last,
        "ask for the pedal when the note ends; it may be pressed while the note sounds": (
            _from_the_start
        ),
    },
    praise="that is what a listener hears, and what a reader of note offs does not",
)


def _tiny(data: Any) -> Iterator[str]:
    if len(data) > 128:
        yield f"{len(data)} bytes; 128 are the most, so leave out what nobody hears"
    found = explain(bytes(data))
    if found.faults:
        yield found.faults[0]
    said = [row.meaning for row in found.rows]
    if not any(words.startswith("format 0") for words in said):
        yield "write a file of format 0, with one track"
    if sum("note on: " in words for words in said) < 6:
        yield "fewer than six notes; a tune needs more"
    if not any(words.startswith("(9") for words in said):
        yield "no event goes without its status; use running status"
    if not any(words.startswith("program") and "program 0," not in words for words in said):
        yield "choose an instrument that is no piano: a program from 1 to 127"
    metres = [words for words in said if words.startswith("time signature")]
    if not metres or "4/4" in metres[0]:
        yield "write a time signature other than 4/4"
    if _left_open(said):
        yield "a note begins and never ends; every key needs a note off, or velocity 0"


def _left_open(said: list[str]) -> set[str]:
    """The keys, with their channels, that nothing ends after they were struck."""
    left: set[str] = set()
    for words in said:
        key = words.partition(": ")[2].partition(", velocity")[0]
        left = left | {key} if "note on: " in words else left - {key}
    return left


Piece(
    name="midi-10",
    asks="the bytes of a MIDI file",
    rules=_tiny,
    kind=bytes,
    draws=0,
    praise=lambda data: f"{len(data)} bytes, and not one against the rules",
)

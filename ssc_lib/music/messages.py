"""Messages of a MIDI file in words: what a status byte and its data say.

Every function takes whole messages; how bytes are cut into messages stands in
`ssc_lib.music.explain`. Channels are counted from 1, as the front panels of instruments do.

Source: The MIDI Association, *MIDI 1.0 Detailed Specification*, *Standard MIDI Files 1.0* and
*General MIDI*.
Chapter: MIDI by hand.
"""

from __future__ import annotations

from ssc_lib.music.pitches import pitch_name

# The circle of fifths, from the major key of seven flats to the minor key of seven sharps.
FIFTHS = (
    *("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B"),
    *("F#", "C#", "G#", "D#", "A#"),
)
MAJOR, MINOR = FIFTHS[:15], FIFTHS[3:]
FAMILIES = (  # of General MIDI, eight programs each
    *("piano", "chromatic percussion", "organ", "guitar", "bass", "strings", "ensemble", "brass"),
    *("reed", "pipe", "synth lead", "synth pad", "synth effects", "ethnic", "percussive"),
    "sound effects",
)
CONTROLLERS = {1: "modulation", 7: "volume", 10: "place from left to right", 11: "expression"}
LENGTHS = {0x2F: 0, 0x51: 3, 0x58: 4, 0x59: 2}  # of meta events that have no other
TEXTS = ("text", "copyright", "track name", "instrument", "lyric", "marker", "cue")


def channel_message(status: int, body: bytes) -> str:
    """Say in words what a message to one channel means.

    Examples
    --------
    >>> channel_message(0x93, bytes([0x40, 0]))
    'note on with velocity 0, which ends it: E4 (64), channel 4'
    """
    kind, channel = status & 0xF0, f"channel {(status & 0x0F) + 1}"
    first, last = body[0], body[-1]
    note = f"{pitch_name(first)} ({first}), {channel}"
    if kind == 0x80:
        return f"note off: {note}, velocity {last}"
    if kind == 0x90 and not last:
        return f"note on with velocity 0, which ends it: {note}"
    if kind == 0x90:
        return f"note on: {note}, velocity {last}"
    if kind == 0xA0:
        return f"pressure {last} on the key {note}"
    if kind == 0xB0 and first == 64:
        return f"sustain pedal {'down' if last >= 64 else 'up'} ({last}), {channel}"
    if kind == 0xB0:
        name = f", {CONTROLLERS[first]}" if first in CONTROLLERS else ""
        return f"controller {first}{name}: {last}, {channel}"
    if kind == 0xC0:
        return f"program {first}, {FAMILIES[first // 8]}, {channel}"
    if kind == 0xD0:
        return f"pressure {first} on all keys, {channel}"
    return f"pitch bend {(last << 7 | first) - 8192:+d}, {channel}"


def meta_event(kind: int, body: bytes) -> tuple[str, str]:
    """Say in words what a meta event means, and what is wrong with it, or nothing.

    Examples
    --------
    >>> meta_event(0x59, bytes([0xFD, 0]))
    ('key signature: 3 flats, Eb major', '')
    """
    size = len(body)
    if (right := LENGTHS.get(kind, size)) != size:
        fault = f"has {many(size, 'byte')} of data, and {right} are right"
        return f"meta event {kind:02X} of {many(size, 'byte')}", fault
    if kind == 0x2F:
        return "end of the track", ""
    if 1 <= kind <= len(TEXTS):
        text = "".join(chr(b) if 32 <= b < 127 or b > 160 else "." for b in body)
        return f"{TEXTS[kind - 1]}: {text}", ""
    if kind == 0x51:
        tempo = int.from_bytes(body, "big")
        if not tempo:
            return "tempo: 0 microseconds", "is a tempo of 0 microseconds, which is none"
        return f"tempo: {tempo} microseconds a quarter note, {_per_minute(tempo)} a minute", ""
    if kind == 0x58:
        above, power, clocks, _ = body
        known = above > 0 and power < 7
        below = 2**power if known else "?"
        fault = "" if known else "is a time signature that cannot be written"
        return f"time signature: {above}/{below}, a click each {many(clocks, 'clock')}", fault
    if kind == 0x59:
        sharps, minor = int.from_bytes(body[:1], "big", signed=True), body[1]
        if abs(sharps) > 7 or minor > 1:
            return "key signature", "is no key signature: at most 7 sharps or flats, then 0 or 1"
        name = f"{(MINOR if minor else MAJOR)[sharps + 7]} {'minor' if minor else 'major'}"
        return f"key signature: {many(abs(sharps), 'flat' if sharps < 0 else 'sharp')}, {name}", ""
    return f"meta event {kind:02X} of {many(size, 'byte')}", ""


def many(count: int, what: str) -> str:
    """Count things.

    Examples
    --------
    >>> many(1, "tick"), many(2, "tick")
    ('1 tick', '2 ticks')
    """
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _per_minute(tempo: int) -> str:
    """Quarter notes a minute, to a hundredth, halves upwards."""
    hundredths = (2 * 6_000_000_000 + tempo) // (2 * tempo)
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")

"""Answers to the exercises of *MIDI by hand* beyond the mistakes that its table declares."""

import io

import mido

from ssc_lib.checks.midi import _CUCKOO as CUCKOO

HEAD = bytes.fromhex("4D546864 00000006 0000 0001 0060 4D54726B")
METRE, FLUTE, END = "00FF580403021808", "00C049", "00FF2F00"
NOTES = "00904750" + "604700 004750" * 5 + "604700"


def tiny(*events, head=HEAD):
    body = bytes.fromhex("".join(events))
    return head + len(body).to_bytes(4, "big") + body


def by_mido():
    """Six notes in 6/8 as another program writes them, with running status."""
    track = mido.MidiTrack([mido.MetaMessage("time_signature", numerator=6, denominator=8)])
    track.append(mido.Message("program_change", program=40))
    for pitch in (60, 62, 64, 65, 67, 69):
        track.append(mido.Message("note_on", note=pitch))
        track.append(mido.Message("note_on", note=pitch, velocity=0, time=48))
    buffer = io.BytesIO()
    mido.MidiFile(type=0, ticks_per_beat=96, tracks=[track]).save(file=buffer)
    return buffer.getvalue()


WRONG = [
    ("midi-1", lambda ticks: str(ticks), "give one number"),
    ("midi-2", lambda qpm: round(6e7 / qpm), "give a row of 3 numbers"),
    ("midi-2", lambda qpm: b"\7\xa1\x20", "give a row of 3 numbers"),
    ("midi-3", lambda status, key, velocity: key, "give a row of 3 numbers"),
    ("midi-5", lambda notes: 8 * notes, "give a row of 2 numbers"),
    ("midi-7", lambda data: data, "the cuckoo with the length 29"),
    ("midi-8", lambda s, q, n: 0.0124, "neither rounded nor simulated"),
    ("midi-10", lambda: "4D 54 68 64", "return the bytes of a MIDI file, got"),
    ("midi-10", lambda: tiny(METRE, FLUTE, NOTES, NOTES, NOTES, END), "128 are the most"),
    ("midi-10", lambda: CUCKOO[:-1], "the bytes end at byte 63"),
    (
        "midi-10",
        lambda: tiny(METRE, FLUTE, NOTES, END, head=HEAD.replace(bytes(3) + b"\1", b"\0\1\0\1")),
        "format 0",
    ),
    ("midi-10", lambda: CUCKOO, "fewer than six notes"),
    ("midi-10", lambda: tiny(METRE, FLUTE, "00904750 60904700" * 6, END), "running status"),
    ("midi-10", lambda: tiny(METRE, NOTES, END), "no piano"),
    ("midi-10", lambda: tiny(FLUTE, NOTES, END), "other than 4/4"),
    ("midi-10", lambda: tiny(METRE, FLUTE, NOTES[:-6], "604800", END), "never ends"),
]
RIGHT = [
    ("midi-10", lambda: tiny(METRE, FLUTE, NOTES, END)),
    ("midi-10", by_mido),
    ("midi-2", lambda qpm: tuple(round(6e7 / qpm).to_bytes(3, "big"))),
]

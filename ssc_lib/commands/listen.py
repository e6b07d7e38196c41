"""``ssc listen``: the top line of a MIDI file as an MP3."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ssc_lib.commands.counts import counted
from ssc_lib.commands.say import say


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "listen",
        run,
        "turn the top line of a MIDI file (.mid, .kar, .rmi) into an MP3",
        "ssc listen tune.mid -o tune.mp3",
    )
    c.add_argument("file", metavar="FILE.mid")
    c.add_argument("-o", "--output", metavar="FILE.mp3", help="by default beside the MIDI file")


def run(options: argparse.Namespace) -> None:
    """Write the MP3."""
    from ssc_lib.music.midi import read_midi
    from ssc_lib.sound.mix import write_mp3

    melody = read_midi(options.file)
    target = Path(options.output or Path(options.file).with_suffix(".mp3"))
    if target.suffix.lower() != ".mp3":
        raise ValueError(f"{target} must end in .mp3")
    write_mp3(melody, target)
    say(f"{target}: {melody.duration_s:.1f} s, {counted(len(melody.notes()), 'note')}")

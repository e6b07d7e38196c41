"""``ssc listen``: the top line of a MIDI file as an MP3."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted

if TYPE_CHECKING:
    from ssc_lib.music.melody import Melody
    from ssc_lib.music.midi import MidiFile
    from ssc_lib.sound.tone import Performance


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
    from ssc_lib.files import check_target
    from ssc_lib.music.midi import open_midi, top_line
    from ssc_lib.sound.mix import write_mp3

    file = open_midi(options.file)
    target = Path(options.output or Path(options.file).with_suffix(".mp3"))
    if target.suffix.lower() != ".mp3":
        raise ValueError(f"{target} must end in .mp3")
    check_target(target, [options.file])
    music = _in_time(top_line(file, options.file), file)
    write_mp3(music, target)
    say(f"{target}: {music.duration_s:.1f} s, {counted(len(music.tones), 'note')}")


def _in_time(melody: Melody, file: MidiFile) -> Performance:
    """Give each step of the melody the time at which the file plays it, whatever its tempos."""
    from ssc_lib.sound.tone import Performance, Tone

    def second(step: int) -> float:
        return file.seconds(step * file.resolution / melody.steps_per_quarter)

    tones = [Tone(second(start), second(end), pitch) for pitch, start, end in melody.notes()]
    return Performance(tuple(tones), second(len(melody)))

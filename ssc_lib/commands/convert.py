"""``ssc convert``: a folder of music as one file of note sequences."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ssc_lib.commands.counts import counted
from ssc_lib.commands.say import say


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "convert",
        run,
        "read a folder of MIDI, MusicXML and ABC files into one TFRecord file of note sequences",
        "ssc convert tunes -o tunes.tfrecord",
    )
    c.add_argument("folder", metavar="DIR")
    c.add_argument("-o", "--output", metavar="FILE.tfrecord", required=True)
    c.add_argument("--recursive", action="store_true", help="read the folders inside it as well")
    c.add_argument("--workers", type=int, help="processes side by side [one a processor]")


def run(options: argparse.Namespace) -> None:
    """Write the file, and name what was left out or set right."""
    from ssc_lib.magenta import convert_folder

    if Path(options.output).is_dir():  # found out now, not after an hour of reading
        raise ValueError(f"{options.output} is a folder; give the name of a file to write")
    report = convert_folder(
        options.folder, options.output, recursive=options.recursive, workers=options.workers
    )
    for sentence in report.skipped:
        say(f"skipped: {sentence}", file=sys.stderr)
    for sentence in report.remarks:
        say(f"note: {sentence}", file=sys.stderr)
    say(
        f"{report.output}: {counted(report.sequences, 'sequence')} with "
        f"{counted(report.notes, 'note')} from {counted(report.files, 'file')}; "
        f"skipped {len(report.skipped):,}"
    )

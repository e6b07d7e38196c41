"""``ssc convert``: a folder of music as one file of note sequences."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted


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
    c.add_argument(
        "--shards",
        type=int,
        default=1,
        metavar="N",
        help="write N files, FILE.tfrecord-00000-of-... and so on; after a stop the same command "
        "goes on where it was [%(default)s]",
    )
    c.add_argument("--workers", type=int, help="processes side by side [one a processor]")


def run(options: argparse.Namespace) -> None:
    """Write the file, and name what was left out or set right."""
    from ssc_lib.magenta import convert_folder

    report = convert_folder(
        options.folder,
        options.output,
        recursive=options.recursive,
        shards=options.shards,
        workers=options.workers,
    )
    for sentence in report.skipped:
        say(f"skipped: {sentence}", file=sys.stderr)
    for sentence in report.remarks:
        say(f"note: {sentence}", file=sys.stderr)
    parts = ""
    if options.shards > 1:
        before = f", {report.kept:,} from before" if report.kept else ""
        parts = f" in {options.shards:,} shards{before}"
    say(
        f"{report.output}{parts}: {counted(report.sequences, 'sequence')} with "
        f"{counted(report.notes, 'note')} from {counted(report.files, 'file')}; "
        f"skipped {len(report.skipped):,}"
    )

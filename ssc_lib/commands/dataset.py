"""``ssc dataset``: the melodies of a folder of music or of note sequences, and a report on them."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted

if TYPE_CHECKING:
    from ssc_lib.music.collections import Tune
    from ssc_lib.music.filerows import FileRow

EXAMPLES = (("training_melodies.tfrecord", "train"), ("eval_melodies.tfrecord", "validation"))


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "dataset",
        run,
        "take the melodies out of a TFRecord file or a folder, as melodies.npz for ssc train",
        "ssc dataset tunes.tfrecord --output_dir data\n"
        "  ssc dataset tunes --output_dir data --report data/report.html\n"
        "  ssc train --corpus data/melodies.npz --run_dir runs/mine",
    )
    c.add_argument(
        "file",
        metavar="FILE.tfrecord|DIR",
        help="a file, shards without their numbers, or a pattern such as 'tunes.tfrecord-*'; or a "
        "folder of MIDI, MusicXML and ABC files",
    )
    c.add_argument("--recursive", action="store_true", help="read the folders inside DIR as well")
    c.add_argument("--output_dir", default="dataset", help="folder for the files [%(default)s]")
    c.add_argument(
        "--rules",
        choices=("original", "grid"),
        default="original",
        help="original: each instrument by itself, as Melody RNN does; grid: the top line on the "
        "beats of the file, for music that was played freely [%(default)s]",
    )
    c.add_argument(
        "--report",
        metavar="FILE.html",
        help="also write a page with plots that tells, file by file, what was kept, what was "
        "dropped and why, and what to look at; files that cannot be read are in it if DIR is given",
    )
    c.add_argument(
        "--sequence_examples",
        action="store_true",
        help="also write training_melodies.tfrecord and eval_melodies.tfrecord for the original's "
        "trainer: the training and the validation melodies, one-hot",
    )


def run(options: argparse.Namespace) -> None:
    """Write the melodies, count what was dropped, and write the report if one is asked for."""
    from ssc_lib.files import check_target
    from ssc_lib.magenta import find_inputs, melodies_of, read_files
    from ssc_lib.music import corpus
    from ssc_lib.music.families import SPLITS

    path = Path(options.output_dir) / "melodies.npz"
    inputs = find_inputs(options.file, recursive=options.recursive)
    page = [options.report] if options.report else []
    if page and Path(options.report).suffix.lower() != ".html":
        raise ValueError(f"--report {options.report} is no page; give a name such as report.html")
    for target in (path, *(path.with_name(name) for name, _ in EXAMPLES), *page):
        check_target(target, inputs)
    rows = read_files(options.file, rules=options.rules, recursive=options.recursive)
    tunes, works, counts = melodies_of(rows, options.file, rules=options.rules)
    for row in rows:
        for sentence in row.refused:
            say(f"skipped: {sentence}", file=sys.stderr)
        for sentence in row.remarks:
            say(f"note: {sentence}", file=sys.stderr)
    tunes = corpus.save(tunes, path, titles=works)
    for name, count in counts.items():
        if count:
            say(f"{name.replace('_', ' ')}: {count:,}")
    splits = Counter(t.split for t in tunes)
    shares = ", ".join(f"{splits[name]:,} {name}" for name, _ in SPLITS)
    events = counted(sum(len(t.melody) for t in tunes), "event")
    say(f"{path}: {counted(len(tunes), 'melody')}, {events}")
    say(f"    {shares}; {counted(len({t.family for t in tunes}), 'family')}")
    if options.report:
        _write_report(options, rows, tunes)
    if options.sequence_examples:
        _write_examples(tunes, path.parent)


def _write_report(options: argparse.Namespace, rows: list[FileRow], tunes: list[Tune]) -> None:
    from ssc_lib.magenta import RULES
    from ssc_lib.music.filerows import put_back
    from ssc_lib.show.report import cleaning_report

    folder = Path(options.file)
    origin = f"the folder {folder.name}"
    if not folder.is_dir():
        origin = (
            f"{folder.name}, a file of note sequences. It does not know what files were refused as "
            "it was made: ssc convert said so, and ssc dataset says so of a folder"
        )
    report = cleaning_report(
        put_back(rows, tunes), name=folder.stem, origin=origin, rules=RULES[options.rules]
    )
    say(f"{report.save(options.report)}: {report.lead}")


def _write_examples(tunes: list[Tune], folder: Path) -> None:
    from ssc_lib.magenta import write_examples
    from ssc_lib.music import corpus

    for name, split in EXAMPLES:
        rows = corpus.sequences(tunes, split=split)
        path = write_examples(folder / name, rows)
        say(f"{path}: {counted(len(rows), 'melody')}")

"""The commands of ``ssc`` that read folders of music: convert and dataset."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssc_lib.music.collections import Tune


def add_folder_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``ssc convert`` and ``ssc dataset`` by the function that makes a command."""
    c = command(
        "convert",
        _convert,
        "read a folder of MIDI, MusicXML and ABC files into one TFRecord file of note sequences",
        "ssc convert tunes -o tunes.tfrecord",
    )
    c.add_argument("folder", metavar="DIR")
    c.add_argument("-o", "--output", metavar="FILE.tfrecord", required=True)
    c.add_argument("--recursive", action="store_true", help="read the folders inside it as well")
    c.add_argument("--workers", type=int, help="processes side by side [one a processor]")

    c = command(
        "dataset",
        _dataset,
        "take the melodies out of a TFRecord file, as melodies.npz for ssc train",
        "ssc dataset tunes.tfrecord --output_dir data\n"
        "  ssc train --corpus data/melodies.npz --run_dir runs/mine",
    )
    c.add_argument("file", metavar="FILE.tfrecord")
    c.add_argument("--output_dir", default="dataset", help="folder for the files [%(default)s]")
    c.add_argument(
        "--rules",
        choices=("original", "grid"),
        default="original",
        help="original: each instrument by itself, as Melody RNN does; grid: the top line on the "
        "beats of the file, for music that was played freely [%(default)s]",
    )
    c.add_argument(
        "--sequence_examples",
        action="store_true",
        help="also write training_melodies.tfrecord and eval_melodies.tfrecord for the original's "
        "trainer: the training and the validation melodies, one-hot",
    )


def _convert(options: argparse.Namespace) -> None:
    from ssc_lib.magenta.convert import convert

    if Path(options.output).is_dir():  # found out now, not after an hour of reading
        raise ValueError(f"{options.output} is a folder; give the name of a file to write")
    report = convert(
        options.folder, options.output, recursive=options.recursive, workers=options.workers
    )
    for sentence in report.skipped:
        print(f"skipped: {sentence}", file=sys.stderr)
    print(
        f"{report.output}: {report.sequences:,} sequences with {report.notes:,} notes from "
        f"{report.files:,} files; skipped {len(report.skipped):,}"
    )


def _dataset(options: argparse.Namespace) -> None:
    from ssc_lib.magenta.dataset import read_dataset
    from ssc_lib.music import corpus
    from ssc_lib.music.families import SPLITS

    tunes, works, counts = read_dataset(options.file, rules=options.rules)
    path = Path(options.output_dir) / "melodies.npz"
    tunes = corpus.save(tunes, path, titles=works)
    for name, count in counts.items():
        if count:
            print(f"{name.replace('_', ' ')}: {count:,}")
    splits = Counter(t.split for t in tunes)
    shares = ", ".join(f"{splits[name]:,} {name}" for name, _ in SPLITS)
    print(f"{path}: {len(tunes):,} melodies, {sum(len(t.melody) for t in tunes):,} events")
    print(f"    {shares}; {len({t.family for t in tunes}):,} families")
    if options.sequence_examples:
        _write_examples(tunes, path.parent)


def _write_examples(tunes: list[Tune], folder: Path) -> None:
    from ssc_lib.magenta.sequence_example import sequence_example
    from ssc_lib.magenta.tfrecord import write_tfrecord
    from ssc_lib.music import corpus

    for name, split in (("training", "train"), ("eval", "validation")):
        rows = corpus.sequences(tunes, split=split)
        path = write_tfrecord(folder / f"{name}_melodies.tfrecord", map(sequence_example, rows))
        print(f"{path}: {len(rows):,} melodies")

"""``ssc dataset``: the melodies of a file of note sequences, to train on."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ssc_lib.commands.counts import counted
from ssc_lib.commands.say import say

if TYPE_CHECKING:
    from ssc_lib.music.collections import Tune

EXAMPLES = (("training_melodies.tfrecord", "train"), ("eval_melodies.tfrecord", "validation"))


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "dataset",
        run,
        "take the melodies out of a TFRecord file, as melodies.npz for ssc train",
        "ssc dataset tunes.tfrecord --output_dir data\n"
        "  ssc train --corpus data/melodies.npz --run_dir runs/mine",
    )
    c.add_argument(
        "file",
        metavar="FILE.tfrecord",
        help="a file, shards without their numbers, or a pattern such as 'tunes.tfrecord-*'",
    )
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


def run(options: argparse.Namespace) -> None:
    """Write the melodies, and count what was dropped."""
    from collections import Counter

    from ssc_lib.files import check_target
    from ssc_lib.magenta import find_shards, read_dataset
    from ssc_lib.music import corpus
    from ssc_lib.music.families import SPLITS

    path = Path(options.output_dir) / "melodies.npz"
    inputs = find_shards(options.file)
    for target in (path, *(path.with_name(name) for name, _ in EXAMPLES)):
        check_target(target, inputs)
    tunes, works, counts = read_dataset(options.file, rules=options.rules)
    tunes = corpus.save(tunes, path, titles=works)
    for name, count in counts.items():
        if count:
            say(f"{name.replace('_', ' ')}: {count:,}")
    splits = Counter(t.split for t in tunes)
    shares = ", ".join(f"{splits[name]:,} {name}" for name, _ in SPLITS)
    events = counted(sum(len(t.melody) for t in tunes), "event")
    say(f"{path}: {counted(len(tunes), 'melody')}, {events}")
    say(f"    {shares}; {counted(len({t.family for t in tunes}), 'family')}")
    if options.sequence_examples:
        _write_examples(tunes, path.parent)


def _write_examples(tunes: list[Tune], folder: Path) -> None:
    from ssc_lib.magenta import write_examples
    from ssc_lib.music import corpus

    for name, split in EXAMPLES:
        rows = corpus.sequences(tunes, split=split)
        path = write_examples(folder / name, rows)
        say(f"{path}: {counted(len(rows), 'melody')}")

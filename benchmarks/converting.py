"""How fast a folder of MIDI files becomes one file of note sequences.

    python -m benchmarks.converting [--files 200] [--notes 200] [--plot converting.png]

The files are made up. Each is a melody of eighth and quarter notes. Four ways to read them take
turns within one run: ``ssc convert`` in one process and in several, pretty_midi, and music21, of
which it reads a tenth of the files. The last two only parse, and ``ssc convert`` also writes the
notes to the disk. Figures are files per second, and ratios to ``ssc convert`` in one process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ssc_lib.magenta import convert_folder


def converted(folder: Path, output: Path, files: int, workers: int) -> Callable[[], int]:
    """All files by this library, in so many processes."""

    def run() -> int:
        report = convert_folder(folder, output, workers=workers, progress=False)
        if report.sequences != files:
            raise SystemExit(f"only {report.sequences} of {files} files were read")
        return files

    return run


def parsed(parse: Callable[[str], object], paths: Sequence[Path]) -> Callable[[], int]:
    """Files parsed one after another, and what was read thrown away."""

    def run() -> int:
        for path in paths:
            parse(str(path))
        return len(paths)

    return run


def main() -> None:
    """Print the table, and draw it if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=200, help="MIDI files [%(default)s]")
    parser.add_argument("--notes", type=int, default=200, help="notes in each [%(default)s]")
    parser.add_argument("--runs", type=int, default=3, help="runs of each way [%(default)s]")
    parser.add_argument(
        "--workers",
        type=int,
        default=max(2, os.cpu_count() or 1),
        help="processes in the row of several [one a processor: %(default)s]",
    )
    parser.add_argument("--plot", metavar="FILE", help="draw the ratios to a picture")
    options = parser.parse_args()
    import pretty_midi  # here, since each process of the pool imports this module anew
    from music21 import converter

    from tests.made import made_up

    with tempfile.TemporaryDirectory() as name:
        folder, output = Path(name) / "tunes", Path(name) / "tunes.tfrecord"
        folder.mkdir()
        paths = made_up(folder, options.files, options.notes, np.random.default_rng(0))
        few = paths[: max(1, len(paths) // 10)]
        ways = {
            f"ssc convert, {workers} process{'es' * (workers > 1)}": converted(
                folder, output, options.files, workers
            )
            for workers in (1, options.workers)
        }
        ways["pretty_midi, parsing only"] = parsed(pretty_midi.PrettyMIDI, paths)
        ways["music21, parsing only"] = parsed(
            lambda path: converter.parse(path, forceSource=True, storePickle=False), few
        )
        parsed(converter.parse, few[:1])()  # music21 loads most of itself as it first reads
        rates = speeds(ways, options.runs)
    base = next(iter(rates.values()))
    for name, rate in rates.items():
        print(f"{name:26} {rate:9,.1f} files/s {rate / base:7.2f} x")
    if options.plot:
        _draw({name: rate / base for name, rate in rates.items()}, options.plot)


def speeds(ways: dict[str, Callable[[], int]], runs: int) -> dict[str, float]:
    """Median files per second of each way; they take turns, so that noise falls on all alike."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, run in ways.items():
            began = time.perf_counter()
            found[name].append(run() / (time.perf_counter() - began))
    return {name: statistics.median(row) for name, row in found.items()}


def _draw(ratios: dict[str, float], path: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(8, 2.5), layout="constrained")
    ax.barh(list(ratios), list(ratios.values()))
    ax.set(xlabel="times as fast as ssc convert in one process")
    ax.invert_yaxis()
    figure.savefig(path)
    plt.close(figure)


if __name__ == "__main__":
    main()

"""Damaged files in large numbers: each gives a result or one sentence, in bounded memory.

    python -m benchmarks.hostile [--kinds MIDI ABC] [--times 1] [--seed 0]

The kinds of files, and how many of each are read, stand in `tests.hostile.KINDS`; the tests read a
few of each. Here every kind has a process of its own. Figures are its files, how many were read and
how many refused, with how many different sentences, the largest memory of the process, its seconds
of processor time, and those of the slowest file. A file that gives neither a result nor a sentence
ends the run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

from tests.hostile import KINDS, Outcome, outcome

MOST_MB = 1024


def measured(name: str, count: int, seed: int) -> tuple[Outcome, float, float]:
    """What became of the files of a kind, megabytes and seconds."""
    with tempfile.TemporaryDirectory() as folder:
        found = outcome(KINDS[name], Path(folder) / "files", count, seed)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return found, usage.ru_maxrss / 1024, time.process_time()


def main() -> None:
    """Print a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--times", type=float, default=1, help="so many times as many files")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(
        f"{'':16}{'files':>7}{'read':>7}{'refused':>9}{'sentences':>11}{'MB':>7}{'s':>7}{'slowest':>9}"
    )
    context = multiprocessing.get_context("spawn")
    largest = 0.0
    for name in options.kinds:
        count = max(1, round(KINDS[name].many * options.times))
        with context.Pool(1) as pool:
            found, megabytes, seconds = pool.apply(measured, (name, count, options.seed))
        largest = max(largest, megabytes)
        print(
            f"{name:16}{count:7,}{found.read:7,}{found.refused:9,}{len(found.reasons):11,}"
            f"{megabytes:7,.0f}{seconds:7.1f}{found.slowest_s:9.3f}",
            flush=True,
        )
    if largest > MOST_MB:
        raise SystemExit(f"{largest:,.0f} MB, where {MOST_MB:,} MB are the most")


if __name__ == "__main__":
    main()

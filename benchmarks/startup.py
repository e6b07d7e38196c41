"""How long it takes to begin: importing the library, and ten melodies from the shell.

    python benchmarks/startup.py [--runs 7]

Every figure is the median of several fresh processes, as a ratio to an empty Python process in
the same run, since seconds differ from machine to machine.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time

GENERATE = "from ssc_lib.cli import main; main(['generate', '--seed', '1', '--output_dir', {!r}])"


def median_seconds(code: str, runs: int) -> float:
    """Median wall time of ``python -c code``, the first run left out as a warm-up."""
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7, help="processes for each row [%(default)s]")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        rows = {
            "an empty process": "pass",
            "import ssc_lib": "import ssc_lib",
            "import numpy": "import numpy",
            "ten melodies of 128 steps": GENERATE.format(folder),
            "import music21": "import music21",
        }
        seconds = {name: median_seconds(code, runs) for name, code in rows.items()}
    empty = seconds["an empty process"]
    for name, took in seconds.items():
        print(f"{name:26} {took:6.2f} s  {took / empty:6.1f} x")


if __name__ == "__main__":
    main()

"""How long it takes to begin: importing the library, and ten melodies from the shell.

    python benchmarks/startup.py [--runs 7] [--plot startup.png]

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

GENERATE = (
    "from ssc_lib.commands.main import main; "
    "main(['generate', '--seed', '1', '--output_dir', {!r}])"
)


def median_seconds(code: str, runs: int) -> float:
    """Median wall time of ``python -c code``, the first run left out as a warm-up."""
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def main() -> None:
    """Print the table, and draw it if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7, help="processes for each row [%(default)s]")
    parser.add_argument("--plot", metavar="FILE", help="draw the ratios to a picture")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = {
            "an empty process": "pass",
            "import ssc_lib": "import ssc_lib",
            "import numpy": "import numpy",
            "ten melodies of 128 steps": GENERATE.format(folder),
            "import music21": "import music21",
        }
        seconds = {name: median_seconds(code, options.runs) for name, code in rows.items()}
    empty = seconds["an empty process"]
    for name, took in seconds.items():
        print(f"{name:26} {took:6.2f} s  {took / empty:6.1f} x")
    if options.plot:
        import matplotlib.pyplot as plt

        plt.figure(figsize=(8, 2.5), layout="constrained")
        plt.barh(list(seconds), [took / empty for took in seconds.values()])
        plt.xlabel("times as long as an empty process")
        plt.gca().invert_yaxis()
        plt.savefig(options.plot)


if __name__ == "__main__":
    main()

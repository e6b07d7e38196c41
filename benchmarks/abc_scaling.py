"""Whether reading ABC takes time in proportion to its length.

    python -m benchmarks.abc_scaling [--bars 400] [--runs 5]

A tune is made up and read, and one four times as long. So are files of many tunes. Figures are
the seconds of processor time for the longer one and the ratio to the shorter one, which is 4 where
the time grows with the length alone. The ways take turns, and the least of several runs counts.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ssc_lib.magenta import convert_folder
from ssc_lib.music.abc import read_abc, split_tunes

SIGNS = ("A2", "^c", "d>e", "(3abc", "[CEG]2", "z", "B-B", "{g}a", '"D"F', "!trill!G")


def tune(bars: int, number: int = 1, *, lines: bool = True) -> str:
    """A tune of so many bars of six signs each, four in a line or all in one."""
    rng = random.Random(number)
    body = ["".join(rng.choices(SIGNS, k=6)) + "|" for _ in range(bars)]
    width = 4 if lines else bars
    rows = ["".join(body[at : at + width]) for at in range(0, bars, width)]
    head = f"X:{number}\nT:Long {number}\nM:4/4\nL:1/8\nK:D\n"
    return head + "\n".join(rows) + "\n\n"


def converted(text: str, folder: Path) -> Callable[[], object]:
    """What ``ssc convert`` does with a file of ABC."""
    folder.mkdir()
    (folder / "tunes.abc").write_text(text)
    output = folder / "tunes.tfrecord"
    return lambda: convert_folder(folder, output, workers=1, progress=False)


def ways(bars: int, folder: Path) -> dict[str, Callable[[], object]]:
    """What is timed, by its name."""
    one, row = tune(bars), tune(bars, lines=False)
    many = "".join(tune(8, number) for number in range(bars))
    read = read_abc(one)
    return {
        f"read a tune of {bars:,} bars": lambda: read_abc(one),
        "read it, all in one line": lambda: read_abc(row),
        "lay it on a grid": lambda: read.melody(steps_per_quarter=24),
        "ssc convert": converted(one, folder / f"one{bars}"),
        f"split {bars:,} tunes": lambda: split_tunes(many),
        "ssc convert, these tunes": converted(many, folder / f"many{bars}"),
    }


def seconds(run: Callable[[], object]) -> float:
    """Processor time of one run."""
    began = time.process_time()
    run()
    return time.process_time() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bars", type=int, default=400)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        short = list(ways(options.bars, Path(name)).values())
        long = ways(4 * options.bars, Path(name))
        for (label, run), other in zip(long.items(), short, strict=True):
            pairs = [(seconds(other), seconds(run)) for _ in range(options.runs)]
            least, most = (min(side) for side in zip(*pairs, strict=True))
            print(f"{label:30} {most:8.3f} s {most / least:6.2f} times as long", flush=True)


if __name__ == "__main__":
    main()

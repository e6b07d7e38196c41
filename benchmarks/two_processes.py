"""One network trained by two processes, against the same network trained by one.

    python -m benchmarks.two_processes [--units 64 64] [--batch 16] [--epochs 2]

Starts two workers on this machine, each with half of the lanes, and one process with all of them.
Prints whether both workers end with the same weights, how far these and the bits per event are from
the weights of the single process, and the seconds of each epoch. Without dropout the two ways
differ by rounding alone. On one machine two processes share its cores: what there is to gain is
gained on two machines.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from tests.networks.training.together import compare, farthest


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, nargs="+", default=[64, 64], help="of each layer")
    parser.add_argument("--batch", type=int, default=16, help="lanes of both [%(default)s]")
    parser.add_argument("--epochs", type=int, default=2, help="[%(default)s]")
    parser.add_argument("--tunes", type=int, default=64, help="[%(default)s]")
    options = parser.parse_args()
    settings = {
        "units": options.units,
        "batch": options.batch,
        "epochs": options.epochs,
        "dropout": 0.0,
    }
    with tempfile.TemporaryDirectory() as folder:
        found = compare(settings, options.tunes, Path(folder))
    (first, log), (second, _), (alone, log_alone) = found.values()
    same = all(np.array_equal(first[name], second[name]) for name in first)
    print(f"both workers end with {'identical' if same else 'DIFFERENT'} weights")
    print(f"largest difference to one process: {farthest(first, alone):.1e}")
    for two, one in zip(log, log_alone, strict=True):
        print(
            f"epoch {two['epoch']}: {two['train_bits']:.6f} bits per event by two in "
            f"{two['seconds']:.1f} s, {one['train_bits']:.6f} by one in {one['seconds']:.1f} s"
        )


if __name__ == "__main__":
    main()

"""How long the key encoding takes, against replaying the melody for every position.

    python -m benchmarks.encoding [--tunes 1000] [--plot FILE]

The obvious way walks through a melody from its beginning for each input vector, so that its cost
grows with the square of the length. `ssc_lib.KeyMelody` keeps running sums. Both give the same
vectors, which is checked. Every figure is a ratio within one run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np

from ssc_lib import KeyMelody
from tests.music.replayed import replayed

LENGTHS = (54, 107, 215, 430, 860)
STEPS = 430


def tune(steps: int, rng: np.random.Generator) -> list[int]:
    """A walk over the pitches with no-events in between, as indices."""
    walk = 2 + (12 + np.cumsum(rng.integers(-2, 3, steps))) % 36
    return np.where(rng.random(steps) < 0.6, 0, walk).tolist()


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Shortest wall time of several runs."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """Print the table, and draw it if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tunes", type=int, default=1000, help="tunes of 430 steps [%(default)s]")
    parser.add_argument("--plot", metavar="FILE", help="draw time against length into FILE")
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    encoding = KeyMelody()

    print(f"{'steps':>6} {'replayed':>12} {'KeyMelody':>12} {'ratio':>8}")
    slow, quick = [], []
    for steps in LENGTHS:
        row = tune(steps, rng)
        if not np.array_equal(encoding.inputs(row), np.float32(replayed(encoding, row))):
            raise SystemExit(f"the two ways disagree on a tune of {steps} steps")
        slow.append(seconds(lambda row=row: replayed(encoding, row), runs=2))
        quick.append(seconds(lambda row=row: encoding.inputs(row)))
        ratio = slow[-1] / quick[-1]
        print(f"{steps:6} {slow[-1] * 1e3:9.1f} ms {quick[-1] * 1e3:9.2f} ms {ratio:6.0f} x")

    rows = [tune(STEPS, rng) for _ in range(options.tunes)]
    took = seconds(lambda: [encoding.inputs(row) for row in rows], runs=3)
    replaying = slow[LENGTHS.index(STEPS)] * options.tunes
    print(
        f"{options.tunes} tunes of {STEPS} steps: {took:.2f} s; replayed, about {replaying:.0f} s"
    )
    if options.plot:
        _draw(slow, quick, options.plot)


def _draw(slow: Sequence[float], quick: Sequence[float], path: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    ax.loglog(LENGTHS, slow, "o-", label="replayed for every position")
    ax.loglog(LENGTHS, quick, "s-", label="KeyMelody")
    ax.set(xlabel="length of the tune in steps", ylabel="seconds", title="Key encoding")
    ax.set_xticks(LENGTHS, map(str, LENGTHS))
    ax.minorticks_off()
    ax.legend()
    figure.savefig(path)
    plt.close(figure)


if __name__ == "__main__":
    main()

"""What damaged scores cost: time and memory for as many as asked for.

    python -m benchmarks.damaged_scores [--files 500] [--seed 0]

A MusicXML file is damaged at random: numbers replaced, bytes flipped, pieces cut out or repeated;
some are packed before or after that. Each is read by `read_score` and as a note sequence. Printed
are how many were read and why the others were refused, the slowest file, and the most memory that
the process held. Any other error than a refusal in one sentence ends the run.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.music.scores import attempt, damaged_scores, written


def main() -> None:
    """Read the files, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=500, help="damaged files [%(default)s]")
    parser.add_argument("--seed", type=int, default=0, help="of the damage [%(default)s]")
    options = parser.parse_args()
    reasons: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        for file, data in damaged_scores(options.files, options.seed):
            path = written(Path(name), data, file)
            began = time.perf_counter()
            reason = attempt(path)
            slowest = max(slowest, time.perf_counter() - began)
            reasons["".join(c for c in reason.strip() if not c.isdigit())[:60]] += 1
    for reason, count in reasons.most_common(12):
        print(f"{count:6,} {reason or 'read'}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"slowest {slowest:.2f} s, at most {memory:.0f} MB")


if __name__ == "__main__":
    main()

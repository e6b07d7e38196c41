"""What each generator of the book makes of the test tunes' first bars, and who can tell.

    python benchmarks/judged.py [--only basic copy] [--seed 0]

Each generator goes on after the first bar of every test tune of sixteen bars or more, counted from
its first note. A row tells its bits per event on all test tunes, how many of the first sixteen bars
are earlier ones, how often bars 8 and 16 end on the tonic, the longest copy from the training tunes
(the median, in events), and how often a judge of 28 features is right about 128 steps, with
Wilson's interval. The first row is the tunes themselves, judged against validation tunes. Takes
some ten minutes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ssc_lib import OneHot, bits_per_event, corpus, longest_copies
from ssc_lib.judging.features import ends_on_tonic, features, returning_bars
from ssc_lib.judging.judge import continuations, really, tell_apart
from ssc_lib.judging.ladder import fitted
from ssc_lib.music.melody import Melody
from ssc_lib.networks.juries import shipped_juries
from ssc_lib.networks.loading import shipped_networks

BARS = 16
TABLES = ("Markov 1", "Markov 8", "Markov 28")


def sixteen(melody: Melody) -> int:
    """Steps up to the end of sixteen bars, counted from the first note."""
    return int(np.flatnonzero(melody.events >= 0)[0]) + BARS * melody.steps_per_bar


def row(name: str, bits: float, real: np.ndarray, made: list[Melody], whole: list[Melody]) -> str:
    """A line of the table: ``whole`` begins with the first bar, ``made`` is judged."""
    train = corpus.sequences(split="train")
    heard = [OneHot().squash(melody)[0] for melody in made]  # in C, where the tunes are
    tonic = [np.mean([ends_on_tonic(m, bar) for m in whole]) for bar in (8, BARS)]
    verdict = tell_apart(real, features(made))
    return (
        f"{name:12} {bits:6.3f} {np.mean([returning_bars(m) for m in whole]):8.3f} "
        f"{tonic[0]:8.2f} {tonic[1]:8.2f} {np.median(longest_copies(heard, train)):7.0f} "
        f"{verdict.accuracy:7.3f} ({verdict.low:.3f} to {verdict.high:.3f}), calls "
        f"{verdict.machines:.2f} of it human"
    )


def main() -> None:
    """Print the table, a row at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [*TABLES, *shipped_networks(), *shipped_juries()]
    parser.add_argument("--only", nargs="+", default=names, metavar="NAME")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    test, others = corpus.load(split="test"), corpus.load(split="validation")
    real = features(really(test))
    print("              bits  returns   tonic 8 tonic 16   copy   judge")
    ends = {id(t): sixteen(t.melody) for t in test}
    longer = [t for t in test if len(t.melody) >= ends[id(t)]]
    tunes = [t.melody.squashed().resized(ends[id(t)]) for t in longer]
    rivals = really(others)
    count = min(len(real), len(rivals))
    print(row("people", np.nan, real[:count], rivals[:count], tunes), flush=True)
    for name in options.only:
        generator: Any = fitted(name, corpus.load(split="train"))
        made = continuations(generator, test, rng=options.seed)
        whole = []
        for bar, end in sorted({(t.melody.steps_per_bar, ends[id(t)]) for t in longer}):
            own = [t for t in longer if (t.melody.steps_per_bar, ends[id(t)]) == (bar, end)]
            first = [t.melody.squashed()[:bar] for t in own]
            later = continuations(generator, own, end - bar, rng=options.seed)
            whole += [a + b for a, b in zip(first, later, strict=True)]
        print(row(name, bits_per_event(generator, test), real, made, whole), flush=True)


if __name__ == "__main__":
    main()

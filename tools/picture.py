"""Draw the picture of the front page: three generators that know more and more.

    python tools/picture.py [--network NAME_OR_FILE] [--seed SEED] [--output FILE.svg]

The same weights and the same seed give the same picture.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import numpy as np

from ssc_lib import NGram, Uniform, corpus, load_network
from ssc_lib.composing import compose
from ssc_lib.generator import Generator
from ssc_lib.show import COLOURS, plot_pianoroll, use_book_style

PICTURE = Path(__file__).resolve().parents[1] / "_static" / "three-generators.svg"
STEPS = 128


def generators(network: str) -> dict[str, Generator]:
    """The three generators, by the title that stands over each."""
    tunes = corpus.sequences(split="train")
    return {
        "A fair die with 38 faces: it remembers nothing": Uniform(38),
        "A Markov chain of order 2: it remembers the last two events": NGram.fit(
            tunes, 38, order=2
        ),
        "A recurrent network: it carries a memory through the tune": load_network(network),
    }


def draw(network: str, seed: int, output: Path) -> None:
    """Let each generator continue a C4, and draw the three melodies one above the other."""
    use_book_style()
    figure, axes = plt.subplots(3, 1, figsize=(9, 6), sharex=True, layout="constrained")
    for ax, colour, (title, generator) in zip(
        axes, COLOURS, generators(network).items(), strict=False
    ):
        melody = compose(generator, rng=np.random.default_rng(seed), steps=STEPS)[0]
        plot_pianoroll(melody, ax, color=colour)
        ax.set_title(title, loc="left")
        ax.set_ylim(46.5, 84.5)
        ax.set_yticks([48, 60, 72, 84], ["C3", "C4", "C5", "C6"])
        ax.set_xlim(0, STEPS / melody.steps_per_quarter)
        ax.set_xlabel("")
    axes[-1].set_xlabel("time (quarter notes)")
    output.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(output, metadata={"Date": None})


def main(arguments: list[str] | None = None) -> None:
    """Draw the picture from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--network", default="basic")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=PICTURE)
    options = parser.parse_args(arguments)
    draw(options.network, options.seed, options.output)
    print(options.output)


if __name__ == "__main__":
    main()

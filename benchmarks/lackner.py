"""Lackner's network on chorales: what it learns, what it is worth, and how it sounds.

    python benchmarks/lackner.py [--epochs 60] [--write lackner]

Trains the network of 9, 18 and 24 units (6,936 parameters) on four fifths of the chorales' melodies
and scores it on the rest: nats a tick of the melody's matrix, beside a coin for each pitch as
frequent as it is, and beside a table that knows chord and place in the beat, as this network could.
Then it lets the threshold decide, counts what sounds, and with ``--write`` writes the first unseen
chorale's chords with its melody and Bach's as MP3s. Takes some minutes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ssc_lib import OneHot, chorales, write_mp3
from ssc_lib.chance.harmony import share_of_chord_tones, with_chords
from ssc_lib.chance.voices import split_by_melody
from ssc_lib.music.chords import Chord
from ssc_lib.networks.training import lackner
from ssc_lib.sound.accompaniment import accompanied

TICKS = 256  # of each chorale: its first eight bars, as long as his pieces


def nats(p: np.ndarray, y: np.ndarray, heard: np.ndarray) -> float:
    """Surprise at the ticks that are there, in nats a tick."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.where(y > 0, np.log(p), np.log(1 - p)).sum(axis=-1)[heard].mean())


def main() -> None:
    """Train, score, and say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", metavar="FOLDER")
    options = parser.parse_args()
    parts = split_by_melody(chorales())
    songs = {name: with_chords(part) for name, part in parts.items()}
    learn, test = songs["train"], songs["test"]
    x, y = lackner.examples(learn, TICKS)
    u, v = lackner.examples(test, TICKS)
    heard, unheard = x.any(axis=2), u.any(axis=2)
    model = lackner.build(options.seed)
    print(f"{model.count_params():,} parameters, {len(learn)} chorales, {len(test)} unseen")
    model.fit(
        x, y, sample_weight=heard.astype("float32"), batch_size=8, epochs=options.epochs, verbose=2
    )
    said = model.predict(u, verbose=0)
    coin = y[heard].mean(axis=0)
    print(f"a coin a pitch   {nats(np.broadcast_to(coin, v.shape), v, unheard):.3f} nats a tick")
    print(f"chord and place  {nats(table(x, y, heard, u), v, unheard):.3f}")
    print(f"the network      {nats(said, v, unheard):.3f}")
    for line in (0.1, 0.3, 0.5, 0.6):
        count(line, said, test, v, unheard)
    if options.write:
        write(Path(options.write), said[0], test[0])


def table(x: np.ndarray, y: np.ndarray, heard: np.ndarray, u: np.ndarray) -> np.ndarray:
    """What the same chord at the same tick of a beat had, in the chorales that were learned."""
    key = [(chords @ (2 ** np.arange(12))).astype(int) * 8 + np.arange(TICKS) % 8 for chords in x]
    keys = np.array(key)[heard]
    sums = np.zeros((8 * 4096, y.shape[2])) + y[heard].mean(axis=0)
    counts = np.ones(len(sums))
    np.add.at(sums, keys, y[heard])
    np.add.at(counts, keys, 1)
    asked = (u @ (2 ** np.arange(12))).astype(int) * 8 + np.arange(TICKS) % 8
    found: np.ndarray = (sums / counts[:, None])[asked]
    return found


def count(line: float, said: np.ndarray, test: list, v: np.ndarray, heard: np.ndarray) -> None:
    """How many notes a threshold leaves, and how many of them belong to the chord."""
    played, tones, notes, bach = 0, [], 0, 0
    for n, song in enumerate(test):
        ticks = int(heard[n].sum())
        melody = lackner.read_matrix(said[n, :ticks], line)
        labels = song.labels[: len(melody)]
        tones.append(share_of_chord_tones(melody, [Chord.labelled(int(one)) for one in labels]))
        notes += len(melody.pitches)
        bach += len(lackner.read_matrix(v[n, :ticks]).pitches)
        played += int((said[n, :ticks].max(axis=1) > line).sum())
    share = np.nanmean(tones) if not np.isnan(tones).all() else float("nan")
    print(
        f"threshold {line}: {notes} notes (Bach {bach}), {share:.2f} of them on beats in the chord"
    )


def write(folder: Path, said: np.ndarray, song: object) -> None:
    """Write what it plays, and what Bach wrote, over the same chords."""
    labels = song.labels[: TICKS // 2]  # type: ignore[attr-defined]
    chords = [Chord.labelled(int(label)) for label in labels]
    bach = OneHot().decode(song.events)[: TICKS // 2]  # type: ignore[attr-defined]
    for name, melody in (("lackner", lackner.read_matrix(said, 0.3)), ("bach", bach)):
        print(write_mp3(accompanied(melody, chords), folder / f"{name}.mp3"))


if __name__ == "__main__":
    main()

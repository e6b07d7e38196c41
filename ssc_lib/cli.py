"""The command ``ssc``: generate, listen, train, corpus, ladder, convert and dataset from a shell.

Every subcommand has ``--help`` with an example. Bad input ends in one sentence on standard error
and exit status 2, before anything is written.
"""

from __future__ import annotations

import argparse
import ast
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from ssc_lib.commands import add_folder_commands


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; try {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``ssc`` with the given arguments (by default the shell's); returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help()
        return 0
    try:
        options.run(options)
    except KeyboardInterrupt:
        print("ssc: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe went away: `ssc corpus | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ImportError as error:
        print(f"ssc: {error}; try pip install -r requirements.txt", file=sys.stderr)
        return 2
    except MemoryError:
        print("ssc: not enough memory for that; ask for fewer or shorter outputs", file=sys.stderr)
        return 2
    except (ValueError, TypeError, OSError, ArithmeticError) as error:
        print("ssc: " + " ".join(str(error).splitlines()), file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ssc", description="Generative melodies, from coin flips to networks.")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Any, text: str, example: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run)
        return sub

    c = command(
        "generate",
        _generate,
        "let a network write melodies as MIDI files",
        'ssc generate --output_dir out --num_outputs 3 --primer_melody "[60, -2, 64, -2]" --seed 7',
    )
    c.add_argument("--output_dir", default="generated", help="folder for the files [%(default)s]")
    c.add_argument("--num_outputs", type=int, default=10, help="how many melodies [%(default)s]")
    c.add_argument(
        "--num_steps", type=int, default=128, help="steps of each, with the primer [%(default)s]"
    )
    c.add_argument(
        "--primer_melody",
        default="[60]",
        help="events to begin with: -2 no event, -1 note off, or a MIDI pitch [%(default)s]",
    )
    c.add_argument("--temperature", type=float, default=1.0, help="above 0 [%(default)s]")
    c.add_argument("--top_p", type=float, default=1.0, help="above 0, at most 1 [%(default)s]")
    c.add_argument("--qpm", type=float, default=120.0, help="quarter notes a minute [%(default)s]")
    c.add_argument("--network", default="basic", help="shipped name or .npz file [%(default)s]")
    c.add_argument("--seed", type=int, help="same seed, same files; chosen and printed if left out")

    c = command(
        "listen",
        _listen,
        "turn the top line of a MIDI file into an MP3",
        "ssc listen tune.mid -o tune.mp3",
    )
    c.add_argument("file", metavar="FILE.mid")
    c.add_argument("-o", "--output", metavar="FILE.mp3", help="by default beside the MIDI file")

    c = command(
        "train",
        _train,
        "train a network; run it again to go on after a stop",
        "ssc train --run_dir runs/first --units 128 --epochs 4",
    )
    c.add_argument("--run_dir", default="runs/basic", help="folder of the run [%(default)s]")
    c.add_argument(
        "--corpus", default="dances", help="name of a corpus, or melodies.npz [%(default)s]"
    )
    c.add_argument("--units", type=int, nargs="+", help="units of each LSTM layer [256 256]")
    for name, kind, text in (
        ("epochs", int, "times through the training tunes [24]"),
        ("batch", int, "lanes side by side [64]"),
        ("segment", int, "steps in a segment [32]"),
        ("dropout", float, "share of outputs dropped while training [0.4]"),
        ("rate", float, "learning rate at the start [0.003]"),
        ("seed", int, "of weights, dropout and order [0]"),
    ):
        c.add_argument(f"--{name}", type=kind, help=text)

    c = command("corpus", _corpus, "show what a corpus holds", "ssc corpus oneills --list")
    c.add_argument("name", nargs="?", default="dances", help="name of a corpus, or melodies.npz")
    c.add_argument("--list", action="store_true", help="one line a tune")
    c.add_argument("--limit", type=int, help="parse at most so many scores")
    c.add_argument(
        "--rebuild", action="store_true", help="parse the dances with music21 and write the array"
    )

    c = command(
        "ladder",
        _ladder,
        "score every generator on the same held-out tunes, in bits per event",
        "ssc ladder --network basic",
    )
    c.add_argument("--network", nargs="*", default=["basic"], help="networks to add [basic]")
    add_folder_commands(command)
    return parser


def _generate(options: argparse.Namespace) -> None:
    import numpy as np

    from ssc_lib.composing import compose
    from ssc_lib.music.midi import midi_bytes
    from ssc_lib.networks.network import load_network

    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    try:
        primer = ast.literal_eval(options.primer_melody)
        primer = [primer] if isinstance(primer, int) else list(primer)
    except (ValueError, SyntaxError, TypeError) as error:
        raise ValueError(
            f"the primer {options.primer_melody!r} is not a list of events; try '[60, -2, 62, -2]'"
        ) from error
    melodies = compose(
        load_network(options.network),
        rng=np.random.default_rng(seed),
        primer=primer,
        steps=options.num_steps,
        outputs=options.num_outputs,
        temperature=options.temperature,
        top_p=options.top_p,
        qpm=options.qpm,
    )
    from ssc_lib.files import write_bytes

    width = len(str(len(melodies)))
    for number, data in enumerate([midi_bytes(m) for m in melodies], 1):
        path = Path(options.output_dir) / f"seed{seed}_{number:0{width}}.mid"
        print(write_bytes(path, data))
    count = "1 melody" if len(melodies) == 1 else f"{len(melodies)} melodies"
    print(f"{count} of {options.num_steps} steps, seed {seed}")


def _listen(options: argparse.Namespace) -> None:
    from ssc_lib.music.midi import read_midi
    from ssc_lib.sound import write_mp3

    melody = read_midi(options.file)
    target = Path(options.output or Path(options.file).with_suffix(".mp3"))
    if target.suffix.lower() != ".mp3":
        raise ValueError(f"{target} must end in .mp3")
    write_mp3(melody, target)
    print(f"{target}: {melody.duration_s:.1f} s, {len(melody.notes())} notes")


def _train(options: argparse.Namespace) -> None:
    from ssc_lib.music import corpus
    from ssc_lib.networks.model import Settings
    from ssc_lib.networks.training import train

    names = ("units", "epochs", "batch", "segment", "dropout", "rate", "seed")
    given = {n: getattr(options, n) for n in names if getattr(options, n) is not None}
    settings = Settings(**given)
    tunes = corpus.load(options.corpus)
    network, history = train(
        corpus.sequences([t for t in tunes if t.split == "train"]),
        corpus.sequences([t for t in tunes if t.split == "validation"]),
        settings,
        run_dir=options.run_dir,
    )
    best = min(history, key=lambda row: row["validation_bits"])
    print(
        f"best epoch {best['epoch']}: {best['validation_bits']:.3f} bits per event; "
        f"{network.parameters:,} parameters in {Path(options.run_dir) / 'network.npz'}"
    )


def _corpus(options: argparse.Namespace) -> None:
    from collections import Counter

    from ssc_lib.music import corpus
    from ssc_lib.music.collections import COLLECTIONS, DEFAULT

    if options.rebuild and options.name not in corpus.names():
        raise ValueError(f"unknown corpus {options.name!r}; --rebuild makes the dances anew")
    tunes = corpus.rebuild() if options.rebuild else corpus.load(options.name, limit=options.limit)
    if options.list:
        for t in tunes:
            print(f"{t.collection} {t.number}\t{t.split}\tfamily {t.family}\t{t.title}")
        return
    parts = DEFAULT if options.name == "dances" else (options.name,)
    for name in (n for n in parts if n in COLLECTIONS):
        print(f"{name}: {COLLECTIONS[name].source}\n    licence: {COLLECTIONS[name].licence}")
    families, events = len({t.family for t in tunes}), sum(len(t.melody) for t in tunes)
    print(f"{len(tunes):,} tunes in {families:,} families, {events:,} events")
    for split, count in Counter(t.split for t in tunes).most_common():
        print(f"    {split}: {count:,} tunes")


def _ladder(options: argparse.Namespace) -> None:
    import numpy as np

    from ssc_lib.judging.ladder import format_rung, ladder
    from ssc_lib.music import corpus
    from ssc_lib.networks.network import load_network

    networks = {Path(n).stem: load_network(n, dtype=np.float32) for n in options.network}
    train, test = (corpus.sequences(split=s) for s in ("train", "test"))
    print(f"bits per event on {len(test)} held-out tunes")
    for rung in ladder(train, test, 38, networks):
        print(format_rung(rung), flush=True)


if __name__ == "__main__":
    sys.exit(main())

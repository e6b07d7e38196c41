"""The command ``ssc``: generate, listen, train, corpus, ladder, convert and dataset from a shell.

Every subcommand has ``--help`` with an example. Bad input ends in one sentence on standard error
and exit status 2, before anything is written.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from ssc_lib.commands.convert import add_folder_commands
from ssc_lib.commands.generate import add_network_commands


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

    add_network_commands(command)
    c = command(
        "listen",
        _listen,
        "turn the top line of a MIDI file into an MP3",
        "ssc listen tune.mid -o tune.mp3",
    )
    c.add_argument("file", metavar="FILE.mid")
    c.add_argument("-o", "--output", metavar="FILE.mp3", help="by default beside the MIDI file")

    c = command("corpus", _corpus, "show what a corpus holds", "ssc corpus oneills --list")
    c.add_argument("name", nargs="?", default="dances", help="name of a corpus, or melodies.npz")
    c.add_argument("--list", action="store_true", help="one line a tune")
    c.add_argument("--limit", type=int, help="parse at most so many scores")
    c.add_argument(
        "--rebuild", action="store_true", help="parse the dances with music21 and write the array"
    )

    add_folder_commands(command)
    return parser


def _listen(options: argparse.Namespace) -> None:
    from ssc_lib.music.midi import read_midi
    from ssc_lib.sound.mix import write_mp3

    melody = read_midi(options.file)
    target = Path(options.output or Path(options.file).with_suffix(".mp3"))
    if target.suffix.lower() != ".mp3":
        raise ValueError(f"{target} must end in .mp3")
    write_mp3(melody, target)
    print(f"{target}: {melody.duration_s:.1f} s, {len(melody.notes())} notes")


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


if __name__ == "__main__":
    sys.exit(main())

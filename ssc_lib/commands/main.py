"""The command ``ssc``: what the library does, from a shell.

Every subcommand has ``--help`` with an example. Bad input ends in one sentence on standard error
and exit status 2, before anything is written.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import NoReturn, TextIO

from ssc_lib.commands import (
    assignment,
    collect,
    convert,
    corpus,
    dataset,
    generate,
    ladder,
    listen,
    mixtape,
    train,
)
from ssc_lib.commands.say import plain, say

COMMANDS = (
    generate,
    mixtape,
    train,
    ladder,
    listen,
    corpus,
    convert,
    dataset,
    assignment,
    collect,
)
INSTALL = "pip install git+https://github.com/lucylow/Stochastic_SoundCloud@master"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, plain(f"{self.prog}: {message}; try {self.prog} --help") + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``ssc`` with the given arguments (by default the shell's); returns the exit status."""
    parser = _parser()
    given = sys.argv[1:] if arguments is None else arguments
    options, rest = parser.parse_known_args([_with_underscores(text) for text in given])
    if rest:  # said by the command that was asked for, since its help lists its flags
        options.error(f"unrecognized arguments: {' '.join(rest)}")
    if options.run is None:
        parser.print_help()
        return 0
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _in_one_sentence
            options.run(options)
    except KeyboardInterrupt:
        say("ssc: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe went away: `ssc corpus | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ImportError as error:
        # Python names the module that it misses; our own sentences say themselves what to install
        advice = f"; try {INSTALL}" if error.name else ""
        say(f"ssc: {error}{advice}", file=sys.stderr)
        return 2
    except MemoryError:
        say("ssc: not enough memory for that; ask for fewer or shorter outputs", file=sys.stderr)
        return 2
    except (ValueError, TypeError, OSError, ArithmeticError) as error:
        say("ssc: " + " ".join(_in_words(error).splitlines()), file=sys.stderr)
        return 2
    return 0


def _in_one_sentence(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Show a warning of ours as an error is shown, and one of a library with its place."""
    if category.__module__.startswith("ssc_lib"):
        say(f"ssc: {message}", file=sys.stderr)
    else:
        sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))


def _with_underscores(text: str) -> str:
    """Read ``--num-outputs=3`` as ``--num_outputs=3``, and leave what is no flag alone."""
    if not text.startswith("--"):
        return text
    flag, equals, value = text[2:].partition("=")
    return f"--{flag.replace('-', '_')}{equals}{value}"


def _in_words(error: Exception) -> str:
    """What an error says, without the number that the system gives it."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}; choose another place"
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="ssc",
        description="Generative melodies, from coin flips to networks.",
        epilog="Flags may have hyphens in place of underscores: --num-outputs is --num_outputs.",
    )
    whole = sys.modules["ssc_lib"]  # it is loaded, since this is a part of it
    parser.add_argument("--version", action="version", version=f"ssc {whole.__version__}")
    parser.set_defaults(run=None, error=parser.error)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def command(
        name: str, run: Callable[[argparse.Namespace], None], text: str, example: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run, error=sub.error)
        return sub

    for module in COMMANDS:
        module.add(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())

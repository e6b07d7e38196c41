"""The command ``ssc``: generate, train, ladder, listen, corpus, convert and dataset from a shell.

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

from ssc_lib.commands import convert, corpus, dataset, generate, ladder, listen, train
from ssc_lib.commands.say import plain, say

COMMANDS = (generate, train, ladder, listen, corpus, convert, dataset)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, plain(f"{self.prog}: {message}; try {self.prog} --help") + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``ssc`` with the given arguments (by default the shell's); returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help()
        return 0
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _in_one_sentence
            options.run(options)
    except KeyboardInterrupt:
        print("ssc: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe went away: `ssc corpus | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ImportError as error:
        # Python names the module that it misses; our own sentences say themselves what to install
        advice = "; try pip install -r requirements.txt" if error.name else ""
        say(f"ssc: {error}{advice}", file=sys.stderr)
        return 2
    except MemoryError:
        print("ssc: not enough memory for that; ask for fewer or shorter outputs", file=sys.stderr)
        return 2
    except (ValueError, TypeError, OSError, ArithmeticError) as error:
        say("ssc: " + " ".join(str(error).splitlines()), file=sys.stderr)
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ssc", description="Generative melodies, from coin flips to networks.")
    parser.set_defaults(run=None)
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
        sub.set_defaults(run=run)
        return sub

    for module in COMMANDS:
        module.add(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""``ssc corpus``: what a corpus holds."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ssc_lib.commands.say import plain, say
from ssc_lib.music.counts import counted

if TYPE_CHECKING:
    from ssc_lib.music.collections import Tune


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "corpus",
        run,
        "show what a corpus holds, or write it to a file",
        "ssc corpus oneills --list\n"
        "  ssc corpus mozart -o mozart.npz\n"
        "  ssc train --init basic --corpus mozart.npz",
    )
    c.add_argument("name", nargs="?", help="name of a corpus, or melodies.npz [dances]")
    c.add_argument("--name", dest="named", metavar="NAME", help="the same")
    c.add_argument("-o", "--output", metavar="FILE.npz", help="write its tunes, for ssc train")
    c.add_argument("--list", action="store_true", help="one line a tune")
    c.add_argument("--limit", type=int, help="parse at most so many scores")
    c.add_argument(
        "--rebuild", action="store_true", help="parse the dances with music21 and write the array"
    )


def run(options: argparse.Namespace) -> None:
    """Print the numbers of a corpus, or a line for each of its tunes."""
    from collections import Counter

    from ssc_lib.music import corpus
    from ssc_lib.music.collections import COLLECTIONS, DEFAULT

    name = _name(options)
    if options.rebuild and name not in corpus.names():
        raise ValueError(f"unknown corpus {name!r}; --rebuild makes the dances anew")
    if options.output:
        _check_output(options.output, name)
    tunes, skipped = _tunes(options, name)
    if options.output:
        corpus.save(tunes, options.output, keep=True)
    if options.list:
        for t in tunes:
            named = plain(f"{t.collection} {t.number}")
            print(f"{named}\t{t.split}\tfamily {t.family}\t{plain(t.title)}")
        return
    parts = DEFAULT if name == "dances" else (name,)
    for part in (n for n in parts if n in COLLECTIONS):
        print(f"{part}: {COLLECTIONS[part].source}\n    licence: {COLLECTIONS[part].licence}")
    families, events = len({t.family for t in tunes}), sum(len(t.melody) for t in tunes)
    say(
        f"{counted(len(tunes), 'tune')} in {counted(families, 'family')}, "
        f"{counted(events, 'event')}"
    )
    for split, count in Counter(t.split for t in tunes).most_common():
        say(f"    {split}: {counted(count, 'tune')}")
    if skipped:
        say(f"    left out: {', '.join(f'{n:,} {reason}' for reason, n in skipped.items())}")
    if options.output:
        say(f"{options.output}: for ssc train --corpus")


def _name(options: argparse.Namespace) -> str:
    if options.name and options.named and options.name != options.named:
        raise ValueError(f"{options.name} or {options.named}? give one name of a corpus")
    return options.name or options.named or "dances"


def _check_output(output: str, name: str) -> None:
    """Raise ValueError unless the file can be written and read again."""
    from ssc_lib.files import check_target

    if not output.endswith(".npz"):
        raise ValueError(f"{output} must end in .npz, so that ssc train knows it for a file")
    check_target(Path(output), [name])


def _tunes(options: argparse.Namespace, name: str) -> tuple[list[Tune], dict[str, int]]:
    """The tunes, and what was left out as they were read."""
    from ssc_lib.music import corpus
    from ssc_lib.music.collections import COLLECTIONS, DEFAULT

    if options.rebuild:
        return corpus.rebuild(), {}
    if name in COLLECTIONS and name not in DEFAULT:
        return corpus.read(name, limit=options.limit)
    return corpus.load(name, limit=options.limit), {}

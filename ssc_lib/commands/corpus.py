"""``ssc corpus``: what a corpus holds."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ssc_lib.commands.say import plain, say
from ssc_lib.music.counts import counted


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command("corpus", run, "show what a corpus holds", "ssc corpus oneills --list")
    c.add_argument("name", nargs="?", default="dances", help="name of a corpus, or melodies.npz")
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

    if options.rebuild and options.name not in corpus.names():
        raise ValueError(f"unknown corpus {options.name!r}; --rebuild makes the dances anew")
    tunes = corpus.rebuild() if options.rebuild else corpus.load(options.name, limit=options.limit)
    if options.list:
        for t in tunes:
            named = plain(f"{t.collection} {t.number}")
            print(f"{named}\t{t.split}\tfamily {t.family}\t{plain(t.title)}")
        return
    parts = DEFAULT if options.name == "dances" else (options.name,)
    for name in (n for n in parts if n in COLLECTIONS):
        print(f"{name}: {COLLECTIONS[name].source}\n    licence: {COLLECTIONS[name].licence}")
    families, events = len({t.family for t in tunes}), sum(len(t.melody) for t in tunes)
    say(
        f"{counted(len(tunes), 'tune')} in {counted(families, 'family')}, "
        f"{counted(events, 'event')}"
    )
    for split, count in Counter(t.split for t in tunes).most_common():
        say(f"    {split}: {counted(count, 'tune')}")

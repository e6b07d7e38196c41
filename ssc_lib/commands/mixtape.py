"""``ssc mixtape``: a record of ten tracks, from composing to the cover, in one command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted

CANDIDATES = 6


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "mixtape",
        run,
        "make a record of ten tracks, with cover, scores and a page that plays it",
        "ssc mixtape\n"
        "  ssc mixtape --network runs/mine/network.npz --title 'My Mixtape' --seed 7\n"
        "  ssc mixtape --pieces mixtape.json",
    )
    c.add_argument("--output_dir", default=".", help="folder for the record [%(default)s]")
    c.add_argument("--title", help="of the record, its folder and its zip [The New Mozart Mixtape]")
    c.add_argument("--seed", type=int, help="same seed, same record [1756]")
    c.add_argument(
        "--network",
        metavar="NETWORK",
        help="who composes every track: a shipped network, or an .npz file [each track its own]",
    )
    c.add_argument(
        "--pieces",
        metavar="FILE_OR_LINK",
        help="a mixtape.json, or a link of the mixtape machine in quotes: its pieces are taken as "
        "they are, and nothing is chosen",
    )
    c.add_argument(
        "--candidates",
        type=int,
        default=CANDIDATES,
        metavar="N",
        help="how many are composed for each track [%(default)s]",
    )


def run(options: argparse.Namespace) -> None:
    """Choose, press and write the record."""
    from tqdm import tqdm

    from ssc_lib.album.choosing import Ear, choose
    from ssc_lib.album.piece import read_pieces
    from ssc_lib.album.plan import SEED, TITLE, candidates_of, planned
    from ssc_lib.album.record import file_name, press
    from ssc_lib.files import check_target
    from ssc_lib.music import corpus

    seed = SEED if options.seed is None else options.seed
    title = options.title or TITLE
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    if options.candidates < 1:
        raise ValueError(f"candidates must be at least 1, got {options.candidates}")
    if options.pieces and options.network:
        raise ValueError("give --pieces, which name their composers, or --network, not both")
    folder = Path(options.output_dir)
    check_target(folder / f"{file_name(title)}.zip")
    slots = planned(options.network)
    if options.pieces:
        places = [[piece] for piece in read_pieces(options.pieces)]
    else:
        places = candidates_of(slots, options.candidates, rng=seed)
    learned = [*corpus.load("mozart", split="train", progress=False), *corpus.load(split="train")]
    ear = Ear(learned)
    total = sum(map(len, places))
    with tqdm(desc="composing", total=total, unit=" tunes", leave=False, disable=None) as bar:
        chosen = choose(places, ear, done=bar.update)
    with tqdm(desc="pressing", total=len(chosen), unit=" tracks", leave=False, disable=None) as bar:
        voices = [slot.voice for slot in slots]
        record = press(title, chosen, seed=seed, voices=voices, done=bar.update)
    for number, track in enumerate(record.tracks, 1):
        say(f"{number:2}. {track.candidate.piece.title}, by {track.candidate.piece.composer}")
    inside, whole = record.write(folder)
    say(str(whole))
    say(f"{counted(len(record.tracks), 'track')}, seed {seed}; open {inside / 'index.html'}")

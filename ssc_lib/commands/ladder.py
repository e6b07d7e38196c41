"""``ssc ladder``: every generator of the book on the same held-out tunes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from ssc_lib.commands.say import plain, say
from ssc_lib.music.counts import counted
from ssc_lib.networks.members import COUNTED, JURIES
from ssc_lib.networks.training.settings import CONFIGS


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "ladder",
        run,
        "score every generator on the same held-out tunes, in bits per event",
        "ssc ladder --network basic runs/first/network.npz\n"
        "  ssc ladder --network lookback --labels\n\nAll of it takes about a minute.",
    )
    c.add_argument(
        "--network",
        nargs="*",
        help=f"names or files to add; none for the tables alone [{', '.join((*CONFIGS, *JURIES))}]",
    )
    c.add_argument(
        "--labels",
        action="store_true",
        help="also count as Melody RNN did: by the one label that the encoder chooses for each "
        "event, with the loss in nats and its exponential, the perplexity. Other labels may spell "
        "the same event, and bits per event sum over them all, so they are never more than the "
        "bits by labels",
    )


def run(options: argparse.Namespace) -> None:
    """Print a line for each generator as soon as it is scored."""
    import numpy as np
    from tqdm import tqdm

    from ssc_lib.judging.labels import LabelScore, format_label_score, label_bits_per_event
    from ssc_lib.judging.ladder import TABLES, compared, format_rung, rungs
    from ssc_lib.music import corpus
    from ssc_lib.networks.juries import load_generator, shipped_juries
    from ssc_lib.networks.loading import shipped_networks
    from ssc_lib.networks.network import Network

    shipped = [*shipped_networks(), *shipped_juries()]
    names = list(dict.fromkeys(shipped if options.network is None else options.network))
    names = [name for name in names if name not in COUNTED]  # they stand among the tables
    names.sort(key=lambda name: [*CONFIGS, *JURIES, name].index(name))  # the others after ours
    networks = {name: load_generator(name, dtype=np.float32) for name in names}
    tunes = corpus.load(split="test")
    width = max(12, *(len(name) + 1 for name in ["", *names]))
    events = sum(len(tune.melody) for tune in tunes)
    say(f"{counted(len(tunes), 'test tune')}, {counted(events, 'event')}; bits are bits per event,")
    say("size the contexts of a table or the parameters of a network")
    say(f"{'':<{width}}   bits       size")
    scored = []
    # the bar is for a terminal only, and makes room for each line
    with tqdm(total=len(TABLES) + len(networks), leave=False, disable=None) as bar:
        for rung in rungs(*TABLES, networks, tunes=tunes):
            scored.append(rung)
            bar.update()
            bar.write(plain(format_rung(rung, width=width, with_size=True)))
            sys.stdout.flush()
    if networks:
        say(compared(scored[: len(TABLES)], scored[len(TABLES) :]))
    if networks and options.labels:
        say("")
        say(f"{'by labels':<{width}}   bits     loss  perplexity")
        for name, network in networks.items():
            if not isinstance(network, Network):
                continue  # a jury answers in events
            score = LabelScore(name, label_bits_per_event(network, tunes))
            say(format_label_score(score, width), flush=True)

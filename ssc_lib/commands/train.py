"""``ssc train``: a network learns, and goes on after a stop."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted
from ssc_lib.networks.training.settings import CONFIGS, Settings, settings_for

if TYPE_CHECKING:
    from ssc_lib.music.collections import Tune

LITTLE = 20_000  # events of about eighty dances

# The settings that have a flag: name, type, and what it says beside the value without a preset.
FLAGS: tuple[tuple[str, Callable[[str], Any], str], ...] = (
    ("epochs", int, "times through the training tunes"),
    ("patience", int, "stop after so many epochs that are no better; 0 never does"),
    ("batch", int, "lanes side by side"),
    ("segment", int, "steps in a segment"),
    ("dropout", float, "share of outputs dropped while training"),
    ("rate", float, "learning rate at the start"),
    ("schedule", str, "cosine: the rate falls to zero; constant: it stays"),
    ("average", float, "momentum of the weights' moving average"),
    ("seed", int, "of weights, dropout and order"),
)

CLOSING = """\
Values in brackets are those without --preset. On the dances and two cores training takes from a
quarter of an hour (basic, lookback, copy) to two hours (attention). A run that was stopped goes
on, with the same settings and the same tunes, and ends where it would have ended. TensorBoard
draws its curves: tensorboard --logdir runs. The environment variable KERAS_BACKEND=jax trains in
JAX instead of TensorFlow. In JAX several processes may train one network, here or on several
machines, where Keras's own variables say which they are; the same with PROCESS_ID=1 starts the
second of two:
KERAS_BACKEND=jax KERAS_DISTRIBUTION_JOB_ADDRESSES=10.0.0.1:2222,10.0.0.2:2222 \\
  KERAS_DISTRIBUTION_NUM_PROCESSES=2 KERAS_DISTRIBUTION_PROCESS_ID=0 ssc train --batch 128"""


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "train",
        run,
        "train a network; run it again to go on after a stop",
        "ssc train --config lookback --run_dir runs/first --units 128 --epochs 4\n"
        "  ssc train --preset original --patience 3",
    )
    c.epilog = f"{c.epilog}\n\n{CLOSING}"
    first, *others = CONFIGS
    listed = f"{', '.join([first, *others[:-1]])} or {others[-1]}"
    c.add_argument("--config", default=first, help=f"{listed} [%(default)s]")
    c.add_argument(
        "--preset",
        help="original (Melody RNN's own) or book (twice as wide); copy has neither "
        "[this book's own]",
    )
    c.add_argument("--run_dir", help="folder of the run [runs/CONFIG, or runs/CONFIG-PRESET]")
    c.add_argument(
        "--corpus", default="dances", help="name of a corpus, or melodies.npz [%(default)s]"
    )
    units = f"units of each LSTM layer [{usual('units')}]"
    c.add_argument("--units", type=int, nargs="+", help=units)
    for name, kind, text in FLAGS:
        c.add_argument(f"--{name}", type=kind, help=f"{text} [{usual(name)}]")


def usual(name: str) -> str:
    """Say a setting's value without a preset, and those of configurations that have another.

    Examples
    --------
    >>> usual("dropout")
    '0.4; copy 0.3; attention 0.3'
    """
    values = {}
    for config, own in CONFIGS.items():
        value = own.get(name, getattr(Settings, name))
        values[config] = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    first = next(iter(values.values()))
    others = [f"{config} {value}" for config, value in values.items() if value != first]
    return "; ".join([first, *others])


def run(options: argparse.Namespace) -> None:
    """Train, and say how good the best epoch is."""
    from ssc_lib.files import check_target
    from ssc_lib.music import corpus
    from ssc_lib.networks.training.memory import keep_memory

    keep_memory()
    names = ("units", *(name for name, *_ in FLAGS))
    given = {n: getattr(options, n) for n in names if getattr(options, n) is not None}
    settings = settings_for(options.config, options.preset, **given)
    tunes = corpus.load(options.corpus)
    learn, judge = ([t for t in tunes if t.split == split] for split in ("train", "validation"))
    name = "-".join(filter(None, (options.config.removesuffix("_rnn"), options.preset)))
    run_dir = Path(options.run_dir or f"runs/{name}")
    for target in ("settings.json", "checkpoint.npz", "network.npz", "log.json"):
        check_target(run_dir / target, [options.corpus])
    _warn_of_little(learn, judge)
    from ssc_lib.networks.training import train  # now, since it takes seconds

    network, history = train(learn, judge, settings, run_dir=run_dir, corpus=options.corpus)
    if len(history) < settings.epochs:
        say(f"stopped early: no better on the validation tunes in {settings.patience} epochs")
    best = min(history, key=lambda row: row["validation_bits"])
    say(
        f"best epoch {best['epoch']}: {best['validation_bits']:.3f} bits per event; "
        f"{network.parameters:,} parameters in {run_dir / 'network.npz'}"
    )
    plain = min((row.get("plain_bits", math.inf), row["epoch"]) for row in history)
    if plain[0] < best["validation_bits"]:
        say(
            f"without the average of the weights epoch {plain[1]} had {plain[0]:.3f} bits per "
            "event; --average 0 in another folder keeps those weights"
        )


def _warn_of_little(learn: list[Tune], judge: list[Tune]) -> None:
    """Say on standard error that there are too few tunes, if so."""
    events = sum(len(tune.melody) for tune in learn)
    if 0 < events < LITTLE:
        say(
            f"ssc: {counted(len(learn), 'training tune')} with {counted(events, 'event')} "
            f"to learn from and {counted(len(judge), 'validation tune')} to judge by are few; the "
            f"network may repeat what it heard, so give it {LITTLE:,} events or more",
            file=sys.stderr,
        )

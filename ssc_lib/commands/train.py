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
from ssc_lib.networks.members import JURIES
from ssc_lib.networks.training.settings import CONFIGS, TUNING, Settings, settings_for

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
        "  ssc train --preset original --patience 3\n"
        "  ssc train --init basic --corpus data/melodies.npz",
    )
    c.epilog = f"{c.epilog}\n\n{CLOSING}"
    first, *others = CONFIGS
    listed = f"{', '.join([first, *others[:-1]])} or {others[-1]}"
    c.add_argument(
        "--config",
        help=f"{listed} [{first}; with --init that of the network], or a jury: "
        f"{' or '.join(JURIES)}",
    )
    c.add_argument(
        "--init",
        metavar="NETWORK",
        help="fine-tune: begin with the weights of a trained network, by its name, or a file (.npz "
        "or .mag)",
    )
    c.add_argument(
        "--preset",
        help="original (Melody RNN's own) or book (twice as wide); copy and transformer "
        "have neither [this book's own]",
    )
    c.add_argument("--run_dir", help="folder of the run [runs/CONFIG-PRESET, or runs/INIT-tuned]")
    c.add_argument(
        "--corpus", default="dances", help="name of a corpus, or melodies.npz [%(default)s]"
    )
    units = f"units of each LSTM layer, or numbers a row in each block [{usual('units')}]"
    c.add_argument("--units", type=int, nargs="+", help=units)
    for name, kind, text in FLAGS:
        tuned = f"; with --init {TUNING[name]}" if name in TUNING else ""
        c.add_argument(f"--{name}", type=kind, help=f"{text} [{usual(name)}{tuned}]")


def usual(name: str) -> str:
    """Say a setting's value without a preset, and those of configurations that have another.

    Examples
    --------
    >>> usual("dropout")
    '0.4; copy 0.3; transformer 0.15; attention 0.3'
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

    if options.config in JURIES:
        _learn_jury(options)
        return
    keep_memory()
    names = ("units", *(name for name, *_ in FLAGS))
    given = {n: getattr(options, n) for n in names if getattr(options, n) is not None}
    settings = _settings(options, given)
    tunes = corpus.load(options.corpus)
    learn, judge = ([t for t in tunes if t.split == split] for split in ("train", "validation"))
    run_dir = Path(options.run_dir or f"runs/{_name(options)}")
    for target in ("settings.json", "checkpoint.npz", "network.npz", "log.json"):
        check_target(run_dir / target, [options.corpus, *filter(None, [options.init])])
    _warn_of_little(learn, judge, options.init)
    from ssc_lib.networks.training import train  # now, since it takes seconds

    network, history = train(
        learn, judge, settings, init=options.init, run_dir=run_dir, corpus=options.corpus
    )
    if history[-1]["epoch"] < settings.epochs:
        say(f"stopped early: no better on the validation tunes in {settings.patience} epochs")
    best = min(history, key=lambda row: row["validation_bits"])
    say(
        f"best epoch {best['epoch']}: {best['validation_bits']:.3f} bits per event; "
        f"{network.parameters:,} parameters in {run_dir / 'network.npz'}"
    )
    if options.init:
        _say_what_was_won(options.init, history[0]["validation_bits"], best)
    _say_of_the_average(history, best["validation_bits"])


def _learn_jury(options: argparse.Namespace) -> None:
    """Learn one of the juries that ship; it has one best answer and nothing to set."""
    from ssc_lib.networks.juries import learn_jury, save_jury

    name, members = options.config, JURIES[options.config]
    flags = ("init", "preset", "units", *(flag for flag, *_ in FLAGS))
    if given := [flag for flag in flags if getattr(options, flag) is not None]:
        raise ValueError(f"--{given[0]} is no setting of a jury; leave it out with --config {name}")
    if options.corpus != "dances":
        raise ValueError(
            f"{name} is learned on the dances; learn one on your own tunes in Python, with "
            "ssc_lib.Jury.fit"
        )
    say(f"learning how far {', '.join(members)} and the tune's own past are believed")
    jury = learn_jury(members)
    path = save_jury(jury, members, Path(options.run_dir or f"runs/{name}") / "jury.npz")
    trust = ", ".join(f"{m} {t:.2f}" for m, t in zip(members, jury.trust, strict=True))
    say(f"{path}: trust in {trust}")


def _settings(options: argparse.Namespace, given: dict[str, Any]) -> Settings:
    if options.init is None:
        return settings_for(options.config or "basic", options.preset, **given)
    if options.preset is not None:
        raise ValueError(
            "a preset says how a network is trained from its beginning; leave --preset out with "
            "--init, and give what you want to change by its own flag, such as --rate"
        )
    from ssc_lib.networks.training.tuning import tuned_settings

    return tuned_settings(options.init, config=options.config, **given)


def _name(options: argparse.Namespace) -> str:
    """Name the folder of a run that was given none."""
    if options.init:
        return f"{Path(options.init).stem}-tuned"
    config = (options.config or "basic").removesuffix("_rnn")
    return "-".join(filter(None, (config, options.preset)))


def _say_what_was_won(init: str, before: float, best: dict[str, float]) -> None:
    won = before - best["validation_bits"]
    if best["epoch"]:
        say(f"{init} itself has {before:.3f} on these validation tunes: {won:.3f} bits won")
    else:
        say(f"no epoch did better on the validation tunes than {init} itself, which is kept")


def _say_of_the_average(history: list[dict[str, float]], best: float) -> None:
    plain = min((row.get("plain_bits", math.inf), row["epoch"]) for row in history)
    if plain[0] < best:
        say(
            f"without the average of the weights epoch {plain[1]} had {plain[0]:.3f} bits per "
            "event; --average 0 in another folder keeps those weights"
        )


def _warn_of_little(learn: list[Tune], judge: list[Tune], init: str | None) -> None:
    """Say on standard error that there are too few tunes, if so."""
    advice = f", so give it {LITTLE:,} events or more, or begin with a trained one: --init basic"
    events = sum(len(tune.melody) for tune in learn)
    if 0 < events < LITTLE:
        say(
            f"ssc: {counted(len(learn), 'training tune')} with {counted(events, 'event')} "
            f"to learn from and {counted(len(judge), 'validation tune')} to judge by are few; the "
            f"network may repeat what it heard{'' if init else advice}",
            file=sys.stderr,
        )

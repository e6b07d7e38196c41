"""The commands of ``ssc`` that run networks: generate, train and ladder."""

from __future__ import annotations

import argparse
import ast
import secrets
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

NAMES = "C C#=Db D D#=Eb E F F#=Gb G G#=Ab A A#=Bb B"
KEYS = {name: n for n, key in enumerate(NAMES.split(" ")) for name in key.split("=")}
FORMATS = {"midi": ".mid", "musicxml": ".musicxml", "mp3": ".mp3"}

# The settings of training that have a flag: name, type, help with the value without a preset.
SETTINGS: tuple[tuple[str, Callable[[str], Any], str], ...] = (
    ("epochs", int, "times through the training tunes [24]"),
    ("patience", int, "stop after so many epochs that are no better; 0 never does [0]"),
    ("batch", int, "lanes side by side [64]"),
    ("segment", int, "steps in a segment [32]"),
    ("dropout", float, "share of outputs dropped while training [0.4; attention 0.3]"),
    ("rate", float, "learning rate at the start [0.003]"),
    ("schedule", str, "cosine: the rate falls to zero; constant: it stays [cosine]"),
    ("average", float, "momentum of the weights' moving average [0.999]"),
    ("seed", int, "of weights, dropout and order [0]"),
)

TRAINING = """\
Values in brackets are those without --preset. A run that was stopped goes on, with the same
settings and the same tunes, and ends where it would have ended. TensorBoard draws its curves:
tensorboard --logdir runs. The environment variable KERAS_BACKEND=jax trains in JAX instead of
TensorFlow; TF_CONFIG, as TensorFlow has it, lets several processes train one network:
TF_CONFIG='{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]},
            "task": {"type": "worker", "index": 0}}' ssc train --batch 128"""


def add_network_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add ``ssc generate``, ``train`` and ``ladder`` by the function that makes a command."""
    _add_generate(command)
    c = command(
        "train",
        _train,
        "train a network; run it again to go on after a stop",
        "ssc train --config lookback --run_dir runs/first --units 128 --epochs 4\n"
        "  ssc train --preset original --patience 3",
    )
    c.epilog = f"{c.epilog}\n\n{TRAINING}"
    c.add_argument("--config", default="basic", help="basic, mono, lookback or attention [basic]")
    c.add_argument(
        "--preset", help="original (Melody RNN's own) or book (twice as wide) [this book's own]"
    )
    c.add_argument("--run_dir", help="folder of the run [runs/CONFIG, or runs/CONFIG-PRESET]")
    c.add_argument(
        "--corpus", default="dances", help="name of a corpus, or melodies.npz [%(default)s]"
    )
    c.add_argument("--units", type=int, nargs="+", help="units of each LSTM layer [256 256]")
    for name, kind, text in SETTINGS:
        c.add_argument(f"--{name}", type=kind, help=text)

    c = command(
        "ladder",
        _ladder,
        "score every generator on the same held-out tunes, in bits per event",
        "ssc ladder --network basic runs/first/network.npz\n"
        "  ssc ladder --network lookback --labels",
    )
    c.add_argument(
        "--network",
        nargs="*",
        help="names or files to add; none for the tables alone [all that are shipped]",
    )
    c.add_argument(
        "--labels",
        action="store_true",
        help="also count as Melody RNN did: by the one label that the encoder chooses for each "
        "event, with the loss in nats and its exponential, the perplexity. Other labels may spell "
        "the same event, and bits per event sum over them all, so they are never more than the "
        "bits by labels",
    )


def _add_generate(command: Callable[..., argparse.ArgumentParser]) -> None:
    c = command(
        "generate",
        _generate,
        "let a network write melodies",
        'ssc generate --output_dir out --num_outputs 3 --primer_melody "[60, -2, 64, -2]" --seed 7',
    )
    c.add_argument(
        "--network",
        "--config",
        "--bundle_file",
        default="basic",
        metavar="NETWORK",
        help="shipped name, .npz file, or .mag bundle of Melody RNN [%(default)s]",
    )
    c.add_argument("--output_dir", default="generated", help="folder for the files [%(default)s]")
    c.add_argument("--num_outputs", type=int, default=10, help="how many melodies [%(default)s]")
    c.add_argument(
        "--num_steps", type=int, default=128, help="steps of each, with the primer [%(default)s]"
    )
    c.add_argument(
        "--primer_melody",
        help="events to begin with: -2 no event, -1 note off, or a MIDI pitch [[60]]",
    )
    c.add_argument("--primer_midi", metavar="FILE.mid", help="a file to begin with")
    c.add_argument(
        "--original_primer",
        action="store_true",
        help="end the primer as Melody RNN did, with a note off and a step of silence",
    )
    c.add_argument("--steps_per_bar", type=int, help="16 in 4/4, 12 in 6/8 [the primer's, or 16]")
    c.add_argument("--qpm", type=float, help="quarter notes a minute [the primer's, or 120]")
    c.add_argument("--key", choices=KEYS, metavar="KEY", help="move the result to C, Eb, F#, ...")
    c.add_argument("--temperature", type=float, default=1.0, help="above 0 [%(default)s]")
    c.add_argument("--top_p", type=float, default=1.0, help="above 0, at most 1 [%(default)s]")
    for name, text in (
        ("beam_size", "candidates kept for each output"),
        ("branch_factor", "copies of each candidate that compete"),
        ("steps_per_iteration", "steps between two choices"),
    ):
        c.add_argument(f"--{name}", type=int, default=1, help=f"{text} [%(default)s]")
    c.add_argument(
        "--format", choices=FORMATS, default="midi", help="midi, musicxml or mp3 [%(default)s]"
    )
    c.add_argument("--seed", type=int, help="same seed, same files; chosen and printed if left out")


def _generate(options: argparse.Namespace) -> None:
    import numpy as np

    from ssc_lib.composing import compose
    from ssc_lib.files import write_bytes
    from ssc_lib.networks.network import load_network

    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    network = load_network(options.network.removesuffix("_rnn"))
    melodies = compose(
        network,
        rng=np.random.default_rng(seed),
        primer=_primer(options),
        steps=options.num_steps,
        outputs=options.num_outputs,
        temperature=options.temperature,
        top_p=options.top_p,
        beam_size=options.beam_size,
        branch_factor=options.branch_factor,
        steps_per_iteration=options.steps_per_iteration,
    )
    if options.key is not None:
        melodies = [m.transposed((KEYS[options.key] - m.major_key + 6) % 12 - 6) for m in melodies]
    width, ending = len(str(len(melodies))), FORMATS[options.format]
    for number, data in enumerate([_encoded(m, options.format) for m in melodies], 1):
        path = Path(options.output_dir) / f"seed{seed}_{number:0{width}}{ending}"
        print(write_bytes(path, data))
    count = "1 melody" if len(melodies) == 1 else f"{len(melodies)} melodies"
    print(f"{count} of {options.num_steps} steps, seed {seed}")


def _primer(options: argparse.Namespace) -> Any:
    """The melody to begin with, as the flags describe it."""
    from dataclasses import replace

    from ssc_lib.music.melody import Melody
    from ssc_lib.music.midi import read_midi

    if options.primer_midi and options.primer_melody:
        raise ValueError("give --primer_melody or --primer_midi, not both")
    if options.primer_midi:
        melody = read_midi(options.primer_midi)
    else:
        text = "[60]" if options.primer_melody is None else options.primer_melody
        try:
            events = ast.literal_eval(text)
            events = [events] if isinstance(events, int) else list(events)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
            raise ValueError(
                f"the primer {text!r} is not a list of events; try '[60, -2, 62, -2]'"
            ) from error
        melody = Melody(events)
    if options.qpm is not None:
        melody = melody.with_qpm(options.qpm)
    if options.steps_per_bar is not None:
        melody = replace(melody, steps_per_bar=options.steps_per_bar)
    if options.original_primer:
        from ssc_lib.magenta.extraction import original_primer

        heard = original_primer(melody, options.num_steps).melody
        melody = replace(heard, steps_per_bar=melody.steps_per_bar)
    return melody


def _encoded(melody: Any, format: str) -> bytes:
    """The melody as the bytes of a file."""
    if format == "musicxml":
        from ssc_lib.music.score import musicxml

        return musicxml(melody).encode()
    if format == "mp3":
        from ssc_lib.sound.mix import render, to_mp3

        return to_mp3(render(melody))
    from ssc_lib.sound.midi import midi_bytes

    return midi_bytes(melody)


def _train(options: argparse.Namespace) -> None:
    from ssc_lib.music import corpus
    from ssc_lib.networks.training.loop import train
    from ssc_lib.networks.training.machine import keep_memory
    from ssc_lib.networks.training.model import settings_for

    keep_memory()
    names = ("units", *(name for name, *_ in SETTINGS))
    given = {n: getattr(options, n) for n in names if getattr(options, n) is not None}
    settings = settings_for(options.config, options.preset, **given)
    tunes = corpus.load(options.corpus)
    parts = [[t for t in tunes if t.split == split] for split in ("train", "validation")]
    name = "-".join(filter(None, (options.config.removesuffix("_rnn"), options.preset)))
    run_dir = Path(options.run_dir or f"runs/{name}")
    learn, judge = (
        corpus.sequences(part, encoding=settings.one_hot, key=settings.key) for part in parts
    )
    bars, judge_bars = ([t.melody.steps_per_bar for t in part] for part in parts)
    network, history = train(
        learn,
        judge,
        settings,
        bars=(bars, judge_bars),
        run_dir=run_dir,
        corpus=options.corpus,
    )
    if len(history) < settings.epochs:
        print(f"stopped early: no better on the validation tunes in {settings.patience} epochs")
    best = min(history, key=lambda row: row["validation_bits"])
    print(
        f"best epoch {best['epoch']}: {best['validation_bits']:.3f} bits per event; "
        f"{network.parameters:,} parameters in {run_dir / 'network.npz'}"
    )


def _ladder(options: argparse.Namespace) -> None:
    import numpy as np

    from ssc_lib.judging.labels import format_label_score, label_score
    from ssc_lib.judging.ladder import format_rung, ladder, network_rung, verdict
    from ssc_lib.music import corpus
    from ssc_lib.networks.network import load_network, shipped_networks
    from ssc_lib.networks.training.model import CONFIGS

    names = list(dict.fromkeys(shipped_networks() if options.network is None else options.network))
    names.sort(key=lambda name: [*CONFIGS, name].index(name))  # the others after the four
    networks = {name: load_network(name, dtype=np.float32) for name in names}
    tunes = corpus.load(split="test")
    train, test = corpus.sequences(split="train"), corpus.sequences(tunes)
    width = max(12, *(len(name) + 1 for name in ["", *names]))
    print(f"{len(test):,} test tunes, {sum(map(len, test)):,} events; bits are bits per event,")
    print("size the contexts of a table or the parameters of a network")
    print(f"{'':<{width}}   bits       size")
    scored = ladder(train, test, 38), (network_rung(n, networks[n], tunes) for n in networks)
    rungs = []
    for rung in chain(*scored):
        rungs.append(rung)
        print(format_rung(rung, width=width, with_size=True), flush=True)
    if networks:
        print(verdict(rungs[: -len(networks)], rungs[-len(networks) :]))
    if networks and options.labels:
        print(f"\n{'by labels':<{width}}   bits     loss  perplexity")
        for name, network in networks.items():
            print(format_label_score(label_score(name, network, tunes), width), flush=True)

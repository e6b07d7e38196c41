"""``ssc generate``: a network writes melodies."""

from __future__ import annotations

import argparse
import ast
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ssc_lib.commands.backing import add_flags, backing_of
from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted
from ssc_lib.networks.members import COUNTED, JURIES, TUNED
from ssc_lib.networks.training.settings import CONFIGS

if TYPE_CHECKING:
    from ssc_lib.music.chords import Chord
    from ssc_lib.music.melody import Melody

STEPS = 128  # eight bars of 4/4
FORMATS = {"midi": ".mid", "musicxml": ".musicxml", "mp3": ".mp3"}


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command, by the function that makes one."""
    c = command(
        "generate",
        run,
        "let a network write melodies",
        'ssc generate --output_dir out --num_outputs 3 --primer_melody "[60, -2, 64, -2]" --seed 7',
    )
    c.add_argument(
        "--network",
        "--config",
        "--bundle_file",
        metavar="NETWORK",
        help=f"{', '.join((*CONFIGS, *TUNED, *JURIES, *COUNTED))} (shipped), or an .npz file, or a "
        ".mag bundle of Melody RNN [basic; with --backing_chords a table of chorales]",
    )
    c.add_argument("--output_dir", default="generated", help="folder for the files [%(default)s]")
    c.add_argument("--num_outputs", type=int, default=10, help="how many melodies [%(default)s]")
    c.add_argument(
        "--num_steps",
        type=int,
        help=f"steps of each, with the primer [{STEPS}; {STEPS} after the primer of --primer_midi]",
    )
    c.add_argument(
        "--primer_melody",
        help="events to begin with: -2 no event, -1 note off, or a MIDI pitch [[60]]",
    )
    c.add_argument("--primer_midi", metavar="FILE.mid", help="a file to begin with")
    c.add_argument(
        "--primer_bars", type=int, metavar="N", help="begin with the first N bars of the primer"
    )
    c.add_argument(
        "--original_primer",
        action="store_true",
        help="end the primer as Melody RNN did, with a note off and a step of silence",
    )
    c.add_argument("--metre", metavar="6/8", help="time signature [the primer's, or 4/4]")
    c.add_argument(
        "--steps_per_bar", type=int, help="where no --metre tells it [the primer's, or 16]"
    )
    c.add_argument("--qpm", type=float, help="quarter notes a minute [the primer's, or 120]")
    c.add_argument(
        "--key",
        metavar="KEY",
        help="move the result to C, Eb, F#, ... or to a minor key such as Am, which has the notes "
        "of its relative major, C",
    )
    add_flags(c)
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


def run(options: argparse.Namespace) -> None:
    """Write the melodies, and name their files."""
    from ssc_lib.beam import Beam
    from ssc_lib.composing import compose
    from ssc_lib.files import write_bytes
    from ssc_lib.music.pitches import key_number
    from ssc_lib.networks.juries import load_generator

    # A wrong name is told now, not after composing.
    key = None if options.key is None else key_number(options.key)
    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    _check_targets(options, seed)
    backing = backing_of(options)
    if backing is None:
        network = load_generator((options.network or "basic").removesuffix("_rnn"))
        primer, steps = _primer(options)
    else:
        network = backing.network()
        primer, steps = _primer(options, len(backing.chords))
        primer = backing.primer(primer)
    melodies = compose(
        network,
        rng=seed,
        primer=primer,
        steps=steps,
        outputs=options.num_outputs,
        temperature=options.temperature,
        top_p=options.top_p,
        beam=Beam(options.beam_size, options.branch_factor, options.steps_per_iteration),
        progress=True,
    )
    if backing is not None:
        melodies = [melody.transposed(backing.home) for melody in melodies]
    if key is not None:
        melodies = [melody.to_key(key) for melody in melodies]
    width, ending = max(2, len(str(len(melodies)))), FORMATS[options.format]
    name = Path(options.network or ("basic" if backing is None else "chorales")).stem
    name = name.removesuffix("_rnn")
    numbers = [f"{n:0{width}}" for n in range(1, len(melodies) + 1)]
    titles = [f"{name}, seed {seed}, no. {number}" for number in numbers]
    chords = [] if backing is None else backing.chords
    made = [_encoded(m, options.format, t, chords) for m, t in zip(melodies, titles, strict=True)]
    for number, data in zip(numbers, made, strict=True):
        path = Path(options.output_dir) / f"seed{seed}_{number}{ending}"
        say(str(write_bytes(path, data)))
    say(f"{counted(len(melodies), 'melody')} of {counted(steps, 'step')}, seed {seed}")


def _check_targets(options: argparse.Namespace, seed: int) -> None:
    """Check the files that are to be replaced, before an hour of composing."""
    from ssc_lib.files import check_target

    inputs = [name for name in (options.network, options.primer_midi) if name]
    for path in Path(options.output_dir).glob(f"seed{seed}_*{FORMATS[options.format]}"):
        number = path.stem.partition("_")[2]
        if number.isdecimal() and int(number) <= options.num_outputs:
            check_target(path, inputs)


def _primer(options: argparse.Namespace, wanted: int | None = None) -> tuple[Melody, int]:
    """Make the melody to begin with, as the flags describe it, and say how long the whole is.

    That is ``wanted`` steps, where something else than the flags says so.
    """
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
    melody = _in_bars(melody, options)
    if options.primer_bars is not None:
        if options.primer_bars < 1:
            raise ValueError(f"primer_bars must be at least 1, got {options.primer_bars}")
        steps = options.primer_bars * melody.steps_per_bar
        melody = melody[:steps]
    steps = options.num_steps if wanted is None else wanted
    if steps is None:
        steps = STEPS + (len(melody) if options.primer_midi else 0)
    if wanted is None and steps == len(melody):
        raise ValueError(
            f"nothing would be added to a primer of {counted(len(melody), 'step')}, since "
            f"num_steps is {steps} with the primer; give more num_steps, or fewer primer_bars"
        )
    if options.original_primer:
        from ssc_lib.magenta import original_primer

        heard = original_primer(melody, steps).melody
        melody = replace(heard, steps_per_bar=melody.steps_per_bar, metre=melody.metre)
    return melody, steps


def _in_bars(melody: Melody, options: argparse.Namespace) -> Melody:
    """Give the melody the metre or the bar that the flags name; else it keeps its own."""
    from dataclasses import replace

    from ssc_lib.music.metre import read_metre

    bar = options.steps_per_bar
    if options.metre is not None:
        melody = melody.with_metre(read_metre(options.metre))
        if bar not in (None, melody.steps_per_bar):
            raise ValueError(
                f"a bar of {options.metre} is {melody.steps_per_bar} steps long, but "
                f"--steps_per_bar is {bar}; leave one of them out"
            )
    elif bar not in (None, melody.steps_per_bar):
        melody = replace(melody, steps_per_bar=bar, metre=None)
    return melody


def _encoded(melody: Melody, format: str, title: str, chords: list[Chord]) -> bytes:
    """Write the melody, and its chords if there are any, as the bytes of a file."""
    if format == "musicxml":
        from ssc_lib.music.score import musicxml

        return musicxml(melody, title=title, chords=chords).encode()
    from ssc_lib.sound.accompaniment import accompanied

    music = accompanied(melody, chords) if chords else melody
    if format == "mp3":
        from ssc_lib.sound.mix import render, to_mp3

        return to_mp3(render(music))
    from ssc_lib.sound.midi import midi_bytes

    return midi_bytes(music, title=title)

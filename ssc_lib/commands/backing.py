"""Chords to play over, for ``ssc generate``: what the flags say, and who plays."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

from ssc_lib.commands.say import say
from ssc_lib.music.counts import counted

if TYPE_CHECKING:
    from ssc_lib.generator import Generator
    from ssc_lib.music.chords import Chord
    from ssc_lib.music.melody import Melody

STEPS_PER_CHORD = 16  # a bar of 4/4


def add_flags(c: argparse.ArgumentParser) -> None:
    """Add the flags of chords to a command."""
    c.add_argument(
        "--backing_chords",
        metavar="CHORDS",
        help='chords to play over, such as "C G Am F"; they are written to a second track. By '
        "default a table plays, counted from the chorales of the installed music21",
    )
    c.add_argument(
        "--steps_per_chord",
        type=int,
        metavar="N",
        help=f"how long each of them lasts [{STEPS_PER_CHORD}, a bar of 4/4]",
    )


class Backing(NamedTuple):
    """What the flags say of chords."""

    chords: list[Chord]  # one for each step
    home: int  # semitones from C to the major key that suits them
    name: str | None  # who plays
    begun: bool  # whether there is a primer

    def network(self) -> Generator:
        """Who plays over these chords; ValueError if it cannot hear them."""
        from copy import copy

        if self.name is None:
            from ssc_lib.chance.harmony import chorale_table

            found: Generator = chorale_table(say=say)
        else:
            from ssc_lib.networks.juries import load_generator

            found = load_generator(self.name.removesuffix("_rnn"))
        if not found.follows_chords:
            raise ValueError(
                f"{self.name} hears no chords; leave --network out, and a table that does will "
                "play over them"
            )
        player = copy(found.over([chord.transposed(-self.home) for chord in self.chords]))
        player.key = None  # the chords say the key, and they are in C now
        return player

    def primer(self, melody: Melody) -> Melody:
        """The melody to begin with, moved to where the chords are heard."""
        if len(melody) >= len(self.chords):
            raise ValueError(
                f"a primer of {counted(len(melody), 'step')} leaves nothing to add to chords of "
                f"{counted(len(self.chords), 'step')}; give more chords, or more steps_per_chord"
            )
        if not self.begun and (root := self.chords[0].root) is not None:
            melody = melody.transposed(root if root <= 6 else root - 12)  # from C4
        return melody.transposed(-self.home)


def backing_of(options: argparse.Namespace) -> Backing | None:
    """What the flags say of chords; None without any.

    Raises
    ------
    ValueError
        If one is no chord, they last longer or shorter than the melody is to be, or other flags
        contradict them.
    """
    from ssc_lib.music.chords import per_step, read_chord_names
    from ssc_lib.music.pitches import best_major_key

    if options.backing_chords is None:
        if options.steps_per_chord is not None:
            raise ValueError("--steps_per_chord says how long chords last; give --backing_chords")
        return None
    names = read_chord_names(options.backing_chords)
    each = STEPS_PER_CHORD if options.steps_per_chord is None else options.steps_per_chord
    chords = per_step(names, each)
    if options.num_steps not in (None, len(chords)):
        raise ValueError(
            f"{counted(len(names), 'chord')} of {counted(each, 'step')} last {len(chords)} steps, "
            f"and num_steps is {options.num_steps}; leave num_steps out, or give as many chords as "
            "it needs"
        )
    if options.key is not None:
        raise ValueError("--key moves a melody, and the chords say its key; leave one of them out")
    import numpy as np

    heard = [pc for chord in names for pc in chord.pitch_classes]
    home = best_major_key(np.bincount(heard, minlength=12), names[-1].root)
    begun = options.primer_melody is not None or options.primer_midi is not None
    return Backing(chords, home if home <= 6 else home - 12, options.network, begun)

"""A melody and its chords, as music for two: the melody on one track, the chords on another.

Chapter: Chords and melodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ssc_lib.music.chords import Chord, spans
from ssc_lib.music.melody import Melody
from ssc_lib.sound.tone import Part, Performance, Tone, perform

LOWEST = 48  # C3: the bass of a chord stands from here on, its other notes above it
LOUD = 60  # of a chord's notes; a melody has 100


def accompanied(
    melody: Melody, chords: Iterable[Chord], *, voice: str = "string", pan: float = -0.3
) -> Performance:
    """A melody over chords, to hear, to see or to write as MIDI.

    Parameters
    ----------
    melody : Melody
    chords : iterable of Chord, one for each step
        A chord that stays is held. Those after the end of the melody are left out.
    voice : str
        Who plays the chords: one of `ssc_lib.music.instruments.VOICES`.
    pan : float, -1..1
        Where they stand; the melody stands in the middle.

    Examples
    --------
    >>> from ssc_lib.music.chords import per_step, read_chord_names
    >>> tune = Melody.of("E4 - G4 - D4 - B3 -")
    >>> music = accompanied(tune, per_step(read_chord_names("C G"), 4))
    >>> [(part.name, len(part.tones)) for part in music.parts]
    [('Melody', 4), ('Chords', 6)]
    """
    heard = perform(melody)
    assert heard.grid is not None  # a melody has one
    step_s, played = heard.grid.step_s, list(chords)[: len(melody)]
    tones = tuple(_tones(played, step_s, voice, pan))
    parts = (
        Part("Melody", "Melody", "piano", 0.0, heard.tones),
        Part("Chords", "Chords", voice, pan, tones),
    )
    return Performance((*heard.tones, *tones), heard.duration_s, heard.grid, parts)


def _tones(chords: list[Chord], step_s: float, voice: str, pan: float) -> Iterator[Tone]:
    for begin, end, chord in spans(chords):
        if chord.root is None:
            continue
        low = chord.root if chord.bass is None else chord.bass
        others = {LOWEST + 12 + pc for pc in chord.pitch_classes if pc != low}
        for pitch in sorted({LOWEST + low, *others}):
            yield Tone(begin * step_s, end * step_s, pitch, LOUD, voice, pan=pan)

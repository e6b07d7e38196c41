"""From a melody to a track: chords by the table of chorales, a bass, and drums by coin flips.

The tune is played twice. The first time strings hold the chords, and the bass walks below. The
second time the chords are struck off the beat, and drums join in. Who plays what is written down
here; what the drums play is not: for each step and drum a coin is tossed, whose chance depends on
the place in the bar, and the two bars that come out are played over and over.

A chord lasts a bar, or half a bar of 4/4. Of the triads of the key it is the likeliest under the
notes on its beats, as `ssc_lib.chance.hidden.Harmoniser` finds it.

Chapter: The New Mozart Mixtape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from ssc_lib.chance.harmony import with_chords
from ssc_lib.chance.hidden import Harmoniser
from ssc_lib.generator import Rng
from ssc_lib.music.chorales import chorales
from ssc_lib.music.chords import Chord, spans
from ssc_lib.music.melody import Melody
from ssc_lib.sound.drums import beat
from ssc_lib.sound.tone import Part, Performance, Tone, perform

BASS, MIDDLE = 36, 55  # the lowest bass note (C2), and about where chords lie (G3)
LOUD = {"strings": 48, "struck": 52, "bass": 70, "drums": 58}
OF_THE_KEY = ("C", "Dm", "E", "Em", "F", "G", "Am")  # in C major, and the dominant of its minor
PASSES = 2
LOOP_BARS = 2  # of drums
CHORALES = 120  # that the chords are learned from: enough for bars, and a third of the wait
ABOVE = 66  # F sharp 4: the mean pitch of a melody is from here to an octave above


def harmony(melody: Melody) -> list[Chord]:
    """A chord for each step of a melody, one a bar, or two in a bar of 4/4.

    Raises
    ------
    FileNotFoundError
        If music21 is not installed, or came without the chorales.
    """
    beat_steps = pulse(melody)
    beats = melody.steps_per_bar // beat_steps
    beats = 2 if beats == 4 else beats
    own = [Chord.of(name) for name in OF_THE_KEY]
    chords = _harmoniser().harmonise(melody, beat=beat_steps, beats=beats, chords=own)
    steps = [chord for chord in chords for _ in range(beats * beat_steps)]
    return steps[: len(melody)]


@lru_cache(maxsize=1)
def _harmoniser() -> Harmoniser:
    return Harmoniser.fit(with_chords(chorales(CHORALES)))


def pulse(melody: Melody) -> int:
    """Steps of a beat: three eighths in 6/8, 9/8 and 12/8, else a quarter."""
    upper, lower = melody.time_signature
    return 6 if lower == 8 and upper % 3 == 0 else melody.steps_per_quarter


def arranged(
    melody: Melody, chords: Sequence[Chord], *, rng: Rng, voice: str = "flute"
) -> Performance:
    """A melody with chords, bass and drums, to hear or to write as MIDI.

    Parameters
    ----------
    melody : Melody
    chords : sequence of Chord
        One for each step, as `harmony` gives them.
    rng : numpy.random.Generator or seed
        Tosses the drums' coins.
    voice : str
        Who plays the melody: one of `ssc_lib.music.instruments.VOICES`.

    Returns
    -------
    Performance
        Four parts: Melody, Chords, Bass, Drums. It ends with a bar for the last chord.
    """
    rng, song = np.random.default_rng(rng), _lifted(melody)
    whole = song.resized(PASSES * len(song) + song.steps_per_bar)
    grid = perform(whole).grid
    assert grid is not None  # a melody has one
    step_s, length = grid.step_s, len(song)
    lead: list[Tone] = []
    held: list[Tone] = []
    low: list[Tone] = []
    for number in range(PASSES):
        at_s = number * length * step_s
        lead += [_later(tone, at_s)._replace(voice=voice) for tone in perform(song).tones]
        played = _struck(song, chords, step_s) if number else _held(chords, step_s)
        held += [_later(tone, at_s) for tone in played]
        low += [_later(tone, at_s) for tone in _bass(song, chords, step_s)]
    end_s, last = PASSES * length * step_s, home_chord(melody, chords)
    held += [
        Tone(end_s, end_s + grid.bar_s, pitch, LOUD["strings"], "string") for pitch in voiced(last)
    ]
    low.append(Tone(end_s, end_s + grid.bar_s, _root(last), LOUD["bass"], "bowed"))
    drums = [_later(tone, length * step_s) for tone in _drums(song, rng)]
    parts = (
        Part("Melody", "Melody", voice, 0.0, tuple(lead)),
        Part("Chords", "Chords", "string", -0.4, tuple(t._replace(pan=-0.4) for t in held)),
        Part("Bass", "Bass", "bowed", 0.2, tuple(t._replace(pan=0.2) for t in low)),
        Part("Drums", "Drums", "drums", 0.4, tuple(t._replace(pan=0.4) for t in drums)),
    )
    tones = tuple(tone for part in parts for tone in part.tones)
    return Performance(tones, grid.steps * step_s, grid, parts)


def voiced(chord: Chord) -> list[int]:
    """The three pitches of a chord that are nearest to the middle of the keyboard.

    Examples
    --------
    >>> voiced(Chord.of("C")), voiced(Chord.of("F"))
    ([52, 55, 60], [53, 57, 60])
    """
    low = MIDDLE - 4
    return sorted(low + (pc - low) % 12 for pc in chord.pitch_classes[:3])


def home_chord(melody: Melody, chords: Sequence[Chord]) -> Chord:
    """The tonic chord: that of the relative minor where the chords end on it, else major.

    Examples
    --------
    >>> home_chord(Melody.of("E4 C4"), [Chord.of("Am")]).name
    'Am'
    """
    major = Chord.of("C").transposed(melody.major_key)
    minor = Chord.of("Am").transposed(melody.major_key)
    last = next((chord for chord in reversed(chords) if chord.root is not None), major)
    return minor if last.label == minor.label else major


def _root(chord: Chord) -> int:
    root = chord.root or 0
    return BASS + root - (12 if root > 9 else 0)


def _lifted(melody: Melody) -> Melody:
    """The melody in the octave where it stands out above the chords."""
    if not len(melody.pitches):
        return melody
    return melody.transposed(-12 * int((melody.pitches.mean() - ABOVE) // 12))


def _later(tone: Tone, seconds: float) -> Tone:
    return tone._replace(start_s=tone.start_s + seconds, end_s=tone.end_s + seconds)


def _held(chords: Sequence[Chord], step_s: float) -> Iterator[Tone]:
    for begin, end, chord in spans(chords):
        for pitch in voiced(chord):  # of no chord there is none
            yield Tone(begin * step_s, end * step_s, pitch, LOUD["strings"], "string")


def _struck(melody: Melody, chords: Sequence[Chord], step_s: float) -> Iterator[Tone]:
    """Chords off the beat: on the second and third of three beats, else halfway between beats."""
    beat_steps, bar = pulse(melody), melody.steps_per_bar
    if beat_steps == 6:
        places = [at + 4 for at in range(0, bar, 6)]
    elif bar == 3 * beat_steps:
        places = [beat_steps, 2 * beat_steps]
    else:
        places = list(range(beat_steps // 2, bar, beat_steps))
    for at in range(0, len(chords), bar):
        for step in (at + place for place in places if at + place < len(chords)):
            if chords[step].root is not None:
                for pitch in voiced(chords[step]):
                    yield Tone(step * step_s, (step + 2) * step_s, pitch, LOUD["struck"], "string")


def _bass(melody: Melody, chords: Sequence[Chord], step_s: float) -> Iterator[Tone]:
    """The root where a chord or a bar begins, and the fifth on the beats between, but in three."""
    beat_steps, bar = pulse(melody), melody.steps_per_bar
    for begin, end, chord in spans(chords):
        if chord.root is None:
            continue
        fifth = chord.pitch_classes[2] - chord.pitch_classes[0]
        every = bar if bar == 3 * beat_steps else beat_steps
        for number, at in enumerate(range(begin, end, every)):
            pitch = _root(chord) + (fifth % 12 if number % 2 else 0)
            yield Tone(at * step_s, min(at + every, end) * step_s, pitch, LOUD["bass"], "bowed")


def _drums(melody: Melody, rng: np.random.Generator) -> list[Tone]:
    """Toss a coin for each step of two bars, and play what comes out to the end."""
    beat_steps, bar = pulse(melody), melody.steps_per_bar
    place = np.arange(LOOP_BARS * bar) % bar
    on_beat = place % beat_steps == 0
    between = place % beat_steps == (4 if beat_steps == 6 else beat_steps // 2)
    odd = place // beat_steps % 2 == 1
    chances = {
        "kick": np.where(place == 0, 1.0, np.where(on_beat & ~odd, 0.7, 0.06)),
        "snare": np.where(on_beat & odd, 0.9, 0.04),
        "hat": np.where(on_beat, 0.95, np.where(between, 0.8, 0.15)),
    }
    loops = {drum: rng.random(len(place)) < p for drum, p in chances.items()}
    steps = len(melody)
    rows = {drum: np.resize(loop, steps).astype(int) for drum, loop in loops.items()}
    tones = beat(rows, qpm=melody.qpm, steps_per_quarter=melody.steps_per_quarter)
    return [tone._replace(velocity=LOUD["drums"]) for tone in tones]

"""Music in words: what is said in place of a picture, and where no description is given.

Chapter: One-hot melodies.
"""

from __future__ import annotations

from collections.abc import Sequence

from ssc_lib.music.messages import many
from ssc_lib.music.pitches import pitch_name
from ssc_lib.sound.tone import KEYS, Performance, Tone, end_of

NOTES_TOLD = 24

LENGTHS = {  # of notes, in quarters
    0.125: "thirty-second note",
    0.25: "sixteenth note",
    0.375: "dotted sixteenth note",
    0.5: "eighth note",
    0.75: "dotted eighth note",
    1.0: "quarter note",
    1.5: "dotted quarter note",
    2.0: "half note",
    3.0: "dotted half note",
    4.0: "whole note",
    6.0: "dotted whole note",
}


def in_words(performance: Performance) -> str:
    """Tell what is played, as one would read it out.

    Parameters
    ----------
    performance : Performance
        Of a melody, the first 24 notes are told with their lengths. Of tones, their number and
        range, and of tracks those of each.

    Examples
    --------
    >>> from ssc_lib import Melody, Tone
    >>> from ssc_lib.sound import perform
    >>> in_words(perform(Melody([60, -2, 64, -2])))
    'C4 eighth note, E4 eighth note'
    >>> in_words(perform([Tone(0, 1, 60), Tone(0, 1, 67)]))
    '2 notes from C4 to G4'
    """
    if performance.parts:
        return "; ".join(f"{part.label}: {span(part.tones)}" for part in performance.parts)
    tones, grid = performance.tones, performance.grid
    if grid is None or not tones:
        return span(tones)
    told = []
    for tone in tones[:NOTES_TOLD]:
        quarters = round((tone.end_s - tone.start_s) / grid.step_s) / grid.steps_per_quarter
        length = LENGTHS.get(quarters, f"{quarters:.3g} quarter notes")
        told.append(f"{pitch_name(round(tone.pitch))} {length}")
    more = len(tones) - len(told)
    return ", ".join(told) + (f", and {more} more notes" if more else "")


def span(tones: Sequence[Tone]) -> str:
    """Tell how many tones there are, and from where to where, or on which drums.

    Examples
    --------
    >>> span([Tone(0, 1, 60), Tone(1, 2, 42, voice="hat")])
    '1 stroke on hat and 1 note, C4'
    """
    if not tones:
        return "no notes"
    struck = [tone for tone in tones if tone.voice in KEYS]
    if struck:
        hits = ", ".join(drum for drum in KEYS if any(tone.voice == drum for tone in struck))
        others = [tone for tone in tones if tone.voice not in KEYS]
        strokes = f"{many(len(struck), 'stroke')} on {hits}"
        return f"{strokes} and {span(others)}" if others else strokes
    pitches = [pitch for tone in tones for pitch in (tone.pitch, end_of(tone))]
    low, high = (pitch_name(round(bound(pitches))) for bound in (min, max))
    if len(tones) == 1 and low == high:
        return f"1 note, {low}"
    return f"{many(len(tones), 'note')} from {low} to {high}"

"""Tunes in ABC notation: the melody line as printed, read whole or refused with a reason.

`split_tunes` cuts a file into tunes before anything reads them, so that a bad one costs no other.
`read_abc` reads one of them. What it cannot read is an `AbcError` that names the tune, the line
and what was found there. These are the conventions:

- Repeats and endings stand once each, in the order of the page; nothing is unfolded.
- Grace notes, decorations, chord symbols, annotations, lyrics and remarks are passed over.
- Of a chord the top note is read, of several voices the first; an overlay (``&``) is refused.
- An accidental holds to the end of its bar and in every octave, the default of the standard; the
  directive ``propagate-accidentals`` changes that. A tie carries it over the bar line.
- A tie to another pitch is a slur, as old tunes use it.
- Clefs such as treble-8, ``octave=`` and ``transpose=`` count: pitches are those that sound.
- Macros (``m:``) say how to play an ornament, and are not played.
- What the standard leaves open is refused: a broken rhythm between notes of unequal length, the
  octave of ``middle=``, whether the accidental of a grace note holds for the note after it.

Source: *The abc music standard 2.1* (December 2011): sections 2.2 (files), 3 (fields), 4 (music),
7 (voices), 8 (characters), 9 (macros) and 11.3 (accidentals).

Chapter: One-hot melodies; page: Data and licences.
"""

from ssc_lib.music.abc.reader import read_abc
from ssc_lib.music.abc.text import AbcText, split_tunes
from ssc_lib.music.abc.tokens import AbcError
from ssc_lib.music.abc.tune import AbcNote, AbcTune

__all__ = ["AbcError", "AbcNote", "AbcText", "AbcTune", "read_abc", "split_tunes"]

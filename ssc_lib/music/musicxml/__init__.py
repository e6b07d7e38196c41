"""Scores in MusicXML, plain or packed (.mxl): one line of them, as it sounds.

`read_musicxml` reads the first part that has notes, `read_parts` all of them. The conventions:

- Pitches are those that sound: of a clarinet in B flat, a tone lower than written.
- Repeats, endings, measure repeats, D.C., D.S., Fine and Coda are played. What cannot be played is
  named in a `ScoreWarning`.
- Of a chord, of several voices and of several staves one line is read: the upper staff, and of it
  the top line, where a note that begins ends the one before. Grace notes and cues are passed over.
- Time needs no grid: a septuplet stands where it stands.
- A time signature, a tempo or a pitch that makes no sense costs that sign and is named; a length
  that makes no sense costs the file, since all that follows would be out of place.
- A bar is as long as its notes, an empty one as its time signature says. The first tempo holds from
  the beginning.
- A packed file says itself which of its scores is meant.
- What a file may become is limited before it is built: in bytes, in quarter notes, in what its
  repeats play. A score that declares entities is refused.

Source: *MusicXML 4.0* (W3C Music Notation Community Group, 2021).

Chapter: One-hot melodies.
"""

from ssc_lib.music.musicxml.line import ScoreLine, read_musicxml, read_parts
from ssc_lib.music.musicxml.source import ENDINGS, ScoreError, ScoreWarning

__all__ = ["ENDINGS", "ScoreError", "ScoreLine", "ScoreWarning", "read_musicxml", "read_parts"]

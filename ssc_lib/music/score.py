"""Melodies as scores: music21 streams and MusicXML files, out and in.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ssc_lib.files import write_bytes
from ssc_lib.music.melody import Melody
from ssc_lib.music.metre import bars_of
from ssc_lib.music.pitches import sharps_of, spelled

UNTITLED = "Melody"


class ScoreError(ValueError):
    """A score that cannot be read, has no notes, or does not fit the grid of steps."""


class OffGridError(ScoreError):
    """A note of a score falls between two steps of the grid.

    Parameters
    ----------
    message : str
        The whole sentence, with what to try.
    reason : str
        The clause that says which note, and of which grid.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


def to_score(melody: Melody, *, time_signature: str | None = None, title: str = "") -> Any:
    """The melody as a `music21.stream.Score` of one part, with bars, ties and rests.

    The key signature is that of `Melody.major_key`.

    Parameters
    ----------
    melody : Melody
    time_signature : str, optional
        Such as ``"6/8"``; by default the melody's own.
    title : str, optional
        By default "Melody".
    """
    from music21 import duration, key, metadata, meter, note, stream, tempo

    sharps = sharps_of(melody.major_key)
    part = stream.Part(id="melody")
    part.append(key.KeySignature(sharps))
    part.append(meter.TimeSignature(time_signature or "{}/{}".format(*melody.time_signature)))
    part.append(tempo.MetronomeMark(number=melody.qpm, referent=duration.Duration(1.0)))
    reached = 0

    def append(element: Any, steps: int) -> None:
        element.quarterLength = steps / melody.steps_per_quarter
        part.append(element)

    for pitch, start, end in melody.notes():
        if start > reached:
            append(note.Rest(), start - reached)
        letter, alter, octave = spelled(pitch, sharps)
        name = letter + ("#" * alter if alter > 0 else "-" * -alter)
        append(note.Note(name, octave=octave), end - start)
        reached = end
    if len(melody) > reached:
        append(note.Rest(), len(melody) - reached)
    score = stream.Score([part.makeNotation()])
    # Of an empty title or composer music21 would make "Music21 Fragment", by "Music21".
    score.metadata = metadata.Metadata(title=title or UNTITLED, composer="")
    return score


def musicxml(melody: Melody, **settings: Any) -> str:
    """The melody as MusicXML text; settings as in `to_score`."""
    from music21.musicxml.m21ToXml import GeneralObjectExporter

    return GeneralObjectExporter(to_score(melody, **settings)).parse().decode()


def write_musicxml(melody: Melody, path: str | os.PathLike[str], **settings: Any) -> Path:
    """Write the melody to a MusicXML file; settings as in `to_score`. Returns the path.

    Without a title the file's name, less its ending, is the title.
    """
    settings = {"title": Path(path).stem} | settings
    return write_bytes(path, musicxml(melody, **settings).encode())


def read_score(source: Any, *, steps_per_quarter: int = 4) -> Melody:
    """Read the first part of a score as a melody.

    Parameters
    ----------
    source : path of a score that music21 reads (MusicXML, ABC, ...), or a music21 stream
    steps_per_quarter : int
        Every onset must fall on this grid. Of a chord the top note is read; grace notes are not.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ScoreError
        If the file cannot be read, has no notes, or a note falls between two steps: then it is an
        OffGridError.
    """
    from music21 import converter, stream

    name = "the score"
    if isinstance(source, (str, os.PathLike)):
        name = str(source)
        if not Path(source).exists():
            raise FileNotFoundError(f"{name}: no such file; check the spelling and the folder")
        try:
            source = converter.parseFile(Path(source).resolve())
        except Exception as error:  # music21 raises many kinds; all mean the same to a reader
            raise ScoreError(
                f"{name} cannot be read as a score ({error}); try MusicXML from another program"
            ) from error
    if not isinstance(source, stream.Stream):
        raise TypeError(f"expected a path or a music21 stream, got {type(source).__name__}")
    parts: list[Any] = list(source.getElementsByClass(stream.Part)) or [source]
    line = parts[0].stripTies().flatten()

    def step(offset: Any) -> int:
        steps = offset * steps_per_quarter
        if abs(steps - round(steps)) > 1e-6:
            reason = (
                f"a note at quarter {float(offset):.4g} falls between two steps of a grid of "
                f"{steps_per_quarter} to a quarter"
            )
            advice = f"try steps_per_quarter={3 * steps_per_quarter}"
            raise OffGridError(f"{name}: {reason}; {advice}", reason)
        return round(steps)

    notes = []
    for element in line.notes:
        if element.duration.isGrace or element.quarterLength == 0:
            continue
        pitch = max(p.midi for p in element.pitches) if element.pitches else None
        if pitch is not None:
            end = element.offset + element.quarterLength
            notes.append((pitch, step(element.offset), step(end)))
    if not notes:
        raise ScoreError(f"{name} has no notes in its first part")
    # music21 fills an incomplete last bar with hidden rests; they are not part of the melody
    shown = [e for e in line.notesAndRests if not e.style.hideObjectOnPrint]
    length = max(e.offset + e.quarterLength for e in shown)
    bars = list(parts[0].recurse().getElementsByClass("TimeSignature"))
    metre = (bars[0].numerator, bars[0].denominator) if bars else None
    marks = [m for m in line.getElementsByClass("MetronomeMark") if m.number]
    return Melody.from_notes(
        notes,
        step(length),
        steps_per_quarter=steps_per_quarter,
        qpm=round(float(marks[0].getQuarterBPM()), 2) if marks else 120.0,
        **bars_of(metre, steps_per_quarter),
    )

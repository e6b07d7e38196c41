"""Melodies as scores: music21 streams and MusicXML files, out and in; and several tracks out.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ssc_lib.files import MOST_BYTES, write_bytes
from ssc_lib.music.chords import NAMES, Chord, spans
from ssc_lib.music.instruments import drum_of, program_of
from ssc_lib.music.melody import Melody
from ssc_lib.music.multitrack import Multitrack
from ssc_lib.music.musicxml.line import UNTITLED, LineNote, ScoreLine, read_musicxml, top_line
from ssc_lib.music.musicxml.source import ENDINGS, ScoreError, ScoreWarning
from ssc_lib.music.pitches import best_major_key, sharps_of, spelled

FIGURES = {"aug": "+", "m7b5": "ø7", "dim7": "o7"}  # as music21 has them
DRUM_LINES = {"kick": "F4", "snare": "C5", "hat": "G5"}  # as if there were a treble clef


def to_score(
    music: Melody | Multitrack,
    *,
    time_signature: str | None = None,
    title: str = "",
    chords: Sequence[Chord] = (),
) -> Any:
    """The music as a `music21.stream.Score` with bars, ties and rests, a part for each track.

    The key signature is that of the major key whose scale holds most notes; of several, the one
    that suits the last note. Each part of several has the clef that suits it, its
    name and its General MIDI program; drums stand on a percussion staff.

    Parameters
    ----------
    music : Melody or Multitrack
    time_signature : str, optional
        Such as ``"6/8"``; by default the melody's own.
    title : str, optional
        By default "Melody".
    chords : sequence of Chord, optional
        One for each step: their names stand above a melody.
    """
    from music21 import layout, metadata, stream

    sharps = sharps_of(_signature(music))
    if isinstance(music, Melody):
        score = stream.Score([_part(music, sharps, time_signature, "melody", chords=chords)])
    else:
        parts = []
        for number, (track, name) in enumerate(zip(music.padded(), music.names, strict=True)):
            of = f"track{number + 1}"
            part = _part(track.melody, sharps, time_signature, of, track.is_drum, first=not number)
            part.insert(0, _instrument(name, *program_of(track.voice)))
            parts.append(part)
        score = stream.Score(parts)
        score.insert(0, layout.StaffGroup(parts, symbol="bracket", barTogether=True))
    # Of an empty title or composer music21 would make "Music21 Fragment", by "Music21".
    score.metadata = metadata.Metadata(title=title or UNTITLED[0], composer="")
    return score


def _signature(music: Melody | Multitrack) -> int:
    """The major key that is written: of several that hold as many notes, that of the last note."""
    if isinstance(music, Multitrack):
        return music.major_key
    last = int(music.pitches[-1]) if len(music.pitches) else None
    return best_major_key(music.pitch_class_histogram, last)


def _instrument(name: str, program: int, is_drum: bool) -> Any:
    """A plain instrument, which unlike music21's own ones transposes nothing."""
    from music21 import instrument

    plain = instrument.UnpitchedPercussion() if is_drum else instrument.Instrument()
    plain.partName, plain.midiProgram = name, program
    return plain


def _part(
    melody: Melody,
    sharps: int,
    time_signature: str | None,
    of: str,
    is_drum: bool = False,
    first: bool = True,
    chords: Sequence[Chord] = (),
) -> Any:
    """One staff, with bars; the tempo stands above the first one."""
    from music21 import clef, duration, key, meter, note, stream, tempo

    part = stream.Part(id=of)
    if is_drum:
        part.append(clef.PercussionClef())
    part.append(key.KeySignature(0 if is_drum else sharps))
    part.append(meter.TimeSignature(time_signature or "{}/{}".format(*melody.time_signature)))
    if first:
        part.append(tempo.MetronomeMark(number=melody.qpm, referent=duration.Duration(1.0)))
    reached = 0

    def append(element: Any, steps: int) -> None:
        element.quarterLength = steps / melody.steps_per_quarter
        part.append(element)

    for pitch, start, end in melody.notes():
        if start > reached:
            append(note.Rest(), start - reached)
        if is_drum:
            append(note.Unpitched(displayName=DRUM_LINES[drum_of(pitch)]), end - start)
        else:
            letter, alter, octave = spelled(pitch, sharps)
            name = letter + ("#" * alter if alter > 0 else "-" * -alter)
            append(note.Note(name, octave=octave), end - start)
        reached = end
    if len(melody) > reached:
        append(note.Rest(), len(melody) - reached)
    barred = part.makeNotation()
    measures = list(barred.getElementsByClass(stream.Measure))
    for at, symbol in _symbols(chords[: len(melody)]):  # a symbol among notes would be a voice
        offset = at / melody.steps_per_quarter
        measure = [one for one in measures if one.offset <= offset][-1]
        measure.insert(offset - measure.offset, symbol)
    return barred


def _symbols(chords: Sequence[Chord]) -> Iterator[tuple[int, Any]]:
    """The steps at which chords begin, and music21's symbols of them."""
    from music21 import harmony

    for at, _, chord in spans(chords):
        if chord.root is None:
            yield at, harmony.NoChord()
        else:
            bass = "" if chord.bass is None else f"/{NAMES[chord.bass]}"
            quality = FIGURES.get(chord.quality, chord.quality)
            figure = f"{NAMES[chord.root]}{quality}{bass}".replace("b", "-")
            symbol = harmony.ChordSymbol(figure)
            symbol.writeAsChord = False
            yield at, symbol


def musicxml(music: Melody | Multitrack, **settings: Any) -> str:
    """The music as MusicXML text, the same on every day; settings as in `to_score`."""
    from music21.musicxml.m21ToXml import GeneralObjectExporter

    text: str = GeneralObjectExporter(to_score(music, **settings)).parse().decode()
    text = re.sub(r"\s*<encoding-date>.*?</encoding-date>", "", text)
    # music21 gives a part that has no instrument a random name
    parts = list(dict.fromkeys(re.findall(r'<score-part id="(P[0-9a-f]{32})"', text)))
    for number, name in enumerate(parts, 1):
        text = text.replace(f'id="{name}', f'id="P{number}')
    return text


def write_musicxml(
    music: Melody | Multitrack, path: str | os.PathLike[str], **settings: Any
) -> Path:
    """Write the music to a MusicXML file; settings as in `to_score`. Returns the path.

    Without a title the file's name, less its ending, is the title.
    """
    settings = {"title": Path(path).stem} | settings
    return write_bytes(path, musicxml(music, **settings).encode())


def read_score(source: Any, *, steps_per_quarter: int = 4) -> Melody:
    """Read the first part of a score that has notes as a melody, as it sounds.

    Repeats are played, and instruments that transpose sound where they sound. Of a chord the top
    note is read; grace notes are not. MusicXML is read by `ssc_lib.music.musicxml`, which see for
    the rest.

    Parameters
    ----------
    source : path or music21 stream
        A MusicXML file, or another kind of score that music21 reads.
    steps_per_quarter : int
        Every note must begin and end on this grid.

    Returns
    -------
    Melody
        With the score's first tempo and first time signature.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ScoreError
        If the file cannot be read, has no notes, or a note falls between two steps: then it is an
        OffGridError.

    Warns
    -----
    ScoreWarning
        If something in the score was left out.

    Examples
    --------
    >>> from ssc_lib import Melody, read_score, write_musicxml
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "two_notes.musicxml"
    >>> read_score(write_musicxml(Melody([60, -2, 64, -2]), path)).events.tolist()
    [60, -2, 64, -2]
    """
    name = str(source) if isinstance(source, (str, os.PathLike)) else "the score"
    if name != "the score" and Path(source).suffix.lower() in ENDINGS:
        line = read_musicxml(source)
    else:
        line = _stream_line(_opened(source), name)
    try:
        melody = line.melody(steps_per_quarter)
    except ScoreError as error:
        raise type(error)(f"{name}: {error}") from error
    lost = _changes(line)
    if lost:
        warnings.warn(f"{name} was read, but {lost}", ScoreWarning, stacklevel=2)
    return melody


def _changes(line: ScoreLine) -> str:
    """What changes while there are notes, though a melody has only one of it."""
    last, words = line.notes[-1].end, []
    if any(at < last for at, _ in line.tempos[1:]):
        words.append(
            f"its tempo changes, and all is at {line.tempos[0][1]:.4g} quarter notes a minute"
        )
    if len({metre for at, metre in line.metres if at < last}) > 1:
        words.append("its time signature changes, and all is in {}/{}".format(*line.metres[0][1]))
    return "; ".join(words)


def _opened(source: Any) -> Any:
    """The stream, read by music21 where it is the path of one."""
    from music21 import converter, stream

    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file; check the spelling and the folder")
        if path.stat().st_size > MOST_BYTES:
            raise ScoreError(f"{path} is larger than {MOST_BYTES // 2**20} MB, which are the most")
        reader: Any = converter.Converter()
        try:
            reader.parseFile(path.resolve(), forceSource=True, storePickle=False)
        except Exception as error:  # music21 raises many kinds; all mean the same to a reader
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise ScoreError(
                f"{path} cannot be read as a score ({reason}); try MusicXML from another program"
            ) from error
        source = reader.stream
    if not isinstance(source, stream.Stream):
        raise TypeError(f"expected a path or a music21 stream, got {type(source).__name__}")
    return source


def _stream_line(source: Any, name: str) -> ScoreLine:
    """The line of the first part with notes."""
    from music21 import stream

    parts: list[Any] = list(source.getElementsByClass(stream.Part)) or [source]
    for part in parts:
        line = _unfolded(part, name).toSoundingPitch().stripTies().flatten()
        notes = [
            LineNote(max(p.midi for p in e.pitches), *_span(e))
            for e in line.notes
            if e.pitches and e.quarterLength and not e.duration.isGrace
        ]
        if not notes:
            continue
        # music21 fills an incomplete last bar with hidden rests; they are no part of the melody
        shown = [e for e in line.notesAndRests if not e.style.hideObjectOnPrint]
        metres = line.getElementsByClass("TimeSignature")
        tempos = [m for m in line.getElementsByClass("MetronomeMark") if m.number]
        return ScoreLine(
            top_line(notes),
            max(_span(e)[1] for e in shown),
            [(float(m.offset), (m.numerator, m.denominator)) for m in metres],
            [(float(m.offset), float(m.getQuarterBPM())) for m in tempos],
        )
    raise ScoreError(f"{name} has no notes")


def _span(element: Any) -> tuple[float, float]:
    return float(element.offset), float(element.offset + element.quarterLength)


def _unfolded(part: Any, name: str) -> Any:
    """The part with its repeats written out."""
    from music21 import repeat, stream

    if not part.getElementsByClass(stream.Measure):
        return part
    try:
        expander = repeat.Expander(part)
        expands = expander.isExpandable()
        return expander.process() if expands else part if expands is None else _folded(part, name)
    except repeat.ExpanderException:
        return _folded(part, name)


def _folded(part: Any, name: str) -> Any:
    words = f"{name} was read, but its repeats make no sense and are not played"
    warnings.warn(words, ScoreWarning, stacklevel=5)
    return part

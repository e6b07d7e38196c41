"""Melodies as scores: MusicXML there and back, and what music21 reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssc_lib import Melody, corpus, read_score, to_score, write_musicxml
from ssc_lib.music import score as module
from ssc_lib.music.multitrack import Multitrack, Track
from ssc_lib.music.musicxml.source import OffGridError, ScoreError, ScoreWarning
from ssc_lib.music.pitches import best_major_key
from ssc_lib.music.score import musicxml
from tests.made import melodies
from tests.music.four import FOUR


@given(melody=melodies(max_size=24))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_round_trip(melody: Melody, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.musicxml"
    write_musicxml(melody, path)
    assert read_score(path, steps_per_quarter=melody.steps_per_quarter) == melody


@given(melody=melodies(max_size=24))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_round_trip_through_a_stream(melody: Melody) -> None:
    assert read_score(to_score(melody), steps_per_quarter=melody.steps_per_quarter) == melody


@given(st.integers(0, 127))
@settings(max_examples=128)
def test_every_pitch(pitch: int) -> None:
    """Also in the octave of C-1, whose minus sign music21 could take for a flat."""
    (note,) = to_score(Melody([pitch])).recurse().notes
    assert note.pitch.midi == pitch


def test_bars_ties_and_rests() -> None:
    """In 3/4: a rest, then a note that is tied over the bar line."""
    melody = Melody([-2] * 8 + [60] + [-2] * 7 + [-1] + [-2] * 7, steps_per_bar=12)
    measures = list(to_score(melody).parts[0].getElementsByClass("Measure"))
    assert [m.duration.quarterLength for m in measures] == [3, 3]
    assert measures[0].timeSignature.ratioString == "3/4"
    tied = [n.tie.type for m in measures for n in m.notes]
    assert tied == ["start", "stop"]


# One tune of each metre of the dances.
TUNES = {t.time_signature: t for t in reversed(corpus.load())}


@pytest.mark.parametrize("metre", TUNES)
def test_a_tune_of_every_metre_goes_out_and_comes_back(metre: str, tmp_path: Path) -> None:
    from music21 import converter

    melody = TUNES[metre].melody
    path = write_musicxml(melody, tmp_path / "the_tune.musicxml")
    back = read_score(path)
    assert back == melody
    assert "{}/{}".format(*back.metre or ()) == metre
    score = converter.parseFile(path)
    assert [s.ratioString for s in score.recurse().getElementsByClass("TimeSignature")] == [metre]
    (signature,) = score.recurse().getElementsByClass("KeySignature")
    key = best_major_key(melody.pitch_class_histogram, melody.pitches[-1])
    assert signature.asKey("major").tonic.pitchClass == key
    measures = score.parts[0].getElementsByClass("Measure")
    assert len(measures) == len(melody.bars())
    assert score.metadata.bestTitle == "the_tune"


def test_beams_join_three_eighths_in_six_eighths_and_two_in_three_quarters() -> None:
    def beams(metre: tuple[int, int]) -> str:
        melody = Melody([60, -2] * 6, metre=metre)
        found = [n.beams.getTypes()[0] for n in to_score(melody).recurse().notes]
        return " ".join(str(kind) for kind in found)

    assert beams((6, 8)) == "start continue stop start continue stop"
    assert beams((3, 4)) != beams((6, 8))


def test_a_key_signature_spares_the_accidentals() -> None:
    """D flat major has five flats, and its notes no other accidental."""
    text = musicxml(Melody([61 + n for n in (0, 2, 4, 5, 7, 9, 11, 12)] * 2))
    assert "<fifths>-5</fifths>" in text
    assert "<accidental>" not in text
    assert "<fifths>1</fifths>" in musicxml(Melody([60, 62, 64, 69, 67]))  # G, for it ends there
    (raised,) = to_score(Melody([60, 62, 64, 65, 67, 69, 71, 72, 68])).recurse().notes[8:]
    assert raised.nameWithOctave == "G#4"


def test_the_title_is_given_or_the_name_of_the_file(tmp_path: Path) -> None:
    melody = Melody([60])
    for title, written in (("", "Melody"), ("A jig & a reel", "A jig &amp; a reel")):
        text = musicxml(melody, title=title)
        assert f"<movement-title>{written}</movement-title>" in text
        assert "Fragment" not in text and 'composer">Music21' not in text
    assert "-title>Kerry Cow</" in write_musicxml(melody, tmp_path / "Kerry Cow.xml").read_text()
    path = write_musicxml(melody, tmp_path / "a.xml", title="Another")
    assert "-title>Another</" in path.read_text()


def test_title_and_time_signature() -> None:
    score = to_score(Melody([60] * 12, steps_per_bar=12), time_signature="6/8", title="A jig")
    assert score.metadata.title == "A jig"
    assert "<beats>6</beats>" in musicxml(Melody([60] * 12), time_signature="6/8")
    assert next(score.recurse().getElementsByClass("TimeSignature")).ratioString == "6/8"


def test_the_top_note_of_chords_and_no_grace_notes() -> None:
    from music21 import chord, note, stream

    part = stream.Part(
        [chord.Chord(["C4", "E4", "G4"]), note.Note("D4").getGrace(), note.Note("F4")]
    )
    assert read_score(part).events.tolist() == [67, -2, -2, -2, 65, -2, -2, -2]


def test_a_note_between_two_steps_is_refused() -> None:
    from music21 import note, stream

    part = stream.Part([note.Note("C4", quarterLength=1 / 3), note.Note("D4", quarterLength=2 / 3)])
    words = r"quarter 0\.3333 falls between .* steps_per_quarter=12"
    with pytest.raises(OffGridError, match=words):
        read_score(part)
    assert read_score(part, steps_per_quarter=12).events[:5].tolist() == [60, -2, -2, -2, 62]


def test_a_stream_sounds_where_it_sounds_and_its_repeats_are_played() -> None:
    from music21 import bar, instrument, note, stream

    first = stream.Measure([instrument.Clarinet(), note.Note("C4", quarterLength=4)])
    first.rightBarline = bar.Repeat()
    part = stream.Part([first, stream.Measure([note.Note("D4", quarterLength=4)])])
    part.atSoundingPitch = False
    rests = stream.Part([note.Rest(quarterLength=8)])
    assert read_score(stream.Score([rests, part])).pitches.tolist() == [58, 58, 60]
    first.leftBarline = bar.Repeat("end")  # leads nowhere
    part[1].leftBarline = bar.Repeat("start")
    with pytest.warns(ScoreWarning, match="the score was read, but its repeats make no sense"):
        assert read_score(part).pitches.tolist() == [58, 60]


def test_other_kinds_of_scores_are_read_by_music21(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anew each time, and not out of a store of what was read before."""
    path = tmp_path / "a.krn"
    for pitch, key in ((60, "c"), (62, "d")):
        path.write_text(f"**kern\n*M4/4\n4{key}\n4{key}\n*-\n")
        assert read_score(path).pitches.tolist() == [pitch, pitch]
    path.write_text("nothing")
    with pytest.raises(ScoreError, match=r"a\.krn cannot be read as a score \("):
        read_score(path)
    monkeypatch.setattr(module, "MOST_BYTES", 2)
    with pytest.raises(ScoreError, match=r"a\.krn is larger than"):
        read_score(path)


@pytest.mark.parametrize("data", [b"", b"not a score", b"<score-partwise><part>"])
def test_what_is_not_a_score(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.musicxml"
    path.write_bytes(data)
    with pytest.raises(ScoreError, match=r"file\.musicxml"):
        read_score(path)


def test_missing_empty_and_other_things(tmp_path: Path) -> None:
    from music21 import stream

    with pytest.raises(FileNotFoundError, match="check the spelling"):
        read_score(tmp_path / "nowhere.xml")
    with pytest.raises(ScoreError, match="the score has no notes"):
        read_score(stream.Score())
    with pytest.raises(ScoreError, match="no notes"):
        read_score(to_score(Melody([-2] * 16)))
    with pytest.raises(TypeError, match="expected a path or a music21 stream, got int"):
        read_score(60)


def test_four_tracks_are_four_parts(tmp_path: Path) -> None:
    """With names, programs, clefs, one tempo, metre and key; as music21 reads them back."""
    from music21 import converter

    path = write_musicxml(FOUR, tmp_path / "four.musicxml")
    score = converter.parseFile(path)
    assert score.metadata.bestTitle == "four"
    assert [part.partName for part in score.parts] == list(FOUR.names)
    clefs = [next(iter(p.recurse().getElementsByClass("Clef"))).sign for p in score.parts]
    assert clefs == ["G", "G", "G", "F"]
    assert [p.getInstrument().midiProgram for p in score.parts] == [73, 52, 61, 24]
    for part, track in zip(score.parts, FOUR, strict=True):
        assert [n.pitch.midi for n in part.flatten().notes] == track.melody.pitches.tolist()
        assert [s.sharps for s in part.flatten().getElementsByClass("KeySignature")] == [1]
        metres = part.flatten().getElementsByClass("TimeSignature")
        assert [s.ratioString for s in metres] == ["3/4"]
    assert len(list(score.recurse().getElementsByClass("MetronomeMark"))) == 1
    assert read_score(path) == FOUR[0].melody


def test_a_short_track_ends_in_rests_and_drums_have_no_pitch() -> None:
    kit = Track(Melody([36, -2, 42, -2, 49, -2]), "Kit", "drums")
    long = Track(Melody([61, -2] * 8), "Long")
    score = to_score(Multitrack([kit, long]), title="Both")
    drums, other = score.parts
    assert drums.duration.quarterLength == other.duration.quarterLength == 4
    assert [n.displayName for n in drums.recurse().notes] == ["F4", "G5", "G5"]
    assert [s.sharps for s in drums.recurse().getElementsByClass("KeySignature")] == [0]

"""Scores in MusicXML: what sounds, when, and in which order; and what is refused."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

import pytest

from ssc_lib import read_score
from ssc_lib.magenta.convert import score_sequence
from ssc_lib.magenta.extraction import Rules, extract_melodies
from ssc_lib.magenta.quantization import quantize, split_on_time_changes
from ssc_lib.music.musicxml import ScoreError, ScoreLine, ScoreWarning, read_musicxml, read_parts
from ssc_lib.music.musicxml import source as module
from ssc_lib.music.musicxml.line import LineNote, top_line
from tests.music.scores import (
    CONTAINER,
    attributes,
    barline,
    note,
    notes,
    packed,
    part,
    score,
    tempo,
    written,
)

LINE = attributes("4/4") + notes("C4 D4 E4 F4")


def read(folder: Path, *parts: str, head: str = "") -> ScoreLine:
    """The line of a score of these parts, read without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return read_musicxml(written(folder, score(*parts, head=head)))


def warned(folder: Path, words: str, *parts: str) -> ScoreLine:
    path = written(folder, score(*parts))
    with pytest.warns(ScoreWarning) as caught:
        line = read_musicxml(path)
    assert str(caught[0].message) == f"{path} was read, but {words}"
    return line


def pitches(line: ScoreLine) -> list[int]:
    return [n.pitch for n in line.notes]


def refused(folder: Path, words: str, data: bytes, name: str = "a.musicxml") -> None:
    path = written(folder, data, name)
    with pytest.raises(ScoreError) as caught:
        read_musicxml(path)
    assert str(caught.value).startswith(f"{path} {words}")


def test_all_parts_are_read_in_their_order(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        score(
            part(LINE, name="P1"),
            part(attributes("4/4") + note(".", 16), name="P2"),
            part(attributes("4/4") + notes("C3 G2"), name="P3"),
        ),
    )
    with pytest.warns(ScoreWarning, match="part 'P2' has no notes"):
        upper, lower = read_parts(path)
    assert pitches(upper) == [60, 62, 64, 65]
    assert pitches(lower) == [48, 43]
    assert upper == read_musicxml(path)


# -- what sounds ---------------------------------------------------------------------------------


def test_a_transposing_instrument_sounds_where_it_sounds(tmp_path: Path) -> None:
    """A clarinet in B flat, that becomes one in E flat, then a bass an octave lower."""
    down = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
    up = "<transpose><chromatic>3</chromatic></transpose>"
    octave = "<transpose><chromatic>0</chromatic><octave-change>-1</octave-change></transpose>"
    bars = [attributes("1/4", t) + notes("C4") for t in (down, up, octave)]
    assert pitches(read(tmp_path, part(*bars, notes("D4")))) == [58, 63, 48, 50]


def test_chords_voices_staves_graces_and_cues(tmp_path: Path) -> None:
    chord = note("C4") + note("E4", 4, "<chord/>") + note("G4", 4, "<chord/>")
    grace = note("B5").replace("<note>", "<note><grace/>")
    cue = note("A5").replace("<note>", "<note><cue/>")
    lower = "<backup><duration>12</duration></backup>" + note("C6", 12, "<staff>2</staff>")
    inner = "<backup><duration>12</duration></backup>" + note("C3", 2) + note("D3", 10)
    bar = attributes("3/4") + chord + grace + cue + note("F4") + lower + inner
    assert read(tmp_path, part(bar)).notes == [
        LineNote(67, 0.0, 0.5),
        LineNote(50, 0.5, 2.0),
        LineNote(65, 2.0, 3.0),
    ]


def test_a_part_whose_upper_staff_rests_is_read_from_the_lower(tmp_path: Path) -> None:
    bar = attributes("1/4") + note(".", 4, "<staff>1</staff>") + note("C3", 4, "<staff>2</staff>")
    assert pitches(read(tmp_path, part(bar))) == [48]


def test_ties(tmp_path: Path) -> None:
    """Over a bar line; to a note that does not say so, as some programs write; not to another."""
    bars = [
        attributes("2/4") + note("C4") + note("D4", ties="start"),
        note("D4", ties="stop start") + note("D4"),
        note("D4", ties="start") + note("E4"),
    ]
    assert [n[1:] for n in read(tmp_path, part(*bars)).notes] == [(0, 1), (1, 4), (4, 5), (5, 6)]


def test_a_tie_over_a_repeat_goes_to_a_note_that_says_so(tmp_path: Path) -> None:
    bars = [
        attributes("2/4") + notes("C4 D4"),
        note("E4") + note("C4", ties="start") + barline("backward"),
        note("C4", 8, ties="stop"),
    ]
    line = read(tmp_path, part(*bars))
    assert line.notes[3:5] == [LineNote(60, 3.0, 4.0), LineNote(60, 4.0, 5.0)]
    assert line.notes[-1] == LineNote(60, 7.0, 10.0)


def test_the_first_part_that_has_notes(tmp_path: Path) -> None:
    drums = note("C4").replace("pitch>", "unpitched>")
    parts = [part(note(".", 16)), part(drums, name="P2"), part(LINE, name="P3")]
    words = "part 'P1' has no notes; part 'P2' has no notes"
    assert pitches(warned(tmp_path, words, *parts, part(notes("C6"), name="P4"))) == [
        60,
        62,
        64,
        65,
    ]
    refused(tmp_path, "has no notes (notes without a pitch (drums), left out)", score(*parts[:2]))


def test_scores_by_time(tmp_path: Path) -> None:
    """Where parts stand in measures, and not measures in parts."""
    bars = [f'<part id="A">{notes(n, 1)}</part><part id="B">{notes("C6", 1)}</part>' for n in "CD"]
    bars = [bar.replace("<step>C</step><octave>C", "<step>C</step><octave>4") for bar in bars]
    bars = [bar.replace("<step>D</step><octave>D", "<step>D</step><octave>4") for bar in bars]
    inside = "".join(f'<measure number="{n}">{bar}</measure>' for n, bar in enumerate(bars))
    path = written(tmp_path, f"<score-timewise>{inside}</score-timewise>".encode())
    assert [(n.pitch, n.start) for n in read_musicxml(path).notes] == [(60, 0.0), (62, 1.0)]


def test_the_top_line_of_equal_starts_and_long_notes() -> None:
    line = top_line([LineNote(60, 0.0, 4.0), LineNote(50, 1.0, 2.0), LineNote(72, 1.0, 9.0)])
    assert line == [LineNote(60, 0.0, 1.0), LineNote(72, 1.0, 9.0)]


# -- when ----------------------------------------------------------------------------------------


def test_a_change_of_metre_splits_the_piece(tmp_path: Path) -> None:
    """Four bars of 4/4, then nine of 3/4: as the same piece in MIDI is split."""
    four, three = "C4 D4 E4 F4", "G4 A4 B4"
    bars = [LINE] + [notes(four)] * 6 + [attributes("3/4") + notes(three)] + [notes(three)] * 8
    sequence = score_sequence(written(tmp_path, score(part(*bars))))
    assert [s[1:] for s in sequence.time_signatures] == [(4, 4), (3, 4)]
    assert sequence.time_signatures[1].time == 14.0
    pieces = [quantize(piece) for piece in split_on_time_changes(sequence)]
    found = [extract_melodies(piece, Rules(min_unique_pitches=1))[0] for piece in pieces]
    assert [len(m.melody) for (m,) in found] == [7 * 16, 9 * 12]
    assert [m.melody.steps_per_bar for (m,) in found] == [16, 12]
    with pytest.warns(ScoreWarning, match="its time signature changes, and all is in 4/4"):
        assert read_score(tmp_path / "a.musicxml").steps_per_bar == 16


@pytest.mark.parametrize(
    ("beats", "kinds", "metre"),
    [
        ("3+2", ["8"], (5, 8)),
        ("2", ["2"], (2, 2)),
        ("2 3", ["4", "8"], (7, 8)),
    ],
)
def test_metres(tmp_path: Path, beats: str, kinds: list[str], metre: tuple[int, int]) -> None:
    pairs = zip(beats.split(), kinds, strict=True)
    time = "".join(f"<beats>{a}</beats><beat-type>{b}</beat-type>" for a, b in pairs)
    line = read(tmp_path, part(attributes(more=f"<time>{time}</time>") + notes("C4 D4")))
    assert line.metres == [(0.0, metre)]


def test_tempos_hold_until_the_next(tmp_path: Path) -> None:
    """The first from the beginning; a dotted half at 40 is 120 quarter notes a minute."""
    metronome = (
        "<direction><direction-type><metronome><beat-unit>half</beat-unit><beat-unit-dot/>"
        "<per-minute>c. 40</per-minute></metronome></direction-type></direction>"
    )
    bars = [attributes("2/4") + notes("C4") + tempo(60) + notes("D4"), metronome + notes("E4 F4")]
    path = written(tmp_path, score(part(*bars)))
    sequence = score_sequence(path)
    assert sequence.tempos == [(0.0, 60.0), (2.0, 120.0)]
    assert [n.start_time for n in sequence.notes] == [0.0, 1.0, 2.0, 2.5]
    assert sequence.total_time == 3.0
    with pytest.warns(ScoreWarning, match="its tempo changes, and all is at 60 quarter notes"):
        assert read_score(path).qpm == 60


def test_seven_in_the_time_of_one_need_no_grid(tmp_path: Path) -> None:
    bar = attributes("2/4", divisions="28") + notes("C4 D4 E4 F4 G4 A4 B4") + notes("C5", 28)
    path = written(tmp_path, score(part(bar)))
    starts = [n.start_time for n in score_sequence(path).notes]
    assert starts == pytest.approx([n / 14 for n in range(8)])
    steps = [n.quantized_start_step for n in quantize(score_sequence(path)).notes]
    assert steps == [0, 1, 1, 2, 2, 3, 3, 4]
    with pytest.raises(ScoreError, match=r"quarter 0\.1429 falls between .*steps_per_quarter=28"):
        read_score(path)
    assert len(read_score(path, steps_per_quarter=28)) == 56


def test_bars_last_as_long_as_their_notes_and_empty_ones_as_their_metre(tmp_path: Path) -> None:
    bars = [attributes("3/4") + notes("C4"), notes("D4 E4 F4"), "", notes("G4 A4"), notes("B4")]
    line = read(tmp_path, part(*bars))
    assert [n.start for n in line.notes] == [0, 1, 2, 3, 7, 8, 9]
    assert line.silence == 2.0
    shifted = line.with_silence()
    assert [n.start for n in shifted.notes][:2] == [2, 3]
    assert (shifted.metres, shifted.silence) == ([(0.0, (3, 4))], 0.0)


def test_hidden_rests_at_the_end_are_no_part_of_the_line(tmp_path: Path) -> None:
    hidden = note(".", 8).replace("<note>", '<note print-object="no">')
    assert read(tmp_path, part(LINE, notes("C4 .") + hidden)).length == 6.0


def test_divisions_may_change_within_a_bar(tmp_path: Path) -> None:
    bar = LINE + attributes(divisions="3") + notes("C4 C4", 1)
    starts = [n.start for n in read(tmp_path, part(bar)).notes]
    assert starts == pytest.approx([0, 1, 2, 3, 4, 4 + 1 / 3])


def test_titles(tmp_path: Path) -> None:
    movement = "<movement-title>Second</movement-title>"
    work = "<work><work-title> A\n work </work-title></work>"
    assert read(tmp_path, part(LINE), head=work + movement).title == "A work"
    assert read(tmp_path, part(LINE), head=movement).title == "Second"
    for none in ("Music21 Fragment", "Melody"):  # written where there is no title
        head = f"<movement-title>{none}</movement-title>"
        assert read(tmp_path, part(LINE), head=head).title == ""


# -- in which order ------------------------------------------------------------------------------


def played(folder: Path, bars: str) -> str:
    """The letters of bars of one note each, as they are played.

    Before a letter ``[`` begins a repeat and ``1`` an ending, which lasts to ``/`` behind it; ``]``
    ends a repeat. ``$`` is the segno, ``@`` the coda; behind it D.C., D.S., the way to the coda and
    the end are ``<``, ``%``, ``&`` and ``.``
    """
    sounds = {"$": "segno", "@": "coda", "<": "dacapo", "%": "dalsegno", "&": "tocoda", ".": "fine"}
    out = []
    for word in bars.split():
        (letter,) = (c for c in word if c.isalpha())
        head, _, tail = word.partition(letter)
        number = "".join(c for c in head if c in "123,")
        bar = barline("forward") if "[" in head else ""
        bar += barline("", number, "start") if number else ""
        bar += "".join(f'<sound {sounds[c]}="x"/>' for c in head + tail if c in sounds)
        bar += attributes("1/4") + note(letter + "4")
        bar += barline("backward" if "]" in tail else "", "1", "stop") if "/" in tail else ""
        bar += barline("backward") if "]" in tail and "/" not in tail else ""
        out.append(bar)
    names = {60: "C", 62: "D", 64: "E", 65: "F", 67: "G", 69: "A", 71: "B"}
    return "".join(names[pitch] for pitch in pitches(read(folder, part(*out))))


@pytest.mark.parametrize(
    ("bars", "order"),
    [
        ("C D] E", "CDCDE"),
        ("C [D E] F", "CDEDEF"),
        ("C] D] E", "CCDDE"),
        ("[C D] [E F]", "CDCDEFEF"),
        ("[C 1D]/ 2E/ F", "CDCEF"),
        ("[C 1D]/ 2E]/ F", "CDCEF"),
        ("[C 1,2D]/ 3E/ F", "CDCDCEF"),
        ("[C 1D E]/ 2F G/ A", "CDECFGA"),
        ("[C 1D]/ 2E/ [F 1G]/ 2A/", "CDCEFGFA"),
        ("[C 1D]/ 2E/ F] G", "CDCEFFG"),
        ("[C 1D]/ E", "CDCE"),
        ("C D. E<", "CDECD"),
        ("C] D.] E<", "CCDDECD"),
        ("C $D E. F%", "CDEFDE"),
        ("C D& E< @F", "CDECDF"),
        ("C $D& E F% @G A", "CDEFDGA"),
        ("[C 1D]/ 2E/ F<", "CDCEFCEF"),
    ],
)
def test_repeats_endings_and_jumps_are_played(tmp_path: Path, bars: str, order: str) -> None:
    assert played(tmp_path, bars) == order


def test_a_repeat_may_be_played_more_than_twice(tmp_path: Path) -> None:
    back = '<barline><repeat direction="backward" times="{}"/></barline>'
    assert len(read(tmp_path, part(LINE + back.format(3))).notes) == 12
    words = "repeats whose number of times cannot be read, played twice: 1"
    assert len(warned(tmp_path, words, part(LINE + back.format(10**9))).notes) == 8


def test_repeats_bring_metre_and_tempo_of_their_bars_back(tmp_path: Path) -> None:
    bars = [
        attributes("2/4") + tempo(120) + notes("C4 D4"),
        barline("forward") + notes("C4 D4"),
        attributes("3/4") + tempo(60) + notes("E4 F4 G4") + barline("backward"),
    ]
    line = read(tmp_path, part(*bars))
    assert line.metres == [(0.0, (2, 4)), (4.0, (3, 4)), (7.0, (2, 4)), (9.0, (3, 4))]
    assert line.tempos == [(0.0, 120.0), (4.0, 60.0), (7.0, 120.0), (9.0, 60.0)]


def test_signs_that_repeat_bars_are_played(tmp_path: Path) -> None:
    style = '<attributes><measure-style><measure-repeat type="{}">{}</measure-repeat>'
    style += "</measure-style></attributes>"
    once, twice, stop = style.format("start", 1), style.format("start", 2), style.format("stop", "")
    bars = [
        LINE,
        once + note(".", 16),
        "",
        stop + notes("G4 G4 G4 G4"),
        twice,
        "",
        stop + notes("A4"),
    ]
    found = pitches(read(tmp_path, part(*bars)))
    assert found == [60, 62, 64, 65] * 3 + [67] * 4 + [60, 62, 64, 65] + [67] * 4 + [69]
    words = "signs that repeat a bar before the first, not played: 1"
    warned(tmp_path, words, part(once, stop + LINE))


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        ("<direction><direction-type><words>D.C. al Fine</words></direction-type></direction>",
         "D.C. or D.S. in words alone, not played: 1"),
        ('<sound dalsegno="x"/>', "ways to a segno that is not there, not played: 1"),
        ('<attributes><measure-style><slash type="start"/></measure-style></attributes>',
         "slashes or repeated beats, not played: 1"),
        (attributes("4/3"), "time signatures that cannot be read, passed over: 1"),
        (attributes("0/4"), "time signatures that cannot be read, passed over: 1"),
        (tempo(0), "tempos that cannot be read, passed over: 1"),
        ('<sound tempo="fast"/>', "tempos that cannot be read, passed over: 1"),
        (attributes(more="<transpose><chromatic>999</chromatic></transpose>"),
         "transpositions that cannot be read, passed over: 1"),
        (note("H4"), "notes whose pitch cannot be read, left out: 1"),
        (note("C4").replace("<octave>4", "<octave>44"),
         "notes whose pitch cannot be read, left out: 1"),
        ("<backup><duration>99</duration></backup>",
         "backups that lead out of their bar, cut off: 1"),
    ],
)  # fmt: skip
def test_one_odd_sign_costs_no_piece_and_is_named(tmp_path: Path, sign: str, words: str) -> None:
    line = warned(tmp_path, words, part(LINE, sign, notes("G4 A4")))
    assert pitches(line) == [60, 62, 64, 65, 67, 69]


def test_quarter_tones_are_rounded_and_named(tmp_path: Path) -> None:
    bent = note("C#4").replace("<alter>1", "<alter>0.5")
    words = "notes between two semitones, rounded up: 1"
    assert pitches(warned(tmp_path, words, part(LINE + bent)))[-1] == 61


# -- packed files --------------------------------------------------------------------------------


def test_the_container_says_which_score(tmp_path: Path) -> None:
    """In whatever order they are packed, and whatever was read under that name before."""
    other = score(part(notes("G5")))
    files = {"a.xml": other, "b.xml": score(part(LINE))}
    box = {"META-INF/container.xml": CONTAINER.format("b.xml")}
    for data in (packed(box | files), packed(dict(reversed(files.items())) | box)):
        assert pitches(read_musicxml(written(tmp_path, data, "a.mxl"))) == [60, 62, 64, 65]
        assert read_score(tmp_path / "a.mxl").pitches.tolist() == [60, 62, 64, 65]
    box = {"META-INF/container.xml": CONTAINER.format("a.xml")}
    assert read_score(written(tmp_path, packed(box | files), "a.mxl")).pitches.tolist() == [79]


def test_a_container_may_also_name_pictures(tmp_path: Path) -> None:
    box = (
        '<c:container xmlns:c="x"><c:rootfiles><c:rootfile full-path="a.pdf" '
        'media-type="application/pdf"/><c:rootfile full-path="in/b.xml" '
        'media-type="application/vnd.recordare.musicxml+xml"/></c:rootfiles></c:container>'
    )
    data = packed({"META-INF/container.xml": box, "a.pdf": b"%PDF", "in/b.xml": score(part(LINE))})
    assert len(read_musicxml(written(tmp_path, data, "a.mxl")).notes) == 4


def test_without_a_container_the_only_score_is_read(tmp_path: Path) -> None:
    whole = score(part(LINE))
    data = packed({"a.png": b"", "__MACOSX/b.xml": b"", "b.musicxml": whole})
    assert len(read_musicxml(written(tmp_path, data, "a.mxl")).notes) == 4
    assert len(read_musicxml(written(tmp_path, data, "packed.xml")).notes) == 4
    assert len(read_musicxml(written(tmp_path, whole, "plain.mxl")).notes) == 4
    two = packed({"a.xml": whole, "b.xml": whole})
    refused(tmp_path, "packs 2 scores and does not say which is meant", two, "a.mxl")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "packs no score"),
        ({"META-INF/container.xml": "<container/>"}, "is packed, and its META-INF/container.xml"),
        ({"META-INF/container.xml": CONTAINER.format("x.xml")}, "names the score 'x.xml', which"),
        ({"META-INF/container.xml": "<"}, "is no whole XML"),
        ({str(n): "" for n in range(1001)}, "packs more than 1,000 files"),
    ],
)
def test_packed_files_without_a_score(tmp_path: Path, files: dict, words: str) -> None:
    refused(tmp_path, words, packed(files), "a.mxl")


def test_other_packed_files_that_are_refused(tmp_path: Path) -> None:
    whole = packed({"a.xml": score(part(LINE))}, zipfile.ZIP_STORED)
    refused(tmp_path, "is packed, and damaged", whole[:-30], "a.mxl")
    refused(tmp_path, "is packed, and damaged", whole.replace(b"<step>C", b"<step>D"), "a.mxl")
    at = whole.index(b"PK\1\2")
    locked = bytearray(whole)
    locked[at + 8] |= 1  # a password is needed
    refused(tmp_path, "is packed in a way that is not read", bytes(locked), "a.mxl")


# -- what is refused -----------------------------------------------------------------------------


def bar(text: str) -> bytes:
    return score(part(LINE, text))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty (0 bytes)"),
        (b"Dear all", "is no whole XML (syntax error in line 1); export or"),
        (score(part(LINE))[:-40], "is no whole XML"),
        (b"<settings/>", "begins with 'settings', where MusicXML begins with score-partwise"),
        (b'<?xml version="1.0" encoding="none-such"?><a/>', "names an encoding that is not known"),
        (score(), "has no notes"),
        (score(part(note(".", 16))), "has no notes"),
        (bar(attributes(divisions="0")), "has in measure 2 quarter notes of 0 divisions, where 1"),
        (bar(attributes(divisions="x")), "has in measure 2 the divisions of a quarter note 'x'"),
        (bar(note("C4", -1)), "has in measure 2 the duration -1, where a number from 0"),
        (bar(note("C4").replace(">4</d", ">nan</d")), "has in measure 2 the duration 'nan'"),
        (bar("<note/>"), "has in measure 2 no duration"),
        (bar(note("C4", 10**12)), "has in measure 2 more than 10,000,000 quarter notes"),
        (bar(note("C4", 10**12, "<chord/>")), "has in measure 2 more than 10,000,000 quarter"),
        (bar(f"<forward><duration>{10**12}</duration></forward>"), "has in measure 2 more than"),
        (bar(note("C4", 10**16)), "has in measure 2 the duration '10000000000000000', which is no"),
        (bar("<a>" * 99), "holds elements 100 deep"),
        (bar(f"<note>{'<tie/>' * 1001}</note>"), "holds a note of more than 1,000 elements"),
        (bar(f'<note x="{"y" * 2**21}"/>'), "holds a tag of more than a million letters"),
        (score(*[part("", name=str(n)) for n in range(1001)]), "holds more than 1,000 parts"),
    ],
)  # fmt: skip
def test_scores_that_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    refused(tmp_path, words, data)


def test_a_text_that_a_terminal_obeys_is_shown_as_text(tmp_path: Path) -> None:
    data = score(part(note("C4").replace(">4</d", ">\x9b31m</d"))).replace(b"UTF-8", b"latin-1")
    refused(tmp_path, "has in measure 1 the duration", data)
    with pytest.raises(ScoreError) as caught:
        read_musicxml(tmp_path / "a.musicxml")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("encoding", ["UTF-16", "utf-8-sig", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    head = "<work><work-title>Für Elise</work-title></work>"
    text = score(part(LINE), head=head).decode()
    text = text if encoding == "utf-8-sig" else text.replace("UTF-8", encoding)
    assert read_musicxml(written(tmp_path, text.encode(encoding))).title == "Für Elise"


@pytest.mark.parametrize("declared", ['a "ha"', 'a SYSTEM "other.xml"', '% a "ha"'])
def test_scores_with_entities_are_refused(tmp_path: Path, declared: str) -> None:
    data = f"<!DOCTYPE score-partwise [<!ENTITY {declared}>]><score-partwise/>"
    refused(tmp_path, "declares the entity 'a', which no score needs", data.encode())


def test_places_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.xml: no such file; check the spelling"):
        read_musicxml(tmp_path / "nowhere.xml")
    with pytest.raises(ScoreError, match="is a folder; give the path of one score"):
        read_musicxml(tmp_path)


def test_files_larger_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed or not; of a packed one what it becomes counts, whatever it says of itself."""
    monkeypatch.setattr(module, "MOST_BYTES", 2**20)
    words = "is larger than 1 MB, unpacked"
    refused(tmp_path, words, bytes(2**20 + 1))
    data = packed({"a.xml": bytes(2**24)})
    assert len(data) < 2**16
    refused(tmp_path, words, data, "a.mxl")
    small = (2**24).to_bytes(4, "little"), (99).to_bytes(4, "little")
    refused(tmp_path, "is packed, and damaged", data.replace(*small), "a.mxl")
    data = packed({"META-INF/container.xml": bytes(2**24), "a.xml": score(part(LINE))})
    refused(tmp_path, words, data, "a.mxl")

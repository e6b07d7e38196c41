"""ABC as the standard has it: files, fields, notes; what is refused; melodies there and back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssc_lib.music.abc import AbcError, AbcTune, read_abc, split_tunes
from ssc_lib.music.abc.fields import read_key, read_metre, read_tempo, read_unit
from ssc_lib.music.abc.line import MOST_NOTES, MOST_QUARTERS
from ssc_lib.music.abc.text import MOST_HEADER, MOST_LINES
from ssc_lib.music.musicxml.source import OffGridError, ScoreError

EIGHTH = F(1, 2)


def tune(music: str, head: str = "M:4/4\nL:1/8\nK:C") -> AbcTune:
    return read_abc(f"X:1\nT:A tune\n{head}\n{music}\n")


def heard(music: str, head: str = "M:4/4\nL:1/8\nK:C") -> list[tuple[int, F]]:
    """Pitch and length of each note, lengths in eighths."""
    return [(n.pitch, n.duration / EIGHTH) for n in tune(music, head).notes]


def pitches(music: str, head: str = "M:4/4\nL:1/8\nK:C") -> list[int]:
    return [n.pitch for n in tune(music, head).notes]


def onsets(music: str, head: str = "M:4/4\nL:1/8\nK:C") -> list[F]:
    return [n.start / EIGHTH for n in tune(music, head).notes]


# -- files ---------------------------------------------------------------------------------------

THREE = "\n\n".join(f"X:{n}\nT:{n}\nM:4/4\nL:1/8\nK:C\n{{}}" for n in (1, 2, 3))


def outcomes(text: str) -> list[str | list[int]]:
    """Of each tune of a file its pitches, or why it is refused."""
    found: list[str | list[int]] = []
    for part in split_tunes(text):
        try:
            found.append([n.pitch for n in read_abc(part).notes])
        except AbcError as error:
            found.append(str(error))
    return found


def test_one_bad_tune_costs_no_other_and_is_named_with_its_line() -> None:
    assert outcomes(THREE.format("CD|", "E}F|", "GA|")) == [
        [60, 62],
        "tune 2 (2), line 13: found '}F|', which begins no sign of music",
        [67, 69],
    ]


def test_an_ending_for_several_times_is_legal() -> None:
    assert pitches("|:CDEF GABc|[1,2 c8:|[3 C8||[1-3,5 D8|]") == [
        *(60, 62, 64, 65, 67, 69, 71, 72),
        *(72, 60, 62),
    ]


def test_the_note_length_of_one_tune_does_not_reach_the_next() -> None:
    text = "X:1\nM:3/4\nL:1/4\nK:C\nCDE|\n\nX:2\nM:6/8\nK:C\nCDE|\n"
    assert [[n.duration for n in read_abc(t).notes] for t in split_tunes(text)] == [
        [1, 1, 1],
        [F(1, 2)] * 3,
    ]


def test_tunes_of_equal_numbers_are_kept_apart() -> None:
    text = THREE.format("C|", "D|", "E|").replace("X:2", "X:1").replace("X:3", "X:1")
    assert outcomes(text) == [[60], [62], [64]]
    assert [(t.number, t.line) for t in split_tunes(text)] == [(1, 1), (1, 8), (1, 15)]


def test_text_around_tunes_is_passed_over() -> None:
    prose = "A collection of tunes\nby somebody\n\n{}\n\nThanks to all. Bad edge, deaf cabbage.\n"
    text = prose.format(THREE.format("C|", "D|", "E|").replace("\n\n", "\n\nFace a bag.\n \t\n"))
    assert outcomes(text) == [[60], [62], [64]]


def test_a_field_x_begins_a_tune_without_an_empty_line() -> None:
    assert outcomes(THREE.format("C|", "D|", "E|").replace("\n\n", "\n")) == [[60], [62], [64]]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_ends_of_lines_of_other_machines(end: str) -> None:
    text = "\ufeff" + THREE.format("C|", "D|\nF|", "E|").replace("\n", end)
    assert outcomes(text) == [[60], [62, 65], [64]]


def test_a_file_header_holds_for_all_tunes_and_is_reinstated() -> None:
    text = "%abc-2.1\n% a comment\nL:1/4\nM:3/4\nC:Anon\nZ:A friend\nK:none\n"
    assert len(split_tunes(text)) == 1  # K: makes a tune of it: no header has one
    head = text.removesuffix("K:none\n")
    tunes = [
        read_abc(t)
        for t in split_tunes(head + "\nX:1\nK:C\nCDE|\n\nX:2\nL:1/8\nK:C\nC|\n\nX:3\nK:C\nZ|C|\n")
    ]
    assert [t.notes[0].duration for t in tunes] == [1, F(1, 2), 1]
    assert [t.metre for t in tunes] == [(3, 4)] * 3
    assert tunes[2].notes[0].start == 3
    assert [t.composer for t in tunes] == ["Anon"] * 3
    assert tunes[0].fields["Z"] == ("A friend",)


def test_no_header_stands_between_tunes() -> None:
    text = "X:1\nL:1/8\nK:C\nC|\n\nL:1/4\nM:3/4\n\nX:2\nK:C\nC|\n"
    assert [read_abc(t).notes[0].duration for t in split_tunes(text)] == [F(1, 2)] * 2


def test_a_tune_without_its_number_is_read() -> None:
    (text,) = split_tunes("T:Lost\nM:4/4\nL:1/8\nK:C\nCD|\n")
    assert (text.number, read_abc(text).title) == (None, "Lost")


def test_music_outside_of_a_tune_is_not_lost_without_a_word() -> None:
    """An empty line ends a tune, also amid its music; what follows is named."""
    first, rest = outcomes("X:1\nK:C\nCDEF|\n\nGABc|\n")
    assert first == [60, 62, 64, 65]
    assert rest == (
        "a tune without a number, line 5: found 'GABc|' before the field K:; expected fields"
    )


@pytest.mark.parametrize("text", ["", "\n\n", "words", "%abc-2.1\n", "T:a\nC:b\n", "\ufeff"])
def test_a_file_without_tunes(text: str) -> None:
    assert split_tunes(text) == []
    with pytest.raises(AbcError, match="found 0 tunes; expected one"):
        read_abc(text)


def test_comments_are_cut_off_and_lines_joined() -> None:
    text = (
        "X:1 % first\nT:A 100\\% tune % no title\n%K:D\nK:C % C sharp\n% c\nC\\  % c\n  %d\nD|% e\n"
    )
    read = read_abc(text)
    assert [n.pitch for n in read.notes] == [60, 62]
    assert (read.number, read.title, read.key) == (1, "A 100\\% tune", "C")


def test_fields_are_continued() -> None:
    read = read_abc("X:1\nT:A long\n% between\n+:title\nK:C\nC\nw:la\n+: la|\nD|\n")
    assert read.title == "A long title"
    assert [n.pitch for n in read.notes] == [60, 62]


def test_directives_with_text_hold_no_music() -> None:
    body = "C\n%%begintext\nAdd a bad egg\n%%endtext\nD|\n%%text A bed\nI:setbarnb 1\nE|"
    assert pitches(body) == [60, 62, 64]
    with pytest.raises(AbcError, match="found %%begintext without its end"):
        tune("C|\n%%begintext\nD|")


# -- the kinds that were read wrong --------------------------------------------------------------


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        ("C-DE", [(60, 1), (62, 1), (64, 1)]),  # a tie to another pitch
        ("C>.DE>(F)", [(60, F(3, 2)), (62, F(1, 2)), (64, F(3, 2)), (65, F(1, 2))]),
        ("(G)>{A}A B", [(67, F(3, 2)), (69, F(1, 2)), (71, 1)]),
        ("CF|[K:D]CF|", [(60, 1), (65, 1), (61, 1), (66, 1)]),
        ('CHE">"G!trill!A+fermata+B', [(60, 1), (64, 1), (67, 1), (69, 1), (71, 1)]),
        ("GA::cd", [(67, 1), (69, 1), (72, 1), (74, 1)]),
        ("CD[r:a bad remark]EJF|", [(60, 1), (62, 1), (64, 1), (65, 1)]),
        ("C\nw:a b c d e f g\nm:~G2={A}GFG\nA:a bad egg\nD|", [(60, 1), (62, 1)]),
        ("^F2F=FF|F", [(66, 2), (66, 1), (65, 1), (65, 1), (65, 1)]),
    ],
)  # fmt: skip
def test_kinds_that_were_read_wrong(music: str, expected: list[tuple[int, F]]) -> None:
    assert heard(music) == expected


def test_rests_of_every_letter_take_their_time() -> None:
    assert onsets("CxE/z/F2|Z2|X Z|C2|") == [0, 2, 3, 37]
    assert onsets("Z|C", "M:6/8\nL:1/8\nK:C") == [6]
    assert tune("C z4 x2|").length == F(7, 2)


def test_lower_case_fields_stand_in_the_head_too() -> None:
    assert pitches("C", "M:4/4\nm:~G2={A}GFG\nr:a bad remark\nK:C") == [60]


def test_extra_accidentals_of_a_key() -> None:
    assert pitches("FcCG", "K:D =c") == [66, 72, 60, 67]


# -- pitches -------------------------------------------------------------------------------------


def test_letters_octaves_and_accidentals() -> None:
    assert pitches("C,D,EFGABcdefgabc'C,,c''") == [
        *(48, 50, 64, 65, 67, 69, 71, 72, 74, 76, 77, 79, 81, 83, 84, 36, 96)
    ]
    assert pitches("C,', c' C' ^^F __B =E _E ^B") == [48, 84, 72, 67, 69, 64, 63, 72]


SIGNATURES = """
 7 C# A#m G#Mix D#Dor E#Phr F#Lyd B#Loc
 6 F# D#m C#Mix G#Dor A#Phr BLyd E#Loc
 5 B G#m F#Mix C#Dor D#Phr ELyd A#Loc
 4 E C#m BMix F#Dor G#Phr ALyd D#Loc
 3 A F#m EMix BDor C#Phr DLyd G#Loc
 2 D Bm AMix EDor F#Phr GLyd C#Loc
 1 G Em DMix ADor BPhr CLyd F#Loc
 0 C Am GMix DDor EPhr FLyd BLoc
-1 F Dm CMix GDor APhr BbLyd ELoc
-2 Bb Gm FMix CDor DPhr EbLyd ALoc
-3 Eb Cm BbMix FDor GPhr AbLyd DLoc
-4 Ab Fm EbMix BbDor CPhr DbLyd GLoc
-5 Db Bbm AbMix EbDor FPhr GbLyd CLoc
-6 Gb Ebm DbMix AbDor BbPhr CbLyd FLoc
-7 Cb Abm GbMix DbDor EbPhr FbLyd BbLoc
"""


def test_the_table_of_keys_of_the_standard() -> None:
    """Section 3.1.14."""
    for row in SIGNATURES.strip().splitlines():
        sharps, *names = row.split()
        for name in names:
            key, _ = read_key(name)
            assert key is not None
            assert sum(key.alters.values()) == int(sharps), name
            assert len(key.alters) == abs(int(sharps))


@pytest.mark.parametrize(
    ("value", "alters"),
    [
        ("", {}),
        ("none", {}),
        ("HP", {"F": 1, "C": 1}),
        ("Hp", {"F": 1, "C": 1}),
        ("A minor", {}),
        ("E Minor clef=treble", {"F": 1}),
        ("F# MIXOLYDIAN", dict.fromkeys("FCGDA", 1)),
        ("D Phr ^f", {"B": -1, "E": -1, "F": 1}),
        ("D exp _b _e ^f", {"B": -1, "E": -1, "F": 1}),
        ("D maj =c", {"F": 1, "C": 0}),
        ("Dmix=c", {"F": 1, "C": 0}),
        ("exp ^f", {"F": 1}),
        ("C transpose=-2 stafflines=3", {}),
    ],
)
def test_keys_in_other_words(value: str, alters: dict[str, int]) -> None:
    key, _ = read_key(value)
    assert key is not None and key.alters == alters


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("", [66, 78, 66, 67, 65]),  # the default: in every octave, to the end of the bar
        ("[I:propagate-accidentals pitch]", [66, 78, 66, 67, 65]),
        ("[I:propagate-accidentals octave]", [66, 77, 66, 67, 65]),
        ("[I:propagate-accidentals not]", [66, 77, 65, 67, 65]),
    ],
)
def test_how_far_an_accidental_holds(mode: str, expected: list[int]) -> None:
    assert pitches(f"{mode}^FfFG|F") == expected
    directive = mode.strip("[]").replace("I:", "%%")
    assert pitches("^FfFG|F", f"M:4/4\n{directive}\nK:C" if mode else "K:C") == expected


def test_an_accidental_goes_on_over_the_end_of_a_line_and_stops_at_any_bar_line() -> None:
    assert pitches("^F\nF|F ^G||G^G:|G^G[|]G^G.|G^G|]G") == [
        *(66, 66, 65, 68, 67, 68, 67, 68, 67, 68, 67, 68, 67)
    ]


def test_a_tie_carries_the_accidental_over_the_bar_line_and_no_further() -> None:
    assert heard("^c-|c c|") == [(73, 2), (72, 1)]
    assert heard("^c-|c-|c c|") == [(73, 3), (72, 1)]
    assert heard("^c-|=c") == [(73, 1), (72, 1)]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("K:C treble-8", 48),
        ("K:C treble+8", 72),
        ("K:C bass", 60),
        ("K:C octave=1", 72),
        ("K:C transpose=-2", 58),
        ("K:Am t=3 clef=alto-8", 51),
        ("V:1 octave=-1 name=\"A big voice\"\nK:C transpose=1", 49),
    ],
)  # fmt: skip
def test_pitches_are_those_that_sound(head: str, expected: int) -> None:
    assert pitches("C", head) == [expected]


def test_a_clef_in_the_body_leaves_the_key_alone() -> None:
    assert pitches("F[K:bass-8]F[K:G]F[K:treble]F", "K:D") == [66, 54, 54, 66]


# -- time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        ("C C2 C3/2 C/ C// C/4 C3/", [1, 2, F(3, 2), F(1, 2), F(1, 4), F(1, 4), F(3, 2)]),
        ("C>D C>>D C<D", [F(3, 2), F(1, 2), F(7, 4), F(1, 4), F(1, 2), F(3, 2)]),
        ("C>>>D C<<D C<<<D", [F(15, 8), F(1, 8), F(1, 4), F(7, 4), F(1, 8), F(15, 8)]),
        ("C2>D2 C>zC", [3, 1, F(3, 2), 1]),
        ("C<{g}D C{g}<D C >D", [F(1, 2), F(3, 2)] * 2 + [F(3, 2), F(1, 2)]),
        ("[CE]>[DF]", [F(3, 2), F(1, 2)]),
        ("(3CDE F", [F(2, 3)] * 3 + [1]),
        ("(3 D3EF2 G", [2, F(2, 3), F(4, 3), 1]),
        ("(2CD (4CDEF", [F(3, 2)] * 2 + [F(3, 4)] * 4),
        ("(5CDEFG", [F(2, 5)] * 5),
        ("(3:2:2G4c2 (3:2:4G2A2Bc", [F(8, 3), F(4, 3), F(4, 3), F(4, 3), F(2, 3), F(2, 3)]),
        ("(3::2CDE (3:4CDE", [F(2, 3)] * 2 + [1] + [F(4, 3)] * 3),
        ("(3.C(DE)) (3C>DE", [F(2, 3)] * 3 + [1, F(1, 3), F(2, 3)]),
        ("(3CzE F", [F(2, 3), F(2, 3), 1]),
        ("C-C C4-|C4 C-{d}C C.-C", [2, 8, 2, 2]),
        ("C- C-DD", [2, 1, 1]),
        ("C-zC {d}-CC", [1, 1, 1, 1]),
        ("[L:1/4]C[L:1/16]C", [2, F(1, 2)]),
        ("C`D y E@F#G*?;$A", [1] * 6),
    ],
)  # fmt: skip
def test_lengths_worked_by_hand(music: str, expected: list[F]) -> None:
    assert [length for _, length in heard(music)] == expected


def test_tuplets_of_five_seven_and_nine_ask_for_the_metre() -> None:
    for metre, time in (("2/4", 2), ("3/4", 2), ("6/8", 3), ("9/8", 3), ("12/8", 3), ("none", 2)):
        (_, length), *_ = heard("(7CDEFGAB", f"M:{metre}\nL:1/8\nK:C")
        assert length == F(time, 7)


@pytest.mark.parametrize(
    ("value", "metre", "unit"),
    [
        ("C", (4, 4), F(1, 8)),
        ("C|", (2, 2), F(1, 8)),
        ("2/4", (2, 4), F(1, 16)),
        ("3/4", (3, 4), F(1, 8)),
        ("5/8", (5, 8), F(1, 16)),
        ("(2+3+2)/8", (7, 8), F(1, 8)),
        ("2 + 3/8", (5, 8), F(1, 16)),
        ("none", None, F(1, 8)),
        ("", None, F(1, 8)),
    ],
)
def test_metres_and_the_note_length_they_set(
    value: str, metre: tuple[int, int] | None, unit: F
) -> None:
    read = tune("C", f"M:{value}\nK:C")
    assert (read.metre, read.unit) == (metre, unit)
    assert tune("[M:2/4]C", "M:4/4\nK:C").notes[0].duration == EIGHTH  # a change sets none
    assert tune("C", "K:C").metre is None


@pytest.mark.parametrize(
    ("value", "qpm"),
    [
        ("1/4=120", 120),
        ("3/8 = 50 \"Slowly\"", 75),
        ('"Allegro" 1/2=60', 120),
        ("1/4 3/8 1/4 3/8=40", 200),
        ("120", 60),  # outdated: of unit note lengths
        ("C3=40", 60),
        ('"Andante"', None),
        ("Allegro", None),
        ("1/0=10", 40),
        ("1/4=0", None),
        ("1/11111/11111/11111=1", None),
    ],
)  # fmt: skip
def test_tempos(value: str, qpm: float | None) -> None:
    assert read_tempo(value, F(1, 8)) == qpm
    assert tune("C", f"Q:{value}\nL:1/8\nK:C").qpm == qpm


# -- what stands around the notes ----------------------------------------------------------------


@pytest.mark.parametrize(
    "music",
    [
        ".C~DHE(F)G.(A)B|",
        '"Am7"C"^a bad [egg]"D"_|:"E "<(" ">)"F "@1,2"G A B|',
        "!trill!C !D.C.!D!<(!E!<)!F !>(!G !>)!A u!1!.B !fermata!|",
        "{/g}C{gab}D{^g=f}E{a3/2b/}F|{[ce]}G{ }A B|",
        "vCuD TE kF LMG JA .R B|",
        "C [I:foo][N:a]D[P:B][Q:1/4=10]E[R:jig]F\\\nG A B|",
        "|:C|D:|E::F:||:G|||A[|]B|]|:|",
        "[|C|1D:|2E||[1F|[2-3G:||[\"last\"A|B:|]",
        ":C|DE:|\n: FG|AB:]",
        "C D E!\nF G|!A B|",
        "C (D (E) F G A) B|",
        "CDE+trill+FGA+>+B|",
    ],
)  # fmt: skip
def test_marks_texts_and_bar_lines_neither_add_nor_take_notes(music: str) -> None:
    assert heard(music) == [(p, 1) for p in (60, 62, 64, 65, 67, 69, 71)]


def test_the_dialects_of_decorations() -> None:
    for instruction in ("decoration +", "linebreak !", "linebreak <EOL> !"):
        head = f"L:1/8\nI:{instruction}\nK:C"
        assert pitches("C+bad+D!E F!G!", head) == [60, 62, 64, 65, 67]


def test_of_a_chord_the_top_note_as_long_as_the_first() -> None:
    assert heard("[CEG]2 [ceC]/ [C2E2]3 [E2C] [zC] [C] [.C!5!^c]") == [
        *((67, 2), (76, F(1, 2)), (64, 6), (64, 2), (60, 1), (60, 1), (73, 1))
    ]
    assert heard("[CE]-[CE] [C-E-][CE] [CE-][CG]") == [(64, 2), (64, 2), (64, 1), (67, 1)]
    assert pitches("[C^F]F|F") == [66, 66, 65]


def test_of_several_voices_the_first() -> None:
    head = "M:4/4\nL:1/8\nV:T treble+8\nV:B bass-8\nK:C"
    assert pitches("[V:T]CD|[V:B]C,|\n[V:B][K:D]F,[V:T]F|\nV:B\nA,|\nV:T\n[K:D]F|", head) == [
        *(72, 74, 77, 78)
    ]
    assert pitches("CD|\nV:1\nE|\nV:2\nF|\n[V:1]G|") == [60, 62, 64, 67]


def test_repeats_stand_once_as_on_the_page() -> None:
    assert pitches("|:CD|1E:|2F:|\n|:G:|", "P:ABAB\nL:1/8\nK:C") == [60, 62, 64, 65, 67]


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("music", "words"),
    [
        ("C>D2", "a broken rhythm (> or <) between notes of unequal length"),
        ("C>D>C", "a broken rhythm (> or <) between notes of unequal length"),
        ("C>|D", "'|' in the middle of a tuplet or a broken rhythm"),
        (">CD|", "'>', which does not stand between two notes"),
        ("C><D", "'<', which does not stand between two notes"),
        ("C>>>>D", "'>>>>', which does not stand between two notes"),
        ("CD>", "the end in the middle of a tuplet or a broken rhythm"),
        ("(3CD|E", "'|' in the middle of a tuplet"),
        ("(3CD", "the end in the middle of a tuplet"),
        ("(3(3CDECD", "'(3', a tuplet inside another, or of no known kind"),
        ("(1C", "'(1', a tuplet inside another"),
        ("(12CD", "'(12', a tuplet inside another"),
        ("C|-C", "a tie (-) that follows no note"),
        ("-C", "a tie (-) that follows no note"),
        ("CD&EF|", "an overlay of voices (&)"),
        ("{^f}gf|", "'f' after a grace note whose accidental may hold for it"),
        ("{^f}gF2|", "'F2' after a grace note whose accidental may hold for it"),
        ("+CEG+", "'+CEG+', which is no decoration; write chords as [CEG]"),
        ("C!da capo!D", "a single '!' amid notes; decorations are written !trill!"),
        ("E C:D|", "a colon that belongs to no bar line"),
        ("[C", "'[C', which begins no sign of music"),
        ("[!f!]C", "'[!f!]', a chord without notes"),
        ("[C{d}E]", "'{d}' in a chord or among grace notes"),
        ("{C|D}", "'|' in a chord or among grace notes"),
        ("C 2", "'2', which begins no sign of music"),
        ("C//4", "'4', which begins no sign of music"),
        ("^ C", "'^ C', which begins no sign of music"),
        ("^^^C", "'^^^C', which begins no sign of music"),
        ("^/C", "'^/C', which begins no sign of music"),
        ("=20", "'=20', which begins no sign of music"),
        ('"C', "'\"C', which begins no sign of music"),
        ("{C", "'{C', which begins no sign of music"),
        ("Côte", "'ôte', which begins no sign of music"),
        ("| 1 C", "'1 C', which begins no sign of music"),
        ("C100000000", "the number 100000000; the most is 9999"),
        ("C/100000000", "the number 100000000; the most is 9999"),
        ("Z99999", "the number 99999; the most is 9999"),
        ("C/1024", "'C/1024'; expected a part of the unit down to 1/512"),
        ("C/0", "'C/0'; expected a part of the unit down to 1/512"),
        ("C" + "/" * 1000, "expected a part of the unit down to 1/512"),
        ("C9999" * 5, "more than 20000 quarter notes"),
        ("C/499 D/503 E/509", "lengths that need more than 1000000 parts of one"),
        ("C" + "'" * 9, "MIDI pitch is not between 0 and 127"),
        ("C" + "," * 9, "MIDI pitch is not between 0 and 127"),
        ("[M:none]Z", "'Z', a rest of whole bars, amid a bar or free metre"),
        ("D ZE|", "'Z', a rest of whole bars, amid a bar or free metre"),
        ("(3ZCD|", "'Z', a rest of whole bars, amid a bar or free metre"),
        ("Z2 D|", "a note or rest in the bar of a rest of whole bars (Z or X)"),
        ("[M:1/5]C", "the metre '1/5'; expected one such as 6/8, C, C| or none"),
        ("[L:3/8]C", "the unit note length '3/8'; expected one such as 1/8"),
        ("[K:X]C", "the key 'X'; expected one such as Bb, F#m or D mix"),
        ("[I:propagate-accidentals no]C", "expected not, octave or pitch"),
        ("D:", "a colon that belongs to no bar line"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(music: str, words: str) -> None:
    with pytest.raises(AbcError) as caught:
        tune(f"C|\n{music}")
    assert str(caught.value).startswith("tune 1 (A tune), line ")
    assert f": found {words}" in str(caught.value) or words in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "value",
    ["EM", "Bn", "G#", "H", "Es", "C foo", "C clef=treble_8", "treble_8", "C middle=d", "C m=B,",
     "C octave=x", "C clef=soprano", "D exp c", "Cmajor treble8"],
)  # fmt: skip
def test_keys_that_say_nothing_certain_are_refused(value: str) -> None:
    with pytest.raises(AbcError, match="found"):
        read_key(value)


def test_other_fields_that_cannot_be_read() -> None:
    for value in ("FREI4/4", "4", "0/4", "4/3", "9999/4", "2/2]"):
        with pytest.raises(AbcError, match="found the metre"):
            read_metre(value)
    for value in ("", "2", "1/3", "1/1024", "0", "1/8 1/4"):
        with pytest.raises(AbcError, match="found the unit note length"):
            read_unit(value)


def test_a_head_without_its_end() -> None:
    with pytest.raises(AbcError, match="found no field K:, after which the music begins"):
        read_abc("X:1\nT:A\nM:4/4\n")
    for line in ("CDEF|", "L 1/8", "K", "M 3/4", " L:1/4", "\tM :3/4"):
        with pytest.raises(AbcError, match=r"line 3: found .* before the field K:"):
            read_abc(f"X:1\nT:A\n{line}\nK:C\nC|\n")
    assert read_abc("X:1\nT:A\nN a note\n3/8=120\nK:C\nC|\n").notes  # text amid the fields


# -- as a melody ---------------------------------------------------------------------------------


def test_an_upbeat_is_padded_to_a_full_bar() -> None:
    melody = tune("C|DEF|GAB|", "M:3/4\nL:1/4\nK:C").melody()
    assert melody.steps_per_bar == 12
    assert [n.start_step for n in melody.notes()][:3] == [8, 12, 16]
    for music in ("CDE|FGA|", "CDEF|GAB|", "CDEF", "|:CDE|F|"):
        assert tune(music, "M:3/4\nL:1/4\nK:C").melody().events[0] == 60


def test_rests_at_the_end_belong_to_the_melody() -> None:
    melody = tune("C z|z2|", "M:2/4\nL:1/4\nQ:1/4=80\nK:C").melody(steps_per_quarter=2)
    assert melody.events.tolist() == [60, -2, -1, -2, -2, -2, -2, -2]
    assert (melody.qpm, melody.steps_per_bar, melody.metre) == (80, 4, (2, 4))
    jig = tune("CDEFGA|", "M:6/8\nL:1/8\nK:C")
    assert jig.melody().metre == (6, 8)
    assert jig.melody(steps_per_quarter=2).steps_per_bar == 6
    assert tune("CDEFGA|", "M:none\nL:1/8\nK:C").melody().metre is None


def test_what_falls_between_two_steps_is_refused() -> None:
    with pytest.raises(
        OffGridError, match=r"quarter 0\.3333 falls between two steps of a grid of 4 .*quarter=12"
    ):
        tune("(3CDEF").melody()
    assert len(tune("(3CDEF").melody(steps_per_quarter=12)) == 18
    with pytest.raises(ScoreError, match="the tune has no notes"):
        tune("z4|{c}z4|").melody()


# -- there and back ------------------------------------------------------------------------------

LETTERS = {0: "C", 2: "D", 4: "E", 5: "F", 7: "G", 9: "A", 11: "B"}
LENGTHS = {F(1): "", F(2): "2", F(3): "3", F(1, 2): "/", F(3, 2): "3/2", F(1, 4): "//"}
ITEMS = st.lists(
    st.tuples(st.none() | st.integers(30, 100), st.sampled_from(sorted(LENGTHS)), st.booleans()),
    min_size=1,
    max_size=40,
)
BETWEEN = ["", " ", "y\n", "|", " |: ", "::\n", "[1 ", ".", "T", '"Gm7"', "!f!", "{ga}", "y\\\n",
           "[r:cab]", "`", "(", ")", "y\n% bad\n", "y\nw: a | b\n"]  # fmt: skip


def spelled(pitch: int) -> str:
    """A pitch in ABC, its accidental always written."""
    natural = pitch if pitch % 12 in LETTERS else pitch - 1
    octave = natural // 12 - 5
    letter = LETTERS[natural % 12]
    marks = "'" * (octave - 1) if octave > 0 else "," * -octave
    return ("^" if pitch > natural else "=") + (letter.lower() if octave > 0 else letter) + marks


@given(ITEMS, st.data())
@settings(max_examples=150, deadline=None)
def test_a_melody_written_as_abc_reads_back_equal(
    items: list[tuple[int | None, F, bool]], data: st.DataObject
) -> None:
    """Whatever stands between the notes, and whether a length is written whole or as a tie."""
    text, expected, now = "", [], F(0)
    for pitch, length, tied in items:
        text += data.draw(st.sampled_from(BETWEEN))
        name = "z" if pitch is None else spelled(pitch)
        if tied and pitch is not None:
            text += f"{name}{LENGTHS[length]}-|{name.lstrip('^=')}{LENGTHS[length]}"
            length *= 2
        else:
            text += name + LENGTHS[length]
        if pitch is not None:
            expected.append((pitch, now, length * EIGHTH))
        now += length * EIGHTH
    read = tune(text)
    assert [tuple(n) for n in read.notes] == expected
    assert read.length == now


VALID = """%abc-2.1
L:1/8

X:1
T:All signs
M:6/8
Q:3/8=100
K:D mix ^g
V:1 treble-8
|:A>B (3cde "Gm"[ce]2-|[ce]2 {^ga}.b'2 z2:|
[M:2/4][L:1/16] !f!_B,/ x3/ ~HGu^^F|1 (5:4:5ABcde|Z2:|2 =f4-f4|]
w: la | la
"""


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_a_damaged_tune_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    text = VALID
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        kept = place + data.draw(st.integers(0, 3))
        new = data.draw(st.text(st.sampled_from(VALID + '09%&+"!{}[]()<>|:-\x1b\x00é'), max_size=5))
        text = text[:place] + new + text[kept:]
    for part in split_tunes(text):
        try:
            read = read_abc(part)
        except AbcError as error:
            assert str(error).isprintable() and len(str(error)) < 250
        else:
            assert len(read.notes) <= len(text)
            assert 0 <= read.length <= MOST_QUARTERS
            ends = [n.start + n.duration for n in read.notes]
            assert all(a <= b.start for a, b in zip(ends, read.notes[1:], strict=False))
            assert not ends or ends[-1] <= read.length
            assert all(0 <= n.pitch <= 127 and n.duration > 0 for n in read.notes)


def steps_of(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls, those of C included."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("bar", ["^CD[EG]F (3GAB c>d|", "^CD[EG]F (3GAB c>d|\n", "C-CC-CC-CC-C|"])
def test_a_tune_twice_as_long_takes_twice_the_steps(bar: str) -> None:
    short, long = (steps_of(lambda n=n: tune(bar * n)) for n in (100, 200))
    assert long < 2.05 * short
    assert len(tune(bar * 1600).notes) >= 4 * 1600


@pytest.mark.parametrize("head", ["", "%abc-2.1\nM:4/4\nC:Trad.\n\n"])
def test_twice_as_many_tunes_take_twice_the_steps(head: str) -> None:
    """Splitting, reading and laying on a grid."""

    def all_of(text: str) -> list[int]:
        return [len(read_abc(part).melody()) for part in split_tunes(text)]

    texts = [head + "X:1\nT:A tune\nL:1/8\nK:C\nCDEF|GABc|\n\n" * n for n in (100, 200)]
    short, long = (steps_of(lambda text=text: all_of(text)) for text in texts)
    assert long < 2.05 * short


# -- what a tune may become ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("music", "words"),
    [
        ("C100000000|", "found the number 100000000; the most is 9999"),
        ("C9999|" * 5, "found more than 20000 quarter notes"),
        ("Z9999|", "found more than 20000 quarter notes"),
        ("z9999|" * 5, "found more than 20000 quarter notes"),
    ],
)
def test_a_tune_cannot_ask_for_endless_time(music: str, words: str) -> None:
    with pytest.raises(AbcError, match=words):
        tune(music)


@pytest.mark.parametrize("sign", ["C", "z|"])
def test_a_tune_has_no_endless_number_of_notes_or_bar_lines(sign: str) -> None:
    with pytest.raises(AbcError, match="found more than 100,000 notes or bar lines"):
        tune(sign * (MOST_NOTES + 2), "L:1/512\nK:C")


def test_a_file_has_no_endless_number_of_lines() -> None:
    """Line ends of all three kinds count; nothing is split before they are counted."""
    for end in ("\n", "\r", "\r\n"):
        with pytest.raises(AbcError, match="found 1,000,001 lines, where 1,000,000 are the most"):
            split_tunes(end * (MOST_LINES + 1))
    assert split_tunes("\r\n" * MOST_LINES) == []


def test_a_file_header_that_each_tune_reads_anew_is_short() -> None:
    tunes = "\nX:1\nK:C\nC|\n"
    assert len(split_tunes("C:Trad.\n" * MOST_HEADER + tunes)) == 1
    with pytest.raises(AbcError, match="found 251 lines before a tune; expected a few fields"):
        split_tunes("C:Trad.\n" * (MOST_HEADER + 1) + tunes)


@pytest.mark.parametrize("setting", ["octave=\x1b[2J", "transpose=\x07", "middle=\x9b"])
def test_what_a_setting_says_steers_no_terminal(setting: str) -> None:
    with pytest.raises(AbcError, match=r"found '[a-z]+=\\x") as caught:
        tune("C|", f"K:C {setting}")
    assert str(caught.value).isprintable()

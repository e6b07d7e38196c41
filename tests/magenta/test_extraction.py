"""Quantizing, splitting and extracting: by hand, and against the original Melody RNN."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.magenta import extraction, quantization
from ssc_lib.magenta.extraction import (
    TRAINING,
    Rules,
    SequenceGeneratorError,
    extract_melodies,
    original_primer,
)
from ssc_lib.magenta.notesequence import NoteSequence, SequenceNote, Tempo, TimeSignature
from ssc_lib.magenta.quantization import (
    MOST_STEPS,
    ExtractionError,
    quantize,
    split_on_time_changes,
)
from tests.golden import golden

LOOSE = Rules(min_bars=0, min_unique_pitches=1)


def cases(name: str, key: str) -> list[Any]:
    found = golden(name)[key]
    return [(k, found[k]) for k in found] if isinstance(found, dict) else found


def sequence(case: dict[str, Any]) -> NoteSequence:
    notes = [
        SequenceNote(pitch, velocity, start, end, instrument, is_drum=bool(drum))
        for pitch, start, end, velocity, instrument, drum in case["notes"]
    ]
    return NoteSequence(
        notes=notes,
        tempos=[Tempo(*t) for t in case["tempos"]],
        time_signatures=[TimeSignature(*t) for t in case["time_signatures"]],
        total_time=case["total_time"],
    )


def steps(*notes: tuple[int, ...], **fields: Any) -> NoteSequence:
    """Notes (pitch, start, end[, instrument]) in steps, as a sequence at 120 qpm, quantized."""
    made = [SequenceNote(n[0], 80, n[1] / 8, n[2] / 8, *n[3:]) for n in notes]
    total = max((n.end_time for n in made), default=0.0)
    return quantize(NoteSequence(notes=made, total_time=total, **fields))


def events(piece: NoteSequence, rules: Rules = LOOSE) -> list[list[int]]:
    return [found.melody.events.tolist() for found in extract_melodies(piece, rules)[0]]


# -- as the original does ------------------------------------------------------------------------


def test_all_cases_are_there() -> None:
    assert len(cases("extraction_cases.json", "cases")) == 15
    assert len(cases("primer_cases.json", "rows")) == 11


@pytest.mark.parametrize(("name", "case"), cases("extraction_cases.json", "cases"))
def test_extraction_as_measured(name: str, case: dict[str, Any]) -> None:
    piece = sequence(case)
    parts = [
        {
            "offset": part.start_time_offset,
            "total_time": part.total_time,
            "num_notes": len(part.notes),
            "tempos": [list(t) for t in part.tempos],
            "time_signatures": [list(t) for t in part.time_signatures],
        }
        for part in split_on_time_changes(piece)
    ]
    assert parts == case["split_fragments"]
    if "quantize_error" in case:
        with pytest.raises(getattr(quantization, case["quantize_error"]["error"])):
            quantize(piece)
        return
    grid = quantize(piece)
    found = [[n.pitch, n.quantized_start_step, n.quantized_end_step] for n in grid.notes]
    assert found == case["quantized_notes"]
    assert grid.total_quantized_steps == case["total_quantized_steps"]
    modes = golden("extraction_cases.json")["modes"]
    assert case["results"].keys() == modes.keys()
    for mode, expected in case["results"].items():
        rules = Rules(**{k: math.inf if v == "inf" else v for k, v in modes[mode].items()})
        if "error" in expected:
            with pytest.raises(getattr(quantization, expected["error"])):
                extract_melodies(grid, rules)
            continue
        melodies, counts = extract_melodies(grid, rules)
        rows = [
            {
                "start_step": m.start_step,
                "end_step": m.start_step + len(m.melody),
                "steps_per_bar": m.melody.steps_per_bar,
                "events": m.melody.events.tolist(),
            }
            for m in melodies
        ]
        assert rows == expected["melodies"], mode
        assert counts == expected["stats"], mode


def test_the_training_rules_are_the_originals() -> None:
    assert Rules(**golden("extraction_cases.json")["modes"]["train"]) == TRAINING


@pytest.mark.parametrize("row", cases("primer_cases.json", "rows"), ids=lambda r: r["name"])
def test_primers_as_measured(row: dict[str, Any]) -> None:
    primer = row["primer_arg"]
    if primer is None:
        note = SequenceNote(60, 100, 0.0, 2.0)
        tempos = [Tempo(0.0, 120.0), Tempo(1.0, 90.0)] if row["name"] == "two_tempos" else []
        odd = [TimeSignature(0.0, 7, 32)] if row["name"] == "odd_meter" else []
        primer = NoteSequence(notes=[note], tempos=tempos, time_signatures=odd, total_time=2.0)
    request = {"qpm": row["qpm"], "section": row["input_section"]}
    if "error" in row:
        with pytest.raises(ExtractionError) as caught:
            original_primer(primer, row["num_steps_flag"], **request)
        assert type(caught.value).__name__ == row["error"]
        return
    given = original_primer(primer, row["num_steps_flag"], **request)
    assert given.melody.events.tolist() == row["primer_fed_to_model"]
    assert given.total_steps == row["total_steps"] == row["result_len"]
    assert given.start_step == row["primer_start_step"]
    assert given.melody.qpm == row["qpm"]


# -- by hand -------------------------------------------------------------------------------------


def test_halves_go_up_and_a_note_lasts_a_step() -> None:
    """At 60 qpm a step is a quarter of a second, half a step an eighth."""
    times = [(0.124, 0.126), (0.125, 0.375), (0.374, 0.38)]
    notes = [SequenceNote(60, 80, *t) for t in times]
    grid = quantize(NoteSequence(notes=notes, tempos=[Tempo(0.0, 60.0)], total_time=0.38))
    assert [n[-2:] for n in grid.notes] == [(0, 1), (1, 2), (1, 2)]
    assert (grid.total_quantized_steps, grid.steps_per_quarter) == (2, 4)


def test_a_new_note_cuts_the_one_before_and_its_tail_never_comes_back() -> None:
    assert events(steps((60, 0, 8), (62, 2, 4), (64, 6, 7))) == [
        [60, -2, 62, -2, -1, -2, 64],
    ]


def test_a_bar_of_silence_ends_a_melody() -> None:
    """The silence is counted from the end of the note; the next melody begins at a bar line."""
    assert events(steps((60, 0, 2), (62, 18, 19))) == [[60, -2], [-2, -2, 62]]
    assert len(events(steps((60, 0, 2), (62, 17, 19)))) == 1
    half = Rules(min_bars=0, min_unique_pitches=1, gap_bars=0.5)
    assert events(steps((60, 0, 2), (62, 11, 13)), half)[0] == [60, -2]


def test_chords() -> None:
    chord = steps((60, 0, 4), (67, 0, 2), (64, 0, 4), (62, 4, 6))
    assert events(chord) == [[67, -2, -1, -2, 62, -2]]
    strict = Rules(min_bars=0, min_unique_pitches=1, ignore_polyphonic_notes=False)
    found, counts = extract_melodies(chord, strict)
    assert found == [] and counts["polyphonic_tracks_discarded"] == 1


def test_instruments_are_apart_and_drums_and_silent_notes_are_left_out() -> None:
    piece = steps((60, 0, 4, 2), (72, 2, 4, 0))
    drum = SequenceNote(36, 90, 0.0, 0.5, 1, is_drum=True)
    ghost = SequenceNote(50, 0, 0.0, 0.5, 0)
    piece.notes.extend([drum._replace(quantized_end_step=4), ghost._replace(quantized_end_step=4)])
    assert events(piece) == [[-2, -2, 72, -2], [60, -2, -2, -2]]


def test_three_four_and_upbeats() -> None:
    waltz = steps((60, 2, 4), (62, 40, 44), time_signatures=[TimeSignature(0.0, 3, 4)])
    found, _ = extract_melodies(waltz, LOOSE)
    assert [(m.start_step, m.melody.steps_per_bar) for m in found] == [(0, 12), (36, 12)]


@pytest.mark.parametrize(
    ("piece", "error", "words"),
    [
        ({"tempos": [Tempo(0, 120), Tempo(1, 90)]}, "MultipleTempoError", "120 to 90"),
        ({"tempos": [Tempo(1, 90)]}, "MultipleTempoError", "at 1.00 s"),
        ({"tempos": [Tempo(0, 0)]}, "BadTempoError", "above 0"),
        ({"tempos": [Tempo(math.nan, 90)]}, "BadTempoError", "at nan s"),
        (
            {"time_signatures": [TimeSignature(0, 4, 4), TimeSignature(2, 3, 4)]},
            "MultipleTimeSignatureError",
            "from 4/4 to 3/4 at 2.00 s",
        ),
        ({"time_signatures": [TimeSignature(2, 3, 4)]}, "MultipleTimeSignatureError", "4/4 to"),
        ({"time_signatures": [TimeSignature(0, 4, 6)]}, "BadTimeSignatureError", "4/6"),
        ({"time_signatures": [TimeSignature(0, 0, 4)]}, "BadTimeSignatureError", "0/4"),
        ({"time_signatures": [TimeSignature(0, 7, 32)]}, "NonIntegerStepsPerBarError", "3.5"),
        ({"time_signatures": [TimeSignature(0, 2**30, 1)]}, "TooLongError", "no bar"),
        ({"time_signatures": [TimeSignature(math.inf, 4, 4)]}, "BadTimeSignatureError", "finite"),
        ({"notes": [SequenceNote(60, 80, -1.0, 1.0)]}, "NegativeTimeError", "-1 s"),
        ({"notes": [SequenceNote(60, 80, 1.0, 0.0)]}, "BadNoteError", "begins at step 8"),
        ({"notes": [SequenceNote(60, 80, 0.0, math.nan)]}, "BadNoteError", "nan"),
        ({"notes": [SequenceNote(128, 80, 0.0, 1.0)]}, "BadNoteError", "pitch 128"),
        ({"notes": [SequenceNote(-1, 80, 0.0, 1.0)]}, "BadNoteError", "pitch -1"),
        ({"notes": [SequenceNote(60, 80, 0.0, 1e300)]}, "TooLongError", f"{MOST_STEPS:,}"),
        ({"total_time": math.inf}, "BadNoteError", "lasts inf"),
    ],
)
def test_refusals(piece: dict[str, Any], error: str, words: str) -> None:
    notes = piece.pop("notes", [SequenceNote(60, 80, 0.0, 1.0)])
    with pytest.raises(getattr(quantization, error)) as caught:
        extract_melodies(quantize(NoteSequence(notes=notes, **piece)))
    assert isinstance(caught.value, ValueError)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_seconds_are_refused_where_steps_are_needed() -> None:
    with pytest.raises(ValueError, match="call quantize first"):
        extract_melodies(NoteSequence(notes=[SequenceNote(60, 80, 0.0, 1.0)]))


def test_splitting() -> None:
    """A change cuts a held note; a repetition of the same tempo, or one after the end, does not."""
    piece = NoteSequence(
        notes=[SequenceNote(60, 80, 0.0, 3.0), SequenceNote(62, 80, 3.0, 4.0)],
        tempos=[Tempo(0.0, 100.0), Tempo(1.0, 100.0), Tempo(2.0, 50.0), Tempo(4.0, 70.0)],
        time_signatures=[TimeSignature(0.0, 3, 4), TimeSignature(3.0, 4, 4)],
        total_time=4.0,
    )
    parts = split_on_time_changes(piece)
    assert [p.start_time_offset for p in parts] == [0.0, 2.0, 3.0]
    assert [[n[:4] for n in p.notes] for p in parts] == [
        [(60, 80, 0.0, 2.0)],
        [],
        [(62, 80, 0.0, 1.0)],
    ]
    assert [t.qpm for p in parts for t in p.tempos] == [100.0, 50.0, 50.0]
    assert parts[2].time_signatures == [TimeSignature(0.0, 4, 4)]
    assert all(quantize(p) for p in parts)
    assert split_on_time_changes(NoteSequence(notes=piece.notes)) == []


def test_a_melody_comes_back_whole() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        row = rng.choice([-2, -2, -1, 60, 64, 67, 71], size=64)
        row[0], row[-1] = 60, 72
        melody = Melody(row, qpm=float(rng.integers(40, 240)))
        (found,), _ = extract_melodies(
            quantize(NoteSequence.from_melody(melody)),
            Rules(min_bars=0, min_unique_pitches=1, gap_bars=math.inf),
        )
        assert found.melody.notes() == melody.notes()
        assert len(found.melody) == len(melody)
        assert found.melody.qpm == melody.qpm


def test_a_thousand_melodies_take_no_longer_than_their_notes() -> None:
    """Each note is looked at a bounded number of times, however many silences there are."""
    notes = tuple((60, n * 32, n * 32 + 2) for n in range(20_000))
    assert len(events(steps(*notes))) == 20_000


def test_primers_by_hand() -> None:
    assert original_primer([60, -2, -2]).melody.events.tolist() == [60, -2, -2, -1, -2]
    assert original_primer([]).melody.events.tolist() == [-2]
    late = original_primer([-2] * 35 + [60])
    assert (late.start_step, late.total_steps, late.melody.events.tolist()) == (
        32,
        96,
        [-2, -2, -2, 60, -1, -2],
    )
    with pytest.raises(extraction.EventSequenceRnnModelError, match="at least 34 steps"):
        original_primer([60] * 31, 33)
    assert original_primer([60] * 31, 34).total_steps == 34
    two = NoteSequence(
        notes=[SequenceNote(60, 80, 0.0, 1.0), SequenceNote(64, 80, 0.0, 1.0, 1)], total_time=1.0
    )
    with pytest.raises(SequenceGeneratorError, match="on 2 instruments"):
        original_primer(two)
    assert original_primer(Melody([60], qpm=90)).melody.qpm == 90

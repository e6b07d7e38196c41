"""Splitting a sequence and laying a grid over it: by hand, and against the original Melody RNN."""

from __future__ import annotations

import math
from typing import Any

import pytest

from ssc_lib.magenta import quantization
from ssc_lib.magenta.notesequence import NoteSequence, SequenceNote, Tempo, TimeSignature
from ssc_lib.magenta.quantization import (
    MOST_STEPS,
    BadNoteError,
    BadTempoError,
    BadTimeSignatureError,
    ExtractionError,
    MultipleTempoError,
    MultipleTimeSignatureError,
    NegativeTimeError,
    TooLongError,
    quantize,
    split_on_time_changes,
    steps_in_bar,
)
from tests.magenta.measured import cases, sequence

# -- as the original does ------------------------------------------------------------------------


def test_all_cases_are_there() -> None:
    assert len(cases("extraction_cases.json", "cases")) == 15


@pytest.mark.parametrize(("name", "case"), cases("extraction_cases.json", "cases"))
def test_pieces_and_steps_as_measured(name: str, case: dict[str, Any]) -> None:
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


# -- by hand -------------------------------------------------------------------------------------


def test_halves_go_up_and_a_note_lasts_a_step() -> None:
    """At 60 qpm a step is a quarter of a second, half a step an eighth."""
    times = [(0.124, 0.126), (0.125, 0.375), (0.374, 0.38)]
    notes = [SequenceNote(60, 80, *t) for t in times]
    grid = quantize(NoteSequence(notes=notes, tempos=[Tempo(0.0, 60.0)], total_time=0.38))
    assert [n[-2:] for n in grid.notes] == [(0, 1), (1, 2), (1, 2)]
    assert (grid.total_quantized_steps, grid.steps_per_quarter) == (2, 4)


@pytest.mark.parametrize(
    ("signature", "steps"), [((4, 4), 16), ((6, 8), 12), ((3, 4), 12), ((2, 2), 16), ((5, 8), 10)]
)
def test_steps_in_a_bar(signature: tuple[int, int], steps: int) -> None:
    note = SequenceNote(60, 80, 0.0, 1.0)
    piece = NoteSequence(notes=[note], time_signatures=[TimeSignature(0.0, *signature)])
    assert steps_in_bar(quantize(piece)) == steps


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


@pytest.mark.parametrize(
    ("piece", "error", "words"),
    [
        ({"tempos": [Tempo(0, 120), Tempo(1, 90)]}, MultipleTempoError, "120 to 90"),
        ({"tempos": [Tempo(1, 90)]}, MultipleTempoError, "at 1.00 s"),
        ({"tempos": [Tempo(0, 0)]}, BadTempoError, "above 0"),
        ({"tempos": [Tempo(math.nan, 90)]}, BadTempoError, "at nan s"),
        (
            {"time_signatures": [TimeSignature(0, 4, 4), TimeSignature(2, 3, 4)]},
            MultipleTimeSignatureError,
            "from 4/4 to 3/4 at 2.00 s",
        ),
        ({"time_signatures": [TimeSignature(2, 3, 4)]}, MultipleTimeSignatureError, "4/4 to"),
        ({"time_signatures": [TimeSignature(0, 4, 6)]}, BadTimeSignatureError, "4/6"),
        ({"time_signatures": [TimeSignature(0, 0, 4)]}, BadTimeSignatureError, "0/4"),
        ({"time_signatures": [TimeSignature(math.inf, 4, 4)]}, BadTimeSignatureError, "finite"),
        ({"notes": [SequenceNote(60, 80, -1.0, 1.0)]}, NegativeTimeError, "-1 s"),
        ({"notes": [SequenceNote(60, 80, 0.0, math.nan)]}, BadNoteError, "nan"),
        ({"notes": [SequenceNote(128, 80, 0.0, 1.0)]}, BadNoteError, "pitch 128"),
        ({"notes": [SequenceNote(-1, 80, 0.0, 1.0)]}, BadNoteError, "pitch -1"),
        ({"notes": [SequenceNote(60, 80, 0.0, 1e300)]}, TooLongError, f"{MOST_STEPS:,}"),
        ({"total_time": math.inf}, BadNoteError, "lasts inf"),
    ],
)
def test_refusals(piece: dict[str, Any], error: type[ExtractionError], words: str) -> None:
    notes = piece.pop("notes", [SequenceNote(60, 80, 0.0, 1.0)])
    with pytest.raises(error) as caught:
        quantize(NoteSequence(notes=notes, **piece))
    assert isinstance(caught.value, ValueError)
    assert words in str(caught.value) and "\n" not in str(caught.value)

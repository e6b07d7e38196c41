"""Extracting melodies and primers: by hand, and against the original Melody RNN."""

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
    BadNoteError,
    ExtractionError,
    NonIntegerStepsPerBarError,
    TooLongError,
    quantize,
)
from tests.golden import golden
from tests.magenta.measured import cases, sequence

LOOSE = Rules(min_bars=0, min_unique_pitches=1)


def steps(*notes: tuple[int, ...], **fields: Any) -> NoteSequence:
    """Notes (pitch, start, end[, instrument]) in steps, as a sequence at 120 qpm, quantized."""
    made = [SequenceNote(n[0], 80, n[1] / 8, n[2] / 8, *n[3:]) for n in notes]
    total = max((n.end_time for n in made), default=0.0)
    return quantize(NoteSequence(notes=made, total_time=total, **fields))


def events(piece: NoteSequence, rules: Rules = LOOSE) -> list[list[int]]:
    return [found.melody.events.tolist() for found in extract_melodies(piece, rules)[0]]


# -- as the original does ------------------------------------------------------------------------


def test_all_primers_are_there() -> None:
    assert len(cases("primer_cases.json", "rows")) == 11


@pytest.mark.parametrize(("name", "case"), cases("extraction_cases.json", "cases"))
def test_extraction_as_measured(name: str, case: dict[str, Any]) -> None:
    if "quantize_error" in case:
        assert not case.get("results")
        return
    grid = quantize(sequence(case))
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
    assert {m.melody.metre for m in found} == {(3, 4)}


@pytest.mark.parametrize(
    ("piece", "error", "words"),
    [
        (
            {"time_signatures": [TimeSignature(0, 7, 32)]},
            NonIntegerStepsPerBarError,
            "3.5 steps long",
        ),
        ({"time_signatures": [TimeSignature(0, 2**30, 1)]}, TooLongError, "no bar"),
        ({"notes": [SequenceNote(60, 80, 1.0, 0.0)]}, BadNoteError, "begins at step 8"),
    ],
)
def test_refusals(piece: dict[str, Any], error: type[ExtractionError], words: str) -> None:
    notes = piece.pop("notes", [SequenceNote(60, 80, 0.0, 1.0)])
    with pytest.raises(error, match=words) as caught:
        extract_melodies(quantize(NoteSequence(notes=notes, **piece)))
    assert isinstance(caught.value, ValueError)
    assert "\n" not in str(caught.value)


def test_seconds_are_refused_where_steps_are_needed() -> None:
    with pytest.raises(ValueError, match="call quantize first"):
        extract_melodies(NoteSequence(notes=[SequenceNote(60, 80, 0.0, 1.0)]))


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

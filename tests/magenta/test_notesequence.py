"""Note sequences as bytes: by hand, by another encoder, and damaged."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssc_lib.magenta.notesequence import (
    KeySignature,
    NoteSequence,
    NoteSequenceError,
    SequenceNote,
    Tempo,
    TimeSignature,
    read_sequences,
)
from ssc_lib.magenta.tfrecord import write_tfrecord

PIECE = NoteSequence(
    id="/id/midi/tunes/0",
    filename="a/b.mid",
    reference_number=7,
    collection_name="tunes",
    title="Pony",
    ticks_per_quarter=220,
    time_signatures=[TimeSignature(0.0, 6, 8)],
    key_signatures=[KeySignature(0.0, 9, 1)],
    tempos=[Tempo(0.0, 120.0), Tempo(1.5, 90.5)],
    notes=[
        SequenceNote(60, 100, 0.0, 0.5, 1, 24, True, 3, 300),
        SequenceNote(127, 1, 0.5, 2.25),
    ],
    total_time=2.25,
    source_type=1,
    encoding_type=3,
    parser=2,
    steps_per_quarter=4,
    total_quantized_steps=18,
    start_time_offset=0.25,
    end_time_offset=8.0,
)


# -- messages ------------------------------------------------------------------------------------


def test_bytes_by_hand() -> None:
    """Tag = field number times 8, plus 0 (varint), 1 (eight bytes) or 2 (length and bytes)."""
    note = bytes.fromhex(
        "08 3c"  # 1, varint: pitch 60
        "10 64"  # 2, varint: velocity 100
        "21 000000000000e03f"  # 4, eight bytes: end_time 0.5; start_time 0 is left out
        "70 ac02"  # 14, varint: quantized_end_step 300 = 44 + 2 * 128
    )
    piece = bytes.fromhex("12 01 78") + b"\x42" + bytes([len(note)]) + note
    expected = NoteSequence(
        filename="x", notes=[SequenceNote(60, 100, 0.0, 0.5, quantized_end_step=300)]
    )
    assert expected.to_bytes() == piece
    assert NoteSequence.from_bytes(piece) == expected
    assert NoteSequence().to_bytes() == b""
    assert NoteSequence.from_bytes(b"") == NoteSequence()


def test_a_negative_number_takes_ten_bytes() -> None:
    below = NoteSequence(total_quantized_steps=-5)
    assert below.to_bytes() == b"\x80\x01" + b"\xfb" + b"\xff" * 8 + b"\x01"
    assert NoteSequence.from_bytes(below.to_bytes()) == below


times = st.floats(allow_nan=False)
numbers = st.integers(-(2**31), 2**31 - 1)
notes = st.builds(
    SequenceNote, numbers, numbers, times, times, numbers, numbers, st.booleans(), numbers, numbers
)
texts = st.text(st.characters(exclude_categories=("Cs",)))
sequences = st.builds(
    NoteSequence,
    id=texts,
    title=texts,
    ticks_per_quarter=numbers,
    tempos=st.lists(st.builds(Tempo, times, times)),
    notes=st.lists(notes, max_size=5),
    total_time=times,
    parser=st.integers(0, 6),
    steps_per_quarter=st.integers(0, 96),
)


@given(sequence=sequences)
@settings(deadline=None)
def test_round_trip(sequence: NoteSequence) -> None:
    assert NoteSequence.from_bytes(sequence.to_bytes()) == sequence


def test_unknown_fields_are_passed_over() -> None:
    """A pitch bend (10), a lone varint (20), eight bytes (21) and four bytes (22)."""
    others = b"\x52\x02\x10\x05" + b"\xa0\x01\x01" + b"\xa9\x01" + bytes(8) + b"\xb5\x01" + bytes(4)
    assert NoteSequence.from_bytes(others + PIECE.to_bytes() + others) == PIECE


def test_another_encoder_writes_the_same_bytes() -> None:
    """Protobuf itself, from a description of the message with the same field numbers."""
    pytest.importorskip("google.protobuf")
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    kinds = {"i": 5, "l": 3, "d": 1, "b": 8, "s": 9}
    messages = {
        "Note": "pitch1i velocity2i start_time3d end_time4d instrument7i program8i is_drum9b "
        "quantized_start_step13l quantized_end_step14l",
        "TimeSignature": "time1d numerator2i denominator3i",
        "KeySignature": "time1d key2i mode3i",
        "Tempo": "time1d qpm2d",
        "SourceInfo": "source_type1i encoding_type2i parser3i",
        "QuantizationInfo": "steps_per_quarter1i",
        "SubsequenceInfo": "start_time_offset1d end_time_offset2d",
        "SequenceMetadata": "title1s",
        "NoteSequence": "id1s filename2s collection_name3s ticks_per_quarter4i "
        "time_signatures5TimeSignature* key_signatures6KeySignature* tempos7Tempo* notes8Note* "
        "total_time9d source_info13SourceInfo quantization_info15QuantizationInfo "
        "total_quantized_steps16l subsequence_info17SubsequenceInfo reference_number18l "
        "sequence_metadata19SequenceMetadata",
    }
    file = descriptor_pb2.FileDescriptorProto(name="t.proto", package="t", syntax="proto3")
    for message, text in messages.items():
        described = file.message_type.add(name=message)
        for entry in text.split():
            name, number, kind = re.match(r"([a-z_]+)(\d+)(\S+)", entry).groups()
            added = described.field.add(name=name, number=int(number), label=1)
            if kind.endswith("*"):
                added.label = 3
            if kind in kinds:
                added.type = kinds[kind]
            else:
                added.type, added.type_name = 11, f".t.{kind.rstrip('*')}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    cls = message_factory.GetMessageClass(pool.FindMessageTypeByName("t.NoteSequence"))
    theirs = cls.FromString(PIECE.to_bytes())
    assert theirs.SerializeToString(deterministic=True) == PIECE.to_bytes()
    assert theirs.notes[0].quantized_end_step == 300
    assert theirs.sequence_metadata.title == "Pony"
    assert theirs.subsequence_info.end_time_offset == 8.0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x42\x05\x08", "field 8 wants 5 bytes where 1 remain"),
        (b"\x08\x01", r"field 1 \(id\) is written as no text"),
        (b"\x49\x00\x00", "field 9 wants 8 bytes where 2 remain"),
        (b"\x20" + b"\xff" * 11, "does not end"),
        (b"\x20", "does not end"),
        (b"\x0b", "begins no field"),
        (b"\x00\x00" + b"\x02\x00", "begins no field"),
        (b"\x0a\x01\xff", r"field 1 \(id\) is not UTF-8"),
    ],
)
def test_what_is_no_message(data: bytes, words: str) -> None:
    with pytest.raises(NoteSequenceError, match=words):
        NoteSequence.from_bytes(data)


def test_mutated_messages() -> None:
    """Any bytes give a sequence or one sentence."""
    rng = np.random.default_rng(0)
    good = np.frombuffer(PIECE.to_bytes(), np.uint8)
    refused = 0
    for _ in range(500):
        bad = good[: rng.integers(1, len(good) + 1)].copy()
        bad[rng.integers(0, len(bad), 3)] = rng.integers(0, 256, 3)
        try:
            NoteSequence.from_bytes(bad.tobytes())
        except NoteSequenceError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 100


# -- files ---------------------------------------------------------------------------------------


def test_a_file_there_and_back(tmp_path: Path) -> None:
    path = write_tfrecord(tmp_path / "some.tfrecord", [PIECE.to_bytes(), NoteSequence().to_bytes()])
    assert list(read_sequences(path)) == [PIECE, NoteSequence()]


def test_a_record_that_is_no_sequence_is_named(tmp_path: Path) -> None:
    path = write_tfrecord(tmp_path / "other.tfrecord", [PIECE.to_bytes(), b"\x42\x05"])
    with pytest.raises(NoteSequenceError, match=r"other\.tfrecord: record 2 is no NoteSequence"):
        list(read_sequences(path))

"""Melodies out of MIDI files: annotated bytes, exact round trips, and files that are none."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import mido
import pretty_midi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssc_lib import Melody, read_midi, write_midi
from ssc_lib.music import tracks
from ssc_lib.music.midi import MidiWarning, open_midi
from ssc_lib.music.pitches import pitch_name
from ssc_lib.music.tracks import MidiError
from tests.golden import TUNES
from tests.made import EVENTS, FILE, HEADER, melodies

# Messages on two channels, few of each kind, so that they meet.
channels, times = st.sampled_from([0, 9]), st.integers(0, 3)
messages = st.one_of(
    st.builds(
        lambda kind, note, velocity, channel, time: mido.Message(
            kind, note=note, velocity=velocity, channel=channel, time=time
        ),
        st.sampled_from(["note_on", "note_on", "note_off"]),
        st.integers(60, 61),
        st.sampled_from([0, 1, 127]),
        channels,
        times,
    ),
    st.builds(
        lambda program, channel, time: mido.Message(
            "program_change", program=program, channel=channel, time=time
        ),
        st.integers(0, 2),
        channels,
        times,
    ),
    st.builds(
        lambda tempo, time: mido.MetaMessage("set_tempo", tempo=tempo, time=time),
        st.sampled_from([1, 333_333, 500_000, 2**24 - 1]),
        times,
    ),
    st.builds(
        lambda numerator, power, time: mido.MetaMessage(
            "time_signature", numerator=numerator, denominator=2**power, time=time
        ),
        st.integers(1, 12),
        st.integers(0, 5),
        times,
    ),
    st.builds(
        lambda key, time: mido.MetaMessage("key_signature", key=key, time=time),
        st.sampled_from(["C", "F#", "Cb", "C#", "Am", "Abm", "A#m", "Bb", "Em"]),
        times,
    ),
    st.builds(lambda time: mido.MetaMessage("text", text="\xe4", time=time), times),
)

# How twelve tunes in the public domain begin, as everybody sings them, and their numbers of notes.
TUNES_BY_HEART = {
    "au_clair_de_la_lune": ("C4 C4 C4 D4 E4 D4 C4 E4 D4 D4 C4", 44),
    "frere_jacques": ("C4 D4 E4 C4 C4 D4 E4 C4 E4 F4 G4", 32),
    "jingle_bells": ("E4 E4 E4 E4 E4 E4 E4 G4 C4 D4 E4", 51),
    "lightly_row": ("G4 E4 E4 F4 D4 D4 C4 D4 E4 F4 G4", 51),
    "london_bridge": ("G4 A4 G4 F4 E4 F4 G4 D4 E4 F4", 24),
    "mary_had_a_little_lamb_only4pitches": ("E4 D4 C4 D4 E4 E4 E4 D4 D4 D4", 26),
    "minuet_in_g": ("D5 G4 A4 B4 C5 D5 G4 G4", 64),
    "ode_to_joy": ("E4 E4 F4 G4 G4 F4 E4 D4 C4 C4 D4 E4", 62),
    "oh_susanna": ("C4 D4 E4 G4 G4 A4 G4 E4 C4 D4 E4", 55),
    "row_your_boat": ("C4 C4 C4 D4 E4 E4 D4 E4 F4 G4", 27),
    "twinkle": ("C4 C4 G4 G4 A4 A4 G4 F4 F4 E4 E4 D4 D4 C4", 42),
    "when_the_saints": ("C4 E4 F4 G4 C4 E4 F4 G4", 32),
}


def saved(folder: Path, data: bytes, name: str = "file.mid") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_file_byte_by_byte(tmp_path: Path) -> None:
    melody = read_midi(saved(tmp_path, FILE))
    assert melody.events.tolist() == [60, -2, -2, -2, -1, -2, 64, -2]
    assert (melody.qpm, melody.steps_per_bar, melody.steps_per_quarter) == (120, 12, 4)
    coarse = read_midi(tmp_path / "file.mid", steps_per_quarter=2)
    assert coarse.events.tolist() == [60, -2, -1, 64]
    assert (coarse.steps_per_bar, coarse.metre) == (6, (3, 4))


def test_a_wrapped_file(tmp_path: Path) -> None:
    """RMID: the same bytes as a chunk of a RIFF file."""
    size = len(FILE).to_bytes(4, "little")
    wrapped = b"RIFF" + (len(FILE) + 12).to_bytes(4, "little") + b"RMIDdata" + size + FILE
    assert read_midi(saved(tmp_path, wrapped)) == read_midi(saved(tmp_path, FILE, "plain.mid"))


@pytest.mark.parametrize("name", TUNES_BY_HEART)
def test_tunes_that_everybody_knows(name: str) -> None:
    """Files of another hand, at 120 quarters a minute, with the tune on a second track."""
    begins, notes = TUNES_BY_HEART[name]
    melody = read_midi(TUNES / f"{name}.mid")
    first = melody.pitches[: len(begins.split())]
    assert " ".join(map(pitch_name, first)) == begins
    assert len(melody.notes()) == notes
    assert melody.qpm == 120
    others = {"minuet_in_g": (3, 4), "row_your_boat": (6, 8)}
    assert melody.metre == others.get(name, (4, 4))
    assert melody.steps_per_bar == (12 if name in others else 16)


def test_every_tune_is_known_by_heart() -> None:
    assert {path.stem for path in TUNES.glob("*.mid")} == set(TUNES_BY_HEART)


# -- there and back ------------------------------------------------------------------------------


@given(melody=melodies())
@settings(max_examples=150)
def test_round_trip(melody: Melody, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.mid"
    write_midi(melody, path)
    assert read_midi(path, steps_per_quarter=melody.steps_per_quarter) == melody


def test_idle_note_offs_are_all_that_is_lost(tmp_path: Path) -> None:
    melody = Melody([60, -1, -1, -2, 64, -2, -1, -1])
    back = read_midi(write_midi(melody, tmp_path / "tune.mid"))
    assert back.events.tolist() == [60, -1, -2, -2, 64, -2, -1, -2]


def test_the_top_line_is_read_and_drums_are_not(tmp_path: Path) -> None:
    file = pretty_midi.PrettyMIDI(initial_tempo=120)
    low, high, drums = (pretty_midi.Instrument(0, is_drum=d) for d in (False, False, True))
    low.notes.append(pretty_midi.Note(80, 48, 0.0, 2.0))
    high.notes += [pretty_midi.Note(80, 72, 0.0, 0.5), pretty_midi.Note(80, 74, 0.5, 1.0)]
    drums.notes.append(pretty_midi.Note(80, 99, 0.25, 0.5))
    file.instruments += [low, high, drums]
    file.write(str(tmp_path / "band.mid"))
    assert read_midi(tmp_path / "band.mid").pitches.tolist() == [72, 74]


def test_notes_off_the_grid_go_to_the_nearest_step(tmp_path: Path) -> None:
    """Halves go up, and a note lasts at least a step."""
    file = pretty_midi.PrettyMIDI(resolution=480, initial_tempo=120)
    piano = pretty_midi.Instrument(0)
    for pitch, start, end in ((60, 0.01, 0.02), (62, 0.1875, 0.30), (64, 0.63, 0.87)):
        piano.notes.append(pretty_midi.Note(80, pitch, start, end))
    file.instruments.append(piano)
    file.write(str(tmp_path / "loose.mid"))
    # In steps of 1/8 s: 0.08 to 0.16, 1.5 to 2.4, 5.04 to 6.96.
    assert read_midi(tmp_path / "loose.mid").events.tolist() == [60, -1, 62, -1, -2, 64, -2]


def test_a_change_of_tempo_does_not_smear_the_grid(tmp_path: Path) -> None:
    file = mido.MidiFile(ticks_per_beat=96)
    track = mido.MidiTrack()
    for n, pitch in enumerate((60, 62, 64, 65)):
        track.append(mido.MetaMessage("set_tempo", tempo=500_000 + 77_777 * n))
        track.append(mido.Message("note_on", note=pitch, velocity=80))
        track.append(mido.Message("note_off", note=pitch, time=96))
    file.tracks.append(track)
    file.save(tmp_path / "rubato.mid")
    melody = read_midi(tmp_path / "rubato.mid")
    assert [n.start_step for n in melody.notes()] == [0, 4, 8, 12]
    assert melody.qpm == 120


# -- files of other programs ---------------------------------------------------------------------


def track(events: bytes, length: int | None = None) -> bytes:
    """A track of these events, which states this length (by default the true one)."""
    return b"MTrk" + (len(events) if length is None else length).to_bytes(4, "big") + events


def head(kind: int = 0, tracks: int = 1, ticks: int = 96) -> bytes:
    return b"MThd\0\0\0\6" + b"".join(n.to_bytes(2, "big") for n in (kind, tracks, ticks))


END = b"\0\xff\x2f\0"
NOTES = EVENTS[: -len(END)]
TEMPO_ONLY = bytes.fromhex("00 ff5103 07a120") + END
TUNE = [60, -2, -2, -2, -1, -2, 64, -2]  # the melody of FILE


@pytest.mark.parametrize(
    "event",
    [
        "ff5902 0800",  # a key of eight sharps
        "ff5902 8001",  # of 128 flats
        "ff5902 0002",  # in a mode that is neither major nor minor
        "ff5901 00",  # without a mode
        "ff5102 07a1",  # a tempo of two bytes
        "ff5103 000000",  # no time at all a quarter note
        "ff5804 00022408",  # 0/4
        "ff5801 04",  # a signature without a denominator
        "ff5804 04ff2408",  # 4 over a number of 77 digits
        "90 bc 64",  # a key beyond the last
        "c0 ff",  # a program beyond the last
    ],
)
def test_an_event_that_cannot_be_costs_itself_alone(tmp_path: Path, event: str) -> None:
    odd = track(b"\0" + bytes.fromhex(event) + EVENTS)
    with pytest.warns(MidiWarning, match=r"left out or set right: 1$"):
        melody = read_midi(saved(tmp_path, HEADER + odd))
    assert melody == read_midi(saved(tmp_path, FILE))


@pytest.mark.parametrize(
    "event",
    [
        "ff5405 ffffffffff",  # an offset in hours and frames that no clock shows
        "ff5400",
        "ff2000",  # a channel prefix that names no channel
        "ff0001 01",  # half of a sequence number
        "b0 07 ff",  # a controller beyond its range
        "f0 03 01fff7",  # a message to an instrument, with a byte that none may have
        "f8",  # the beat of a clock
        "f2 1020",
        "ff7f 00",
    ],
)
def test_events_that_no_note_needs_are_passed_over(tmp_path: Path, event: str) -> None:
    """Nothing is lost, so nothing is said; the time before them still passes."""
    odd = track(NOTES + b"\x18" + bytes.fromhex(event) + bytes.fromhex("18 90 43 64 30 80 43 00"))
    plain = track(NOTES + bytes.fromhex("30 90 43 64 30 80 43 00") + END)
    melody = read_midi(saved(tmp_path, HEADER + odd))
    assert melody == read_midi(saved(tmp_path, HEADER + plain))
    assert melody.events.tolist() == [*TUNE, -1, -2, 67, -2]


def test_a_stroke_that_is_too_hard_is_a_hard_one(tmp_path: Path) -> None:
    data = FILE.replace(bytes.fromhex("90 3c 64"), bytes.fromhex("90 3c e4"))
    with pytest.warns(MidiWarning, match="set right: 2"):
        file = open_midi(saved(tmp_path, data.replace(b"\x80\x3c\x40", b"\x80\x3c\xff")))
    assert [(n.pitch, n.velocity) for n in file.parts[0].notes] == [(60, 127), (64, 100)]


def test_events_without_a_status_take_that_of_the_note_before(tmp_path: Path) -> None:
    """Texts and messages to instruments in between change nothing."""
    short = bytes.fromhex("00 90 3c 64  60 3c 00  00 ff0101 41  00 f0 01 f7  30 40 64  30 40 00")
    assert read_midi(saved(tmp_path, HEADER + track(short + END))).events.tolist() == TUNE


WRAPPED = {
    "a chunk of another kind": head(1, 2) + track(TEMPO_ONLY) + b"XFIH\0\0\0\2hi" + track(EVENTS),
    "foreign bytes before the head": bytes(128) + FILE,
    "a list before the tune": b"RIFF\x40\0\0\0RMIDLIST\4\0\0\0INFOdata\x39\0\0\0" + FILE,
    "a list behind the tune": FILE + b"LIST\x04\0\0\0INFO",
    "another file behind it": FILE + FILE,
    "a longer head": b"MThd\0\0\0\x08" + HEADER[8:] + b"\0\0" + track(EVENTS),
    "no last event": HEADER + track(NOTES),
    "an empty track first": head(1, 2) + track(b"") + track(EVENTS),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_what_players_accept_without_a_word(tmp_path: Path, name: str) -> None:
    melody = read_midi(saved(tmp_path, WRAPPED[name]))
    assert melody.events.tolist() == TUNE
    assert melody.qpm == 120


MENDED = {
    "a length of 0": (HEADER + track(EVENTS, 0), r"track 1 is 35 bytes long, not 0"),
    "a length too small": (HEADER + track(EVENTS, 33), "not 33 as it says"),
    "a length that ends between events": (HEADER + track(EVENTS, 15), "not 15 as it says"),
    "a length too large": (HEADER + track(EVENTS, 700), "not 700 as it says"),
    "the largest length": (HEADER + track(EVENTS, 2**32 - 1), "not 4294967295 as it says"),
    "a length across the next track": (
        head(1, 2) + track(TEMPO_ONLY, 30) + track(EVENTS),
        "track 1 is 11 bytes long, not 30",
    ),
    "a length into what is no track": (
        head(1, 2) + track(TEMPO_ONLY, 13) + bytes(5) + track(EVENTS),
        "passed over: 5",
    ),
    "tracks that nobody counted": (head(1, 1) + track(TEMPO_ONLY) + track(EVENTS), "counts 1 .* 2"),
    "tracks that are not there": (head(1, 5) + track(EVENTS), "counts 5 tracks, and it holds 1"),
    "bytes between tracks": (head(1, 2) + track(TEMPO_ONLY) + b"\0" + track(EVENTS), "over: 1"),
}


@pytest.mark.parametrize("name", MENDED)
def test_wrong_lengths_and_counts_are_set_right(tmp_path: Path, name: str) -> None:
    data, words = MENDED[name]
    with pytest.warns(MidiWarning, match=words):
        melody = read_midi(saved(tmp_path, data))
    assert melody.events.tolist() == TUNE


def test_a_few_remarks_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    data = head(1, 6) + track(EVENTS, 0) * 6
    with pytest.warns(MidiWarning, match=r"track 3 is [^;]*; and 3 more$"):
        read_midi(saved(tmp_path, data))


def test_fine_ticks_are_no_damage(tmp_path: Path) -> None:
    """Notes of a quarter note each, in the finest ticks there are: 17 million of them."""
    note = bytes.fromhex("00 90 3c 64 81ff7f 80 3c 00")  # 32,767 ticks long
    path = saved(tmp_path, head(ticks=32_767) + track(512 * note + END))
    melody = read_midi(path)
    assert [n.start_step for n in melody.notes()] == list(range(0, 2048, 4))
    file = open_midi(path)
    assert file.seconds(512 * 32_767) == pytest.approx(256)


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    """Counted in quarter notes for every reader, in steps for who builds a melody of them."""
    note = bytes.fromhex("00 90 3c 64 8fffffff7f 80 3c 00")  # 2**32 - 1 ticks
    with pytest.raises(MidiError, match="lasts 44,739,243 quarter notes, where 10,000,000 are"):
        open_midi(saved(tmp_path, HEADER + track(note + END)))
    path = saved(tmp_path, head(ticks=2**10) + track(note + END))
    assert open_midi(path).parts[0].notes[0].end == 2**32 - 1
    with pytest.raises(MidiError, match="lasts 16,777,216 steps, where 1,048,576 are the most"):
        read_midi(path)


def test_a_tempo_in_the_middle_of_the_file(tmp_path: Path) -> None:
    slow = bytes.fromhex("60 ff5103 0f4240")  # a quarter note later: 60 quarter notes a minute
    path = saved(tmp_path, HEADER + track(NOTES[:15] + slow + bytes.fromhex("60 90 3c 64") + END))
    file = open_midi(path)
    assert [(t.tick, file.qpm(t)) for t in file.tempos] == [(0, 120), (96, pytest.approx(60))]
    assert [file.seconds(tick) for tick in (0, 48, 96, 192)] == pytest.approx([0, 0.25, 0.5, 1.5])


def test_notes_that_nothing_ends_are_counted(tmp_path: Path) -> None:
    """One is never let go, one at once."""
    odd = bytes.fromhex("00 90 48 64  00 90 4a 64  00 80 4a 40")
    with pytest.warns(MidiWarning, match=r"no end or no length, left out: 2$"):
        melody = read_midi(saved(tmp_path, HEADER + track(NOTES + odd + END)))
    assert melody.events.tolist() == TUNE
    with pytest.raises(MidiError, match=r"has no notes to read .* nor do notes that nothing ends"):
        read_midi(saved(tmp_path, HEADER + track(odd + END)))


def test_many_wrong_lengths_take_no_longer_than_right_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past the first wrong length no track is read beyond its last event."""
    read, read_event = [], tracks._read_event

    def counted(data: bytes, place: int, *others: Any) -> Any:
        read.append(place)
        return read_event(data, place, *others)

    monkeypatch.setattr(tracks, "_read_event", counted)
    one = track(EVENTS, 2000) + b"\x40\x40\x40"
    with pytest.warns(MidiWarning, match="and 996 more"):
        assert read_midi(saved(tmp_path, head(1, 500) + one * 500)).events.tolist() == TUNE
    assert len(read) < 500 * 7 + 2000


def test_independent_tracks_follow_one_another(tmp_path: Path) -> None:
    """Of format 2 each track is a tune of its own, with its own tempo, or the usual one."""
    fast = bytes.fromhex("00 ff5103 03d090") + EVENTS[7:]  # 240 quarter notes a minute
    path = saved(tmp_path, head(2, 3) + track(fast) + track(EVENTS[7:]) + track(fast))
    assert [n.start_step for n in read_midi(path).notes()] == [0, 6, 8, 14, 16, 22]
    file = open_midi(path)
    assert [(t.tick, round(file.qpm(t))) for t in file.tempos] == [(0, 240), (192, 120), (384, 240)]
    assert [s[0] for s in file.signatures] == [0, 192, 384]
    assert read_midi(saved(tmp_path, head(2, 1) + track(EVENTS))).events.tolist() == TUNE


@pytest.mark.parametrize("place", [0, 7, 15, 23])
def test_words_of_an_end_cut_nothing_that_follows(tmp_path: Path, place: int) -> None:
    words = b"\0\xff\1\x0dend of melody"
    path = saved(tmp_path, HEADER + track(EVENTS[:place] + words + EVENTS[place:]))
    assert read_midi(path).events.tolist() == TUNE


def test_words_of_an_end_with_nothing_behind_them_are_the_end(tmp_path: Path) -> None:
    path = saved(tmp_path, HEADER + track(NOTES + b"\x30\xff\1\x0dend of melody" + END))
    assert read_midi(path).events.tolist() == [*TUNE, -1, -2]


@given(data=st.data())
@settings(max_examples=60)
def test_what_pretty_midi_reads_is_read_alike(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Notes, tempos, signatures, keys and texts of files that have several of each."""
    path = tmp_path_factory.getbasetemp() / "alike.mid"
    made = mido.MidiFile(ticks_per_beat=data.draw(st.sampled_from([1, 96, 480, 1000])))
    for _ in range(data.draw(st.integers(1, 3))):
        made.tracks.append(mido.MidiTrack(data.draw(st.lists(messages, min_size=1, max_size=30))))
    made.save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pretty_midi.PrettyMIDI(str(path))
        ours = open_midi(path)
    for part, other in zip(ours.parts, theirs.instruments, strict=True):
        assert (part.program, part.is_drum) == (other.program, other.is_drum)
        assert [
            (n.pitch, n.velocity, ours.seconds(n.start), ours.seconds(n.end)) for n in part.notes
        ] == [(n.pitch, n.velocity, n.start, n.end) for n in other.notes]
    times, tempos = theirs.get_tempo_changes()
    assert [t.begin_s for t in ours.tempos] == times.tolist()
    assert [ours.qpm(t) for t in ours.tempos] == tempos.tolist()
    assert [(ours.seconds(t), n, d) for t, n, d in ours.signatures] == [
        (s.time, s.numerator, s.denominator) for s in theirs.time_signature_changes
    ]
    assert [(ours.seconds(t), tonic + 12 * minor) for t, tonic, minor in ours.keys] == [
        (k.time, k.key_number) for k in theirs.key_signature_changes
    ]
    assert [(ours.seconds(t), text) for t, text in ours.texts] == [
        (t.time, t.text) for t in theirs.text_events
    ]


# -- files that are none -------------------------------------------------------------------------


@pytest.mark.parametrize("length", range(1, len(FILE), 3))
def test_a_truncated_file(tmp_path: Path, length: int) -> None:
    """Cut anywhere, it says so in one sentence that names the file."""
    path = saved(tmp_path, FILE[:length], "cut.mid")
    with pytest.raises(MidiError) as caught:
        read_midi(path)
    message = str(caught.value)
    assert str(path) in message
    assert "export" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b"Dear all, please find the tune attached.", "is not a MIDI file: it begins with 'Dear'"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "is not a MIDI file: it begins with 'RIFF'"),
        (HEADER + b"MTrk\0\0\0\4\0\xff\x2f\0", "has no notes to read"),
        (FILE.replace(b"\x00\x01\x00\x60", b"\x00\x01\x00\x00"), "damaged"),  # 0 ticks a quarter
        (FILE.replace(b"\x00\x01\x00\x60", b"\x00\x01\xe7\x28"), "seconds"),  # SMPTE time
        (b"\x89PNG\r\n", "it begins with the bytes 89 50 4e 47 where MIDI has MThd"),
        (HEADER, "it has no track"),
        (HEADER + b"MTrk\0\0\0\4\0\x3c\x64\0", "track 1 has data where an event must begin"),
        (HEADER + b"MTrk\0\0\0\x40" + b"\xff" * 64, "a number too large for MIDI"),
    ],
)
def test_what_is_not_a_melody(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(MidiError, match=words):
        read_midi(saved(tmp_path, data))


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.mid: no such file; check"):
        read_midi(tmp_path / "nowhere.mid")
    with pytest.raises(MidiError, match="is a folder"):
        read_midi(tmp_path)


def test_a_melody_without_notes_can_be_written_but_not_read(tmp_path: Path) -> None:
    with pytest.raises(MidiError, match="has no notes"):
        read_midi(write_midi(Melody([-2, -2]), tmp_path / "silence.mid"))


def test_a_time_signature_that_changes_is_named(tmp_path: Path) -> None:
    """Also one that only begins later; one that is said again is none, nor one after the end."""
    note, three = "00 90 3c 64 60 80 3c 40", "00 ff5804 03022408"
    two = "00 ff5804 02022408"
    for words, said in (
        ((three, note, two, note), "all is in 3/4"),
        ((note, three, note), "all is in 3/4"),
        ((three, note, three, note), ""),
        ((three, note, two), ""),
    ):
        path = saved(tmp_path, HEADER + track(bytes.fromhex("".join(words)) + END))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            read_midi(path)
        assert [str(w.message).partition(", and ")[2] for w in caught] == [said] * bool(said)

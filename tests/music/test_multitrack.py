"""Several tracks on one grid: a sequence and a value, MIDI out and in, and what is refused."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import mido
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ssc_lib as ssc
from ssc_lib.music import multitrack as module
from ssc_lib.music.instruments import PROGRAMS, VOICES
from ssc_lib.music.melody import Melody
from ssc_lib.music.midi import MidiWarning
from ssc_lib.music.multitrack import Multitrack, Track, read_multitrack
from ssc_lib.music.tracks import MidiError
from tests.golden import TUNES
from tests.made import FILE, rows
from tests.music.four import FOUR

DRUMS = Track(Melody([36, -2, 42, -2, 38, -2, 46, -2]), "Kit", "drums")


def lines(music: Multitrack) -> list[list[int]]:
    return [track.melody.events.tolist() for track in music]


# -- a sequence and a value ----------------------------------------------------------------------


def test_tracks_in_order_and_steps_in_length() -> None:
    assert (
        [track.name for track in FOUR] == list(FOUR.names) == ["Soprano", "Alto", "Tenor", "Bass"]
    )
    assert FOUR[1].voice == "choir" and FOUR[-1] is FOUR.tracks[3]
    assert len(FOUR) == 24 and FOUR.duration_s == pytest.approx(24 * 60 / 90 / 4)
    assert FOUR.grid == FOUR[0].melody.grid
    assert repr(FOUR) == "<Multitrack: 4 tracks, 24 steps, 90 qpm: Soprano, Alto, Tenor, Bass>"
    with pytest.raises(IndexError):
        FOUR[4]


def test_a_slice_is_one_of_steps() -> None:
    bar = FOUR[12:]
    assert isinstance(bar, Multitrack) and len(bar) == 12
    assert lines(bar) == [track.melody.events[12:].tolist() for track in FOUR]
    assert [(t.name, t.voice, t.pan) for t in bar] == [(t.name, t.voice, t.pan) for t in FOUR]


def test_a_short_melody_is_silent_until_the_others_end() -> None:
    uneven = Multitrack([Track(Melody([60, -2, -2, -2, 62])), Track(Melody([48, -2]))])
    assert len(uneven) == 5
    assert lines(uneven.padded())[1] == [48, -2, -1, -2, -2]
    assert lines(uneven[1:4]) == [[-2, -2, -2], [-2, -2, -2]]
    assert uneven.padded() != uneven and uneven[:] == uneven.padded()


def test_transposing_leaves_the_drums_alone() -> None:
    up = Multitrack([Track(Melody([60, -2, 127, -2])), DRUMS]).transposed(2)
    assert up[0].melody.pitches.tolist() == [62, 117]  # folded down by octaves, as of a melody
    assert up[1] == DRUMS
    assert Multitrack([*FOUR, DRUMS_OF_FOUR]).major_key == FOUR.major_key == 7
    assert Multitrack([DRUMS]).major_key == 0


DRUMS_OF_FOUR = Track(Melody([37] * 24, qpm=90, metre=(3, 4)), voice="drums")


def test_a_value_that_does_not_change() -> None:
    again = Multitrack(list(FOUR))
    assert again == FOUR and hash(again) == hash(FOUR) and {again, FOUR} == {FOUR}
    assert FOUR.transposed(1) != FOUR
    for thing, name in ((FOUR, "tracks"), (FOUR[0], "pan")):
        with pytest.raises(AttributeError):
            setattr(thing, name, 0)
    assert Track(Melody([60]), pan=1).pan == 1.0


def test_tracks_without_a_name_are_called_by_their_voice() -> None:
    tracks = [Track(Melody([60]), name, "organ") for name in ("", "Anna", "", "Anna")]
    assert Multitrack(tracks).names == ("organ", "Anna", "organ 2", "Anna 2")


def test_the_short_names() -> None:
    assert ssc.Multitrack is Multitrack and ssc.Track is Track
    assert ssc.read_multitrack is read_multitrack


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"voice": "gong"}, ValueError, "^the track Anna has voice 'gong'; the voices are piano"),
        ({"pan": -1.01}, ValueError, r"^the track Anna has pan -1\.01: expected -1 \(left\) to 1"),
        ({"pan": "left"}, TypeError, "^the track Anna has pan 'left'"),
        ({"name": "A\nB"}, ValueError, "must be printable text"),
        ({"name": None}, ValueError, "must be printable text, got None"),
        ({"melody": [60]}, TypeError, "^a track is made of a Melody, got list"),
    ],
)
def test_a_track_that_nobody_can_play(
    settings: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        Track(**{"melody": Melody([60]), "name": "Anna"} | settings)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (Melody([60], 3, steps_per_bar=12), "track 2 has 3 steps a quarter note at 120 qpm in 4/4"),
        (Melody([60], qpm=90), "track 1 has 4 steps a quarter note at 120 qpm in 4/4, and track 2"),
        (Melody([60], metre=(3, 4)), "120 qpm in 3/4; bring them together with stretched"),
        (Melody([60], metre=(2, 2)), "in 2/2"),
    ],
)
def test_grids_that_differ(other: Melody, words: str) -> None:
    with pytest.raises(ValueError, match="^all tracks need one grid, but .*" + words) as caught:
        Multitrack([Track(Melody([60])), Track(other)])
    assert "\n" not in str(caught.value)


def test_a_guessed_metre_and_one_that_is_named_agree() -> None:
    assert Multitrack([Track(Melody([60])), Track(Melody([60], metre=(4, 4)))])


@pytest.mark.parametrize(
    ("tracks", "error", "words"),
    [
        ([], ValueError, "needs at least one track"),
        ([Melody([60])], TypeError, r"track 1 is a Melody; give Track\(melody, name, voice, pan\)"),
        (Melody([60]), TypeError, "takes a list of Tracks, got Melody"),
        (Track(Melody([60])), TypeError, "takes a list of Tracks, got Track"),
        (4, TypeError, "takes a list of Tracks, got int"),
    ],
)
def test_what_is_no_list_of_tracks(tracks: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Multitrack(tracks)


# -- MIDI files ----------------------------------------------------------------------------------


def test_four_voices_go_out_and_come_back(tmp_path: Path) -> None:
    """Names, programs, channels, places, metre, tempo and key, as another program sees them."""
    path = ssc.write_midi(Multitrack([*FOUR, DRUMS_OF_FOUR]), tmp_path / "four.mid")
    papers, *tracks = mido.MidiFile(path).tracks
    first = {message.type: message for message in papers}
    assert (first["time_signature"].numerator, first["time_signature"].denominator) == (3, 4)
    assert first["key_signature"].key == "G"
    assert "track_name" not in first
    assert [track.name for track in tracks] == ["Soprano", "Alto", "Tenor", "Bass", ""]
    seen = [next(m for m in track if m.type == "program_change") for track in tracks]
    expected = [PROGRAMS[track.voice] for track in FOUR]
    assert [message.program for message in seen] == [*expected, 0]
    assert [message.channel for message in seen] == [0, 1, 2, 3, 9]
    back = read_multitrack(path)
    assert [(t.name, t.voice) for t in back][:4] == [(t.name, t.voice) for t in FOUR]
    assert [t.pan for t in back] == pytest.approx([t.pan for t in FOUR] + [0], abs=1 / 64)
    assert [t.melody for t in back] == [t.melody for t in FOUR] + [DRUMS_OF_FOUR.melody]
    assert back.grid == FOUR.grid and back.major_key == FOUR.major_key


@given(
    data=st.lists(st.tuples(rows, st.sampled_from(VOICES), st.text(max_size=5)), min_size=1),
    metre=st.sampled_from([(4, 4), (6, 8), (3, 4)]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_tracks_with_notes_come_back(
    data: list[Any], metre: tuple[int, int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "tracks.mid"
    tracks = [
        Track(Melody(events, metre=metre), name if name.isprintable() else "", voice)
        for events, voice, name in data
        if any(event >= 0 for event in events)
    ]
    if not tracks:
        return
    music = Multitrack(tracks).padded()
    back = read_multitrack(ssc.write_midi(music, path))
    assert [t.name for t in back] == [track.name.strip() for track in music]
    assert len(back) == len(music)
    for one, other in zip(back, music, strict=True):
        kit = "drums" if other.is_drum else other.voice
        assert one.voice == kit
        if other.voice in PROGRAMS or other.voice == "drums":
            assert one.melody.notes() == other.melody.notes()


def test_a_title_is_the_name_of_the_first_track(tmp_path: Path) -> None:
    for music in (FOUR, FOUR[0].melody, [ssc.Tone(0, 1, 60)]):
        path = ssc.write_midi(music, tmp_path / "titled.mid", title="Freude, schöner ♪ " * 10)
        name = mido.MidiFile(path, charset="utf-8").tracks[0].name
        assert name == "Freude, schöner ♪ " * 10  # more than 127 bytes: two for its length
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            back = read_multitrack(path)
        assert "Freude" not in "".join(back.names)


def test_a_file_of_one_track_gives_its_name() -> None:
    for name in ("twinkle", "ode_to_joy"):
        (path,) = TUNES.rglob(f"{name}.mid")
        music = read_multitrack(path)
        assert len(music.tracks) >= 1
        top = ssc.read_midi(path)
        assert top.notes() == music[0].melody.notes()[: len(top.notes())]


def test_two_instruments_on_one_track_are_two(tmp_path: Path) -> None:
    """Format 0: a track called in Latin-1, with a control character, and two channels of it."""
    body = bytes.fromhex(
        "00 ff0304 e47a1b41"  # its name: ä z, escape, A
        "00 c0 28 00 c1 21"  # a violin and a bass
        "00 b0 0a 00"  # the violin on the left
        "00 90 48 64 00 91 24 64"  # both begin
        "60 80 48 40 00 81 24 40 00 ff2f00"
    )
    path = tmp_path / "two.mid"
    path.write_bytes(FILE[:14] + b"MTrk" + len(body).to_bytes(4, "big") + body)
    violin, bass = read_multitrack(path)
    assert (violin.name, violin.voice, violin.pan) == ("äz A", "bowed", -1)
    assert (bass.name, bass.voice, bass.pan) == ("äz A", "plucked", 0)
    assert [violin.melody.pitches.tolist(), bass.melody.pitches.tolist()] == [[72], [36]]


def test_drums_alone_are_read(tmp_path: Path) -> None:
    path = ssc.write_midi(Multitrack([DRUMS]), tmp_path / "kit.mid")
    assert read_multitrack(path) == Multitrack([DRUMS])
    with pytest.raises(MidiError, match="has no notes to read"):
        ssc.read_midi(path)


def test_silence_at_the_end_is_kept_and_a_silent_track_is_not(tmp_path: Path) -> None:
    sounding = Track(Melody([60, -2, -1, -2, -2, -2]), "Anna")
    music = Multitrack([sounding, Track(Melody([-2] * 6), "Ben")])
    back = read_multitrack(ssc.write_midi(music, tmp_path / "rests.mid"))
    assert back == Multitrack([sounding])


def test_changes_on_the_way_are_named(tmp_path: Path) -> None:
    path = tmp_path / "faster.mid"
    path.write_bytes(
        FILE.replace(bytes.fromhex("30904064"), bytes.fromhex("30ff510301000000904064"))
    )
    data = path.read_bytes()
    path.write_bytes(data[:18] + (len(data) - 22).to_bytes(4, "big") + data[22:])
    with pytest.warns(MidiWarning, match="its tempo changes"):
        read_multitrack(path)


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_multitrack(tmp_path / "nowhere.mid")
    silent = ssc.write_midi(Melody([-2, -2]), tmp_path / "silence.mid")
    with pytest.raises(MidiError, match=r"silence\.mid has no notes to read"):
        read_multitrack(silent)
    path = ssc.write_midi(FOUR, tmp_path / "four.mid")
    monkeypatch.setattr(module, "MOST_STEPS", 95)
    with pytest.raises(MidiError, match=r"four\.mid has 4 tracks of 24 steps, where 95 steps are"):
        read_multitrack(path)

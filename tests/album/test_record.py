"""The record: each file opens in the tools that people have, and none changes from day to day."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mido
import pretty_midi
import pytest
import soundfile

from ssc_lib import read_score
from ssc_lib.album.choosing import Candidate, Ear, choose
from ssc_lib.album.piece import Piece, read_pieces
from ssc_lib.album.record import Record, file_name, press
from tests.browser import needs_browser


@pytest.fixture(scope="session")
def chosen(ear: Ear, pieces: list[Piece]) -> list[Candidate]:
    return choose([[piece] for piece in pieces], ear)


@pytest.fixture(scope="session")
def record(chosen: list[Candidate]) -> Record:
    return press("Mine & Yours", chosen, seed=4, voices=["flute", "piano"])


def test_what_is_on_it(record: Record) -> None:
    kinds = (("midi", "mid"), ("mp3", "mp3"), ("scores", "musicxml"), ("scores", "svg"))
    names = ("01 Reel", "02 Jig in A flat no. 1")
    tracks = [f"{kind}/{name}.{end}" for name in names for kind, end in kinds]
    others = ["index.html", "notes.txt", "cover.png", "mixtape.json"]
    assert sorted(record.files) == sorted([*others, *tracks])
    assert all(record.files.values())


def test_the_same_pieces_are_the_same_bytes(record: Record, chosen: list[Candidate]) -> None:
    again = press("Mine & Yours", chosen, seed=4, voices=["flute", "piano"])
    assert again.zipped() == record.zipped()
    other = press("Mine & Yours", chosen, seed=5, voices=["flute", "piano"])
    assert other.zipped() != record.zipped()


def test_midi_is_what_workstations_need(record: Record, chosen: list[Candidate]) -> None:
    """Format 1; tempo, metre and the title on the first track; names and programs on the others."""
    for (path, data), candidate in zip(of(record, ".mid"), chosen, strict=True):
        file = mido.MidiFile(file=io.BytesIO(data))
        assert file.type == 1
        first, *others = file.tracks
        assert first.name == candidate.piece.title.encode().decode("latin1")
        told = {message.type: message for message in first if message.time == 0}
        assert mido.tempo2bpm(told["set_tempo"].tempo) == pytest.approx(candidate.piece.qpm, 1e-4)
        metre = told["time_signature"]
        assert f"{metre.numerator}/{metre.denominator}" == candidate.piece.metre
        assert [track.name for track in others] == ["Melody", "Chords", "Bass", "Drums"]
        assert not any(m.type == "set_tempo" for track in others for m in track)
        channels = [{m.channel for m in track if not m.is_meta} for track in others]
        assert channels[3] == {9}
        assert len(set.union(*channels)) == 4
        programs = [[m.program for m in t if m.type == "program_change"] for t in others]
        assert [len(row) for row in programs] == [1, 1, 1, 1]
        assert programs[1:3] == [[48], [42]]
        assert len(pretty_midi.PrettyMIDI(io.BytesIO(data)).instruments) == 4, path


def test_the_melody_is_louder_than_its_company(record: Record) -> None:
    for _, data in of(record, ".mid"):
        parts = pretty_midi.PrettyMIDI(io.BytesIO(data)).instruments
        loud = [{note.velocity for note in part.notes} for part in parts]
        assert loud[0] == {100}
        assert max(loud[1]) < max(loud[2]) < 100


def test_sound_is_as_long_as_its_notes_and_has_a_tag(record: Record) -> None:
    for (_, data), track in zip(of(record, ".mp3"), record.tracks, strict=True):
        assert data[:3] == b"ID3"
        samples, rate = soundfile.read(io.BytesIO(data))
        assert len(samples) / rate == pytest.approx(track.duration_s + 0.6, abs=0.15)
        assert abs(samples).max() > 0.2


def test_scores_hold_the_melody_and_its_chords(
    record: Record, chosen: list[Candidate], tmp_path: Path
) -> None:
    for (_, data), candidate in zip(of(record, ".musicxml"), chosen, strict=True):
        path = tmp_path / "track.musicxml"
        path.write_bytes(data)
        score = read_score(path)
        assert score.pitches.tolist() == candidate.melody.pitches.tolist()
        assert b"<harmony" in data
        assert data.count(b"<backup") == 0  # all is one voice
    for _, data in of(record, ".svg"):
        assert ElementTree.fromstring(data).tag.endswith("svg")


def test_the_notes_tell_what_made_each_track(record: Record, chosen: list[Candidate]) -> None:
    notes, page = (record.files[name].decode() for name in ("notes.txt", "index.html"))
    for candidate in chosen:
        for text in (f"seed {candidate.piece.seed}", f"{candidate.copied} steps of"):
            assert text in notes
            assert text in page
    assert "Mine &amp; Yours" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    for name in record.files:
        if name.startswith(("mp3", "midi")):
            assert name.replace(" ", "%20") in page


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_plays_and_everybody_can_use_it(
    record: Record, tmp_path: Path, browser: Any, axe: str, scheme: Any
) -> None:
    folder, _ = record.write(tmp_path)
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page.goto((folder / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.querySelector('img').naturalWidth") == 600
    length = page.evaluate(
        """() => new Promise((resolve) => {
          const player = document.querySelector("audio");
          player.addEventListener("loadedmetadata", () => resolve(player.duration));
          player.preload = "metadata";
          player.load();
        })"""
    )
    assert length == pytest.approx(record.tracks[0].duration_s + 0.6, abs=0.2)
    page.evaluate(axe)
    assert page.evaluate("axe.run()")["violations"] == []
    page.close()


def test_its_recipes_make_it_again(record: Record, pieces: list[Piece], tmp_path: Path) -> None:
    path = tmp_path / "mixtape.json"
    path.write_bytes(record.files["mixtape.json"])
    assert read_pieces(path) == pieces
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == 1


def test_folder_and_zip_hold_the_same(record: Record, tmp_path: Path) -> None:
    folder, whole = record.write(tmp_path)
    assert folder.name == "Mine  Yours"
    with zipfile.ZipFile(whole) as files:
        assert files.testzip() is None
        inside = {name: files.read(name) for name in files.namelist()}
    assert inside == {f"{folder.name}/{name}": data for name, data in record.files.items()}
    for name, data in record.files.items():
        assert (folder / name).read_bytes() == data
    record.write(tmp_path)  # again, over itself
    assert not list(tmp_path.rglob(".*.part"))


def test_what_is_no_record(chosen: list[Candidate]) -> None:
    with pytest.raises(ValueError, match="has nothing to name a folder by"):
        press("♫?", chosen, seed=1)
    with pytest.raises(ValueError, match="there are none"):
        press("Nothing", [], seed=1)
    assert file_name("../..\\a:b") == "ab"


def of(record: Record, ending: str) -> list[tuple[str, bytes]]:
    return sorted((n, d) for n, d in record.files.items() if n.endswith(ending) and "/" in n)

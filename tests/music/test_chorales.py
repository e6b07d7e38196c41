"""Bach's chorales out of the installed music21: four voices that stand together."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ssc_lib.music import chorales as module
from ssc_lib.music.chorales import chorales, corpus_files, read_chorales
from tests.music.scores import attributes, notes, part, score, tempo

BAR = attributes("4/4") + notes("C4 D4 E4 F4")


def voices(bar: str, count: int = 4) -> bytes:
    """A score of so many parts, each with this bar."""
    return score(*(part(bar, name=f"P{n}") for n in range(count)))


@pytest.fixture(scope="module")
def first() -> list[module.Chorale]:
    return chorales(20)


def put_in_place(folder: Path, monkeypatch, *files: tuple[str, bytes]) -> None:
    """An installed music21 whose Bach is these files: name and score."""
    place = folder / "corpus" / "bach"
    place.mkdir(parents=True)
    for name, text in files:
        (place / name).write_bytes(text)
    spec = SimpleNamespace(submodule_search_locations=[str(folder)])
    monkeypatch.setattr(module, "find_spec", lambda _: spec)


def test_voices_have_one_grid_and_lie_one_over_the_other(first) -> None:
    for chorale in first:
        grids = {(len(v), v.steps_per_quarter, v.time_signature, v.qpm) for v in chorale.voices}
        assert len(grids) == 1
        means = [v.pitches.mean() for v in chorale.voices]
        assert means == sorted(means, reverse=True)
    lowest = min(v.range[0] for c in first for v in c.voices)
    highest = max(v.range[1] for c in first for v in c.voices)
    assert 36 <= lowest < highest <= 81


@pytest.mark.parametrize("number", ["2.6", "3.6", "10.7"])
def test_a_chorale_is_as_music21_reads_it(first, number: str) -> None:
    """Onset, length and pitch of every note of four voices, repeats played."""
    from music21 import converter

    path = next(p for p in corpus_files("bach") if p.stem == f"bwv{number}")
    ours = next(c for c in first if c.number == number)
    for voice, melody in zip(converter.parse(path).parts, ours.voices, strict=True):
        bar = voice.getElementsByClass("Measure")[0].duration.quarterLength
        silence = 4 * (4 - bar) % 16
        heard = voice.expandRepeats().stripTies().flatten().notes
        spans = [(4 * n.offset + silence, 4 * (n.offset + n.quarterLength)) for n in heard]
        wanted = [(n.pitch.midi, a, e + silence) for n, (a, e) in zip(heard, spans, strict=True)]
        assert [tuple(n) for n in melody.notes()] == wanted


def test_each_voice_has_a_timbre_and_a_place_of_its_own(first) -> None:
    tracks = first[0].music.tracks
    assert [track.name for track in tracks] == ["Soprano", "Alto", "Tenor", "Bass"]
    assert len({track.voice for track in tracks}) == 4
    places = [track.pan for track in tracks]
    assert places == sorted(places)
    assert np.isclose(sum(places), 0)


def test_numbers_go_on_by_value(first) -> None:
    numbers = [float(re.match(r"[0-9]+", c.number)[0]) for c in first]
    assert numbers == sorted(numbers)
    assert len({c.number for c in first}) == 20


def test_families_are_of_one_tune(tmp_path: Path, monkeypatch) -> None:
    rng = np.random.default_rng(3)
    tune, other = (" ".join(rng.choice(list("CDEFGAB"), 24)) for _ in range(2))
    tune, other = (re.sub(r"([A-G])", r"\g<1>4", t) for t in (tune, other))
    files = [
        (f"bwv{number}.musicxml", voices(attributes("4/4") + notes(line)))
        for number, line in ((1, tune), (2, other), (10, tune))
    ]
    put_in_place(tmp_path, monkeypatch, *files)
    assert [(c.number, c.family) for c in chorales()] == [("1", 0), ("2", 1), ("10", 0)]


def test_where_no_tempo_is_named_it_is_80(tmp_path: Path, monkeypatch) -> None:
    marked = score(part(tempo(96) + BAR, name="P0"), *(part(BAR, name=f"P{n}") for n in "123"))
    put_in_place(tmp_path, monkeypatch, ("bwv1.xml", marked), ("bwv2.xml", voices(BAR)))
    assert [c.music.grid["qpm"] for c in chorales()] == [96, 80]


def test_what_is_left_out_is_counted(tmp_path: Path, monkeypatch) -> None:
    fine = attributes("4/4", divisions="8") + notes("C4 D4 E4 F4", 1)
    put_in_place(
        tmp_path,
        monkeypatch,
        ("bwv1.xml", voices(BAR, 3)),
        ("bwv2.xml", voices(fine)),
        ("bwv3.xml", b"<score-partwise><part"),
        ("bwv4.xml", voices(BAR)),
    )
    found, skipped = read_chorales()
    assert [c.number for c in found] == ["4"]
    assert skipped == {"not in four parts": 1, "off the grid": 1, "unreadable": 1}


def test_a_music21_without_chorales_is_told(tmp_path: Path, monkeypatch) -> None:
    with pytest.raises(ValueError, match="limit must be at least 1, got 0"):
        chorales(0)
    put_in_place(tmp_path, monkeypatch, ("bwv1.xml", voices(BAR, 1)))
    with pytest.raises(FileNotFoundError, match="no chorale of Bach in four parts; install it"):
        chorales()
    shutil.rmtree(tmp_path / "corpus")
    with pytest.raises(FileNotFoundError, match="no MusicXML in its corpus of bach; install it"):
        chorales()
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(FileNotFoundError, match="is missing: pip install music21"):
        chorales()

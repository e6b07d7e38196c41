"""Chords on the command line: what plays, what is written, and what is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import mido
import pytest

import ssc_lib as ssc
from ssc_lib.chance import harmony
from ssc_lib.chance.harmony import share_of_chord_tones
from ssc_lib.music.chorales import chorales
from ssc_lib.music.chords import per_step, read_chord_names, read_chords
from tests.made import run

FEW = cache(lambda: chorales(25))


@pytest.fixture(autouse=True)
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSC_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(harmony, "chorales", FEW)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("chords", ["C G Am F", "G D Em C", "Eb Bb Cm Ab"])
def test_four_chords_in_melodies_out(chords: str, capsys: Any) -> None:
    """In the key of the chords, over them, with the chords on a track of their own."""
    assert run("generate", "--backing_chords", chords, "--num_outputs", "4", "--seed", "7") == 0
    capsys.readouterr()
    names, shares = per_step(read_chord_names(chords), 16), []
    for path in sorted(Path("generated").glob("*.mid")):
        assert {"Melody", "Chords"} <= {t.name for t in mido.MidiFile(path).tracks}
        melody = ssc.read_multitrack(path)[0].melody
        assert melody.pitches[0] % 12 == names[0].root
        shares.append(share_of_chord_tones(melody, names))
    assert len(shares) == 4 and sum(shares) / 4 > 0.6


def test_a_primer_of_the_usual_length_is_gone_on_from(capsys: Any) -> None:
    """128 steps, where the chords last twice as long."""
    notes = str([60, -2] * 64)
    flags = ("--backing_chords", " ".join(["C"] * 16), "--num_outputs", "1", "--seed", "1")
    assert run("generate", *flags, "--primer_melody", notes) == 0
    assert "256 steps" in capsys.readouterr().out


def test_scores_and_sound_carry_the_chords(capsys: Any) -> None:
    flags = ("generate", "--backing_chords", "C F", "--num_outputs", "1", "--seed", "3")
    for kind in ("musicxml", "mp3"):
        assert run(*flags, "--steps_per_chord", "8", "--format", kind) == 0
    capsys.readouterr()
    names = read_chords("generated/seed3_01.musicxml")
    assert [chord.name for chord in names[:16]] == ["C"] * 8 + ["F"] * 8
    assert Path("generated/seed3_01.mp3").stat().st_size > 1000


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--backing_chords", "C H7x"), "'H7x' is no chord"),
        (("--backing_chords", "C G", "--num_steps", "100"), "2 chords of 16 steps last 32 steps"),
        (("--backing_chords", "C G", "--steps_per_chord", "0"), "at least 1 step"),
        (("--backing_chords", "C G", "--network", "basic"), "basic hears no chords"),
        (("--backing_chords", "C G", "--key", "D"), "the chords say its key"),
        (("--backing_chords", "C", "--steps_per_chord", "1"), "leaves nothing to add"),
        (("--steps_per_chord", "8"), "give --backing_chords"),
        (("--backing_chords", " "), "there are no chords in it"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    flags: tuple[str, ...], told: str, capsys: Any
) -> None:
    assert run("generate", *flags) == 2
    error = capsys.readouterr().err
    assert told in error and error.count("\n") <= 2
    assert not Path("generated").exists()

"""The flags of generate and train that the basics in test_cli.py leave out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ssc_lib import Melody, read_midi, read_score, write_midi
from tests.golden import BUNDLES
from tests.made import refused, run, small_network
from tests.magenta import mag

SHORT = ["--num_outputs", "2", "--num_steps", "24", "--seed", "3"]


def made(folder: Path) -> list[Path]:
    return sorted((folder / "generated").iterdir())


def test_a_primer_from_a_file(folder: Path, network: str) -> None:
    write_midi(Melody([67, -2, 64, -2], qpm=90, steps_per_bar=12), "primer.mid")
    assert run("generate", "--network", network, *SHORT, "--primer_midi", "primer.mid") == 0
    melody = read_midi(made(folder)[0])
    assert melody.events[:4].tolist() == [67, -2, 64, -2]
    assert (melody.qpm, melody.steps_per_bar) == (90, 12)


def test_two_primers_are_refused(folder: Path, network: str, capsys) -> None:
    primers = ["--primer_midi", "a.mid", "--primer_melody", "[60]"]
    refused(capsys, folder, ["generate", "--network", network, *primers], "not both")


def test_the_originals_primer(folder: Path, network: str) -> None:
    """[60] reaches the original's model as a note of one step, its end, and a step of silence."""
    assert run("generate", "--network", network, *SHORT, "--original_primer") == 0
    assert read_midi(made(folder)[0]).events[:2].tolist() == [60, -1]


def test_a_bar_and_a_key(folder: Path, network: str) -> None:
    flags = ["--steps_per_bar", "12", "--key", "Eb"]
    assert run("generate", "--network", network, *SHORT, *flags) == 0
    melody = read_midi(made(folder)[0])
    assert melody.steps_per_bar == 12
    assert melody.major_key == 3


def test_an_unknown_key(folder: Path, network: str, capsys) -> None:
    refused(capsys, folder, ["generate", "--network", network, "--key", "H"], "--key", "Eb")


@pytest.mark.parametrize("beam", [["4", "2", "3"], ["1", "3", "1"], ["5", "1", "24"]])
def test_a_beam(folder: Path, network: str, beam: list[str]) -> None:
    names = ("--beam_size", "--branch_factor", "--steps_per_iteration")
    flags = [part for pair in zip(names, beam, strict=True) for part in pair]
    assert run("generate", "--network", network, *SHORT, *flags) == 0
    assert [len(read_midi(f)) for f in made(folder)] == [24, 24]


def test_a_beam_of_none(folder: Path, network: str, capsys) -> None:
    arguments = ["generate", "--network", network, "--beam_size", "0"]
    refused(capsys, folder, arguments, "beam_size must be at least 1")


def test_other_formats(folder: Path, network: str) -> None:
    for form in ("musicxml", "mp3", "midi"):
        assert run("generate", "--network", network, *SHORT, "--format", form) == 0
    names = [f.name for f in made(folder)]
    assert names == [f"seed3_{n}{e}" for n in (1, 2) for e in (".mid", ".mp3", ".musicxml")]
    assert read_score("generated/seed3_1.musicxml") == read_midi("generated/seed3_1.mid")
    assert Path("generated/seed3_1.mp3").read_bytes()[:2] in (b"ID", b"\xff\xf3", b"\xff\xfb")


@pytest.mark.parametrize("config", ["basic", "mono", "lookback", "attention"])
def test_a_bundle(folder: Path, tmp_path: Path, config: str) -> None:
    path = BUNDLES / f"pd_{config}_rnn.mag"
    assert run("generate", "--bundle_file", str(path), *SHORT) == 0
    assert [len(read_midi(f)) for f in made(folder)] == [24, 24]


def test_a_damaged_bundle(folder: Path, tmp_path: Path, capsys) -> None:
    path = tmp_path / "cut.mag"
    path.write_bytes(mag.bundle("basic_rnn")[:200])
    refused(capsys, folder, ["generate", "--bundle_file", str(path)], "cut.mag")


def test_an_unknown_config(folder: Path, capsys) -> None:
    refused(capsys, folder, ["train", "--config", "drums"], "unknown config 'drums'", "lookback")


def few_tunes(monkeypatch: pytest.MonkeyPatch, *splits: str) -> None:
    """Let the corpus be the four shortest tunes of each split."""
    from ssc_lib.music import corpus

    tunes = sorted(corpus.load(), key=lambda t: len(t.melody))
    few = [t for s in splits for t in [t for t in tunes if t.split == s][:4]]
    monkeypatch.setattr(
        corpus, "load", lambda *_, split=None: [t for t in few if split in (None, t.split)]
    )


def test_the_ladder(
    folder: Path, network: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few_tunes(monkeypatch, "train", "test")
    assert run("ladder", "--network", network, "lookback", "basic", "--labels") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("4 test tunes, ")
    assert lines[2].split() == ["bits", "size"]
    rows = [line.split() for line in lines[3:]]
    assert rows[0][:3] == ["uniform", "5.248", "0"]
    assert [row[0] for row in rows[1:4]] == ["unigram", "walk", "dice"]
    assert [row[1] for row in rows[4:15]] == [*map(str, range(1, 9)), "16", "24", "28"]
    assert [row[0] for row in rows[15:18]] == ["basic", "lookback", network]
    assert rows[15][2] == "837,158"
    assert " below the best table, Markov " in lines[21]
    labels = {row[0]: float(row[1]) for row in rows[21:]}
    assert list(labels) == ["basic", "lookback", network]
    bits = {row[0]: float(row[1]) for row in rows[15:18]}
    assert labels["lookback"] > bits["lookback"]
    assert labels["basic"] == bits["basic"]


def test_the_ladder_of_tables(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few_tunes(monkeypatch, "train", "test")
    assert run("ladder", "--labels", "--network") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Markov 28")


def test_an_unknown_preset(folder: Path, capsys) -> None:
    refused(capsys, folder, ["train", "--preset", "best"], "unknown preset 'best'", "original")


def test_settings_of_training_come_from_the_flags(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    """Config, then preset, then flags; and the preset has a folder of its own."""
    from ssc_lib.networks import loop as training
    from ssc_lib.networks.training.model import settings_for

    asked = []

    def no_training(learn, judge, settings, **others):  # type: ignore[no-untyped-def]
        asked.append((settings, others))
        return small_network(), [{"epoch": 1, "validation_bits": 2.0}]

    monkeypatch.setattr(training, "train", no_training)
    assert run("train", "--preset", "original", "--patience", "3", "--batch", "9") == 0
    assert "stopped early: no better on the validation tunes in 3 epochs" in capsys.readouterr().out
    assert run("train", "--config", "mono_rnn", "--schedule", "constant", "--epochs", "1") == 0
    assert "stopped early" not in capsys.readouterr().out
    (first, others), (second, _) = asked
    assert first == settings_for("basic", "original", patience=3, batch=9)
    assert (others["run_dir"], others["corpus"]) == (Path("runs/basic-original"), "dances")
    assert second == settings_for("mono", schedule="constant", epochs=1)
    assert asked[1][1]["run_dir"] == Path("runs/mono")


def test_training_each_config(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each config trains on a few tunes, and its network composes."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    from ssc_lib.networks.training.model import CONFIGS

    few_tunes(monkeypatch, "train", "validation")
    for config in ("basic", "mono", "lookback_rnn", "attention"):
        small = ["--units", "6", "5", "--epochs", "1", "--batch", "2", "--segment", "16"]
        assert run("train", "--config", config, *small) == 0
        name = config.removesuffix("_rnn")
        settings = json.loads(Path(f"runs/{name}/settings.json").read_text())["settings"]
        assert settings["average"] == CONFIGS[name]["average"]
        path = f"runs/{name}/network.npz"
        assert run("generate", "--network", path, *SHORT, "--output_dir", name) == 0
        assert len(list(Path(name).iterdir())) == 2

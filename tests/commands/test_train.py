"""``ssc train``: settings from flags, each configuration, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ssc_lib.commands.train import FLAGS, usual
from ssc_lib.music import corpus
from ssc_lib.networks import juries, training
from ssc_lib.networks.training import Settings, settings_for
from ssc_lib.networks.training.settings import CONFIGS, TUNING
from tests.commands.few import few_tunes
from tests.made import refused, run, small_network

# -- help ----------------------------------------------------------------------------------------


def test_the_help_tells_the_value_of_each_setting(capsys: pytest.CaptureFixture[str]) -> None:
    """As the configurations have them, and those that differ from basic by name."""
    assert run("train", "--help") == 0
    out = " ".join(capsys.readouterr().out.split())
    assert (
        "basic, mono, lookback, copy, transformer or attention [basic; with --init that of the "
        "network]" in out
    )
    for text in (
        f"units of each LSTM layer, or numbers a row in each block [{usual('units')}]",
        f"training tunes [{usual('epochs')}; with --init {TUNING['epochs']}]",
        f"dropped while training [{usual('dropout')}; with --init {TUNING['dropout']}]",
        f"moving average [{usual('average')}; with --init {TUNING['average']}]",
        "it stays [cosine]",
    ):
        assert text in out


@pytest.mark.parametrize("name", ["units", *(name for name, *_ in FLAGS)])
def test_the_value_that_is_told_is_the_one_that_is_taken(name: str) -> None:
    told = usual(name)
    for config in CONFIGS:
        value = getattr(settings_for(config), name)
        text = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        own = [part for part in told.split("; ") if part.startswith(f"{config} ")]
        assert text == (own[0].removeprefix(f"{config} ") if own else told.split("; ")[0])


# -- runs ----------------------------------------------------------------------------------------


def test_settings_of_training_come_from_the_flags(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Config, then preset, then flags; and the preset has a folder of its own."""
    asked: list[tuple[Settings, dict[str, Any]]] = []

    def no_training(learn: Any, judge: Any, settings: Settings, **others: Any) -> Any:
        asked.append((settings, others))
        return small_network(), [{"epoch": 1, "validation_bits": 2.0}]

    monkeypatch.setitem(vars(training), "train", no_training)  # before Keras is loaded
    assert run("train", "--preset", "original", "--patience", "3", "--batch", "9") == 0
    assert "stopped early: no better on the validation tunes in 3 epochs" in capsys.readouterr().out
    assert run("train", "--config", "mono_rnn", "--schedule", "constant", "--epochs", "1") == 0
    assert "stopped early" not in capsys.readouterr().out
    (first, others), (second, _) = asked
    assert first == settings_for("basic", "original", patience=3, batch=9)
    assert (others["run_dir"], others["corpus"]) == (Path("runs/basic-original"), "dances")
    assert second == settings_for("mono", schedule="constant", epochs=1)
    assert asked[1][1]["run_dir"] == Path("runs/mono")


@pytest.mark.usefixtures("without_xla")
def test_training_each_config(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each config trains on a few tunes, and its network composes."""
    pytest.importorskip("keras", reason="Keras is not installed")
    few_tunes(monkeypatch, "train", "validation")
    for config in ("basic", "mono", "lookback_rnn", "copy", "attention"):
        small = ["--units", "6", "5", "--epochs", "1", "--batch", "2", "--segment", "16"]
        assert run("train", "--config", config, *small) == 0
        name = config.removesuffix("_rnn")
        settings = json.loads(Path(f"runs/{name}/settings.json").read_text())["settings"]
        assert settings["average"] == CONFIGS[name]["average"]
        path = f"runs/{name}/network.npz"
        short = ["--num_outputs", "2", "--num_steps", "24", "--output_dir", name]
        assert run("generate", "--network", path, *short) == 0
        assert len(list(Path(name).iterdir())) == 2


@pytest.mark.usefixtures("without_xla")
def test_fine_tuning(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A network of a file and tunes of a file: what was won is told, and the run goes on."""
    pytest.importorskip("keras", reason="Keras is not installed")
    few_tunes(monkeypatch, "train", "validation")
    small_network().save("start.npz", half=False)
    command = ["train", "--init", "start.npz", "--epochs", "2", "--batch", "2", "--segment", "16"]
    assert run(*command, "--rate", "0.01") == 0
    out, err = capsys.readouterr()
    log = json.loads(Path("runs/start-tuned/log.json").read_text())
    before, after = log[0]["validation_bits"], min(r["validation_bits"] for r in log)
    assert [row["epoch"] for row in log] == [0, 1, 2] and after < before
    assert f"epoch 0: {before:.3f} on validation tunes by the network as it came" in out
    won = f"start.npz itself has {before:.3f} on these validation tunes: {before - after:.3f} bits"
    assert won in out
    assert "may repeat what it heard\n" in err
    assert run(*command, "--rate", "0.01") == 0  # it is done already
    assert won in capsys.readouterr().out


def test_a_network_that_nothing_betters_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"epoch": n, "validation_bits": bits} for n, bits in enumerate((2.0, 2.1))]
    asked: list[dict[str, Any]] = []

    def no_training(*_: Any, **others: Any) -> Any:
        asked.append(others)
        return small_network(), rows

    monkeypatch.setitem(vars(training), "train", no_training)
    assert run("train", "--init", "lookback", "--epochs", "1") == 0
    out = capsys.readouterr().out
    assert "no epoch did better on the validation tunes than lookback itself, which is kept" in out
    assert "stopped early" not in out
    assert (asked[0]["init"], asked[0]["run_dir"]) == ("lookback", Path("runs/lookback-tuned"))


def test_little_music_is_warned_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In numbers, and so is a run whose last weights did better than their average."""
    few_tunes(monkeypatch, "train", "validation")
    row = {"epoch": 1, "validation_bits": 2.0, "plain_bits": 1.5}
    monkeypatch.setitem(vars(training), "train", lambda *_, **__: (small_network(), [row]))
    assert run("train", "--epochs", "1") == 0
    out, err = capsys.readouterr()
    assert err.startswith("ssc: 4 training tunes with ") and err.count("\n") == 1
    assert "4 validation tunes to judge by" in err and "20,000 events or more" in err
    assert "--init basic" in err
    assert "without the average of the weights epoch 1 had 1.500 bits per event; --average 0" in out
    row["plain_bits"] = 2.5
    assert run("train", "--epochs", "1") == 0
    assert "without the average" not in capsys.readouterr().out


def test_the_dances_are_not_little(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"epoch": 1, "validation_bits": 2.0}
    monkeypatch.setitem(vars(training), "train", lambda *_, **__: (small_network(), [row]))
    assert run("train", "--epochs", "1") == 0
    assert capsys.readouterr().err == ""


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--config", "drums"], ["unknown config 'drums'", "lookback"]),
        (["train", "--preset", "best"], ["unknown preset 'best'", "original"]),
        (["train", "--config", "copy", "--preset", "book"], ["'book'", "leave the preset out"]),
        (["train", "--corpus", "jazz"], ["unknown corpus 'jazz'", "there are dances"]),
        (["train", "--epochs", "0"], ["epochs must be above 0"]),
        (["train", "--dropout", "1"], ["dropout must be at least 0 and below 1"]),
        (["train", "--units", "0"], ["units needs at least one layer"]),
        (["train", "--rate", "fast"], ["invalid float value"]),
        (["train", "--init", "nix"], ["nix: no such network or file"]),
        (["train", "--init", "basic", "--units", "128"], ["units is 128, and basic has 256 256"]),
        (["train", "--init", "basic", "--config", "lookback"], ["config lookback has encoding"]),
        (["train", "--init", "basic", "--preset", "book"], ["leave --preset out with --init"]),
    ],
)
def test_what_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    refused(capsys, folder, arguments, *words)


def test_where_keras_is_missing_it_says_what_to_install(folder: Path) -> None:
    """In one sentence, with exit status 2, and nothing is written."""
    code = (
        "import sys; sys.modules['keras'] = None\n"
        "from ssc_lib.commands.main import main\n"
        "sys.exit(main(['train', '--epochs', '1']))"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": root}
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ssc: training needs keras, which is not installed; ")
    assert done.stderr.count("try pip install") == 1 and done.stderr.count("\n") == 1
    assert not list(folder.iterdir())


def test_the_corpus_is_not_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever it is called, it may lie in the run's folder under a name of the run's."""
    corpus.save(corpus.load()[:20], folder / "run" / "network.npz")
    arguments = ["train", "--corpus", "run/network.npz", "--run_dir", "run"]
    refused(capsys, folder, arguments, "run/network.npz is to be read and would be replaced")


def test_the_network_to_begin_with_is_not_replaced(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_network().save("run/network.npz")
    arguments = ["train", "--init", "run/network.npz", "--run_dir", "run"]
    refused(capsys, folder, arguments, "run/network.npz is to be read and would be replaced")


def test_a_jury_is_learned_by_its_name(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a jury that is quickly made: what is written is what was learned."""
    made = juries.Jury([juries.NGram.fit([[14, 16]], order=n) for n in (4, 8)], [0.25, 0.5])
    monkeypatch.setattr(juries, "learn_jury", lambda members: made)
    assert run("train", "--config", "votes") == 0
    path = folder / "runs" / "votes" / "jury.npz"
    assert "trust in Markov 4 0.25, Markov 8 0.50" in capsys.readouterr().out
    assert juries.load_generator(path).trust.tolist() == [0.25, 0.5]


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--epochs", "3"], "--epochs is no setting of a jury"),
        (["--init", "basic"], "--init is no setting of a jury"),
        (["--corpus", "mozart"], "ssc_lib.Jury.fit"),
    ],
)
def test_a_jury_has_nothing_to_set(
    folder: Path, capsys: pytest.CaptureFixture[str], flags: list[str], told: str
) -> None:
    refused(capsys, folder, ["train", "--config", "votes", *flags], told)

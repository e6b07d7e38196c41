"""The command ``ssc``: its help, its errors and its exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ssc_lib import Network, __version__
from ssc_lib.commands import main as module
from ssc_lib.commands.main import main
from ssc_lib.networks.loading import shipped_networks
from ssc_lib.networks.training.settings import CONFIGS
from tests.made import contents, refused, run

COMMANDS = (
    "generate",
    "train",
    "ladder",
    "listen",
    "corpus",
    "convert",
    "dataset",
    "assignment",
    "collect",
)
ROOT = Path(__file__).parents[2]


# -- help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "--help") == 0
    out = capsys.readouterr().out
    assert f"example:\n  ssc {name} " in out


def test_without_a_command_it_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


def test_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"ssc {__version__}\n"


@pytest.mark.parametrize("name", ["generate", "ladder"])
def test_the_help_names_the_shipped_networks(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "--help") == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "basic, mono, lookback, copy, transformer, attention" in out
    assert shipped_networks() == sorted(CONFIGS)


def test_flags_may_have_hyphens(folder: Path, network: str) -> None:
    """In either way of giving the value, and values keep their own."""
    for place, flags in (
        ("a-b", "--num-outputs 2 --num-steps=24 --top-p 0.9 --output-dir=a-b"),
        ("a_b", "--num_outputs 2 --num_steps=24 --top_p 0.9 --output_dir a_b"),
    ):
        primer = "--primer-melody=[60, -2, 62]"
        assert run("generate", "--network", network, "--seed", "1", primer, *flags.split()) == 0
        assert sorted(p.name for p in (folder / place).iterdir()) == [
            "seed1_01.mid",
            "seed1_02.mid",
        ]
    one, other = (sorted((folder / place).iterdir()) for place in ("a-b", "a_b"))
    assert [f.read_bytes() for f in one] == [f.read_bytes() for f in other]


def test_it_is_a_module_to_run_as_well() -> None:
    command = [sys.executable, "-m", "ssc_lib.commands.main", "corpus", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: ssc corpus")


def test_to_list_the_commands_takes_none_of_what_they_need() -> None:
    code = (
        "import sys, json; from ssc_lib.commands.main import main; main([]); "
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])
    heavy = {"numpy", "scipy", "music21", "keras", "matplotlib", "tqdm", "soundfile"}
    assert heavy.isdisjoint(loaded)
    ours = {name for name in loaded if name.startswith("ssc_lib.")}
    assert {f"ssc_lib.commands.{name}" for name in COMMANDS} <= ours


# -- errors --------------------------------------------------------------------------------------


def test_an_unknown_flag_leads_to_the_help_that_lists_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, folder, ["generate", "--nope"], "ssc generate: ", "try ssc generate --help")
    refused(capsys, folder, ["--nope", "listen", "a.mid"], "ssc", "--nope")


def test_an_unknown_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, folder, ["sing"], "invalid choice: 'sing'", "--help")


def test_no_memory(
    folder: Path,
    network: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Network, "start", full)
    refused(capsys, folder, ["generate", "--network", network], "not enough memory")


def test_stopped_by_hand(
    folder: Path, network: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Network, "start", stop)
    assert run("generate", "--network", network) == 130
    assert capsys.readouterr().err == "ssc: stopped\n"
    assert contents(folder) == {}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            ModuleNotFoundError("No module named 'verovio'", name="verovio"),
            "No module named 'verovio'; try pip install git+https://github.com/lucylow/"
            "Stochastic_SoundCloud@master",
        ),
        (
            ImportError("training needs a teacher; try school"),
            "training needs a teacher; try school",
        ),
        (ValueError("two\nlines"), "two lines"),
        (OSError("the disk is full"), "the disk is full"),
        (OSError(28, "No space left", "a.mid"), "a.mid: no space left; choose another place"),
        (FloatingPointError("the loss became nan"), "the loss became nan"),
    ],
)
def test_an_error_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    sentence: str,
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(module.corpus, "run", fails)
    assert main(["corpus"]) == 2
    assert capsys.readouterr() == ("", f"ssc: {sentence}\n")


def test_an_error_that_nobody_foresaw_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(module.corpus, "run", fails)
    with pytest.raises(KeyError):
        main(["corpus"])


@pytest.mark.skipif(os.name != "posix", reason="pipes of a shell")
def test_a_pipe_whose_reader_is_gone_is_no_error() -> None:
    """As in ``ssc corpus airds --list | head -1``, where most is written after its end."""
    command = [sys.executable, "-m", "ssc_lib.commands.main", "corpus", "airds", "--list"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=ROOT) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0

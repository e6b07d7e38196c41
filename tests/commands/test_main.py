"""The command ssc: what it writes, and how it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ssc_lib import Melody, Network, read_midi, write_midi
from tests.made import FILE, HEADER, contents, refused, run

COMMANDS = ("generate", "listen", "train", "corpus", "ladder", "convert", "dataset")


# -- generate ------------------------------------------------------------------------------------


def test_ten_melodies_of_128_steps(folder: Path, network: str) -> None:
    assert run("generate", "--network", network, "--seed", "7") == 0
    files = sorted((folder / "generated").iterdir())
    assert [f.name for f in files] == [f"seed7_{n:02}.mid" for n in range(1, 11)]
    for file in files:
        melody = read_midi(file)
        assert len(melody) == 128
        assert melody.events[0] == 60
        assert melody.qpm == 120
    assert len({f.read_bytes() for f in files}) == 10


def test_same_seed_same_files(folder: Path, network: str) -> None:
    for place, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        run("generate", "--network", network, "--seed", seed, "--output_dir", place)
    a, b, c = (sorted(Path(p).iterdir()) for p in "abc")
    assert [f.read_bytes() for f in a] == [f.read_bytes() for f in b]
    assert [f.read_bytes() for f in a] != [f.read_bytes() for f in c]


def test_every_flag(folder: Path, network: str, capsys: pytest.CaptureFixture[str]) -> None:
    flags = "--num_outputs 2 --num_steps 24 --temperature 0.5 --top_p 0.9 --qpm 90 --seed 1"
    primer = ["--primer_melody", "[72, -2, 74, -1]", "--output_dir", "deep/out"]
    assert run("generate", "--network", network, *flags.split(), *primer) == 0
    files = sorted((folder / "deep" / "out").iterdir())
    assert [f.name for f in files] == ["seed1_1.mid", "seed1_2.mid"]
    for melody in map(read_midi, files):
        assert melody.events[:4].tolist() == [72, -2, 74, -1]
        assert (len(melody), melody.qpm) == (24, 90)
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "2 melodies of 24 steps, seed 1"
    assert err == ""


def test_the_seed_that_was_chosen_is_printed(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ["generate", "--network", network, "--num_outputs", "1"]
    run(*settings, "--output_dir", "a")
    seed = capsys.readouterr().out.split()[-1]
    run(*settings, "--output_dir", "b", "--seed", seed)
    (a,), (b,) = (list(Path(p).iterdir()) for p in "ab")
    assert (a.name, a.read_bytes()) == (b.name, b.read_bytes())


def test_a_fresh_process_with_the_shipped_network(folder: Path) -> None:
    """With nothing given: ten files, no word on standard error, and no TensorFlow."""
    code = (
        "import sys; from ssc_lib.commands.main import main; "
        "status = main(['generate', '--seed', '3']); "
        "heavy = {'tensorflow', 'keras', 'music21'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else status)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    files = sorted((folder / "generated").iterdir())
    assert len(files) == 10
    assert all(len(read_midi(f)) == 128 for f in files)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--primer_melody", "[200]"], ["event 200", "0 to 127"]),
        (["--primer_melody", "[60, -3]"], ["event -3 at step 1"]),
        (["--primer_melody", "sixty"], ["'sixty' is not a list of events", "try"]),
        (["--primer_melody", "[60,"], ["is not a list of events", "try"]),
        (["--primer_melody", ""], ["is not a list of events"]),
        (["--primer_melody", "None"], ["is not a list of events"]),
        (["--primer_melody", "[60.5]"], ["must be integers"]),
        (["--primer_melody", "['C4']"], ["must be integers"]),
        (["--primer_melody", "[[60], [62]]"], ["one row"]),
        (["--temperature", "-1"], ["temperature must be a number above 0, got -1", "try"]),
        (["--temperature", "0"], ["temperature must be a number above 0", "try"]),
        (["--temperature", "nan"], ["temperature must be a number above 0"]),
        (["--temperature", "warm"], ["invalid float value: 'warm'", "--help"]),
        (["--top_p", "0"], ["top_p must be above 0"]),
        (["--num_steps", "2", "--primer_melody", "[60, 62, 64]"], ["primer has 3 events", "2"]),
        (["--num_steps", "-5"], ["more than the -5 steps"]),
        (["--num_outputs", "0"], ["outputs must be at least 1"]),
        (["--num_outputs", "many"], ["invalid int value"]),
        (["--qpm", "0"], ["qpm", "above 0"]),
        (["--qpm", "1"], ["tempos from 3.58"]),
        (["--seed", "-1"], ["seed must be 0 or more"]),
        (["--network", "grand"], ["grand: no such network or file", "shipped networks"]),
        (["--network", "."], ["no such network or file"]),
        (["--colour", "blue"], ["unrecognized arguments", "--help"]),
    ],
)
def test_generate_refuses(
    folder: Path,
    network: str,
    capsys: pytest.CaptureFixture[str],
    flags: list[str],
    words: list[str],
) -> None:
    refused(capsys, folder, ["generate", "--network", network, *flags], *words)


def test_a_file_in_place_of_the_folder(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "out").write_text("precious")
    for place in ("out", "out/deeper"):
        arguments = ["generate", "--network", network, "--output_dir", place]
        refused(capsys, folder, arguments, "out", "choose another place")


def test_a_bad_network_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.npz").write_bytes(b"not a network")
    refused(capsys, folder, ["generate", "--network", "bad.npz"], "bad.npz is not a network file")


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


# -- listen --------------------------------------------------------------------------------------


def test_listen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_midi(Melody([60, -2, 64, -2] * 2), folder / "tune.mid")
    assert run("listen", "tune.mid") == 0
    assert run("listen", "tune.mid", "-o", "other/name.mp3") == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "tune.mp3: 1.0 s, 4 notes",
        f"{Path('other/name.mp3')}: 1.0 s, 4 notes",
    ]
    assert err == ""
    assert (folder / "tune.mp3").read_bytes() == (folder / "other" / "name.mp3").read_bytes()
    assert len((folder / "tune.mp3").read_bytes()) > 1000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"This is a letter, not a tune.\n", ["is not a MIDI file", "b'This'", "export"]),
        (b"", ["is empty (0 bytes)", "export or download it again"]),
        (HEADER + b"MTrk\0\0\0\4\0\xff\x2f\0", ["has no notes", "try another file"]),
        *((FILE[:n], ["export"]) for n in (3, 4, 10, 14, 20, 22, 30, 45, len(FILE) - 1)),
    ],
)
def test_listen_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str], data: bytes, words: list[str]
) -> None:
    (folder / "tune.mid").write_bytes(data)
    refused(capsys, folder, ["listen", "tune.mid", "-o", "tune.mp3"], "tune.mid", *words)


def test_listen_refuses_places(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_midi(Melody([60, -2]), folder / "tune.mid")
    (folder / "folder.mp3").mkdir()
    refused(capsys, folder, ["listen", "nowhere.mid"], "nowhere.mid: no such file", "check")
    refused(capsys, folder, ["listen", "."], "is a folder")
    refused(capsys, folder, ["listen"], "FILE.mid", "--help")
    refused(capsys, folder, ["listen", "tune.mid", "-o", "tune.wav"], "must end in .mp3")
    refused(capsys, folder, ["listen", "tune.mid", "-o", "tune.mid/a.mp3"], "another place")
    refused(capsys, folder, ["listen", "tune.mid", "-o", "folder.mp3"], "is a folder")


# -- corpus, train, ladder -----------------------------------------------------------------------


def test_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("corpus") == 0
    out = capsys.readouterr().out
    assert "Music of Ireland" in out and out.count("licence:") == 3
    assert " tunes in " in out and "    test: " in out
    assert run("corpus", "airds", "--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 900
    assert lines[0].startswith("airds 1\t")
    assert run("corpus", "essen", "--limit", "2") == 0
    assert "2 tunes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["corpus", "jazz"], ["unknown corpus 'jazz'", "there are dances"]),
        (["corpus", "jazz", "--rebuild"], ["unknown corpus 'jazz'"]),
        (["corpus", "jazz.npz"], ["jazz.npz: no such file", "ssc dataset"]),
        (["train", "--corpus", "jazz"], ["unknown corpus 'jazz'", "there are dances"]),
        (["train", "--epochs", "0"], ["epochs must be above 0"]),
        (["train", "--dropout", "1"], ["dropout must be at least 0 and below 1"]),
        (["train", "--units", "0"], ["units needs at least one layer"]),
        (["train", "--rate", "fast"], ["invalid float value"]),
        (["ladder", "--network", "grand"], ["no such network or file"]),
        (["sing"], ["invalid choice: 'sing'", "--help"]),
    ],
)
def test_others_refuse(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    refused(capsys, folder, arguments, *words)


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


def test_stopped_by_hand(
    folder: Path, network: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Network, "start", stop)
    assert run("generate", "--network", network) == 130
    assert capsys.readouterr().err == "ssc: stopped\n"
    assert contents(folder) == {}

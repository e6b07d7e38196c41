"""``ssc generate``: what it writes, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ssc_lib import Melody, read_midi, read_score, write_midi
from tests.golden import BUNDLES
from tests.made import refused, run
from tests.magenta import mag

SHORT = ["--num_outputs", "2", "--num_steps", "24", "--seed", "3"]


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
    assert [f.name for f in files] == ["seed1_01.mid", "seed1_02.mid"]
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
    refused(
        capsys, folder, ["generate", "--network", "bad.npz"], "bad.npz is no network, or a damaged"
    )


# -- the other flags -----------------------------------------------------------------------------


def made(folder: Path) -> list[Path]:
    return sorted((folder / "generated").iterdir())


def test_a_primer_from_a_file(folder: Path, network: str) -> None:
    write_midi(Melody([67, -2, 64, -2], qpm=90, steps_per_bar=12), "primer.mid")
    assert run("generate", "--network", network, *SHORT, "--primer_midi", "primer.mid") == 0
    melody = read_midi(made(folder)[0])
    assert melody.events[:4].tolist() == [67, -2, 64, -2]
    assert (melody.qpm, melody.steps_per_bar) == (90, 12)


def test_a_file_is_gone_on_with_for_128_steps(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """However long it is; and num_steps, where it is given, is the length of the whole."""
    primer = Melody([60, -2, 64, -2] * 40)
    write_midi(primer, "primer.mid")
    command = ["generate", "--network", network, "--num_outputs", "1", "--seed", "3"]
    assert run(*command, "--primer_midi", "primer.mid") == 0
    melody = read_midi(made(folder)[0])
    assert len(melody) == 160 + 128
    assert melody.events[:160].tolist() == primer.events.tolist()
    assert capsys.readouterr().out.splitlines()[-1] == "1 melody of 288 steps, seed 3"
    assert run(*command, "--primer_midi", "primer.mid", "--num_steps", "170") == 0
    assert len(read_midi(made(folder)[0])) == 170


@pytest.mark.parametrize(("bar", "steps"), [(16, 32), (12, 24)])
def test_the_first_bars_of_a_primer(folder: Path, network: str, bar: int, steps: int) -> None:
    primer = Melody([60, -2, 64, -2] * 12, steps_per_bar=bar)
    write_midi(primer, "primer.mid")
    flags = ["--primer_midi", "primer.mid", "--primer-bars", "2", "--num_steps", "40"]
    assert run("generate", "--network", network, "--seed", "3", *flags) == 0
    found = [read_midi(file).events.tolist() for file in made(folder)]
    assert all(events[:steps] == primer.events[:steps].tolist() for events in found)
    assert len({tuple(events) for events in found}) > 1
    assert {len(events) for events in found} == {40}


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--num_steps", "32"], "nothing would be added to a primer of 32 steps"),
        (["--num_steps", "16", "--primer_bars", "1"], "num_steps is 16 with the primer; give more"),
        (["--num_steps", "20"], "the primer has 32 events, more than the 20 steps"),
        (["--primer_bars", "0"], "primer_bars must be at least 1, got 0"),
    ],
)
def test_a_primer_that_leaves_nothing_to_add(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str], flags: list[str], words: str
) -> None:
    write_midi(Melody([60, -2, 64, -2] * 8), "primer.mid")
    primed = ["generate", "--network", network, "--primer_midi", "primer.mid"]
    refused(capsys, folder, [*primed, *flags], words)


def test_one_event_is_no_plural(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["generate", "--network", network, "--num_steps"]
    refused(capsys, folder, [*command, "0"], "the primer has 1 event, more than the 0 steps")
    refused(capsys, folder, [*command, "1"], "a primer of 1 step, since num_steps is 1 with")


def test_a_name_that_is_too_long_is_told_in_words(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["generate", "--network", network, "--output_dir", "a" * 300]
    refused(capsys, folder, command, "aaa", "; choose another place")


def test_two_primers_are_refused(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
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


def test_a_metre(folder: Path, network: str) -> None:
    assert run("generate", "--network", network, *SHORT, "--metre", "6/8") == 0
    assert {read_midi(file).metre for file in made(folder)} == {(6, 8)}


@pytest.mark.parametrize(
    ("flags", "metre"),
    [
        ([], (6, 8)),
        (["--original_primer"], (6, 8)),
        (["--original_primer", "--metre", "9/8"], (9, 8)),
        (["--steps_per_bar", "12"], (6, 8)),
        (["--metre", "3/4", "--steps_per_bar", "12"], (3, 4)),
        (["--steps_per_bar", "8"], (2, 4)),
    ],
)
def test_the_metre_of_a_primer(
    folder: Path, network: str, flags: list[str], metre: tuple[int, int]
) -> None:
    write_midi(Melody([67, -2, 64, -2], metre=(6, 8)), "primer.mid")
    primed = ["--primer_midi", "primer.mid", *flags]
    assert run("generate", "--network", network, *SHORT, *primed) == 0
    assert {read_midi(file).metre for file in made(folder)} == {metre}


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--metre", "6/7"], "'6/7' is no time signature; write 4/4, 3/4 or 6/8"),
        (["--metre", "3/32"], "a bar of 3/32 is 1.5 steps long"),
        (
            ["--metre", "6/8", "--steps_per_bar", "16"],
            "is 12 steps long, but --steps_per_bar is 16",
        ),
    ],
)
def test_a_metre_that_cannot_be(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str], flags: list[str], words: str
) -> None:
    refused(capsys, folder, ["generate", "--network", network, *flags], words)


def test_a_score_has_a_title(folder: Path, network: str) -> None:
    flags = ["--format", "musicxml", "--num_outputs", "2", "--num_steps", "24", "--seed", "7"]
    assert run("generate", "--network", network, *flags) == 0
    for number, file in zip(("01", "02"), made(folder), strict=True):
        assert f"-title>small, seed 7, no. {number}</" in file.read_text()


def test_an_unknown_key(folder: Path, network: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(
        capsys,
        folder,
        ["generate", "--network", network, "--key", "H"],
        "'H' is no key; write C, F#, Bb, or Am",
    )


@pytest.mark.parametrize("beam", [["4", "2", "3"], ["1", "3", "1"], ["5", "1", "24"]])
def test_a_beam(folder: Path, network: str, beam: list[str]) -> None:
    names = ("--beam_size", "--branch_factor", "--steps_per_iteration")
    flags = [part for pair in zip(names, beam, strict=True) for part in pair]
    assert run("generate", "--network", network, *SHORT, *flags) == 0
    assert [len(read_midi(f)) for f in made(folder)] == [24, 24]


def test_a_beam_of_none(folder: Path, network: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["generate", "--network", network, "--beam_size", "0"]
    refused(capsys, folder, arguments, "beam_size must be at least 1")


def test_other_formats(folder: Path, network: str) -> None:
    for form in ("musicxml", "mp3", "midi"):
        assert run("generate", "--network", network, *SHORT, "--format", form) == 0
    names = [f.name for f in made(folder)]
    assert names == [f"seed3_{n:02}{e}" for n in (1, 2) for e in (".mid", ".mp3", ".musicxml")]
    assert read_score("generated/seed3_01.musicxml") == read_midi("generated/seed3_01.mid")
    assert Path("generated/seed3_01.mp3").read_bytes()[:2] in (b"ID", b"\xff\xf3", b"\xff\xfb")


@pytest.mark.parametrize("config", ["basic", "mono", "lookback", "attention"])
def test_a_bundle(folder: Path, tmp_path: Path, config: str) -> None:
    path = BUNDLES / f"pd_{config}_rnn.mag"
    assert run("generate", "--bundle_file", str(path), *SHORT) == 0
    assert [len(read_midi(f)) for f in made(folder)] == [24, 24]


def test_a_damaged_bundle(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cut.mag"
    path.write_bytes(mag.bundle("basic_rnn")[:200])
    refused(capsys, folder, ["generate", "--bundle_file", str(path)], "cut.mag")


def test_no_file_to_begin_with_is_replaced(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Found out before it composes; another number of the same seed is in nobody's way."""
    assert run("generate", "--network", network, *SHORT) == 0
    capsys.readouterr()
    primed = ["generate", "--network", network, "--primer_midi", "generated/seed3_02.mid"]
    words = "generated/seed3_02.mid is to be read and would be replaced"
    refused(capsys, folder, [*primed, "--seed", "3", "--num_outputs", "2"], words)
    assert run(*primed, "--seed", "3", "--num_outputs", "1") == 0
    assert run(*primed, "--seed", "4", "--num_outputs", "2") == 0


def test_a_primer_that_is_folded_is_named(
    folder: Path, network: str, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = [*SHORT, "--primer_melody", "[20, 60, 110]"]
    assert run("generate", "--network", network, *flags) == 0
    said = "ssc: 2 of the 3 notes of the primer were moved by octaves, to fit the 36 pitches that "
    assert capsys.readouterr().err == f"{said}the generator knows\n"

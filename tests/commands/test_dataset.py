"""``ssc dataset``: melodies to train on; and the whole way from a folder of music to a network."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Melody, corpus, write_midi
from ssc_lib.magenta import read_tfrecord
from ssc_lib.magenta.sequence_example import sequence_example
from ssc_lib.magenta.tfrecord import write_tfrecord
from tests.made import contents, refused, run

SCALE = [60, 62, 64, 65, 67, 69, 71, 72]


def test_from_a_folder_to_a_network(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rng = np.random.default_rng(6)
    for n in range(10):
        events = np.stack([rng.choice(SCALE, 64), np.full(64, -2)], 1).ravel()
        write_midi(Melody(events), folder / "tunes" / f"{n}.mid")
    (folder / "tunes" / "bad.mid").write_text("no tune")
    assert run("convert", "tunes", "-o", "tunes.tfrecord", "--workers", "1") == 0
    out, err = capsys.readouterr()
    assert out == "tunes.tfrecord: 10 sequences with 640 notes from 11 files; skipped 1\n"
    assert "skipped: bad.mid is not a MIDI file" in err
    for rules in ("original", "grid"):
        arguments = ["dataset", "tunes.tfrecord", "--output_dir", rules, "--rules", rules]
        assert run(*arguments) == 0
        out = capsys.readouterr().out.splitlines()
        assert out[:2] == ["sequences: 10", "pieces: 10"]
        path = Path(rules) / "melodies.npz"
        assert out[2] == f"{path}: 10 melodies, 1,280 events"
        assert out[3] == "    8 train, 1 validation, 1 test; 10 families"
    assert (folder / "original" / "melodies.npz").read_bytes() == path.read_bytes()
    assert run("corpus", str(path), "--list") == 0
    assert len(capsys.readouterr().out.splitlines()) == 10
    assert run("corpus", str(path)) == 0
    assert capsys.readouterr().out.startswith("10 tunes in 10 families")
    arguments = ["dataset", "tunes.tfrecord", "--output_dir", "more", "--sequence_examples"]
    assert run(*arguments) == 0
    assert "training_melodies.tfrecord: 8 melodies" in capsys.readouterr().out
    sizes = {"training": 8, "eval": 1}
    for name, count in sizes.items():
        found = list(read_tfrecord(folder / "more" / f"{name}_melodies.tfrecord"))
        assert len(found) == count and found[0].count(b"inputs") == 1
    tunes = corpus.load(str(path), split="validation")
    assert found == [sequence_example(row) for row in corpus.sequences(tunes)]
    pytest.importorskip("keras", reason="Keras is not installed")
    settings = ["--units", "4", "--epochs", "1", "--batch", "4", "--run_dir", "runs/a"]
    assert run("train", "--corpus", str(path), *settings) == 0
    assert (folder / "runs" / "a" / "network.npz").exists()


def test_a_report_on_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that cannot be read are in it, and the melodies are those of the TFRecord file."""
    rng = np.random.default_rng(7)
    for n in range(3):
        events = np.stack([rng.choice(SCALE, 64), np.full(64, -2)], 1).ravel()
        write_midi(Melody(events), folder / "tunes" / "in" / f"{n}.mid")
    (folder / "tunes" / "in" / "<b>.mid").write_text("no tune")
    arguments = ["dataset", "tunes", "--recursive", "--report", "pages/report.html"]
    assert run(*arguments) == 0
    out, err = capsys.readouterr()
    assert err.startswith("skipped: in/<b>.mid is not a MIDI file")
    assert err.count("\n") == 1
    lead = "3 of 4 files gave 3 melodies with 192 notes in 24 bars. 1 file cannot be read."
    assert out.splitlines()[-1] == f"{Path('pages/report.html')}: {lead}"
    page = (folder / "pages" / "report.html").read_text()
    assert lead in page and "by the rules of Melody RNN" in page
    assert page.index("in/0.mid") < page.index("in/2.mid") < page.index("in/&lt;b&gt;.mid")
    melodies = (folder / "dataset" / "melodies.npz").read_bytes()
    assert run("convert", "tunes", "-o", "tunes.tfrecord", "--recursive") == 0
    assert run("dataset", "tunes.tfrecord", "--report", "pages/report.html") == 0
    assert (folder / "dataset" / "melodies.npz").read_bytes() == melodies
    page = (folder / "pages" / "report.html").read_text()
    assert "3 of 3 files gave" in page and "does not know what files were refused" in page


def test_names_that_are_no_unicode(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tunes = folder / "tunes"
    write_midi(Melody(SCALE * 16), tunes / "a.mid")
    try:
        (tunes / "a.mid").rename(tunes / "\udcff.mid")
        (folder / "tunes" / "b\udcfe.mid").write_text("no tune")
    except OSError:
        pytest.skip("this system takes no such names")
    assert run("dataset", "tunes", "--report", "report.html") == 0
    assert corpus.load("dataset/melodies.npz")[0].number == "?.mid"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert ">?.mid<" in page and "1 file cannot be read" in page
    assert "b\\udcfe.mid is not a MIDI file" in capsys.readouterr().err


def test_a_report_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written, not even the melodies; nor of a folder in which nothing can be read."""
    (folder / "tunes").mkdir()
    (folder / "a.html").mkdir()
    refused(capsys, folder, ["dataset", "tunes", "--report", "a.html"], "tunes holds no MIDI")
    write_midi(Melody(SCALE * 16), folder / "tunes" / "a.mid")
    for name, words in (("a.html", "is a folder"), ("a.pdf", "a name such as report.html")):
        refused(capsys, folder, ["dataset", "tunes", "--report", name], words)
    (folder / "tunes" / "a.mid").write_text("no tune")
    words = "tunes (it holds no file that can be read); the first: a.mid is not a MIDI file"
    refused(capsys, folder, ["dataset", "tunes", "--report", "b.html"], words)


def test_what_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.tfrecord").write_bytes(b"MThd")
    for arguments, words in (
        (["nowhere"], ["nowhere: no such file", "ssc convert"]),
        (["a.tfrecord", "--rules", "jazz"], ["invalid choice: 'jazz'"]),
        (["a.tfrecord"], ["is not a TFRecord file"]),
    ):
        refused(capsys, folder, ["dataset", *arguments], *words)
    assert list(contents(folder)) == ["a.tfrecord"]


def test_no_input_is_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of the name that ``--sequence_examples`` writes, or a shard that is also melodies."""
    name = "eval_melodies.tfrecord"
    write_tfrecord(folder / name, [])
    refused(capsys, folder, ["dataset", name, "--output_dir", "."], f"{name} is to be read and")
    (folder / "data").mkdir()
    write_tfrecord(folder / "a-00000-of-00001", [])
    os.link(folder / "a-00000-of-00001", folder / "data" / "melodies.npz")
    words = "melodies.npz is to be read, as a-00000-of-00001, and would be replaced"
    refused(capsys, folder, ["dataset", "a", "--output_dir", "data"], words)


def test_a_shard_that_is_missing_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tfrecord(folder / "a-00000-of-00002", [])
    refused(capsys, folder, ["dataset", "a"], "a lacks 1 of its 2 shards, number 00001 first")

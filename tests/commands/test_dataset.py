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

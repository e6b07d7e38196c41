"""``ssc train`` killed in the middle of an epoch, for real, and begun again."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.commands.main import main
from ssc_lib.music import corpus
from ssc_lib.music.collections import Tune

SETTINGS = {"units": 8, "epochs": 3, "batch": 4, "segment": 16, "average": 0.9, "seed": 3}


def small_corpus(path: Path) -> Path:
    """Thirty tunes of 256 steps: notes at random, each held for a step."""
    rng = np.random.default_rng(7)
    tunes = []
    for n in range(30):
        events = np.full(256, -2)
        events[::2] = rng.integers(55, 80, 128)
        tunes.append(Tune(Melody(events), "random", str(n), f"Tune {n}", "nobody", "4/4"))
    corpus.save(tunes, path)
    return path


def test_a_killed_run_ends_where_it_would_have_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGKILL leaves no time to write anything.

    Weights, optimizer and logged bits of the run that went on are those of a run without a stop, to
    the last bit.
    """
    pytest.importorskip("keras", reason="Keras is not installed")
    tunes = small_corpus(tmp_path / "tunes.npz")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    flags = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command = ["train", "--corpus", str(tunes), *flags, "--run_dir"]

    process = subprocess.Popen(
        [sys.executable, "-m", "ssc_lib.commands.main", *command, str(killed)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    heard = b""
    assert process.stderr is not None
    while not re.search(rb"epoch 2/3: +[1-9]\d?%", heard):  # the progress bar
        heard += (piece := process.stderr.read1(4096))
        assert piece, f"the run ended before it could be killed: {heard[-500:]!r}"
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.stderr.close()
    assert len(json.loads((killed / "log.json").read_text())) == 1

    for folder in (killed, whole):
        assert main([*command, str(folder)]) == 0
    capsys.readouterr()
    logs = [json.loads((f / "log.json").read_text()) for f in (killed, whole)]
    assert [len(log) for log in logs] == [3, 3]
    for bits in ("train_bits", "validation_bits"):
        assert [row[bits] for row in logs[0]] == [row[bits] for row in logs[1]]
    for name in ("network.npz", "checkpoint.npz"):
        with np.load(killed / name) as went_on, np.load(whole / name) as without_a_stop:
            assert went_on.files == without_a_stop.files
            for array in went_on.files:
                if array not in ("settings", "history", "best/settings"):  # these hold times
                    np.testing.assert_array_equal(went_on[array], without_a_stop[array])
